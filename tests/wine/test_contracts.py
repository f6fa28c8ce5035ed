"""Clients generated from Microsoft's own contracts, through Wine's WsCall, against our services.

Each service answers a request only if it arrives with the values that were sent, and each client
must get the values, or the declared fault, that the service answered with. What Wine cannot do is
told by the tables and printed, operation by operation.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.corpus.packages import entries, folder, package_of, require_corpus
from tests.native.driving import implement
from tests.native.structures import structures
from tests.wine.limits import ENDLESS, limits
from tests.wine.windows import SCRIPTS, run_on_windows, windows_path
from wswgen.runtime.codec import Codec, codec_for
from wswgen.runtime.contract import Contract, Operation, Part
from wswgen.runtime.fault import Fault, rebuild
from wswgen.runtime.messages import OperationCodec, field_names, resolve
from wswgen.runtime.native.layout import Layout
from wswgen.runtime.native.tables import Tables
from wswgen.runtime.service import Service, bindings
from wswgen.runtime.values import QName
from wswgen.testing import strategy_for

pytestmark = pytest.mark.wine

CHOSEN = ("113", "114", "116", "117")
EXAMPLES = 6


@dataclass
class Case:
    """One call: the values on both ways, and their XML for the other process."""

    service: type[Service]
    operation: Operation[Any]
    request: Any
    answer: Any
    fault: type[Fault] | None
    texts: tuple[str, str]

    def ends(self) -> Any:
        """What the handler does."""
        if self.fault is not None:
            raise rebuild(self.fault, "it cannot be done", detail=self.answer)
        codec = OperationCodec(self.operation, self.service.contract)
        assert codec.response is not None
        return codec.response.join(spread(self.answer))

    def line(self, url: str) -> str:
        """The case for the script."""
        methods = {each.operation.name: each.method for each in bindings(self.service).values()}
        return json.dumps(
            {
                "package": self.service.contract.package,
                "client": self.service.__name__.removesuffix("Service") + "Client",
                "operation": self.operation.name,
                "method": methods[self.operation.name],
                "request": self.texts[0],
                "answer": self.texts[1],
                "fault": self.fault and self.fault.__name__,
                "url": url,
            }
        )


def spread(value: Any) -> list[Any]:
    """The fields of a body."""
    return [getattr(value, name) for name in field_names(type(value))]


def part_codec(contract: Contract, part: Part) -> tuple[type, Codec]:
    """The class and the codec of a body."""
    cls = resolve(contract.types, part.type)
    return cls, codec_for(cls, name=QName(part.namespace, part.name))


def examples(cls: type) -> list[Any]:
    """Random values of a class."""
    found: list[Any] = []

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        suppress_health_check=[*HealthCheck],
        deadline=None,
    )
    @given(strategy_for(cls))
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


def cases(service: type[Service], operation: Operation[Any]) -> list[Case]:
    """Calls of one operation, no two with the same request; some end with a declared fault."""
    contract = service.contract
    assert operation.response is not None
    cls, request = part_codec(contract, operation.request.body[0])
    reply, response = part_codec(contract, operation.response.body[0])
    answers: list[tuple[Any, Codec, type[Fault] | None]] = []
    details = OperationCodec(operation, contract).faults
    for part, declared in zip(operation.faults, details, strict=True):
        kind = resolve(contract.types, part.detail.type)
        answers += [(v, declared.codec, declared.exception) for v in examples(kind)[:2]]
    answers += [(value, response, None) for value in examples(reply)]
    found: list[Case] = []
    for index, value in enumerate(examples(cls)):
        text = request.encode(value)
        # Wine does not come back from writing some doubles.
        if ENDLESS.search(text) or any(case.request == value for case in found):
            continue
        answer, codec, fault = answers[index % len(answers)]
        texts = (text, codec.encode(answer))
        found.append(Case(service, operation, value, answer, fault, texts))
    assert found
    return found


def answering(service: type[Service], known: list[Case]) -> Service:
    """A service that answers as the cases say, and refuses every other request."""

    names = {binding.state: binding.operation.name for binding in bindings(service).values()}

    def handler(state: Any) -> Any:
        for case in known:
            if case.operation.name != names[type(state)]:
                continue
            values = [getattr(state, name) for name in case.operation.request.fields]
            if values == spread(case.request):
                return case.ends()
        raise Fault(f"no case has these values: {state}")

    return implement(service, handler)


def unable(case: Case, layouts: dict[type, Layout]) -> set[str]:
    """What of a case Wine cannot do."""
    request, answer = layouts[type(case.request)], layouts.get(type(case.answer))
    found = set(limits(request, case.texts[0], "write"))
    if answer is not None:
        found |= set(limits(answer, case.texts[1], "read"))
    return found


def test_every_operation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    require_corpus()
    every: list[Case] = []
    layouts: dict[type, Layout] = {}
    services: list[type[Service]] = []
    for entry in entries():
        if entry["id"][:3] not in CHOSEN:
            continue
        package = package_of(entry)
        assert package is not None
        module = import_module(package.name)
        for name in module.__all__:
            cls = getattr(module, name)
            if isinstance(cls, type) and issubclass(cls, Service):
                services.append(cls)
        tables = Tables()
        for make in structures(import_module(f"{package.name}._native")).values():
            layouts[make().cls] = tables.layout(make)
    for service in services:
        for operation in service.contract.operations:
            every += cases(service, operation)
    hosts = {
        service: answering(service, [case for case in every if case.service is service]).start(
            "http://localhost:0/service", backend="portable"
        )
        for service in services
    }
    lines, results = tmp_path / "cases.jsonl", tmp_path / "results.jsonl"
    lines.write_text("".join(case.line(hosts[case.service].url) + "\n" for case in every), "utf-8")
    script = [windows_path(path) for path in (SCRIPTS / "contracts.py", lines, results)]
    try:
        done = run_on_windows(script, packages=[folder()], timeout=120)
    finally:
        for host in hosts.values():
            host.close()
    assert done.returncode == 0, done.stdout
    judged = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    assert len(judged) == len(every)
    equal: Counter[str] = Counter()
    excused: dict[str, set[str]] = {}
    for case, wrong in zip(every, judged, strict=True):
        name = case.operation.name
        if not wrong:
            equal[name] += 1
            continue
        known = unable(case, layouts)
        assert known, f"{name}: {wrong}\n{case.texts}"
        excused[name] = excused.get(name, set()) | known
    with capsys.disabled():
        print(f"\n  calls judged by Wine: {equal.total()} of {len(every)} equal")
        for name, why in excused.items():
            print(f"    {equal[name]:2} {name}: Wine cannot do {'; '.join(sorted(why))}")
    tried = {operation.name for each in services for operation in each.contract.operations}
    assert {*equal} == tried

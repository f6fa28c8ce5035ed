"""Every operation of every real contract that zeep can load: what is meant arrives, both ways.

zeep is the other side of all four messages of a call, and catches every declared fault, see
`zeep_exchange`; where it differs from us, a rule of `zeep_rules` names the construct and the
section that decides. Large contracts are tried in parts, as in `test_round_trip`.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import cached_property
from itertools import chain

import pytest
from lxml import etree
from zeep.exceptions import Fault

from tests.corpus.packages import TABLE, Entry, Package, entries, folder, package_of, row
from tests.corpus.schemas import Schemas
from tests.corpus.turn import ALL, part, third
from tests.corpus.validators import Validator
from tests.corpus.zeep_exchange import (
    Failure,
    Peers,
    Port,
    examples,
    exchange,
    exchange_fault,
    raised,
    spoken,
)
from tests.corpus.zeep_rules import LEFT_OUT, LOADING, RULES, rule_for, told
from wswgen.runtime import DecodeError
from wswgen.runtime.contract import Operation
from wswgen.runtime.values import QName

pytestmark = pytest.mark.corpus

MOST = 6
"""Operations of one entry in one turn."""
EXAMPLES = 5
FAULTS = 2
"""Examples of each declared fault."""
ADDRESSING = "http://www.w3.org/2005/08/addressing"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry["id"]))
def test_zeep(entry: Entry) -> None:
    package = package_of(entry)
    if package is None:
        return  # the table shows why; test_front_end judges it
    line, started = row(entry), time.perf_counter()
    problems: list[str] = []
    judge = _Judge(package)
    peers = Peers(package)
    reason = _opened(peers)
    if reason is not None:
        line.zeep = f"cannot load: {reason}"
        line.excused[reason] += 1
    with closing(peers):
        for port, operation in part(list(_operations(peers)), MOST):
            line.exchanged += 1
            reason = _left_out(package, port, operation)
            if reason is not None:
                line.excused[reason] += 1
                continue
            calls, failed = _calls(peers, port, operation, judge)
            problems += [f"{operation.name}: {failure}" for failure in failed]
            line.excused.update(set().union(*calls))
            line.equal += not failed and not all(calls)
            for number, fault in enumerate(operation.faults):
                line.raised += 1
                calls, failed = _faults(peers, port, operation, number, judge)
                problems += [f"{operation.name}, {fault.name}: {failure}" for failure in failed]
                line.excused.update(set().union(*calls))
                line.caught += not failed and not all(calls)
    line.seconds += time.perf_counter() - started
    assert not problems, "\n".join([f"{len(problems)}:", *problems[:10]])


@pytest.mark.parametrize("entry", third(entries()[::16]), ids=lambda entry: str(entry["id"]))
def test_zeep_through_a_socket(entry: Entry) -> None:
    package = package_of(entry)
    assert package is not None
    peers = Peers(package, wired=True)
    _opened(peers)
    with closing(peers):
        for port, operation in part(list(_operations(peers)), 2):
            if _left_out(package, port, operation) is None:
                judge = _Judge(package)
                _, failed = _calls(peers, port, operation, judge)
                assert not failed, [str(failure) for failure in failed]
                for number in range(len(operation.faults)):
                    _, failed = _faults(peers, port, operation, number, judge)
                    assert not failed, [str(failure) for failure in failed]


def test_few_excuses_and_none_without_need() -> None:
    """Over all contracts; a run of some of them shows neither."""
    lines = [line for line in TABLE.values() if line.exchanged or line.zeep]
    if len(lines) < len(entries()):
        return
    exchanged, equal = (sum(getattr(line, n) for line in lines) for n in ("exchanged", "equal"))
    assert sum(bool(line.zeep) for line in lines) <= 8
    assert exchanged >= 500
    assert equal / exchanged > 0.6
    if ALL:
        names = {rule.name for rule in RULES} | LOADING.keys() | LEFT_OUT.keys()
        assert names == {name for line in lines for name in line.excused}


def _operations(peers: Peers) -> Iterator[tuple[Port, Operation[object]]]:
    for port in peers.ports:
        for operation in port.contract.operations:
            yield port, operation


class _Judge:
    """libxml2, for what zeep wrote and we refused. It judges elements of the schema alone."""

    def __init__(self, package: Package) -> None:
        self._package = package

    @cached_property
    def _schemas(self) -> tuple[Schemas, Validator]:
        place = folder() / f"{self._package.name}_zeep"
        schemas = Schemas(self._package.documents, place, relaxed=True)
        return schemas, Validator(schemas.driver)

    def accepts(self, failure: Failure) -> bool:
        """Whether we refused a message all of whose parts are valid."""
        if not isinstance(failure.error, (Fault, DecodeError)) or not failure.written:
            return False
        schemas, validator = self._schemas
        envelope = etree.fromstring(failure.written)
        blocks = [
            block
            for part in envelope
            for block in part
            if etree.QName(block).namespace != ADDRESSING  # zeep adds it where there are actions
        ]
        names = [etree.QName(block) for block in blocks]
        known = [QName(name.namespace or "", name.localname) in schemas.elements for name in names]
        texts = [etree.tostring(block, encoding="utf-8") for block in blocks]
        return bool(texts) and all(known) and all(map(validator.accepts, texts))

    def check_fault(self, element: bytes) -> None:
        """Fail unless the element of a fault is known to the schema, and valid."""
        schemas, validator = self._schemas
        name = etree.QName(etree.fromstring(element))
        assert QName(name.namespace or "", name.localname) in schemas.elements
        validator.check(element)


def _calls(
    peers: Peers, port: Port, operation: Operation[object], judge: _Judge
) -> tuple[list[set[str]], list[Failure]]:
    """The rules that each of some calls needs, and what no rule explains.

    No rule explains that we refuse what is valid.
    """
    calls: list[set[str]] = []
    failed: list[Failure] = []
    for said in examples(spoken(operation, port.contract), EXAMPLES):
        calls.append(set())
        for failure in chain(*exchange(peers, port, operation, said, told).values()):
            rule = rule_for(failure)
            if rule is None or judge.accepts(failure):
                failed.append(failure)
            else:
                calls[-1].add(rule.name)
    return calls, failed


def _faults(
    peers: Peers, port: Port, operation: Operation[object], number: int, judge: _Judge
) -> tuple[list[set[str]], list[Failure]]:
    """The rules that each of some faults needs, and what no rule explains.

    AssertionError for an element that is not valid.
    """
    calls: list[set[str]] = []
    failed: list[Failure] = []
    for asked, detail in examples(raised(operation, port.contract, number), FAULTS):
        calls.append(set())
        element, failures = exchange_fault(peers, port, operation, number, asked, detail)
        judge.check_fault(element)
        for failure in failures:
            rule = rule_for(failure)
            if rule is None:
                failed.append(failure)
            else:
                calls[-1].add(rule.name)
    return calls, failed


def _opened(peers: Peers) -> str | None:
    """Why zeep cannot load the documents; raises what is no known reason."""
    try:
        peers.open()
    except Exception as error:
        reasons = [name for name, (text, _) in LOADING.items() if re.search(text, str(error))]
        if not reasons:
            raise
        return reasons[0]
    return None


def _left_out(package: Package, port: Port, operation: Operation[object]) -> str | None:
    """Why zeep does not have an operation, as the documents show."""
    bindings = [
        node
        for document in package.documents.documents
        for node in etree.fromstring(document.data).iter(f"{WSDL}binding")
        if node.get("name") == port.endpoint.binding
    ]
    if port.theirs is None:
        transports = [child.get("transport", "") for node in bindings for child in node]
        assert transports
        assert not any(each.endswith("/soap/http") for each in transports)
        return "transport"
    names = Counter(
        str(each.get("name")) for node in bindings for each in node.iter(f"{WSDL}operation")
    )
    if any(count > 1 and operation.name.startswith(name) for name, count in names.items()):
        return "overload"
    if operation.name not in names:
        return "unbound"
    return None


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in RULES] + [*LOADING, *LEFT_OUT]
    assert len(names) == len(set(names))

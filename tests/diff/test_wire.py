"""What `diff` calls compatible is: clients and services of both contracts talk to each other."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.exercise import FEW, class_of, contracts, load, result_of, values_of
from tests.diff.pairs import BASE, PAIRS
from tests.diff.test_diff import edited
from wswgen import api
from wswgen.options import Job, Options
from wswgen.runtime.loopback import Loopback
from wswgen.runtime.service import bindings


def _mixtures() -> list[tuple[str, ...]]:
    """Every pair alone, and some together: changes of one side that meet in one contract."""
    alone: list[tuple[str, ...]] = [(name,) for name in PAIRS]
    for side in "CS":
        safe = [
            name for name, pair in PAIRS.items()
            if pair.expected and not any(side in sides for sides in pair.expected.values())
            and "target" not in name and "SOAP" not in name
        ]  # fmt: skip
        source = random.Random(f"mixtures of {side}")
        alone += [tuple(sorted(source.sample(safe, 3))) for _ in range(6)]
    return alone


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of the contract of before."""
    return _package(tmp_path_factory.mktemp("old"), BASE, "diff_before")


def _package(folder: Path, text: str, name: str) -> ModuleType:
    (folder / "c.wsdl").write_text(text)
    options = Options(package=name)
    api.from_wsdl(Job(files=(folder / "c.wsdl",), out=folder, options=options))
    return load(folder, name)


@pytest.mark.parametrize("names", _mixtures(), ids=" + ".join)
def test_compatible_means_that_they_talk(
    tmp_path: Path, old: ModuleType, names: tuple[str, ...]
) -> None:
    text = BASE
    for name in names:
        with suppress(AssertionError):  # another edit of the mixture took its text away
            text = edited(text, PAIRS[name])
    (tmp_path / "old.wsdl").write_text(BASE)
    (tmp_path / "new.wsdl").write_text(text)
    found = api.diff(str(tmp_path / "old.wsdl"), str(tmp_path / "new.wsdl"))
    callers, services = not found.breaks("callers"), not found.breaks("services")
    if not callers and not services:
        return
    new = _package(tmp_path, text, f"diff_after_{crc32(repr(names).encode())}")
    if callers:
        assert _talk(client=old, service=new) > 0
    if services:
        assert _talk(client=new, service=old) > 0


def _talk(client: ModuleType, service: ModuleType) -> int:
    """Call every operation of the client's contract; how many there are."""
    (asked,), (answering,) = contracts(client), contracts(service)
    called = class_of(client, "client", asked, "")
    base = class_of(service, "service", answering, "")
    for operation in asked.operations:
        _call(called, base, operation, asked, answering)
    return len(asked.operations)


def _call(called: Any, base: Any, operation: Any, asked: Any, answering: Any) -> None:
    (other,) = (each for each in answering.operations if each.name == operation.name)
    method = bindings(base)[operation.name].method

    @FEW
    @given(data=st.data())
    def talk(data: st.DataObject) -> None:
        arguments = values_of(data, operation.request, asked)
        result = result_of(data, other, answering) if other.response is not None else None
        seen: list[Any] = []

        def handle(_: Any, state: Any) -> Any:
            seen.append(state)
            return result

        methods = {each.method: handle for each in bindings(base).values()}
        with Loopback(type("Handler", (base,), methods)()) as loopback:
            caller = called(transport=loopback)
            getattr(caller, method)(**dict(zip(operation.request.fields, arguments, strict=True)))
        assert len(seen) == 1

    talk()

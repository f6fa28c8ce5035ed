"""Use a generated package as its users would: every type, every operation, both clients."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import simple_strategy, strategy_for
from wswgen.runtime import xml
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.codec.simple import simple_type
from wswgen.runtime.contract import Contract, Message, Operation
from wswgen.runtime.loopback import Loopback
from wswgen.runtime.service import bindings
from wswgen.runtime.values import QName

FEW = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def load(folder: Path, package: str) -> ModuleType:
    """Import a package from ``folder``; its name is used once in a test run."""
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        module = importlib.import_module(package)
        for name in ("types", "_contract", "service", "client"):
            importlib.import_module(f"{package}.{name}")
    finally:
        sys.path.remove(str(folder))
    return module


def contracts(package: ModuleType) -> list[Contract]:
    """The port types of a package."""
    module = importlib.import_module(f"{package.__name__}._contract")
    return [value for value in vars(module).values() if isinstance(value, Contract)]


def round_trips(package: ModuleType) -> int:
    """Write and read values of every class of a package; how many classes there were."""
    types = importlib.import_module(f"{package.__name__}.types")
    count = 0
    for value in list(vars(types).values()):
        if not dataclasses.is_dataclass(value) or not isinstance(value, type):
            continue
        if value.__module__ != types.__name__:
            continue
        if isinstance(value.__dict__.get("__xml__"), xml.Type):
            _round_trip(value)
            count += 1
    return count


def _round_trip(cls: type) -> None:
    name = QName("urn:probe", "probe")

    @FEW
    @given(value=strategy_for(cls))
    def survives(value: Any) -> None:
        assert decode_bytes(cls, encode_bytes(cls, value, name=name), name=name) == value

    survives()


def calls(package: ModuleType) -> int:
    """Call every operation of a package through `Loopback`; how many operations there were."""
    return sum(_calls(package, contract) for contract in contracts(package))


def _calls(package: ModuleType, contract: Contract) -> int:
    client, asynchronous, base = (
        _class(package, module, contract, start)
        for module, start in (("client", ""), ("client", "Async"), ("service", ""))
    )
    for binding in bindings(base).values():
        _call(base, client, asynchronous, binding.operation, contract)
    assert set(bindings(base)) == {operation.name for operation in contract.operations}
    return len(contract.operations)


def _class(package: ModuleType, module: str, contract: Contract, start: str) -> Any:
    home = importlib.import_module(f"{package.__name__}.{module}")
    (found,) = [
        value
        for name, value in vars(home).items()
        if getattr(value, "contract", None) is contract
        and name.startswith("Async") == (start == "Async")
    ]
    return found


def _call(
    base: Any, client: Any, asynchronous: Any, operation: Operation[Any], contract: Contract
) -> None:
    binding = bindings(base)[operation.name]
    assert operation.response is not None
    names = list(inspect.signature(getattr(client, binding.method)).parameters)[1:]
    assert len(names) == len(operation.request.fields)

    @FEW
    @given(data=st.data())
    def agree(data: st.DataObject) -> None:
        given = _values(data, operation.request, contract)
        result = _result(data, operation, contract)
        seen: list[Any] = []

        def handle(_: Any, state: Any) -> Any:
            seen.append([getattr(state, field) for field in operation.request.fields])
            return result

        methods = {other.method: handle for other in bindings(base).values()}
        arguments = dict(zip(names, given, strict=True))
        with Loopback(type("Handler", (base,), methods)()) as loopback:
            caller = client(transport=loopback)
            assert getattr(caller, binding.method)(**arguments) == result
            other = asynchronous(transport=loopback)
            assert asyncio.run(getattr(other, binding.method)(**arguments)) == result
        assert seen == [given, given]

    agree()


def _values(data: st.DataObject, message: Message, contract: Contract) -> list[Any]:
    values = [_part(data, part.type, contract) for part in message.body]
    if message.wrapped:
        values = [getattr(values[0], field.name) for field in dataclasses.fields(values[0])]
    return values + [_part(data, part.type, contract) for part in message.headers]


def _part(data: st.DataObject, written: str, contract: Contract) -> Any:
    annotation = eval(written, vars(contract.types))
    if simple_type(annotation) is not None:
        return data.draw(simple_strategy(annotation))
    return data.draw(strategy_for(annotation))


def _result(data: st.DataObject, operation: Operation[Any], contract: Contract) -> Any:
    message = operation.response
    assert message is not None
    values = _values(data, message, contract)
    if message.result is None:
        return values[0] if values else None
    if message.result == message.body[0].type and not message.wrapped:
        return values[0]
    return getattr(contract.types, message.result)(**dict(zip(message.fields, values, strict=True)))

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

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wswgen.runtime import xml
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.codec.simple import simple_type
from wswgen.runtime.contract import Contract, FaultPart, Message, Operation
from wswgen.runtime.loopback import Loopback
from wswgen.runtime.service import bindings
from wswgen.runtime.values import QName
from wswgen.testing import simple_strategy, strategy_for

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
        class_of(package, module, contract, start)
        for module, start in (("client", ""), ("client", "Async"), ("service", ""))
    )
    for binding in bindings(base).values():
        _call(base, client, asynchronous, binding.operation, contract)
    assert set(bindings(base)) == {operation.name for operation in contract.operations}
    return len(contract.operations)


def class_of(package: ModuleType, module: str, contract: Contract, start: str) -> Any:
    """The service, or the client whose name starts so, of a port type."""
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
        given = values_of(data, operation.request, contract)
        result = result_of(data, operation, contract)
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


def values_of(data: st.DataObject, message: Message, contract: Contract) -> list[Any]:
    """Random values for the parameters of a message."""
    values = [_part(data, part.type, contract) for part in message.body]
    if message.wrapped:
        values = [getattr(values[0], field.name) for field in dataclasses.fields(values[0])]
    return values + [_part(data, part.type, contract) for part in message.headers]


def _part(data: st.DataObject, written: str, contract: Contract) -> Any:
    annotation = eval(written, vars(contract.types))
    if simple_type(annotation) is not None:
        return data.draw(simple_strategy(annotation))
    return data.draw(strategy_for(annotation))


def result_of(data: st.DataObject, operation: Operation[Any], contract: Contract) -> Any:
    """A random result of an operation."""
    message = operation.response
    assert message is not None
    values = values_of(data, message, contract)
    if message.result is None:
        return values[0] if values else None
    if message.result == message.body[0].type and not message.wrapped:
        return values[0]
    return getattr(contract.types, message.result)(**dict(zip(message.fields, values, strict=True)))


def fails(package: ModuleType) -> int:
    """Raise every declared fault, catch it from the client; how many there were."""
    count = 0
    for contract in contracts(package):
        client, base = class_of(package, "client", contract, ""), class_of(
            package, "service", contract, ""
        )
        for binding in bindings(base).values():
            for part in binding.operation.faults:
                _fail(base, client, binding.method, part, contract)
                count += 1
    return count


def _fail(base: Any, client: Any, method: str, part: FaultPart, contract: Contract) -> None:
    exception: Any = vars(contract.faults)[part.exception]

    @FEW
    @given(data=st.data())
    def arrives(data: st.DataObject) -> None:
        detail = _part(data, part.detail.type, contract)
        given = {field.name: getattr(detail, field.name) for field in dataclasses.fields(detail)}

        def handle(_: Any, state: Any) -> Any:
            raise exception(**given).because("it must")

        methods = {other.method: handle for other in bindings(base).values()}
        service = type("Handler", (base,), methods)()
        with Loopback(service) as loopback, pytest.raises(exception) as caught:
            getattr(client(transport=loopback), method)()
        assert (caught.value.detail, str(caught.value)) == (detail, "it must")

    arrives()


def wsdl_of(package: ModuleType, contract: Contract) -> bytes:
    """What the service of a contract answers to ``?wsdl`` at http://example.org/x."""
    base = class_of(package, "service", contract, "")
    methods = {binding.method: lambda *_: None for binding in bindings(base).values()}
    application = type("Handler", (base,), methods)().asgi()
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "scheme": "http", "path": "/x", "query_string": b"wsdl",
        "headers": [(b"host", b"example.org")], "client": None, "server": ("example.org", 80),
    }  # fmt: skip
    asyncio.run(application(scope, receive, send))
    assert sent[0]["status"] == 200
    return b"".join(message.get("body", b"") for message in sent[1:])

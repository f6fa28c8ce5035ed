"""A valid message of each kind for every operation of a generated package, as XML and Python."""

from __future__ import annotations

import dataclasses
import inspect
import json
import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from importlib import import_module
from typing import Any, Literal, cast
from xml.dom import minidom

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable

from wswgen.runtime.codec.plan import content_of, evaluate
from wswgen.runtime.contract import Contract, FaultPart, Message, Operation, Part
from wswgen.runtime.element import XmlElement
from wswgen.runtime.fault import Fault, rebuild
from wswgen.runtime.messages import MessageCodec, OperationCodec
from wswgen.runtime.soap import VERSIONS
from wswgen.runtime.soapfault import write_fault
from wswgen.runtime.values import QName
from wswgen.runtime.xml import Nil
from wswgen.testing.simple import Strategy, simple_strategy, xml_elements
from wswgen.testing.values import has_values, strategy_for

_QUICK = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One message: ``python`` is the values of its body parts, ``xml`` the whole of it.

    ``direction`` is request, reply, or fault and the name of an exception, which ``python`` makes.

    Where no value can be found, both are empty and ``reason`` says why. ``contract`` is the
    port type.
    """

    contract: str
    operation: str
    direction: str
    python: str = ""
    xml: str = ""
    reason: str = ""


def samples(package: str) -> Iterator[Sample]:
    """The samples for a package that can be imported, the smallest values that are valid."""
    module = import_module(f"{package}._contract")
    found: dict[Part, Any] = {}
    for contract in [each for each in vars(module).values() if isinstance(each, Contract)]:
        soap = contract.endpoints[0].soap if contract.endpoints else "1.1"
        for operation in contract.operations:
            for direction, message in _messages(operation):
                yield _sample(contract, soap, operation.name, direction, message, found)
            codec = OperationCodec(operation, contract)
            for part, declared in zip(operation.faults, codec.faults, strict=True):
                yield _fault(contract, soap, codec, part, declared.exception, found)


def _messages(operation: Operation[Any]) -> Iterator[tuple[str, Message]]:
    yield "request", operation.request
    if operation.response is not None:
        yield "reply", operation.response


def _sample(
    contract: Contract,
    soap: Literal["1.1", "1.2"],
    name: str,
    direction: str,
    message: Message,
    found: dict[Part, Any],
) -> Sample:
    try:
        values = [_smallest(part, contract, found) for part in message.body]
    except (NoSuchExample, Unsatisfiable, AssertionError) as error:
        reason = f"no value was found: {error}"
        return Sample(contract=contract.name, operation=name, direction=direction, reason=reason)
    codec = MessageCodec(message, contract.types)
    written = codec.write(VERSIONS[soap], values, [None] * len(message.headers))
    python = "\n".join(source(value) for value in values)
    return Sample(
        contract=contract.name,
        operation=name,
        direction=direction,
        python=python,
        xml=_printed(written),
    )


def _fault(
    contract: Contract,
    soap: Literal["1.1", "1.2"],
    codec: OperationCodec,
    part: FaultPart,
    exception: type[Fault],
    found: dict[Part, Any],
) -> Sample:
    direction = f"fault {part.exception}"
    name = codec.operation.name
    try:
        detail = _smallest(part.detail, contract, found)
    except (NoSuchExample, Unsatisfiable, AssertionError) as error:
        reason = f"no value was found: {error}"
        return Sample(contract=contract.name, operation=name, direction=direction, reason=reason)
    fault = rebuild(exception, part.name, detail=detail)
    return Sample(
        contract=contract.name,
        operation=name,
        direction=direction,
        python=_raised(part.exception, exception, detail),
        xml=_printed(write_fault(fault, VERSIONS[soap], codec)),
    )


def _raised(name: str, exception: type[Fault], detail: Any) -> str:
    """The call that makes a fault: of its detail, or of the fields of the detail."""
    inside = source(detail)
    parameters = inspect.signature(exception).parameters.values()
    if any(each.kind is not inspect.Parameter.KEYWORD_ONLY for each in parameters):
        return f"{name}({inside})"
    return name + inside.removeprefix(type(detail).__name__)


def _printed(message: bytes) -> str:
    """The message with a line for each element, its prefixes as they are."""
    document = minidom.parseString(message)
    root = cast("Any", document.documentElement)
    return str(root.toprettyxml(indent="  ")).rstrip("\n")


def _smallest(part: Part, contract: Contract, found: dict[Part, Any]) -> Any:
    """The smallest value of a part; ``found`` has those of others: many operations share faults."""
    if part not in found:
        found[part] = find(strategy_of(part, contract), lambda _: True, settings=_QUICK)
    return found[part]


def strategy_of(part: Part, contract: Contract) -> Strategy:
    """Values of one part of a message. AssertionError for one that has none."""
    content = content_of(evaluate(part.type, vars(contract.types)))
    if content.cls is not None:
        assert has_values(content.cls), f"{content.cls.__name__} is abstract"
        return strategy_for(content.cls)
    if content.simple is not None:
        return simple_strategy(evaluate(part.type, vars(contract.types)))
    return xml_elements(st.just(QName(part.namespace, part.name)))


def source(value: Any, indent: int = 0) -> str:
    """Python that makes a value: classes by their names, what is at its default left out."""
    inside = " " * (indent + 4)
    if isinstance(value, Nil):
        return "NIL"
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, list):
        items = [*cast("Iterable[Any]", value)]
        if not items:
            return "[]"
        lines = "".join(f"{inside}{source(item, indent + 4)},\n" for item in items)
        return f"[\n{lines}{' ' * indent}]"
    if dataclasses.is_dataclass(value) and not isinstance(value, (type, XmlElement)):
        if not hasattr(type(value), "__xml__"):
            return repr(value)
        given = [
            f"{inside}{field.name}={source(getattr(value, field.name), indent + 4)},\n"
            for field in dataclasses.fields(value)
            if not _is_default(field, getattr(value, field.name))
        ]
        name = type(value).__name__
        return f"{name}(\n{''.join(given)}{' ' * indent})" if given else f"{name}()"
    return repr(value)


def _is_default(field: dataclasses.Field[Any], value: Any) -> bool:
    if field.default is not dataclasses.MISSING:
        return bool(value == field.default)
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return False


def as_json(folder: str, package: str) -> str:
    """All samples of a package in a folder as a JSON array of objects."""
    sys.path.insert(0, folder)
    return json.dumps([dataclasses.asdict(sample) for sample in samples(package)])


def report(folder: str, package: str) -> str:
    """All samples as text, one after the other, of a package in a folder."""
    sys.path.insert(0, folder)
    parts: list[str] = []
    for sample in samples(package):
        parts.append(f"# {sample.operation}: {sample.direction}\n")
        if sample.reason:
            parts.append(f"# {sample.reason}\n\n")
        else:
            parts.append(f"{sample.python}\n\n{sample.xml}\n\n")
    return "".join(parts)

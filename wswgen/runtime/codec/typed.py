"""What an encoded message says of its values: xsi:type and the types of arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .. import xml
from ..values import QName
from .plan import ClassPlan, Content, ElementPlan, GroupPlan, Particle, plan_of
from .soapenc import SOAP11, SoapEncoding
from .support import XSD, XSI

Prefix = Callable[[str], str]


def is_array(plan: ClassPlan) -> bool:
    """Whether a class is an array of the SOAP encoding, whose children are its items."""
    return isinstance(plan.mark, xml.Type) and plan.mark.order == "array"


def type_of(content: Content, encoding: SoapEncoding) -> QName | None:
    """The type that a reader should take a value for; None where the schema has no name for it."""
    if content.cls is not None:
        mark: Any = plan_of(content.cls).mark
        if mark.order == "array":
            return QName(encoding.namespace, "Array")
        return QName(mark.namespace, mark.name) if mark.name else None
    if content.simple is None:
        return None
    if content.simple.enum is not None:
        mark = content.simple.enum.__dict__["__xml__"]
        return QName(mark.namespace, mark.name) if mark.name else None
    builtin = content.simple.builtin
    return QName(XSD, builtin) if builtin and builtin != "anySimpleType" else None


def type_attribute(content: Content, prefix: Prefix, encoding: SoapEncoding) -> str:
    """The attribute for a start tag, or nothing."""
    name = type_of(content, encoding)
    return f' xsi:type="{_written(name, prefix)}"' if name is not None else ""


def array_attributes(
    item: Content, prefix: Prefix, encoding: SoapEncoding, dimensions: tuple[int, ...]
) -> tuple[str, str]:
    """What stands before and behind the number of items in the start tag of an array.

    ``dimensions`` are those of the array and of the arrays in it, from the outside in. In SOAP 1.1
    (section 5.4.2) they are all in arrayType, in SOAP 1.2 (part 2, section 3.1.6) each array has
    its own arraySize.
    """
    name = type_of(item, encoding) or QName(XSD, "anyType")
    own = prefix(encoding.namespace)
    if encoding is SOAP11:
        inner = "".join(f"[{',' * (rank - 1)}]" for rank in reversed(dimensions[1:]))
        return f' {own}:arrayType="{_written(name, prefix)}{inner}[', ']"'
    if dimensions[1:]:
        name = QName(encoding.namespace, "Array")
    return f' {own}:itemType="{_written(name, prefix)}" {own}:arraySize="', '"'


def _written(name: QName, prefix: Prefix) -> str:
    return f"{prefix(name.namespace)}:{name.local}" if name.namespace else name.local


def namespaces(root: type, encoding: SoapEncoding) -> dict[str, None]:
    """The namespaces of the types in a message of a class, and of what describes them."""
    found: dict[str, None] = dict.fromkeys((encoding.envelope, encoding.namespace, XSD, XSI))
    seen: set[type] = set()
    waiting = [root]
    while waiting:
        cls = waiting.pop()
        if cls in seen:
            continue
        seen.add(cls)
        for particle in _elements(plan_of(cls).particles):
            name = type_of(particle.content, encoding)
            if name is not None and name.namespace:
                found[name.namespace] = None
            if particle.content.cls is not None:
                waiting.append(particle.content.cls)
    return found


def _elements(particles: tuple[Particle, ...]) -> Iterator[ElementPlan]:
    for particle in particles:
        match particle:
            case ElementPlan():
                yield particle
            case GroupPlan(branches=branches):
                for branch in branches:
                    yield from _elements(plan_of(branch).particles)
            case _:
                pass

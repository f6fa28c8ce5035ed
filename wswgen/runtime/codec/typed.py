"""What xsi:type says of the values in an encoded message (SOAP 1.1, section 5.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .. import xml
from ..values import QName
from .plan import ClassPlan, Content, ElementPlan, GroupPlan, Particle, plan_of
from .support import ENCODING, ENVELOPE, XSD, XSI

Prefix = Callable[[str], str]


def is_array(plan: ClassPlan) -> bool:
    """Whether a class is an array of the SOAP encoding, whose children are its items."""
    return isinstance(plan.mark, xml.Type) and plan.mark.order == "array"


def type_of(content: Content) -> QName | None:
    """The type that a reader should take a value for; None where the schema has no name for it."""
    if content.cls is not None:
        mark: Any = plan_of(content.cls).mark
        if mark.order == "array":
            return QName(ENCODING, "Array")
        return QName(mark.namespace, mark.name) if mark.name else None
    if content.simple is None:
        return None
    if content.simple.enum is not None:
        mark = content.simple.enum.__dict__["__xml__"]
        return QName(mark.namespace, mark.name) if mark.name else None
    builtin = content.simple.builtin
    return QName(XSD, builtin) if builtin and builtin != "anySimpleType" else None


def type_attribute(content: Content, prefix: Prefix) -> str:
    """The attribute for a start tag, or nothing."""
    name = type_of(content)
    return f' xsi:type="{_written(name, prefix)}"' if name is not None else ""


def array_attribute(
    item: Content, prefix: Prefix, dimensions: tuple[int, ...] = (1,)
) -> tuple[str, str]:
    """What stands before and behind the number of items in soapenc:arrayType.

    ``dimensions`` are those of the array and of the arrays in it, from the outside in.
    """
    name = type_of(item) or QName(XSD, "anyType")
    inner = "".join(f"[{',' * (rank - 1)}]" for rank in reversed(dimensions[1:]))
    return f' {prefix(ENCODING)}:arrayType="{_written(name, prefix)}{inner}[', ']"'


def _written(name: QName, prefix: Prefix) -> str:
    return f"{prefix(name.namespace)}:{name.local}" if name.namespace else name.local


def namespaces(root: type) -> dict[str, None]:
    """The namespaces of the types in a message of a class, and of what describes them."""
    found: dict[str, None] = {ENVELOPE: None, ENCODING: None, XSD: None, XSI: None}
    seen: set[type] = set()
    waiting = [root]
    while waiting:
        cls = waiting.pop()
        if cls in seen:
            continue
        seen.add(cls)
        for particle in _elements(plan_of(cls).particles):
            name = type_of(particle.content)
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

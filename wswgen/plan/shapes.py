"""Which Python classes a contract needs, before any of them has a name.

Beside a class for each complex type and each enumeration there is one for each branch of a
choice and for each sequence that is optional or repeats. They are identified by `GroupKey`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from wswgen import ir
from wswgen.plan.names import class_name
from wswgen.qname import QName
from wswgen.record import record, replace


class GroupKey(NamedTuple):
    """A branch or nested sequence: its owner and the way down to it, by first elements.

    Branches that stand for the members of a substitution group belong to its head.
    """

    owner: ir.TypeKey
    path: tuple[str, ...]
    member: bool = False  # of a substitution group: ``path`` is its local name and namespace


ClassKey: TypeAlias = ir.TypeKey | GroupKey


@record
class Slot:
    """What one field of a class stands for: a particle and the classes made for it."""

    particle: ir.Particle
    groups: tuple[GroupKey, ...] = ()


@record
class Shape:
    """A class to be: its fields in order. ``namespace`` is that of its unmarked fields.

    The elements of an ``unordered`` one come in any order.
    """

    key: ClassKey
    namespace: str
    slots: tuple[Slot, ...]
    label: str  # what a reader calls it, for its docstring
    unordered: bool = False


STRINGS = frozenset("""
    string normalizedString token language Name NCName NMTOKEN ID IDREF ENTITY anyURI
    anySimpleType
    """.split())
INTEGERS = frozenset("""
    integer nonPositiveInteger negativeInteger nonNegativeInteger positiveInteger long int
    short byte unsignedLong unsignedInt unsignedShort unsignedByte
    """.split())


def is_enumeration(simple: ir.SimpleType) -> bool:
    """Whether a simple type becomes an enumeration class."""
    return (
        simple.variety is ir.Variety.ATOMIC
        and bool(simple.facets.enumeration)
        and (simple.primitive in STRINGS | INTEGERS | {"decimal", "QName", "NOTATION"})
    )


def shapes(types: Mapping[ir.TypeKey, ir.Type]) -> Iterator[Shape]:
    """The class of each complex type, followed by the classes of its groups."""
    seen: set[GroupKey] = set()
    for key, definition in types.items():
        if isinstance(definition, ir.ComplexType):
            restricts = definition.derivation == "restriction"
            particles = () if definition.mixed or restricts else definition.content
            yield from _shape(key, GroupKey(key, ()), key.namespace, particles, seen)


def _shape(
    key: ClassKey,
    path: GroupKey,
    namespace: str,
    particles: tuple[ir.Particle, ...],
    seen: set[GroupKey],
) -> Iterator[Shape]:
    slots: list[Slot] = []
    inner: list[Shape] = []
    every = ir.whole_all(particles)
    if every is not None:
        particles = every.elements
    for particle in particles:
        match particle:
            case ir.Choice(branches=branches, head=head):
                groups: list[GroupKey] = []
                for branch in branches:
                    group = _fresh(path, branch, seen) if head is None else _member(head, branch)
                    groups.append(group)
                    if group not in seen:
                        seen.add(group)
                        inside = namespace if head is None else head.namespace
                        inner += _shape(group, group, inside, branch, seen)
                slots.append(Slot(particle=particle, groups=tuple(groups)))
            case ir.Sequence(particles=nested) | ir.All(elements=nested):
                group = _fresh(path, nested, seen)
                seen.add(group)
                is_all = isinstance(particle, ir.All)
                once = (replace(particle, occurs=ir.ONCE),) if is_all else nested
                inner += _shape(group, group, namespace, once, seen)
                slots.append(Slot(particle=particle, groups=(group,)))
            case _:
                slots.append(Slot(particle=particle))
    label = first_name(particles) if isinstance(key, GroupKey) else ""
    yield Shape(
        key=key,
        namespace=namespace,
        slots=tuple(slots),
        label=label,
        unordered=every is not None,
    )
    yield from inner


def _member(head: QName, branch: tuple[ir.Particle, ...]) -> GroupKey:
    element = branch[0]
    assert isinstance(element, ir.ElementUse)
    owner = ir.TypeKey("element", head.namespace, head.local)
    return GroupKey(owner, (element.name.local, element.name.namespace), True)


def _fresh(path: GroupKey, particles: tuple[ir.Particle, ...], seen: set[GroupKey]) -> GroupKey:
    name = first_name(particles)
    group = GroupKey(path.owner, (*path.path, name))
    number = 1
    while group in seen:
        number += 1
        group = GroupKey(path.owner, (*path.path, f"{name}#{number}"))
    return group


def first_name(particles: tuple[ir.Particle, ...]) -> str:
    """The first element that a group can begin with names it; "any" for a wildcard."""
    for particle in particles:
        match particle:
            case ir.ElementUse(name=name):
                return name.local
            case ir.AnyElement():
                return "any"
            case ir.Sequence(particles=nested):
                return first_name(nested)
            case ir.Choice(branches=branches, head=head):
                return head.local if head else first_name(branches[0])
            case ir.All(elements=elements):
                return first_name(elements)
    return "empty"


def plain_class_name(key: ClassKey) -> str:
    """What a class is called if nothing else wants the name."""
    if isinstance(key, GroupKey):
        ending = key.path[:1] if key.member else key.path
        owner = plain_class_name(key.owner)
        return owner.rstrip("_") + "".join(_piece(step) for step in ending)
    if not key.path:
        return class_name(key.name)
    return class_name(key.name).rstrip("_") + "".join(_piece(step) for step in key.path)


def _piece(step: str) -> str:
    return class_name(step.partition("#")[0]).rstrip("_")

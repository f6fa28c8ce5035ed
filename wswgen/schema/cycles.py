"""Definitions that lead back to themselves (XSD 1.0 part 1, 3.3.6, 3.4.6, 3.6.6, 3.8.6, 3.14.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from wswgen.errors import Problem
from wswgen.qname import QName
from wswgen.schema.model import ComplexType, Compositor, Group, GroupRef, Particle, Ref

if TYPE_CHECKING:
    from wswgen.schema.resolve import Components

Edges: TypeAlias = Mapping[QName, Sequence[tuple[QName, Ref]]]


def circular(
    components: Components, references: Callable[[object], Iterable[tuple[str, Ref]]]
) -> list[Problem]:
    """One problem for each circle of derivations, groups, attribute groups or substitutions."""

    def edges(kind: str, item: object) -> list[tuple[QName, Ref]]:
        found = [ref for wanted, ref in references(item) if wanted == kind]
        return [(components.name(kind, ref), ref) for ref in found]

    derivations: dict[QName, list[tuple[QName, Ref]]] = {}
    for name, type_ in components.types.items():
        if isinstance(type_, ComplexType):  # elements may well contain their own type
            base = type_.base
            derivations[name] = [] if base is None else [(components.name("type", base), base)]
        else:
            derivations[name] = edges("type", type_)
    groups = {
        name: [(components.name("group", use.ref), use.ref) for use in _uses(item)]
        for name, item in components.groups.items()
    }
    attribute_groups = {
        name: edges("attribute group", item) for name, item in components.attribute_groups.items()
    }
    heads = {
        name: [(components.name("element", item.head), item.head)]
        for name, item in components.elements.items()
        if item.head is not None
    }
    return [
        *_circles("type", derivations),
        *_circles("group", groups),
        *_circles("attribute group", attribute_groups),
        *_circles("substitution group of", heads),
    ]


def _uses(group: Group) -> list[GroupRef]:
    """The groups that a group consists of. In the type of an element it may well recur (3.8.6)."""
    found: list[GroupRef] = []
    stack: list[Particle] = [group.particle]
    while stack:
        particle = stack.pop()
        if isinstance(particle, GroupRef):
            found.append(particle)
        elif isinstance(particle, Compositor):
            stack += reversed(particle.particles)
    return found


def _circles(kind: str, graph: Edges) -> list[Problem]:
    problems: list[Problem] = []
    done: set[QName] = set()
    for start in graph:
        if start in done:
            continue
        path: dict[QName, None] = {start: None}
        stack = [iter(graph[start])]
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                done.add(path.popitem()[0])
                continue
            name, ref = step
            if name in path:
                circle = [*list(path)[list(path).index(name) :], name]
                shown = " -> ".join(str(item)[:80] for item in circle[:6])
                shown += " -> ..." if len(circle) > 6 else ""
                problems.append(
                    Problem(
                        code="W107",
                        location=ref.location,
                        message=f"the {kind} {str(name)[:200]} is defined by itself: {shown}",
                        help="break the circle",
                    )
                )
            elif name in graph and name not in done:
                path[name] = None
                stack.append(iter(graph[name]))
    return problems

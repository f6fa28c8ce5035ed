"""Leave out operations that nobody asked for, and the types that only they need."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from wswgen import ir
from wswgen.contract.graph import dependencies
from wswgen.contract.link import Linked
from wswgen.errors import GenerateError, Location, Problem
from wswgen.record import replace


def choose_operations(
    linked: Linked, only: Sequence[str], skip: Sequence[str], root: Location
) -> Linked:
    """The documents without the operations that ``only`` and ``skip`` leave out.

    Both hold names or patterns of `fnmatch`; an empty ``only`` is all. A port type that loses
    all its operations is left out too. Raises `GenerateError` for a name that matches nothing.
    """
    known = [o.name for port_type in linked.port_types.values() for o in port_type.operations]
    problems = [
        _no_such(pattern, known, root)
        for pattern in (*only, *skip)
        if not any(fnmatchcase(name, pattern) for name in known)
    ]
    if problems:
        raise GenerateError(problems)
    if not only and not skip:
        return linked
    chosen = {
        name
        for name in known
        if (not only or any(fnmatchcase(name, pattern) for pattern in only))
        and not any(fnmatchcase(name, pattern) for pattern in skip)
    }
    if not chosen:
        message = "no operation is left: every one that --only chooses is skipped"
        problem = Problem(code="W405", location=root, message=message, help="skip fewer of them")
        raise GenerateError([problem])
    port_types = {
        name: replace(
            port_type,
            operations=tuple(each for each in port_type.operations if each.name in chosen),
        )
        for name, port_type in linked.port_types.items()
    }
    return replace(
        linked,
        port_types={name: found for name, found in port_types.items() if found.operations},
    )


def _no_such(pattern: str, known: Sequence[str], root: Location) -> Problem:
    close = difflib.get_close_matches(pattern[:200], [name[:200] for name in known], n=1)
    listing = ", ".join(dict.fromkeys(known)) or "none"
    return Problem(
        code="W405",
        location=root,
        message=f"no operation is called {pattern[:200]!r}",
        help=f"did you mean {close[0]!r}?" if close else f"there are: {listing[:500]}",
    )


def reachable(
    port_types: Iterable[ir.PortType], types: Mapping[ir.TypeKey, ir.Type]
) -> dict[ir.TypeKey, ir.Type]:
    """The types that a message of these port types can hold, in the order of ``types``.

    A value can be of any type derived from the one that its element has (xsi:type), so a type
    that is used brings its derived types along; one that is only a base does not.
    """
    derived: dict[ir.TypeKey, list[ir.TypeKey]] = {}
    for key, found in types.items():
        if isinstance(found, ir.ComplexType) and found.base is not None:
            derived.setdefault(found.base, []).append(key)
    used: set[ir.TypeKey] = set()
    kept: set[ir.TypeKey] = set()
    waiting = [(key, True) for key in _parts(port_types)]
    while waiting:
        key, is_used = waiting.pop()
        if key not in types or key in used or (not is_used and key in kept):
            continue
        found = types[key]
        if is_used:
            used.add(key)
            waiting += [(each, True) for each in derived.get(key, ())]
        if key not in kept:
            kept.add(key)
            base = found.base
            waiting += [(each, each != base) for each in dependencies(found)]
            if base is not None and base in _contents(found):
                waiting.append((base, True))  # a type whose content holds its own base
    return {key: found for key, found in types.items() if key in kept}


def _contents(found: ir.Type) -> Sequence[ir.TypeKey]:
    return dependencies(replace(found, base=None))


def _parts(port_types: Iterable[ir.PortType]) -> Iterable[ir.TypeKey]:
    for port_type in port_types:
        for operation in port_type.operations:
            for message in (operation.input, operation.output):
                if message is not None:
                    yield from (part.type for part in (*message.body, *message.headers))
            yield from (fault.detail.type for fault in operation.faults)

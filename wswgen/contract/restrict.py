"""Restrictions of complex types: which particle of the base each particle narrows.

XSD 1.0 part 1, section 3.9.6, allows more than one particle against one particle; what is found
here can be said field by field, and the rest is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wswgen import ir
from wswgen.contract.particles import may_be_empty
from wswgen.contract.refuse import Refused
from wswgen.errors import Location
from wswgen.narrower import narrower
from wswgen.record import replace

_HELP = "use an extension, or a type apart"


def narrowed(
    base: tuple[ir.Particle, ...],
    own: tuple[ir.Particle, ...],
    place: Location,
    narrows: Callable[[ir.TypeKey, ir.TypeKey], bool],
) -> tuple[ir.Particle, ...]:
    """What a restriction leaves of the content of its base, one particle for one.

    ``narrows`` tells whether the first type can stand for the second one. Raises `Refused` for
    content that admits more, or does not correspond.
    """
    kept: list[ir.Particle] = []
    for theirs, ours in pairs(base, own, place):
        if ours is not None:
            check(theirs, ours, narrows)
            kept.append(ours)
    every = ir.whole_all(own)
    if every is None:
        return tuple(kept)
    elements = tuple(each for each in kept if isinstance(each, (ir.ElementUse, ir.Choice)))
    return (replace(every, elements=elements),)


def pairs(
    base: tuple[ir.Particle, ...], own: tuple[ir.Particle, ...], place: Location
) -> Iterator[tuple[ir.Particle, ir.Particle | None]]:
    """Each particle of a base and what a restriction makes of it; None where it is gone.

    Raises `Refused` where they do not correspond one by one.
    """
    ordered = ir.whole_all(base) is None
    base, own = _flat(base), _flat(own)
    left = list(own)
    for particle in base:
        candidates = left[:1] if ordered else left
        found = next(
            (each for each in candidates if narrower(particle, _as_branch(particle, each))), None
        )
        if found is not None:
            left.remove(found)
            found = _as_branch(particle, found)
        elif not may_be_empty(particle):
            message = f"the restriction leaves out {_name(particle)}, which the base requires"
            raise Refused("W151", place, message, _HELP)
        yield particle, found
    if left:
        message = f"{_name(left[0])} of the restriction narrows no particle of the base one to one"
        raise Refused("W151", left[0].location, message, _HELP)


def check(
    base: ir.Particle, own: ir.Particle, narrows: Callable[[ir.TypeKey, ir.TypeKey], bool]
) -> None:
    """Raise `Refused` where a particle admits what that of the base does not."""
    within = own.occurs.min >= base.occurs.min and (
        base.occurs.max is None
        or (own.occurs.max is not None and own.occurs.max <= base.occurs.max)
    )
    if not within:
        message = f"{_name(own)} may occur other times than in the base"
        raise Refused("W151", own.location, message, _HELP)
    if not (isinstance(base, ir.ElementUse) and isinstance(own, ir.ElementUse)):
        return
    if own.nillable and not base.nillable:
        message = f"{_name(own)} may be nil, and in the base it may not"
        raise Refused("W151", own.location, message, _HELP)
    if own.type != base.type and not narrows(own.type, base.type):
        message = f"the type of {_name(own)} does not narrow that of the base"
        raise Refused("W151", own.location, message, _HELP)


def _flat(particles: tuple[ir.Particle, ...]) -> tuple[ir.Particle, ...]:
    every = ir.whole_all(particles)
    return particles if every is None else every.elements


def _as_branch(base: ir.Particle, own: ir.Particle) -> ir.Particle:
    """One branch of a choice of the base as such a choice: ``p`` for what was ``p | q``."""
    if not isinstance(base, ir.Choice) or not isinstance(own, ir.ElementUse):
        return own
    branch = replace(own, occurs=ir.ONCE)
    return ir.Choice(branches=((branch,),), occurs=own.occurs, location=own.location)


def _name(particle: ir.Particle) -> str:
    match particle:
        case ir.ElementUse():
            return f"the element {particle.name.local[:100]!r}"
        case ir.AnyElement():
            return "a wildcard"
        case _:
            return "a group"

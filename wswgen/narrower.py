"""What a restriction may make of a particle (XSD 1.0 part 1, section 3.9.6)."""

from __future__ import annotations

from wswgen import ir
from wswgen.record import replace


def narrower(base: ir.Particle, own: ir.Particle) -> bool:
    """Whether one particle can be what a restriction makes of another.

    It is the same element, whatever its type, a wildcard that admits no more, or the same group
    but for occurrences; of a choice it may have fewer branches.
    """
    match base, own:
        case ir.ElementUse(), ir.ElementUse():
            return base.name == own.name
        case ir.AnyElement(), ir.AnyElement():
            return _includes(base.wildcard, own.wildcard)
        case ir.Choice(), ir.Choice():
            known = [tuple(map(_shape, branch)) for branch in base.branches]
            return all(tuple(map(_shape, branch)) in known for branch in own.branches)
        case _:
            return _shape(replace(base, occurs=ir.ONCE)) == _shape(replace(own, occurs=ir.ONCE))


def _shape(particle: ir.Particle) -> object:
    """What two particles have in common that are the same: everything but places and words."""
    occurs = particle.occurs
    match particle:
        case ir.ElementUse():
            return particle.name, particle.type, occurs, particle.nillable, particle.fixed
        case ir.AnyElement():
            return particle.wildcard, occurs
        case ir.Sequence():
            return "sequence", occurs, tuple(map(_shape, particle.particles))
        case ir.Choice():
            return "choice", occurs, tuple(tuple(map(_shape, b)) for b in particle.branches)
        case ir.All():
            return "all", occurs, tuple(map(_shape, particle.elements))


def _includes(wide: ir.Wildcard, narrow: ir.Wildcard) -> bool:
    """Whether a wildcard admits what the other one does, and checks no more of it."""
    strength = ("skip", "lax", "strict")
    if strength.index(wide.process) > strength.index(narrow.process):
        return False
    if wide.namespaces is None or narrow.namespaces is None:
        return wide.namespaces is None
    theirs, ours = frozenset(wide.namespaces), frozenset(narrow.namespaces)
    if wide.negated:
        return theirs <= ours if narrow.negated else theirs.isdisjoint(ours)
    return not narrow.negated and ours <= theirs

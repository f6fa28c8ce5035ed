"""Content models in the normal form that `wswgen.ir` describes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from wswgen import ir
from wswgen.contract.refuse import Refused
from wswgen.errors import Location
from wswgen.qname import QName
from wswgen.record import replace
from wswgen.schema import model

MAX_PARTICLES = 20_000  # of one type, after expansion
MAX_NESTING = 200
MAX_BRANCHES = 2_500  # Python's compilers count `A | B | C` as nested

Particles = tuple[ir.Particle, ...]


@dataclass(slots=True)
class Expansion:
    """What expanding one content model needs: declarations by reference, and a budget."""

    element: Callable[[model.Element, ir.Occurs], ir.ElementUse]
    substitutes: Callable[[model.Element], tuple[QName, tuple[ir.ElementUse, ...]] | None]
    group: Callable[[model.GroupRef], model.Compositor]
    place: Location
    left: int = field(default=MAX_PARTICLES)

    def spend(self, depth: int) -> None:
        self.left -= 1
        if self.left < 0:
            message = (
                f"the content has more than {MAX_PARTICLES} particles once groups are expanded"
            )
            raise Refused("W114", self.place, message, "simplify the groups")
        if depth > MAX_NESTING:
            message = f"groups are nested more than {MAX_NESTING} deep"
            raise Refused("W114", self.place, message, "simplify the groups")


def content(expansion: Expansion, particle: model.Compositor | model.GroupRef | None) -> Particles:
    """The content of a complex type: a flat sequence of particles, or a single `ir.All`."""
    if particle is None or particle.occurs.max == 0:
        return ()
    top = particle
    if isinstance(top, model.GroupRef):
        expansion.spend(0)
        top = replace(expansion.group(top), occurs=particle.occurs)
    if top.kind == "all":
        return _all(expansion, top)
    return _expand(expansion, top, 0)


def _all(expansion: Expansion, compositor: model.Compositor) -> Particles:
    elements: list[ir.ElementUse | ir.Choice] = []
    for particle in compositor.particles:
        if not isinstance(particle, model.Element) or particle.occurs.max == 0:
            continue
        expansion.spend(0)
        if particle.occurs.max != 1:
            message = "an element in xs:all occurs at most once"
            raise Refused("W154", particle.location, message, "correct its maxOccurs")
        for found in _element(expansion, particle, particle.occurs):
            assert isinstance(found, (ir.ElementUse, ir.Choice))
            elements.append(found)
    if compositor.occurs.max != 1:
        raise Refused("W154", compositor.location, "xs:all occurs at most once")
    if not elements:
        return ()
    occurs = compositor.occurs
    if len(elements) == 1:
        return repeated((elements[0],), occurs, compositor.location)
    if all(map(may_be_empty, elements)):
        occurs = ir.ONCE
    return (ir.All(elements=tuple(elements), occurs=occurs, location=compositor.location),)


def _expand(expansion: Expansion, particle: model.Particle, depth: int) -> Particles:
    """The sequence of particles that a particle stands for."""
    if particle.occurs.max == 0:
        return ()
    expansion.spend(depth)
    occurs = particle.occurs
    match particle:
        case model.Element():
            return _element(expansion, particle, occurs)
        case model.Wildcard():
            return (
                ir.AnyElement(
                    wildcard=wildcard(particle),
                    occurs=occurs,
                    documentation=particle.documentation,
                    location=particle.location,
                ),
            )
        case model.GroupRef():
            group = expansion.group(particle)
            return _expand(expansion, replace(group, occurs=particle.occurs), depth + 1)
        case model.Compositor(kind="sequence"):
            inner = _concatenate(expansion, particle.particles, depth)
            return repeated(inner, occurs, particle.location)
        case model.Compositor(kind="choice"):
            branches = [
                _expand(expansion, each, depth + 1)
                for each in particle.particles
                if each.occurs.max != 0
            ]
            return choice(branches, occurs, particle.location)
        case model.Compositor():
            message = "xs:all inside another compositor is not allowed"
            raise Refused("W154", particle.location, message, "make it the whole content")


def _concatenate(
    expansion: Expansion, particles: Iterable[model.Particle], depth: int
) -> Particles:
    return tuple(part for particle in particles for part in _expand(expansion, particle, depth + 1))


def _element(expansion: Expansion, element: model.Element, occurs: ir.Occurs) -> Particles:
    """An element, or the choice between the members of the substitution group it heads."""
    substitutes = expansion.substitutes(element)
    if substitutes is None:
        return (expansion.element(element, occurs),)
    head, uses = substitutes
    if not uses:
        if occurs.min == 0:
            return ()  # nothing can ever stand there
        message = f"the element {head} is abstract and nothing can stand in for it"
        raise Refused("W155", element.location, message, "give the schema that has its members")
    for _ in uses:
        expansion.spend(0)
    branches = [(use,) for use in uses]
    return choice(branches, occurs, element.location, head)


def repeated(inner: Particles, occurs: ir.Occurs, location: Location) -> Particles:
    """A sequence with an occurrence, as few levels as possible."""
    if not inner or occurs == ir.ONCE:
        return inner
    if len(inner) == 1:
        multiplied = _times(inner[0], occurs)
        if isinstance(multiplied, ir.Choice):
            return choice(
                multiplied.branches, multiplied.occurs, multiplied.location, multiplied.head
            )
        if multiplied is not None:
            return (multiplied,)
    return (ir.Sequence(particles=inner, occurs=occurs, location=location),)


def choice(
    branches: Iterable[Particles],
    occurs: ir.Occurs,
    location: Location,
    head: QName | None = None,
) -> Particles:
    """A choice in normal form: no empty branch, no choice in a choice, no choice of one."""
    kept: list[Particles] = []
    empty = total = 0
    for branch in branches:
        total += 1
        if all(may_be_empty(particle) for particle in branch):
            empty += 1
        if len(branch) != 1:
            kept += [branch] if branch else []
            continue
        only = _at_least_one(branch[0])
        if isinstance(only, ir.Choice) and only.occurs == ir.ONCE:
            kept += only.branches
        elif isinstance(only, ir.Sequence) and only.occurs == ir.ONCE:
            kept.append(only.particles)
        else:
            kept.append((only,))
    if total == 0 and occurs.min > 0:
        # Part 1, 3.8.4: a choice without branches can only be satisfied by occurring 0 times.
        raise Refused("W156", location, "a choice without branches can never be satisfied")
    if empty:
        occurs = occurs._replace(min=0)
    if not kept:
        return ()
    if occurs.max is None:
        kept = [_once_of_many(branch) for branch in kept]
    if len(kept) == 1:
        return repeated(kept[0], occurs, location)
    if len(kept) > MAX_BRANCHES:
        message = f"a choice or substitution group has more than {MAX_BRANCHES} branches"
        raise Refused("W114", location, message, "divide it")
    return (ir.Choice(branches=tuple(kept), occurs=occurs, head=head, location=location),)


def _once_of_many(branch: Particles) -> Particles:
    """In a choice that repeats without bound, ``a+`` says no more than ``a``."""
    if len(branch) == 1 and branch[0].occurs.min <= 1:
        return (replace(branch[0], occurs=ir.ONCE),)
    return branch


def _at_least_one(particle: ir.Particle) -> ir.Particle:
    if particle.occurs.min > 0:
        return particle
    return replace(particle, occurs=particle.occurs._replace(min=1))


def may_be_empty(particle: ir.Particle) -> bool:
    """Whether no element at all can stand where the particle does."""
    if particle.occurs.min == 0:
        return True
    match particle:
        case ir.Sequence():
            return all(may_be_empty(inner) for inner in particle.particles)
        case ir.All():
            return all(may_be_empty(inner) for inner in particle.elements)
        case _:
            return False  # a choice with an empty branch was made optional when it was built


def _times(particle: ir.Particle, outer: ir.Occurs) -> ir.Particle | None:
    """``(p{c,d}){a,b}`` as ``p{a*c,b*d}``; None where that would admit counts in the gaps.

    The counts are the union of i*c .. i*d for i in a..b. It has no gap if i*d + 1 >= (i+1)*c for
    each i but the last, and the smallest i is the hardest.
    """
    inner = particle.occurs
    low, high = outer.min, outer.max
    if high is None or low < high:
        reach = low * inner.max if inner.max is not None else (None if low else 0)
        if reach is not None and reach + 1 < (low + 1) * inner.min:
            return None
    most = None if inner.max is None or high is None else inner.max * high
    return replace(particle, occurs=ir.Occurs(min=low * inner.min, max=most))


def wildcard(found: model.Wildcard) -> ir.Wildcard:
    """A wildcard as the contract has it."""
    return ir.Wildcard(namespaces=found.namespaces, negated=found.negated, process=found.process)

"""What a comparison asks of the content of types: names, labels, and the effect of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wswgen import ir
from wswgen.diff.change import Effect
from wswgen.qname import QName


def lineage(found: ir.ComplexType, types: dict[ir.TypeKey, ir.Type]) -> list[ir.ComplexType]:
    """A type and its bases, the most general first; a restriction has what it says itself."""
    steps = [found]
    while steps[-1].base is not None:
        base = types.get(steps[-1].base)
        if not isinstance(base, ir.ComplexType):
            break
        steps.append(base)
    return list(reversed(steps))


def content_of(steps: Iterable[ir.ComplexType]) -> list[ir.Particle]:
    """The particles of a type, those that it inherits first."""
    return [particle for step in steps for particle in step.content]


def value_of(steps: Iterable[ir.ComplexType]) -> ir.TypeKey | None:
    """The simple type of simple content, where there is one."""
    return next((step.value for step in steps if step.value is not None), None)


def wildcard_of(steps: Iterable[ir.ComplexType]) -> ir.Wildcard | None:
    """The attributes of any name that a type admits."""
    found = [step.any_attribute for step in steps if step.any_attribute is not None]
    return found[-1] if found else None


def wildcard_effect(old: ir.Wildcard | None, new: ir.Wildcard | None) -> Effect:
    """What another wildcard admits."""
    if old is None or new is None:
        return Effect.WIDENS if old is None else Effect.NARROWS
    order = ("strict", "lax", "skip")
    effect = Effect.NONE
    if order.index(new.process) > order.index(old.process):
        effect |= Effect.WIDENS
    elif new.process != old.process:
        effect |= Effect.NARROWS
    if (old.namespaces, old.negated) != (new.namespaces, new.negated):
        if new.namespaces is None:
            effect |= Effect.WIDENS
        elif old.namespaces is None:
            effect |= Effect.NARROWS
        else:
            effect |= Effect.BOTH
    return effect


def occurs_effect(old: ir.Occurs, new: ir.Occurs) -> Effect:
    """What other occurrences admit."""
    effect = Effect.NONE
    if new.min != old.min:
        effect |= Effect.NARROWS if new.min > old.min else Effect.WIDENS
    if new.max != old.max:
        more = new.max is None or (old.max is not None and new.max > old.max)
        effect |= Effect.WIDENS if more else Effect.NARROWS
    return effect


def times(occurs: ir.Occurs) -> str:
    """Occurrences as people read them."""
    return f"{occurs.min}..{'unbounded' if occurs.max is None else occurs.max}"


def emptiable(particle: ir.Particle) -> bool:
    """Whether a particle may be nothing at all."""
    if particle.occurs.min == 0:
        return True
    match particle:
        case ir.Choice():
            return any(all(map(emptiable, branch)) for branch in particle.branches)
        case ir.Sequence():
            return all(map(emptiable, particle.particles))
        case ir.All():
            return all(map(emptiable, particle.elements))
        case _:
            return False


def key_of(particle: ir.Particle) -> object:
    """What a particle is known by among its neighbours."""
    match particle:
        case ir.ElementUse():
            return particle.name
        case ir.Choice():
            return ("choice", particle.head)
        case _:
            return type(particle).__name__


def branch_key(branch: Sequence[ir.Particle]) -> object:
    """What a branch of a choice is known by: what it begins with."""
    first = branch[0]
    return key_of(first) if not isinstance(first, ir.Sequence) else key_of(first.particles[0])


def local(key: object) -> object:
    """A name without its namespace."""
    return key.local if isinstance(key, QName) else key


def all_of(content: Sequence[ir.Particle]) -> ir.All | None:
    """The xs:all that a content is."""
    only = content[0] if len(content) == 1 else None
    return only if isinstance(only, ir.All) else None


def elements_in_any_order(content: Sequence[ir.Particle]) -> Mapping[object, ir.Particle] | None:
    """The elements of xs:all, or of a sequence of different ones; None for other content."""
    every = all_of(content)
    elements = content if every is None else every.elements
    found = {
        key_of(each): each
        for each in elements
        if isinstance(each, ir.ElementUse) or (isinstance(each, ir.Choice) and each.head)
    }
    return found if len(found) == len(elements) else None


def kind_of(particle: ir.Particle, what: str) -> str:
    """The kind of change when a particle comes or goes."""
    if isinstance(particle, ir.ElementUse):
        return f"element-{what}"
    return "wildcard-changed" if isinstance(particle, ir.AnyElement) else "content-changed"


def named(particle: ir.Particle) -> str:
    """A particle as people read it."""
    match particle:
        case ir.ElementUse():
            return particle.name.local
        case ir.AnyElement():
            return "xs:any"
        case ir.Choice():
            return f"choice of {', '.join(labels(branch) for branch in particle.branches[:4])}"
        case ir.Sequence():
            return f"group of {labels(particle.particles)}"
        case ir.All():
            return "xs:all"


def labels(particles: Sequence[ir.Particle]) -> str:
    """Some particles as people read them."""
    return " and ".join(named(each) for each in particles[:3]) or "nothing"

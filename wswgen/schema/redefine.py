"""xs:redefine (XSD 1.0 part 1, section 4.2.2): a component replaces one of its own name.

The new one refers to the old one by that name; everybody else means the new one. So the old one
gets a name that no schema can write, and the new one refers to that.
"""

from __future__ import annotations

from wswgen.qname import QName
from wswgen.record import replace
from wswgen.schema.model import (
    AttributeGroup,
    ComplexType,
    Component,
    Compositor,
    Group,
    GroupRef,
    Particle,
    Ref,
    Restriction,
    SimpleType,
)

ORIGINAL = "#original"


def original(name: QName) -> QName:
    """What a component is called after another one has replaced it."""
    return QName(name.namespace, name.local + ORIGINAL)


def redefining(component: Component, name: QName) -> Component:
    """The new component ``name``, whose references to itself are to the old one."""
    match component:
        case ComplexType(base=Ref() as base):
            return replace(component, base=_old(base, name))
        case SimpleType(derivation=Restriction(base=Ref() as base) as step):
            return replace(component, derivation=replace(step, base=_old(base, name)))
        case Group(particle=particle):
            return replace(component, particle=_compositor(particle, name))
        case AttributeGroup(attributes=attributes):
            uses = tuple(_old(u, name) if isinstance(u, Ref) else u for u in attributes.uses)
            return replace(component, attributes=replace(attributes, uses=uses))
        case _:
            return component


def renamed(component: Component) -> Component:
    """The old component under the name that it has from now on."""
    if isinstance(component, (ComplexType, SimpleType, Group, AttributeGroup)):
        return replace(component, name=component.name + ORIGINAL)
    return component


def _old(ref: Ref, name: QName) -> Ref:
    if name in (ref.name, ref.fallback):
        return Ref(name=original(name), location=ref.location)
    return ref


def _compositor(compositor: Compositor, name: QName) -> Compositor:
    return replace(
        compositor, particles=tuple(_particle(each, name) for each in compositor.particles)
    )


def _particle(particle: Particle, name: QName) -> Particle:
    match particle:
        case GroupRef(ref=ref):
            return replace(particle, ref=_old(ref, name))
        case Compositor():
            return _compositor(particle, name)
        case _:
            return particle

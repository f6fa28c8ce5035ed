"""The identity of every type: global ones by name, anonymous ones by the way down to them."""

from __future__ import annotations

from collections.abc import Mapping

from wswgen import ir
from wswgen.contract.encoded import ARRAY_KEYS, array_itself
from wswgen.record import positional_record
from wswgen.schema import model
from wswgen.schema.resolve import Components


@positional_record
class Keys:
    """All type definitions in schema order, a type before what is nested in it.

    ``anonymous`` finds the key of an anonymous type by the identity of its definition.
    """

    definitions: Mapping[ir.TypeKey, model.Type]
    anonymous: Mapping[int, ir.TypeKey]

    def inner(self, definition: model.Type) -> ir.TypeKey:
        return self.anonymous[id(definition)]


def assign(components: Components) -> Keys:
    """Give every type definition of the schemas its key."""
    assigner = _Assigner()
    for kind, name in components.order:
        match kind:
            case "type":
                assigner.define(ir.TypeKey("type", *name), components.types[name])
            case "element":
                assigner.inside(ir.TypeKey("element", *name), components.elements[name].inner)
            case "attribute":
                assigner.inside(ir.TypeKey("attribute", *name), components.attributes[name].inner)
            case "group":
                assigner.particle(ir.TypeKey("group", *name), components.groups[name].particle)
            case "attribute group":
                group = components.attribute_groups[name]
                assigner.attributes(ir.TypeKey("group", *name), group.attributes)
            case _:
                pass  # a notation holds no type
    for key in ARRAY_KEYS:
        assigner.define(key, array_itself(key))
    return Keys(assigner.definitions, assigner.anonymous)


class _Assigner:
    """Collects definitions on one walk over the components."""

    def __init__(self) -> None:
        self.definitions: dict[ir.TypeKey, model.Type] = {}
        self.anonymous: dict[int, ir.TypeKey] = {}

    def inside(self, key: ir.TypeKey, definition: model.Type | None) -> None:
        """An anonymous type whose way down is ``key``; a second one there ends in #2."""
        if definition is None or id(definition) in self.anonymous:
            return
        unique, number = key, 1
        while unique in self.definitions:
            number += 1
            head, last = (key.path[:-1], key.path[-1]) if key.path else ((), "")
            unique = key._replace(path=(*head, f"{last}#{number}"))
        self.anonymous[id(definition)] = unique
        self.define(unique, definition)

    def define(self, key: ir.TypeKey, definition: model.Type) -> None:
        self.definitions[key] = definition
        if isinstance(definition, model.ComplexType):
            if definition.particle is not None:
                self.particle(key, definition.particle)
            self.attributes(key, definition.attributes)
            self.inside(_down(key, "value"), definition.inner)
            return
        match definition.derivation:
            case model.Restriction(inner=inner):
                self.inside(_down(key, "base"), inner)
            case model.ListOf(inner=inner):
                self.inside(_down(key, "item"), inner)
            case model.UnionOf(inner=members):
                for member in members:
                    self.inside(_down(key, "member"), member)

    def particle(self, key: ir.TypeKey, particle: model.Particle) -> None:
        match particle:
            case model.Element():
                if particle.inner is not None and particle.name is not None:
                    self.inside(_down(key, particle.name.local), particle.inner)
            case model.Compositor():
                for inner in particle.particles:
                    self.particle(key, inner)
            case _:
                pass

    def attributes(self, key: ir.TypeKey, attributes: model.Attributes) -> None:
        for use in attributes.uses:
            if isinstance(use, model.Attribute) and use.inner is not None and use.name is not None:
                self.inside(_down(key, use.name.local), use.inner)


def _down(key: ir.TypeKey, name: str) -> ir.TypeKey:
    return key._replace(path=(*key.path, name))

"""All types of the contract, in schema order; those that cannot be carried, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from wswgen import ir
from wswgen.contract.complexes import ComplexTypes
from wswgen.contract.encoded import ARRAY_KEYS, ENCODINGS, misfits
from wswgen.contract.facets import Facts
from wswgen.contract.graph import dependencies, users_of
from wswgen.contract.keys import Keys, assign
from wswgen.contract.lookup import Lookup
from wswgen.contract.refuse import Refused
from wswgen.contract.simple import SimpleTypes, in_order
from wswgen.errors import Problem
from wswgen.record import record
from wswgen.schema import model
from wswgen.schema.resolve import Components


@record
class Types:
    """``refused`` says for a type that cannot be carried why, itself or what it reaches.

    ``misfits`` says the same of literal messages (given False) and of encoded ones (True).
    ``problems`` are errors that refuse the whole input.
    """

    types: Mapping[ir.TypeKey, ir.Type]
    refused: Mapping[ir.TypeKey, Problem]
    misfits: Callable[[bool], Mapping[ir.TypeKey, str]]
    lookup: Lookup
    problems: tuple[Problem, ...]

    def named(self) -> Mapping[ir.TypeKey, ir.Type]:
        """All but soapenc:Array itself, if nothing has named it so far."""
        idle = {key for key in ARRAY_KEYS if key not in self.lookup.arrays}
        return {key: found for key, found in self.types.items() if key not in idle}


def build_types(components: Components) -> Types:
    """Normalise every type definition; find which cannot be carried, and who reaches those."""
    keys = assign(components)
    problems: list[Problem] = []
    lookup = Lookup(components, keys)
    built: dict[ir.TypeKey, ir.Type] = {}
    refused: dict[ir.TypeKey, Problem] = {}
    facts = _simple(keys, lookup, built, refused, problems)
    complexes = ComplexTypes(lookup, facts, problems)
    for key, definition in keys.definitions.items():
        if isinstance(definition, model.ComplexType):
            try:
                built[key] = complexes.build(key, definition)
            except Refused as refusal:
                refused[key] = refusal.problem
    built |= complexes.made
    types = _without_idle_attributes(
        {key: built[key] for key in (*keys.definitions, *complexes.made) if key in built}
    )
    tainted = _tainted(types, refused)
    usable = {key: found for key, found in types.items() if key not in tainted}

    @cache
    def unfit(encoded: bool) -> Mapping[ir.TypeKey, str]:
        return misfits(usable, encoded=encoded)

    return Types(
        types=usable,
        refused=tainted,
        misfits=unfit,
        lookup=lookup,
        problems=tuple(problems),
    )


def _simple(
    keys: Keys,
    lookup: Lookup,
    built: dict[ir.TypeKey, ir.Type],
    refused: dict[ir.TypeKey, Problem],
    problems: list[Problem],
) -> dict[ir.TypeKey, Facts]:
    """Build the simple types, each after those that it derives from."""
    facts: dict[ir.TypeKey, Facts] = {}
    simple = SimpleTypes(facts, problems)
    uses: dict[ir.TypeKey, tuple[ir.TypeKey, ...]] = {}
    for key, definition in keys.definitions.items():
        if isinstance(definition, model.SimpleType):
            try:
                uses[key] = lookup.uses(definition)
            except Refused as refusal:
                refused[key] = refusal.problem
    for key in in_order(uses):
        definition = keys.definitions[key]
        assert isinstance(definition, model.SimpleType)
        try:
            because = next((refused[use] for use in uses[key] if use in refused), None)
            if because is None:
                built[key] = simple.build(key, definition, uses[key])
            else:
                refused[key] = because
        except Refused as refusal:
            refused[key] = refusal.problem
    return facts


def _without_idle_attributes(types: Mapping[ir.TypeKey, ir.Type]) -> dict[ir.TypeKey, ir.Type]:
    """All but the anonymous types of global attributes that nothing refers to: xml:space, mostly.

    No message can hold a global attribute on its own, so nobody would miss them. Nor the types of
    the SOAP encoding itself: `encoded` says what stands for them.
    """
    used = {
        key: None
        for key in types
        if key.kind != "attribute" and (key.namespace not in ENCODINGS or key in ARRAY_KEYS)
    }
    waiting = list(used)
    while waiting:
        for key in dependencies(types[waiting.pop()]):
            if key in types and key not in used:
                used[key] = None
                waiting.append(key)
    return {key: found for key, found in types.items() if key in used}


def _tainted(
    types: Mapping[ir.TypeKey, ir.Type], refused: Mapping[ir.TypeKey, Problem]
) -> dict[ir.TypeKey, Problem]:
    """The refused types and all that reach one, each with the reason."""
    if not refused:
        return {}
    users = users_of(types)
    result = dict(refused)
    waiting = list(refused)
    while waiting:
        key = waiting.pop(0)
        for user in users.get(key, ()):
            if user not in result:
                result[user] = result[key]
                waiting.append(user)
    return result


def identity_constraints(components: Components) -> tuple[ir.Fact, ...]:
    """Identity constraints (part 1, section 3.11), in schema order."""
    facts: list[ir.Fact] = []
    for kind, name in components.order:
        stack: list[object] = [components.table(kind)[name]]
        while stack:
            match stack.pop():
                case model.Element() as element:
                    facts += [
                        ir.Fact(kind=each.kind, text=each.name, location=each.location)
                        for each in element.constraints
                    ]
                    stack.append(element.inner)
                case model.ComplexType(particle=particle) | model.Group(particle=particle):
                    stack.append(particle)
                case model.Compositor(particles=particles):
                    stack += reversed(particles)
                case _:
                    pass
    return tuple(facts)

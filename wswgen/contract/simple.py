"""Simple types: variety, nearest built-in, and facets that hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wswgen import ir
from wswgen.contract.facets import MAX_DERIVATIONS, Facts, facets
from wswgen.contract.particles import MAX_BRANCHES
from wswgen.contract.refuse import Refused
from wswgen.errors import Location, Problem
from wswgen.schema import model
from wswgen.schema.builtins import BUILTINS, LISTS, white_space


def builtin_facts(name: str) -> Facts:
    """What is known of a built-in simple type."""
    item = LISTS.get(name)
    return Facts(
        name=f"xs:{name}",
        variety=ir.Variety.ATOMIC if item is None else ir.Variety.LIST,
        primitive=name if item is None else "",
        white_space=white_space(name),
        item=None if item is None else builtin_facts(item),
    )


@dataclass(slots=True)
class SimpleTypes:
    """Builds simple types. ``facts`` grows in the order of derivation, so nothing recurses."""

    facts: dict[ir.TypeKey, Facts]
    problems: list[Problem]

    def build(
        self, key: ir.TypeKey, definition: model.SimpleType, uses: tuple[ir.TypeKey, ...]
    ) -> ir.SimpleType:
        """The type of a definition whose base, item or members are ``uses``, already built."""
        found = [self.known(use, definition.location) for use in uses]
        match definition.derivation:
            case model.ListOf():
                return self._list(key, definition, uses[0], found[0])
            case model.UnionOf():
                return self._union(key, definition, uses, tuple(found))
            case model.Restriction() as restriction:
                return self._restriction(key, definition, restriction, uses[0], found[0])

    def known(self, key: ir.TypeKey, location: Location) -> Facts:
        """The facts of a simple type; a complex one, or a refused one, is not known here."""
        if key in self.facts:
            return self.facts[key]
        if key.kind == "builtin" and key.name in BUILTINS and key.name != "anyType":
            self.facts[key] = builtin_facts(key.name)
            return self.facts[key]
        message = f"{key_text(key)} is not a simple type that can be used here"
        raise Refused("W113", location, message, "refer to a simple type")

    def _list(
        self, key: ir.TypeKey, definition: model.SimpleType, item: ir.TypeKey, facts: Facts
    ) -> ir.SimpleType:
        # Part 2, 2.5.1.2: the item of a list is atomic, or a union without lists.
        if any(each.variety is ir.Variety.LIST for each in facts.leaves()):
            raise Refused("W113", definition.location, f"{key_text(key)} is a list of lists")
        self.facts[key] = Facts(
            name=key_text(key), variety=ir.Variety.LIST, white_space="collapse", item=facts
        )
        return _simple(key, definition, ir.Variety.LIST, item=item)

    def _union(
        self,
        key: ir.TypeKey,
        definition: model.SimpleType,
        uses: tuple[ir.TypeKey, ...],
        members: tuple[Facts, ...],
    ) -> ir.SimpleType:
        if len(uses) > MAX_BRANCHES:
            message = f"{key_text(key)} is a union of more than {MAX_BRANCHES} types"
            raise Refused("W114", definition.location, message, "divide it")
        self.facts[key] = Facts(
            name=key_text(key), variety=ir.Variety.UNION, white_space="collapse", members=members
        )
        return _simple(key, definition, ir.Variety.UNION, members=uses)

    def _restriction(
        self,
        key: ir.TypeKey,
        definition: model.SimpleType,
        restriction: model.Restriction,
        base: ir.TypeKey,
        facts: Facts,
    ) -> ir.SimpleType:
        if facts.primitive == "anySimpleType":
            message = f"{key_text(key)} restricts xs:anySimpleType, which only built-ins may do"
            raise Refused("W113", definition.location, message, "restrict a primitive type")
        if facts.depth >= MAX_DERIVATIONS:
            message = f"types derive from each other more than {MAX_DERIVATIONS} times"
            raise Refused("W114", definition.location, message)
        found, problems = facets(restriction.facets, facts)
        self.problems += [problem for problem in problems if problem.code != "W111"]
        for problem in problems:
            if problem.code == "W111":
                raise_refusal(problem)
        self.facts[key] = facts.derived(key_text(key), found)
        return _simple(
            key, definition, facts.variety, primitive=facts.primitive, base=base, facets=found
        )


def _simple(
    key: ir.TypeKey,
    definition: model.SimpleType,
    variety: ir.Variety,
    *,
    primitive: str = "",
    base: ir.TypeKey | None = None,
    item: ir.TypeKey | None = None,
    members: tuple[ir.TypeKey, ...] = (),
    facets: ir.Facets | None = None,
) -> ir.SimpleType:
    return ir.SimpleType(
        key=key,
        variety=variety,
        primitive=primitive,
        base=base,
        item=item,
        members=members,
        facets=facets or ir.Facets(),
        documentation=definition.documentation,
        location=definition.location,
    )


def raise_refusal(problem: Problem) -> None:
    """Raise `Refused` with what a problem says."""
    raise Refused(problem.code, problem.location, problem.message, problem.help)


def key_text(key: ir.TypeKey) -> str:
    """A type as people would name it: ``{urn:x}Order``, ``{urn:x}Order/line``."""
    if key.kind == "builtin":
        return f"xs:{key.name}"
    name = f"{{{key.namespace}}}{key.name}" if key.namespace else key.name
    return "/".join((name, *key.path))[:300]


def in_order(
    uses: Mapping[ir.TypeKey, tuple[ir.TypeKey, ...]],
) -> Iterator[ir.TypeKey]:
    """Each key after those that it uses. There are no circles, but chains may be long."""
    done: set[ir.TypeKey] = set()
    for start in uses:
        stack = [start]
        while stack:
            key = stack[-1]
            waiting = [use for use in uses[key] if use in uses and use not in done]
            if key in done or not waiting:
                stack.pop()
                if key not in done:
                    done.add(key)
                    yield key
            else:
                stack += waiting

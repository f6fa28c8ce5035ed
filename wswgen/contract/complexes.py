"""Complex types: what each adds to its base, content in normal form, attributes expanded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wswgen import ir
from wswgen.contract.attributes import attributes
from wswgen.contract.encoded import array, array_of, is_array
from wswgen.contract.facets import MAX_DERIVATIONS, Facts, complaint
from wswgen.contract.lookup import ANY_TYPE, Lookup, refuse_if
from wswgen.contract.particles import Expansion, content
from wswgen.contract.refuse import Refused
from wswgen.contract.simple import builtin_facts, key_text
from wswgen.errors import Location, Problem
from wswgen.schema import model

_LAX = ir.Wildcard(process="lax")


class ComplexTypes:
    """Builds complex types. ``facts`` are the simple types that could be built."""

    def __init__(
        self, lookup: Lookup, facts: Mapping[ir.TypeKey, Facts], problems: list[Problem]
    ) -> None:
        self.lookup = lookup
        self.facts = facts
        self.problems = problems
        self.inherited: dict[ir.TypeKey, _Inherited] = {}

    def build(self, key: ir.TypeKey, definition: model.ComplexType) -> ir.ComplexType:
        refuse_if(definition.refusal)
        if is_array(definition):
            return self.array(key, definition)
        found = attributes(self.lookup, definition.attributes)
        result = ir.ComplexType(
            key=key,
            abstract=definition.abstract,
            mixed=definition.mixed and not definition.simple,
            attributes=found.uses,
            any_attribute=found.wildcard,
            documentation=definition.documentation,
            location=definition.location,
        )
        for use in found.uses:
            self.value("attribute", use.name.local, use.type, use, simple=True)
        if definition.simple:
            return self.simple_content(result, definition)
        return self.complex_content(result, definition)

    def array(self, key: ir.TypeKey, definition: model.ComplexType) -> ir.ComplexType:
        """A type that restricts soapenc:Array."""
        result = ir.ComplexType(
            key=key,
            array=True,
            documentation=definition.documentation,
            location=definition.location,
        )
        named, declared = array_of(definition)
        element = None if declared is None else self.element(declared)
        item = element.type if element is not None else ANY_TYPE
        if named is not None:
            item = self.lookup.type(named)
        return replace(result, content=array(result, item, element))

    # --- simple content (part 1, section 3.4.2)

    def simple_content(
        self, result: ir.ComplexType, definition: model.ComplexType
    ) -> ir.ComplexType:
        base = self.base(definition)
        target = self.lookup.keys.definitions.get(base)
        if isinstance(target, model.ComplexType):
            if not target.simple:
                message = f"simpleContent derives from {key_text(base)}, which has complex content"
                raise Refused("W113", definition.location, message, "use complexContent")
            if definition.derivation == "restriction":
                message = f"the restriction of {key_text(base)} is not supported"
                raise Refused("W152", definition.location, message, "use an extension instead")
            self.check_final(definition, base, target)
            return replace(result, base=base, derivation="extension")
        if definition.derivation == "restriction":
            message = f"simpleContent cannot restrict the simple type {key_text(base)}"
            raise Refused("W113", definition.location, message, "use an extension")
        if base == ANY_TYPE:
            message = "simpleContent cannot extend xs:anyType"
            raise Refused("W113", definition.location, message, "extend a simple type")
        return replace(result, value=base)

    # --- complex content

    def complex_content(
        self, result: ir.ComplexType, definition: model.ComplexType
    ) -> ir.ComplexType:
        particles = self.content(definition)
        if definition.derivation is None:
            return replace(result, content=particles)
        base = self.base(definition)
        if base == ANY_TYPE:
            if definition.derivation == "restriction":
                return replace(result, content=particles)  # what the shorthand means
            everything = ir.AnyElement(
                wildcard=_LAX, occurs=ir.Occurs(min=0, max=None), location=definition.location
            )
            return replace(result, content=(everything, *particles), mixed=True, any_attribute=_LAX)
        target = self.lookup.keys.definitions.get(base)
        if not isinstance(target, model.ComplexType):
            message = f"complexContent derives from {key_text(base)}, which is a simple type"
            raise Refused("W113", definition.location, message, "use simpleContent")
        self.check_final(definition, base, target)
        if definition.derivation == "restriction":
            message = f"{key_text(result.key)} restricts {key_text(base)}, which is not supported"
            raise Refused("W151", definition.location, message, "use an extension, or a type apart")
        if target.simple:
            if particles:
                message = f"an extension of {key_text(base)}, with simple content, has no elements"
                raise Refused("W113", definition.location, message)
            return replace(result, base=base, derivation="extension", mixed=False)
        inherited = self.inherits(base)
        if any(isinstance(each, ir.All) for each in (*particles, *inherited.model)) and (
            particles and inherited.model
        ):
            message = "xs:all cannot be extended, and cannot extend other elements"
            raise Refused("W154", definition.location, message, "use a sequence")
        return replace(
            result,
            base=base,
            derivation="extension",
            content=particles,
            mixed=result.mixed or inherited.mixed,
        )

    def base(self, definition: model.ComplexType) -> ir.TypeKey:
        assert definition.base is not None  # parsing reports a derivation from nothing
        return self.lookup.type(definition.base)

    def check_final(
        self, definition: model.ComplexType, base: ir.TypeKey, target: model.ComplexType
    ) -> None:
        if definition.derivation in target.final:
            message = f"{key_text(base)} is final for {definition.derivation}"
            raise Refused("W113", definition.location, message, "derive from another type")

    def inherits(self, base: ir.TypeKey) -> _Inherited:
        """Whether the bases of an extension are mixed, and the nearest particles they have."""
        chain: list[tuple[ir.TypeKey, model.ComplexType]] = []
        key: ir.TypeKey | None = base
        while key is not None and key not in self.inherited:
            target = self.lookup.keys.definitions.get(key)
            if not isinstance(target, model.ComplexType):
                break
            chain.append((key, target))
            key = None if target.base is None else self.base(target)
        nothing = _Inherited(depth=0, mixed=False, model=())
        result = nothing if key is None else self.inherited.get(key, nothing)
        for each, target in reversed(chain):
            result = _Inherited(
                depth=result.depth + 1,
                mixed=target.mixed or result.mixed,
                model=self.content(target) or result.model,
            )
            self.inherited[each] = result
        if result.depth > MAX_DERIVATIONS:
            message = f"types derive from each other more than {MAX_DERIVATIONS} times"
            raise Refused("W114", self.lookup.keys.definitions[base].location, message)
        return result

    def content(self, definition: model.ComplexType) -> tuple[ir.Particle, ...]:
        expansion = Expansion(
            element=self.element,
            substitutes=self.lookup.substitutes,
            group=self.lookup.group,
            place=definition.location,
        )
        return content(expansion, definition.particle)

    def element(self, declared: model.Element) -> ir.ElementUse:
        use = self.lookup.element(declared)
        self.value("element", use.name.local, use.type, use, simple=False)
        return use

    # --- default and fixed values

    def value(
        self,
        kind: str,
        name: str,
        key: ir.TypeKey,
        use: ir.ElementUse | ir.Attribute,
        *,
        simple: bool,
    ) -> None:
        """Check that a default or fixed value is one of the type (part 1, 3.2.6 and 3.3.6)."""
        definition = self.lookup.keys.definitions.get(key)
        if simple and (isinstance(definition, model.ComplexType) or key == ANY_TYPE):
            message = f"the {kind} {name[:100]} has the type {key_text(key)}, which is not simple"
            raise Refused("W113", use.location, message, "attributes have simple types")
        text = use.fixed if use.default is None else use.default
        if text is None:
            return
        facts = self.facts.get(key)
        if facts is None and key.kind == "builtin" and key != ANY_TYPE:
            facts = builtin_facts(key.name)
        why = None if facts is None else complaint(facts, text)
        if why is not None:
            message = f"the default or fixed value of the {kind} {name[:100]}: {why}"
            self.report(use.location, message)

    def report(self, location: Location, message: str) -> None:
        problem = Problem(code="W112", location=location, message=message, help="correct the value")
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inherited:
    """What an extension gets from its bases."""

    depth: int
    mixed: bool
    model: tuple[ir.Particle, ...]

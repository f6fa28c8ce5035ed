"""Complex types: what each adds to its base, content in normal form, attributes expanded."""

from __future__ import annotations

from wswgen import ir
from wswgen.contract.attributes import attributes, prohibited
from wswgen.contract.encoded import array, array_of, is_array
from wswgen.contract.facets import MAX_DERIVATIONS, Facts, complaint
from wswgen.contract.lookup import ANY_TYPE, Lookup
from wswgen.contract.particles import Expansion, content
from wswgen.contract.refuse import Refused
from wswgen.contract.restrict import narrowed
from wswgen.contract.simple import SimpleTypes, builtin_facts, key_text
from wswgen.errors import Location, Problem
from wswgen.qname import QName
from wswgen.record import record, replace
from wswgen.schema import model

_LAX = ir.Wildcard(process="lax")


class ComplexTypes:
    """Builds complex types. ``facts`` are the simple types that could be built; it grows."""

    def __init__(
        self, lookup: Lookup, facts: dict[ir.TypeKey, Facts], problems: list[Problem]
    ) -> None:
        self.lookup = lookup
        self.facts = facts
        self.problems = problems
        self.contents: dict[int, tuple[ir.Particle, ...]] = {}  # by identity of the definition
        self.inherited: dict[ir.TypeKey, _Inherited] = {}
        self.values: dict[ir.TypeKey, ir.TypeKey] = {}  # of restricted simple content
        self.made: dict[ir.TypeKey, ir.SimpleType] = {}  # for facets in complex types

    def build(self, key: ir.TypeKey, definition: model.ComplexType) -> ir.ComplexType:
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
        named, dimensions, declared = array_of(definition)
        element = None if declared is None else self.element(declared)
        item = element.type if element is not None else ANY_TYPE
        if named is not None:
            item = self.lookup.type(named)
        content = array(result, item, dimensions, element)
        literal = element is not None and content == self.content(definition)
        return replace(result, content=content, literal=literal)

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
            self.check_final(definition, base, target)
            if definition.derivation == "restriction":
                return self.narrower_value(result, definition, base)
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
            return self.restriction(replace(result, content=particles), definition, base)
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
            array=not particles and self.extends_array(definition),
        )

    def extends_array(self, definition: model.ComplexType) -> bool:
        """Whether a type is, however far above, an array to which extensions add no elements.

        SOAP 1.1, section 5.4.2: an array is of the type soapenc:Array or one derived from it.
        """
        if definition.derivation != "extension" or self.content(definition):
            return is_array(definition)
        target = self.lookup.keys.definitions.get(self.base(definition))
        return isinstance(target, model.ComplexType) and self.extends_array(target)

    # --- restrictions (part 1, sections 3.4.6 and 3.9.6)

    def restriction(
        self, result: ir.ComplexType, definition: model.ComplexType, base: ir.TypeKey
    ) -> ir.ComplexType:
        """Content that narrows that of the base."""
        help = "use an extension, or a type apart"
        target = self.lookup.keys.definitions[base]
        assert isinstance(target, model.ComplexType)
        inherited = self.inherits(base)
        if is_array(target):
            message = f"{key_text(base)} is an array of the SOAP encoding"
            raise Refused("W151", definition.location, message, help)
        if target.simple or inherited.mixed != result.mixed:
            message = f"{key_text(result.key)} has other content than {key_text(base)}"
            raise Refused("W151", definition.location, message, help)
        if not result.mixed:
            left = narrowed(self.whole(base), result.content, definition.location, self.narrows)
            result = replace(result, content=left)
        return self.with_attributes(
            replace(result, base=base, derivation="restriction"), definition, base
        )

    def narrower_value(
        self, result: ir.ComplexType, definition: model.ComplexType, base: ir.TypeKey
    ) -> ir.ComplexType:
        """Simple content with facets, or with a narrower type (3.4.2)."""
        above: ir.TypeKey | None = base
        value: ir.TypeKey | None = None
        while value is None:
            target = self.lookup.keys.definitions.get(above) if above is not None else None
            if isinstance(target, model.ComplexType) and above is not None:
                if target.simple and target.derivation == "restriction":
                    self.build(above, target)  # for what it puts into `values`
                value = self.values.get(above)
                above = None if target.base is None else self.base(target)
            else:
                value = above
            if above is None and value is None:
                message = f"{key_text(base)} has no simple content"
                raise Refused("W113", definition.location, message)
        if definition.inner is not None:
            value = self.lookup.keys.inner(definition.inner)
        if definition.facets:
            value = self.with_facets(result.key, definition, value)
        self.values[result.key] = value
        return self.with_attributes(
            replace(result, base=base, derivation="restriction", value=value), definition, base
        )

    def with_facets(
        self, key: ir.TypeKey, definition: model.ComplexType, base: ir.TypeKey
    ) -> ir.TypeKey:
        """The key of a simple type made of the facets of a complex one."""
        simple = model.SimpleType(
            name="",
            derivation=model.Restriction(base=None, inner=None, facets=definition.facets),
            location=definition.location,
        )
        own = key._replace(path=(*key.path, "value#facets" if definition.inner else "value"))
        self.made[own] = SimpleTypes(self.facts, self.problems).build(own, simple, (base,))
        return own

    def whole(self, key: ir.TypeKey) -> tuple[ir.Particle, ...]:
        """All that a complex type holds, with what it inherits."""
        definition = self.lookup.keys.definitions.get(key)
        if not isinstance(definition, model.ComplexType):
            return ()
        own = self.content(definition)
        if definition.base is None:
            return own
        base = self.base(definition)
        if definition.derivation == "extension":
            return (*self.whole(base), *own)
        if base == ANY_TYPE or definition.mixed:
            return own
        return narrowed(self.whole(base), own, definition.location, self.narrows)

    def with_attributes(
        self, result: ir.ComplexType, definition: model.ComplexType, base: ir.TypeKey
    ) -> ir.ComplexType:
        """The attributes of the base, but for those that the restriction changes or forbids."""
        found = self.all_attributes(base)
        for own in result.attributes:
            other = found.get(own.name)
            if other is not None and own.type != other.type:
                if not self.narrows(own.type, other.type):
                    message = f"the type of the attribute {own.name.local[:100]!r} is another one"
                    raise Refused("W151", own.location, message, "use the type of the base")
            elif other is None:
                message = f"the base has no attribute {own.name.local[:100]!r}"
                raise Refused("W151", own.location, message, "use an extension")
            found[own.name] = own
        for name in prohibited(self.lookup, definition.attributes):
            found.pop(name, None)
        return replace(result, attributes=tuple(found.values()))

    def all_attributes(self, key: ir.TypeKey) -> dict[QName, ir.Attribute]:
        """The attributes of a type with those that it inherits."""
        definition = self.lookup.keys.definitions.get(key)
        if not isinstance(definition, model.ComplexType):
            return {}
        found = {} if definition.base is None else self.all_attributes(self.base(definition))
        for name in prohibited(self.lookup, definition.attributes):
            found.pop(name, None)
        uses = attributes(self.lookup, definition.attributes).uses
        return found | {use.name: use for use in uses}

    def narrows(self, narrow: ir.TypeKey, wide: ir.TypeKey) -> bool:
        """Whether a value of one type can stand where the other belongs, in Python as well."""
        definitions = self.lookup.keys.definitions
        if isinstance(definitions.get(wide), model.ComplexType):
            key: ir.TypeKey | None = narrow
            while key is not None and key != wide:
                found = definitions.get(key)
                base = found.base if isinstance(found, model.ComplexType) else None
                key = None if base is None else self.lookup.type(base)
            return key is not None
        if wide == ANY_TYPE or isinstance(definitions.get(narrow), model.ComplexType):
            return False
        kinds = [self.facts.get(each) or builtin_facts(each.name) for each in (narrow, wide)]
        return not any(
            leaf.primitive in ("QName", "NOTATION") for k in kinds for leaf in k.leaves()
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
            key = None if target.base is None or is_array(target) else self.base(target)
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
        found = self.contents.get(id(definition))
        if found is None:
            expansion = Expansion(
                element=self.element,
                substitutes=self.lookup.substitutes,
                group=self.lookup.group,
                place=definition.location,
            )
            found = self.contents[id(definition)] = content(expansion, definition.particle)
        return found

    def element(self, declared: model.Element, occurs: ir.Occurs = ir.ONCE) -> ir.ElementUse:
        use = self.lookup.element(declared, occurs)
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


@record
class _Inherited:
    """What an extension gets from its bases."""

    depth: int
    mixed: bool
    model: tuple[ir.Particle, ...]

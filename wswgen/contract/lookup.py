"""From references and declarations to type keys and elements of the contract."""

from __future__ import annotations

from wswgen import ir
from wswgen.contract.encoded import ARRAY_KEYS, builtin_behind
from wswgen.contract.keys import Keys
from wswgen.contract.refuse import Refused
from wswgen.documents.document import XSD
from wswgen.qname import QName
from wswgen.schema import model
from wswgen.schema.resolve import Components

ANY_TYPE = ir.builtin("anyType")


class Lookup:
    """Reads components; what a reference means is the same wherever it stands."""

    def __init__(self, components: Components, keys: Keys) -> None:
        self.components = components
        self.keys = keys
        self.arrays: set[ir.TypeKey] = set()  # soapenc:Array itself, where something names it
        self._substitutes: dict[QName, tuple[QName, ...]] = {}
        self._element_types: dict[int, ir.TypeKey] = {}  # by identity: declarations live as long

    # --- types

    def type(self, ref: model.Ref) -> ir.TypeKey:
        """The key of the type that a reference names."""
        name = self.components.name("type", ref)
        encoded = builtin_behind(name)
        if encoded is not None:
            return encoded
        key = ir.TypeKey("type", *name)
        if key in ARRAY_KEYS:
            self.arrays.add(key)
            return key
        if name in self.components.types:
            return key
        if name.namespace == XSD:
            return ir.builtin(name.local)
        raise self._unknown("type", name, ref)

    def _unknown(self, kind: str, name: QName, ref: model.Ref) -> Refused:
        message = f"the schema of {name.namespace} was not given, and the {kind} {name} is used"
        return Refused("W157", ref.location, message, "give its schema, or a --catalog that does")

    def uses(self, definition: model.SimpleType) -> tuple[ir.TypeKey, ...]:
        """The base, the item or the members of a simple type."""
        match definition.derivation:
            case model.Restriction(base=base, inner=inner):
                return (self._either(base, inner),)
            case model.ListOf(item=item, inner=inner):
                return (self._either(item, inner),)
            case model.UnionOf(members=members, inner=inner):
                named = (self.type(member) for member in members)
                return *named, *(self.keys.inner(member) for member in inner)

    def _either(self, ref: model.Ref | None, inner: model.SimpleType | None) -> ir.TypeKey:
        if ref is not None:
            return self.type(ref)
        assert inner is not None  # parsing reports a derivation from nothing
        return self.keys.inner(inner)

    def element_type(self, element: model.Element) -> ir.TypeKey:
        """The type of a declaration; that of the substitution head where it names none (3.3.2)."""
        chain: list[model.Element] = []
        while True:
            if element.type is not None:
                key = self.type(element.type)
            elif element.inner is not None:
                key = self.keys.inner(element.inner)
            elif element.head is None:
                key = ANY_TYPE
            else:
                chain.append(element)
                found = self._element_types.get(id(element))
                if found is None:
                    element = self.element_named(element.head)
                    continue
                key = found
            for each in chain:
                self._element_types[id(each)] = key
            return key

    def attribute_type(self, attribute: model.Attribute) -> ir.TypeKey:
        if attribute.inner is not None:
            return self.keys.inner(attribute.inner)
        if attribute.type is not None:
            return self.type(attribute.type)
        return ir.builtin("anySimpleType")

    # --- declarations

    def element_named(self, ref: model.Ref) -> model.Element:
        name = self.components.name("element", ref)
        found = self.components.elements.get(name)
        if found is None:
            raise self._unknown("element", name, ref)
        return found

    def attribute_named(self, ref: model.Ref) -> model.Attribute:
        name = self.components.name("attribute", ref)
        found = self.components.attributes.get(name)
        if found is None:
            raise self._unknown("attribute", name, ref)
        return found

    def group(self, use: model.GroupRef) -> model.Compositor:
        name = self.components.name("group", use.ref)
        found = self.components.groups.get(name)
        if found is None:
            raise self._unknown("group", name, use.ref)
        return found.particle

    def attribute_group(self, ref: model.Ref) -> model.AttributeGroup:
        name = self.components.name("attribute group", ref)
        found = self.components.attribute_groups.get(name)
        if found is None:
            raise self._unknown("attribute group", name, ref)
        return found

    def element(self, declared: model.Element, occurs: ir.Occurs = ir.ONCE) -> ir.ElementUse:
        """An element of a content model, local or by reference."""
        target = declared if declared.ref is None else self.element_named(declared.ref)
        assert target.name is not None  # parsing reports an element without name and ref
        return ir.ElementUse(
            name=target.name,
            type=self.element_type(target),
            occurs=occurs,
            nillable=target.nillable,
            default=target.default,
            fixed=target.fixed,
            documentation=declared.documentation or target.documentation,
            location=declared.location,
        )

    # --- substitution groups

    def substitutes(
        self, declared: model.Element
    ) -> tuple[QName, tuple[ir.ElementUse, ...]] | None:
        """The head that a reference names and all that may stand there; None for a plain element.

        Members of members count as well; abstract elements do not, and neither do those that the
        head, or the type of the head, blocks (part 1, section 3.3.6).
        """
        if declared.ref is None:
            return None
        head = self.element_named(declared.ref)
        assert head.name is not None
        names = self.members(head.name)
        if not names and not head.abstract:
            return None
        uses = [] if head.abstract else [self.element(declared)]
        uses += [self.element(self.components.elements[name]) for name in names]
        return head.name, tuple(uses)

    def members(self, head: QName) -> tuple[QName, ...]:
        """The elements that may stand for a head, without itself, in document order."""
        if head not in self._substitutes:
            self._substitutes[head] = tuple(self._find_members(head))
        return self._substitutes[head]

    def is_substituted(self, name: QName) -> bool:
        """Whether other elements may stand for this one, or it may not stand for itself."""
        return self.components.elements[name].abstract or bool(self.members(name))

    def _find_members(self, head: QName) -> list[QName]:
        declared = self.components.elements[head]
        if "substitution" in declared.block or head not in self.components.members:
            return []
        found: dict[QName, None] = {}
        waiting = [head]
        while waiting:
            for name in self.components.members.get(waiting.pop(), ()):
                if name not in found and name != head:
                    found[name] = None
                    waiting.append(name)
        order = [name for kind, name in self.components.order if kind == "element"]
        goal = self.element_type(declared)
        return [
            name
            for name in order
            if name in found
            and not self.components.elements[name].abstract
            and not self._blocked(self.components.elements[name], goal, declared.block)
        ]

    def _blocked(self, member: model.Element, goal: ir.TypeKey, block: frozenset[str]) -> bool:
        """Whether the type of a member derives from the head's by a blocked method."""
        key = self.element_type(member)
        blocked, methods = set(block), set[str]()
        if isinstance(top := self.keys.definitions.get(goal), model.ComplexType):
            blocked |= top.block
        while key != goal:
            definition = self.keys.definitions.get(key)
            if not isinstance(definition, model.ComplexType) or definition.base is None:
                methods.add("restriction")
                break
            methods.add(definition.derivation or "restriction")
            key = self.type(definition.base)
            # 3.3.6: the blocks of the types on the way count as well, the member's own does not.
            if isinstance(between := self.keys.definitions.get(key), model.ComplexType):
                blocked |= between.block
        return bool(blocked & methods)

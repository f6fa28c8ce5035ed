"""``types.py``: aliases, enumerations and dataclasses, in an order that Python can execute."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from wswgen import ir
from wswgen.plan.code import Bracket, call, string
from wswgen.plan.docs import type_doc
from wswgen.plan.fields import Draft, Fields, content
from wswgen.plan.package import ClassPlan, Definition, FieldPlan
from wswgen.plan.restrict import inherited_fields, restricted_fields
from wswgen.plan.shapes import ClassKey, GroupKey, Shape, is_enumeration
from wswgen.plan.values import Vocabulary, alias, enumeration
from wswgen.plan.wildcards import inherited_wildcard, same, union


class Classes(dict[ir.TypeKey, ClassPlan]):
    """The classes of complex types, each planned when it is first asked for."""

    def __init__(self, shapes: Mapping[ClassKey, Shape], vocabulary: Vocabulary) -> None:
        super().__init__()
        self._shapes = shapes
        self._vocabulary = vocabulary
        self._names: dict[ir.TypeKey, tuple[str, ...]] = {}
        self._gathered: dict[ir.TypeKey, Fields] = {}

    def __missing__(self, key: ir.TypeKey) -> ClassPlan:
        for definition in self._down_to(key, self):
            self[definition.key] = self._class(definition)
        return self[key]

    def names(self, key: ir.TypeKey) -> tuple[str, ...]:
        """The names of the own fields of a class, which cost less than the fields."""
        for definition in self._down_to(key, self._names):
            if definition.derivation == "restriction":
                names = tuple(field.name for field in self[definition.key].fields)
            else:
                names = self._gather(definition).names(self._inherited(definition))
            self._names[definition.key] = names
        return self._names[key]

    def _down_to(self, key: ir.TypeKey, done: Container[ir.TypeKey]) -> Iterable[ir.ComplexType]:
        """The type of ``key`` behind those that it is derived from, without what is ``done``."""
        found: list[ir.ComplexType] = []
        while key not in done:
            definition = self._vocabulary.types[key]
            assert isinstance(definition, ir.ComplexType)
            found.append(definition)
            if definition.base is None:
                break
            key = definition.base
        return reversed(found)

    def _ancestors(self, definition: ir.ComplexType) -> Iterator[ir.ComplexType]:
        while definition.base is not None:
            base = self._vocabulary.types[definition.base]
            assert isinstance(base, ir.ComplexType)
            yield base
            definition = base

    def _inherited(self, definition: ir.ComplexType) -> list[str]:
        return [name for base in self._ancestors(definition) for name in self._names[base.key]]

    def _class(self, definition: ir.ComplexType) -> ClassPlan:
        vocabulary = self._vocabulary
        if definition.derivation == "restriction":
            every = inherited_fields(definition.base, self, vocabulary.types)
            fields = tuple(restricted_fields(definition, every.values(), vocabulary))
            return _plan(definition, vocabulary, fields, qualified=True)
        names = self.names(definition.key)
        gathered = self._gather(definition)
        fields = gathered.finish(names)
        return _plan(definition, vocabulary, fields, qualified=gathered.qualified)

    def _gather(self, definition: ir.ComplexType) -> Fields:
        found = self._gathered.get(definition.key)
        if found is not None:
            return found
        vocabulary, shape = self._vocabulary, self._shapes[definition.key]
        fields = self._gathered[definition.key] = Fields(vocabulary, shape, _qualified(shape))
        if definition.mixed and not any(base.mixed for base in self._ancestors(definition)):
            fields.add("content", 2, "content", content)
        if definition.value is not None:
            hint = vocabulary.annotation(definition.value)
            draft = Draft(hint=hint, marker=call("xml.Value"))
            fields.add("value", 0, "value", lambda: draft, None, definition.value)
        for slot in shape.slots:
            fields.slot(slot)
        for attribute in definition.attributes:
            fields.attribute(attribute)
        if definition.any_attribute is not None:
            base = definition.base
            before = inherited_wildcard(base, vocabulary.types)
            admitted = union(before, definition.any_attribute)
            if before is None or not same(before, admitted):
                fields.any_attributes(admitted, _wildcard_field(base, self, vocabulary))
        return fields


def plan_types(
    types: Mapping[ir.TypeKey, ir.Type],
    shapes: Iterable[Shape],
    vocabulary: Vocabulary,
    classes: Classes,
) -> tuple[Definition, ...]:
    """The definitions of ``types``, and of those ``shapes`` that are groups.

    What is evaluated at import comes after what it needs, as far as that is among them.
    """
    groups: dict[ir.TypeKey, list[Shape]] = {}
    for shape in shapes:
        if isinstance(shape.key, GroupKey):
            groups.setdefault(shape.key.owner, []).append(shape)
    definitions: list[Definition] = []
    for key in _in_order(types):
        definition = types[key]
        if isinstance(definition, ir.ComplexType):
            definitions.append(classes[key])
        elif is_enumeration(definition):
            definitions.append(enumeration(definition, vocabulary, type_doc(definition)))
        else:
            definitions.append(alias(definition, vocabulary, type_doc(definition)))
        definitions += (_group(shape, vocabulary) for shape in groups.pop(key, ()))
    # What is left belongs to the heads of substitution groups, which are elements.
    for leftover in groups.values():
        definitions += (_group(shape, vocabulary) for shape in leftover)
    return tuple(definitions)


def needed(shapes: Mapping[ClassKey, Shape], types: Mapping[ir.TypeKey, ir.Type]) -> set[ClassKey]:
    """What is evaluated when another definition is executed."""
    found = {need for definition in types.values() for need in _needs(definition, types)}
    for key, shape in shapes.items():
        if isinstance(key, GroupKey):
            found.update(_defaults(ir.element_uses(tuple(s.particle for s in shape.slots)), types))
    return {key for key in found if key in types}


def _in_order(types: Mapping[ir.TypeKey, ir.Type]) -> Iterator[ir.TypeKey]:
    """Schema order, but a base, item, member or default before what is made of it."""
    done: set[ir.TypeKey] = set()
    for start in types:
        stack = [start]
        while stack:
            key = stack[-1]
            if key in done:
                stack.pop()
                continue
            needs = [need for need in _needs(types[key], types) if need in types]
            waiting = [need for need in needs if need not in done]
            if waiting:
                stack += reversed(waiting)
            else:
                done.add(key)
                yield key
                stack.pop()


def _needs(definition: ir.Type, types: Mapping[ir.TypeKey, ir.Type]) -> list[ir.TypeKey]:
    if isinstance(definition, ir.ComplexType):
        uses: list[ir.ElementUse | ir.Attribute] = [*ir.element_uses(definition.content)[::-1]]
        uses += definition.attributes
        needs = _defaults(uses, types)
        return needs if definition.base is None else [definition.base, *needs]
    return [key for key in (definition.base, definition.item, *definition.members) if key]


def _defaults(
    uses: Iterable[ir.ElementUse | ir.Attribute], types: Mapping[ir.TypeKey, ir.Type]
) -> list[ir.TypeKey]:
    """What is absent on the wire may be a member of an enumeration in Python."""
    defaults = [use.type for use in uses if use.default is not None or use.fixed is not None]
    return [key for key in defaults if _is_enumerated(key, types)]


def _is_enumerated(key: ir.TypeKey | None, types: Mapping[ir.TypeKey, ir.Type]) -> bool:
    """Whether a type is an enumeration, or another name of one."""
    while key is not None:
        found = types.get(key)
        if not isinstance(found, ir.SimpleType):
            return False
        if is_enumeration(found):
            return True
        key = found.base
    return False


def _plan(
    definition: ir.ComplexType,
    vocabulary: Vocabulary,
    fields: tuple[FieldPlan, ...],
    *,
    qualified: bool,
) -> ClassPlan:
    key, base = definition.key, definition.base
    named = key.is_named
    unordered = ir.whole_all(definition.content) is not None
    marker = call(
        "xml.Type",
        string(key.name if named else ""),
        *((vocabulary.namespace(key.namespace),) if key.namespace else ()),
        qualified=None if qualified else "False",
        order=(
            string("array" if definition.array else "any")
            if definition.array or (unordered and not definition.mixed)
            else None
        ),
        abstract="True" if definition.abstract else None,
        literal="False" if definition.array and base is None and not definition.literal else None,
    )
    return ClassPlan(
        name=vocabulary.classes[key],
        base=vocabulary.classes[base] if base is not None else None,
        doc=type_doc(definition),
        xml=marker,
        fields=fields,
    )


def _wildcard_field(
    base: ir.TypeKey | None, planned: Mapping[ir.TypeKey, ClassPlan], vocabulary: Vocabulary
) -> str | None:
    """The name of the field for any attributes, where a base already has one."""
    while base is not None:
        for field in planned[base].fields:
            annotation = field.code.annotation
            marker = annotation.items[-1] if isinstance(annotation, Bracket) else None
            if isinstance(marker, Bracket) and marker.head == "xml.AnyAttributes":
                return field.name
        definition = vocabulary.types[base]
        assert isinstance(definition, ir.ComplexType)
        base = definition.base
    return None


def _group(shape: Shape, vocabulary: Vocabulary) -> ClassPlan:
    key = shape.key
    assert isinstance(key, GroupKey)
    builder = Fields(vocabulary, shape, _qualified(shape))
    for slot in shape.slots:
        builder.slot(slot)
    if key.member:
        doc = f"`{key.path[0]}` in place of `{key.owner.name}`."
    else:
        owner = vocabulary.classes.get(key.owner) or key.owner.name
        doc = f"Part of {owner} that begins with `{shape.label}`."
        if shape.unordered:
            doc = f"What {owner} holds, in any order, unless it is empty."
    marker = call(
        "xml.Group",
        *((vocabulary.namespace(shape.namespace),) if shape.namespace else ()),
        qualified=None if builder.qualified else "False",
        order=string("any") if shape.unordered else None,
    )
    return ClassPlan(
        name=vocabulary.classes[key],
        base=None,
        doc=doc,
        xml=marker,
        fields=builder.finish(builder.names(())),
    )


def _qualified(shape: Shape) -> bool:
    """Unqualified if any element is and none is in the class's namespace."""
    names = [s.particle.name for s in shape.slots if isinstance(s.particle, ir.ElementUse)]
    if not shape.namespace:
        return True
    return not any(n.namespace == "" for n in names) or any(
        n.namespace == shape.namespace for n in names
    )

"""The fields of a restriction: those of its bases, repeated where it admits less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wswgen import ir
from wswgen.narrower import narrower
from wswgen.plan.code import (
    Annotation,
    Bracket,
    Either,
    Expr,
    Keyword,
    call,
    integer,
    string,
    subscript,
    tuple_of,
)
from wswgen.plan.package import ClassPlan, FieldPlan
from wswgen.plan.values import Vocabulary, default
from wswgen.plan.wildcards import admitted, process
from wswgen.record import replace


def inherited_fields(
    base: ir.TypeKey | None,
    planned: Mapping[ir.TypeKey, ClassPlan],
    types: Mapping[ir.TypeKey, ir.Type],
) -> dict[str, FieldPlan]:
    """The fields of all bases by name, as the nearest one has them, in the order of the oldest."""
    if base is None:
        return {}
    definition = types[base]
    assert isinstance(definition, ir.ComplexType)
    above = inherited_fields(definition.base, planned, types)
    return above | {field.name: field for field in planned[base].fields}


def restricted_fields(
    definition: ir.ComplexType, inherited: Iterable[FieldPlan], vocabulary: Vocabulary
) -> Iterator[FieldPlan]:
    """The fields that a restriction repeats, for each says something else than its base."""
    left = _flat(definition.content)
    ordered = ir.whole_all(definition.content) is None
    attributes = {attribute.name: attribute for attribute in definition.attributes}
    for field in inherited:
        match field.origin:
            case ir.Attribute() as before:
                yield from _attribute(field, before, attributes.get(before.name), vocabulary)
            case ir.Wildcard() as wildcard:
                if definition.any_attribute != wildcard:
                    yield _wildcard(field, definition.any_attribute)
            case ir.SimpleType() | ir.TypeKey():
                if definition.value is not None and definition.value != field.origin:
                    yield _value(field, definition.value, vocabulary)
            case (
                ir.ElementUse() | ir.AnyElement() | ir.Sequence() | ir.Choice() | ir.All()
            ) as particle:
                candidates = left[:1] if ordered else left
                if particle.occurs.max == 0:
                    candidates = []  # a base has forbidden it
                own = next((each for each in candidates if narrower(particle, each)), None)
                if own is not None:
                    left.remove(own)
                if not definition.mixed:
                    yield from _particle(field, particle, own, vocabulary)
            case _:
                pass


def _flat(particles: tuple[ir.Particle, ...]) -> list[ir.Particle]:
    every = ir.whole_all(particles)
    return list(particles if every is None else every.elements)


def _particle(
    field: FieldPlan, base: ir.Particle, own: ir.Particle | None, vocabulary: Vocabulary
) -> Iterator[FieldPlan]:
    if own is None:
        yield _repeated(field, replace(base, occurs=ir.Occurs(min=0, max=0)), max="0")
        return
    marks: dict[str, Expr | None] = {
        "min": integer(own.occurs.min) if own.occurs.min != base.occurs.min else None,
        "max": integer(own.occurs.max or 0) if own.occurs.max != base.occurs.max else None,
    }
    if isinstance(own, ir.Choice) and isinstance(base, ir.Choice):
        marks["branches"] = _branches(field, base, own)
    fallback = field.default  # pyright wants one where the base has one
    if isinstance(own, ir.ElementUse) and isinstance(base, ir.ElementUse):
        marks["nillable"] = "False" if base.nillable and not own.nillable else None
        if own.type != base.type:
            marks["type"] = string(vocabulary.annotation(own.type))
        if own.fixed is not None and own.fixed != base.fixed:
            marks["fixed"] = string(own.fixed)
            many = base.occurs.many
            fallback = field.default if many else default(base.type, own.fixed, vocabulary)
    changed = any(mark is not None for mark in marks.values())
    match base, own:
        case ir.AnyElement(wildcard=wide), ir.AnyElement(wildcard=narrow) if wide != narrow:
            field, changed = _admitting(field, narrow), True
        case _:
            pass
    if changed:
        yield _repeated(field, own, fallback=fallback, **marks)


def _admitting(field: FieldPlan, wildcard: ir.Wildcard) -> FieldPlan:
    """The field with a marker that admits less."""
    annotation = field.code.annotation
    assert isinstance(annotation, Bracket)
    items: list[Expr] = []
    for item in annotation.items:
        if isinstance(item, Bracket) and item.head == "xml.Any":
            bounds = {m.name: m.value for m in item.items if isinstance(m, Keyword)}
            bounds = {name: bounds[name] for name in ("min", "max") if name in bounds}
            item = call("xml.Any", **admitted(wildcard), process=process(wildcard), **bounds)
        items.append(item)
    code = Annotation(field.name, subscript("Annotated", *items), field.default)
    return replace(field, code=code)


def _branches(field: FieldPlan, base: ir.Choice, own: ir.Choice) -> Expr | None:
    """The classes of the branches that are left; None where all are."""
    if len(own.branches) == len(base.branches):
        return None
    kept = [replace(own, branches=(branch,)) for branch in own.branches]
    names = [
        name
        for name, branch in zip(_classes(field), base.branches, strict=True)
        if any(narrower(replace(base, branches=(branch,)), each) for each in kept)
    ]
    return tuple_of(string(name) for name in names)


def _classes(field: FieldPlan) -> list[str]:
    """The classes of the branches of a choice, as the class of a field has left them."""
    annotation = field.code.annotation
    items = annotation.items if isinstance(annotation, Bracket) else ()
    for mark in items:
        if isinstance(mark, Bracket) and mark.head == "xml.Restricted":
            for each in mark.items:
                if isinstance(each, Keyword) and each.name == "branches":
                    assert isinstance(each.value, Bracket)
                    return [str(name)[1:-1] for name in each.value.items]
    hint = field.hint
    if isinstance(hint, Bracket):
        (hint,) = hint.items
    every = hint.items if isinstance(hint, Either) else (hint,)
    return [str(name) for name in every if name != "None"]


def _attribute(
    field: FieldPlan, base: ir.Attribute, own: ir.Attribute | None, vocabulary: Vocabulary
) -> Iterator[FieldPlan]:
    if own is None:
        yield _repeated(field, replace(base, required=False, default=None, fixed=None), max="0")
        return
    marks: dict[str, Expr | None] = {
        "min": "1" if own.required and not base.required else None,
        "type": string(vocabulary.annotation(own.type)) if own.type != base.type else None,
    }
    fallback = field.default
    if own.fixed is not None and own.fixed != base.fixed:
        marks["fixed"] = string(own.fixed)
        fallback = default(base.type, own.fixed, vocabulary)
    if any(mark is not None for mark in marks.values()):
        yield _repeated(field, own, fallback=fallback, **marks)


def _value(field: FieldPlan, value: ir.TypeKey, vocabulary: Vocabulary) -> FieldPlan:
    return _repeated(
        field, value, fallback=field.default, type=string(vocabulary.annotation(value))
    )


def _wildcard(field: FieldPlan, own: ir.Wildcard | None) -> FieldPlan:
    marker = call("xml.AnyAttributes", **admitted(own or ir.Wildcard(namespaces=())))
    annotation = subscript("Annotated", field.hint, marker)
    return replace(
        field, code=Annotation(field.name, annotation, field.default), origin=own, doc=""
    )


def _repeated(
    field: FieldPlan, origin: object, *, fallback: Expr | None = None, **marks: Expr | None
) -> FieldPlan:
    """The field with the same type and marker, and what is left of it."""
    if marks.get("max") == "0":
        fallback = field.default
    kept: list[Expr] = [field.hint]
    before: dict[str, Expr | None] = {}
    annotation = field.code.annotation
    if isinstance(annotation, Bracket) and annotation.head == "Annotated":
        kept = []
        for item in annotation.items:
            if isinstance(item, Bracket) and item.head == "xml.Restricted":
                before = {m.name: m.value for m in item.items if isinstance(m, Keyword)}
            else:
                kept.append(item)
    # What a base has narrowed stays so: marks are against the class that brings the field in.
    named = {name: mark for name, mark in marks.items() if mark is not None}
    less = before | named
    whole = subscript("Annotated", *kept, *([call("xml.Restricted", **less)] if less else []))
    return replace(
        field,
        code=Annotation(field.name, whole, fallback),
        default=fallback,
        origin=origin,
        doc="",
    )

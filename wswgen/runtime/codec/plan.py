"""What the annotations of one generated class say: its attributes and its content, in order.

Annotations are strings in generated code. They are evaluated here and not by `get_type_hints`,
in the module of the class that writes them, so that nothing in a class can shadow its module.
"""

from __future__ import annotations

import inspect
import sys
from functools import cache
from types import NoneType
from typing import Any, TypeAlias, get_args, get_origin

from .. import xml, xs
from ..element import XmlElement
from ..errors import DecodeError, EncodeError, UsageError
from ..record import record, replace
from .simple import Simple, is_union, join, simple_type, split


def tag_of(namespace: str, local: str) -> str:
    """A name as ElementTree has it."""
    return f"{{{namespace}}}{local}" if namespace else local


@record
class Content:
    """What an element holds: exactly one of a simple type, a class, or anything at all."""

    simple: Simple | None = None
    cls: type | None = None


@record
class ElementPlan:
    """A field that is one child element or, if ``many``, a list of them.

    ``optional``: None means absent. ``nil`` is what a nil element is read as; it has no meaning
    unless ``nillable``.
    """

    field: str
    namespace: str
    local: str
    content: Content
    many: bool = False
    optional: bool = False
    min: int = 1
    max: int | None = 1
    dimensions: tuple[int, ...] = ()
    nillable: bool = False
    nil: xml.Nil | None = None
    default: str | None = None
    fixed: str | None = None

    @property
    def tag(self) -> str:
        """The name as ElementTree has it."""
        return tag_of(self.namespace, self.local)


@record
class AnyPlan:
    """A field of elements that a wildcard admits."""

    field: str
    wildcard: xml.Any
    many: bool = False
    optional: bool = False
    min: int = 1
    max: int | None = 1


@record
class GroupPlan:
    """A field of groups: one class is a nested sequence, several are the branches of a choice."""

    field: str
    branches: tuple[type, ...]
    many: bool = False
    optional: bool = False
    min: int = 1
    max: int | None = 1


Particle: TypeAlias = ElementPlan | AnyPlan | GroupPlan


@record
class AttributePlan:
    """A field that is an attribute; ``default`` holds for an absent one, ``fixed`` always."""

    field: str
    namespace: str
    local: str
    simple: Simple
    optional: bool
    default: str | None = None
    fixed: str | None = None
    gone: bool = False  # a restriction forbids it

    @property
    def tag(self) -> str:
        """The name as ElementTree has it."""
        return tag_of(self.namespace, self.local)


@record
class ClassPlan:
    """Everything the codec knows of a class. Of ``value``, ``mixed`` and particles, one is used."""

    cls: type
    mark: xml.Type | xml.Group
    attributes: tuple[AttributePlan, ...] = ()
    any_attributes: tuple[str, xml.AnyAttributes] | None = None
    value: tuple[str, Simple] | None = None
    mixed: str | None = None
    particles: tuple[Particle, ...] = ()

    @property
    def fields(self) -> list[str]:
        """The names of all fields."""
        names = [plan.field for plan in (*self.attributes, *self.particles)]
        names += [plan[0] for plan in (self.any_attributes, self.value) if plan is not None]
        return names + ([self.mixed] if self.mixed is not None else [])


def mark_of(cls: Any) -> xml.Type | xml.Group | None:
    """The ``__xml__`` of a class that has fields; None for everything else."""
    mark = cls.__dict__.get("__xml__") if isinstance(cls, type) else None
    return mark if isinstance(mark, (xml.Type, xml.Group)) else None


def fields_of(cls: type) -> dict[str, tuple[type, Any]]:
    """The annotations of a class and its bases: field to (the class that wrote it, annotation)."""
    found: dict[str, tuple[type, Any]] = {}
    for base in reversed(cls.__mro__):
        if mark_of(base) is not None:
            for name, annotation in inspect.get_annotations(base).items():
                found[name] = (base, annotation)
    return found


_VOCABULARY: dict[str, Any] = {"xml": xml, "xs": xs}


def evaluate(annotation: Any, names: dict[str, Any]) -> Any:
    """The object that an annotation stands for in the namespace of a module.

    ``xs`` and ``xml`` are known everywhere: a contract may name a built-in type that no class uses.
    """
    return eval(annotation, _VOCABULARY, names) if isinstance(annotation, str) else annotation


@cache
def plan_of(cls: type) -> ClassPlan:
    """Read a class; UsageError for one that is not written in the vocabulary of `xml`."""
    mark = mark_of(cls)
    if mark is None:
        raise UsageError(f"{cls.__qualname__} has no __xml__ mark")
    attributes: list[AttributePlan] = []
    particles: list[Particle] = []
    any_attributes: tuple[str, xml.AnyAttributes] | None = None
    value: tuple[str, Simple] | None = None
    mixed: str | None = None
    for name, (owner, written) in fields_of(cls).items():
        annotation = evaluate(written, vars(sys.modules[owner.__module__]))
        bare, metadata = split(annotation)
        marker = next((m for m in metadata if isinstance(m, _MARKERS)), None)
        less = _less(metadata, vars(sys.modules[owner.__module__]))
        apart = (*_MARKERS, xml.Restricted)
        inner = join(bare, tuple(m for m in metadata if not isinstance(m, apart)))
        match marker:
            case xml.Attribute():
                attributes.append(less_attribute(_attribute(name, inner, marker), less))
            case xml.AnyAttributes():
                any_attributes = (name, marker)
            case xml.Value():
                value = (name, narrowed(_simple(name, inner), less))
            case xml.Content():
                mixed = name
            case _:
                owner_mark = mark_of(first_owner(cls, name))
                assert owner_mark is not None
                particles.append(less_of(_particle(name, inner, marker, owner_mark), less))
    return ClassPlan(
        cls=cls,
        mark=mark,
        attributes=tuple(attributes),
        any_attributes=any_attributes,
        value=value,
        mixed=mixed,
        particles=() if mixed is not None else tuple(particles),
    )


def without_items(plan: ClassPlan) -> ClassPlan:
    """The plan of a class in literal messages: some arrays of the SOAP encoding are empty there."""
    marks = (mark_of(base) for base in plan.cls.__mro__)
    if all(mark is None or getattr(mark, "literal", True) for mark in marks):
        return plan
    return replace(plan, particles=tuple(replace(p, min=0, max=0) for p in plan.particles))


def first_owner(cls: type, field: str) -> type:
    """The class that brings a field in, and gives it the namespace that it keeps."""
    return next(
        base
        for base in reversed(cls.__mro__)
        if mark_of(base) is not None and field in inspect.get_annotations(base)
    )


@record
class Less:
    """`xml.Restricted` with its type evaluated."""

    min: int | None
    max: int | None
    nillable: bool
    type: Any
    branches: tuple[type, ...] | None
    fixed: str | None


def _less(metadata: tuple[Any, ...], names: dict[str, Any]) -> Less | None:
    for mark in metadata:
        if isinstance(mark, xml.Restricted):
            kind = None if mark.type is None else evaluate(mark.type, names)
            left = mark.branches
            return Less(
                min=mark.min,
                max=mark.max,
                nillable=mark.nillable,
                type=kind,
                branches=None if left is None else tuple(evaluate(each, names) for each in left),
                fixed=mark.fixed,
            )
    return None


def less_attribute(plan: AttributePlan, less: Less | None) -> AttributePlan:
    """The plan of an attribute that a restriction has narrowed."""
    if less is None:
        return plan
    return replace(
        plan,
        simple=narrowed(plan.simple, less),
        optional=plan.optional and less.min != 1,
        default=None if less.fixed is not None or less.min == 1 else plan.default,
        fixed=less.fixed if less.fixed is not None else plan.fixed,
        gone=less.max == 0,
    )


def less_of(plan: Particle, less: Less | None) -> Particle:
    """The plan of a particle that a restriction has narrowed."""
    if less is None:
        return plan
    low = plan.min if less.min is None else less.min
    high = plan.max if less.max is None else less.max
    if not plan.many and less.max == 0:
        low = 0
    optional = plan.optional and (less.min is None or less.min == 0)
    plan = replace(plan, min=low, max=high, optional=optional)
    if isinstance(plan, GroupPlan) and less.branches is not None:
        return replace(plan, branches=less.branches)
    if not isinstance(plan, ElementPlan):
        return plan
    content = plan.content
    if content.simple is not None:
        content = Content(simple=narrowed(content.simple, less))
    elif less.type is not None:
        content = content_of(less.type)
    return replace(
        plan,
        content=content,
        nillable=plan.nillable and less.nillable,
        fixed=less.fixed if less.fixed is not None else plan.fixed,
    )


def narrowed(simple: Simple, less: Less | None) -> Simple:
    """A simple type all of whose texts are also those of a narrower one."""
    narrow = None if less is None or less.type is None else simple_type(less.type)
    if narrow is None or simple.scoped:
        return simple
    check = narrow.read

    def read(text: str, scope: Any = None) -> Any:
        check(text, scope)
        return simple.read(text, scope)

    def write(value: Any, names: Any = None) -> str:
        text = simple.write(value, names)
        try:
            check(text, None)
        except DecodeError as error:
            raise EncodeError(error.message) from None
        return text

    return replace(simple, read=read, write=write, plain=False, builtin="", enum=None)


def check_dimensions(plan: ElementPlan) -> None:
    """UsageError for arrays in arrays: literal messages have none."""
    if plan.dimensions:
        raise UsageError(f"{plan.field}: arrays in arrays are for messages with the SOAP encoding")


_MARKERS = (
    xml.Element,
    xml.Occurs,
    xml.Attribute,
    xml.Value,
    xml.Any,
    xml.AnyAttributes,
    xml.Content,
)


def _alternatives(annotation: Any) -> tuple[list[Any], bool, bool]:
    """The members of ``T | Nil | None`` without Nil and None, and whether either was there."""
    if not is_union(annotation):
        return [annotation], False, False
    members = get_args(annotation)
    kept = [member for member in members if member not in (NoneType, xml.Nil)]
    return kept, xml.Nil in members, NoneType in members


def _simple(field: str, annotation: Any) -> Simple:
    kept, _, _ = _alternatives(annotation)
    found = simple_type(kept[0])
    if found is None:
        raise UsageError(f"{field}: {annotation!r} is not a simple type")
    return found


def _attribute(field: str, annotation: Any, mark: xml.Attribute) -> AttributePlan:
    _, _, none = _alternatives(annotation)
    return AttributePlan(
        field=field,
        namespace=mark.namespace,
        local=mark.name or field,
        simple=_simple(field, annotation),
        optional=none,
        default=mark.default,
        fixed=mark.fixed,
    )


def content_of(annotation: Any) -> Content:
    """What an element of this annotation holds; UsageError if it is none of ours."""
    found = simple_type(annotation)
    if found is not None:
        return Content(simple=found)
    bare, _ = split(annotation)
    if bare is XmlElement:
        return Content()
    if isinstance(mark_of(bare), xml.Type):
        return Content(cls=bare)
    raise UsageError(f"{annotation!r} is no type that can be the content of an element")


def _particle(field: str, annotation: Any, marker: Any, owner: xml.Type | xml.Group) -> Particle:
    kept, has_nil, none = _alternatives(annotation)
    bare, _ = split(kept[0])
    many = get_origin(bare) is list and simple_type(kept[0]) is None
    if many:
        inner = get_args(bare)[0]
        for _ in range(sum(getattr(marker, "dimensions", ())) - 1):
            (inner,) = get_args(inner)
        kept, has_nil, none = _alternatives(inner)
    low = marker.min if many and marker is not None else 0 if many else 1
    high = marker.max if many and marker is not None else None if many else 1
    if isinstance(marker, xml.Any):
        return AnyPlan(field=field, wildcard=marker, many=many, optional=none, min=low, max=high)
    if isinstance(mark_of(split(kept[0])[0]), xml.Group):
        branches = tuple(split(member)[0] for member in kept)
        return GroupPlan(
            field=field, branches=branches, many=many, optional=none, min=low, max=high
        )
    mark = marker if isinstance(marker, xml.Element) else xml.Element()
    namespace = mark.namespace
    if namespace is None:
        namespace = owner.namespace if owner.qualified else ""
    return ElementPlan(
        field=field,
        namespace=namespace,
        local=mark.name or field,
        content=content_of(kept[0]),
        many=many,
        # Where the element may not be absent, None is nil.
        optional=not many and none and (has_nil or not mark.nillable),
        min=low,
        max=high,
        nillable=mark.nillable,
        dimensions=mark.dimensions,
        nil=xml.NIL if has_nil else None,
        default=mark.default,
        fixed=mark.fixed,
    )

"""The modules of a large contract's types: a package ``types`` in place of ``types.py``.

pyright gives up on a module of some five thousand definitions, and code hosts show no file of more
than a megabyte. Where a definition lies is said by its name, and by whether others need it when
they are executed: no type that comes or goes moves another, unless that becomes, or ceases to be,
a base, a default or a part of an alias.

The modules import each other in no circle: what is needed when code runs is in ``base``, and
annotations, which are evaluated later, name a type as one of the whole package.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from wswgen import ir
from wswgen.plan.code import Annotation, Bracket, Either, Expr, Keyword, tuple_of
from wswgen.plan.fields import made
from wswgen.plan.package import AliasPlan, ClassPlan, Definition, EnumPlan, FieldPlan
from wswgen.plan.shapes import ClassKey, Shape, is_enumeration
from wswgen.record import replace

MANY = 2_500
"""With more definitions than this they are spread over several modules."""

BASE = "base"
"""The module with what others need when they are executed, and with the constants of all."""


def spread(names: Iterable[str], needed: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The names of definitions by the module that they lie in; ``needed`` are the common ones."""
    found: dict[str, set[str]] = {BASE: set()}
    for name in names:
        found.setdefault(BASE if name in needed else _part(name), set()).add(name)
    return {part: frozenset(found[part]) for part in sorted(found)}


Share = tuple[Mapping[ir.TypeKey, ir.Type], Collection[Shape]]
"""What lies in one module."""


def divided(
    parts: Mapping[str, Collection[str]],
    types: Mapping[ir.TypeKey, ir.Type],
    shapes: Iterable[Shape],
    names: Mapping[ClassKey, str],
) -> Mapping[str, Share]:
    """The types, and the shapes of their classes, by the module that has their ``names``."""
    part_of = {name: part for part, own in parts.items() for name in own}
    own_types: dict[str, dict[ir.TypeKey, ir.Type]] = {part: {} for part in parts}
    own_shapes: dict[str, list[Shape]] = {part: [] for part in parts}
    for key, definition in types.items():
        own_types[part_of[names[key]]][key] = definition
    for shape in shapes:
        own_shapes[part_of[names[shape.key]]].append(shape)
    return {part: (own_types[part], own_shapes[part]) for part in parts}


def _part(name: str) -> str:
    """`wswgen.runtime.lazy` looks for it there first."""
    return f"_{name[0].lower()}" if name[0].isascii() else "_other"


def described(part: str) -> str:
    """The documentation of a module."""
    if part == BASE:
        return "Types of the contract that others are made of when they are defined."
    letter = part[1:].upper()
    return f"The types of the contract that begin with {letter if len(letter) == 1 else 'others'}."


def namespaces_of(shapes: Iterable[Shape], types: Mapping[ir.TypeKey, ir.Type]) -> set[str]:
    """The namespaces that definitions name."""
    found: set[str] = set()
    for shape in shapes:
        found.add(shape.namespace)
        for slot in shape.slots:
            if isinstance(slot.particle, ir.ElementUse):
                found.add(slot.particle.name.namespace)
    for definition in types.values():
        if isinstance(definition, ir.ComplexType):
            found.update(attribute.name.namespace for attribute in definition.attributes)
        elif is_enumeration(definition):
            found.update(v.qname.namespace for v in definition.facets.enumeration if v.qname)
            found.update([definition.key.namespace] if definition.key.is_named else [])
    return found


class Reach:
    """How the definitions of one module name those of the package, all of which are given."""

    def __init__(self, part: str, names: Collection[str]) -> None:
        self._names = names
        # No field has a name that would hide this one.
        self._now = "" if part == BASE else f"_{BASE}."

    def definition(self, definition: Definition) -> Definition:
        """The definition as it stands in the module."""
        match definition:
            case AliasPlan(code=code):
                return replace(definition, code=self._in(code, self._now))
            case ClassPlan(base=base, fields=fields):
                base = base and f"{self._now}{base}"
                return replace(definition, base=base, fields=tuple(map(self._field, fields)))
            case EnumPlan():
                return definition

    def _field(self, field: FieldPlan) -> FieldPlan:
        annotation = self._in(field.code.annotation, "types.")
        default = field.code.default
        if isinstance(default, Bracket) and default.head == "field":
            hint = self._in(field.hint, "types.")
            assert isinstance(hint, Bracket)
            default = made(hint)
        elif default is not None:
            default = self._in(default, self._now)
        return replace(field, code=Annotation(field.name, annotation, default))

    def _in(self, expr: Expr, prefix: str) -> Expr:
        """The expression with a prefix before the name of each definition."""
        match expr:
            case str():
                return f"{prefix}{expr}" if expr.partition(".")[0] in self._names else expr
            case Bracket(head, items, opening, closing):
                return Bracket(head, self._all(items, prefix), opening, closing)
            case Either(items):
                return Either(self._all(items, prefix))
            case Keyword("type" | "branches" as name, value):  # of `xml.Restricted`
                return Keyword(name, self._quoted(value, prefix))
            case Keyword(name, value):
                return Keyword(name, self._in(value, prefix))
            case Annotation(name, annotation, default):
                assert default is not None
                return Annotation(name, annotation, self._in(default, prefix))
            case _:
                raise AssertionError(expr)

    def _all(self, items: tuple[Expr, ...], prefix: str) -> tuple[Expr, ...]:
        return tuple([self._in(item, prefix) for item in items])

    def _quoted(self, expr: Expr, prefix: str) -> Expr:
        if isinstance(expr, Bracket):
            return tuple_of(self._quoted(item, prefix) for item in expr.items)
        assert isinstance(expr, str)
        return f'"{prefix}{expr[1:-1]}"' if expr[1:-1] in self._names else expr

"""Random values of generated types: `strategy_for` reads the annotations of a generated class.

Every value that it gives can be written, and is read back as an equal value: no NaN, no text that
white space processing changes. Numbers keep within what libxml2 can validate (24 digits).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from math import inf
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from hypothesis import strategies as st

from wswgen.runtime import xml
from wswgen.runtime.codec.plan import fields_of, first_owner, mark_of
from wswgen.runtime.codec.simple import simple_type, split
from wswgen.runtime.codec.space import home_of
from wswgen.runtime.element import XmlElement
from wswgen.runtime.lazy import DefinitionsOnDemand
from wswgen.runtime.record import replace
from wswgen.runtime.values import QName
from wswgen.testing.simple import (
    QNAMES,
    TEXT,
    Draw,
    Strategy,
    admitted,
    simple_strategy,
    xml_elements,
)

MARKERS = (
    xml.Element,
    xml.Occurs,
    xml.Attribute,
    xml.Value,
    xml.Any,
    xml.AnyAttributes,
    xml.Content,
)

# --- classes ------------------------------------------------------------------------------------

DEEP = 3  # from here on a value holds no more than it must
MANY = 60  # fields drawn freely; a large value is as small as it can be behind them


class _Room:
    """How much of a value is still drawn freely."""

    def __init__(self) -> None:
        self.left = MANY
        self._drawn: dict[Strategy, Any] = {}

    def take(self, depth: int) -> bool:
        self.left -= 1
        return depth < DEEP and self.left > 0

    def again(self, draw: Draw, values: Strategy) -> Any:
        """The value that a strategy gave before, if it did."""
        if values not in self._drawn:
            self._drawn[values] = draw(values)
        return self._drawn[values]


T = TypeVar("T")


@cache
def strategy_for(cls: type[T]) -> st.SearchStrategy[T]:
    """Instances of a generated class and of the classes derived from it.

    Drawn field by field, not composed of strategies: a real contract has thousands of types that
    hold each other, and hypothesis would look at all of them before the first value.
    """

    @st.composite
    def values(draw: Draw) -> Any:
        return _object(draw, cls, 0, _Room())

    return values()


def _concrete(cls: type) -> list[type]:
    return [
        c for c in (cls, *_derived(cls)) if not getattr(c.__dict__["__xml__"], "abstract", False)
    ]


_BASE = r"(?m)^class \w+\(\s*(?:\w+\.)*(\w+)"
"""The base of a class, in its source."""


@cache
def _derived(cls: type) -> list[type]:
    types = home_of(sys.modules[cls.__module__])
    if isinstance(types, DefinitionsOnDemand):
        for name in types.defining(_BASE, cls.__name__):
            getattr(types, name)  # is made now, if nothing has used it yet
    every: list[Any] = type.__subclasses__(cls)
    below = [sub for sub in every if getattr(sub.__dict__.get("__xml__"), "name", "")]
    # dataclass(slots=True) leaves the class without slots behind as a second subclass.
    below = [
        sub for sub in below if getattr(sys.modules[sub.__module__], sub.__name__, None) is sub
    ]
    return [found for sub in below for found in (sub, *_derived(sub))]


@dataclass(frozen=True)
class _Field:
    """A field as far as values need it: the alternatives of one item, and how many there are."""

    name: str
    mark: Any
    kept: list[Any]
    special: list[Any]
    many: bool
    low: int
    high: int | None
    space: str
    narrow: Any = None  # the simple type that a restriction asks for as well


@cache
def _fields(cls: type) -> list[_Field]:
    found: list[_Field] = []
    for name, (owner, written) in fields_of(cls).items():
        names = vars(sys.modules[owner.__module__])
        annotation = eval(written, names) if isinstance(written, str) else written
        owner_mark = first_owner(cls, name).__dict__["__xml__"]
        space = owner_mark.namespace if owner_mark.qualified else ""
        bare, metadata = split(annotation)
        mark = next((m for m in metadata if isinstance(m, MARKERS)), None)
        less = next((m for m in metadata if isinstance(m, xml.Restricted)), xml.Restricted())
        narrow = None if less.type is None else eval(less.type, names)
        inner = bare
        for kept in metadata:
            if not isinstance(kept, (*MARKERS, xml.Restricted)):
                inner = Annotated[inner, kept]
        many = get_origin(split(inner)[0]) is list and simple_type(inner) is None
        low, high = getattr(mark, "min", 0), getattr(mark, "max", None)
        if many and not isinstance(mark, xml.Content):
            inner = get_args(split(inner)[0])[0]
        dimensions: tuple[int, ...] = getattr(mark, "dimensions", ())
        for _ in range(sum(dimensions) - 1):
            (inner,) = get_args(inner)
        members, special = _members(inner)
        if less.branches is not None:
            left = [eval(branch, names) for branch in less.branches]
            members = [member for member in members if member in left]
        least: int = low if less.min is None else less.min
        high = high if less.max is None else less.max
        if less.min:
            special = [value for value in special if value is not None]
        if not less.nillable:
            special = [value for value in special if value is not xml.NIL]
            mark = replace(cast("Any", mark), nillable=False)
        if less.fixed is not None:
            mark = replace(cast("Any", mark or xml.Element()), fixed=less.fixed)
        if less.max == 0 and not many:
            members = []
        if isinstance(narrow, type) and mark_of(narrow) is not None:
            members, narrow = [narrow], None
        field = _Field(name, mark, members, special, many, least, high, space, narrow)
        found.append(field)
    return found


def _steps(cls: type, above: tuple[type, ...] = ()) -> float:
    """How many classes a value of this one holds in each other at least."""
    if cls in above or len(above) > 40:
        return inf
    if cls not in _KNOWN:
        found = min((_own_steps(c, (*above, cls)) for c in _concrete(cls)), default=inf)
        if found == inf and above:
            return inf  # perhaps only because of what stands above
        _KNOWN[cls] = found
    return _KNOWN[cls]


_KNOWN: dict[type, float] = {}


def _own_steps(cls: type, above: tuple[type, ...]) -> float:
    most = 0.0
    for field in _fields(cls):
        if field.special or (field.many and not field.low):
            continue
        options = [_member_steps(member, above) for member in field.kept]
        most = max(most, min(options, default=0.0))
    return most + 1


def _member_steps(member: Any, above: tuple[type, ...]) -> float:
    bare, _ = split(member)
    mark = bare.__dict__.get("__xml__") if isinstance(bare, type) else None
    if isinstance(mark, xml.Group):
        return inf if bare in above else _own_steps(bare, (*above, bare))
    return _steps(bare, above) if isinstance(mark, xml.Type) else 0.0


def _object(draw: Draw, cls: type, depth: int, room: _Room) -> Any:
    """An instance of a class or of one derived from it."""
    options = _concrete(cls)
    assert options, f"no class derives from {cls.__name__}, which is abstract"
    if room.take(depth):
        kind = draw(st.sampled_from(options)) if len(options) > 1 else options[0]
    else:
        kind = min(options, key=lambda c: _own_steps(c, (c,)))
    return _instance(draw, kind, depth, room)


def _instance(draw: Draw, cls: type, depth: int, room: _Room) -> Any:
    assert depth < 60, f"no value of {cls.__name__} is finite"
    values = {field.name: _value(draw, field, depth, room) for field in _fields(cls)}
    empty = all(value is None or value == [] for value in values.values())
    if empty and isinstance(cls.__dict__["__xml__"], xml.Group) and values:
        # A group with nothing in it cannot be told from none.
        field = _fields(cls)[0]
        item = _item(draw, field, depth, room)
        values[field.name] = [item] * max(field.low, 1) if field.many else item
    return cls(**values)


def _value(draw: Draw, field: _Field, depth: int, room: _Room) -> Any:
    mark, free = field.mark, room.take(depth)
    match mark:
        case xml.AnyAttributes(namespaces=(), negated=False):
            return {}
        case xml.AnyAttributes():
            return draw(st.dictionaries(admitted(mark), TEXT, max_size=2)) if free else {}
        case xml.Content():
            content = st.lists(TEXT | xml_elements(QNAMES), max_size=4).map(_merged)
            return draw(content) if free else []
        case xml.Element(fixed=str(fixed)) | xml.Attribute(fixed=str(fixed)):
            simple = simple_type(field.kept[0])
            if simple is not None:
                value = simple.read(fixed, None)
                if not field.many:
                    return value
                return [value] * (draw(_sizes(field)) if free else field.low)
        case _:
            pass
    if field.many:
        if not field.low and all(map(_has_none, field.kept)):
            return []
        dimensions: tuple[int, ...] = getattr(mark, "dimensions", ())
        if dimensions:
            return _arrays(draw, field, dimensions, depth, room)
        size = draw(_sizes(field)) if free else field.low
        return [_one(draw, field, depth, room) for _ in range(size)]
    return _one(draw, field, depth, room)


def _arrays(draw: Draw, field: _Field, dimensions: tuple[int, ...], depth: int, room: _Room) -> Any:
    """Nested lists: one array and those in it, each with all rows of one size."""
    if not dimensions:
        return _one(draw, field, depth, room)
    most = 2 if room.take(depth) else 0
    sizes = [draw(st.integers(0, most)) for _ in range(dimensions[0])]

    def rows(level: int) -> Any:
        if level == len(sizes):
            return _arrays(draw, field, dimensions[1:], depth, room)
        return [rows(level + 1) for _ in range(sizes[level])]

    return rows(0)


def _sizes(field: _Field) -> Strategy:
    return st.integers(field.low, min(field.high or field.low + 2, field.low + 2))


def _members(annotation: Any) -> tuple[list[Any], list[Any]]:
    """The types of a union, and which of None and NIL are in it."""
    if get_origin(annotation) not in (Union, UnionType):
        return [annotation], []
    kept = [member for member in get_args(annotation) if member not in (NoneType, xml.Nil)]
    special = [None if m is NoneType else xml.NIL for m in get_args(annotation) if m not in kept]
    return kept, special


def _one(draw: Draw, field: _Field, depth: int, room: _Room) -> Any:
    """A value, or that there is none; as little as can be where there is no room."""
    nil = field.many or xml.NIL not in field.special  # whether None is nil, if anything is
    special = [
        value
        for value in field.special
        if (value is None and not (nil and getattr(field.mark, "nillable", False)))
        or _may_be_nil(field)
    ]
    if not field.kept:
        return None  # a restriction leaves no room for one
    if special:
        if all(map(_has_none, field.kept)):
            return None if None in special else special[0]
        if not room.take(depth):
            return None if None in special else special[0]
        choice = draw(st.sampled_from([*special, ..., ...]))
        if choice is not ...:
            return choice
    return _item(draw, field, depth, room)


def _has_none(member: Any) -> bool:
    """Whether a type has no value: it is, or demands, an abstract one that nothing derives from."""
    bare, _ = split(member)
    mark = bare.__dict__.get("__xml__") if isinstance(bare, type) else None
    return isinstance(mark, xml.Type) and _steps(bare) == inf


def _may_be_nil(field: _Field) -> bool:
    # XSD 1.0 part 1, cvc-complex-type.4: required attributes stand on a nil element too.
    bare = split(field.kept[0])[0]
    mark = bare.__dict__.get("__xml__") if isinstance(bare, type) else None
    if not isinstance(mark, xml.Type):
        return True
    return any(not _demands_attributes(kind) for kind in _concrete(bare))


def _demands_attributes(cls: type) -> bool:
    return any(
        isinstance(field.mark, xml.Attribute)
        and None not in field.special
        and field.mark.default is None
        and field.mark.fixed is None
        for field in _fields(cls)
    )


def _item(draw: Draw, field: _Field, depth: int, room: _Room) -> Any:
    kept = field.kept
    if len(kept) > 1:
        if room.take(depth):
            member = draw(st.sampled_from(kept))
        else:
            member = min(kept, key=lambda m: _member_steps(m, ()))
    else:
        member = kept[0]
    bare, _ = split(member)
    if simple_type(member) is not None:
        empty = not getattr(field.mark, "default", None)
        values = _values_of(member, empty)
        if field.narrow is not None:
            values = _narrow(member, field.narrow)
        return draw(values) if room.left > 0 else room.again(draw, values)
    if bare is XmlElement:
        if isinstance(field.mark, xml.Any):
            return draw(xml_elements(admitted(field.mark)))
        own = getattr(field.mark, "namespace", None)
        tag = QName(
            field.space if own is None else own, getattr(field.mark, "name", None) or field.name
        )
        return draw(xml_elements(st.just(tag)))
    if isinstance(bare.__dict__["__xml__"], xml.Group):
        return _instance(draw, bare, depth + 1, room)
    return _object(draw, bare, depth + 1, room)


@cache
def _values_of(member: Any, empty: bool) -> Strategy:
    values = simple_strategy(member)
    return values if empty else values.filter(lambda v: v not in ("", b"", []))


@cache
def _narrow(wide: Any, narrow: Any) -> Strategy:
    """Values of one simple type that those of a narrower one stand for."""
    base, other = simple_type(wide), simple_type(narrow)
    assert base is not None
    assert other is not None
    return simple_strategy(narrow).map(lambda value: base.read(other.write(value, None), None))


def _merged(content: list[str | XmlElement]) -> list[str | XmlElement]:
    """Mixed content as it is read: neighbouring strings are one."""
    parts: list[str | XmlElement] = []
    for part in content:
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    return parts


def has_values(cls: type) -> bool:
    """Whether a class has instances at all: an abstract one without any derived class has none."""
    return bool(_concrete(cls)) and _steps(cls) < inf

"""Random values of generated types: `strategy_for` reads the annotations of a generated class.

Every value that it gives can be written, and is read back as an equal value: no NaN, no text that
white space processing changes. Numbers keep within what libxml2 can validate (24 digits).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from math import inf
from types import NoneType, UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from wswgen.runtime import xml, xs
from wswgen.runtime.codec.plan import fields_of, first_owner, mark_of
from wswgen.runtime.codec.simple import Simple, simple_type
from wswgen.runtime.element import XmlElement
from wswgen.runtime.errors import DecodeError, EncodeError
from wswgen.runtime.times import PreciseDateTime, PreciseTime, ZonedDate
from wswgen.runtime.values import Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth, QName

Strategy = st.SearchStrategy[Any]
Draw = Callable[[Strategy], Any]

MARKERS = (
    xml.Element,
    xml.Occurs,
    xml.Attribute,
    xml.Value,
    xml.Any,
    xml.AnyAttributes,
    xml.Content,
)

# --- built-in types ---------------------------------------------------------------------------

_CONTROLS = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=_CONTROLS), max_size=20)
NCNAMES = st.from_regex(r"[A-Za-z_é][A-Za-z0-9._é-]{0,8}", fullmatch=True)
ZONES = (
    st.none()
    | st.just(UTC)
    | st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
)
DIGITS = st.from_regex(r"[0-9]{0,3}[1-9]", fullmatch=True)
YEARS = st.integers(-9999, 99999).filter(bool)
DATETIMES = st.datetimes(timezones=ZONES, allow_imaginary=True)
TIMES = st.builds(time.replace, st.times(), tzinfo=ZONES)
QNAMES = st.builds(
    QName, st.sampled_from(["", "urn:a", "urn:b?x=1&y=2", "urn:test:sample"]), NCNAMES
)


def _collapsed(text: str) -> str:
    return re.sub("[ \t\n\r]+", " ", text).strip(" ")


def _integers(low: int | None, high: int | None) -> Strategy:
    return st.integers(-(10**20) if low is None else low, 10**20 if high is None else high)


BUILTINS: dict[str, Strategy] = {
    "string": TEXT,
    "anySimpleType": TEXT,
    "normalizedString": TEXT.map(lambda text: re.sub("[\t\n\r]", " ", text)),
    "token": TEXT.map(_collapsed),
    "language": st.from_regex("[a-z]{2}(-[A-Z]{2})?", fullmatch=True),
    "Name": NCNAMES,
    **dict.fromkeys(("NCName", "ID", "IDREF", "ENTITY"), NCNAMES),
    "NMTOKEN": st.from_regex("[-:._A-Za-z0-9]{1,8}", fullmatch=True),
    "anyURI": st.from_regex(
        r"https?://[a-z]{1,9}(/[a-z0-9]{0,5}){0,3}(\?[a-z]=[0-9])?", fullmatch=True
    ),
    "boolean": st.booleans(),
    "decimal": st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6),
    "integer": _integers(None, None),
    "nonPositiveInteger": _integers(None, 0),
    "negativeInteger": _integers(None, -1),
    "nonNegativeInteger": _integers(0, None),
    "positiveInteger": _integers(1, None),
    "long": _integers(-(2**63), 2**63 - 1),
    "int": _integers(-(2**31), 2**31 - 1),
    "short": _integers(-(2**15), 2**15 - 1),
    "byte": _integers(-128, 127),
    "unsignedLong": _integers(0, 2**64 - 1),
    "unsignedInt": _integers(0, 2**32 - 1),
    "unsignedShort": _integers(0, 2**16 - 1),
    "unsignedByte": _integers(0, 255),
    "float": st.floats(allow_nan=False, width=32),
    "double": st.floats(allow_nan=False),
    "dateTime": DATETIMES | st.builds(PreciseDateTime.of, DATETIMES, DIGITS),
    "date": st.dates()
    | st.builds(lambda d, z: ZonedDate(d.year, d.month, d.day, z), st.dates(), ZONES),
    "time": TIMES | st.builds(PreciseTime.of, TIMES, DIGITS),
    "duration": st.builds(
        Duration,
        years=st.integers(0, 999),
        months=st.integers(0, 99),
        days=st.integers(0, 999),
        hours=st.integers(0, 99),
        minutes=st.integers(0, 99),
        seconds=st.decimals(0, 10**4, places=6),
        negative=st.booleans(),
    ),
    "gYear": st.builds(GYear, YEARS, ZONES),
    "gYearMonth": st.builds(GYearMonth, YEARS, st.integers(1, 12), ZONES),
    "gMonth": st.builds(GMonth, st.integers(1, 12), ZONES),
    "gMonthDay": st.builds(GMonthDay, st.integers(1, 12), st.integers(1, 28), ZONES),
    "gDay": st.builds(GDay, st.integers(1, 31), ZONES),
    "base64Binary": st.binary(max_size=40),
    "hexBinary": st.binary(max_size=40),
    "QName": QNAMES,
    "NOTATION": QNAMES,
}
_LISTS = {"NMTOKENS": "NMTOKEN", "IDREFS": "IDREF", "ENTITIES": "ENTITY"}


# --- simple types -----------------------------------------------------------------------------


def _split(annotation: Any) -> tuple[Any, list[Any]]:
    if get_origin(annotation) is Annotated:
        return annotation.__origin__, list(annotation.__metadata__)
    return annotation, []


def _accepts(simple: Simple) -> Any:
    def accepts(value: Any) -> bool:
        names: dict[str, str] = {}
        try:
            text = simple.write(value, names)
            back = simple.read(text, {prefix: space for space, prefix in names.items()})
        except (EncodeError, DecodeError):
            return False
        return bool(back == value)

    return accepts


def _faceted(name: str, facets: list[xs.Facets]) -> Strategy:
    patterns = [step.pattern for step in facets if step.pattern is not None]
    bounds = [
        (Decimal(str(bound)), kind)
        for step in facets
        for kind in ("min_inclusive", "max_inclusive", "min_exclusive", "max_exclusive")
        if (bound := getattr(step, kind)) is not None and re.fullmatch(r"-?[0-9.]+", str(bound))
    ]
    lows = [bound for bound, kind in bounds if kind.startswith("min")]
    highs = [bound for bound, kind in bounds if kind.startswith("max")]
    simple = simple_type(Annotated[str, xs.Builtin(name), *facets])
    assert simple is not None
    if patterns:
        return _matching(patterns[-1]).flatmap(lambda text: _read(simple, text))
    if name in ("decimal", "float", "double"):
        places = next((s.fraction_digits for s in facets if s.fraction_digits is not None), 3)
        low, high = max(lows, default=Decimal(-1000)), min(highs, default=Decimal(10000))
        numbers = st.decimals(low, high, places=min(places, 6))
        return (numbers if name == "decimal" else numbers.map(float)).filter(_accepts(simple))
    if lows or highs:
        least, most = max(lows, default=None), min(highs, default=None)
        whole = st.integers(
            None if least is None else int(least), None if most is None else int(most)
        )
        return whole.filter(_accepts(simple))
    sizes = [step for step in facets if step.length or step.min_length or step.max_length]
    low_size = max((s.length or s.min_length or 0 for s in sizes), default=0)
    high_size = min((n for s in sizes if (n := s.length or s.max_length) is not None), default=30)
    if name in ("base64Binary", "hexBinary"):
        return st.binary(min_size=low_size, max_size=max(high_size, low_size))
    if sizes and BUILTINS[name] in (BUILTINS["string"], BUILTINS["token"], BUILTINS["NCName"]):
        return st.text("abcXYZé0", min_size=low_size, max_size=max(high_size, low_size)).filter(
            _accepts(simple)
        )
    return BUILTINS[name].filter(_accepts(simple))


# What XML can hold, and what is a letter in every edition of it (that of libxml2 is the second).
_LETTERS = st.characters(min_codepoint=32, max_codepoint=0x131, exclude_characters="\x7f")


def _matching(pattern: str) -> Strategy:
    try:
        found = st.from_regex(pattern, fullmatch=True, alphabet=_LETTERS)
        found.validate()
    except InvalidArgument:  # the pattern itself names other characters
        return st.from_regex(pattern, fullmatch=True)
    return found


def _read(simple: Simple, text: str) -> Strategy:
    try:
        value = simple.read(text, None)
    except DecodeError:
        return st.nothing()
    return st.just(value) if _accepts(simple)(value) else st.nothing()


def simple_strategy(annotation: Any) -> Strategy:
    """Values of a simple type."""
    bare, metadata = _split(annotation)
    facets = [mark for mark in metadata if isinstance(mark, xs.Facets)]
    simple = simple_type(annotation)
    assert simple is not None, annotation
    for mark in metadata:
        match mark:
            case xs.Builtin(name) if name in _LISTS:
                items = st.lists(BUILTINS[_LISTS[name]], min_size=1, max_size=3)
                return items.filter(_accepts(simple))
            case xs.Builtin(name):
                return _faceted(name, facets) if facets else BUILTINS[name]
            case xs.List():
                items = st.lists(simple_strategy(get_args(bare)[0]), max_size=4)
                return items.filter(_accepts(simple))
            case xs.Union():
                members = get_args(bare) or (bare,)
                return st.one_of([simple_strategy(member) for member in members]).filter(
                    _accepts(simple)
                )
            case _:
                pass
    assert issubclass(bare, Enum)
    return st.sampled_from(list(bare)).filter(_accepts(simple))


# --- elements that the schema leaves open -------------------------------------------------------


def _texts() -> Strategy:
    return TEXT.map(lambda text: text.replace("\r", ""))


def xml_elements(names: Strategy) -> Strategy:
    """Elements of any content whose own name is one of ``names``."""
    attributes = st.dictionaries(QNAMES.filter(lambda n: n.local != "xmlns"), TEXT, max_size=2)
    inner = st.recursive(
        st.builds(XmlElement, QNAMES, attributes, st.lists(TEXT, max_size=1)),
        lambda children: st.builds(
            XmlElement, QNAMES, attributes, st.lists(TEXT | children, max_size=3)
        ),
        max_leaves=4,
    )
    return st.builds(XmlElement, names, attributes, st.lists(TEXT | inner, max_size=3))


def _admitted(mark: xml.Any | xml.AnyAttributes) -> Strategy:
    spaces = ["urn:a", "urn:b?x=1&y=2", "", *(mark.namespaces or ())]
    listed = mark.namespaces
    if listed is not None:
        spaces = [space for space in spaces if (space in listed) is not mark.negated]
    return st.builds(QName, st.sampled_from(spaces), NCNAMES.filter(lambda n: n != "xmlns"))


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


@cache
def strategy_for(cls: type) -> Strategy:
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


@cache
def _derived(cls: type) -> list[type]:
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
        bare, metadata = _split(annotation)
        mark = next((m for m in metadata if isinstance(m, MARKERS)), None)
        less = next((m for m in metadata if isinstance(m, xml.Restricted)), xml.Restricted())
        narrow = None if less.type is None else eval(less.type, names)
        inner = bare
        for kept in metadata:
            if not isinstance(kept, (*MARKERS, xml.Restricted)):
                inner = Annotated[inner, kept]
        many = get_origin(_split(inner)[0]) is list and simple_type(inner) is None
        low, high = getattr(mark, "min", 0), getattr(mark, "max", None)
        if many and not isinstance(mark, xml.Content):
            inner = get_args(_split(inner)[0])[0]
        members, special = _members(inner)
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
    bare, _ = _split(member)
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
            return draw(st.dictionaries(_admitted(mark), TEXT, max_size=2)) if free else {}
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
        size = draw(_sizes(field)) if free else field.low
        return [_one(draw, field, depth, room) for _ in range(size)]
    return _one(draw, field, depth, room)


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
        if not room.take(depth):
            return None if None in special else special[0]
        choice = draw(st.sampled_from([*special, ..., ...]))
        if choice is not ...:
            return choice
    return _item(draw, field, depth, room)


def _may_be_nil(field: _Field) -> bool:
    # XSD 1.0 part 1, cvc-complex-type.4: required attributes stand on a nil element too.
    bare = _split(field.kept[0])[0]
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
    bare, _ = _split(member)
    if simple_type(member) is not None:
        empty = not getattr(field.mark, "default", None)
        values = _values_of(member, empty)
        if field.narrow is not None:
            values = _narrow(member, field.narrow)
        return draw(values) if room.left > 0 else room.again(draw, values)
    if bare is XmlElement:
        if isinstance(field.mark, xml.Any):
            return draw(xml_elements(_admitted(field.mark)))
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

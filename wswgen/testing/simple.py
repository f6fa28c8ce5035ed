"""Random values of simple types, and elements that a schema leaves open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, get_args

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from wswgen.runtime import xml, xs
from wswgen.runtime.codec.simple import Simple, simple_type, split
from wswgen.runtime.element import XmlElement
from wswgen.runtime.errors import DecodeError, EncodeError
from wswgen.runtime.periods import Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth
from wswgen.runtime.times import PreciseDateTime, PreciseTime, ZonedDate
from wswgen.runtime.values import QName

Strategy = st.SearchStrategy[Any]
Draw = Callable[[Strategy], Any]

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


def _zoned(day: date, zone: timezone | None) -> ZonedDate:
    return ZonedDate(day.year, day.month, day.day, zone)


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
    "date": st.dates() | st.builds(_zoned, st.dates(), ZONES),
    "time": TIMES | st.builds(PreciseTime.of, TIMES, DIGITS),
    "duration": st.builds(
        Duration,
        years=st.integers(0, 999),
        months=st.integers(0, 99),
        days=st.integers(0, 999),
        hours=st.integers(0, 99),
        minutes=st.integers(0, 99),
        seconds=st.decimals(0, 10**4, places=6) | st.decimals(0, 100, places=7),
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


# hypothesis looks at each character of a range: at a million of them for every \i and \c.
_RANGE = re.compile(r"(\\u[0-9a-f]{4}|\\U[0-9a-f]{8})-(?:\\u[0-9a-f]{4}|\\U[0-9a-f]{8})")


@cache
def _matching(pattern: str) -> Strategy:
    pattern = _RANGE.sub(r"\1", pattern)
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
    bare, metadata = split(annotation)
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


def admitted(mark: xml.Any | xml.AnyAttributes) -> Strategy:
    """Names that a wildcard admits."""
    spaces = ["urn:a", "urn:b?x=1&y=2", "", *(mark.namespaces or ())]
    listed = mark.namespaces
    if listed is not None:
        spaces = [space for space in spaces if (space in listed) is not mark.negated]
    return st.builds(QName, st.sampled_from(spaces), NCNAMES.filter(lambda n: n != "xmlns"))

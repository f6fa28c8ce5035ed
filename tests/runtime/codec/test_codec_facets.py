"""Facets and the order of values (XSD 1.0 part 2, 3.2.6.2 and 3.2.7.4), unions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import pytest

from wswgen.runtime import xml, xs
from wswgen.runtime.codec.order import compare
from wswgen.runtime.codec.simple import simple_type
from wswgen.runtime.errors import DecodeError, EncodeError


class Color(StrEnum):
    __xml__ = xml.Simple("token", "Color", "")

    RED = "red"


ORDERS: list[tuple[Any, str, str, int | None]] = [
    (xs.DateTime, "2000-01-15T00:00:00", "2000-02-15T00:00:00", -1),
    (xs.DateTime, "2000-01-15T12:00:00", "2000-01-16T12:00:00Z", -1),
    (xs.DateTime, "2000-01-01T12:00:00", "1999-12-31T23:00:00Z", None),
    (xs.DateTime, "2000-01-16T12:00:00", "2000-01-16T12:00:00Z", None),
    (xs.DateTime, "2000-01-16T00:00:00", "2000-01-16T12:00:00Z", None),
    (xs.DateTime, "2000-01-16T12:00:00+01:00", "2000-01-16T11:00:00Z", 0),
    (xs.DateTime, "2000-01-01T00:00:00.12345678", "2000-01-01T00:00:00.12345679", -1),
    (xs.Date, "2000-01-01+14:00", "2000-01-01Z", -1),
    (xs.Time, "12:00:00", "11:59:59.9999999", 1),
    (xs.Duration, "P1Y", "P364D", 1),
    (xs.Duration, "P1Y", "P365D", None),
    (xs.Duration, "P1Y", "P367D", -1),
    (xs.Duration, "P1M", "P27D", 1),
    (xs.Duration, "P1M", "P30D", None),
    (xs.Duration, "P5M", "P149D", 1),
    (xs.Duration, "P5M", "P151D", None),
    (xs.GYear, "-0044", "2026", -1),
    (xs.GYearMonth, "2026-02", "2026-01", 1),
    (xs.GMonthDay, "--12-31", "--01-01", 1),
    (xs.GDay, "---31", "---31", 0),
    (xs.Double, "NaN", "1", None),
]


@pytest.mark.parametrize(("alias", "one", "two", "expected"), ORDERS)
def test_values_are_ordered_as_the_standard_says(
    alias: Any, one: str, two: str, expected: int | None
) -> None:
    simple = simple_type(alias)
    assert simple is not None
    left, right = simple.read(one, None), simple.read(two, None)
    assert compare(left, right) == expected
    assert compare(right, left) == (None if expected is None else -expected)


IntOrText = Annotated[xs.Int | xs.String, xs.Union()]
FACETS: list[tuple[Any, list[str], list[str]]] = [
    (Annotated[xs.String, xs.Facets(length=2)], ["ab"], ["a", "abc"]),
    (Annotated[xs.String, xs.Facets(min_length=1), xs.Facets(max_length=2)], ["a"], ["", "abc"]),
    (Annotated[xs.HexBinary, xs.Facets(length=2)], ["0a0b"], ["0a"]),
    (Annotated[xs.NMTOKENS, xs.Facets(max_length=2)], ["a b"], ["a b c", ""]),
    (Annotated[xs.String, xs.Facets(white_space="collapse", length=1)], [" a "], ["a b"]),
    (Annotated[xs.Int, xs.Facets(min_exclusive=1, max_exclusive="4")], ["2", "3"], ["1", "4"]),
    (
        Annotated[xs.Decimal, xs.Facets(total_digits=3)],
        ["1.23", "0.001", "999.0"],
        ["1000", "0.0001"],
    ),
    (Annotated[xs.Decimal, xs.Facets(fraction_digits=1)], ["1.10", "1"], ["1.11"]),
    (Annotated[xs.Double, xs.Facets(max_inclusive="10")], ["10", "-INF"], ["NaN", "10.1"]),
    (
        Annotated[xs.DateTime, xs.Facets(min_inclusive="2026-01-01T00:00:00Z")],
        ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00"],
        ["2026-01-01T00:00:00"],
    ),
    (Annotated[xs.Int, xs.Facets(pattern=r"[0-9]{2}")], [" 12 "], ["1", "123"]),
    (
        Annotated[list[xs.Int], xs.List(), xs.Facets(enumeration=("1 2", "3"))],
        ["1  2", "3"],
        ["2 1", ""],
    ),
    (Annotated[IntOrText, xs.Facets(enumeration=("1", "a"))], ["1", "a"], ["2", "b"]),
    (Annotated[xs.Int | Color, xs.Union()], ["1", " red "], ["x", ""]),
]


@pytest.mark.parametrize(("annotation", "good", "bad"), FACETS)
def test_facets_are_checked(annotation: Any, good: list[str], bad: list[str]) -> None:
    simple = simple_type(annotation)
    assert simple is not None
    for text in good:
        value = simple.read(text, None)
        assert simple.read(simple.write(value, None), None) == value
    for text in bad:
        with pytest.raises(DecodeError):
            simple.read(text, None)


def test_facets_are_checked_when_writing() -> None:
    simple = simple_type(Annotated[xs.Int, xs.Facets(max_inclusive=3)])
    assert simple is not None
    with pytest.raises(EncodeError, match="at most 3"):
        simple.write(4, None)


def test_a_union_writes_only_what_it_reads_back() -> None:
    simple = simple_type(IntOrText)
    assert simple is not None
    assert simple.write(5, None) == "5"
    assert simple.write("five", None) == "five"
    with pytest.raises(EncodeError, match="read as int"):
        simple.write("5", None)

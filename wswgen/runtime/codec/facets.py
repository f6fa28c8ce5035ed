"""Constraining facets (XSD 1.0 part 2, section 4.3): one check for all that a type has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from .. import xs
from .regular import matching
from .text import shown

Check: TypeAlias = Callable[[str, Any], str | None]
"""What is wrong with a normalised text and its value, or None."""

_BOUNDS = (
    ("min_inclusive", "at least", (0, 1)),
    ("max_inclusive", "at most", (0, -1)),
    ("min_exclusive", "more than", (1,)),
    ("max_exclusive", "less than", (-1,)),
)


def checks(
    steps: Sequence[xs.Facets], parse: Callable[[str], Any], has_length: bool
) -> list[Check]:
    """The checks for the facets of each derivation step, from the innermost outwards.

    ``parse`` reads bounds and enumerations. QNames have no length (section 4.3.1).
    """
    found: list[Check] = []
    for step in steps:
        if step.pattern is not None:
            found.append(_pattern(step.pattern))
        if has_length:
            found += _lengths(step)
        for name, words, allowed in _BOUNDS:
            bound = getattr(step, name)
            if bound is not None:
                found.append(_bound(parse(str(bound)), str(bound), words, allowed))
        if step.total_digits is not None or step.fraction_digits is not None:
            found.append(_digits(step.total_digits, step.fraction_digits))
        if step.enumeration:
            found.append(_enumeration([parse(text) for text in step.enumeration]))
    return found


def _pattern(pattern: str) -> Check:
    matches = matching(pattern)

    def check(text: str, _: Any) -> str | None:
        return None if matches(text) else f"{shown(text)} does not match the pattern {pattern}"

    return check


def _lengths(step: xs.Facets) -> list[Check]:
    low, high = step.min_length or 0, step.max_length
    if step.length is not None:
        low, high = max(low, step.length), step.length if high is None else min(high, step.length)
    if low == 0 and high is None:
        return []

    def check(_: str, value: Any) -> str | None:
        size = len(value)
        if size < low:
            return f"length {size} is less than {low}"
        return f"length {size} is more than {high}" if high is not None and size > high else None

    return [check]


def _bound(bound: Any, written: str, words: str, allowed: tuple[int, ...]) -> Check:
    from .order import compare  # only for those who have bounds

    def check(text: str, value: Any) -> str | None:
        # NaN and what is only partly ordered is neither less nor more: outside of every bound.
        return (
            None if compare(value, bound) in allowed else f"{shown(text)} is not {words} {written}"
        )

    return check


def _digits(total: int | None, fraction: int | None) -> Check:
    def check(text: str, value: Any) -> str | None:
        _, digits, exponent = Decimal(value).as_tuple()
        places = int(exponent)
        size = len(digits)
        while size > 1 and digits[size - 1] == 0:
            size, places = size - 1, places + 1
        if digits[0] == 0 and size == 1:
            places = 0
        if fraction is not None and -places > fraction:
            return f"{shown(text)} has more than {fraction} digits after the point"
        if total is not None and max(size + max(places, 0), -places) > total:
            return f"{shown(text)} has more than {total} digits"
        return None

    return check


def _enumeration(values: list[Any]) -> Check:
    def check(text: str, value: Any) -> str | None:
        if any(value == other and type(value) is type(other) for other in values):
            return None
        return f"{shown(text)} is none of the allowed values"

    return check

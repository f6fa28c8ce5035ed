"""Simple types: which values are new, and which are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from wswgen import ir
from wswgen.diff.change import Effect
from wswgen.schema.builtins import BUILTINS

_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    **{n: (-(2 ** (b - 1)), 2 ** (b - 1) - 1)
       for n, b in (("long", 64), ("int", 32), ("short", 16), ("byte", 8))},
    **{n: (0, 2**b - 1) for n, b in (("unsignedLong", 64), ("unsignedInt", 32),
                                     ("unsignedShort", 16), ("unsignedByte", 8))},
}  # fmt: skip

Types = dict[ir.TypeKey, ir.Type]


@dataclass(slots=True)
class Values:
    """What a simple type admits, with all that it inherits; bounds include their value."""

    builtin: str = ""
    shape: tuple[str, tuple[ir.TypeKey, ...]] = ("atomic", ())
    enumeration: tuple[str, ...] | None = None
    patterns: frozenset[str] = frozenset()
    lower: tuple[str, bool] | None = None  # the bound, and whether it is itself admitted
    upper: tuple[str, bool] | None = None
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    white_space: str = ""


def values_of(key: ir.TypeKey, types: dict[ir.TypeKey, ir.Type]) -> Values:
    """The values of a built-in or simple type."""
    chain: list[ir.SimpleType] = []
    while key.kind != "builtin":
        found = types[key]
        assert isinstance(found, ir.SimpleType)
        chain.append(found)
        if found.base is None:
            break
        key = found.base
    values = Values(builtin=key.name if key.kind == "builtin" else "")
    for step in reversed(chain):
        if step.item is not None:
            values.shape = ("list", (step.item,))
        elif step.members:
            values.shape = ("union", step.members)
        _narrow(values, step.facets)
    return values


def _narrow(values: Values, facets: ir.Facets) -> None:
    if facets.enumeration:
        values.enumeration = tuple(each.lexical for each in facets.enumeration)
    if facets.pattern:
        values.patterns |= {facets.pattern.xsd}
    for bound, admitted in ((facets.min_inclusive, True), (facets.min_exclusive, False)):
        if bound is not None:
            values.lower = bound, admitted
    for bound, admitted in ((facets.max_inclusive, True), (facets.max_exclusive, False)):
        if bound is not None:
            values.upper = bound, admitted
    for name in ("length", "min_length", "max_length", "total_digits", "fraction_digits"):
        size: int | None = getattr(facets, name)
        if size is not None:
            values.sizes[name] = size
    values.white_space = facets.white_space or values.white_space


def compare_values(old: Values, new: Values) -> Iterator[tuple[str, str, Effect]]:
    """Each difference: the kind of change, what to say of it, and its effect."""
    if old.builtin != new.builtin:
        effect = _builtins(old.builtin, new.builtin)
        yield "type-changed", f"xs:{old.builtin or '?'} became xs:{new.builtin or '?'}", effect
    if old.white_space != new.white_space:
        text = f"whiteSpace {old.white_space or 'inherited'} became "
        yield "facet-changed", text + (new.white_space or "inherited"), Effect.BOTH
    yield from _enumerations(old.enumeration, new.enumeration)
    for pattern in sorted(old.patterns - new.patterns):
        yield "facet-changed", f"the pattern {pattern} is gone", Effect.WIDENS
    for pattern in sorted(new.patterns - old.patterns):
        yield "facet-changed", f"the pattern {pattern} is new", Effect.NARROWS
    yield from _bounds("lower bound", old.lower, new.lower, 1)
    yield from _bounds("upper bound", old.upper, new.upper, -1)
    yield from _sizes(old.sizes, new.sizes)


def _builtins(old: str, new: str) -> Effect:
    if old in _RANGES and new in _RANGES:
        effect = Effect.NONE
        (low, high), (lower, higher) = _RANGES[old], _RANGES[new]
        if (lower is not None) and (low is None or lower > low):
            effect |= Effect.NARROWS
        if (low is not None) and (lower is None or lower < low):
            effect |= Effect.WIDENS
        if (higher is not None) and (high is None or higher < high):
            effect |= Effect.NARROWS
        if (high is not None) and (higher is None or higher > high):
            effect |= Effect.WIDENS
        return effect
    if new and old in _ancestors(new):
        return Effect.NARROWS
    return Effect.WIDENS if old and new in _ancestors(old) else Effect.BOTH


def _ancestors(name: str) -> set[str]:
    found: set[str] = set()
    while name := BUILTINS.get(name, ""):
        found.add(name)
    # Values of another primitive type are other texts, although all are anySimpleType.
    return found - {"anyType"}


def _enumerations(
    old: tuple[str, ...] | None, new: tuple[str, ...] | None
) -> Iterator[tuple[str, str, Effect]]:
    if old is None and new is not None:
        yield "facet-changed", "the values became an enumeration", Effect.NARROWS
    elif old is not None and new is None:
        yield "facet-changed", "the values are no enumeration any more", Effect.WIDENS
    else:
        before, after = old or (), new or ()
        for value in before:
            if value not in after:
                yield "enumeration-removed", f"the value {value!r} is gone", Effect.NARROWS
        for value in after:
            if value not in before:
                yield "enumeration-added", f"the value {value!r} is new", Effect.WIDENS


def _bounds(
    name: str, old: tuple[str, bool] | None, new: tuple[str, bool] | None, sign: int
) -> Iterator[tuple[str, str, Effect]]:
    if old == new:
        return
    text = f"the {name} {_bound(old)} became {_bound(new)}"
    if old is None or new is None:
        effect = Effect.NARROWS if old is None else Effect.WIDENS
        yield "facet-changed", text, effect
        return
    try:
        before, after = Decimal(old[0]) * sign, Decimal(new[0]) * sign
    except InvalidOperation:  # dates and durations: no order that is worth a guess
        yield "facet-changed", text, Effect.BOTH
        return
    if before == after:
        if old[1] != new[1]:
            yield "facet-changed", text, Effect.WIDENS if new[1] else Effect.NARROWS
    else:
        yield "facet-changed", text, Effect.NARROWS if after > before else Effect.WIDENS


def _bound(bound: tuple[str, bool] | None) -> str:
    if bound is None:
        return "none"
    return bound[0] if bound[1] else f"{bound[0]} (exclusive)"


def _sizes(old: dict[str, int], new: dict[str, int]) -> Iterator[tuple[str, str, Effect]]:
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        wire = "".join([w.capitalize() if n else w for n, w in enumerate(name.split("_"))])
        text = f"{wire} {'none' if before is None else before} became "
        text += f"{'none' if after is None else after}"
        if before is None or after is None:
            effect = Effect.NARROWS if before is None else Effect.WIDENS
        elif name == "length":
            effect = Effect.BOTH
        else:
            narrower = after > before if name == "min_length" else after < before
            effect = Effect.NARROWS if narrower else Effect.WIDENS
        yield "facet-changed", text, effect

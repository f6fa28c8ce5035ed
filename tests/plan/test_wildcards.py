"""Any attributes along a chain of bases: what the derived type admits is the union."""

from __future__ import annotations

import itertools

import pytest

from wswgen import ir
from wswgen.errors import Location
from wswgen.plan.wildcards import inherited_wildcard, same, union

SPACES = ("", "a", "b", "c")
SETS = [None, (), ("",), ("a",), ("", "a"), ("a", "b")]
WILDCARDS = [
    ir.Wildcard(namespaces=spaces, negated=negated)
    for spaces in SETS
    for negated in (False, True)
    if not (negated and not spaces)
]


def admitted(wildcard: ir.Wildcard) -> set[str]:
    if wildcard.namespaces is None:
        return set(SPACES)
    return {space for space in SPACES if (space in wildcard.namespaces) is not wildcard.negated}


@pytest.mark.parametrize(("one", "two"), [*itertools.product(WILDCARDS, repeat=2)])
def test_union(one: ir.Wildcard, two: ir.Wildcard) -> None:
    both = union(one, two)
    assert admitted(both) == admitted(one) | admitted(two)
    assert same(both, union(two, one))


def test_what_bases_admit_is_kept() -> None:
    place = Location(file="a.xsd")
    first, second, third = (ir.TypeKey("type", "urn:a", name) for name in "ABC")
    types: dict[ir.TypeKey, ir.Type] = {
        first: ir.ComplexType(
            key=first, any_attribute=ir.Wildcard(namespaces=("a",)), location=place
        ),
        second: ir.ComplexType(key=second, base=first, derivation="extension", location=place),
        third: ir.ComplexType(
            key=third, base=second, derivation="extension",
            any_attribute=ir.Wildcard(namespaces=("a",), negated=True), location=place,
        ),
    }  # fmt: skip
    found = inherited_wildcard(second, types)
    assert found is not None
    assert found.namespaces == ("a",)
    found = inherited_wildcard(third, types)
    assert found is not None
    assert found.namespaces is None

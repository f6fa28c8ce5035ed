"""Pieces of code, put together."""

from __future__ import annotations

from wswgen.plan.code import either, flat


def test_a_union_names_each_type_once() -> None:
    assert flat(either(either("xs.String", "None"), "None")) == "xs.String | None"
    assert flat(either("A", "B", "A")) == "A | B"
    assert either("A", "A") == "A"

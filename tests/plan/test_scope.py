"""Names that would be equal, told apart in a way that no order changes."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from wswgen.plan.names import class_name
from wswgen.plan.scope import Candidate, assign


def _candidates(wires: list[str], rank: int = 0) -> list[Candidate[str]]:
    return [
        Candidate(
            key=wire, plain=class_name(wire), rank=rank, wire=wire, ending="_x", identity=wire
        )
        for wire in wires
    ]


def test_the_name_spelled_alike_keeps_it() -> None:
    names = assign(_candidates(["order", "Order", "ORDER"]))
    assert names["Order"] == "Order"
    assert names["ORDER"] == "ORDER"
    assert names["order"] == "Order_x"


def test_rank_comes_before_spelling() -> None:
    better = Candidate(key="t", plain="Order", rank=0, wire="order", ending="_t", identity="t")
    worse = Candidate(key="e", plain="Order", rank=2, wire="Order", ending="_e", identity="e")
    assert assign([worse, better]) == {"t": "Order", "e": "Order_e"}


def test_what_words_cannot_tell_apart_gets_a_digest() -> None:
    names = assign(_candidates(["a-b", "a_b", "a.b"]))
    assert len(set(names.values())) == 3
    assert sum(name.startswith("AB_") for name in names.values()) == 2


def test_taken_names_are_left_alone() -> None:
    assert assign(_candidates(["order"]), {"Order"}) == {"order": "Order_x"}


def test_equal_things_are_counted() -> None:
    twins = [
        Candidate(key=i, plain="a", rank=0, wire="a", ending="_element", identity="element a")
        for i in range(3)
    ]
    assert len(set(assign(twins).values())) == 3


@given(st.lists(st.text("abAB_-. 1", max_size=4), unique=True), st.randoms())
def test_no_two_are_equal_and_order_is_nothing(wires: list[str], shuffler: random.Random) -> None:
    names = assign(_candidates(wires))
    assert len(set(names.values())) == len(wires)
    shuffled = list(wires)
    shuffler.shuffle(shuffled)
    assert assign(_candidates(shuffled)) == names


@given(st.lists(st.text("abAB_", max_size=4), unique=True, min_size=1))
def test_adding_what_clashes_with_nothing_renames_nothing(wires: list[str]) -> None:
    before = assign(_candidates(wires))
    after = assign(_candidates([*wires, "Zebra"]))
    assert {key: after[key] for key in before} == before

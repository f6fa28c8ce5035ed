"""Records: made as asked, equal by their fields, and closed to anything else."""

from __future__ import annotations

import copy
import pickle

import pytest

from wswgen.record import defaults, fields, is_record, positional_record, record, replace


@record
class Line:
    """Two fields, one with a default."""

    article: str
    pieces: int = 1

    @property
    def empty(self) -> bool:
        """A method that uses a field."""
        return self.pieces == 0


@positional_record
class Pair:
    """Fields by position."""

    one: object
    two: object = None


@record
class Nothing:
    """No field."""


def test_fields_are_given_by_name() -> None:
    assert (Line(article="x").pieces, Line(article="x", pieces=0).empty) == (1, True)
    for wrong in ({}, {"article": "x", "colour": "red"}):
        with pytest.raises(TypeError):
            Line(**wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Line("x")  # type: ignore[call-arg]


def test_positions_are_for_those_that_have_them() -> None:
    match Pair(1, two=2):
        case Pair(one, two):
            assert (one, two) == (1, 2)
    assert Line.__match_args__ == ()


def test_equality_is_that_of_the_fields_and_the_class() -> None:
    assert Line(article="x") == Line(article="x", pieces=1) != Line(article="y")
    assert hash(Line(article="x")) == hash(Line(article="x", pieces=1))
    kinds: list[object] = [Nothing(), Line(article="x"), Pair("x", 1), Pair("x"), ("x", 1)]
    assert [[one == other for other in kinds].count(True) for one in kinds] == [1, 1, 1, 1, 1]
    assert Nothing() == Nothing()


def test_there_is_room_for_nothing_else() -> None:
    with pytest.raises(AttributeError):
        Line(article="x").colour = "red"  # type: ignore[attr-defined]


def test_a_copy_with_changes() -> None:
    line = Line(article="x", pieces=3)
    assert replace(line, pieces=4) == Line(article="x", pieces=4)
    assert replace(line) == line == copy.deepcopy(line) == pickle.loads(pickle.dumps(line))
    with pytest.raises(TypeError):
        replace(line, colour="red")


def test_what_a_record_says_of_itself() -> None:
    line = Line(article="x")
    assert repr(line) == "Line(article='x', pieces=1)"
    assert (fields(line), defaults(line)) == ({"article": "x", "pieces": 1}, {"pieces": 1})
    assert [is_record(value) for value in (line, Nothing(), "x", (1, 2))] == [
        True,
        True,
        False,
        False,
    ]

"""Patterns: what `re` says, but never at the price of trying every way through an expression."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wswgen.runtime import xs
from wswgen.runtime.codec.facets import checks
from wswgen.runtime.codec.regular import matching
from wswgen.schema.regex import Untranslatable, translate

ATOMS = st.sampled_from(
    ["a", "b", "ab", "[ab]", "[^a]", ".", r"\d", r"\D", "[a-c-[b]]", r"\.", "-", "[0-1]", r"\w"]
)
QUANTIFIERS = st.sampled_from(
    ["", "", "?", "*", "+", "{2}", "{0,2}", "{1,}", "{2,3}", "{0}", "{0,}"]
)


def groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Pieces in a row, or branches, with a quantifier."""
    rows = st.lists(inner, min_size=1, max_size=3).map("".join)
    branches = st.lists(rows, min_size=1, max_size=3).map("|".join)
    return st.tuples(branches, QUANTIFIERS).map(lambda both: f"({both[0]}){both[1]}")


PIECES = st.tuples(ATOMS, QUANTIFIERS).map("".join)
PATTERNS = st.lists(st.recursive(PIECES, groups, max_leaves=6), min_size=1, max_size=3).map("".join)


@given(pattern=PATTERNS, text=st.text(alphabet="ab.-01c\n", max_size=7))
@example(pattern="(a+)+b", text="aaab")
@example(pattern="(a?){3}", text="aa")
@example(pattern="(a?b?){0,3}c", text="abac")
@example(pattern="(a*|b)*", text="ab")
def test_says_what_re_says(pattern: str, text: str) -> None:
    try:
        python = translate(pattern)
    except Untranslatable:
        return
    expected = re.fullmatch(python, text) is not None
    assert bool(matching(python)(text)) is expected, python


AMBIGUOUS = [
    ("(a+)+b", "a"),
    ("(a*)*b", "a"),
    ("(a|a)*b", "a"),
    ("(a?){40}a{40}", "a"),
    ("(a|ab|b)*c", "ab"),
    ("([a-z]+)*[0-9]", "ab"),
    (r"\w+([-+.']\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*", "a@a."),
    (r"\s*.*\s*.*\s*;", " "),
    ("(a{1,3})*b", "a"),
    ("(a?b?)*c", "ab"),
]


@pytest.mark.parametrize(("pattern", "part"), AMBIGUOUS)
def test_a_hostile_text_takes_no_time(pattern: str, part: str) -> None:
    """With `re` these would not end in years."""
    matches = matching(translate(pattern))
    assert not matches(part * 50_000 + "!")


def test_facets_are_checked_so() -> None:
    (check,) = checks([xs.Facets(pattern="(?:a+)+b")], str, has_length=True)
    assert check("a" * 50_000, "") is not None
    assert check("aab", "") is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d{4}-\d{2}",
        "[A-Z]{2}[A-Z0-9]{9}[0-9]",
        "[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3}){0,1}",
        "[a-z]+(-[a-z]+)*",
        ".{0,4000}",
        "(https?)://.*",
        r"-?\d+(\.\d+)?",
    ],
)
def test_what_is_clear_is_left_to_re(pattern: str) -> None:
    python = translate(pattern)
    assert getattr(matching(python), "__self__", None) == re.compile(python)


@pytest.mark.parametrize(
    "pattern", [r"(?i)a+", r"a+\b", r"(?P<x>a)+", r"(a+)\1", "a*?b", r"\w+\s", "^a+$", "a++", "a{2"]
)
def test_other_expressions_are_left_to_re(pattern: str) -> None:
    """Packages written by hand may have them."""
    text = "aa"
    assert bool(matching(pattern)(text)) is bool(re.fullmatch(pattern, text))


def test_forgets_what_takes_too_much_room() -> None:
    matches = matching(translate("(.*a.{9}|.*b)*c"))
    letters = string.ascii_letters + "".join(map(chr, range(0x4E00, 0x9000)))
    assert matches(letters + "a123456789c")
    assert not matches(letters + "a12345678c")
    assert matches("bc")

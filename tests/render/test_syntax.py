"""Pieces of a known shape are not parsed again; that never lets through what Python refuses."""

from __future__ import annotations

import re
from pathlib import Path
from symtable import symtable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wswgen.render import syntax
from wswgen.render.syntax import Syntax

SAMPLES = Path(__file__).parents[2] / "samples" / "packages"
PIECES = sorted(
    {
        piece
        for file in SAMPLES.rglob("*.py")
        for piece in re.split(r"\n\n(?=\S)", file.read_text(encoding="utf-8"))
        if len(piece) < 1_500 and '"""' not in piece.partition("\n")[0]
    }
)
MARKS = ["", " ", "\n", '"', '"""', "'", "#", "\\", "(", ")", ",", ":", "=", "1", "a", "def", "*"]
MARKS += ["class", "_", "é", "\0", "f", "in ", "...", "-", "{", "}", "[", "]", ".", "\t", "@", "$"]


def is_python(text: str) -> bool:
    try:
        symtable(text, "<test>", "exec")
    except (SyntaxError, ValueError):  # null bytes, before Python 3.12
        return False
    return True


def passes(checker: Syntax, text: str) -> bool:
    try:
        checker.check(text)
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.fixture(scope="module")
def knowing() -> Syntax:
    """One that has seen everything that the samples print."""
    checker = Syntax()
    for piece in PIECES:
        assert passes(checker, piece) == is_python(piece)
    return checker


@settings(max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_pieces_are_refused(knowing: Syntax, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(PIECES))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 3))
        text = text[:start] + data.draw(st.sampled_from(MARKS)) + text[end:]
    assert passes(knowing, text) == is_python(text), text


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("def f(a: int, b: int) -> x: pass", "def f(a: int, a: int) -> x: pass"),
        ("def f(\n    a,\n    b,\n): pass", "def f(\n    a,\n    a,\n): pass"),
        ("f = lambda a, b: a", "f = lambda a, a: a"),
        ("from __future__ import annotations", "from __future__ import a"),
        ("x = a", "x = class"),
        ('x = b"a"', 'x = b"\u00e9"'),
        ('x = f"{a}"', 'x = f"{"'),
        ('x = "\\n12 "', 'x = "\\u12 "'),
        ('x = "a"', 'x = "\0"'),
        ('x = "a"', 'x = "a\r"'),
        ('x = 1  # """\ny = """a"""', 'x = 1  # """\nif """a"""'),
        ('x = "a""b"', 'x = """"'),
        ("""x = '"', a, '"'""", """x = '"' if if '"'"""),
        ('x = """\\n"""', 'x = """\\x1"""'),
        ('x = 1  # "a"', 'x = 1  # """\nif\n"""'),
        ("x = 1  # it's\ny = 'a'", "x = 1  # it's\nif 'a'"),
        ("def f():\n    a = 1\n    global b", "def f():\n    a = 1\n    global a"),
        (
            "def f():\n    a = 1\n    def g():\n        nonlocal a",
            "def f():\n    a = 1\n    def g():\n        nonlocal b",
        ),
        ("x = [a for b in c if (d := b)]", "x = [a for b in c if (b := b)]"),
    ],
)
def test_shapes_tell_them_apart(good: str, bad: str) -> None:
    assert is_python(good)
    assert not is_python(bad)
    checker = Syntax()
    checker.check(good)
    assert not passes(checker, bad)


def test_a_shape_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str, name: str, kind: str) -> object:
        parsed.append(text)
        return symtable(text, name, kind)

    monkeypatch.setattr(syntax, "symtable", counted)
    checker = Syntax()
    checker.check("\n\n".join(f'def f{n}() -> Any:\n    """The {n}th."""' for n in range(50)))
    assert len(parsed) == 1

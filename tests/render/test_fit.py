"""Layout: what `fit` prints is what black would print."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from wswgen.plan.code import (
    Annotation,
    Bracket,
    Expr,
    Import,
    Signature,
    array,
    call,
    either,
    pattern,
    string,
    subscript,
)
from wswgen.render.docstring import docstring
from wswgen.render.fit import fit
from wswgen.render.format import format_module

_name = st.integers(1, 24).map(lambda n: "Name" + "x" * n)
_hint = st.recursive(
    _name,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda items: either(*items)),
        inner.map(lambda item: subscript("list", item)),
        st.builds(
            lambda item, text: subscript("Annotated", item, call("xml.Element", string(text))),
            inner,
            st.text("abc", max_size=60),
        ),
    ),
    max_leaves=6,
)


_default: st.SearchStrategy[Expr | None] = st.sampled_from(
    [None, "None", call("field", default_factory="list")]
)


@given(_name, _hint, _default)
def test_fields_are_stable(name: str, hint: Expr, default: Expr | None) -> None:
    if isinstance(default, Bracket):  # only a list has such a default
        hint = subscript("list", hint)
    text = f"class A:\n    {fit(Annotation(name.lower(), hint, default), 4)}\n"
    assert format_module(text) == text


@given(st.lists(st.tuples(_name, _hint), max_size=4), _hint)
def test_signatures_are_stable(parameters: list[tuple[str, Expr]], result: Expr) -> None:
    receives = ("self", *(Annotation(name, hint) for name, hint in parameters))
    text = f"class A:\n    {fit(Signature('def f', receives, result), 4)}\n        pass\n"
    assert format_module(text) == text


@given(st.lists(st.one_of(_name, st.text("ab", max_size=90).map(string)), max_size=5))
def test_calls_are_stable(items: list[Expr]) -> None:
    inner = call("Message", body=array(items))
    text = fit(call("Operation", request=inner), 0, "SUBMIT = ") + "\n"
    assert format_module(text) == text


@given(st.lists(_name, min_size=1, max_size=6))
def test_imports_are_stable(names: list[str]) -> None:
    text = fit(Import(".types", tuple(names)), 0) + "\n"
    assert format_module(text) == text


@given(st.text())
def test_strings_say_what_they_stand_for(value: str) -> None:
    assert ast.literal_eval(string(value)) == value
    assert ast.literal_eval(pattern(value)) == value
    assert not any(ord(c) < 32 for c in string(value))


_words = st.lists(st.text("ab\"'\\{}%#é漢", min_size=1, max_size=30), min_size=1, max_size=30)


@given(st.lists(_words.map(" ".join), min_size=1, max_size=3).map("\n\n".join))
def test_docstrings_are_stable_and_say_the_same(text: str) -> None:
    source = f"class A:\n    {docstring(text, 4)}\n\n    x: int\n"
    assert format_module(source) == source
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    assert (ast.get_docstring(body) or "").split() == text.split()

"""Layout: what `fit` prints is what black would print."""

from __future__ import annotations

import ast

import black
from black.mode import TargetVersion
from hypothesis import given
from hypothesis import strategies as st

from wswgen.plan.code import (
    LONGEST,
    Annotation,
    Either,
    Expr,
    Import,
    Signature,
    array,
    call,
    either,
    flat,
    line_of,
    pattern,
    string,
    subscript,
)
from wswgen.render.docstring import docstring
from wswgen.render.fit import fit

_MODE = black.Mode(target_versions={TargetVersion.PY311}, line_length=88)


def format_module(text: str) -> str:
    return black.format_str(text, mode=_MODE)


_name = st.integers(1, 24).map(lambda n: "Name" + "x" * n)
_union = st.lists(_name, min_size=1, max_size=5).map(lambda items: either(*items))
_none = _union.map(lambda hint: either(hint, "None"))
_list = _union.map(lambda hint: subscript("list", hint))
_hint = st.one_of(_union, _none, _list)
_no_list = call("field", default_factory=subscript("list", string("OrderLine | None")))


def _marked(hint: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    marker = st.builds(
        lambda wire, more: call("xml.Element", string(wire), nillable="True" if more else None),
        st.text("abc", max_size=40).flatmap(lambda text: st.sampled_from([text, text * 2])),
        st.booleans(),
    )
    return st.builds(lambda inner, mark: subscript("Annotated", inner, mark), hint, marker)


# The annotations and defaults that fields have: nothing, None after a union, a new list.
_field = st.one_of(
    st.tuples(st.one_of(_union, _marked(_union)), st.none()),
    st.tuples(st.one_of(_none, _marked(_none)), st.just("None")),
    st.tuples(st.one_of(_list, _marked(_list)), st.just(_no_list)),
)


_SPACED = st.text("ab (),\"'\\\\é漢", max_size=30)


@given(_SPACED, _hint)
def test_a_line_is_known_unless_it_is_too_long(text: str, hint: Expr) -> None:
    bracket = call("f", string(text), hint, x=hint)
    for expr in (
        bracket, hint, array([]), array(["a"]), Import("m", ("a", "b")), Annotation("a", hint),
        Annotation("a", hint, bracket), Signature("def f", ("self", bracket), hint),
    ):  # fmt: skip
        whole = flat(expr)
        assert line_of(expr) == (whole if len(whole) <= LONGEST else None)


@given(_name, _field)
def test_fields_are_stable(name: str, field: tuple[Expr, Expr | None]) -> None:
    text = f"class A:\n    {fit(Annotation(name.lower(), *field), 4)}\n"
    assert format_module(text) == text


@given(st.integers(60, 95).map("n".__mul__), _field)
def test_fields_of_long_names_are_stable(name: str, field: tuple[Expr, Expr | None]) -> None:
    text = f"class A:\n    {fit(Annotation(name, *field), 4)}\n"
    assert format_module(text) == text


_types = st.builds(
    str.__add__, st.sampled_from(["", "types."]), st.integers(1, 95).map("T".__mul__)
)


@given(st.integers(1, 95).map("n".__mul__), _types)
def test_fields_of_long_types_are_stable(name: str, type_name: str) -> None:
    text = f"class A:\n    {fit(Annotation(name, type_name), 4)}\n"
    assert format_module(text) == text


@given(st.lists(st.tuples(_name, _hint), max_size=4), _hint)
def test_signatures_are_stable(parameters: list[tuple[str, Expr]], result: Expr) -> None:
    receives: tuple[Expr, ...] = ("self", *(Annotation(name, hint) for name, hint in parameters))
    text = f"class A:\n    {fit(Signature('def f', receives, result), 4)}\n        pass\n"
    assert format_module(text) == text


@given(st.lists(st.one_of(_name, st.text("ab", max_size=90).map(string)), max_size=5))
def test_calls_are_stable(items: list[Expr]) -> None:
    inner = call("Message", body=array(items))
    text = fit(call("Operation", request=inner), 0, "SUBMIT = ") + "\n"
    assert format_module(text) == text


@given(
    st.integers(1, 75).map("N".__mul__),
    st.one_of(_name, _list, st.integers(30, 90).map("types.T".ljust)),
    st.lists(_name, min_size=1, max_size=5),
)
def test_declarations_are_stable(name: str, result: Expr, items: list[Expr]) -> None:
    result = result.replace(" ", "t") if isinstance(result, str) else result
    data = call("Operation", name=string(name), request=call("Message", body=array(items)))
    text = fit(Annotation(name, subscript("Operation", result), data), 0) + "\n"
    assert format_module(text) == text


@given(st.integers(1, 110).map("n".__mul__), st.integers(1, 110).map("_contract.".ljust))
def test_assignments_of_long_names_are_stable(name: str, value: str) -> None:
    text = fit(value.replace(" ", "V").removesuffix("."), 0, f"{name} = ") + "\n"
    assert format_module(text) == text


_names = st.integers(1, 110).map("N".__mul__)


@given(
    _names,
    st.one_of(_names, _list, _union, _marked(_name), _marked(_list), _marked(_union)),
)
def test_aliases_are_stable(name: str, value: Expr) -> None:
    if isinstance(value, Either):
        name = name[:73]  # black has strange ways with unions behind longer ones
    text = fit(Annotation(name, "TypeAlias", value), 0) + "\n"
    assert format_module(text) == text


@given(_names, st.lists(_types, max_size=2), _types)
def test_signatures_of_long_names_are_stable(name: str, hints: list[str], result: str) -> None:
    receives = tuple(Annotation("body", hint) for hint in hints)
    signature = Signature(f"def {name}", receives, result)
    for text in (
        f"{fit(signature, 0)}\n    pass\n",
        f"class A:\n    {fit(signature, 4)}\n        pass\n",
    ):
        assert format_module(text) == text


@given(st.lists(_name, min_size=1, max_size=6))
def test_imports_are_stable(names: list[str]) -> None:
    text = fit(Import(".types", tuple(names)), 0) + "\n"
    assert format_module(text) == text


@given(st.dictionaries(_name, _name, min_size=1, max_size=6))
def test_what_is_laid_out_already_is_stable(found: dict[str, str]) -> None:
    lines = "".join(f"    {string(key)}: {string(value)},\n" for key, value in found.items())
    text = fit(f"{{\n{lines}}}", 0, "DOCUMENTS = ") + "\n"
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

"""Content models in normal form; the language stays the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.contract.inputs import NS, complex_type, shown
from wswgen import ir

E = "".join(f'<xs:element name="{name}"/>' for name in "ab")


def e(name: str, occurs: str = "") -> str:
    low, _, high = occurs.partition(",")
    times = f' minOccurs="{low}" maxOccurs="{high}"' if occurs else ""
    return f'<xs:element name="{name}"{times}/>'


def c(kind: str, *inner: str, occurs: str = "") -> str:
    low, _, high = occurs.partition(",")
    times = f' minOccurs="{low}" maxOccurs="{high}"' if occurs else ""
    return f"<xs:{kind}{times}>{''.join(inner)}</xs:{kind}>"


MANY = "0,unbounded"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (c("sequence", e("a"), c("sequence", e("b"), c("sequence", e("c")))), "a b c"),
        (c("sequence", c("sequence", e("a"), e("b"), occurs=MANY)), "(a b)*"),
        (c("sequence", e("a"), occurs=MANY), "a*"),
        (c("sequence", e("a", "2,3"), occurs="2,2"), "a{4,6}"),
        (c("sequence", e("a", "2,2"), occurs="0,3"), "(a{2,2}){0,3}"),
        (c("sequence", e("a", "2,3"), occurs="1,2"), "a{2,6}"),
        (c("sequence", e("a", "3,4"), occurs="1,2"), "(a{3,4}){1,2}"),
        (c("sequence", e("a", "2,unbounded"), occurs="0,1"), "(a{2,}){0,1}".replace("{0,1}", "?")),
        (c("sequence", e("a", "1,unbounded"), occurs="0,1"), "a*"),
        (c("sequence", e("a", "0,0"), e("b")), "b"),
        (c("sequence", e("a"), occurs="0,0"), ""),
        (c("choice", e("a"), e("b")), "(a|b)"),
        (c("choice", e("a")), "a"),
        (c("choice", e("a"), occurs=MANY), "a*"),
        (c("choice", e("a"), c("choice", e("b"), e("c"))), "(a|b|c)"),
        (c("choice", e("a"), c("choice", e("b"), e("c"), occurs=MANY)), "(a|(b|c)+)?"),
        (c("choice", e("a", "0,1"), e("b")), "(a|b)?"),
        (c("choice", e("a", MANY), e("b"), occurs=MANY), "(a|b)*"),
        (c("choice", e("a", "2,3"), e("b"), occurs=MANY), "(a{2,3}|b)*"),
        (c("choice", e("a", "1,2"), e("b"), occurs="1,3"), "(a{1,2}|b){1,3}"),
        (c("choice", c("sequence", e("a"), e("b")), e("c")), "(a b|c)"),
        (c("choice", c("sequence", e("a", "0,1"), e("b", "0,1")), e("c")), "(a? b?|c)?"),
        (c("choice", c("sequence"), e("c")), "c?"),
        (c("choice", c("sequence", e("a"), e("b"), occurs="0,1"), e("c")), "(a b|c)?"),
        (c("sequence", c("choice", e("a", "1,unbounded"), e("b")), occurs=MANY), "(a|b)*"),
        (c("choice", occurs="0,1"), ""),
        (c("all", e("a"), e("b", "0,1")), "&(a b?)"),
        (c("all", e("a", "0,1"), e("b", "0,1"), occurs="0,1"), "&(a? b?)"),
        (c("all", e("a"), occurs="0,1"), "a?"),
        (c("all", e("a"), e("b", "0,1"), occurs="0,1"), "&(a b?)?"),
        (c("all"), ""),
        (c("sequence", '<xs:any minOccurs="0"/>'), "any?"),
        ('<xs:group ref="t:G"/><!---->' + '<xs:group name="G">' + c("sequence", E) + "</xs:group>",
         "a b"),
        (c("sequence", '<xs:group ref="t:G" maxOccurs="2"/>', e("c"))
         + '<!----><xs:group name="G">' + c("sequence", E) + "</xs:group>", "(a b){1,2} c"),
        (c("choice", '<xs:group ref="t:G"/>', e("c"))
         + '<!----><xs:group name="G">' + c("choice", E) + "</xs:group>", "(a|b|c)"),
    ],
)  # fmt: skip
def test_normal_form(written: str, normal: str) -> None:
    assert shown(complex_type(written).content) == normal


HEADS = (
    '<!----><xs:element name="h" type="xs:string"/>'
    '<xs:element name="m" substitutionGroup="t:h"/><xs:element name="n" substitutionGroup="t:m"/>'
    '<xs:element name="k" substitutionGroup="t:h" abstract="true"/>'
)
REF = '<xs:sequence><xs:element ref="t:h" minOccurs="0" maxOccurs="4"/></xs:sequence>'


def test_a_substitution_group_is_a_choice_that_names_its_head() -> None:
    (choice,) = complex_type(REF + HEADS).content
    assert isinstance(choice, ir.Choice)
    assert shown([choice]) == "(h|m|n){0,4}"
    assert choice.head == (NS, "h")
    assert {use.type for (use,) in choice.branches if isinstance(use, ir.ElementUse)} == {
        ir.builtin("string")
    }


@pytest.mark.parametrize(
    ("change", "normal"),
    [
        (('name="h" ', 'name="h" abstract="true" '), "(m|n){0,4}"),
        (('name="h" ', 'name="h" block="substitution" '), "h{0,4}"),
        (('name="h" ', 'name="h" block="#all" '), "h{0,4}"),
        (('name="h" ', 'name="h" block="extension" '), "(h|m|n){0,4}"),
        (('name="m" ', 'name="m" abstract="true" '), "(h|n){0,4}"),
    ],
)
def test_substitution_honours_abstract_and_block(change: tuple[str, str], normal: str) -> None:
    assert shown(complex_type(REF + HEADS.replace(*change)).content) == normal


def test_a_local_element_of_the_same_name_is_no_head() -> None:
    local = '<xs:sequence><xs:element name="h"/></xs:sequence>'
    assert shown(complex_type(local + HEADS).content) == "h"


def test_a_group_may_recur_in_the_type_of_an_element() -> None:
    group = (
        '<xs:group ref="t:G"/><!----><xs:group name="G"><xs:sequence><xs:element name="a" '
        'minOccurs="0"><xs:complexType><xs:group ref="t:G"/></xs:complexType></xs:element>'
        "</xs:sequence></xs:group>"
    )
    (use,) = complex_type(group).content
    assert isinstance(use, ir.ElementUse)
    assert use.type == ir.TypeKey("group", NS, "G", ("a",))


# --- the language of a model: all its words up to a length, from what was written and from the
# --- normal form, each by the definition of its operators

Model = tuple[str, str, tuple["Model", ...]]

OCCURS = st.sampled_from(["", "0,1", "0,unbounded", "1,unbounded", "2,3", "0,2", "2,2", "3,4"])
MODELS: st.SearchStrategy[Model] = st.recursive(
    st.tuples(st.just("element"), OCCURS, st.just(())),
    lambda inner: st.tuples(
        st.sampled_from(["sequence", "choice"]),
        OCCURS,
        st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=3,
)


def written(model: Model, names: list[str]) -> str:
    kind, occurs, inner = model
    if kind == "element":
        return e(names.pop(0), occurs)
    return c(kind, *(written(each, names) for each in inner), occurs=occurs)


Words = frozenset[str]
LONGEST = 5


def concatenated(one: Words, other: Words) -> Words:
    return frozenset(a + b for a in one for b in other if len(a) + len(b) <= LONGEST)


def times(words: Words, low: int, high: int | None) -> Words:
    power: Words = frozenset({""})
    found: Words = power if low == 0 else frozenset()
    # After low + LONGEST rounds every further round can only add what is already there.
    for count in range(1, (low + LONGEST if high is None else high) + 1):
        power = concatenated(power, words)
        if count >= low:
            found |= power
    return found


def of_model(model: Model, names: list[str]) -> Words:
    kind, occurs, inner = model
    low, _, high = (occurs or "1,1").partition(",")
    most = None if high == "unbounded" else int(high)
    if kind == "element":
        return times(frozenset(names.pop(0)), int(low), most)
    parts = [of_model(each, names) for each in inner]
    if kind == "choice":
        return times(frozenset().union(*parts), int(low), most)
    return times(in_sequence(parts), int(low), most)


def in_sequence(parts: Iterable[Words]) -> Words:
    return reduce(concatenated, parts, frozenset({""}))


def of_particle(particle: ir.Particle) -> Words:
    low, high = particle.occurs.min, particle.occurs.max
    match particle:
        case ir.ElementUse():
            return times(frozenset({particle.name.local}), low, high)
        case ir.Sequence():
            return times(in_sequence(map(of_particle, particle.particles)), low, high)
        case ir.Choice():
            branches = [in_sequence(map(of_particle, branch)) for branch in particle.branches]
            return times(frozenset().union(*branches), low, high)
        case _:
            raise AssertionError(particle)


@settings(max_examples=300, deadline=None)
@given(MODELS)
@example(("choice", "0,unbounded", (("element", "2,3", ()), ("element", "", ()))))
@example(("sequence", "0,3", (("element", "2,2", ()),)))
@example(("sequence", "2,3", (("element", "0,1", ()),)))
def test_the_language_stays_the_same(model: Model) -> None:
    normal = complex_type(c("sequence", written(model, list("abc")))).content
    assert in_sequence(map(of_particle, normal)) == of_model(model, list("abc")), shown(normal)

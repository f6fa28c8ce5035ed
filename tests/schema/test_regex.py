"""Patterns of XSD against judges that are not ours: libxml2's engine and elementpath's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from elementpath.regex import translate_pattern
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from wswgen.schema import unicode
from wswgen.schema.regex import Untranslatable, check, translate

XSD = "http://www.w3.org/2001/XMLSchema"


@pytest.mark.parametrize(
    ("xsd", "python"),
    [
        (r"[A-Z]{2}-\d+", r"[A-Z]{2}-\d+"),
        ("a|b(c|d)*", "a|b(?:c|d)*"),
        ("^a$", r"\^a\$"),
        (".", r"[^\n\r]"),
        (r"\.\-\[\n", r"\.-\[\n"),
        (r"\s?\S", r"[\t\n\r ]?[\u0000-\u0008\u000b-\u000c\u000e-\u001f!-\U0010ffff]"),
        ("[a-z-[aeiou]]+", "(?:(?![aeiou])[a-z])+"),
        ("[^a-c-[x]]", "(?:(?![x])[^a-c])"),
        ("[-a]", r"[\-a]"),
        ("[a-]", r"[a\-]"),
        (r"[\d-.]", r"[\d\-.]"),
        ("[&&||~~]", r"[\&\&\|\|\~\~]"),
        (r"\p{IsBasicLatin}", "[\\u0000-\\u007f]"),
        (r"\p{Zl}", r"[\u2028]"),
        ("a{2,}b{0,3}c{4}", "a{2,}b{0,3}c{4}"),
        ("", ""),
        ("(|a)", "(?:|a)"),
        (r"\d\/\@\$[\/\_]", r"\d/@\$[/_]"),
        ("[A-Z0-9-_]", r"[A-Z0-9\-_]"),
        (r"\p{IsGreek}", r"[\u0370-\u03ff]"),
        (r"\p{IsCombiningMarksforSymbols}", r"[\u20d0-\u20ff]"),
        (r"\p{IsPrivateUse}", r"[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"),
    ],
)
def test_translates(xsd: str, python: str) -> None:
    assert translate(xsd) == python


@pytest.mark.parametrize(
    "pattern",
    [
        "a**", "*", "a{2", "a{3,2}", "(a", "a)", "[", "[]", "[^]", "[z-a]", "[a-", "[a-b--9]",
        r"[a-\d]", r"\b", r"\1", r"\A", r"\u0020", r"\é", r"\p{Xx}", r"\p{IsKlingon}", r"\p",
        "(?:a)", "(?=a)", "a*?", "a++", "[[a]]", "\\", "x{1000000000}", "(" * 100 + ")" * 100,
        "[a-[b]c]",
    ],
)  # fmt: skip
def test_refuses(pattern: str) -> None:
    with pytest.raises(Untranslatable):
        translate(pattern)


def judge(pattern: str) -> etree.XMLSchema | None:
    """libxml2's validator of a string with that pattern; None where it refuses the pattern."""
    schema = etree.Element(f"{{{XSD}}}schema")
    element = etree.SubElement(schema, f"{{{XSD}}}element", name="v")
    simple = etree.SubElement(element, f"{{{XSD}}}simpleType")
    restriction = etree.SubElement(simple, f"{{{XSD}}}restriction", base="s:string")
    etree.SubElement(restriction, f"{{{XSD}}}pattern", value=pattern)
    text = etree.tostring(schema).replace(b"schema ", b'schema xmlns:s="%s" ' % XSD.encode(), 1)
    try:
        return etree.XMLSchema(etree.fromstring(text))
    except etree.XMLSchemaParseError:
        return None


ATOMS = st.one_of(
    st.sampled_from(list("abc019-,/ :@#%'\"^$")),
    st.sampled_from([r"\d", r"\D", r"\s", r"\S", r"\i", r"\c", r"\.", r"\\", r"\-", ".", r"\n"]),
    st.sampled_from(["[a-c]", "[^a]", "[0-9a-]", "[a-z-[b]]", r"[\d\s]", "[^0-9-[b]]", "[.*+]"]),
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "{1,}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)
TEXTS = st.text(alphabet="abc019-,/ :@#%^$.\\*+é\t", max_size=6)


@given(pattern=PATTERNS, text=TEXTS)
@example(pattern="[a-z-[b]]", text="b")
def test_agrees_with_elementpath(pattern: str, text: str) -> None:
    theirs = re.compile(
        translate_pattern(pattern, back_references=False, lazy_quantifiers=False, anchors=False)
    )
    ours = re.fullmatch(translate(pattern), text)
    assert (ours is not None) == (theirs.match(text) is not None), translate(pattern)


@given(pattern=PATTERNS, text=st.text(alphabet="abc019-,/:@#%^$.*+", max_size=6))
def test_agrees_with_libxml2(pattern: str, text: str) -> None:
    schema = judge(pattern)
    # It is known to be wrong about subtraction, and about counting what can be empty.
    if schema is None or "-[" in pattern or "{" in pattern:
        return
    element = etree.Element("v")
    element.text = text
    assert (re.fullmatch(translate(pattern), text) is not None) == schema.validate(element)


@given(pattern=st.sampled_from(["[a-c-0]+", "[^0-1-b]*", "[b-c-]", r"[+\-a-c-0]"]), text=TEXTS)
def test_a_hyphen_after_a_range_is_what_it_is_in_xsd_11(pattern: str, text: str) -> None:
    theirs = translate_pattern(
        pattern, xsd_version="1.1", back_references=False, lazy_quantifiers=False, anchors=False
    )
    ours = re.fullmatch(translate(pattern), text)
    assert (ours is not None) == (re.match(theirs, text) is not None)


@pytest.mark.parametrize("char", '!"#$%,/:;=>@`~')
def test_characters_that_need_no_escape_may_have_one(char: str) -> None:
    schema = judge(f"\\{char}[\\{char}]")
    assert schema is not None
    element = etree.Element("v")
    for text in (char * 2, f"a{char}", f"\\{char}"):
        element.text = text
        found = re.fullmatch(translate(f"\\{char}[\\{char}]"), text)
        assert (found is not None) == schema.validate(element), text


SAMPLE = (range(0xD800), range(0xE000, 0x12000), range(0xE0000, 0xE0200))
EVERYTHING = "".join(chr(code) for codes in SAMPLE for code in codes)
# Characters whose category no Python can disagree about: it has not changed since Unicode 3.2.
CERTAIN = {
    char: unicodedata.category(char)
    for char in EVERYTHING
    if unicodedata.unidata_version == unicode.VERSION
    or unicodedata.ucd_3_2_0.category(char) == unicodedata.category(char) != "Cn"
}


@pytest.mark.parametrize("name", ["L", "Lu", "M", "N", "Nd", "P", "Z", "S", "C", "Cc", "Cn", "Sm"])
def test_categories_are_those_of_unicode(name: str) -> None:
    found = set(re.findall(translate(rf"\p{{{name}}}"), EVERYTHING))
    others = set(re.findall(translate(rf"\P{{{name}}}"), EVERYTHING))
    assert found & set(CERTAIN) == {c for c, kind in CERTAIN.items() if kind.startswith(name)}
    assert others == set(EVERYTHING) - found


def test_words_are_all_but_punctuation_separators_and_others() -> None:
    found = set(re.findall(translate(r"\w"), EVERYTHING))
    assert found & set(CERTAIN) == {c for c, kind in CERTAIN.items() if kind[0] not in "PZC"}
    assert set(re.findall(translate(r"[\W]"), EVERYTHING)) == set(EVERYTHING) - found


@given(pattern=PATTERNS)
@example(pattern="a{3,}{2}")
@example(pattern=r"\[(a]{2}")
@example(pattern=r"[\]]*" + "(" * 49 + "a" + ")*" * 49)
@example(pattern="[a-z-[b-[c]]]{99999}")
def test_what_is_checked_in_short_compiles_as_a_whole(pattern: str) -> None:
    try:
        python = translate(pattern)
    except Untranslatable:
        return
    assert _refusal(check, python) == _refusal(re.compile, python)


def _refusal(compiler: Callable[[str], object], python: str) -> type[Exception] | None:
    try:
        compiler(python)
    except (re.error, RecursionError, OverflowError) as error:
        return type(error)
    return None


def test_a_set_is_compiled_once_whatever_it_is_part_of(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_ = re.compile

    def counted(pattern: str) -> re.Pattern[str]:
        compiled.append(pattern)
        return compile_(pattern)

    monkeypatch.setattr(re, "compile", counted)
    for number in range(300):
        check(translate(rf"\i\c*x{number}"))
    assert sum(map(len, compiled)) < 300 * 20

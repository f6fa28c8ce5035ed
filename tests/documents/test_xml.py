"""The parser: what it yields, where it says things are, and what it will not read."""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from wswgen.documents.document import Node
from wswgen.documents.text import documentation
from wswgen.documents.xml import MAX_ATTRIBUTES, MAX_DEPTH, parse
from wswgen.errors import GenerateError, Location, Problem
from wswgen.qname import QName


def refused(data: bytes) -> Problem:
    with pytest.raises(GenerateError) as caught:
        parse(data, "x.wsdl")
    (problem,) = caught.value.problems
    return problem


def place(problem: Problem) -> tuple[str, int, int]:
    return problem.code, problem.location.line, problem.location.column


def test_nodes_know_name_attributes_namespaces_and_place() -> None:
    text = '<a xmlns="urn:a"\n   xmlns:p="urn:p">\n  <p:b c=" 1 " p:d="2"/>é</a>'
    root = parse(text.encode(), "f")
    (child,) = root.children
    assert root.name == QName("urn:a", "a")
    assert root.location == Location(file="f", line=1, column=1)
    assert child.name == QName("urn:p", "b")
    assert child.attributes == {"c": " 1 ", "{urn:p}d": "2"}
    assert child.get("c") == "1"
    assert child.location == Location(file="f", line=3, column=3)
    assert child.qname("x") == QName("urn:a", "x")
    assert child.qname("p:x") == QName("urn:p", "x")


def test_columns_count_characters() -> None:
    root = parse("<a>äöü€😀<b/></a>".encode(), "f")
    assert root.children[0].location == Location(file="f", line=1, column=9)


def test_text_keeps_the_order_of_markup() -> None:
    root = parse(b"<d>one <b>two</b> <i>three</i>\n four</d>", "f")
    assert root.text() == "one two three\n four"


def test_documentation_loses_indentation_and_keeps_paragraphs() -> None:
    root = parse(b"<d><n>\n    One\n      more\n\n    two  \n  </n><n>three</n><n> </n></d>", "f")
    assert documentation(root.children) == "One\n  more\n\ntwo\n\nthree"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("W004", 0, 0)),
        (b" \n", ("W004", 0, 0)),
        (b"<a>\n  <b></a>", ("W003", 2, 8)),
        (b"<a>\n <p:b/></a>", ("W003", 2, 2)),
        (b"\x00\x01", ("W003", 1, 1)),
        (b"<a>&undefined;</a>", ("W003", 1, 4)),
        (b"<a/><b/>", ("W003", 1, 5)),
        (b"<?xml version='1.0' encoding='ebcdic-9'?><a/>", ("W006", 1, 31)),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>", ("W003", 1, 31)),
        (b"<?xml version='1.0' encoding='rot13'?><n/>", ("W006", 1, 31)),
        (b"<?xml version='1.0' encoding='cp1255'?>\n<a>\xd9</a>", ("W003", 2, 4)),
        (b"<a>\xff</a>", ("W003", 1, 4)),
        ("<!-- é -->\n<!--é--> <!DOCTYPE a><a/>".encode(), ("W005", 2, 10)),
        (b"<!DOCTYPE a><a/>", ("W005", 1, 1)),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", ("W005", 1, 1)),
        (b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", ("W005", 1, 1)),
        (b"<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://h/'>%p;]><a/>", ("W005", 1, 1)),
        (b"<!DOCTYPE a [<!ENTITY x 'xx'><!ENTITY y '&x;&x;'>]><a>&y;</a>", ("W005", 1, 1)),
        (b"<a>" * (MAX_DEPTH + 1), ("W007", 1, 3 * MAX_DEPTH + 1)),
    ],
)
def test_refuses(data: bytes, expected: tuple[str, int, int]) -> None:
    assert place(refused(data)) == expected


def test_says_that_a_text_is_not_in_the_encoding_that_it_declares() -> None:
    found = refused(b"<?xml version='1.0' encoding='utf-16'?><a/>")
    assert found.message == (
        "the file declares the encoding utf-16, and its characters are single bytes"
    )


GROWS = "<!DOCTYPE a [<!ENTITY x '{}'>]><a>{}</a>"
DEFAULTS = "<!DOCTYPE r [<!ATTLIST a b CDATA '{}'>]><r>{}</r>"
KNOWN = "<!DOCTYPE a PUBLIC '-//W3C//DTD XMLSCHEMA 200102//EN' 'XMLSchema.dtd' [{}]><a{}</a>"


def test_takes_entities_that_are_short_texts_and_defaults_of_attributes() -> None:
    data = b"<!DOCTYPE a [<!-- c --><!ENTITY x 'x y'><!ATTLIST a c CDATA 'd'>]><a b='&x;'>&x;</a>"
    root = parse(data, "f")
    assert (root.get("b"), root.get("c"), root.text()) == ("x y", "d", "x y")


def test_takes_the_dtd_of_xml_schema_for_read() -> None:
    subset = "<!ENTITY % p ''><!ATTLIST a xmlns:b CDATA #FIXED 'urn:b'>"
    root = parse(KNOWN.format(subset, "><b:c/>").encode(), "f")
    assert root.children[0].name == QName("urn:b", "c")


@pytest.mark.parametrize(
    "data",
    [
        GROWS.format("x" * 1001, "&x;"),
        GROWS.format("x" * 1000, "&x;" * 70_000),
        DEFAULTS.format("x" * 70_000, "<a/>" * 1000),
        KNOWN.format("", ">&y;"),
        KNOWN.format("<!ENTITY % p ''>%p;", ">"),
    ],
    ids=["entity", "entities", "defaults", "undeclared", "parameter"],
)
def test_refuses_what_grows_or_is_not_declared(data: str) -> None:
    assert refused(data.encode()).code in ("W005", "W003")


def test_refuses_too_many_attributes() -> None:
    attributes = " ".join(f'a{number}=""' for number in range(MAX_ATTRIBUTES + 1))
    assert place(refused(f"<a {attributes}/>".encode())) == ("W007", 1, 1)


TEXT = '<?xml version="1.0" encoding="{}"?><a b="שלום">é€</a>'


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32", b""),
        ("UTF8", b""),
    ],
)
def test_reads_unicode_encodings(encoding: str, mark: bytes) -> None:
    declared = "utf-16" if "16" in encoding else encoding
    root = parse(mark + TEXT.format(declared).encode(encoding), "f")
    assert (root.get("b"), root.text()) == ("שלום", "é€")


@pytest.mark.parametrize("encoding", ["windows-1255", "iso-8859-8", "cp862"])
def test_reads_encodings_of_one_byte(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><a b="שלום"/>'.encode(encoding)
    assert parse(data, "f").get("b") == "שלום"


def test_reads_encodings_of_several_bytes() -> None:
    data = '<?xml version="1.0" encoding="Shift_JIS"?><a b="日本"/>'.encode("shift_jis")
    assert parse(data, "f").get("b") == "日本"


# --- lxml as the judge

NAMES = st.sampled_from(["a", "b-c", "d.e", "é"])
ELEMENTS: st.SearchStrategy[str] = st.deferred(
    lambda: st.tuples(
        st.sampled_from(["", "p:", "q:"]),
        NAMES,
        st.dictionaries(st.sampled_from(["x", "p:x", "q:y"]), st.text("a <&\"'\n\té"), max_size=3),
        st.sampled_from(["", ' xmlns="urn:1"', ' xmlns=""', ' xmlns:p="urn:2"']),
        st.sampled_from(["", "\n  ", "text", "é\n"]),
        st.lists(ELEMENTS, max_size=3),
    ).map(lambda parts: markup(*parts))
)


def markup(
    prefix: str, name: str, attributes: dict[str, str], scope: str, text: str, inner: list[str]
) -> str:
    quoted = {key: re.sub("[<&\"'\n\t]", lambda m: f"&#{ord(m[0])};", value)
              for key, value in attributes.items()}  # fmt: skip
    written = "".join(f' {key}="{value}"' for key, value in quoted.items())
    return f"<{prefix}{name}{scope}{written}>{text}{text.join(inner)}</{prefix}{name}>"


def ours(node: Node) -> object:
    children = [ours(each) for each in node.children]
    return str(node.name), dict(node.attributes), node.text(), children


def theirs(node: etree._Element) -> object:
    text = "".join(str(part) for part in node.itertext())
    if not text.strip():
        text = ""
    attributes = {str(key): str(value) for key, value in node.attrib.items()}
    return str(node.tag), attributes, text, [theirs(each) for each in node]


@given(ELEMENTS)
def test_reads_what_lxml_reads(inner: str) -> None:
    document = f'<r xmlns:p="urn:p" xmlns:q="urn:q">{inner}</r>'.encode()
    assert blank_free(ours(parse(document, "f"))) == blank_free(theirs(etree.fromstring(document)))


def blank_free(value: object) -> object:
    """White space between elements is nobody's business: only text that says something counts."""
    match value:
        case (str() as name, dict() as attributes, str() as text, list() as children):
            return name, attributes, "".join(text.split()), [blank_free(each) for each in children]
        case _:
            return value

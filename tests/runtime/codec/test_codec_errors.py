"""What is wrong is refused, with the path of the element, in little time."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.runtime.codec import sample
from wswgen.runtime import xml
from wswgen.runtime.codec import codec_for, decode_bytes, encode_bytes, parse, read_any
from wswgen.runtime.element import XmlElement
from wswgen.runtime.errors import DecodeError, EncodeError
from wswgen.runtime.values import QName

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def message(name: str, content: str, attributes: str = "") -> bytes:
    return (
        f'<{name} xmlns="{sample.NS}" xmlns:s="{sample.NS}" xmlns:o="{sample.NS2}" {XSI} '
        f"{attributes}>{content}</{name}>"
    ).encode()


ITEM = "<article>AB-1</article>"
CHOICES = "<cash>1</cash><mark>1</mark><ghost/>"
BAD: list[tuple[str, bytes, str, str]] = [
    # name, message, path, part of the text
    ("Item", message("Item", ""), "Item/article", "missing"),
    ("Item", message("Item", "<share>1</share>"), "Item/share", "expected article"),
    ("Item", message("Item", ITEM + ITEM), "Item/article[2]", "unexpected element"),
    ("Item", message("Item", ITEM + "<nope/>"), "Item/nope", "unexpected element"),
    ("Item", message("Item", "<article>AB-1234</article>"), "Item/article", "more than 5"),
    ("Item", message("Item", "<article>ab-1</article>"), "Item/article", "pattern"),
    ("Item", message("Item", "<article>AB-1<x/></article>"), "Item/article", "in text"),
    ("Item", message("Item", '<article a="1">AB-1</article>'), "Item/article", "attribute"),
    ("Item", message("Item", f"{ITEM}text"), "Item/article", "unexpected text"),
    ("Item", message("Item", f"text{ITEM}"), "Item", "unexpected text"),
    ("Item", message("Item", f"\N{NO-BREAK SPACE}{ITEM}"), "Item", "unexpected text"),
    ("Item", message("Item", f"{ITEM}\N{NO-BREAK SPACE}"), "Item/article", "unexpected text"),
    ("Item", message("Item", ITEM, 'id="1"'), "Item/@id", "unexpected attribute"),
    ("Item", message("Item", ITEM, 'xsi:nil="true"'), "Item/@nil", "unexpected attribute"),
    ("Item", message("Item", ITEM + "<share>100.01</share>"), "Item/share", "at most 100"),
    ("Item", message("Item", ITEM + "<share>0.001</share>"), "Item/share", "digits"),
    ("Item", message("Item", '<article xsi:nil="true"/>'), "Item/article", "attribute"),
    ("Item", message("Item", '<article xmlns="">AB-1</article>'), "Item/article", "unexpected"),
    ("Choices", message("Choices", "<mark>1</mark>"), "Choices/mark", "cash or holder or card"),
    ("Choices", message("Choices", "<holder>x</holder>"), "Choices/card", "missing"),
    (
        "Choices",
        message("Choices", CHOICES[:-8]),
        "Choices/x or named or end or ghost",
        "at least 1",
    ),
    ("Choices", message("Choices", CHOICES + "<ghost/>" * 4), "Choices/ghost[5]", "unexpected"),
    ("Choices", message("Choices", CHOICES + "<x>1</x><y>z</y>"), "Choices/y", "int"),
    ("Whole", message("Whole", "<a>1</a><a>1</a>"), "Whole/a[2]", "unexpected"),
    ("Whole", message("Whole", "<b>1</b>"), "Whole/a", "missing"),
    ("Whole", message("Whole", '<a>1</a><c xsi:nil="true">1</c>'), "Whole/c", "empty"),
    ("Whole", message("Whole", '<a>1</a><c xsi:nil="true" x="1"/>'), "Whole/c", "kept"),
    ("Whole", message("Whole", '<a>1</a><c xsi:nil="yes"/>'), "Whole/c", "boolean"),
    ("Whole", message("Whole", '<a xsi:type="s:Color">1</a>'), "Whole/a", "xsi:type"),
    ("Node", message("Node", "<label/><node><label/></node><node/>"), "Node/node[2]/label", "miss"),
    ("Shape", message("Shape", "<title/>"), "Shape", "abstract"),
    ("Shape", message("Shape", "<title/>", 'xsi:type="Nope"'), "Shape", "no type"),
    ("Shape", message("Shape", "<title/>", 'xsi:type="x:Nope"'), "Shape", "not declared"),
    ("Shape", message("Shape", "<title/>", 'xsi:type="Item"'), "Shape", "not derived"),
    ("Circle", message("Circle", "<title/>", 'xsi:type="Shape"'), "Circle", "not derived"),
    ("Price", message("Price", "1"), "Price/@currency", "missing"),
    ("Price", message("Price", "x", 'currency="EUR"'), "Price", "decimal"),
    ("Price", message("Price", "1<x/>", 'currency="EUR"'), "Price", "unexpected element"),
    ("Attributes", message("Attributes", "", 'id="1"'), "Attributes/@id", "ID"),
    ("Attributes", message("Attributes", "", 'id="a" fixed="b"'), "Attributes/@fixed", "fixed"),
    ("Attributes", message("Attributes", "", 'id="a" level="2"'), "Attributes/@level", "Level"),
    ("Attributes", message("Attributes", "", 'id="a" s:x="2"'), "Attributes/@x", "unexpected"),
    (
        "Attributes",
        message("Attributes", "", 'id="a" qname="x:y"'),
        "Attributes/@qname",
        "declared",
    ),
]


@pytest.mark.parametrize(("name", "data", "path", "text"), BAD, ids=lambda v: str(v)[:40])
def test_a_bad_message_is_refused_with_its_path(
    name: str, data: bytes, path: str, text: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_bytes(getattr(sample, name), data, name=QName(sample.NS, name))
    assert caught.value.path == path
    assert text in caught.value.message


# What type checkers would refuse is built through a name that hides the class from them.
make: Any = sample
change: Any = replace
GOOD = sample.Item(article="AB-1")
DRAWING = sample.Drawing(shapes=[sample.Circle(title="a", radius=1.0)])
UNWRITABLE: list[tuple[Any, Any, str, str]] = [
    (sample.Item, change(GOOD, article=1), "Item/article", "expected str, got int"),
    (sample.Item, change(GOOD, article=None), "Item/article", "NoneType"),
    (sample.Item, change(GOOD, article="ab"), "Item/article", "pattern"),
    (sample.Item, "AB-1", "Item", "expected Item, got str"),
    (sample.Item, make.Cash(cash=1), "Item", "expected Item"),
    (sample.Node, make.Node(label="a", children=[make.Node(label="b"), 1]), "Node/node[2]", "Node"),
    (sample.Node, make.Node(label="a", children=None), "Node/node", "expected list"),
    (
        sample.Node,
        make.Node(label="a", children=[make.Node(label="b"), make.Node(label="\x01")]),
        "Node/node[2]/label",
        "U+0001",
    ),
    (sample.Drawing, change(DRAWING, shapes=[make.Shape(title="x")]), "Drawing/shape[1]", "abs"),
    (sample.Drawing, change(DRAWING, main=make.Item(article="AB-1")), "Drawing/main", "Circle"),
    (sample.Price, make.Price(value=1, currency="EUR"), "Price", "Decimal"),
    (sample.Price, make.Price(value=Decimal(1), currency=1), "Price/@currency", "str"),
    (
        sample.Choices,
        make.Choices(pay=1, mark=1, points=[make.Ghost(ghost="")]),
        "Choices/pay",
        "Cash | Card",
    ),
    (
        sample.Choices,
        make.Choices(pay=make.Card(card="a b"), mark=1, points=[make.Ghost(ghost="")]),
        "Choices/card",
        "NMTOKEN",
    ),
    (
        sample.Choices,
        make.Choices(pay=make.Card(card="a"), mark=1, points=[]),
        "Choices/points",
        "at least 1",
    ),
    (
        sample.Attributes,
        make.Attributes(id="a", fixed="b"),
        "Attributes/@fixed",
        "fixed",
    ),
    (
        sample.Attributes,
        make.Attributes(id="a", others={QName(sample.NS, "x"): "1"}),
        "Attributes/@*",
        "admit",
    ),
    (
        sample.Open,
        make.Open(first=1, rest=[XmlElement(QName(sample.NS, "x"))]),
        "Open/rest[1]",
        "admit",
    ),
    (
        sample.Open,
        make.Open(first=1, anything=XmlElement(QName("", "x")), rest=[]),
        "Open/anything",
        "expected an element",
    ),
    (
        sample.Open,
        make.Open(first=1, rest=[XmlElement(QName("urn:a", "x y"))]),
        "Open/rest[1]",
        "not a name",
    ),
]


@pytest.mark.parametrize(("cls", "value", "path", "text"), UNWRITABLE, ids=lambda v: str(v)[:40])
def test_a_bad_value_is_refused_with_its_path(cls: Any, value: Any, path: str, text: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode_bytes(cls, value, name=QName(sample.NS, cls.__name__))
    assert caught.value.path == path
    assert text in caught.value.message


def test_an_object_in_itself_is_refused() -> None:
    node = sample.Node(label="a")
    node.children.append(node)
    with pytest.raises(EncodeError, match="deeper"):
        encode_bytes(sample.Node, node, name=QName("", "n"))
    element = XmlElement(QName("", "a"))
    element.content.append(element)
    with pytest.raises(EncodeError, match="itself"):
        element.to_bytes()


# --- documents --------------------------------------------------------------------------------

BOMB = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
BROKEN: list[tuple[bytes, str]] = [
    (b"", "no element"),
    (b"<a>", "no element|unclosed"),
    (b"<a></b>", "line 1, column 5"),
    (b"\n<a>&nope;</a>", "line 2"),
    (b"<a>\xff</a>", "line 1"),
    (b"<a>\x00</a>", "line 1"),
    (b"<x:a/>", "prefix"),
    (b"<a/><b/>", "line 1"),
    (BOMB, "DTD"),
    (BOMB.decode().encode("utf-16"), "DTD"),
    (('<?xml version="1.0" encoding="utf-16"?>' + BOMB.decode()).encode("utf-16"), "DTD"),
    *((f"\n{BOMB.decode()}".encode(code), "DTD") for code in ("utf-16-le", "utf-16-be")),
    (f"\n{BOMB.decode()}".encode("utf-32-le"), "zero"),
    (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "DTD"),
    (b"\xfe\xff\x00", "UTF-16"),
    (b'<?xml version="1.0" encoding="nope"?><a/>', "encoding"),
    (b'<?xml version="1.0" encoding="utf-7"?><a/>', "encoding"),
    (b"<a b='1' b='2'/>", "duplicate"),
]


@pytest.mark.parametrize(("data", "text"), BROKEN, ids=lambda v: str(v)[:30])
def test_a_broken_document_is_refused(data: bytes, text: str) -> None:
    with pytest.raises(DecodeError, match=text):
        parse(data)


def test_a_doctype_in_a_comment_is_none() -> None:
    data = b"<a><!-- <!DOCTYPE b> --><![CDATA[<!DOCTYPE c>]]></a>"
    assert parse(data).root.text == "<!DOCTYPE c>"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_and_byte_order_marks(encoding: str) -> None:
    document = parse("<a xmlns:p='urn:x'>p:\N{EURO SIGN}</a>".encode(encoding))
    assert document.root.text == "p:\N{EURO SIGN}"
    assert document.scope(document.root)["p"] == "urn:x"


def test_a_declaration_of_utf16_and_odd_namespaces() -> None:
    text = """<?xml version='1.0' encoding='utf-16'?><a xmlns:p='urn:x y'>\N{EURO SIGN}</a>"""
    document = parse(text.encode("utf-16"))
    assert document.root.text == "\N{EURO SIGN}"
    assert document.scope(document.root)["p"] == "urn:x y"


def _refused(cls: Any, data: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(DecodeError):
        decode_bytes(cls, data, name=QName(sample.NS, cls.__name__))
    assert time.perf_counter() - began < 3


def test_deep_documents_are_refused() -> None:
    for depth in (101, 10_000, 200_000):
        nested = "<node><label/>" * depth + "</node>" * depth
        _refused(sample.Node, message("Node", f"<label/>{nested}"))
        _refused(
            sample.Open, message("Open", "<first>1</first>" + "<o:a>" * depth + "</o:a>" * depth)
        )
        _refused(sample.Item, message("Item", "<x>" * depth + "</x>" * depth))


def test_a_depth_within_the_limit_is_read() -> None:
    nested = "<node><label/>" * 99 + "</node>" * 99
    found = decode_bytes(
        sample.Node, message("Node", f"<label/>{nested}"), name=QName(sample.NS, "Node")
    )
    assert encode_bytes(sample.Node, found, name=QName("", "n"))


def test_large_hostile_documents_take_linear_time() -> None:
    size = 4 * 2**20
    prefixes = " ".join(f'xmlns:p{n}="urn:{n}"' for n in range(60_000))
    open_with = message(
        "Open", "<first>1</first>" + '<o:a xmlns:b="u">p:q</o:a>' * 60_000, prefixes
    )
    began = time.process_time()
    value = decode_bytes(sample.Open, open_with, name=QName(sample.NS, "Open"))
    encode_bytes(sample.Open, value, name=QName(sample.NS, "Open"))
    for content in (
        "<bounded>" + " " * size + "</bounded>",
        "<once>" + "0" * size + "1</once>",
        "<once>1</once>" + "<many>1</many>" * (size // 14),
        "<once>1</once>" + '<many xsi:schemaLocation="">1</many>' * (size // 36),
    ):
        with pytest.raises(DecodeError):
            decode_bytes(
                sample.Occurrence,
                message("Occurrence", content),
                name=QName(sample.NS, "Occurrence"),
            )
    assert time.process_time() - began < 20


# --- prefixes ---------------------------------------------------------------------------------


def test_prefixes_are_those_of_the_element_itself() -> None:
    data = (
        b'<a xmlns:p="urn:1"><b xmlns:p="urn:2"><c>p:x</c></b><c>p:x</c>'
        b'<c xmlns:p="urn:3" xmlns="urn:d">p:x y</c></a>'
    )
    document = parse(data)
    found = [document.scope(element)["p"] for element in document.root.iter()]
    assert found == ["urn:1", "urn:2", "urn:2", "urn:1", "urn:3"]
    element = read_any(document.root, document)
    again = XmlElement.from_bytes(element.to_bytes())
    assert again == element
    texts = [(child.text, child.namespaces["p"]) for child in again if child.text]
    assert texts == [("p:x", "urn:1"), ("p:x y", "urn:3")]


def test_nil_is_told_from_absent() -> None:
    name = QName(sample.NS, "Whole")
    data = message("Whole", '<c xsi:nil=" 1 "/><a xsi:type="q:short" xmlns:q="XSD">1</a>')
    data = data.replace(b"XSD", b"http://www.w3.org/2001/XMLSchema")
    found = decode_bytes(sample.Whole, data, name=name)
    assert found == sample.Whole(a=1, c=xml.NIL)
    codec = codec_for(sample.Whole, name=name)
    assert 'xsi:nil="true"' in codec.encode(found)
    assert "xsi" not in codec.encode(sample.Whole(a=1))

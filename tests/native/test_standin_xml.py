"""The stand-in's reader and writer, on tables by hand and XML by hand."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator

import pytest
from lxml import etree

from tests.native.by_hand import (
    NILLABLE,
    NILLABLE_ITEM,
    NS,
    OPTIONAL,
    POINTER,
    Tables,
)
from tests.native.standin.ledger import Refused
from tests.native.standin.memory import wide, xml_string
from tests.native.standin.play import StandIn
from tests.native.standin.tree import XML
from wswgen.runtime.native.abi import hresults as hr

XSI = "http://www.w3.org/2001/XMLSchema-instance"


class Bench:
    """Reads and writes one element through the functions of the stand-in."""

    def __init__(self, standin: StandIn) -> None:
        self.tables = Tables()
        self._xml = standin.xml
        self.heap = self._xml.heap(1 << 20)

    def element(self, size: int, *fields: object) -> int:
        """An element ``s`` with a structure."""
        return self.tables.element("s", "STRUCT", self.tables.struct(size, *fields))  # type: ignore[arg-type]

    def read(self, element: int, size: int, content: str) -> bytes:
        """The structure that is read; what no field describes stays 0xCD."""
        value = self._xml.alloc(self.heap, size)
        data = f'<s xmlns="{NS}" xmlns:xsi="{XSI}" xmlns:p="urn:p"{content}</s>'.encode()
        self._xml.read(self.heap, data, element, 1, value, size, 32)
        return ctypes.string_at(value, size)

    def write(self, element: int, memory: bytes) -> str:
        """The content of what is written, canonical and without the outer element."""
        held = ctypes.create_string_buffer(memory, len(memory))
        data = self._xml.write(element, 1, ctypes.addressof(held), len(memory))
        return etree.tostring(etree.fromstring(data), method="c14n").decode()


@pytest.fixture
def bench() -> Iterator[Bench]:
    standin = StandIn()
    yield Bench(standin)
    standin.finish()


def outer(content: str, attributes: str = "") -> str:
    return f'<s xmlns="{NS}"{attributes}>{content}</s>'


SCALARS = [
    ("BOOL", "true", struct.pack("<i", 1)),
    ("INT8", "-5", struct.pack("<b", -5)),
    ("INT16", "-300", struct.pack("<h", -300)),
    ("INT32", "-70000", struct.pack("<i", -70000)),
    ("INT64", "-1099511627776", struct.pack("<q", -(2**40))),
    ("UINT8", "200", struct.pack("<B", 200)),
    ("UINT16", "60000", struct.pack("<H", 60000)),
    ("UINT32", "2147483655", struct.pack("<I", 2**31 + 7)),
    ("UINT64", "9223372036854775813", struct.pack("<Q", 2**63 + 5)),
    ("FLOAT", "1.5", struct.pack("<f", 1.5)),
    ("DOUBLE", "0.1", struct.pack("<d", 0.1)),
    ("DOUBLE", "-INF", struct.pack("<d", -float("inf"))),
    ("GUID", "03020100-0504-0706-0809-0a0b0c0d0e0f", bytes(range(16))),
]


@pytest.mark.parametrize(("kind", "text", "memory"), SCALARS)
@pytest.mark.parametrize("mapping", ["ELEMENT", "ATTRIBUTE", "TEXT"])
def test_numbers(bench: Bench, kind: str, text: str, memory: bytes, mapping: str) -> None:
    name = None if mapping == "TEXT" else "f"
    ns = NS if mapping == "ELEMENT" else ""
    element = bench.element(16, bench.tables.field(mapping, kind, 0, name=name, ns=ns))
    content = {"ELEMENT": f"><f>{text}</f>", "ATTRIBUTE": f' f="{text}">', "TEXT": f">{text}"}
    value = bench.read(element, 16, content[mapping])
    assert value == memory + b"\xcd" * (16 - len(memory))
    written = {
        "ELEMENT": outer(f"<f>{text}</f>"),
        "ATTRIBUTE": outer("", f' f="{text}"'),
        "TEXT": outer(text),
    }
    assert bench.write(element, value) == written[mapping]


@pytest.mark.parametrize(
    ("kind", "text", "result"),
    [
        ("INT8", "128", hr.WS_E_NUMERIC_OVERFLOW),
        ("INT32", "1.0", hr.WS_E_INVALID_FORMAT),
        ("INT32", "", hr.WS_E_INVALID_FORMAT),
        ("BOOL", "TRUE", hr.WS_E_INVALID_FORMAT),
        ("DOUBLE", "inf", hr.WS_E_INVALID_FORMAT),
        ("BYTES", "A", hr.WS_E_INVALID_FORMAT),
        ("XML_QNAME", "unknown:q", hr.WS_E_INVALID_FORMAT),
        ("DATETIME", "2026-11-22T10:00:00Z", hr.E_NOTIMPL),
    ],
)
def test_wrong_texts_are_refused(bench: Bench, kind: str, text: str, result: int) -> None:
    element = bench.element(64, bench.tables.element_field(kind, 0, "f"))
    with pytest.raises(Refused) as refused:
        bench.read(element, 64, f"><f>{text}</f>")
    assert refused.value.hresult == result


def test_texts_octets_and_names(bench: Bench) -> None:
    tables = bench.tables
    element = bench.element(
        96,
        tables.element_field("WSZ", 0, "w"),
        tables.element_field("BYTES", 8, "b"),
        tables.element_field("XML_QNAME", 24, "q"),
    )
    content = "<w>h\u00e9&amp; \U0001f600</w><b>AP88Jg==</b><q>p:local</q>"
    value = bench.read(element, 96, f">{content}")
    text, length, octets = struct.unpack_from("<QI4xQ", value)
    assert wide(text) == "h\u00e9& \U0001f600"
    assert ctypes.string_at(octets, length) == b"\0\xff<&"
    qname = ctypes.create_string_buffer(value[24:88], 64)
    assert xml_string(ctypes.addressof(qname)) == "local"
    assert xml_string(ctypes.addressof(qname) + 32) == "urn:p"
    assert bench.write(element, value) == outer(
        '<w>h\u00e9&amp; \U0001f600</w><b>AP88Jg==</b><q xmlns:q0="urn:p">q0:local</q>'
    )


def test_optional_and_nil(bench: Bench) -> None:
    tables = bench.tables
    every = POINTER | OPTIONAL | NILLABLE
    element = bench.element(
        32,
        tables.element_field("INT32", 0, "a", options=OPTIONAL),
        tables.element_field("INT32", 8, "b", options=every),
        tables.element_field("WSZ", 16, "c", options=OPTIONAL | NILLABLE),
        tables.element_field("INT32", 24, "d", options=POINTER | NILLABLE),
    )
    nil = '<d xsi:nil="true"/>'
    value = bench.read(element, 32, f">{nil}")
    assert struct.unpack("<i4xQQQ", value) == (0, 0, 0, 0)
    written = f'<d xmlns:xsi="{XSI}" xsi:nil="true"></d>'
    assert bench.write(element, value) == outer(written)
    value = bench.read(element, 32, '><b>7</b><c xsi:nil="1"/><d>8</d>')
    a, b, c, d = struct.unpack("<i4xQQQ", value)
    assert (a, c) == (0, 0)
    assert ctypes.c_int32.from_address(b).value == 7
    assert ctypes.c_int32.from_address(d).value == 8
    for wrong in ("", "<a/><d>1</d>", "<d>1</d><a>1</a>", '<a xsi:nil="1"/><d>1</d>'):
        with pytest.raises(Refused):
            bench.read(element, 32, f">{wrong}")


def test_arrays(bench: Bench) -> None:
    tables = bench.tables
    element = bench.element(
        48,
        tables.field("REPEATING_ELEMENT", "INT32", 8, count=0, item="i", limits=(1, 3)),
        tables.field(
            "REPEATING_ELEMENT",
            "WSZ",
            24,
            name="list",
            count=16,
            item="w",
            options=OPTIONAL | NILLABLE_ITEM,
        ),
        tables.field(
            "REPEATING_ELEMENT",
            "INT32",
            40,
            count=32,
            item="n",
            options=POINTER | NILLABLE_ITEM,
        ),
    )
    content = '<i>1</i><i>2</i><list><w>x</w><w xsi:nil="true"/></list><n xsi:nil="true"/><n>5</n>'
    value = bench.read(element, 48, f">{content}")
    count, items, words, texts, numbers, _ = struct.unpack("<I4xQI4xQI4xQ", value)
    assert (count, words, numbers) == (2, 2, 2)
    assert list((ctypes.c_int32 * 2).from_address(items)) == [1, 2]
    first, second = (ctypes.c_void_p * 2).from_address(texts)
    assert (wide(first or 0), second) == ("x", None)
    assert bench.write(element, value) == outer(
        content.replace('<w xsi:nil="true"/>', f'<w xmlns:xsi="{XSI}" xsi:nil="true"></w>').replace(
            '<n xsi:nil="true"/>', f'<n xmlns:xsi="{XSI}" xsi:nil="true"></n>'
        )
    )
    assert struct.unpack("<I4xQ", bench.read(element, 48, "><i>1</i>")[16:32]) == (0, 0)
    for wrong in ("", "<i>1</i>" * 4, "<i>1</i><list><x/></list>"):
        with pytest.raises(Refused):
            bench.read(element, 48, f">{wrong}")


def test_structures_and_derived_types(bench: Bench) -> None:
    tables = bench.tables
    kind = tables.field("TYPE_ATTRIBUTE", "DESCRIPTION", 0)
    base = tables.struct(16, kind, tables.element_field("INT32", 8, "a"), name="Base", options=1)
    more = tables.struct(
        24,
        tables.field("TYPE_ATTRIBUTE", "DESCRIPTION", 0),
        tables.element_field("INT32", 8, "a"),
        tables.element_field("INT32", 16, "b"),
        name="More",
    )
    tables.derive(base, more)
    element = bench.element(
        8, tables.element_field("STRUCT", 0, "f", options=POINTER, description=base)
    )
    content = f'<f xmlns:t="{NS}" xsi:type="t:More"><a>1</a><b>2</b></f>'
    value = bench.read(element, 8, f">{content}")
    found = ctypes.string_at(struct.unpack("<Q", value)[0], 24)
    assert struct.unpack("<Qi4xi", found[:20]) == (more, 1, 2)
    written = bench.write(element, value)
    assert 'xsi:type="t:More"' in written
    assert written.endswith("<a>1</a><b>2</b></f></s>")
    for wrong in ("<f><a>1</a></f>", '<f xsi:type="p:More"><a>1</a><b>2</b></f>'):
        with pytest.raises(Refused):
            bench.read(element, 8, f">{wrong}")
    # `_type` that was never set is an error of the caller.
    ctypes.c_uint64.from_address(struct.unpack("<Q", value)[0]).value = base
    with pytest.raises(Refused):
        bench.write(element, value)


def test_choices(bench: Bench) -> None:
    tables = bench.tables
    union = tables.union(
        16,
        (1, tables.element_field("INT32", 8, "i")),
        (2, tables.element_field("WSZ", 8, "w")),
    )
    element = bench.element(
        32,
        tables.field("ELEMENT_CHOICE", "UNION", 0, description=union, options=OPTIONAL),
        tables.field(
            "REPEATING_ELEMENT_CHOICE", "UNION", 24, description=union, count=16, name="many"
        ),
    )
    value = bench.read(element, 32, "><i>42</i><many><w>x</w><i>1</i></many>")
    assert struct.unpack_from("<i4xi4xI", value) == (1, 42, 2)
    assert bench.write(element, value) == outer("<i>42</i><many><w>x</w><i>1</i></many>")
    value = bench.read(element, 32, "><many/>")
    assert struct.unpack_from("<i", value) == (0,)
    assert bench.write(element, value) == outer("<many></many>")


def test_enumerations(bench: Bench) -> None:
    enum = bench.tables.enum("red", "2-day")
    element = bench.element(4, bench.tables.element_field("ENUM", 0, "f", description=enum))
    value = bench.read(element, 4, "><f>2-day</f>")
    assert struct.unpack("<i", value) == (1,)
    assert bench.write(element, value) == outer("<f>2-day</f>")
    with pytest.raises(Refused):
        bench.read(element, 4, "><f>green</f>")
    with pytest.raises(Refused):
        bench.write(element, struct.pack("<i", 2))


def test_reserved_attributes_have_a_mapping_of_their_own(bench: Bench) -> None:
    field = bench.tables.field("XML_ATTRIBUTE", "WSZ", 0, name="lang", options=OPTIONAL)
    field.ns = None
    element = bench.element(8, field)
    value = bench.read(element, 8, ' xml:lang="nl">')
    assert bench.write(element, value) == outer("", ' xml:lang="nl"')
    assert bench.read(element, 8, ">") == bytes(8)
    plain = bench.tables.field("ATTRIBUTE", "WSZ", 0, name="lang", ns=XML, options=OPTIONAL)
    assert bench.read(bench.element(8, plain), 8, ' xml:lang="nl">') == bytes(8)


def test_xml_buffers_keep_everything(bench: Bench) -> None:
    element = bench.element(8, bench.tables.element_field("XML_BUFFER", 0, "f"))
    content = '<f p:x="1">t<a xmlns="">p:q</a>&lt;</f>'
    value = bench.read(element, 8, f">{content}")
    written = bench.write(element, value)
    assert 'p:x="1">t<a xmlns="">p:q</a>&lt;</f>' in written
    assert 'xmlns:p="urn:p"' in written


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("INT32", POINTER | OPTIONAL),
        ("INT32", POINTER),
        ("INT32", NILLABLE),
        ("WSZ", POINTER | OPTIONAL),
        ("STRUCT", OPTIONAL),
        ("UNION", NILLABLE),
        ("INT32", NILLABLE_ITEM),
    ],
)
def test_options_that_are_not_listed_are_refused(bench: Bench, kind: str, options: int) -> None:
    tables = bench.tables
    description = {"STRUCT": tables.struct(8), "UNION": tables.union(8)}.get(kind)
    mapping = "ELEMENT_CHOICE" if kind == "UNION" else "ELEMENT"
    name = None if kind == "UNION" else "f"
    field = tables.field(mapping, kind, 0, name=name, options=options, description=description)
    with pytest.raises(Refused) as refused:
        bench.read(bench.element(16, field), 16, "><f>1</f>")
    assert refused.value.hresult == hr.E_INVALIDARG


def test_tables_that_make_no_sense_are_refused(bench: Bench) -> None:
    tables = bench.tables
    number = tables.element_field("INT32", 0, "a")
    attribute = tables.field("ATTRIBUTE", "INT32", 4, name="x", ns="")
    beyond = tables.element_field("INT64", 8, "b")
    for size, fields in (
        (8, [number, tables.element_field("INT32", 0, "b")]),  # the same place twice
        (8, [number, attribute]),  # attributes come first
        (12, [number, beyond]),  # does not fit
    ):
        with pytest.raises(Refused) as refused:
            bench.read(bench.element(size, *fields), size, ' x="1"><a>1</a><b>1</b>')
        assert refused.value.hresult == hr.E_INVALIDARG


def test_memory_counts_in_steps_of_16_and_ends(bench: Bench) -> None:
    standin = StandIn()
    heap = standin.xml.heap(64)
    for _ in range(4):
        standin.xml.alloc(heap, 1)
    with pytest.raises(Refused) as refused:
        standin.xml.alloc(heap, 1)
    assert refused.value.hresult == hr.WS_E_QUOTA_EXCEEDED

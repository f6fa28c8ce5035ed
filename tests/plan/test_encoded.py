"""rpc/encoded: simple values, structures and arrays, written with types and read with references.

The rules are those of SOAP 1.1, section 5 and 7; zeep is a client that we did not write.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import zeep
from hypothesis import given
from lxml import etree

from tests.cli.exercise import FEW, load
from tests.contract.inputs import BINDING, HEAD, PORT_TYPE, SERVICE, build, schema, wsdl
from tests.corpus.packages import CATALOG, require_corpus
from tests.samples.asgi_transport import InMemory
from wswgen import ir
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import DecodeError, EncodeError, QName, XmlElement
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.loopback import Loopback
from wswgen.runtime.messages import OperationCodec
from wswgen.runtime.soap import read_envelope
from wswgen.runtime.wire import Outgoing
from wswgen.testing import strategy_for

XSI = "http://www.w3.org/2001/XMLSchema-instance"
ENCODING_12 = "http://www.w3.org/2003/05/soap-encoding"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
USE = f'use="encoded" namespace="urn:t" encodingStyle="{ENCODING}"'
TYPES = f"""
<w:types><xs:schema targetNamespace="urn:t" xmlns:enc="{ENCODING}">
  <xs:import namespace="{ENCODING}"/>
  <xs:simpleType name="Color"><xs:restriction base="xs:string"><xs:enumeration value="red"/>
    <xs:enumeration value="blue"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:maxLength value="3"/>
  </xs:restriction></xs:simpleType>
  <xs:complexType name="Item"><xs:all>
    <xs:element name="id" type="xs:int"/><xs:element name="price" type="xs:decimal"/>
    <xs:element name="color" type="t:Color"/><xs:element name="code" type="t:Code" minOccurs="0"/>
    <xs:element name="note" type="enc:string" nillable="true"/>
  </xs:all></xs:complexType>
  <xs:complexType name="Big"><xs:complexContent><xs:extension base="t:Base"><xs:sequence>
    <xs:element name="size" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent>
  </xs:complexType>
  <xs:complexType name="Base"><xs:sequence><xs:element name="name" type="xs:string"/>
    <xs:element name="next" type="t:Base" minOccurs="0"/></xs:sequence></xs:complexType>
  <xs:complexType name="Items"><xs:complexContent><xs:restriction base="enc:Array">
    <xs:attribute ref="enc:arrayType" w:arrayType="t:Item[]"/></xs:restriction></xs:complexContent>
  </xs:complexType>
  <xs:complexType name="Words"><xs:complexContent><xs:restriction base="enc:Array"><xs:sequence>
    <xs:element name="word" type="xs:string" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute ref="enc:arrayType" w:arrayType="xs:string[]"/></xs:restriction>
  </xs:complexContent></xs:complexType>
  <xs:complexType name="Grid"><xs:complexContent><xs:restriction base="enc:Array">
    <xs:attribute ref="enc:arrayType" w:arrayType="xs:string[,]"/></xs:restriction>
  </xs:complexContent></xs:complexType>
  <xs:complexType name="Rows"><xs:complexContent><xs:restriction base="enc:Array">
    <xs:attribute ref="enc:arrayType" w:arrayType="t:Item[][]"/></xs:restriction>
  </xs:complexContent></xs:complexType>
  <xs:complexType name="Deep"><xs:complexContent><xs:restriction base="enc:Array"><xs:sequence>
    <xs:element name="n" type="xs:int" nillable="true" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence><xs:attribute ref="enc:arrayType" w:arrayType="xs:int[,,][,][]"/>
  </xs:restriction></xs:complexContent></xs:complexType>
  <xs:complexType name="Bare"><xs:complexContent><xs:restriction base="enc:Array"/>
  </xs:complexContent></xs:complexType>
  <xs:complexType name="Raws"><xs:sequence><xs:element name="raw" type="enc:Array"/>
    <xs:element name="bare" type="t:Bare"/></xs:sequence></xs:complexType>
  <xs:complexType name="Wide"><xs:complexContent><xs:extension base="t:Grid"/>
  </xs:complexContent></xs:complexType>
  <xs:complexType name="Kept"><xs:complexContent><xs:extension base="t:Words"><xs:sequence/>
  </xs:extension></xs:complexContent></xs:complexType>
</xs:schema></w:types>
"""


def operation(name: str, kind: str) -> tuple[str, str, str]:
    """Messages, abstract and bound operation that takes and gives one value."""
    body = f"<s:body {USE}/>"
    message = '<w:message name="{}"><w:part name="{}" type="{}"/></w:message>'
    return (
        message.format(f"{name}In", "value", kind) + message.format(f"{name}Out", "back", kind),
        (
            f'<w:operation name="{name}"><w:input message="t:{name}In"/>'
            f'<w:output message="t:{name}Out"/></w:operation>'
        ),
        (
            f'<w:operation name="{name}"><s:operation soapAction="urn:{name}"/>'
            f"<w:input>{body}</w:input><w:output>{body}</w:output></w:operation>"
        ),
    )


def contract(*, soap12: bool = False) -> str:
    """Echoes of every type; over SOAP 1.2 as well, each version with its own encoding."""
    kinds = {
        "Text": "xs:string", "One": "t:Item", "Many": "t:Items", "Say": "t:Words", "Any": "t:Base",
        "Keep": "t:Kept", "Lay": "t:Grid", "List": "t:Rows", "Dig": "t:Deep", "Span": "t:Wide",
        "Raw": f'enc:Array" xmlns:enc="{ENCODING}', "Raws": "t:Raws",
    }  # fmt: skip
    parts = [operation(name, kind) for name, kind in kinds.items()]
    messages, abstract, bound = ("".join(column) for column in zip(*parts, strict=True))
    binding = (
        '<w:binding name="B" type="t:P"><s:binding style="rpc" '
        f'transport="http://schemas.xmlsoap.org/soap/http"/>{bound}</w:binding>'
    )
    port = '<w:port name="Port" binding="t:B"><s:address location="http://h/"/></w:port>'
    if soap12:
        for old, new in (("<s:", "<s12:"), (ENCODING, ENCODING_12), ('"B"', '"B12"')):
            both = binding.partition("</w:binding>")
            binding = "".join(both[:2]) + (both[2] or both[0] + both[1]).replace(old, new)
        port += port.replace("<s:", "<s12:").replace('"Port"', '"Port12"').replace(":B", ":B12")
    return (
        f'{HEAD}{TYPES}{messages}<w:portType name="P">{abstract}</w:portType>'
        f'{binding}<w:service name="S">{port}</w:service></w:definitions>'
    )


STRUCT = (
    '<xs:complexType name="{}"><xs:sequence><xs:any minOccurs="0"/></xs:sequence>'
    "</xs:complexType>"
)


@pytest.mark.parametrize(
    ("part", "use"), [('element="t:op"', 'use="literal"'), ('type="enc:Struct"', USE)]
)
def test_a_type_of_the_encoding_itself_is_refused_by_name(part: str, use: str) -> None:
    style = "rpc" if use == USE else "document"
    text = (
        f'{HEAD}<w:types><xs:schema targetNamespace="{ENCODING}">{STRUCT.format("Array")}'
        f'{STRUCT.format("Struct")}</xs:schema>'
        f'<xs:schema targetNamespace="urn:t" xmlns:enc="{ENCODING}">'
        f'<xs:import namespace="{ENCODING}"/><xs:element name="op" type="enc:Array"/></xs:schema>'
        f'</w:types><w:message name="In"><w:part name="value" {part} xmlns:enc="{ENCODING}"/>'
        f"</w:message>{PORT_TYPE.partition('</w:message>')[2]}{BINDING}{SERVICE}</w:definitions>"
    )
    text = text.replace("<s:binding ", f'<s:binding style="{style}" ')
    _, warnings = build(text.replace('use="literal"', use))
    assert [problem.code for problem in warnings] == ["W322", "W316"]


@pytest.mark.parametrize(
    ("written", "dimensions"),
    [("", ()), ("[]", ()), ("[,]", (2,)), ("[][]", (1, 1)), ("[,,][]", (1, 3)), ("[][,]", (2, 1))],
)
def test_the_dimensions_of_arrays(written: str, dimensions: tuple[int, ...]) -> None:
    text = contract().replace("xs:string[,]", f"xs:string{written}")
    grid = build(text)[0].types[ir.TypeKey("type", "urn:t", "Grid")]
    assert isinstance(grid, ir.ComplexType)
    (item,) = grid.content
    assert isinstance(item, ir.ElementUse)
    assert (grid.array, item.dimensions) == (True, dimensions)


@pytest.mark.parametrize("written", ["[3]", "[,3]", "[", "[x]", "[]x"])
def test_sizes_of_arrays_are_refused_by_name(written: str) -> None:
    _, warnings = build(contract().replace("xs:string[,]", f"xs:string{written}"))
    codes = [problem.code for problem in warnings]
    assert codes == ["W312", "W312", "W159"]
    assert f"the array has the dimensions {written}" in warnings[-1].message


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ModuleType]:
    folder = tmp_path_factory.mktemp("encoded")
    path = folder / "encoded.wsdl"
    path.write_text(contract(), "utf-8")
    _, generated = from_wsdl([path], folder, Options(package="encoded_echo"))
    assert generated.problems == ()
    return path, load(folder, "encoded_echo")


@pytest.fixture
def loopback(made: tuple[Path, ModuleType]) -> Iterator[Loopback]:
    _, package = made

    class Echo(package.PService):  # type: ignore[name-defined, misc]
        def text(self, state: Any) -> Any:
            return state.value

        one = many = say = any = keep = lay = list_ = dig = span = raw = raws = text

    with Loopback(Echo()) as found:
        yield found


def item(package: ModuleType, **more: Any) -> Any:
    fields = {"id": 7, "price": Decimal("1.50"), "color": package.Color.RED, "note": "n & m"}
    return package.Item(**fields | more)


def test_our_client_and_our_service(made: tuple[Path, ModuleType], loopback: Loopback) -> None:
    _, package = made
    with package.PClient(transport=loopback) as client:
        assert client.text(value="é <x>") == "é <x>"
        one = item(package, code="abc", note=None)
        assert client.one(value=one) == one
        for many in (package.Items(), package.Items(item=[one, item(package, id=8)])):
            assert client.many(value=many) == many
        words = package.Words(word=["a", "", "c"])
        assert client.say(value=words) == words
        chain = package.Base(name="a", next=package.Big(name="b", size=3))
        assert client.any(value=chain) == chain
        assert client.any(value=chain.next) == chain.next


def test_arrays_of_anything(made: tuple[Path, ModuleType], loopback: Loopback) -> None:
    _, package = made
    items = [XmlElement(QName("", name), content=[name]) for name in ("a", "b")]
    with package.PClient(transport=loopback) as client:
        for raw in (package.Array(), package.Array(item=items)):
            assert client.raw(value=raw) == raw
            raws = package.Raws(raw=raw, bare=package.Bare(item=items))
            assert client.raws(value=raws) == raws


@pytest.mark.parametrize("kind", ["enc:Array", "t:Bare"])
def test_arrays_of_anything_as_others_write_them(loopback: Loopback, kind: str) -> None:
    array = f"""<{{}} xsi:type="{kind}" enc:arrayType="xsd:ur-type[3]"><i xsi:type="xsd:int">4</i>
        <i href="#x"/><i xsi:type="xsd:string">c</i></{{}}>"""
    shared = '<x id="x" xsi:type="xsd:int">5</x>'
    if kind == "enc:Array":
        status, reply = exchange(
            loopback, "Raw", f"<t:Raw>{array.format('value', 'value')}</t:Raw>{shared}"
        )
    else:
        raw = f"<raw>{array.format('i', 'i')}</raw>{array.format('bare', 'bare')}"
        status, reply = exchange(loopback, "Raws", f"<t:Raws><value>{raw}</value></t:Raws>{shared}")
    assert status == 200, etree.tostring(reply)
    assert [text.strip() for text in reply.itertext() if text.strip()][-3:] == ["4", "5", "c"]
    *_, last = reply.iter(f"{{{'*'}}}back" if kind == "enc:Array" else "bare")
    assert last.get(f"{{{ENCODING}}}arrayType") == "xsd:anyType[3]"


def test_an_array_of_anything_is_a_class_only_where_something_names_it() -> None:
    for text, expected in (
        (contract(), True),
        (contract().replace('"enc:Array" xmlns', '"xs:int" xmlns').replace("raw=", ""), True),
        (contract().replace('type="enc:Array"', 'type="xs:int"'), False),
    ):
        types = build(text)[0].types
        assert (ir.TypeKey("type", ENCODING, "Array") in types) is expected


def test_zeep_calls_our_service(made: tuple[Path, ModuleType], loopback: Loopback) -> None:
    path, _ = made
    require_corpus()  # zeep reads the schema of the encoding
    schema = CATALOG.with_name("soap-encoding.xsd")
    transport = InMemory(loopback, {ENCODING: schema, ENCODING.rstrip("/"): schema})
    make: Any = zeep.Client
    client = make(str(path), transport=transport)
    assert client.service.Text("x & y") == "x & y"
    given = {"id": 7, "price": Decimal("1.5"), "color": "red", "code": "abc", "note": "n"}
    back = client.service.One(given)
    assert back.note._value_1 == "n"  # zeep gives soapenc:string its attributes
    given["note"] = back.note
    assert {name: getattr(back, name) for name in given} == given
    client.service.Say({"word": ["a", "b"]})  # zeep reads no array whose items have a name
    words = etree.fromstring(transport.messages[-1]).iter("word")
    assert [word.text for word in words] == ["a", "b"]
    chain = client.get_type("{urn:t}Big")(name="b", size=3)
    found = client.service.Any(chain)
    assert (type(found).__name__, found.name, found.size) == ("Big", "b", 3)
    for message in transport.messages:
        etree.fromstring(message)


def exchange(loopback: Loopback, name: str, body: str) -> tuple[int, etree._Element]:
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        f'xmlns:enc="{ENCODING}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t">'
        f'<s:Body s:encodingStyle="{ENCODING}">{body}</s:Body></s:Envelope>'
    )
    headers = {"Content-Type": "text/xml", "SOAPAction": f'"urn:{name}"'}
    work = loopback.exchange("http://h/", Outgoing(headers=headers, body=envelope.encode()))
    reply = asyncio.run_coroutine_threadsafe(work, loopback.loop()).result(30)
    return reply.status, etree.fromstring(reply.body)


ITEM = (
    "<note xsi:nil='true'/><color xsi:type='t:Color'>blue</color>"
    "<price href='#p'/><id xsi:type='xsd:int'>1</id>"
)


ONE = "<value enc:arrayType='xsd:string{}'><i>1</i></value>"
GRID = "".join(f"<item>r{row}c{column}</item>" for row in (1, 2) for column in (1, 2, 3))
NUMBERED = "<i no='1'/>"
ROW = "<value enc:arrayType='xsd:string[{}]'>{}</value>"
PART = "[9]' enc:offset='[8]"


def test_what_we_write_says_its_types(loopback: Loopback) -> None:
    """Axis wants xsi:type on every accessor, and soapenc:arrayType on every array."""
    values = (
        "<t:Many><value href='#a'/></t:Many>"
        "<x id='a' enc:root='0' xsi:type='enc:Array' enc:arrayType='t:Item[2]'>"
        f"<any xsi:type='t:Item'>{ITEM}</any><other href='#i'/></x>"
        f"<y id='i' enc:root='0' xsi:type='t:Item'>{ITEM}<code xsi:type='t:Code'>abc</code></y>"
        "<z id='p' enc:root='0' xsi:type='xsd:decimal'>2.5</z>"
    )
    status, reply = exchange(loopback, "Many", values)
    assert status == 200, etree.tostring(reply)
    xsi = "{http://www.w3.org/2001/XMLSchema-instance}"
    wrapper = reply[0][0]
    assert wrapper.tag == "{urn:t}ManyResponse"
    style = "{http://schemas.xmlsoap.org/soap/envelope/}encodingStyle"
    assert wrapper.get(style) == ENCODING
    (array,) = wrapper
    assert array.tag == "back"

    def name(element: etree._Element, text: str | None) -> str:
        prefix, _, local = (text or "").partition(":")
        return f"{{{element.nsmap[prefix]}}}{local}"

    assert name(array, array.get(f"{xsi}type")) == f"{{{ENCODING}}}Array"
    assert name(array, array.get(f"{{{ENCODING}}}arrayType")) == "{urn:t}Item[2]"
    assert [each.tag for each in array] == ["item", "item"]
    for each in array:
        assert name(each, each.get(f"{xsi}type")) == "{urn:t}Item"
        kinds = {e.tag: name(e, e.get(f"{xsi}type")) for e in each if e.get(f"{xsi}type")}
        xsd = "{http://www.w3.org/2001/XMLSchema}"
        assert kinds == {"id": f"{xsd}int", "price": f"{xsd}decimal", "color": "{urn:t}Color"}
        assert each.findtext("price") == "2.5"
    assert array[1].findtext("code") == "abc"


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("Text", "<t:Text><value href='#no'/></t:Text>", "#no"),
        ("Text", "<t:Text><value href='#a'/></t:Text><x id='a'>1</x><y id='a'>1</y>", "'a'"),
        ("Any", "<t:Any><value href='#a'/></t:Any><x id='a' enc:root='0'><next href='#a'/></x>",
         "contains itself"),
        ("Say", f"<t:Say>{ONE.format('[3]')}</t:Say>", "1 items"),
        ("Say", f"<t:Say>{ONE.format('[1,1]')}</t:Say>", "dimension"),
        ("Lay", f"<t:Lay>{ONE.format('[1]')}</t:Lay>", "dimensions does not state its sizes"),
        ("Lay", f"<t:Lay>{ONE.format('[,]')}</t:Lay>", "dimensions does not state its sizes"),
        ("Lay", f"<t:Lay>{ONE.format('[1,1,1]')}</t:Lay>", "3 dimensions where one of 2"),
        ("Lay", f"<t:Lay>{ONE.format('[1,2]')}</t:Lay>", "has 1 items"),
        ("Lay", f"<t:Lay>{ROW.format('999999,0', '')}</t:Lay>", "too large"),
        ("Lay", f"<t:Lay>{ROW.format('9' * 5000, '')}</t:Lay>", "not the type of an array"),
        ("Lay", f"<t:Lay>{ROW.format('1,1', '<i><i>1</i></i>')}</t:Lay>", "value/i"),
        ("List", f"<t:List>{ROW.format(1, NUMBERED)}</t:List>", "value/i"),
        ("List", f"<t:List>{ROW.format('1', '<i>text</i>')}</t:List>", "text"),
        ("Say", f"<t:Say>{ONE.format(PART)}</t:Say>", "part"),
        ("One", "<t:One><value><id>1</id></value></t:One>", "missing"),
        ("One", f"<t:One><value>{ITEM}<no/></value></t:One><z id='p' enc:root='0'>1</z>", "no"),
        ("Any", "<t:Any><value xsi:type='t:Item'><name>n</name></value></t:Any>", "not derived"),
    ],
)  # fmt: skip
def test_refused_as_the_clients_fault(loopback: Loopback, name: str, body: str, words: str) -> None:
    status, reply = exchange(loopback, name, body)
    text = reply.findtext(".//faultstring") or ""
    assert (status, words in text) == (500, True), text
    assert (reply.findtext(".//faultcode") or "").endswith("Client")


def test_a_type_that_adds_nothing_to_an_array_is_one(loopback: Loopback) -> None:
    """SOAP 1.1, section 5.4.2: the names of items are not significant."""
    body = "<value enc:arrayType='xsd:string[2]'><i>1</i><anyType>2</anyType></value>"
    status, reply = exchange(loopback, "Keep", f"<t:Keep>{body}</t:Keep>")
    (back,) = reply.iter("back")
    assert (status, [each.text for each in back]) == (200, ["1", "2"])
    assert (back.get(f"{{{ENCODING}}}arrayType") or "").endswith(":string[2]")


def test_arrays_of_two_dimensions(made: tuple[Path, ModuleType], loopback: Loopback) -> None:
    """The example of SOAP 1.1, section 5.4.2."""
    _, package = made
    rows = [[f"r{row}c{column}" for column in (1, 2, 3)] for row in (1, 2)]
    with package.PClient(transport=loopback) as client:
        assert client.lay(value=package.Grid(item=rows)).item == rows
        with pytest.raises(EncodeError, match="lists of 3 and of 2 items") as caught:
            client.lay(value=package.Grid(item=[rows[0], rows[1][:2]]))
        assert caught.value.path == "Lay/value/item"
        with pytest.raises(EncodeError, match="str") as caught:
            client.lay(value=package.Grid(item=[["a", "b"], ["c", 1]]))
        assert caught.value.path == "Lay/value/item[4]"
    for operation in ("Lay", "Span"):
        status, reply = exchange(
            loopback, operation, f"<t:{operation}>{ROW.format('2,3', GRID)}</t:{operation}>"
        )
        (back,) = reply.iter("back")
        assert (status, [item.text for item in back]) == (200, [*rows[0], *rows[1]])
        assert (back.get(f"{{{ENCODING}}}arrayType") or "").endswith(":string[2,3]")


def test_arrays_of_arrays_that_others_refer_to(
    made: tuple[Path, ModuleType], loopback: Loopback
) -> None:
    """As in the example of SOAP 1.1, section 5.4.2, of other items."""
    _, package = made
    rows = [[item(package, id=1), item(package, id=2)], [], [item(package, id=3)]]
    with package.PClient(transport=loopback) as client:
        assert client.list_(value=package.Rows(item=rows)).item == rows
        with pytest.raises(EncodeError) as caught:
            client.list_(value=package.Rows(item=[rows[0], [*rows[0], None]]))
        assert caught.value.path == "List/value/item[2]/item[3]"
    inside = ITEM.replace("<price href='#p'/>", "<price>1</price>")
    item_ = f"<x xsi:type='t:Item'>{inside}</x>"
    body = (
        "<t:List><value enc:arrayType='t:Item[][2]'><item href='#array-1'/>"
        "<item href='#array-2'/></value></t:List>"
        f"<enc:Array id='array-1' enc:arrayType='t:Item[2]'>{item_}{item_}</enc:Array>"
        f"<enc:Array id='array-2' enc:arrayType='t:Item[1]'>{item_}</enc:Array>"
    )
    status, reply = exchange(loopback, "List", body)
    assert status == 200, etree.tostring(reply)
    (back,) = reply.iter("back")
    kind = f"{{{ENCODING}}}arrayType"
    assert (back.get(kind) or "").endswith(":Item[][2]")
    assert [(row.get(kind) or "").partition(":")[2] for row in back] == ["Item[2]", "Item[1]"]
    assert all((row.get(f"{{{XSI}}}type") or "").endswith(":Array") for row in back)
    assert [len(row) for row in back] == [2, 1]


@pytest.mark.parametrize("name", ["Grid", "Rows", "Deep", "Wide"])
def test_nested_lists_survive(made: tuple[Path, ModuleType], loopback: Loopback, name: str) -> None:
    _, package = made
    method = {"Grid": "lay", "Rows": "list_", "Deep": "dig", "Wide": "span"}[name]

    @FEW
    @given(value=strategy_for(getattr(package, name)))
    def survives(value: Any) -> None:
        assert getattr(client, method)(value=value) == value

    with package.PClient(transport=loopback) as client:
        survives()


def test_how_deep_arrays_are_written(made: tuple[Path, ModuleType], loopback: Loopback) -> None:
    """Two arrays of one row of two cubes, 1 by 1 by 2: the brackets are read from the left."""
    _, package = made
    value = package.Deep(n=[[[[[[1, None]]], [[[3, 4]]]]], [[[[[5, 6]]], [[[7, 8]]]]]])
    with package.PClient(transport=loopback) as client:
        assert client.dig(value=value) == value
    cube = "<c enc:arrayType='xsd:int[1,1,2]'><n>{}</n><n>{}</n></c>"
    rows = "".join(
        f"<r enc:arrayType='xsd:int[,,][1,2]'>{cube.format(n, n + 1)}{cube.format(n, n + 3)}</r>"
        for n in (1, 5)
    )
    body = f"<t:Dig><value enc:arrayType='xsd:int[,,][,][2]'>{rows}</value></t:Dig>"
    status, reply = exchange(loopback, "Dig", body)
    assert status == 200, etree.tostring(reply)
    (back,) = reply.iter("back")
    kinds = [each.get(f"{{{ENCODING}}}arrayType") for each in back.iter()]
    assert [kind.partition(":")[2] for kind in kinds if kind] == [
        "int[,,][,][2]",
        *2 * ["int[,,][1,2]", "int[1,1,2]", "int[1,1,2]"],
    ]


def test_references_cannot_make_a_message_huge(loopback: Loopback) -> None:
    """Each level refers to the next one twice."""
    levels = "".join(
        f"<x id='a{n}' enc:root='0'><name>n</name>" + 2 * f"<next href='#a{n + 1}'/>" + "</x>"
        for n in range(40)
    )
    body = f"<t:Any><value href='#a0'/></t:Any>{levels}<x id='a40' enc:root='0'><name>n</name></x>"
    status, reply = exchange(loopback, "Any", body)
    assert status == 500
    assert "200000" in (reply.findtext(".//faultstring") or "")


def test_a_client_reads_what_a_response_is_called_or_not(made: tuple[Path, ModuleType]) -> None:
    """SOAP 1.1, section 7.1: the name of the response's element is not significant."""
    _, package = made
    contract = sys.modules[f"{package.__name__}._contract"]
    codec = OperationCodec(contract.TEXT, contract.P_CONTRACT)
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        "<other><back>x</back></other></s:Body></s:Envelope>"
    )
    assert codec.response is not None
    read = read_envelope(envelope.encode(), max_depth=9)
    assert codec.response.read_result(read) == "x"


LITERAL = USE.partition(" encodingStyle")[0].replace("encoded", "literal")


def test_arrays_in_literal_messages(tmp_path: Path) -> None:
    """Those whose items the schema names are what it says; libxml2 knows that schema, too."""
    require_corpus()
    path = tmp_path / "literal.wsdl"
    path.write_text(contract().replace(USE, LITERAL), "utf-8")
    _, generated = from_wsdl([path], tmp_path, Options(package="literal_echo"))
    left_out = {problem.message.split()[2]: problem for problem in generated.problems}
    assert {problem.code for problem in generated.problems} == {"W322"}
    assert left_out.keys() == {"Many", "Lay", "List", "Dig", "Span", "Raw", "Raws"}
    assert "the schema does not name its items" in left_out["Many"].message
    package = load(tmp_path, "literal_echo")
    place = f'schemaLocation="{CATALOG.with_name("soap-encoding.xsd").as_uri()}"'
    probes = "".join(f'<xs:element name="e{name}" type="t:{name}"/>' for name in ("Words", "Kept"))
    text = TYPES.replace(f'import namespace="{ENCODING}"', f'import namespace="{ENCODING}" {place}')
    text = text.replace("</xs:schema>", f"{probes}</xs:schema>")
    root = etree.fromstring(f"{HEAD}{text}</w:definitions>")
    validator = etree.XMLSchema(etree.fromstring(etree.tostring(root[0][0])))

    @FEW
    @given(value=strategy_for(package.Words) | strategy_for(package.Kept))
    def survives(value: Any) -> None:
        name = QName("urn:t", f"e{type(value).__name__}")
        written = encode_bytes(type(value), value, name=name)
        assert validator.validate(etree.fromstring(written)), validator.error_log
        assert decode_bytes(type(value), written, name=name) == value

    survives()
    service = type("Echo", (package.PService,), dict.fromkeys(
        ("text", "one", "say", "any", "keep"), lambda _, state: state.value
    ))  # fmt: skip
    with Loopback(service()) as loopback, package.PClient(transport=loopback) as client:
        words = package.Words(word=["a", "b"])
        assert client.say(value=words) == words
        _, reply = exchange(loopback, "Say", "<t:Say><value><word>x</word></value></t:Say>")
    (back,) = reply.iter("back")
    assert (dict(back.attrib), [each.tag for each in back]) == ({}, ["word"])


DERIVED = f"""
<xs:import namespace="{ENCODING}"/>
<xs:element name="Op"><xs:complexType><xs:sequence><xs:element name="value" type="t:Base"/>
  </xs:sequence></xs:complexType></xs:element>
<xs:complexType name="Base"><xs:sequence><xs:element name="n" type="xs:int"/></xs:sequence>
</xs:complexType>
<xs:complexType name="More"><xs:complexContent><xs:extension base="t:Base"><xs:sequence>
  <xs:element name="items" type="t:Items"/></xs:sequence></xs:extension></xs:complexContent>
</xs:complexType>
<xs:complexType name="Items"><xs:complexContent><xs:restriction base="e:Array" xmlns:e="{ENCODING}">
  <xs:attribute ref="e:arrayType" w:arrayType="xs:string[]"/></xs:restriction></xs:complexContent>
</xs:complexType>
"""


def test_an_array_that_a_derived_type_brings_into_a_literal_message(tmp_path: Path) -> None:
    """What we write is valid: the schema says that the array is empty, and libxml2 agrees."""
    require_corpus()
    path = tmp_path / "derived.wsdl"
    path.write_text(wsdl(schema(DERIVED)), "utf-8")
    _, generated = from_wsdl([path], tmp_path, Options(package="derived_array"))
    assert generated.problems == ()
    package = load(tmp_path, "derived_array")
    place = f'schemaLocation="{CATALOG.with_name("soap-encoding.xsd").as_uri()}"'
    text = DERIVED.replace(
        f'import namespace="{ENCODING}"', f'import namespace="{ENCODING}" {place}'
    )
    root = etree.fromstring(wsdl(schema(text + '<xs:element name="e" type="t:Base"/>')))
    validator = etree.XMLSchema(etree.fromstring(etree.tostring(root[0][0])))
    name = QName("urn:t", "e")
    empty = package.More(n=1, items=package.Items())
    written = encode_bytes(package.Base, empty, name=name)
    assert validator.validate(etree.fromstring(written)), validator.error_log
    assert decode_bytes(package.Base, written, name=name) == empty
    with pytest.raises(EncodeError) as caught:
        encode_bytes(package.Base, package.More(n=1, items=package.Items(item=["a"])), name=name)
    assert caught.value.path == "e/items/item"
    full = written.replace(b"items></", b"items><item>a</item></")
    assert full != written
    assert not validator.validate(etree.fromstring(full))
    with pytest.raises(DecodeError, match="unexpected element 'item'"):
        decode_bytes(package.Base, full, name=name)

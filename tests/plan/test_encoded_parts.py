"""Encoded parts that stand alone: faults, headers and documents, as Axis and others have them.

WSDL 1.1, sections 3.5 to 3.7; SOAP 1.1, sections 4.2, 4.4 and 5. zeep judges what we write.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import zeep
from hypothesis import given
from lxml import etree

from tests.cli.exercise import FEW, load
from tests.contract.inputs import HEAD, build
from tests.plan.test_encoded import ENCODING, ENCODING_12, XSI
from tests.samples.asgi_transport import InMemory
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import Fault, UsageError, XmlElement
from wswgen.runtime.loopback import Loopback
from wswgen.runtime.messages import OperationCodec
from wswgen.runtime.soap import SOAP11, read_envelope
from wswgen.runtime.soapfault import read_fault
from wswgen.runtime.wire import Outgoing
from wswgen.testing import strategy_for

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
STYLE = f"{{{SOAP}}}encodingStyle"
USE = f'use="encoded" namespace="urn:t" encodingStyle="{ENCODING}"'
TYPES = """
<w:types><xs:schema targetNamespace="urn:t">
  <xs:complexType name="Problem"><xs:sequence><xs:element name="code" type="xs:int"/>
    <xs:element name="inner" type="t:Problem" minOccurs="0"/></xs:sequence></xs:complexType>
  <xs:complexType name="Denied"><xs:complexContent><xs:extension base="t:Problem"><xs:sequence>
    <xs:element name="user" type="xs:string" nillable="true"/></xs:sequence></xs:extension>
  </xs:complexContent></xs:complexType>
  <xs:complexType name="Session"><xs:sequence><xs:element name="token" type="xs:string"/>
  </xs:sequence></xs:complexType>
  <xs:simpleType name="Level"><xs:restriction base="xs:string"><xs:enumeration value="low"/>
    <xs:enumeration value="high"/></xs:restriction></xs:simpleType>
  <xs:complexType name="Queue"><xs:sequence><xs:element name="code" type="xs:int"/></xs:sequence>
  </xs:complexType>
  <xs:element name="Busy" type="t:Queue"/>
</xs:schema></w:types>
"""
FAULTS = {
    "DeniedFault": 'name="fault" type="t:Denied"',
    "ProblemFault": 'name="fault" type="t:Problem"',
    "TextFault": 'name="text" type="xs:string"',
    "LevelFault": 'name="fault" type="t:Level"',
    "AgainFault": 'name="again" type="t:Level"',
    "BusyFault": 'name="busy" element="t:Busy"',
}
OTHERS = {
    "In": 'name="value" type="xs:string"',
    "Out": 'name="back" type="t:Session"',
    "Head": 'name="Auth" type="t:Session"',
    "Lost": 'name="Lost" type="t:Denied"',
}


def contract(style: str = "rpc", use: str = USE) -> str:
    """An operation with every kind of fault and an encoded header; over both versions of SOAP."""
    messages = "".join(
        f'<w:message name="{name}"><w:part {part}/></w:message>'
        for name, part in {**FAULTS, **OTHERS}.items()
    )
    declared = "".join(f'<w:fault name="{name}" message="t:{name}"/>' for name in FAULTS)
    bound = "".join(
        f'<w:fault name="{name}"><s:fault name="{name}" {use}/></w:fault>' for name in FAULTS
    )
    lost = f'<s:headerfault message="t:Lost" part="Lost" {use}/>'
    head = f'<s:header message="t:Head" part="Auth" {use}>{lost}</s:header>'
    binding = (
        f'<w:binding name="B" type="t:P"><s:binding style="{style}" '
        'transport="http://schemas.xmlsoap.org/soap/http"/><w:operation name="Do">'
        f'<s:operation soapAction="urn:do"/><w:input><s:body {use}/>{head}</w:input>'
        f"<w:output><s:body {use}/></w:output>{bound}</w:operation></w:binding>"
    )
    port = '<w:port name="Port" binding="t:B"><s:address location="http://h/"/></w:port>'
    twelve = binding.replace(ENCODING, ENCODING_12).replace('"B"', '"B12"')
    binding += twelve.replace("<s:", "<s12:").replace("</s:", "</s12:")
    port += port.replace("<s:", "<s12:").replace('"Port"', '"Port12"').replace(":B", ":B12")
    return (
        f'{HEAD}{TYPES}{messages}<w:portType name="P"><w:operation name="Do">'
        f'<w:input message="t:In"/><w:output message="t:Out"/>{declared}</w:operation></w:portType>'
        f'{binding}<w:service name="S">{port}</w:service></w:definitions>'
    )


@pytest.fixture(scope="module", params=["rpc", "document"], ids=["r", "d"])
def made(request: pytest.FixtureRequest, tmp_path_factory: Any) -> tuple[Path, ModuleType]:
    folder: Path = tmp_path_factory.mktemp("parts")
    path = folder / f"{request.param}.wsdl"
    path.write_text(contract(request.param), "utf-8")
    name = f"encoded_parts_{request.param}"
    _, generated = from_wsdl([path], folder, Options(package=name))
    assert generated.problems == ()
    return path, load(folder, name)


class Raising(Loopback):
    """A service that raises ``error``, or gives the value that it gets and keeps the header."""

    def __init__(self, package: ModuleType) -> None:
        class Service(package.PService):  # type: ignore[name-defined, misc]
            def do(_, state: Any) -> Any:
                self.seen = state.auth
                if self.error is not None:
                    raise self.error
                return package.Session(token=state.value)

        self.error: Fault | None = None
        self.seen: Any = None
        super().__init__(Service())


@pytest.fixture
def loopback(made: tuple[Path, ModuleType]) -> Iterator[Raising]:
    with Raising(made[1]) as found:
        yield found


def errors(package: ModuleType) -> list[Fault]:
    """One of each declared fault."""
    problem = package.Problem(code=7)
    denied = package.Denied(code=8, inner=problem, user=None)
    return [
        package.DeniedFault(denied),
        package.ProblemFault(code=7, inner=package.Denied(code=9, user="u")),
        package.TextFault("a < b"),
        package.LevelFault(package.Level.HIGH),
        package.AgainFault(package.Level.LOW),
        package.Busy(code=3),
        package.Lost(denied),
    ]


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_faults_survive(made: tuple[Path, ModuleType], loopback: Raising, soap: Any) -> None:
    _, package = made
    with package.PClient(transport=loopback, soap=soap) as client:
        for error in errors(package):
            loopback.error = error
            with pytest.raises(type(error)) as caught:
                client.do(value="x")
            assert type(caught.value) is type(error)
            assert caught.value.detail == error.detail


def test_any_values_of_faults_survive(made: tuple[Path, ModuleType], loopback: Raising) -> None:
    _, package = made

    @FEW
    @given(detail=strategy_for(package.Denied))
    def survives(detail: Any) -> None:
        loopback.error = package.DeniedFault(detail)
        with pytest.raises(package.DeniedFault) as caught:
            client.do(value="x")
        assert caught.value.detail == detail

    with package.PClient(transport=loopback) as client:
        survives()


def expanded(element: etree._Element) -> str:
    prefix, _, local = (element.get(f"{{{XSI}}}type") or "").partition(":")
    return f"{{{element.nsmap[prefix]}}}{local}"


def test_zeep_reads_what_we_write(made: tuple[Path, ModuleType], loopback: Raising) -> None:
    """Each detail has the name of its part or its element, and says its type (SOAP 1.1, 5.1)."""
    path, package = made
    transport = InMemory(loopback)
    make: Any = zeep.Client
    client = make(str(path), transport=transport, port_name="Port")
    fault, xsd = "{urn:t}fault", "{http://www.w3.org/2001/XMLSchema}"
    expected = [
        (fault, "{urn:t}Denied", {"code": 8, "user": None}),
        (fault, "{urn:t}Problem", {"code": 7}),
        ("{urn:t}text", f"{xsd}string", "a < b"),
        (fault, "{urn:t}Level", "high"),
        ("{urn:t}again", "{urn:t}Level", "low"),
        ("{urn:t}Busy", "{urn:t}Queue", {"code": 3}),
    ]
    for error, (name, kind, value) in zip(errors(package), expected, strict=False):
        loopback.error = error
        with pytest.raises(zeep.exceptions.Fault) as caught:
            client.service.Do(value="x")
        (entry,) = caught.value.detail
        assert (entry.tag, expanded(entry), entry.get(STYLE)) == (name, kind, ENCODING)
        found = client.get_type(kind).parse_xmlelement(entry, schema=client.wsdl.types)
        if isinstance(value, dict):
            assert {name: found[name] for name in value} == value
        else:
            assert found == value


HOST = '<h:hostname xmlns:h="http://xml.apache.org/axis/">server</h:hostname>'
DENIED = "<code xsi:type='xsd:int'>1</code><user xsi:type='xsd:string'>u</user>"
CODE = "<code>1</code>"
SHARED = (
    f"<x id='a' xsi:type='t:Problem'>{CODE}<inner href='#b'/></x>"
    f"<x id='b' xsi:type='t:Denied'>{DENIED}</x>"
)
MARKED = (
    "<t:Auth s:mustUnderstand='1' s:actor='http://schemas.xmlsoap.org/soap/actor/next' "
    f"s:encodingStyle='{ENCODING}' xsi:type='t:Session'>"
    "<token xsi:type='xsd:string'>a</token></t:Auth>"
)
ELSEWHERE = (
    "<t:Session id='h' enc:root='0' xsi:type='t:Session'><token href='#s'/></t:Session>"
    "<x id='s' enc:root='0' xsi:type='enc:string'>c</x>"
)


@pytest.mark.parametrize(
    ("entry", "shared", "exception"),
    [
        # Axis 1, a service made from Java: the class names the element, the type tells the fault.
        (f"<com.x.Denied xsi:type='t:Denied'>{DENIED}</com.x.Denied>{HOST}", "", "DeniedFault"),
        (f"<com.x.Problem xsi:type='t:Problem'>{CODE}</com.x.Problem>", "", "ProblemFault"),
        # Axis 1, a service made from WSDL: the part names it, and the value stands elsewhere.
        ("<t:fault href='#id0'/>" + HOST,
         f"<multiRef id='id0' enc:root='0' xsi:type='t:Denied'>{DENIED}</multiRef>", "DeniedFault"),
        ("<t:fault href='#a'/>", SHARED, "ProblemFault"),
        # Others leave out the namespace, or the type where the name says enough.
        (f"<fault xsi:type='t:Denied'>{DENIED}</fault>", "", "DeniedFault"),
        ("<fault xsi:type='t:Level'>low</fault>", "", "LevelFault"),
        ("<t:text>said</t:text>", "", "TextFault"),
        ("<text xsi:type='enc:string'>said</text>", "", "TextFault"),
        (f"<t:Busy>{CODE}</t:Busy>", "", "Busy"),
        ("<t:again xsi:type='t:Level'>low</t:again>", "", "AgainFault"),
        # What could be any of several, or is none, is not guessed at.
        ("<com.x.Level xsi:type='t:Level'>low</com.x.Level>", "", None),
        (f"<t:fault>{DENIED}</t:fault>", "", None),
        ("<t:other xsi:type='xsd:string'>said</t:other>", "", None),
        (f"<t:fault xsi:type='t:Session'>{CODE}</t:fault>", "", None),
        ("<t:fault xsi:type='t:Denied'><code>x</code></t:fault>", "", None),
        ("<t:fault href='#none'/>", "", None),
        (HOST, "", None),
    ],
)  # fmt: skip
def test_faults_as_others_write_them(
    made: tuple[Path, ModuleType], entry: str, shared: str, exception: str | None
) -> None:
    _, package = made
    module = sys.modules[f"{package.__name__}._contract"]
    codec = OperationCodec(module.DO, module.P_CONTRACT)
    fault = "<faultcode>s:Server.userException</faultcode><faultstring>text</faultstring>"
    envelope = wrapped(f"<s:Fault>{fault}<detail>{entry}</detail></s:Fault>{shared}")
    found = read_fault(read_envelope(envelope, max_depth=20), codec)
    assert found is not None
    if exception is None:
        assert type(found) is Fault
        assert isinstance(found.detail, list)
        assert isinstance(found.detail[0], XmlElement)
    else:
        assert type(found).__name__ == exception
        assert found.detail is not None
        assert found.reason == "text"


def wrapped(body: str, header: str = "") -> bytes:
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:enc="{ENCODING}" xmlns:t="urn:t" xmlns:xsi="{XSI}" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def exchange(loopback: Loopback, message: bytes) -> tuple[int, etree._Element]:
    outgoing = Outgoing(
        headers={"Content-Type": "text/xml", "SOAPAction": '"urn:do"'}, body=message
    )
    work = loopback.exchange("http://h/", outgoing)
    reply = asyncio.run_coroutine_threadsafe(work, loopback.loop()).result(30)
    return reply.status, etree.fromstring(reply.body)


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_headers_survive(made: tuple[Path, ModuleType], loopback: Raising, soap: Any) -> None:
    _, package = made
    with package.PClient(transport=loopback, soap=soap) as client:
        for auth in (package.Session(token="t"), None):
            assert client.do(value="v", auth=auth) == package.Session(token="v")
            assert loopback.seen == auth


@pytest.mark.parametrize(
    ("header", "shared", "token"),
    [
        (MARKED, "", "a"),
        ("<q1:Auth id='h_id1' xmlns:q1='urn:t'><token xsi:type='xsd:string'>b</token></q1:Auth>",
         "", "b"),
        ("<t:Auth href='#h'/>", ELSEWHERE, "c"),
    ],
)  # fmt: skip
def test_headers_as_others_write_them(
    made: tuple[Path, ModuleType], loopback: Raising, header: str, shared: str, token: str
) -> None:
    path, package = made
    value = "<value xsi:type='xsd:string'>v</value>"
    body = f"<t:Do>{value}</t:Do>" if path.stem == "rpc" else value.replace("value", "t:value")
    status, reply = exchange(loopback, wrapped(body + shared, header))
    assert status == 200, etree.tostring(reply)
    assert loopback.seen == package.Session(token=token)


def test_what_we_write_into_headers(made: tuple[Path, ModuleType]) -> None:
    path, package = made
    module = sys.modules[f"{package.__name__}._contract"]
    codec = OperationCodec(module.DO, module.P_CONTRACT)
    body = [package.Do(value="v")] if path.stem == "rpc" else ["v"]
    root = etree.fromstring(codec.request.write(SOAP11, body, [package.Session(token="t")]))
    (block,) = root[0]
    assert (block.tag, expanded(block), block.get(STYLE)) == (
        "{urn:t}Auth", "{urn:t}Session", ENCODING,
    )  # fmt: skip
    make: Any = zeep.Client
    client = make(str(path))
    kind = client.get_type("{urn:t}Session")
    assert kind.parse_xmlelement(block, schema=client.wsdl.types).token == "t"


def test_the_native_backend_refuses_by_name(made: tuple[Path, ModuleType]) -> None:
    _, package = made
    (found,) = import_module(f"{package.__name__}._native").CONTRACTS
    with pytest.raises(UsageError, match=r"P\.Do has the SOAP encoding"):
        found.tables("Do")


# --- documents


def test_a_document_as_zeep_writes_and_reads_it(made: tuple[Path, ModuleType]) -> None:
    path, package = made
    if path.stem != "document":
        return
    with Raising(package) as loopback:
        transport = InMemory(loopback)
        make: Any = zeep.Client
        client = make(str(path), transport=transport, port_name="Port")
        client.service.Do("x & y")  # zeep writes the part without the namespace of the binding
        (sent,) = etree.fromstring(transport.messages[0])[-1]
        (back,) = etree.fromstring(transport.messages[1])[-1]
        assert sent.tag == "value"
        assert (back.tag, expanded(back)) == ("{urn:t}back", "{urn:t}Session")
        kind = client.get_type("{urn:t}Session")
        assert kind.parse_xmlelement(back, schema=client.wsdl.types).token == "x & y"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<t:other>1</t:other>", "{urn:t}other does not belong"),
        ("<t:value>1</t:value><t:more/>", "2 elements where 1 belong"),
        ("", "an empty body does not belong"),
    ],
)
def test_documents_refused_as_the_clients_fault(
    made: tuple[Path, ModuleType], loopback: Raising, body: str, words: str
) -> None:
    if made[0].stem != "document":
        return
    status, reply = exchange(loopback, wrapped(body))
    assert (status, words in (reply.findtext(".//faultstring") or "")) == (500, True)


# --- what is refused


def codes(text: str) -> list[str]:
    return sorted({problem.code for problem in build(text)[1]})


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # SOAP 1.1, section 4.2: header blocks have a namespace.
        (f'part="Auth" {USE}', f'part="Auth" use="encoded" encodingStyle="{ENCODING}"', "W309"),
        (f'part="Lost" {USE}', f'part="Lost" use="encoded" encodingStyle="{ENCODING}"', "W310"),
        # WSDL 1.1, section 3.7: a literal part with a type would be the type of the whole Header.
        (f'part="Auth" {USE}', 'part="Auth" use="literal"', "W309"),
        (f'name="TextFault" {USE}', 'name="TextFault" use="literal"', "W311"),
        (f'name="TextFault" {USE}', 'name="TextFault" use="encoded" encodingStyle="urn:x"', "W311"),
        ('name="value" type="xs:string"', 'name="value" element="t:Busy"', "W308"),
    ],
)
def test_parts_refused_by_name(old: str, new: str, expected: str) -> None:
    text = contract()
    only = text[: text.index('<w:binding name="B12"')] + text[text.index("<w:service") :]
    only = only[: only.index('<w:port name="Port12"')] + "</w:service></w:definitions>"
    assert old in only
    assert codes(only) == []
    assert expected in codes(only.replace(old, new))

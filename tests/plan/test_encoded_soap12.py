"""The encoding of SOAP 1.2 (part 2, section 3), beside that of SOAP 1.1 in one contract."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from tests.cli.exercise import FEW, load
from tests.contract.inputs import build
from tests.corpus.packages import CATALOG, require_corpus
from tests.plan.test_encoded import ENCODING, ENCODING_12, XSI, contract
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime.contract import Operation
from wswgen.runtime.loopback import Loopback
from wswgen.runtime.wire import Incoming, Outgoing
from wswgen.testing import strategy_for

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
KINDS = {
    "text": "", "one": "Item", "many": "Items", "say": "Words", "any": "Base", "keep": "Kept",
    "lay": "Grid", "list_": "Rows", "dig": "Deep", "span": "Wide", "raw": "Array", "raws": "Raws",
}  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder: Path = tmp_path_factory.mktemp("encoded12")
    path = folder / "encoded.wsdl"
    path.write_text(contract(soap12=True), "utf-8")
    _, generated = from_wsdl([path], folder, Options(package="encoded_twice"))
    assert generated.problems == ()
    return load(folder, "encoded_twice")


class Recorded(Loopback):
    """Keeps every message."""

    messages: list[bytes]

    async def exchange(self, url: str, outgoing: Outgoing) -> Incoming:
        reply = await super().exchange(url, outgoing)
        self.messages += [outgoing.body, reply.body]
        return reply


@pytest.fixture
def loopback(package: ModuleType) -> Iterator[Recorded]:
    def echo(self: Any, state: Any) -> Any:
        return state.value

    service = type("Echo", (package.PService,), dict.fromkeys(KINDS, echo))
    with Recorded(service()) as found:
        found.messages = []
        yield found


def test_both_ports_are_carried_alike() -> None:
    found, problems = build(contract(soap12=True))
    (port_type,) = found.port_types
    assert problems == ()
    assert [(each.port, each.soap) for each in port_type.endpoints] == [
        ("Port", "1.1"),
        ("Port12", "1.2"),
    ]
    assert len(port_type.operations) == len(KINDS)


def test_an_encoding_of_the_other_version_is_refused_by_name() -> None:
    text = contract(soap12=True).replace(ENCODING_12, ENCODING)
    found, problems = build(text)
    assert [each.port for each in found.port_types[0].endpoints] == ["Port"]
    assert [problem.code for problem in problems] == ["W303"]
    only_12 = (
        text[: text.index('<w:binding name="B"')] + text[text.index('<w:binding name="B12"') :]
    )
    only_12 = only_12.replace(
        '<w:port name="Port" binding="t:B"', '<w:port name="P2" binding="t:B12"'
    )
    _, problems = build(only_12)
    codes = [problem.code for problem in problems]
    assert codes == ["W306"] * len(KINDS) + ["W316"]
    assert f"is {ENCODING_12}" in problems[0].help


@pytest.mark.parametrize("method", [name for name, kind in KINDS.items() if kind])
@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_values_survive_in_either_version(
    package: ModuleType, loopback: Recorded, soap: Any, method: str
) -> None:
    @FEW
    @given(value=strategy_for(getattr(package, KINDS[method])))
    def survives(value: Any) -> None:
        assert getattr(client, method)(value=value) == value

    with package.PClient(transport=loopback, soap=soap) as client:
        survives()
    mine, other = (ENCODING, ENCODING_12) if soap == "1.1" else (ENCODING_12, ENCODING)
    style = f"{{{SOAP_11 if soap == '1.1' else SOAP_12}}}encodingStyle"
    for message in loopback.messages:
        assert other.encode() not in message
        (wrapper,) = etree.fromstring(message)[-1]
        assert wrapper.get(style) == mine


def test_what_we_write_is_in_the_words_of_soap_1_2(package: ModuleType, loopback: Recorded) -> None:
    with package.PClient(transport=loopback, soap="1.2") as client:
        client.lay(value=package.Grid(item=[["a", "b", "c"], ["d", "e", "f"]]))
        client.dig(value=package.Deep(n=[[[[[[1, None]]]]]]))
    grid, _, deep, _ = (etree.fromstring(each) for each in loopback.messages)

    def arrays(root: etree._Element) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        for each in root.iter():
            size = each.get(f"{{{ENCODING_12}}}arraySize")
            if size is not None:
                names = [each.get(f"{{{XSI}}}type"), each.get(f"{{{ENCODING_12}}}itemType")]
                expanded = [
                    f"{each.nsmap[prefix].rpartition('/')[2]}:{local}"
                    for prefix, _, local in ((name or "").partition(":") for name in names)
                ]
                found.append((expanded[0], expanded[1], size))
        return found

    array, string, integer = "soap-encoding:Array", "XMLSchema:string", "XMLSchema:int"
    assert arrays(grid) == [(array, string, "2 3")]
    assert arrays(deep) == [
        (array, array, "1"), (array, array, "1 1"), (array, integer, "1 1 2"),
    ]  # fmt: skip


def test_our_envelopes_are_valid(package: ModuleType, loopback: Recorded) -> None:
    """By the schema of the W3C: encodingStyle may stand neither on the Envelope nor on the Body."""
    require_corpus()
    text = CATALOG.with_name("soap12-envelope.xsd").read_text("utf-8")
    place = f'schemaLocation="{CATALOG.with_name("xml.xsd").as_uri()}"'
    xml = 'namespace="http://www.w3.org/XML/1998/namespace"'
    validator = etree.XMLSchema(etree.fromstring(text.replace(xml, f"{xml} {place}").encode()))
    with package.PClient(transport=loopback, soap="1.2") as client:
        client.text(value="a")
    exchange(loopback, "Text", "<t:Text/>")  # answered with a fault
    assert len(loopback.messages) == 4
    for message in loopback.messages:
        assert validator.validate(etree.fromstring(message)), validator.error_log


def exchange(loopback: Loopback, name: str, body: str) -> tuple[int, etree._Element]:
    envelope = (
        f'<s:Envelope xmlns:s="{SOAP_12}" xmlns:enc="{ENCODING_12}" xmlns:xsi="{XSI}" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t">'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    )
    headers = {"Content-Type": f'application/soap+xml; action="urn:{name}"'}
    work = loopback.exchange("http://h/", Outgoing(headers=headers, body=envelope.encode()))
    reply = asyncio.run_coroutine_threadsafe(work, loopback.loop()).result(30)
    return reply.status, etree.fromstring(reply.body)


ITEM = "<id>1</id><price>2</price><color>red</color><note xsi:nil='true'/>"


@pytest.mark.parametrize(
    ("name", "body", "texts"),
    [
        ("Say", "<value enc:itemType='xsd:string' enc:arraySize='1'><a>x</a></value>", "x"),
        ("Say", "<value enc:nodeType='array' enc:arraySize='*'><a>x</a><b>y</b></value>", "xy"),
        ("Say", "<value><a enc:nodeType='simple'>x</a></value>", "x"),
        ("Text", "<value xsi:type='enc:string' enc:id='a'>x</value>", "x"),
        ("Say", "<value><a enc:id='q'>x</a><b enc:ref='q'/><c enc:ref=' q '/></value>", "xxx"),
        ("Lay", "<value enc:arraySize='* 2'><a>1</a><b>2</b><c>3</c><d>4</d></value>", "1234"),
        ("Lay", "<value enc:arraySize='2  2'><a>1</a><b>2</b><c>3</c><d>4</d></value>", "1234"),
        ("Lay", "<value enc:arraySize='* 2'/>", ""),
        ("Lay", "<value/>", ""),
        ("Many", f"<value enc:itemType='t:Item'><i enc:id='a'>{ITEM}</i><j enc:ref='a'/></value>",
         "12red12red"),
        ("List", f"<value><i enc:id='a'><x>{ITEM}</x></i><i enc:ref='a'/></value>",
         "12red12red"),
    ],
)  # fmt: skip
def test_what_others_write(loopback: Recorded, name: str, body: str, texts: str) -> None:
    status, reply = exchange(loopback, name, f"<t:{name}>{body}</t:{name}>")
    assert status == 200, etree.tostring(reply)
    (back,) = reply.iter("back")
    assert "".join(back.itertext()) == texts


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("Say", "<value enc:arraySize='3'><a/></value>", "1 items"),
        ("Say", "<value enc:arraySize='x'><a/></value>", "not the type of an array"),
        ("Say", "<value enc:arraySize='1 1'><a/></value>", "2 dimensions where one of 1"),
        ("Lay", "<value enc:arraySize='* 2'><a/><b/><c/></value>", "3 items"),
        ("Lay", "<value enc:arraySize='* 0'><a/></value>", "1 items"),
        ("Lay", "<value enc:arraySize='2 *'><a/></value>", "not the type of an array"),
        ("Text", "<value enc:ref='no'/>", "'no'"),
        ("Text", "<value href='#no'/>", "unexpected attribute"),
        ("Any", "<value enc:id='a'><name>n</name><next enc:ref='a'/></value>", "contains itself"),
    ],
)
def test_refused_as_the_senders_fault(loopback: Recorded, name: str, body: str, words: str) -> None:
    status, reply = exchange(loopback, name, f"<t:{name}>{body}</t:{name}>")
    text = "".join(reply.itertext())
    assert (status, words in text) == (400, True), text


@pytest.mark.parametrize("place", ["before", "behind", "nowhere"])
def test_the_name_of_the_return_value_says_nothing_more(package: ModuleType, place: str) -> None:
    """``rpc:result`` (SOAP 1.2 part 2, section 4.2.2)."""
    result = '<r:result xmlns:r="http://www.w3.org/2003/05/soap-rpc">back</r:result>'
    parts = "<back>x</back>"
    parts = {"before": result + parts, "behind": parts + result, "nowhere": parts}[place]
    message = (
        f'<s:Envelope xmlns:s="{SOAP_12}"><s:Body><t:TextResponse xmlns:t="urn:t" '
        f's:encodingStyle="{ENCODING_12}">{parts}</t:TextResponse></s:Body></s:Envelope>'
    )

    class Peer(Loopback):
        async def exchange(self, url: str, outgoing: Outgoing) -> Incoming:
            kind = "application/soap+xml"
            return Incoming(status=200, content_type=kind, body=message.encode())

    service = type("Never", (package.PService,), dict.fromkeys(KINDS, lambda *_: None))
    with Peer(service()) as peer, package.PClient(transport=peer, soap="1.2") as client:
        assert client.text(value="x") == "x"
    operation: Operation[Any] = client.contract.operations[0]
    assert operation.response is not None
    assert operation.response.encoded

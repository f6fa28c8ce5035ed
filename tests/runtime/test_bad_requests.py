"""What is no proper call gets the right fault and HTTP status, and the server lives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.runtime.handmade.orders import OrdersClient
from tests.runtime.serving import (
    NS,
    PATIENCE,
    SOAP11,
    SOAP12,
    Orders,
    envelope,
    eventually,
    order,
    post,
)
from wswgen.runtime import Host

SUBMIT = (
    "<o:Submit><o:order><o:customer>c</o:customer><o:line><o:article>AB-1</o:article>"
    "<o:quantity>1</o:quantity></o:line></o:order></o:Submit>"
)
ACTION = "urn:example:orders/Submit"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Orders().start("http://127.0.0.1:0/orders") as host:
        yield host


@pytest.fixture(autouse=True)
def lives(host: Host) -> Iterator[None]:
    """After every test the same host still answers, and nothing is left in it."""
    yield
    with OrdersClient(host.url, timeout=PATIENCE) as client:
        assert client.submit(order=order()) == "3 for nobody in SOAP 1.1"
    eventually(lambda: host.live == 0, "no live call")


def deep(levels: int) -> str:
    return "<o:x>" * levels + "</o:x>" * levels


@pytest.mark.parametrize(
    ("body", "action", "status", "code", "words"),
    [
        (envelope(SUBMIT), "urn:other", 500, "Client", "not supported"),
        (envelope(SUBMIT), "urn:example:orders/Block", 500, "Client", "does not belong"),
        (envelope("<o:Nothing/>"), "", 500, "Client", "belongs to no operation"),
        (envelope("<o:Nothing/>"), ACTION, 500, "Client", "does not belong"),
        (envelope(""), ACTION, 500, "Client", "empty body"),
        (envelope(SUBMIT + SUBMIT), ACTION, 500, "Client", "2 elements where 1"),
        (
            envelope(SUBMIT.replace("<o:customer>c</o:customer>", "")),
            ACTION,
            500,
            "Client",
            "customer",
        ),
        (
            envelope(SUBMIT.replace("<o:customer>", "<o:x/><o:customer>")),
            ACTION,
            500,
            "Client",
            "x",
        ),
        (envelope(SUBMIT.replace(">1<", ">2147483648<")), ACTION, 500, "Client", "quantity"),
        (envelope(SUBMIT.replace(">1<", ">one<")), ACTION, 500, "Client", "quantity"),
        (envelope(SUBMIT.replace("AB-1", "ab")), ACTION, 500, "Client", "article"),
        (
            envelope(SUBMIT.replace("</o:quantity>", "</o:quantity><o:color>pink</o:color>")),
            ACTION,
            500,
            "Client",
            "color",
        ),
        (envelope(deep(10_000)), "", 500, "Client", ""),
        (envelope(SUBMIT.replace(">c<", ">" + deep(10_000) + "<")), ACTION, 500, "Client", ""),
        (envelope(SUBMIT)[:-5], ACTION, 400, "Client", "well-formed"),
        (b"", ACTION, 400, "Client", "well-formed"),
        (envelope(SUBMIT).replace(b">c<", b">\xff\xfe<"), ACTION, 400, "Client", ""),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + envelope(SUBMIT), ACTION, 400, "Client", "DTD"),
        (b"<a/>", ACTION, 400, "Client", "not a SOAP envelope"),
        (f'<s:Envelope xmlns:s="{SOAP11}"/>'.encode(), ACTION, 400, "Client", "no Body"),
        (envelope("text"), ACTION, 400, "Client", "text"),
        (envelope(SUBMIT, soap="urn:x"), ACTION, 500, "VersionMismatch", "urn:x"),
        (envelope(SUBMIT, soap=SOAP12), ACTION, 500, "VersionMismatch", "1.2"),
        (
            envelope(SUBMIT, headers='<o:Who s:mustUnderstand="1"/>'),
            ACTION,
            500,
            "MustUnderstand",
            "Who",
        ),
        (
            envelope(SUBMIT, headers='<o:Who s:mustUnderstand="maybe"/>'),
            ACTION,
            500,
            "Client",
            "mustUnderstand",
        ),
        (envelope(SUBMIT, headers="<o:Session/>"), ACTION, 500, "Client", "user"),
        (
            envelope(SUBMIT, headers="<o:Session><o:user>u</o:user></o:Session>" * 2),
            ACTION,
            500,
            "Client",
            "twice",
        ),
    ],
)
def test_soap11(host: Host, body: bytes, action: str, status: int, code: str, words: str) -> None:
    reply = post(host.url, body, action=action)
    assert (reply.status, reply.code, reply.type) == (status, code, "text/xml")
    assert words in reply.reason


@pytest.mark.parametrize(
    ("body", "parameter", "status", "code"),
    [
        (envelope(SUBMIT, soap=SOAP12), "urn:other", 400, "Sender"),
        (envelope("<o:Nothing/>", soap=SOAP12), "", 400, "Sender"),
        (envelope(SUBMIT, soap=SOAP11), ACTION, 500, "VersionMismatch"),
        (envelope(SUBMIT, soap="urn:x"), ACTION, 500, "VersionMismatch"),
        (envelope(SUBMIT, soap=SOAP12).replace(b">c<", b">nobody<"), ACTION, 500, "Receiver"),
        (
            envelope(SUBMIT, soap=SOAP12, headers='<o:Who s:mustUnderstand="true"/>'),
            "",
            500,
            "MustUnderstand",
        ),
    ],
)
def test_soap12(host: Host, body: bytes, parameter: str, status: int, code: str) -> None:
    media = f'application/soap+xml; charset="utf-8"; action="{parameter}"'
    reply = post(host.url, body, media=media)
    assert (reply.status, reply.code, reply.type) == (status, code, "application/soap+xml")
    if code == "MustUnderstand":
        assert b'NotUnderstood xmlns:q="urn:example:orders" qname="q:Who"' in reply.body
    if code == "VersionMismatch":
        assert b"<soap:SupportedEnvelope" in reply.body


@pytest.mark.parametrize(
    "block",
    [
        '<o:Who s:mustUnderstand="0"/>',
        '<o:Who s:mustUnderstand="1" s:actor="urn:somebody-else"/>',
        '<o:Session s:mustUnderstand="1"><o:user>u</o:user></o:Session>',
    ],
)
def test_headers_that_are_no_obstacle(host: Host, block: str) -> None:
    assert post(host.url, envelope(SUBMIT, headers=block), action=ACTION).status == 200


@pytest.mark.parametrize(
    "media",
    [
        "",
        "text/plain",
        "application/json",
        "multipart/related; type=text/xml",
        "text/xml; charset=x",
    ],
)
def test_content_types(host: Host, media: str) -> None:
    assert post(host.url, envelope(SUBMIT), media=media).status == 415


def test_a_compressed_request_is_refused(host: Host) -> None:
    assert post(host.url, b"\x1f\x8b", headers={"Content-Encoding": "gzip"}).status == 415


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1", "UTF-8"])
def test_the_charset_of_the_content_type_counts(host: Host, charset: str) -> None:
    text = envelope(SUBMIT).decode().replace(">c<", ">caf\u00e9<")
    data = f'<?xml version="1.0" encoding="us-ascii"?>{text}'.encode(charset)
    reply = post(host.url, data, action=ACTION, media=f"text/xml; charset={charset}")
    assert (reply.status, reply.code) == (200, "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "GET"])
def test_other_methods(host: Host, method: str) -> None:
    reply = post(host.url, b"", method=method)
    assert reply.status == 405
    assert {key.lower(): value for key, value in reply.headers.items()}[
        "allow"
    ] == "POST, GET, HEAD"


def test_other_paths(host: Host) -> None:
    assert post(host.url + "/more", envelope(SUBMIT)).status == 404


@pytest.mark.parametrize("chunked", [False, True])
def test_ten_mebibytes(host: Host, chunked: bool) -> None:
    body = envelope("<o:x>" + "y" * (10 << 20) + "</o:x>")
    if not chunked:
        assert post(host.url, body).status == 413
        return
    pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)]
    assert post(host.url, pieces).status == 413


def test_what_a_handler_does_wrong_stays_inside(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    reply = post(host.url, envelope(SUBMIT.replace(">c<", ">boom<")), action=ACTION)
    assert (reply.status, reply.code) == (500, "Server")
    assert b"1234" not in reply.body
    reply = post(host.url, envelope(SUBMIT.replace(">c<", ">wrong<")), action=ACTION)
    assert (reply.status, reply.code) == (500, "Server")
    assert b"receipt" not in reply.body
    (record,) = [item for item in caplog.records if "not sent" in item.getMessage()]
    assert "Submit" in record.getMessage()
    assert "receipt" in record.getMessage()


def test_a_declared_fault(host: Host) -> None:
    reply = post(host.url, envelope(SUBMIT.replace(">c<", ">nobody<")), action=ACTION)
    assert (reply.status, reply.code, reply.reason) == (500, "Server", "who is that?")
    assert f"{NS}".encode() in reply.body
    assert b"<detail>" in reply.body


def test_one_call_too_many() -> None:
    service = Orders()
    with service.start("http://127.0.0.1:0/", max_calls=0) as host:
        reply = post(host.url, envelope(SUBMIT), action=ACTION)
        assert reply.status == 503
        assert {key.lower() for key in reply.headers} >= {"retry-after"}

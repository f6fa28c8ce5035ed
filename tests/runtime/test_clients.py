"""Clients against servers of every temper: real ones of ours, and sockets that misbehave."""

from __future__ import annotations

import asyncio
import pickle
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.handmade.orders import (
    AsyncOrdersClient,
    DivideResponse,
    OrdersClient,
    SessionHeader,
    UnknownCustomer,
)
from tests.runtime.serving import NS, PATIENCE, SOAP11, AsyncOrders, Orders, envelope, order
from wswgen.runtime import (
    DecodeError,
    EncodeError,
    Fault,
    FaultCode,
    Loopback,
    TimedOut,
    TransportError,
    UsageError,
)

URL = "http://127.0.0.1:0/orders"
Caller = Callable[..., Any]


class Sync:
    """Calls through the synchronous client."""

    def __call__(self, url: str | None, method: str, **parameters: Any) -> Any:
        return self.several(url, (method, parameters))[0]

    between: Callable[[], object] = staticmethod(lambda: None)
    """What happens after each call."""

    def several(
        self, url: str | None, *calls: tuple[str, dict[str, Any]], **options: Any
    ) -> list[Any]:
        results: list[Any] = []
        with OrdersClient(url, timeout=PATIENCE, **options) as client:
            for method, parameters in calls:
                results.append(getattr(client, method)(**parameters))
                self.between()
        return results


class Async(Sync):
    """Calls through the asynchronous client."""

    def several(
        self, url: str | None, *calls: tuple[str, dict[str, Any]], **options: Any
    ) -> list[Any]:
        async def run() -> list[Any]:
            async with AsyncOrdersClient(url, timeout=PATIENCE, **options) as client:
                for method, parameters in calls:
                    results.append(await getattr(client, method)(**parameters))
                    await asyncio.to_thread(self.between)
                return results

        results: list[Any] = []
        return asyncio.run(run())


@pytest.fixture(params=[Sync, Async], ids=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Sync:
    made: Sync = request.param()
    return made


# --- every operation, both versions, socket and loopback ----------------------------------------


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
@pytest.mark.parametrize("kind", [Orders, AsyncOrders], ids=["def", "async def"])
@pytest.mark.parametrize("loopback", [False, True], ids=["socket", "loopback"])
def test_every_operation(call: Sync, kind: type[Orders], soap: str, loopback: bool) -> None:
    service = kind()
    calls: list[tuple[str, dict[str, Any]]] = [
        ("submit", {"order": order(), "session": SessionHeader(user="me")}),
        ("divide", {"a": 7, "b": 2}),
        ("notify", {"text": "<&> \u2713"}),
        ("describe", {"first": "x", "second": 2}),
    ]
    if loopback:
        with Loopback(service) as transport:
            results = call.several(None, *calls, soap=soap, transport=transport)
            assert service.seen.notes.get(timeout=PATIENCE) == "<&> \u2713"
    else:
        with service.start(URL) as host:
            results = call.several(host.url, *calls, soap=soap)
            assert service.seen.notes.get(timeout=PATIENCE) == "<&> \u2713"
    assert results[0] == f"3 for me in SOAP {soap}"
    assert results[1] == DivideResponse(quotient=3, remainder=1)
    assert results[2] is None
    assert (results[3].first, results[3].second, results[3].session.user) == ("x", 2, "")


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_a_declared_fault_is_its_class(call: Sync, soap: str) -> None:
    with Loopback(Orders()) as transport, pytest.raises(UnknownCustomer) as caught:
        call.several(None, ("submit", {"order": order("nobody")}), soap=soap, transport=transport)
    fault = caught.value
    assert (fault.detail.customer, fault.reason, fault.code) == (
        "nobody",
        "who is that?",
        FaultCode.RECEIVER,
    )
    copy = pickle.loads(pickle.dumps(fault))
    assert type(copy) is UnknownCustomer
    assert (copy.detail, copy.reason, copy.code) == (fault.detail, fault.reason, fault.code)


def test_what_cannot_be_encoded_is_never_sent(call: Sync) -> None:
    with pytest.raises(EncodeError, match="quantity"):
        call("http://127.0.0.1:1/", "submit", order=order(quantity=2**31))


# --- servers that misbehave ---------------------------------------------------------------------


closed = threading.Semaphore(0)
"""Released whenever `answering` has closed a connection."""


@contextmanager
def answering(*replies: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads a request and sends the next of the replies, a connection for each."""
    requests: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    while closed.acquire(blocking=False):
        pass

    def serve() -> None:
        for reply in replies:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(PATIENCE)
                data = b""
                while b"</soap:Envelope>" not in data:
                    data += connection.recv(65536)
                requests.append(data)
                connection.sendall(reply)
            closed.release()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x?y=z", requests
    finally:
        listener.close()


def http(
    body: bytes = b"", *, status: str = "200 OK", media: str = "text/xml", more: str = ""
) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


REPLY = envelope("<o:SubmitResponse><o:receipt>r</o:receipt></o:SubmitResponse>")


def chunked(body: bytes, size: int) -> bytes:
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    data = b"".join(b"%x;e=1\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + data + b"0\r\nTrailer: x\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        http(REPLY),
        http(REPLY, media='text/xml; charset="utf-8"'),
        http(REPLY.decode().encode("utf-16"), media="text/xml; charset=utf-16"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + http(REPLY),
        chunked(REPLY, 7),
        b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n" + REPLY,
    ],
)
def test_replies_of_every_form(call: Sync, reply: bytes) -> None:
    with answering(reply) as (url, requests):
        assert call(url, "submit", order=order()) == "r"
    assert requests[0].startswith(b"POST /x?y=z HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b'SOAPAction: "urn:example:orders/Submit"\r\n' in requests[0]


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (
            http(b"<html>", status="404 No", media="text/html"),
            TransportError,
            "404 of type text/html",
        ),
        (
            http(status="302 Go", more="Location: http://x/\r\n"),
            TransportError,
            "moved to http://x/",
        ),
        (http(b"oops", status="503 Busy"), TransportError, "503"),
        (http(b"oops"), DecodeError, "well-formed"),
        (http(REPLY, status="500 No"), TransportError, "no fault"),
        (http(REPLY, more="Content-Encoding: gzip\r\n"), TransportError, "Content-Encoding"),
        (http(REPLY)[:-9], TransportError, ""),
        (chunked(REPLY, 7)[:-40], TransportError, ""),
        (b"", TransportError, "closed the connection"),
        (b"nonsense\r\n\r\n", TransportError, ""),
        (http(envelope("<o:Other/>")), DecodeError, "where"),
        (http(envelope("<o:SubmitResponse/>")), DecodeError, "receipt"),
        (http(envelope("<s:Fault/>"), status="500 No"), DecodeError, "faultcode"),
        (
            http(b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + REPLY),
            DecodeError,
            "DTD",
        ),
    ],
)
def test_replies_that_are_none(
    call: Sync, reply: bytes, error: type[Exception], words: str
) -> None:
    with answering(reply) as (url, _), pytest.raises(error) as caught:
        call(url, "submit", order=order())
    assert type(caught.value) is error
    assert words in str(caught.value)


def test_an_undeclared_fault(call: Sync) -> None:
    fault = (
        "<s:Fault><faultcode>s:Client.Auth</faultcode><faultstring>no</faultstring>"
        "<faultactor>urn:a</faultactor><detail><o:Why>x</o:Why></detail></s:Fault>"
    )
    with (
        answering(http(envelope(fault), status="500 No")) as (url, _),
        pytest.raises(Fault) as info,
    ):
        call(url, "submit", order=order())
    assert type(info.value) is Fault
    assert (info.value.code, info.value.actor) == (FaultCode.SENDER, "urn:a")
    assert info.value.subcodes == ((SOAP11, "Client.Auth"),)
    (element,) = info.value.detail
    assert (element.name, element.text) == ((NS, "Why"), "x")


def test_a_reply_that_is_too_long(call: Sync) -> None:
    for reply in (http(REPLY), chunked(REPLY, 50), b"HTTP/1.0 200 OK\r\n\r\n" + REPLY):
        with answering(reply) as (url, _), pytest.raises(TransportError, match="max_reply"):
            call.several(url, ("submit", {"order": order()}), max_reply=100)


def test_a_stale_connection_is_replaced(call: Sync) -> None:
    """The server closes after each reply without saying so; nothing is ever sent twice."""
    call.between = lambda: closed.acquire(timeout=PATIENCE)
    with answering(http(REPLY), http(REPLY)) as (url, requests):
        both = call.several(url, ("submit", {"order": order()}), ("submit", {"order": order()}))
    assert both == ["r", "r"]
    assert len(requests) == 2


def test_a_trickle_does_not_extend_the_deadline() -> None:
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not stop.wait(0.01):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    threading.Thread(target=trickle, daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    with OrdersClient(url, timeout=0.2) as client, pytest.raises(TimedOut):
        client.submit(order=order())
    stop.set()
    listener.close()


def test_nobody_listens(call: Sync) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(TransportError, match=f"{port}"):
        call(f"http://127.0.0.1:{port}/", "submit", order=order())


# --- TLS and options ----------------------------------------------------------------------------


def test_tls(call: Sync, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
        " -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem".split(),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=str(certificate))
    submit = ("submit", {"order": order()})
    with Orders().start("https://localhost:0/orders", ssl=server) as host:
        assert (
            call.several(host.url, submit, submit, ssl=trusting) == ["3 for nobody in SOAP 1.1"] * 2
        )
        with pytest.raises(TransportError, match="certificate verify failed"):
            call.several(host.url, submit)


@pytest.mark.parametrize(
    ("url", "options", "words"),
    [
        ("ftp://x/", {}, "no URL"),
        ("http:///x", {}, "no URL"),
        ("http://x:99999/", {}, "no URL"),
        ("http://x/\r\nEvil: 1", {}, "no URL"),
        ("http://x/", {"endpoint": "Nowhere"}, "OrdersPort12"),
        ("http://x/", {"backend": "native"}, "a part of Windows"),
        ("http://x/", {"backend": "other"}, "'native' or 'portable'"),
    ],
)
def test_options_that_make_no_sense(url: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        OrdersClient(url, **options)


def test_a_header_cannot_smuggle_another(call: Sync) -> None:
    submit = ("submit", {"order": order()})
    with pytest.raises(UsageError, match="HTTP header"):
        call.several("http://127.0.0.1:1/", submit, headers={"X": "1\r\nEvil: 2"})


def test_the_endpoint_decides_address_and_version() -> None:
    with answering(b"") as (url, requests), OrdersClient(url, endpoint="OrdersPort12") as client:
        with pytest.raises(TransportError):
            client.submit(order=order())
        assert (
            b'application/soap+xml; charset=utf-8; action="urn:example:orders/Submit"'
            in requests[0]
        )

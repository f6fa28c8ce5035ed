"""What the tests of hosts and clients share: services, raw requests, patience without sleeping."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections import Counter
from collections.abc import Callable
from queue import Queue
from typing import Any
from urllib.parse import urlsplit

from tests.runtime.handmade.orders import (
    BlockState,
    DescribeResult,
    DescribeState,
    DivideResponse,
    DivideState,
    NotifyState,
    Order,
    OrderLine,
    OrdersService,
    SessionHeader,
    SubmitState,
    UnknownCustomer,
)
from wswgen.runtime import CancelReason

PATIENCE = 20.0
"""Seconds until a test gives up; nothing waits so long unless it is broken."""

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
NS = "urn:example:orders"


def order(customer: str = "c-1", quantity: int = 3) -> Order:
    return Order(customer=customer, lines=[OrderLine(article="AB-1", quantity=quantity)])


class Recorder:
    """What happened to the calls of a service."""

    def __init__(self) -> None:
        self.entered: Queue[int] = Queue()
        self.hooks: Queue[tuple[int, CancelReason | None]] = Queue()
        self.freed: Queue[int] = Queue()
        self.notes: Queue[str] = Queue()
        self.lock = threading.Lock()
        self.frees: Counter[int] = Counter()

    def watch(self, state: BlockState) -> None:
        """Record this call from the inside of its handler."""
        state.defer(self.free, state.key)
        state.on_cancel(lambda: self.hooks.put((state.key, state.token.reason)))
        self.entered.put(state.key)

    def free(self, key: int) -> None:
        with self.lock:
            self.frees[key] += 1
        self.freed.put(key)


class Orders(OrdersService):
    """`def` handlers; Block waits until it is cancelled."""

    def __init__(self) -> None:
        self.seen = Recorder()

    def submit(self, state: SubmitState) -> str:
        if state.order.customer == "nobody":
            raise UnknownCustomer(customer="nobody").because("who is that?")
        if state.order.customer == "boom":
            raise RuntimeError("the password is 1234")
        if state.order.customer == "wrong":
            return 7  # type: ignore[return-value]
        user = state.session.user if state.session else "nobody"
        return f"{state.order.lines[0].quantity} for {user} in SOAP {state.context.soap}"

    def block(self, state: BlockState) -> None:
        self.seen.watch(state)
        assert state.token.wait(PATIENCE), "nobody cancelled"
        state.check()

    def divide(self, state: DivideState) -> DivideResponse:
        quotient, remainder = divmod(state.a, state.b)
        return DivideResponse(quotient=quotient, remainder=remainder)

    def notify(self, state: NotifyState) -> None:
        self.seen.notes.put(state.text)

    def describe(self, state: DescribeState) -> DescribeResult:
        session = SessionHeader(user=",".join(str(block.name) for block in state.context.blocks))
        return DescribeResult(first=state.first, second=state.second, session=session)


class AsyncOrders(Orders):
    """The same with `async def`."""

    async def submit(self, state: SubmitState) -> str:  # type: ignore[override]
        return Orders.submit(self, state)

    async def block(self, state: BlockState) -> None:  # type: ignore[override]
        self.seen.watch(state)
        await asyncio.wait_for(asyncio.Event().wait(), PATIENCE)

    async def divide(self, state: DivideState) -> DivideResponse:  # type: ignore[override]
        return Orders.divide(self, state)


def envelope(body: str, *, headers: str = "", soap: str = SOAP11) -> bytes:
    """A message around ``body``, whose prefix ``o`` is the orders' namespace."""
    block = f"<s:Header>{headers}</s:Header>" if headers else ""
    return (
        f'<s:Envelope xmlns:s="{soap}" xmlns:o="{NS}">{block}<s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


class Reply:
    """An HTTP response and the fault in it, if there is one."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        from xml.etree import ElementTree

        self.status = response.status
        self.headers = dict(response.getheaders())
        self.body = response.read()
        self.type = response.getheader("Content-Type", "").partition(";")[0]
        self.code = self.reason = ""
        if self.body and self.type in ("text/xml", "application/soap+xml"):
            root = ElementTree.fromstring(self.body)
            space = f"{{{SOAP11}}}" if self.type == "text/xml" else f"{{{SOAP12}}}"
            fault = root.find(f"{space}Body/{space}Fault")
            if fault is not None and self.type == "text/xml":
                self.code = (fault.findtext("faultcode") or "").partition(":")[2]
                self.reason = fault.findtext("faultstring") or ""
            elif fault is not None:
                self.code = fault.findtext(f"{space}Code/{space}Value", "").partition(":")[2]
                self.reason = fault.findtext(f"{space}Reason/{space}Text", "")


def post(
    url: str,
    body: bytes | list[bytes],
    *,
    action: str | None = "",
    media: str = "text/xml; charset=utf-8",
    method: str = "POST",
    headers: dict[str, str] | None = None,
) -> Reply:
    """One request on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    found = {"Content-Type": media, **(headers or {})}
    if action is not None and "text/xml" in media:
        found["SOAPAction"] = f'"{action}"'
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, found)
        return Reply(connection.getresponse())
    finally:
        connection.close()


def eventually(condition: Callable[[], bool], what: str = "the condition") -> None:
    """Wait for what a host's threads will make true."""
    event = threading.Event()
    for _ in range(int(PATIENCE / 0.01)):
        if condition():
            return
        event.wait(0.01)
    raise AssertionError(f"{what} did not come true in {PATIENCE} s")


def client_options(**options: Any) -> dict[str, Any]:
    return {"timeout": PATIENCE, **options}

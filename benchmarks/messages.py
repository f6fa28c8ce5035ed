"""The messages of the benchmarks as bytes: a small one, and 100 orders of 8 fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

NS = "urn:example:bench"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


def orders(count: int = 100) -> list[dict[str, Any]]:
    """The orders, as the arguments of a generated class."""
    start = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
    return [
        {
            "id": 100000 + n,
            "customer": f"Customer {n:03d} & Sons",
            "sku": f"SKU-{n * 7919 % 99991:05d}",
            "quantity": n % 17 + 1,
            "price": round(3.25 + n * 1.37, 2),
            "paid": n % 3 == 0,
            "created": start + timedelta(minutes=37 * n),
            "note": f"leave at door {n % 9} <after six>",
        }
        for n in range(count)
    ]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _element(name: str, content: str) -> str:
    return f"<b:{name}>{content}</b:{name}>"


def _listed() -> str:
    items = (
        "".join(_element(name, _text(value)) for name, value in order.items()) for order in orders()
    )
    return _element("orders", "".join(_element("order", item) for item in items))


def _envelope(operation: str, content: str) -> bytes:
    body = _element(operation, content)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<s:Envelope xmlns:s="{ENVELOPE}" xmlns:b="{NS}"><s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


def sleep_request(number: int) -> bytes:
    """A call that waits."""
    return _envelope("Sleep", _element("ms", str(number)))


def sleep_ms(request: bytes) -> int:
    """The number in the request of a call that waits."""
    return int(request.partition(b"ms>")[2].partition(b"<")[0])


REQUESTS: Mapping[str, bytes] = {
    "Add": _envelope("Add", _element("a", "2") + _element("b", "40")),
    "EchoOrders": _envelope("EchoOrders", _listed()),
}
REPLIES: Mapping[str, bytes] = {
    "Add": _envelope("AddResponse", _element("result", "42")),
    "EchoOrders": _envelope("EchoOrdersResponse", _listed()),
    "Sleep": _envelope("SleepResponse", _element("result", "1")),
}


def http_request(operation: str, body: bytes, path: str = "/") -> bytes:
    """The whole POST request."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: text/xml; charset=utf-8\r\n"
        f'SOAPAction: "{NS}/{operation}"\r\nContent-Length: {len(body)}\r\n\r\n'
    ).encode() + body


def operation_of(body: bytes) -> str:
    """Which operation a request or its head is for."""
    return next((name for name in ("EchoOrders", "Sleep") if name.encode() in body[:400]), "Add")

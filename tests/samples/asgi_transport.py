"""A transport for zeep that calls an ASGI application without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zeep.transports import Transport

from wswgen.runtime.loopback import Loopback
from wswgen.runtime.wire import Outgoing


class InMemory(Transport):
    """Sends messages to one service and keeps both sides of each; ``known`` documents have URLs."""

    def __init__(self, loopback: Loopback, known: Mapping[str, Path] | None = None) -> None:
        make: Any = super().__init__  # it has no types
        make()
        self.known = known or {}
        self.loopback = loopback
        self.messages: list[bytes] = []

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Any:
        """One exchange, as `zeep` asks for it."""
        outgoing = Outgoing(headers={str(k): str(v) for k, v in headers.items()}, body=message)
        work = self.loopback.exchange("http://localhost/", outgoing)
        reply = asyncio.run_coroutine_threadsafe(work, self.loopback.loop()).result(30)
        self.messages += [message, reply.body]
        return _Reply(reply.status, reply.content_type, reply.body)

    def load(self, url: str) -> bytes:
        """A document; nothing is fetched."""
        return self.known.get(url, Path(url.removeprefix("file://"))).read_bytes()


class _Reply:
    """As much of a `requests.Response` as zeep looks at."""

    def __init__(self, status: int, content_type: str, content: bytes) -> None:
        self.status_code = status
        self.headers = {"Content-Type": content_type}
        self.content = content
        self.encoding = "utf-8"

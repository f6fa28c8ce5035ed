"""A service as an ASGI application (ASGI 3, HTTP connection scope 2.x, lifespan).

Beside every handler that does not return at once a watcher reads the raw ``receive``: a client
that goes away cancels its call. Nothing else ever reads it after the request's body.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias, Unpack

from ..backend import HostOptions, Limits
from ..engine import Engine, Request, Response
from ..errors import LeakError
from ..service import Service
from .exchange import Exchange, Loop
from .metadata import Metadata

_log = logging.getLogger("wswgen.http")

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

CLOSE_TIMEOUT = 5.0
"""Seconds that running calls get when the server that hosts the application shuts down."""

_CLOSING = frozenset({413, 503})

UNWIND_TIMEOUT = 1.0
"""Seconds that cancelled calls get to return before they count as leaked."""


class AsgiApplication:
    """What ``service.asgi()`` returns. Event loops and threads may share it."""

    def __init__(self, service: Service, **options: Unpack[HostOptions]) -> None:
        self.limits = Limits(**options)
        self.engine = Engine(service, self.limits)
        self._metadata = Metadata(service.contract, trust_forwarded=self.limits.trust_forwarded)
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def live(self) -> int:
        """How many calls are not freed yet."""
        return self.engine.calls.live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        match scope["type"]:
            case "http":
                await self._http(scope, receive, send)
            case "lifespan":
                await self._lifespan(receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1000})
            case other:
                raise ValueError(f"an ASGI scope that this application does not know: {other!r}")

    # --- closing

    def abort(self) -> int:
        """Cancel every call, those to come as well, with HOST_ABORT; from any thread."""
        self._closing = True
        return self.engine.calls.abort()

    async def drain(self, timeout: float) -> None:
        """Refuse new calls, wait for the running ones, then abort those that remain.

        Raises `LeakError` if calls are alive even after that.
        """
        self._closing = True
        if not await self._idle(timeout):
            self.abort()
            await self._idle(UNWIND_TIMEOUT)
        self.engine.workers.close()
        self.engine.hooks.close()
        self.engine.calls.close()

    async def _idle(self, timeout: float) -> bool:
        loop = asyncio.get_running_loop()
        event = asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(event.set)

        self.engine.calls.when_idle(wake)
        try:
            await asyncio.wait_for(event.wait(), timeout)
        except TimeoutError:
            return False
        return True

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
                continue
            try:
                await self.drain(CLOSE_TIMEOUT)
            except LeakError as error:
                _log.error("%s", error)
                await send({"type": "lifespan.shutdown.failed", "message": str(error)})
            else:
                await send({"type": "lifespan.shutdown.complete"})
            return

    # --- one request

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        method: str = scope["method"]
        if method != "POST":
            await _send(send, self._metadata.answer(scope), method)
            return
        if self._closing or self.engine.calls.live >= self.limits.max_calls:
            busy = "the service is shutting down" if self._closing else "too many calls at once"
            await self._refuse(scope, receive, send, _text(503, busy, ("retry-after", "1")))
            return
        content_type, action, length = b"", None, None
        for name, value in headers:
            if name == b"content-type":
                content_type = value
            elif name == b"soapaction":
                action = value.decode("latin-1")
            elif name == b"content-length":
                length = value
            elif name == b"content-encoding" and value.lower() != b"identity":
                refusal = _text(415, "a request is sent without Content-Encoding")
                await self._refuse(scope, receive, send, refusal)
                return
        limit = self.limits.max_body
        body: bytes | None = None
        if length is None or int(length) <= limit:
            body = await _read_body(receive, limit)
        if body is None:
            refusal = _text(413, f"a request has at most {limit} bytes")
            await self._refuse(scope, receive, send, refusal)
            return
        loop = Loop()
        request = Request(
            content_type=content_type.decode("latin-1"),
            action=action,
            body=body,
            headers=partial(_transport_headers, headers),
            address=scope["path"],
            peer=_peer(scope),
        )
        del body
        work = self.engine.accept(request, loop.run)
        if isinstance(work, Response):
            await _send(send, work)
            return
        if work.one_way:
            exchange = Exchange(work, loop, self.engine.workers.submit)
            task = asyncio.create_task(exchange.run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            await _send(send, Response(status=202))
        else:
            answer = partial(_send, send)
            await Exchange(work, loop, self.engine.workers.submit, receive, answer).run()

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, refusal: Response) -> None:
        """Refuse a request whose body was not read.

        Closing the connection on a client that is still sending would reset it before it reads
        the answer, so a bounded rest is read; not from one that waits for ``100 Continue``.
        """
        if not any(name == b"expect" for name, _ in scope["headers"]):
            await _read_body(receive, 4 * self.limits.max_body, keep=False)
        await _send(send, refusal)


async def _read_body(receive: Receive, limit: int, *, keep: bool = True) -> bytes | None:
    """The whole body; None if it is too long or the client went away meanwhile."""
    chunks: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk: bytes = message.get("body", b"")
        more: bool = message.get("more_body", False)
        length += len(chunk)
        if length > limit:
            return None
        if not more and not chunks:
            return chunk
        if keep:
            chunks.append(chunk)
        if not more:
            return b"".join(chunks)


async def _send(send: Send, response: Response, method: str = "POST") -> None:
    headers = [(b"content-length", str(len(response.body)).encode())]
    if response.content_type:
        headers.append((b"content-type", response.content_type.encode("latin-1")))
    for name, value in response.headers:
        headers.append((name.encode(), value.encode("latin-1")))
    if response.status in _CLOSING:
        headers.append((b"connection", b"close"))  # the rest of the request was not read
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if method == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body})


def _text(status: int, text: str, *headers: tuple[str, str]) -> Response:
    return Response(
        status=status,
        content_type="text/plain; charset=utf-8",
        body=f"{text}\n".encode(),
        headers=headers,
    )


def _transport_headers(headers: list[tuple[bytes, bytes]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return "" if not client else f"{client[0]}:{client[1]}"

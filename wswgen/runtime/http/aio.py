"""The asynchronous client: HTTP/1.1 (RFC 9112) on asyncio's streams, nothing else needed."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ..backend import ClientOptions, Scope
from ..contract import Operation
from ..errors import Cancelled, TimedOut, TransportError
from ..wire import Incoming, Outgoing, Wire

R = TypeVar("R")

MAX_IDLE = 16
MAX_LINE = 65536
MAX_HEADERS = 200


class AsyncHttpCaller:
    """What an `AsyncClient` calls through. Tasks share the connections, one call uses one."""

    def __init__(self, options: ClientOptions) -> None:
        self._options = options
        self._wire = Wire(options)
        self._idle: deque[_Connection] = deque()
        self._tls = options.ssl
        parts = urlsplit(options.url)
        self._secure = parts.scheme == "https"
        self._address = parts.hostname or "", parts.port or (443 if self._secure else 80)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._head = f"POST {target} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n"

    async def call(
        self, operation: Operation[R], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> R:
        """One call; see `backend.AsyncCaller`."""
        outgoing = self._wire.request(operation, body, headers)
        return self._wire.result(operation, await self._exchange(outgoing, scope))

    async def aclose(self) -> None:
        """Close the connections that no call uses; the others close after their calls."""
        while self._idle:
            self._idle.pop().cut()

    async def _exchange(self, outgoing: Outgoing, scope: Scope) -> Incoming:
        token, loop = scope.token, asyncio.get_running_loop()
        if token is not None:
            token.check()
        remaining = scope.remaining
        try:
            # One mechanism for both: a token that is cancelled moves the deadline to now.
            async with asyncio.timeout(remaining) as limit:
                if token is None:
                    return await self._send(outgoing)

                def end() -> None:
                    with suppress(RuntimeError):  # the call was over first
                        limit.reschedule(loop.time())

                token.subscribe(limit, lambda: loop.call_soon_threadsafe(end))
                try:
                    return await self._send(outgoing)
                finally:
                    token.unsubscribe(limit)
        except TimeoutError as error:
            if token is not None and token.reason is not None:
                raise Cancelled(token.reason) from None
            if error.errno is None:
                raise TimedOut(f"no reply from {self._options.url} in time") from None
            raise TransportError(f"{self._options.url}: {error}") from error
        except (OSError, EOFError, ValueError) as error:
            if isinstance(error, EOFError):
                raise TransportError(f"{self._options.url} closed the connection") from None
            raise TransportError(f"{self._options.url}: {error}") from error

    async def _send(self, outgoing: Outgoing) -> Incoming:
        connection = self._take() or await self._connect()
        lines = [f"{name}: {value}\r\n" for name, value in outgoing.headers.items()]
        head = f"{self._head}{''.join(lines)}Content-Length: {len(outgoing.body)}\r\n\r\n"
        try:
            reply = await connection.exchange(head.encode("latin-1") + outgoing.body)
        except BaseException:  # cancelled as well: what comes next on it would be our reply
            connection.cut()
            raise
        if connection.reusable and len(self._idle) < MAX_IDLE:
            self._idle.append(connection)
        else:
            connection.cut()
        return reply

    def _take(self) -> _Connection | None:
        loop = asyncio.get_running_loop()
        while self._idle:
            connection = self._idle.pop()
            if connection.loop is loop and connection.alive:
                return connection
            if connection.loop is loop or not connection.loop.is_closed():
                connection.cut()
        return None

    async def _connect(self) -> _Connection:
        tls = None
        if self._secure:
            tls = self._tls = self._tls or ssl.create_default_context()
        reader, writer = await asyncio.open_connection(*self._address, ssl=tls, limit=MAX_LINE)
        return _Connection(reader, writer, self._options.max_reply)


class _Connection:
    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, max_reply: int
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.reusable = False
        self._reader = reader
        self._writer = writer
        self._max_reply = max_reply

    @property
    def alive(self) -> bool:
        """Whether the other side kept it open."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    def cut(self) -> None:
        """Close without waiting for anything."""
        self.reusable = False
        transport = self._writer.transport
        if self.loop is asyncio.get_running_loop():
            transport.abort()
        else:
            with suppress(RuntimeError):
                self.loop.call_soon_threadsafe(transport.abort)

    async def exchange(self, request: bytes) -> Incoming:
        """Send and read the whole reply. OSError, EOFError, ValueError for no HTTP."""
        self.reusable = False
        self._writer.write(request)
        try:
            await self._writer.drain()
        except (BrokenPipeError, ConnectionResetError):
            # Who refuses a long request answers and closes before all of it is sent.
            with suppress(OSError, EOFError, ValueError):
                return await self._reply()
            raise
        return await self._reply()

    async def _reply(self) -> Incoming:
        status, headers = await self._head()
        while 100 <= status < 200:
            status, headers = await self._head()
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise TransportError("the reply has a Content-Encoding that was not asked for")
        body, ends = await self._body(status, headers)
        self.reusable = ends and headers.get("connection", "").lower() != "close"
        return Incoming(
            status=status,
            content_type=headers.get("content-type", ""),
            body=body,
            location=headers.get("location", ""),
        )

    async def _line(self) -> str:
        line = await self._reader.readline()  # ValueError beyond MAX_LINE
        if not line.endswith(b"\n"):
            raise EOFError
        return line.decode("latin-1").rstrip("\r\n")

    async def _head(self) -> tuple[int, dict[str, str]]:
        line = await self._line()
        version, _, rest = line.partition(" ")
        if version not in ("HTTP/1.1", "HTTP/1.0") or not rest[:3].isdigit():
            raise ValueError(f"no HTTP/1.1 status line: {line[:80]!r}")
        headers: dict[str, str] = {"connection": "close"} if version == "HTTP/1.0" else {}
        for _ in range(MAX_HEADERS):
            line = await self._line()
            if not line:
                return int(rest[:3]), headers
            name, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"no HTTP header: {line[:80]!r}")
            headers[name.strip().lower()] = value.strip()
        raise ValueError(f"more than {MAX_HEADERS} HTTP headers")

    async def _body(self, status: int, headers: dict[str, str]) -> tuple[bytes, bool]:
        """The body, and whether it had an end other than that of the connection."""
        if status in (204, 304):
            return b"", True
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return await self._chunks(), True
        length = headers.get("content-length")
        if length is None:
            body = await self._reader.read(self._max_reply + 1)
            while body and len(body) <= self._max_reply:
                more = await self._reader.read(self._max_reply + 1 - len(body))
                if not more:
                    break
                body += more
            self._bound(len(body))
            return body, False
        self._bound(int(length))
        return await self._reader.readexactly(int(length)), True

    async def _chunks(self) -> bytes:
        chunks: list[bytes] = []
        total = 0
        while True:
            size = int((await self._line()).partition(";")[0], 16)
            if size == 0:
                while await self._line():
                    pass  # trailers
                return b"".join(chunks)
            total += size
            self._bound(total)
            chunks.append(await self._reader.readexactly(size))
            if await self._line():
                raise ValueError("a chunk is longer than it says")

    def _bound(self, length: int) -> None:
        if length > self._max_reply:
            raise TransportError(
                f"the reply is longer than {self._max_reply} bytes: raise `max_reply`"
            )

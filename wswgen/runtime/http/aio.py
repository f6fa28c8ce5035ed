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
from .reply import MAX_HEAD, Head, chunk_size, read_head

R = TypeVar("R")

MAX_IDLE = 16
MAX_LINE = 65536


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
        head = await self._head()
        while head.status < 200:
            head = await self._head()
        if head.fields.get("content-encoding", "identity").lower() != "identity":
            raise TransportError("the reply has a Content-Encoding that was not asked for")
        body = await self._body(head)
        self.reusable = head.keep
        return Incoming(
            status=head.status,
            content_type=head.fields.get("content-type", ""),
            body=body,
            location=head.fields.get("location", ""),
        )

    async def _line(self) -> bytes:
        line = await self._reader.readline()  # ValueError beyond MAX_LINE
        if not line.endswith(b"\n"):
            raise EOFError
        return line

    async def _head(self) -> Head:
        block = b""
        while (line := await self._line()) not in (b"\r\n", b"\n"):
            block += line
            if len(block) > MAX_HEAD:
                raise ValueError(f"the reply's head is longer than {MAX_HEAD} bytes")
        return read_head(block)

    async def _body(self, head: Head) -> bytes:
        if head.chunked:
            return await self._chunks()
        if head.length is not None:
            self._bound(head.length)
            return await self._reader.readexactly(head.length)
        chunks: list[bytes] = []
        total = 0
        while data := await self._reader.read(MAX_LINE):
            total += len(data)
            self._bound(total)
            chunks.append(data)
        return b"".join(chunks)

    async def _chunks(self) -> bytes:
        chunks: list[bytes] = []
        total = 0
        while size := chunk_size(await self._line()):
            total += size
            self._bound(total)
            chunks.append(await self._reader.readexactly(size))
            if (await self._line()).strip(b"\r\n"):
                raise ValueError("a chunk is longer than it says")
        trailers = 0
        while trailer := (await self._line()).strip(b"\r\n"):
            trailers += len(trailer)
            if trailers > MAX_HEAD:
                raise ValueError("the trailers of the reply are too long")
        return b"".join(chunks)

    def _bound(self, length: int) -> None:
        if length > self._max_reply:
            raise TransportError(
                f"the reply is longer than {self._max_reply} bytes: raise `max_reply`"
            )

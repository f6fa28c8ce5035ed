"""The synchronous client: HTTP/1.1 on kept connections that another thread can cut off."""

from __future__ import annotations

import select
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from ..backend import ClientOptions, Scope
from ..contract import Operation
from ..errors import Cancelled, TimedOut, TransportError
from ..wire import Incoming, Outgoing, Wire
from .reply import MAX_HEAD, Head, chunk_size, read_head

if TYPE_CHECKING:
    import ssl

R = TypeVar("R")

MAX_IDLE = 16
"""Connections kept for the next call; more than so many calls at once open new ones."""


class HttpCaller:
    """What a `Client` calls through. Threads share the connections, one call uses one."""

    def __init__(self, options: ClientOptions) -> None:
        self._options = options
        self._wire = Wire(options)
        self._idle: deque[_Connection] = deque()
        self._tls = options.ssl

    def call(
        self, operation: Operation[R], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> R:
        """One call; see `backend.Caller`."""
        outgoing = self._wire.request(operation, body, headers)
        return self._wire.result(operation, self._exchange(outgoing, scope))

    def close(self) -> None:
        """Close the connections that no call uses; the others close after their calls."""
        while self._idle:
            self._idle.pop().close()

    def _exchange(self, outgoing: Outgoing, scope: Scope) -> Incoming:
        token = scope.token
        if token is not None:
            token.check()
        connection = self._take()
        connection.deadline = scope.deadline
        if token is not None:
            token.subscribe(connection, connection.cut)
        try:
            reply = connection.exchange(outgoing)
        except BaseException as error:
            connection.close()
            if not isinstance(error, (OSError, EOFError, ValueError)):
                raise
            if token is not None and token.reason is not None:
                raise Cancelled(token.reason) from None
            # The system's own ETIMEDOUT is a TimeoutError as well, but has a number.
            if isinstance(error, TimeoutError) and error.errno is None:
                raise TimedOut(f"no reply from {self._options.url} in time") from None
            raise _failed(self._options.url, error) from error
        finally:
            if token is not None:
                token.unsubscribe(connection)
        if connection.reusable and len(self._idle) < MAX_IDLE:
            connection.deadline = None
            self._idle.append(connection)
        else:
            connection.close()
        return reply

    def _take(self) -> _Connection:
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                break
            if connection.alive():
                return connection
            connection.close()
        if self._tls is None and self._options.url.startswith("https:"):
            import ssl  # milliseconds that only those who need it should pay

            self._tls = ssl.create_default_context()
        return _Connection(self._options.url, self._tls, self._options.max_reply)


def _failed(url: str, error: Exception) -> TransportError:
    if isinstance(error, TransportError):
        return error
    if isinstance(error, EOFError):
        return TransportError(f"{url} closed the connection {error}")
    return TransportError(f"{url}: {error or type(error).__name__}")


class _Connection:
    """One HTTP/1.1 connection, opened by its first exchange."""

    def __init__(self, url: str, tls: ssl.SSLContext | None, max_reply: int) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host = cast(str, parts.hostname)
        self._port = parts.port or (443 if self._secure else 80)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._tls = tls
        self._max_reply = max_reply
        authority = parts.netloc.rpartition("@")[2]
        self._head = f"POST {target} HTTP/1.1\r\nHost: {authority}\r\n"
        self._socket: socket.socket | None = None
        self._cut = False
        self.deadline: float | None = None
        self.reusable = False

    def alive(self) -> bool:
        """Whether the other side kept it open: no end of file, nothing that we did not ask for."""
        assert self._socket is not None
        if self._cut:
            return False
        try:
            if not _readable(self._socket):
                return True
            # The method of the plain class, below TLS, whose own cannot look without taking.
            data = socket.socket.recv(self._socket, 1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return False
        # TLS 1.3 sends session tickets at any time; on a plain connection nothing may come.
        return bool(data) and self._secure

    def cut(self) -> None:
        """End whatever is going on, from any thread: who waits here gets an OSError."""
        self._cut = True
        if self._socket is not None:
            with suppress(OSError):
                # The method of the plain class: that of TLS would say goodbye first.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket."""
        self.reusable = False
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()

    def exchange(self, outgoing: Outgoing) -> Incoming:
        """Send and read the whole reply. OSError, HTTPException, TimeoutError."""
        self.reusable = False
        if self._socket is None:
            self._connect()
        if self._cut or self._socket is None:
            raise ConnectionAbortedError("the call was cancelled")
        lines = "".join([f"{name}: {value}\r\n" for name, value in outgoing.headers.items()])
        head = f"{self._head}{lines}Content-Length: {len(outgoing.body)}\r\n\r\n"
        try:
            self._limit(self._socket)
            # In one piece: `http.client` would send two, and wake the server twice.
            self._socket.sendall(head.encode("latin-1") + outgoing.body)
        except (BrokenPipeError, ConnectionResetError):
            # Who refuses a long request answers and closes before all of it is sent.
            with suppress(OSError, EOFError, ValueError):
                return self._reply()
            raise
        return self._reply()

    def _reply(self) -> Incoming:
        reader = _Reader(self)
        head = read_head(reader.head())
        while head.status < 200:
            head = read_head(reader.head())
        if head.fields.get("content-encoding", "identity").lower() != "identity":
            raise TransportError("the reply has a Content-Encoding that was not asked for")
        body = self._body(head, reader)
        self.reusable = head.keep and not reader.rest
        return Incoming(
            status=head.status,
            content_type=head.fields.get("content-type", ""),
            body=body,
            location=head.fields.get("location", ""),
        )

    def _body(self, head: Head, reader: _Reader) -> bytes:
        limit = self._max_reply
        if head.length is not None:
            if head.length > limit:
                raise _too_long(limit)
            return reader.exactly(head.length)
        if not head.chunked:
            return reader.until_end(limit)
        chunks: list[bytes] = []
        total = 0
        while size := chunk_size(reader.line()):
            total += size
            if total > limit:
                raise _too_long(limit)
            chunks.append(reader.exactly(size))
            if reader.line().strip(b"\r\n"):
                raise ValueError("a chunk is longer than it says")
        trailers = 0
        while trailer := reader.line().strip(b"\r\n"):
            trailers += len(trailer)
            if trailers > MAX_HEAD:
                raise ValueError("the trailers of the reply are too long")
        return b"".join(chunks)

    def _connect(self) -> None:
        failure: OSError = ConnectionError(f"{self._host} has no address")
        # As bytes: for text Python loads the tables of IDNA, and there are none but ASCII letters.
        host = self._host.encode("ascii")
        infos = socket.getaddrinfo(host, self._port, type=socket.SOCK_STREAM)
        for family, kind, protocol, _, address in infos:
            sock = self._socket = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.seconds())
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:
                sock.close()
                self._socket = None
                failure = error
                if self._cut or isinstance(error, TimeoutError):
                    break
                continue
            if self._tls is not None and self._secure:
                sock.settimeout(self.seconds())
                self._socket = self._tls.wrap_socket(sock, server_hostname=self._host)
            return
        raise failure

    def receive(self) -> bytes:
        """Some of what has come; nothing at the end."""
        assert self._socket is not None
        self._limit(self._socket)
        return self._socket.recv(65536)

    def _limit(self, connected: socket.socket) -> None:
        """Let what follows take no more than the time that is left."""
        seconds = self.seconds()
        if (
            seconds is not None or connected.gettimeout() is not None
        ):  # else a system call for nothing
            connected.settimeout(seconds)

    def seconds(self) -> float | None:
        """What is left of the call's time; TimeoutError if nothing is."""
        if self.deadline is None:
            return None
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the deadline has passed")
        return remaining


class _Reader:
    """What comes on a connection, in the pieces that a reply is made of. EOFError at its end."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self.rest = b""

    def _more(self, what: str) -> None:
        data = self._connection.receive()
        if not data:
            raise EOFError(what)
        self.rest = self.rest + data if self.rest else data

    def _until(self, ends: tuple[bytes, ...], what: str) -> bytes:
        start = 0
        while True:
            places = [place + len(e) for e in ends if (place := self.rest.find(e, start)) >= 0]
            if places:
                found, self.rest = self.rest[: min(places)], self.rest[min(places) :]
                return found
            if len(self.rest) > MAX_HEAD:
                raise ValueError(f"a part of the reply's head is longer than {MAX_HEAD} bytes")
            start = max(0, len(self.rest) - 2)
            self._more(what if self.rest else "without a reply")

    def head(self) -> bytes:
        """The lines up to the first empty one; a bare line feed ends a line too."""
        return self._until((b"\n\r\n", b"\n\n"), "within the head of its reply")

    def line(self) -> bytes:
        """A line, with its end."""
        return self._until((b"\n",), "within its reply")

    def exactly(self, size: int) -> bytes:
        """So many bytes."""
        if len(self.rest) > size:
            found, self.rest = self.rest[:size], self.rest[size:]
            return found
        chunks, missing = [self.rest], size - len(self.rest)
        self.rest = b""
        while missing > 0:
            self._more("within its reply")
            chunks.append(self.rest[:missing])
            self.rest = self.rest[missing:]
            missing -= len(chunks[-1])
        return b"".join(chunks) if len(chunks) > 1 else chunks[0]

    def until_end(self, limit: int) -> bytes:
        """Everything up to the end of the connection."""
        chunks, total = [self.rest], len(self.rest)
        self.rest = b""
        while total <= limit:
            data = self._connection.receive()
            if not data:
                return b"".join(chunks)
            chunks.append(data)
            total += len(data)
        raise _too_long(limit)


def _readable(sock: socket.socket) -> bool:
    """Whether there is anything to be read at this moment: data, or the end."""
    if sys.platform == "win32":  # which has no poll
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _too_long(limit: int) -> TransportError:
    return TransportError(f"the reply is longer than {limit} bytes: raise `max_reply`")

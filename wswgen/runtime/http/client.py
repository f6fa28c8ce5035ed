"""The synchronous client: `http.client` on kept connections that another thread can cut off."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from ..backend import ClientOptions, Scope
from ..contract import Operation
from ..errors import Cancelled, TimedOut, TransportError
from ..wire import Incoming, Outgoing, Wire

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
            if not isinstance(error, (OSError, http.client.HTTPException, ValueError)):
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
            self._tls = ssl.create_default_context()
        return _Connection(self._options.url, self._tls, self._options.max_reply)


def _failed(url: str, error: Exception) -> TransportError:
    if isinstance(error, TransportError):
        return error
    if isinstance(error, http.client.RemoteDisconnected):
        return TransportError(f"{url} closed the connection without a reply")
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
        try:
            self._socket.setblocking(False)
            # The method of the plain class, below TLS, whose own cannot look without taking.
            data = socket.socket.recv(self._socket, 1, socket.MSG_PEEK)
        except BlockingIOError:
            return not self._cut
        except OSError:
            return False
        # TLS 1.3 sends session tickets at any time; on a plain connection nothing may come.
        return bool(data) and self._secure and not self._cut

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
            self._socket.settimeout(self.seconds())
            # In one piece: `http.client` would send two, and wake the server twice.
            self._socket.sendall(head.encode("latin-1") + outgoing.body)
        except (BrokenPipeError, ConnectionResetError):
            # Who refuses a long request answers and closes before all of it is sent.
            with suppress(http.client.HTTPException, OSError):
                return self._reply()
            raise
        return self._reply()

    def _reply(self) -> Incoming:
        response = http.client.HTTPResponse(cast(socket.socket, _Timed(self)), method="POST")
        response.begin()
        if response.getheader("Content-Encoding", "identity").lower() != "identity":
            raise TransportError("the reply has a Content-Encoding that was not asked for")
        length = response.length
        if length is not None and length > self._max_reply:
            raise _too_long(self._max_reply)
        body = response.read() if length is not None else response.read(self._max_reply + 1)
        if len(body) > self._max_reply:
            raise _too_long(self._max_reply)
        self.reusable = not response.will_close and response.isclosed()
        return Incoming(
            status=response.status,
            content_type=response.getheader("Content-Type", ""),
            body=body,
            location=response.getheader("Location", ""),
        )

    def _connect(self) -> None:
        failure: OSError = ConnectionError(f"{self._host} has no address")
        infos = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        for family, kind, protocol, _, address in infos:
            sock = self._socket = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.seconds())
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._tls is not None and self._secure:
                    sock.settimeout(self.seconds())
                    sock = self._tls.wrap_socket(sock, server_hostname=self._host)
                    self._socket = sock
            except OSError as error:
                sock.close()
                self._socket = None
                failure = error
                if self._cut or isinstance(error, (TimeoutError, ssl.SSLError)):
                    break
                continue
            return
        raise failure

    def receive(self, buffer: Any) -> int:
        """Fill a buffer with what has come; 0 at the end."""
        assert self._socket is not None
        self._socket.settimeout(self.seconds())
        return self._socket.recv_into(buffer)

    def seconds(self) -> float | None:
        """What is left of the call's time; TimeoutError if nothing is."""
        if self.deadline is None:
            return None
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the deadline has passed")
        return remaining


class _Timed:
    """The socket as `http.client` reads it: every wait ends at the call's deadline."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._connection), 16384)


class _Reader(io.RawIOBase):
    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._connection.receive(buffer)


def _too_long(limit: int) -> TransportError:
    return TransportError(f"the reply is longer than {limit} bytes: raise `max_reply`")

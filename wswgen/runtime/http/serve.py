"""The portable host: uvicorn around the ASGI application, closed in the right order."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl as _ssl
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import SplitResult, urlsplit

from ..backend import HostOptions
from ..cancel import Calls
from ..errors import LeakError, UsageError
from ..service import Service
from ..serving import serve_until_signal
from .asgi import CLOSE_TIMEOUT, AsgiApplication, Receive, Scope, Send

if TYPE_CHECKING:
    import uvicorn

_log = logging.getLogger("wswgen.http")

BACKLOG = 2048


def start(
    service: Service, url: str, *, options: HostOptions, ssl: _ssl.SSLContext | None = None
) -> UvicornHost:
    """Serve on a thread of its own; returns once the port accepts connections."""
    return UvicornHost(service, url, options=options, ssl=ssl)


def serve(
    service: Service,
    url: str,
    *,
    options: HostOptions,
    close_timeout: float = CLOSE_TIMEOUT,
    ssl: _ssl.SSLContext | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; off the main thread, where there are none, for ever."""
    host = UvicornHost(service, url, options=options, ssl=ssl)
    serve_until_signal(host, type(service).__name__, close_timeout)


class UvicornHost:
    """What `Service.start` returns on the portable backend; see `backend.Host`."""

    def __init__(
        self,
        service: Service,
        url: str,
        *,
        options: HostOptions,
        ssl: _ssl.SSLContext | None = None,
    ) -> None:
        parts = _parts(url, ssl)
        self._application = AsgiApplication(service, **options)
        self._path = parts.path or "/"
        self._timeout = CLOSE_TIMEOUT
        self._closed = False
        self._failure: BaseException | None = None
        self._server, sock = self._bind(parts, ssl)
        port = sock.getsockname()[1]
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self._url = f"{parts.scheme}://{host}:{port}{self._path}"
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(
            target=self._run, args=(sock,), name="wswgen-host", daemon=True
        )
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            raise self._failure

    @property
    def url(self) -> str:
        """The address to call, with the real port."""
        return self._url

    @property
    def live(self) -> int:
        """How many calls are not freed yet."""
        return self._application.live

    @property
    def calls(self) -> Calls:
        """The table of its calls, with the counts of freed calls and of late callbacks."""
        return self._application.engine.calls

    @property
    def running(self) -> bool:
        """Whether the thread that accepts connections is there."""
        return self._thread.is_alive()

    def close(self, timeout: float = CLOSE_TIMEOUT) -> None:
        """Accept nothing more, wait ``timeout`` seconds for the calls, then abort them.

        Raises `LeakError` if calls are still alive after that. Harmless twice.
        """
        self._timeout = timeout
        self._server.should_exit = True
        if self._loop is not None and self._thread.is_alive():
            self._thread.join()
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def abort(self) -> None:
        """Cancel every call with HOST_ABORT, now and those to come; then `close`."""
        self._application.abort()
        self.close(0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self.close()

    # --- on the thread

    def _run(self, sock: socket.socket) -> None:
        try:
            # uvloop's loop where it is installed, as uvicorn would have it.
            with asyncio.Runner(loop_factory=self._server.config.get_loop_factory()) as runner:
                runner.run(self._serve(sock))
        except BaseException as error:
            self._failure = error
        finally:
            self._started.set()
            sock.close()

    async def _serve(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[sock])

    async def drain(self) -> None:
        """Called by the server when it has stopped listening."""
        try:
            await self._application.drain(self._timeout)
        except LeakError as error:
            _log.error("%s", error)
            self._failure = error

    def started(self) -> None:
        """Called by the server when it listens."""
        self._started.set()

    async def application(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application at the path of the URL, 404 at any other."""
        if scope["type"] == "http" and scope["path"] != self._path:
            body = b"there is nothing here\n"
            headers = [(b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 404, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        else:
            await self._application(scope, receive, send)

    def _bind(
        self, parts: SplitResult, tls: _ssl.SSLContext | None
    ) -> tuple[uvicorn.Server, socket.socket]:
        try:
            from .uvicorn_server import make
        except ImportError as error:
            raise UsageError(
                "serving needs uvicorn: `pip install wswgen[host]`, or host `service.asgi()` with"
                " any ASGI server"
            ) from error
        hostname, port = parts.hostname or "", parts.port
        if port is None:
            port = 443 if parts.scheme == "https" else 80
        info = socket.getaddrinfo(
            None if hostname == "*" else hostname,
            port,
            type=socket.SOCK_STREAM,
            flags=socket.AI_PASSIVE,
        )[0]
        sock = socket.socket(info[0], info[1], info[2])
        try:
            if sys.platform != "win32":  # there it would share the port with whoever has it
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(info[4])
            sock.listen(BACKLOG)
        except BaseException:
            sock.close()
            raise
        return make(self.application, self.started, self.drain, tls), sock


def _parts(url: str, tls: _ssl.SSLContext | None) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        usable, parts = False, urlsplit("")
    if not usable or parts.query or parts.fragment or parts.username is not None:
        raise UsageError(f"{url!r} cannot be served: http://host:port/path")
    if (parts.scheme == "https") != (tls is not None):
        raise UsageError(f"{url!r}: https goes with `ssl=` (an ssl.SSLContext), http without")
    return parts

"""Servers on loopback that say what a test tells them to."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is sent for a path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


Handler: TypeAlias = Callable[[BaseHTTPRequestHandler], None]
Pages: TypeAlias = dict[str, "bytes | Answer | Handler"]


@dataclass(kw_only=True)
class Server:
    """``pages`` by path and query, ``seen`` the requests: path, and headers in lower case."""

    url: str
    pages: Pages
    seen: list[tuple[str, dict[str, str]]]


@contextmanager
def serving(pages: Pages, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve ``pages`` until the block ends."""
    seen: list[tuple[str, dict[str, str]]] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            found = pages.get(self.path, Answer(status=404))
            if isinstance(found, bytes):
                found = Answer(body=found)
            if not isinstance(found, Answer):
                found(self)
                return
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # clients that hang up are what some tests are about

    server = Quiet(("127.0.0.1", 0), Page)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    scheme = "https" if tls else "http"
    try:
        yield Server(url=f"{scheme}://127.0.0.1:{server.server_port}", pages=pages, seen=seen)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

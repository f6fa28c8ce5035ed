"""The one module that knows uvicorn (0.34 or later)."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

import uvicorn


class _Server(uvicorn.Server):
    """Tells when it listens, and lets the calls end before it looks at the connections."""

    on_started: Callable[[], None]
    on_closing: Callable[[], Awaitable[None]]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await self.on_closing()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals are ours: see `serve`."""
        yield


def make(
    application: Any,
    started: Callable[[], None],
    closing: Callable[[], Awaitable[None]],
    tls: ssl.SSLContext | None,
) -> uvicorn.Server:
    """A server for one application."""
    config = uvicorn.Config(
        application,
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        # What is left when the calls are over: connections whose client does not go.
        timeout_graceful_shutdown=1,
    )
    config.load()
    config.ssl = tls
    server = _Server(config)
    server.on_started = started
    server.on_closing = closing
    return server

"""A real server for a sample service that keeps every message that crosses the wire."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from wswgen.runtime import Service


class Recorder:
    """The ASGI application of a service, with every SOAP message that went through it."""

    def __init__(self, service: Service) -> None:
        self._application = service.asgi()
        self.messages: list[bytes] = []
        self.url = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        parts: dict[str, list[bytes]] = {"in": [], "out": []}

        async def hear() -> Any:
            event = await receive()
            if event["type"] == "http.request":
                parts["in"].append(event.get("body", b""))
            return event

        async def say(event: Any) -> None:
            if event["type"] == "http.response.body":
                parts["out"].append(event.get("body", b""))
                if scope["method"] == "POST" and not event.get("more_body"):
                    self.messages += [joined for p in parts.values() if (joined := b"".join(p))]
            await send(event)

        await self._application(scope, hear, say)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextmanager
def serving(service: Service) -> Iterator[Recorder]:
    """Serve on a free port of the loopback address."""
    recorder = Recorder(service)
    listener = socket.create_server(("127.0.0.1", 0))
    recorder.url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server = _Server(uvicorn.Config(recorder, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert server.ready.wait(30)
        yield recorder
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
        assert not thread.is_alive()

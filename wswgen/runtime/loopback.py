"""Client and service in one process, through the whole codec and no socket.

The service runs as the same ASGI application that a server would host, so that cancellation,
deadlines and limits are the real ones; only the bytes do not travel.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import MutableMapping, Sequence
from concurrent.futures import CancelledError as FutureCancelled
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack
from urllib.parse import urlsplit

from .backend import AsyncCaller, Caller, ClientOptions, HostOptions, Scope
from .contract import Operation
from .errors import Cancelled, TimedOut, TransportError
from .http.asgi import AsgiApplication
from .record import replace
from .service import Service
from .wire import Incoming, Outgoing, Wire

R = TypeVar("R")


class Loopback:
    """Hosts ``service`` for clients of this process: ``OrdersClient(transport=loopback)``.

    Synchronous clients' calls run on an event loop of its own, asynchronous clients' on theirs.
    Use it as a context manager: leaving it closes the service as `Host.close` does.
    """

    def __init__(self, service: Service, **options: Unpack[HostOptions]) -> None:
        self._application = AsgiApplication(service, **options)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def live(self) -> int:
        """How many calls are not freed yet."""
        return self._application.live

    def abort(self) -> int:
        """Cancel every call, those to come as well, with HOST_ABORT; how many there were."""
        return self._application.abort()

    def close(self, timeout: float = 5.0) -> None:
        """Wait ``timeout`` seconds for the running calls, then abort them.

        Raises `LeakError` if calls are still alive after that. Harmless twice.
        """
        try:
            asyncio.run_coroutine_threadsafe(self._application.drain(timeout), self.loop()).result()
        finally:
            with self._lock:
                loop, thread = self._loop, self._thread
                self._loop = self._thread = None
            if loop is not None and thread is not None:
                loop.call_soon_threadsafe(loop.stop)
                thread.join()

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

    def connect(self, options: ClientOptions) -> Caller:
        """For ``transport=`` of a client."""
        return _Caller(self, options)

    def connect_async(self, options: ClientOptions) -> AsyncCaller:
        """For ``transport=`` of an asynchronous client."""
        return _AsyncCaller(self, options)

    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop of synchronous clients, started when it is first needed."""
        with self._lock:
            if self._loop is None:
                self._loop = loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_run, args=(loop,), name="wswgen-loopback", daemon=True
                )
                self._thread.start()
            return self._loop

    async def exchange(self, url: str, outgoing: Outgoing) -> Incoming:
        """One HTTP exchange in memory; cancelling it is what a closed connection is elsewhere."""
        gone = asyncio.Event()
        request: list[MutableMapping[str, Any]] = [
            {"type": "http.request", "body": outgoing.body, "more_body": False}
        ]
        answer: asyncio.Future[Incoming] = asyncio.get_running_loop().create_future()
        reply = Incoming(status=0)

        async def receive() -> MutableMapping[str, Any]:
            if request:
                return request.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal reply
            if message["type"] == "http.response.start":
                headers = {name: value.decode("latin-1") for name, value in message["headers"]}
                media = headers.get(b"content-type", "")
                reply = replace(reply, status=message["status"], content_type=media)
            else:
                reply = replace(reply, body=reply.body + message.get("body", b""))
                if not message.get("more_body", False) and not answer.done():
                    answer.set_result(reply)

        scope = _scope(url, outgoing)
        task = asyncio.create_task(_serve(self._application, scope, receive, send, answer))
        try:
            return await answer
        finally:
            gone.set()
            _running.add(task)
            task.add_done_callback(_running.discard)


_running: set[asyncio.Task[None]] = set()
"""Calls whose client has left; an event loop alone would not keep them."""


async def _serve(
    application: AsgiApplication,
    scope: MutableMapping[str, Any],
    receive: Any,
    send: Any,
    answer: asyncio.Future[Incoming],
) -> None:
    try:
        await application(scope, receive, send)
    finally:
        if not answer.done():
            answer.set_exception(TransportError("the service ended the call without a reply"))
            answer.exception()  # whether anybody waits for it or not


def _scope(url: str, outgoing: Outgoing) -> MutableMapping[str, Any]:
    parts = urlsplit(url)
    headers = {"Host": parts.netloc, **outgoing.headers}
    return {
        "type": "http",
        "method": "POST",
        "scheme": parts.scheme,
        "path": parts.path or "/",
        "query_string": parts.query.encode(),
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in headers.items()
        ],
        "client": None,
    }


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.close()


class _AsyncCaller:
    def __init__(self, loopback: Loopback, options: ClientOptions) -> None:
        self._loopback = loopback
        self._wire = Wire(options)
        self._url = options.url

    async def call(
        self, operation: Operation[R], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> R:
        outgoing = self._wire.request(operation, body, headers)
        return self._wire.result(operation, await self.exchange(outgoing, scope))

    async def exchange(self, outgoing: Outgoing, scope: Scope) -> Incoming:
        """The exchange, ended by the call's deadline or token."""
        token, loop = scope.token, asyncio.get_running_loop()
        if token is not None:
            token.check()
        task = asyncio.create_task(self._loopback.exchange(self._url, outgoing))

        def end() -> None:
            loop.call_soon_threadsafe(task.cancel)

        if token is not None:
            token.subscribe(task, end)
        try:
            async with asyncio.timeout(scope.remaining):
                return await task
        except TimeoutError:
            raise TimedOut("no reply in time") from None
        except asyncio.CancelledError:
            if token is not None and token.reason is not None and task.cancelled():
                raise Cancelled(token.reason) from None
            raise
        finally:
            if token is not None:
                token.unsubscribe(task)

    async def aclose(self) -> None:
        """Nothing to give up."""


class _Caller(_AsyncCaller):
    def call(  # type: ignore[override]  # waits for the coroutine that the base gives
        self, operation: Operation[R], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> R:
        outgoing = self._wire.request(operation, body, headers)
        waiting: Future[Incoming] = asyncio.run_coroutine_threadsafe(
            self.exchange(outgoing, scope), self._loopback.loop()
        )
        try:
            return self._wire.result(operation, waiting.result())
        except FutureCancelled:
            raise TransportError("the service was closed without a reply") from None
        except BaseException:
            with suppress(BaseException):
                waiting.cancel()
            raise

    def close(self) -> None:
        """Nothing to give up."""

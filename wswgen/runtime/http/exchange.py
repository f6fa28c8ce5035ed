"""One call on an event loop: its handler, its watcher, its deadline, its response."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, TypeAlias

from ..engine import Response, Work
from ..errors import Cancelled
from ..token import CancelReason, Job

_log = logging.getLogger("wswgen.http")

Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Loop:
    """An event loop as seen from any thread."""

    __slots__ = ("_thread", "loop")

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    def run(self, job: Job) -> None:
        """Run ``job`` on the loop: at once if this is its thread."""
        if threading.get_ident() == self._thread:
            job()
        else:
            self.loop.call_soon_threadsafe(job)


class Exchange:
    """Runs one call to its end.

    ``submit`` starts a job on a worker thread. ``receive`` is where the client's going away is
    seen, ``answer`` sends the response; both are None for a one-way call.

    An ``async def`` handler runs in the task of the request itself; a ``def`` handler on a
    worker, which then also completes and releases the call, so that the request can end before
    a handler that ignores its cancel.
    """

    __slots__ = (
        "_answer",
        "_call",
        "_early",
        "_future",
        "_handling",
        "_interrupted",
        "_loop",
        "_receive",
        "_submit",
        "_timer",
        "_watcher",
        "_work",
    )

    def __init__(
        self,
        work: Work,
        loop: Loop,
        submit: Callable[[Job], object],
        receive: Receive | None = None,
        answer: Callable[[Response], Awaitable[None]] | None = None,
    ) -> None:
        self._work = work
        self._call = work.call
        self._loop = loop
        self._submit = submit
        self._receive = receive
        self._answer = answer
        self._handling: asyncio.Task[Any] | None = None
        self._interrupted = False
        self._future: asyncio.Future[Response | Awaitable[Any] | None] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._early: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """The life of the call from its registration on; returns when the request is over."""
        work, call = self._work, self._call
        if not call.start():
            call.complete()
            call.release()
            await self._told()
            return
        # A handler that returns without waiting never pays for a watcher or a timer.
        beside = self._loop.loop.call_soon(self._start_beside) if call.cancellable else None
        call.subscribe(self, self._wake)
        try:
            if work.route.is_async:
                response = await self._on_loop(work.route.handler(work.state))
            else:
                response = await self._on_thread()
        finally:
            call.unsubscribe(self)
            if beside is not None:
                beside.cancel()
            self._stop_beside()
        await self._finish(response)

    async def _finish(self, response: Response | None) -> None:
        try:
            if response is None:
                await self._told()
            elif self._answer is not None:
                await self._answer(response)
            elif response.status >= 400:
                _log.warning("%s: the fault of a one-way call reaches nobody", self._call.operation)
        finally:
            if self._future is None:
                self._call.release()

    # --- async def

    async def _on_loop(self, awaitable: Awaitable[Any]) -> Response | None:
        task = self._handling = asyncio.current_task()
        assert task is not None
        response: Response | None = None
        try:
            response = self._work.returned(await awaitable)
        except asyncio.CancelledError as error:
            if not self._call.cancelled:
                if task.cancelling():
                    self._abandon()
                    raise
                response = self._work.failed(error)  # somebody else's task, not ours
        except (KeyboardInterrupt, SystemExit):
            self._abandon()
            raise
        except BaseException as error:
            response = self._failed(error)
        finally:
            self._handling = None
            if self._interrupted:
                task.uncancel()  # the handler was meant, the request goes on
        if not self._call.complete():
            response = None
        return response

    def _abandon(self) -> None:
        """The server ends the task of the request: its time is over, nobody takes an answer."""
        self._answer = None
        self._call.cancel(CancelReason.HOST_ABORT)
        self._call.complete()
        self._call.release()

    # --- def

    async def _on_thread(self) -> Response | None:
        future = self._future = self._loop.loop.create_future()
        try:
            self._submit(partial(copy_context().run, self._on_worker))
        except RuntimeError as error:
            self._future = None
            response = self._work.failed(error)
            return response if self._call.complete() else None
        try:
            result = await future
        except asyncio.CancelledError:
            self._answer = None
            self._call.cancel(CancelReason.HOST_ABORT)
            raise
        if result is None or isinstance(result, Response):
            return result
        self._future = None
        return await self._on_loop(result)

    def _on_worker(self) -> None:
        work, call = self._work, self._call
        try:
            result = work.route.handler(work.state)
            if hasattr(result, "__await__"):
                if not self._resolve_later(result):
                    self._drop(result)
                return  # the loop goes on with it, completes the call and releases it
            response: Response | None = work.returned(result)
        except BaseException as error:
            response = self._failed(error)
        reply = call.complete()
        try:
            self._resolve_later(response if reply else None)
        finally:
            call.release()

    def _resolve_later(self, result: Response | Awaitable[Any] | None) -> bool:
        try:
            self._loop.loop.call_soon_threadsafe(self._resolve, result)
        except RuntimeError:  # the loop is closed: nobody is there to hear
            return False
        return True

    def _resolve(self, result: Response | Awaitable[Any] | None) -> None:
        future = self._future
        if future is not None and not future.done():
            future.set_result(result)
        elif result is not None and not isinstance(result, Response):
            self._drop(result)

    def _drop(self, result: Awaitable[Any]) -> None:
        """The request is over before the awaitable of a `def` handler could be awaited."""
        if isinstance(result, Coroutine):
            result.close()
        self._call.complete()
        self._call.release()

    def _failed(self, error: BaseException) -> Response | None:
        if self._call.cancelled:
            # How a cancelled handler ends is its own business, but not a secret.
            if not isinstance(error, Cancelled):
                _log.info("%s: cancelled, then %r", self._call.operation, error)
            return None
        return self._work.failed(error)

    # --- cancel

    def _wake(self) -> None:
        """The call was cancelled; on any thread."""
        with suppress(RuntimeError):  # the loop is closed: nobody is there to hear
            self._loop.loop.call_soon_threadsafe(self._woken)

    def _woken(self) -> None:
        if self._handling is not None:
            self._interrupted = self._handling.cancel()
        elif self._future is not None and not self._future.done():
            self._future.set_result(None)
        self._tell()

    def _tell(self) -> None:
        """Tell the caller that the call was cancelled, unless it is gone."""
        if self._early is None and self._answer is not None:
            response = self._work.cancelled()
            if response is not None:
                self._early = self._loop.loop.create_task(self._send(self._answer, response))

    async def _told(self) -> None:
        self._tell()
        if self._early is not None:
            await self._early

    async def _send(
        self, answer: Callable[[Response], Awaitable[None]], response: Response
    ) -> None:
        await answer(response)

    # --- beside the handler

    def _start_beside(self) -> None:
        if self._receive is not None:
            self._watcher = asyncio.create_task(self._watch(self._receive))
        remaining = self._call.remaining
        if remaining is not None:
            self._timer = self._loop.loop.call_later(
                remaining, self._call.cancel, CancelReason.DEADLINE
            )

    def _stop_beside(self) -> None:
        if self._watcher is not None:
            self._watcher.cancel()
        if self._timer is not None:
            self._timer.cancel()

    async def _watch(self, receive: Receive) -> None:
        try:
            while (await receive())["type"] != "http.disconnect":
                await asyncio.sleep(0)  # a server that repeats itself must not stop the loop
        except Exception as error:
            _log.debug("the connection failed: %r", error)
        self._call.cancel(CancelReason.CHANNEL_FAULTED)

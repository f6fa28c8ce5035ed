"""The flag that a call was cancelled, on both sides of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from enum import Enum
from typing import Any, TypeAlias

from .errors import Cancelled

Job: TypeAlias = Callable[[], object]


class CancelReason(Enum):
    """Why a call was cancelled; the first two have the values of WS_SERVICE_CANCEL_REASON."""

    HOST_ABORT = 0
    CHANNEL_FAULTED = 1
    DEADLINE = 2
    REQUESTED = 3
    CLIENT_GONE = CHANNEL_FAULTED


class CancelToken:
    """A flag that is set once and stays set, with the reason of the first who set it.

    Give one to ``client.within(cancel=token)`` and call `cancel` from any thread to end the call.
    A handler finds the token of its own call at ``state.token``; passed on to a client, it ends
    the calls that the handler makes as well.
    """

    __slots__ = ("__weakref__", "_deadline", "_lock", "_reason", "_wakes")

    def __init__(self) -> None:
        self._lock: AbstractContextManager[bool] = threading.Lock()
        self._deadline: float | None = None
        self._reason: CancelReason | None = None
        self._wakes: dict[object, Job] | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the call was cancelled; once True, always True."""
        return self._reason is not None

    @property
    def reason(self) -> CancelReason | None:
        """Why, or None while it was not cancelled."""
        return self._reason

    @property
    def deadline(self) -> float | None:
        """When the call will be cancelled, on the clock of `time.monotonic`; None is never."""
        return self._deadline

    @property
    def remaining(self) -> float | None:
        """Seconds to the deadline, never below 0; None without one."""
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    def check(self) -> None:
        """Raise `Cancelled` if the call was cancelled, every time."""
        if self._reason is not None:
            raise Cancelled(self._reason)

    def cancel(self, reason: CancelReason = CancelReason.REQUESTED) -> bool:
        """Set the flag and wake who waits. False: somebody else was first."""
        with self._lock:
            if self._reason is not None:
                return False
            self._reason = reason
            wakes, self._wakes = self._wakes, None
        if wakes:
            wake_all(wakes)
        return True

    def wait(self, timeout: float | None = None) -> bool:
        """Block until cancelled, or for ``timeout`` seconds; whether it was cancelled."""
        if self._reason is None:
            event = threading.Event()
            self.subscribe(event, event.set)
            try:
                event.wait(timeout)
            finally:
                self.unsubscribe(event)
        return self._reason is not None

    async def wait_async(self) -> CancelReason:
        """Wait until cancelled; a timeout is asyncio's business (`asyncio.timeout`)."""
        import asyncio  # 40 ms that only asynchronous programs should pay

        loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self.subscribe(event, lambda: loop.call_soon_threadsafe(event.set))
        try:
            while self._reason is None:
                await event.wait()
        finally:
            self.unsubscribe(event)
        return self._reason

    def subscribe(self, key: object, wake: Job) -> None:
        """Call ``wake`` when cancelled, at once if that is so already; before any hook runs.

        For the runtime's own short notifications. Handlers use ``state.on_cancel``.
        """
        with self._lock:
            if self._reason is None:
                if self._wakes is None:
                    self._wakes = {}
                self._wakes[key] = wake
                return
        guarded("a wake-up", "", wake)

    def unsubscribe(self, key: object) -> None:
        """Forget the wake-up; it may be running on another thread at this moment."""
        with self._lock:
            if self._wakes is not None:
                self._wakes.pop(key, None)


def wake_all(wakes: dict[object, Job]) -> None:
    """Run wake-ups, none of which stops the others."""
    for wake in wakes.values():
        guarded("a wake-up", "", wake)


def guarded(what: str, operation: str, job: Callable[..., object], *args: Any) -> None:
    """Run user code; whatever it raises is logged and goes no further (C8)."""
    try:
        job(*args)
    except BaseException:
        # Even KeyboardInterrupt: the thread may be foreign code's, which cannot take exceptions.
        with suppress(BaseException):
            import logging  # milliseconds that only what fails should pay

            logging.getLogger("wswgen.cancel").exception("%s: %s failed: %r", operation, what, job)

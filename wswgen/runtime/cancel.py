"""The life of one call, independent of any backend: rules C1 to C10 of the design.

Decoded, state built, registered, handler runs, completed, freed. A `Call` is that life as a state
machine; `Calls` is a host's table of them by handle, which is all that foreign code ever sees.

* A call is held twice: by the code that runs the handler, until `Call.complete`, and by the host
  that may cancel it, until `Call.release`. It is freed when both are gone and no cancel hook runs;
  the thread that lets go last runs the deferred clean-ups.
* Every lock is a leaf: nothing of the user's and nothing foreign runs while one is held.
* Every entry point for foreign threads (`Calls.cancel`, `Calls.release`) takes a handle, finds the
  call or counts a late callback, and never raises.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from enum import Enum
from typing import Any, TypeAlias

from .errors import LeakError, UsageError
from .token import CancelReason, CancelToken, Job, guarded, wake_all

_log = logging.getLogger("wswgen.cancel")

LockFactory: TypeAlias = Callable[[], AbstractContextManager[bool]]
"""What makes the locks, so that a test can decide which thread goes on at each of them."""

Runner: TypeAlias = Callable[[Job], object]
"""Runs cancel hooks elsewhere: on an event loop, on a worker thread."""

_Bound: TypeAlias = tuple[Callable[..., object], tuple[Any, ...]]


class _Phase(Enum):
    BUILT = "built"
    STARTED = "started"
    COMPLETED = "completed"
    FREEING = "freeing"
    FREED = "freed"


_OPEN = (_Phase.BUILT, _Phase.STARTED)
_OURS, _THEIRS, _BOTH = 1, 2, 3  # holds, as plain integers: the operators of a Flag are slow


class Call(CancelToken):
    """One running call. Its owner calls `start`, the handler, `complete`, and `release`."""

    __slots__ = (
        "_calls",
        "_cleanups",
        "_holds",
        "_hooks",
        "_phase",
        "_runner",
        "_running",
        "cancellable",
        "handle",
        "operation",
    )

    def __init__(
        self,
        calls: Calls,
        handle: int,
        operation: str,
        *,
        cancellable: bool = True,
        deadline: float | None = None,
        runner: Runner | None = None,
    ) -> None:
        self._lock = calls.lock()
        self._deadline = deadline
        self._reason = None
        self._wakes = None
        self._calls = calls
        self._runner = runner
        self._phase = _Phase.BUILT
        self._holds = _BOTH
        self._running = 0
        self._hooks: list[_Bound] = []
        self._cleanups: list[_Bound] = []
        self.cancellable = cancellable
        self.handle = handle
        self.operation = operation

    def __repr__(self) -> str:
        return f"<Call {self.handle} {self.operation} {self._phase.value}>"

    @property
    def freed(self) -> bool:
        """Whether the clean-ups have run: nothing happens to this call any more."""
        return self._phase is _Phase.FREED

    def start(self, register: Callable[[int], object] | None = None) -> bool:
        """Register the call, whose state is complete. True: now run the handler (C1).

        ``register`` gets the handle; the call may be cancelled before it returns. If it raises,
        the call is freed, a later `release` finds nothing, and the exception goes on (C6).
        False: the call is cancelled already, go on to `complete` without the handler.
        Raises `UsageError` the second time (C2).
        """
        with self._lock:
            if self._phase is not _Phase.BUILT:
                raise UsageError(f"{self.operation}: a call is registered once")
            self._phase = _Phase.STARTED
        if register is not None:
            try:
                register(self.handle)
            except BaseException:
                self._let_go(_BOTH, completes=True)
                raise
        return self._reason is None

    def cancel(self, reason: CancelReason = CancelReason.REQUESTED) -> bool:
        """Set the flag, wake who waits, then run the hooks in order. False: nothing was done.

        After completion that is counted as late (C7). Never raises (C8).
        """
        wakes: dict[object, Job] | None = None
        hooks: list[_Bound] = []
        with self._lock:
            if self._reason is not None or not self.cancellable:
                return False
            late = self._phase not in _OPEN
            if not late:
                self._reason = reason
                wakes, self._wakes = self._wakes, wakes
                hooks, self._hooks = self._hooks, hooks
                self._running += 1  # keeps the state alive until the last hook has left it
        if late:
            self._calls.count_late()
            return False
        if wakes:
            wake_all(wakes)
        if not hooks:
            self._let_go(running=1)
        elif self._runner is None:
            self._run_hooks(hooks)
        else:
            try:
                self._runner(lambda: self._run_hooks(hooks))
            except BaseException:  # no thread to be had, a loop that is closed
                _log.warning("%s: hooks run where the cancel came from", self.operation)
                self._run_hooks(hooks)
        return True

    def on_cancel(self, hook: Callable[..., object], *args: Any) -> None:
        """Have ``hook(*args)`` called on cancel; at once if that has happened (C2).

        Raises `UsageError` once the call is over.
        """
        _refuse_coroutine_function(hook)
        with self._lock:
            if self._phase not in _OPEN:
                raise UsageError(f"{self.operation}: the call is over, nothing can cancel it")
            if self._reason is None:
                self._hooks.append((hook, args))
                return
            self._running += 1
        self._run_hooks([(hook, args)])

    def defer(self, cleanup: Callable[..., object], *args: Any) -> None:
        """Have ``cleanup(*args)`` called once when the call is freed, last in first out (C5).

        Raises `UsageError` when that has happened.
        """
        _refuse_coroutine_function(cleanup)
        with self._lock:
            if self._phase is _Phase.FREED:
                raise UsageError(f"{self.operation}: the call is over, nothing would clean up")
            self._cleanups.append((cleanup, args))

    def complete(self) -> bool:
        """The handler has returned: no cancel is obeyed from here on (C7).

        True: it was not cancelled, its reply may be sent (C4).
        """
        return self._let_go(_OURS, completes=True)

    def release(self) -> None:
        """The host will not cancel this call any more. Harmless a second time."""
        self._let_go(_THEIRS)

    def _run_hooks(self, hooks: list[_Bound]) -> None:
        for hook, args in hooks:
            guarded("a cancel hook", self.operation, hook, *args)
        self._let_go(running=1)

    def _let_go(self, holds: int = 0, *, running: int = 0, completes: bool = False) -> bool:
        """Drop holds; whoever drops the last one frees the call. Whether a reply may be sent."""
        with self._lock:
            first = completes and self._phase in _OPEN
            if first:
                self._phase = _Phase.COMPLETED
                if self._reason is None:
                    self._hooks, self._wakes = [], None
            self._holds &= ~holds
            self._running -= running
            free = not self._holds and not self._running and self._phase is _Phase.COMPLETED
            if free:
                self._phase = _Phase.FREEING if self._cleanups else _Phase.FREED
            reply = first and self._reason is None
            cleaning = self._phase is _Phase.FREEING
        if free:
            if cleaning:
                self._clean_up()
            self._calls.forget(self.handle)
        return reply

    def _clean_up(self) -> None:
        while True:
            with self._lock:
                if not self._cleanups:
                    self._phase = _Phase.FREED
                    return
                cleanup, args = self._cleanups.pop()
            guarded("a deferred clean-up", self.operation, cleanup, *args)


class Calls:
    """The live calls of one host by handle. Handles grow and are never used again (C7).

    ``handles`` makes them, where they must differ from those of other hosts as well.
    """

    def __init__(
        self, *, lock: LockFactory = threading.Lock, handles: Iterator[int] | None = None
    ) -> None:
        self.lock = lock
        self._lock = lock()
        self._live: dict[int, Call] = {}
        self._handles = itertools.count(1) if handles is None else handles
        self._late = 0
        self._freed = 0
        self._aborted: CancelReason | None = None
        self._idle: list[Job] = []

    @property
    def live(self) -> int:
        """How many calls are not freed yet."""
        return len(self._live)

    @property
    def freed(self) -> int:
        """How many calls were freed."""
        return self._freed

    @property
    def late(self) -> int:
        """How many callbacks came for a call that was over; they were not obeyed."""
        return self._late

    def open(
        self,
        operation: str,
        *,
        cancellable: bool = True,
        deadline: float | None = None,
        runner: Runner | None = None,
    ) -> Call:
        """A new call; ``deadline`` on the clock of `time.monotonic`.

        ``cancellable`` False is C10: the same life, but no cancel reaches it. ``runner`` says
        where hooks run; None is on the thread that cancels. After `abort` a call is born
        cancelled: its `Call.start` returns False.
        """
        handle = next(self._handles)
        call = Call(
            self, handle, operation, cancellable=cancellable, deadline=deadline, runner=runner
        )
        with self._lock:
            self._live[handle] = call
            aborted = self._aborted
        if aborted is not None:
            call.cancel(aborted)
        return call

    def cancel(self, handle: int, reason: CancelReason) -> bool:
        """A foreign thread's cancel callback: whether it was obeyed. Never raises (C8)."""
        call = self._find(handle)
        return call is not None and call.cancel(reason)

    def release(self, handle: int) -> None:
        """A foreign thread's free callback. Never raises (C8)."""
        call = self._find(handle)
        if call is not None:
            call.release()

    def abort(self, reason: CancelReason = CancelReason.HOST_ABORT) -> int:
        """Cancel every call, those to come as well; how many were notified."""
        with self._lock:
            self._aborted = reason
            calls = list(self._live.values())
        return sum(call.cancel(reason) for call in calls)

    def when_idle(self, wake: Job) -> None:
        """Call ``wake`` once no call is alive, at once if that is so; short, on any thread."""
        with self._lock:
            if self._live:
                self._idle.append(wake)
                return
        guarded("a wake-up", "", wake)

    def operations(self) -> list[str]:
        """What the live calls are calls of, one name for each."""
        with self._lock:
            return [call.operation for call in self._live.values()]

    def close(self) -> None:
        """Raise `LeakError`, naming the operations, if calls are still alive (C9)."""
        operations = self.operations()
        if operations:
            raise LeakError(operations)

    def count_late(self) -> None:
        """Count a callback that came after completion."""
        with self._lock:
            self._late += 1

    def forget(self, handle: int) -> None:
        """The call was freed."""
        with self._lock:
            del self._live[handle]
            self._freed += 1
            idle: list[Job] = []
            if not self._live and self._idle:
                idle, self._idle = self._idle, idle
        for wake in idle:
            guarded("a wake-up", "", wake)

    def _find(self, handle: int) -> Call | None:
        with self._lock:
            call = self._live.get(handle)
            if call is None:
                self._late += 1
        return call


def detached(operation: str) -> Call:
    """A call of no host, for a state that somebody made by hand: nothing but itself cancels it."""
    return Calls().open(operation)


def _refuse_coroutine_function(job: Callable[..., object]) -> None:
    flags = getattr(getattr(job, "__code__", None), "co_flags", 0)
    if flags & 0x80:  # inspect.CO_COROUTINE
        raise TypeError(
            f"{job!r} is an `async def`, which nothing would await: pass a `def` (such as"
            " `task.cancel`), or use try and finally in an `async def` handler"
        )

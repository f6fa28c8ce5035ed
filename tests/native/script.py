"""Handlers of the calculator's Add that do what a test tells them, and note what happens."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import calculator
from tests.native.driving import implement
from wswgen.runtime.service import Service
from wswgen.runtime.token import CancelReason

ADD = next(o for o in calculator.CalculatorService.contract.operations if o.name == "Add")
REQUEST = calculator.Add(a=2, b=40)
PATIENCE = 20.0


class Script:
    """What the handlers do, and how often each thing happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.reasons: list[CancelReason | None] = []
        self.entered = threading.Semaphore(0)
        self.go = threading.Event()
        """Lets handlers go that wait for the test."""
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self.noticed = threading.Event()
        """Set by a handler that is cancelled as a task and goes on all the same."""

    def note(self, what: str) -> None:
        """It happened once more."""
        with self._lock:
            self.counts[what] += 1

    def _hook(self, state: Any) -> None:
        with self._lock:
            self.counts["hooks"] += 1
            self.reasons.append(state.token.reason)

    def _begin(self, state: Any) -> None:
        self.note("runs")
        state.defer(self.note, "cleanups")
        state.on_cancel(self._hook, state)

    def let_go(self) -> None:
        """Let handlers go that ignore a cancel."""
        self.go.set()
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for loop, event in waiting:
            loop.call_soon_threadsafe(event.set)

    # --- def

    def returns(self, state: Any) -> int:
        """Return at once."""
        self._begin(state)
        self.entered.release()
        result: int = state.a + state.b
        return result

    def waits(self, state: Any) -> int:
        """Wait for the cancel."""
        self._begin(state)
        self.entered.release()
        assert state.token.wait(PATIENCE), "nobody cancels"
        self.note("seen")
        state.check()
        raise AssertionError("check() does not raise")

    def ignores(self, state: Any) -> int:
        """Go on when the test says so, whatever comes."""
        self._begin(state)
        self.entered.release()
        assert self.go.wait(PATIENCE)
        result: int = state.a + state.b
        return result

    # --- async def

    async def returns_later(self, state: Any) -> int:
        """Return at once."""
        return self.returns(state)

    async def waits_later(self, state: Any) -> int:
        """Wait for the cancel, which comes as asyncio's."""
        self._begin(state)
        self.entered.release()
        try:
            await asyncio.wait_for(asyncio.Event().wait(), PATIENCE)
        except asyncio.CancelledError:
            self.note("seen")
            raise
        raise AssertionError("nobody cancels")

    async def ignores_later(self, state: Any) -> int:
        """Go on when the test says so, whatever comes."""
        self._begin(state)
        waiting = asyncio.Event()
        with self._lock:
            self._waiting.append((asyncio.get_running_loop(), waiting))
        if self.go.is_set():
            waiting.set()
        self.entered.release()
        while not waiting.is_set():
            try:
                await waiting.wait()
            except asyncio.CancelledError:
                self.note("seen")
                self.noticed.set()
        result: int = state.a + state.b
        return result

    def service(self, what: str, *, is_async: bool) -> Service:
        """A service whose handlers do one of these."""
        handler: Callable[[Any], Any] = getattr(self, f"{what}_later" if is_async else what)
        return implement(calculator.CalculatorService, handler, is_async=is_async)

    def await_entered(self, count: int = 1) -> None:
        """Wait until so many handlers run."""
        for _ in range(count):
            assert self.entered.acquire(timeout=PATIENCE), "the handler is not entered"

    def check(self) -> None:
        """What must be true of any handlers once their calls are over."""
        assert self.counts["cleanups"] == self.counts["runs"], self.counts
        assert self.counts["hooks"] <= self.counts["runs"], self.counts

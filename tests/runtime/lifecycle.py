"""The life of a call on three threads: what they do, and the rules C1 to C10 as a check.

One thread is the generated stub with its handler; the others are the host: its cancel callback,
its free callback, an abort.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.runtime.interleave import Explorer, Program, Ready

Scenario = Callable[["World"], Sequence[tuple[Ready, Program]]]


class World:
    """A host with one call, and everything that happened to it."""

    def __init__(self, explorer: Explorer, module: Any) -> None:
        self.explorer = explorer
        self.reason = module.CancelReason
        self.failed = module.UsageError
        self.calls = module.Calls(lock=explorer.lock)
        self.call: Any = None
        self.registered = False
        self.freeable = False
        self.handled = False
        self.returned = False
        self.sent: bool | None = None
        self.inside = 0
        self.hooks: list[str] = []
        self.added: list[str] = []
        self.cleanups: list[str] = []
        self.deferred: list[str] = []
        self.obeyed: list[Any] = []
        self.refused_late = 0
        self.registrations = 0
        self.registration_fails = False
        self.free_comes = False
        self.aborted = False

    # --- user code and foreign code: every one of these is a point

    def hook(self, name: str) -> None:
        self.inside += 1
        assert self.call.cancelled, "C3: a hook runs before the flag is set"
        assert not self.cleanups, "C5: a hook runs on a state that was freed"
        self.explorer.point()
        assert not self.cleanups, "C5: the state was freed under a hook"
        self.hooks.append(name)
        self.inside -= 1
        if name == "raises":
            raise KeyboardInterrupt

    def cleanup(self, name: str) -> None:
        assert self.returned, "C5: freed before completion"
        assert self.inside == 0, "C5: freed while a hook runs"
        self.explorer.point()
        self.cleanups.append(name)
        if name == "raises":
            raise KeyboardInterrupt

    def register(self, handle: int) -> None:
        self.registrations += 1
        assert self.call is not None
        assert not self.handled, "C1: registered after the handler"
        self.registered = True
        self.explorer.point()  # callbacks may come from here on, before this returns
        if self.registration_fails:
            raise OSError("no")

    # --- the programs

    def stub(
        self,
        *hooks: str,
        cleanups: Sequence[str] = ("first", "second"),
        fails: bool = False,
        cancellable: bool = True,
    ) -> tuple[Ready, Program]:
        """What a generated stub does, around a handler that adds hooks and clean-ups."""
        self.registration_fails = fails

        def program() -> None:
            self.call = self.calls.open("Submit", cancellable=cancellable)
            try:
                run = self.call.start(self.register if cancellable else None)
            except OSError:
                self.returned = self.freeable = True
                return
            if run:
                assert not fails, "C6: the handler runs though registration failed"
                self.handled = True
                for name in cleanups:
                    self.call.defer(self.cleanup, name)
                    self.deferred.append(name)
                for name in hooks:
                    self.call.on_cancel(self.hook, name)
                    if cancellable:
                        self.added.append(name)
            self.returned = True
            self.sent = self.call.complete()
            self.freeable = True
            if not cancellable:
                self.call.release()

        return always, program

    def canceller(self, reason: str) -> tuple[Ready, Program]:
        """The host's cancel callback: may come as soon as registration has begun."""

        def program() -> None:
            late = self.calls.late
            if self.calls.cancel(1, self.reason[reason]):
                self.obeyed.append(self.reason[reason])
            else:
                self.refused_late += self.calls.late - late

        return lambda: self.registered, program

    def aborter(self) -> tuple[Ready, Program]:
        """An abort of the host: may come at any time."""

        def program() -> None:
            if self.calls.abort(self.reason.HOST_ABORT):
                self.obeyed.append(self.reason.HOST_ABORT)
            self.aborted = True

        return always, program

    def freer(self, *, early: bool = False) -> tuple[Ready, Program]:
        """The host's free callback: after completion, or (``early``) as soon as it likes."""
        self.free_comes = True

        def program() -> None:
            self.calls.release(1)

        return (lambda: self.registered) if early else (lambda: self.freeable), program

    # --- what must hold when all is over

    def check(self) -> None:
        if self.registration_fails:
            assert self.calls.live == 0, "C6: we free what could not be registered"
        if not self.free_comes:
            self.calls.release(1)
        self.calls.release(1)  # C6, C7: once more, nothing happens twice
        self.call.release()
        assert not self.calls.cancel(1, self.reason.DEADLINE), "C7: obeyed after the free"
        assert self.registrations <= 1, "C2"
        assert self.calls.live == 0, "C9: a call is still alive"
        assert self.calls.freed == 1, "C5: not freed exactly once"
        assert self.call.freed
        assert self.cleanups == self.deferred[::-1], "C5: clean-ups, last in first out, once"
        assert len(set(self.hooks)) == len(self.hooks), "C2: a hook ran twice"
        if self.call.cancelled:
            assert sorted(self.hooks) == sorted(self.added), "C2: a hook was forgotten"
            assert not self.sent, "C4: a reply although it was cancelled"
            assert len(self.obeyed) <= 1, "C3: cancelled twice"
            assert not self.obeyed or self.call.reason is self.obeyed[0], "C3: the first reason"
        else:
            assert not self.hooks, "C3: a hook ran though nothing was cancelled"
            assert not self.obeyed, "C3: obeyed, but no flag is set"
            assert self.sent in (True, None), "C4"
        self.calls.close()


def always() -> bool:
    return True


def documented(world: World) -> Sequence[tuple[Ready, Program]]:
    """As Microsoft describes it: cancel while it runs or never, free after completion."""
    return world.stub("one"), world.canceller("CHANNEL_FAULTED"), world.freer()


def free_at_any_time(world: World) -> Sequence[tuple[Ready, Program]]:
    """Undefined points 4 and 5: free before completion, cancel after it, both at once."""
    return (
        world.stub("one", cleanups=["first"]),
        world.canceller("CHANNEL_FAULTED"),
        world.freer(early=True),
    )


def abort_and_cancel(world: World) -> Sequence[tuple[Ready, Program]]:
    """Two reasons at once, one of them before the call exists."""
    return world.stub("one", cleanups=["first"]), world.canceller("DEADLINE"), world.aborter()


def abort_and_free(world: World) -> Sequence[tuple[Ready, Program]]:
    """An abort beside the free callback."""
    return world.stub("one", cleanups=["first"]), world.aborter(), world.freer()


def registration_fails(world: World) -> Sequence[tuple[Ready, Program]]:
    """Undefined points 2, 6 and 7: cancelled and freed by a registration that fails."""
    return (
        world.stub(fails=True),
        world.canceller("CHANNEL_FAULTED"),
        world.freer(early=True),
    )


def registration_fails_in_abort(world: World) -> Sequence[tuple[Ready, Program]]:
    """The same beside an abort, free not called."""
    return world.stub(fails=True), world.canceller("DEADLINE"), world.aborter()


def everything_raises(world: World) -> Sequence[tuple[Ready, Program]]:
    """Hooks and clean-ups that raise do not stop the others."""
    return (
        world.stub("raises", "two", cleanups=["first", "raises"]),
        world.canceller("CHANNEL_FAULTED"),
        world.freer(),
    )


def opted_out(world: World) -> Sequence[tuple[Ready, Program]]:
    """C10: nothing cancels it, the rest of the life is the same."""
    return (
        world.stub("one", cleanups=["first"], cancellable=False),
        world.aborter(),
        (lambda: world.freeable, lambda: None),
    )


def abort_only(world: World) -> Sequence[tuple[Ready, Program]]:
    """Whoever is aborted before it starts is cancelled."""

    def later() -> None:
        assert world.call.cancelled, "C3: an abort did not reach the call"

    return world.stub("one"), world.aborter(), (lambda: world.freeable and world.aborted, later)


SCENARIOS: list[Scenario] = [
    documented,
    free_at_any_time,
    abort_and_cancel,
    abort_and_free,
    registration_fails,
    registration_fails_in_abort,
    everything_raises,
    opted_out,
]


def explore(scenario: Scenario, module: Any) -> int:
    explorer = Explorer(3)
    if hasattr(module, "_point"):
        module._point = explorer.point

    def fresh() -> tuple[Sequence[tuple[Ready, Program]], Callable[[], None]]:
        world = World(explorer, module)
        return scenario(world), world.check

    try:
        return explorer.explore(fresh)
    finally:
        explorer.close()

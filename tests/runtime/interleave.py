"""Every interleaving of a few short programs on real threads, one after the other.

The programs run the code under test unchanged, but only one thread at a time goes on. At each
point (a lock about to be taken, user code about to run) the thread that runs decides who is next,
as the schedule says; a depth-first search over schedules visits every one of them.

Between two points a thread runs alone. That loses nothing: the code under test shares state only
inside its locks, and no point lies inside one, which is checked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from types import TracebackType

Program = Callable[[], None]
Ready = Callable[[], bool]


class _Abandon(BaseException):
    """Ends the threads of a run that has failed."""


class Explorer:
    """Runs programs under one schedule at a time; `explore` goes through all."""

    def __init__(self, threads: int) -> None:
        self._gates = [threading.Lock() for _ in range(threads)]
        self._done = threading.Lock()
        self._local = threading.local()
        self._programs: Sequence[tuple[Ready, Program]] = ()
        self._threads = [
            threading.Thread(target=self._work, args=(index,), daemon=True)
            for index in range(threads)
        ]
        for gate in self._gates:
            gate.acquire()
        self._done.acquire()
        self._stopping = False
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End the threads."""
        self._stopping = True
        for gate, thread in zip(self._gates, self._threads, strict=True):
            gate.release()
            thread.join()

    def explore(
        self, scenario: Callable[[], tuple[Sequence[tuple[Ready, Program]], Callable[[], None]]]
    ) -> int:
        """Run every interleaving; how many there were.

        ``scenario`` makes fresh programs and the check that follows them. A program starts once
        its condition holds; what a program or the check raises is raised here.
        """
        schedule: list[int] = []
        count = 0
        while True:
            programs, check = scenario()
            trail = self._run(programs, schedule)
            check()
            count += 1
            while trail and trail[-1][0] == trail[-1][1] - 1:
                trail.pop()
            if not trail:
                return count
            schedule = [choice for choice, _ in trail]
            schedule[-1] += 1

    def point(self) -> None:
        """Another thread may go on here."""
        me = getattr(self._local, "index", None)
        if me is None:
            return
        assert not self._local.held, "user code or a second lock inside a lock"
        self._next(me)

    def lock(self) -> Lock:
        """A lock that is a point."""
        return Lock(self)

    def hold(self, held: bool) -> None:
        """This thread took or left a lock."""
        self._local.held = held

    def _run(
        self, programs: Sequence[tuple[Ready, Program]], schedule: list[int]
    ) -> list[tuple[int, int]]:
        self._programs = programs
        self._schedule = schedule
        self._trail: list[tuple[int, int]] = []
        self._started = [False] * len(programs)
        self._finished = [False] * len(programs)
        self._failure: BaseException | None = None
        self._wake(self._choose())
        self._done.acquire()
        if self._failure is not None:
            raise self._failure
        return self._trail

    def _choose(self) -> int:
        """Who goes on: the schedule's choice, then always the first."""
        able = [
            index
            for index, (ready, _) in enumerate(self._programs)
            if not self._finished[index] and (self._started[index] or ready())
        ]
        if not able:
            return -1
        depth = len(self._trail)
        choice = self._schedule[depth] if depth < len(self._schedule) else 0
        self._trail.append((choice, len(able)))
        return able[choice]

    def _wake(self, index: int) -> None:
        if index < 0:
            self._done.release()
        else:
            self._gates[index].release()

    def _next(self, me: int) -> None:
        other = self._choose()
        if other != me:
            self._wake(other)
            self._gates[me].acquire()
        if self._failure is not None:
            raise _Abandon

    def _work(self, index: int) -> None:
        local = self._local
        while True:
            self._gates[index].acquire()
            if self._stopping:
                return
            local.index, local.held = index, False
            self._started[index] = True
            try:
                self._programs[index][1]()
            except _Abandon:
                pass
            except BaseException as error:
                if self._failure is None:
                    self._failure = error
            self._finished[index] = True
            if self._failure is not None:
                # The others are inside the code under test: let each of them out.
                rest = [i for i, s in enumerate(self._started) if s and not self._finished[i]]
                self._wake(rest[0] if rest else -1)
            else:
                self._wake(self._choose())


class Lock:
    """As a context manager like `threading.Lock`; nobody ever waits for it."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer

    def __enter__(self) -> bool:
        self._explorer.point()
        self._explorer.hold(True)
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self._explorer.hold(False)

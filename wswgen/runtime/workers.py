"""Threads for `def` handlers and for cancel hooks: made when needed, kept, never waited for."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

_log = logging.getLogger("wswgen.workers")
_numbers = itertools.count(1)


class Workers:
    """At most ``limit`` daemon threads. A job that never ends costs its thread and nothing else.

    `concurrent.futures` would not do: the interpreter waits for its threads at exit, and a
    handler that ignores its cancel may never return.
    """

    def __init__(self, limit: int, name: str) -> None:
        self._limit = limit
        self._name = name
        self._jobs: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._pending = 0
        self._closed = False

    def submit(self, job: Callable[[], object]) -> None:
        """Run ``job`` on a thread, as soon as one is free; what it raises is logged.

        Raises RuntimeError if there is no thread at all and none can be made.
        """
        with self._lock:
            closed = self._closed
            if not closed:
                self._pending += 1
            spawn = self._pending > self._threads < self._limit
            self._threads += spawn
        if closed:
            self._start(lambda: _run(job))
            return
        if spawn:
            try:
                self._start(self._work)
            except RuntimeError:
                with self._lock:
                    self._threads -= 1
                    if self._threads == 0:
                        self._pending -= 1
                        raise
        self._jobs.put(job)

    def close(self) -> None:
        """Let every thread end after the jobs that it has. Jobs given later get their own."""
        with self._lock:
            self._closed = True
            threads, self._threads = self._threads, 0
        for _ in range(threads):
            self._jobs.put(None)

    def _start(self, target: Callable[[], object]) -> None:
        name = f"{self._name}-{next(_numbers)}"
        threading.Thread(target=target, name=name, daemon=True).start()

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            _run(job)
            del job  # nothing of the last call may live on while this thread waits
            with self._lock:
                self._pending -= 1


def _run(job: Callable[[], object]) -> None:
    try:
        job()
    except BaseException:
        _log.exception("a job failed")

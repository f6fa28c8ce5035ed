"""Work that a copy of this process does meanwhile, where that is possible and pays."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import TypeVar, cast

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T], *, pays: bool) -> Generator[Callable[[], T]]:
    """Begin ``work``, and give a function that waits for its result.

    Where the process cannot be copied, does not pay or goes wrong, that function does the work:
    what the work raises is always raised here. The result must be something to pickle.
    """
    child, reader = _begin(work) if pays and _possible() else (0, -1)
    if not child:
        yield work
        return
    import pickle  # small contracts need none

    asked = False

    def result() -> T:
        nonlocal asked
        asked = True
        with open(reader, "rb", closefd=False) as stream:
            try:
                return cast(T, pickle.load(stream))
            except (EOFError, pickle.UnpicklingError):  # it was cut short
                return work()

    try:
        yield result
    finally:
        os.close(reader)
        if not asked:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):  # where SIGCHLD is ignored nobody has to wait
            os.waitpid(child, 0)


def _possible() -> bool:
    """Not where a second core is missing, nor while other threads may hold a lock."""
    return sys.platform == "linux" and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


def _begin(work: Callable[[], object]) -> tuple[int, int]:
    """The copy of the process and where to read its result; 0 where there is none."""
    reader, writer = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        return 0, -1
    if child == 0:
        import pickle

        status = 1
        try:
            os.close(reader)
            with open(writer, "wb") as stream:
                pickle.dump(work(), stream)
            status = 0
        finally:
            os._exit(status)  # nothing of the parent's is flushed or cleaned up twice
    os.close(writer)
    return child, reader

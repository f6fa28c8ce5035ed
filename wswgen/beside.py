"""Work that a copy of this process shares, where that is possible and pays."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar, cast

T = TypeVar("T")


def shared(work: Callable[[str], T], items: Sequence[str], *, pays: bool) -> dict[str, T]:
    """``work`` of every item, by two processes: who is done with an item takes the next.

    Where the process cannot be copied, that does not pay or goes wrong, this one does it all: what
    the work raises is always raised here. The results must be something to pickle. Begin with the
    items that take longest, of which there are 256 at most.
    """
    if not (pays and _possible()):
        return {item: work(item) for item in items}
    queue, end = os.pipe()
    os.write(end, bytes(range(len(items))))
    os.close(end)
    child, reader = _begin(lambda: _share(work, items, queue))
    try:
        done = _share(work, items, queue)
        if child:
            done |= cast("dict[str, T]", _received(reader))
    except BaseException:
        if child:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(queue)
        if child:
            os.close(reader)
            with suppress(ChildProcessError):  # where SIGCHLD is ignored nobody has to wait
                os.waitpid(child, 0)
    # What the other took and never gave back is done here.
    return {item: done[item] if item in done else work(item) for item in items}


def _share(work: Callable[[str], T], items: Sequence[str], queue: int) -> dict[str, T]:
    """The results of the items that this process takes; a byte of the queue stands for each."""
    done: dict[str, T] = {}
    while taken := os.read(queue, 1):
        item = items[taken[0]]
        done[item] = work(item)
    return done


def _received(reader: int) -> object:
    import pickle  # small contracts need none

    with open(reader, "rb", closefd=False) as stream:
        try:
            return pickle.load(stream)
        except (EOFError, pickle.UnpicklingError):  # it was cut short
            return {}


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

"""Threads that Python did not create, as those of a service host are.

On Linux a small C program makes them, so that a stub runs with nothing of Python below it. Under
Windows the system is asked for a thread, whose function is one of ctypes.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from wswgen.runtime.native.abi import (
    FUNCTYPE,
    WS_ASYNC_CALLBACK,
    WS_OPERATION_CANCEL_CALLBACK,
    WS_OPERATION_FREE_STATE_CALLBACK,
    WS_SERVICE_STUB_CALLBACK,
)

from .ledger import Ledger


class Kind(IntEnum):
    """Which function pointer a thread calls, if any."""

    NOTHING = 0
    STUB = 1
    CANCEL = 2
    FREE_STATE = 3
    ASYNC = 4


class _Job(ctypes.Structure):
    _fields_ = (
        ("begin", ctypes.c_void_p),
        ("end", ctypes.c_void_p),
        ("function", ctypes.c_void_p),
        ("arguments", ctypes.c_void_p * 5),
        ("kind", ctypes.c_int32),
        ("numbers", ctypes.c_int32 * 2),
        ("result", ctypes.c_int32),
        ("id", ctypes.c_int64),
    )


@dataclass(slots=True, kw_only=True)
class Target:
    """What a thread is to call; a function of 0 is none."""

    kind: Kind = Kind.NOTHING
    function: int = 0
    arguments: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()

    def call(self) -> int:
        """Call it on this thread."""
        if not self.function:
            return 0
        pointers: list[Any] = [argument or None for argument in self.arguments]
        match self.kind:
            case Kind.STUB:
                result: int = WS_SERVICE_STUB_CALLBACK(self.function)(*pointers)
                return result
            case Kind.CANCEL:
                WS_OPERATION_CANCEL_CALLBACK(self.function)(self.numbers[0], *pointers)
            case Kind.FREE_STATE:
                WS_OPERATION_FREE_STATE_CALLBACK(self.function)(*pointers)
            case Kind.ASYNC:
                WS_ASYNC_CALLBACK(self.function)(*self.numbers, *pointers)
            case Kind.NOTHING:
                pass
        return 0


_JOB_CALLBACK: Any = FUNCTYPE(None, ctypes.c_void_p)


class Threads:
    """Starts threads and knows when all of them are over."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._changed = threading.Condition()
        self._running: dict[int, tuple[Any, Callable[[], Target], Callable[[int], None]]] = {}
        self._next = 0
        self._begin = _JOB_CALLBACK(self._on_begin)
        self._end = _JOB_CALLBACK(self._on_end)
        self._proc = _JOB_CALLBACK(self._on_thread)

    @property
    def running(self) -> int:
        """How many are not over."""
        return len(self._running)

    def start(self, begin: Callable[[], Target], end: Callable[[int], None]) -> None:
        """On a new thread: ``begin``, then what it returns, then ``end`` with the result."""
        job = _Job(begin=_address(self._begin), end=_address(self._end))
        with self._changed:
            self._next += 1
            job.id = self._next
            self._running[job.id] = (job, begin, end)
        if sys.platform == "win32":
            _create_windows_thread(_address(self._proc), ctypes.addressof(job))
        else:
            failed = _helper().standin_start(ctypes.byref(job))
            if failed:
                raise OSError(failed, os.strerror(failed))

    def run(self, target: Target) -> None:
        """Call it on a new thread and wait for that."""
        done = threading.Event()
        self.start(lambda: target, lambda _: done.set())
        done.wait()

    def join(self, timeout: float) -> bool:
        """Wait until all are over."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, timeout)

    def _on_begin(self, address: int) -> None:
        job = _Job.from_address(address)
        try:
            target = self._running[job.id][1]()
            job.kind, job.function = target.kind, target.function or None
            job.arguments[: len(target.arguments)] = [a or None for a in target.arguments]
            job.numbers[: len(target.numbers)] = list(target.numbers)
            if not target.function:
                job.kind = Kind.NOTHING
        except BaseException:
            job.kind = Kind.NOTHING
            self._ledger.record_exception("the stand-in, before a call")

    def _on_end(self, address: int) -> None:
        job = _Job.from_address(address)
        try:
            self._running[job.id][2](job.result)
        except BaseException:
            self._ledger.record_exception("the stand-in, after a call")
        finally:
            with self._changed:
                del self._running[job.id]
                self._changed.notify_all()

    def _on_thread(self, address: int) -> None:
        job = _Job.from_address(address)
        self._on_begin(address)
        arguments = tuple(each or 0 for each in job.arguments)
        count = {Kind.STUB: 5}.get(Kind(job.kind), 1)
        target = Target(
            kind=Kind(job.kind),
            function=job.function or 0,
            arguments=arguments[:count],
            numbers=tuple(job.numbers)[: 1 if job.kind == Kind.CANCEL else 2],
        )
        job.result = target.call()
        self._on_end(address)


def _address(callback: Any) -> int:
    return ctypes.cast(callback, ctypes.c_void_p).value or 0


@cache
def _helper() -> ctypes.CDLL:
    """The C program, compiled once per process."""
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc")
    assert compiler is not None, "the tests of the native backend need a C compiler"
    source = Path(__file__).with_name("threads.c")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "threads.so"
        command = [compiler, "-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-pthread"]
        subprocess.run([*command, "-o", str(library), str(source)], check=True)
        return ctypes.CDLL(str(library))


def _create_windows_thread(function: int, argument: int) -> None:
    kernel: Any = getattr(ctypes, "WinDLL")("kernel32.dll")  # noqa: B009  # not on Linux
    kernel.CreateThread.restype = ctypes.c_void_p
    kernel.CreateThread.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p,
                                    ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p]  # fmt: skip
    handle = kernel.CreateThread(None, 8 << 20, function, argument, 0, None)
    kernel.CloseHandle(ctypes.c_void_p(handle))

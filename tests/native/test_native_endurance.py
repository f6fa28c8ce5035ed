"""Many calls, collections at the worst times, and the end of the interpreter."""

from __future__ import annotations

import ctypes
import gc
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.native.driving import Stage
from tests.native.script import ADD, REQUEST, Script
from tests.native.standin.answers import (
    Answers,
    CallbackThread,
    FreeThread,
    HeapDies,
    Storage,
)
from tests.native.standin.calls import Step
from wswgen.runtime.native.callbacks import REGISTRY

ROOT = Path(__file__).parents[2]


WARM = 400
ROUNDS = 5
BYTES = 32
"""Less than what any leak of a call costs: the least that malloc gives is as much."""


def _one_arena() -> None:
    """Have glibc give no more arenas to threads: how many it makes depends on the load."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(-8, 1)  # M_ARENA_MAX of malloc.h


def _flat(calls: int, *, is_async: bool) -> None:
    """So many calls leave nothing behind, in Python or out of it.

    What leaks is there after every round, while memory that the system keeps for the threads of a
    busy moment grows once: so the round that takes least is what counts.
    """
    _one_arena()
    script = Script()
    with Stage(script.service("returns", is_async=is_async)) as stage:
        # What was freed is kept for a while; here for a short one.
        stage.standin.graveyard.limit = 1 << 16
        registered = REGISTRY.live
        data = stage.bytes_of(ADD, [REQUEST])

        def serve(count: int) -> tuple[int, int]:
            for _ in range(count):
                reply = stage.standin.request(stage.url, ADD.soap_action, data)
                assert b"<result>42<" in reply.envelope
                assert script.entered.acquire(blocking=False)
            gc.collect()
            return sys.getallocatedblocks(), _resident()

        found = [serve(WARM)]  # until every bounded record is full
        found += [serve(calls // ROUNDS) for _ in range(ROUNDS)]
        # Only the call whose thread is about to end may still be there.
        assert stage.host.live <= 1
        assert REGISTRY.live - registered <= 1
        blocks = found[-1][0] - found[0][0]
        assert blocks < 300, f"{blocks} blocks for {calls} calls"
        grown = [after[1] - before[1] for before, after in pairwise(found)]
        assert min(grown) < max(BYTES * calls // ROUNDS, 64 << 10), f"{grown} bytes by rounds"
        assert sum(grown) < 16 << 20, f"{grown} bytes by rounds"
    assert script.counts["cleanups"] == WARM + calls


def _resident() -> int:
    """The memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
def test_memory_is_flat(is_async: bool) -> None:
    _flat(1200, is_async=is_async)


@pytest.mark.endurance
@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
def test_memory_is_flat_over_100_000_calls(is_async: bool) -> None:
    _flat(50_000, is_async=is_async)  # of each kind


@pytest.mark.parametrize("what", ["returns", "waits"])
@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
def test_a_collection_in_every_callback(what: str, is_async: bool) -> None:
    script = Script()
    answers = Answers(
        cancel_thread=CallbackThread.OTHER_LOOSE,
        free_thread=FreeThread.OTHER,
        heap_dies=HeapDies.AFTER_FREE,
        out_storage=Storage.OWN,
    )
    gc.collect()
    gc.freeze()  # or each collection would look at all that the tests have loaded
    with Stage(script.service(what, is_async=is_async), answers) as stage:
        collect: Any = lambda *_: gc.collect()  # noqa: E731
        for step in Step:
            stage.standin.at(step, collect)
        stage.standin.handles.on_enter = collect
        pending = [stage.send(ADD, REQUEST) for _ in range(8)]
        script.await_entered(8)
        gc.collect()
        if what == "waits":
            stage.host.abort()
        for each in pending:
            each.wait()
    gc.unfreeze()
    script.check()
    assert script.counts["runs"] == 8


def test_tables_that_nobody_holds_are_kept_by_the_host() -> None:
    script = Script()
    with Stage(script.service("returns", is_async=False)) as stage:
        for _ in range(20):
            gc.collect()
            rubbish = [os.urandom(4096) for _ in range(500)]
            assert stage.call(ADD, REQUEST) == 42
            del rubbish


EXIT = """
import atexit, faulthandler, sys, threading
faulthandler.enable()
sys.path[:0] = {paths!r}
from tests.native.standin.answers import *
from tests.native.standin.play import StandIn
from tests.native.script import ADD, REQUEST, Script
from wswgen.runtime.native.host import NativeHost
from wswgen.runtime.backend import ClientOptions
from wswgen.runtime.wire import Wire

standin = StandIn(Answers(cancel_thread=CallbackThread.{thread}, abort_waits=AbortWaits.{waits}))

def last():
    # Registered before the hosts' own, so it runs after it: everything must be over.
    standin.finish()
    script.check()
    assert script.counts["runs"] == 20, script.counts
    print("clean")

script = Script()
URL = "http://localhost:8080/exit"
import wswgen.runtime.native.host as module
atexit.unregister(module._close_all)
atexit.register(last)
atexit.register(module._close_all)
host = NativeHost(script.service({what!r}, is_async={is_async}), URL, options={{}}, dll=standin.dll)
contract = type(script.service({what!r}, is_async={is_async})).contract
wire = Wire(ClientOptions(contract=contract, url=URL, soap="1.1"))
data = wire.request(ADD, [REQUEST], []).body
for _ in range(20):
    standin.send(URL, ADD.soap_action, data)
script.await_entered(20)
if {what!r} == "ignores":
    timer = threading.Timer(0.3, script.let_go)
    timer.daemon = True  # else Python would wait for it before it runs what is registered
    timer.start()
"""


@pytest.mark.parametrize("what", ["waits", "ignores"])
@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize(("thread", "waits"), [("CALLER", "ABORT"), ("OTHER_LOOSE", "CLOSE")])
def test_the_interpreter_ends_with_calls_in_flight(
    what: str, is_async: bool, thread: str, waits: str
) -> None:
    paths = [str(ROOT), str(ROOT / "samples" / "packages")]
    program = EXIT.format(paths=paths, what=what, is_async=is_async, thread=thread, waits=waits)
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "clean\n"), done.stderr
    assert "Traceback" not in done.stderr
    assert "Fatal" not in done.stderr

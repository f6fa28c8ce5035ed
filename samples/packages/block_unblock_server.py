"""Calls that wait: for another call, or for a cancel. What a cancel must end, it ends by a hook."""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from block_unblock import BlockState, BlockUnBlockService, UnBlockState

from wswgen.runtime import Duration


@dataclass(kw_only=True, slots=True, eq=False)
class Waiting(BlockState):
    """A Block call with something of our own on it: what it waits for."""

    released: threading.Event = field(default_factory=threading.Event)


class BlockUnBlock(BlockUnBlockService):
    states = (Waiting,)

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: defaultdict[str | None, set[Waiting]] = defaultdict(set)

    def block(self, state: BlockState) -> Duration:
        call = Waiting.of(state)
        with self._lock:
            self._waiting[call.key].add(call)
        call.defer(self._forget, call)
        call.on_cancel(call.released.set)
        started = time.monotonic()
        print(f"Block {call.key!r} waits", flush=True)
        call.released.wait()
        if call.token.cancelled:
            print(f"Block {call.key!r} was cancelled: {call.token.reason}", flush=True)
        call.check()
        return Duration(seconds=Decimal(str(round(time.monotonic() - started, 3))))

    def un_block(self, state: UnBlockState) -> int:
        with self._lock:
            calls = self._waiting.pop(state.key, set())
        for call in calls:
            call.released.set()
        return len(calls)

    def _forget(self, call: Waiting) -> None:
        with self._lock:
            self._waiting[call.key].discard(call)
            if not self._waiting[call.key]:
                del self._waiting[call.key]


if __name__ == "__main__":
    BlockUnBlock().serve(sys.argv[1] if sys.argv[1:] else "http://localhost:8080/block")

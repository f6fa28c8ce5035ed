"""What was done wrong, and which handles there are.

A handle is an address. Whoever passes one that is of another kind, freed, or in use by another
thread has made a mistake, which is recorded and makes the test fail at its end.
"""

from __future__ import annotations

import threading
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from wswgen.runtime.native.abi import hresults as hr


class Kind(Enum):
    """The opaque handles."""

    HEAP = "heap"
    ERROR = "error"
    READER = "reader"
    WRITER = "writer"
    MESSAGE = "message"
    CHANNEL = "channel"
    HOST = "service host"
    CONTEXT = "operation context"


SINGLE_THREADED = frozenset(Kind) - {Kind.HOST, Kind.CHANNEL}


class Refused(Exception):
    """A function fails with this result."""

    def __init__(self, hresult: int) -> None:
        super().__init__(hr.name_of(hresult))
        self.hresult = hresult


class Ledger:
    """The record of every wrong use, in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._misuse: list[str] = []

    @property
    def misuse(self) -> list[str]:
        """What was done wrong."""
        with self._lock:
            return list(self._misuse)

    def record(self, text: str) -> None:
        """Note one wrong use."""
        with self._lock:
            if len(self._misuse) < 100:
                self._misuse.append(text)

    def record_exception(self, where: str) -> None:
        """Note an exception of the stand-in itself."""
        self.record(f"{where}: {traceback.format_exc()}")

    def refuse(self, text: str, hresult: int = hr.WS_E_INVALID_OPERATION) -> Refused:
        """Note one wrong use; to be raised."""
        self.record(text)
        return Refused(hresult)

    def forgive(self) -> list[str]:
        """The record, which is empty from now on."""
        with self._lock:
            found, self._misuse = self._misuse, []
        return found


@dataclass(eq=False, slots=True)
class Handle:
    """One live handle; ``borrowed`` ones are not for the caller to free."""

    kind: Kind
    address: int
    borrowed: bool
    thread: int = 0
    depth: int = 0


class Handles:
    """Every live handle by its address, and the latest dead ones."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.RLock()
        self._live: dict[int, Handle] = {}
        self._dead: OrderedDict[int, Kind] = OrderedDict()
        self.on_enter: Callable[[str], None] | None = None
        """Called inside every function that has a single-threaded handle, to widen races."""

    def add(self, kind: Kind, address: int, *, borrowed: bool = False) -> None:
        """A new handle."""
        with self._lock:
            self._dead.pop(address, None)
            self._live[address] = Handle(kind, address, borrowed)

    def remove(self, address: int) -> None:
        """The handle is dead from now on."""
        with self._lock:
            handle = self._live.pop(address, None)
            if handle is None:
                return
            self._dead[address] = handle.kind
            while len(self._dead) > 1024:
                self._dead.popitem(last=False)

    def live(self, *, borrowed: bool) -> list[Handle]:
        """The live handles that the caller must free, or those that it must not."""
        with self._lock:
            return [each for each in self._live.values() if each.borrowed is borrowed]

    def freeing(self, name: str, kind: Kind, address: int) -> None:
        """Raises `Refused` for what the caller must not free."""
        handle = self._find(name, kind, address)
        if handle.borrowed:
            raise self._ledger.refuse(f"{name}: frees a {kind.value} that belongs to the host")

    @contextmanager
    def entered(self, name: str, used: Sequence[tuple[Kind, int]]) -> Iterator[None]:
        """The function runs with these handles. Raises `Refused` for wrong ones."""
        thread = threading.get_ident()
        inside: list[Handle] = []
        try:
            with self._lock:
                for kind, address in used:
                    handle = self._find(name, kind, address)
                    if kind not in SINGLE_THREADED:
                        continue
                    if handle.depth and handle.thread != thread:
                        raise self._ledger.refuse(
                            f"{name}: a {kind.value} is used by two threads at once"
                        )
                    handle.thread = thread
                    handle.depth += 1
                    inside.append(handle)
            if inside and self.on_enter is not None:
                self.on_enter(name)
            yield
        finally:
            with self._lock:
                for handle in inside:
                    handle.depth -= 1

    def _find(self, name: str, kind: Kind, address: int) -> Handle:
        with self._lock:
            handle = self._live.get(address)
            if handle is not None and handle.kind is kind:
                return handle
            if handle is not None:
                what = f"a {handle.kind.value} as {kind.value}"
            elif address in self._dead:
                what = f"a {self._dead[address].value} that was freed or is over"
            else:
                what = f"{address:#x}, which is no {kind.value}"
        raise self._ledger.refuse(f"{name}: was given {what}", hr.E_INVALIDARG)


class Graveyard:
    """Keeps what was freed for a while, so that addresses are not used again at once."""

    def __init__(self, limit: int = 16 << 20) -> None:
        self._lock = threading.Lock()
        self.limit = limit
        self._size = 0
        self._kept: deque[tuple[int, object]] = deque()

    def bury(self, size: int, memory: object) -> None:
        """Keep a piece of memory until enough others have come after it."""
        with self._lock:
            self._kept.append((size, memory))
            self._size += size
            while self._size > self.limit:
                gone, _ = self._kept.popleft()
                self._size -= gone

"""The functions that webservices.dll calls, and the handles that it gives back to them.

They are made once, in this module, and live until the process ends: foreign code may call them at
any time. What it gets as its state is never an address but a handle, a number that is used once.
A handle that is not known (any more) is counted and not obeyed (C7).
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterator
from typing import Final

from ..cancel import Calls
from ..token import CancelReason
from .abi import WS_OPERATION_CANCEL_CALLBACK, WS_OPERATION_FREE_STATE_CALLBACK

_log = logging.getLogger("wswgen.native")

HANDLES: Final[Iterator[int]] = itertools.count(1)
"""For all that foreign code holds. `next` is one step of the interpreter: threads may share it."""

_REASONS: Final = {0: CancelReason.HOST_ABORT, 1: CancelReason.CHANNEL_FAULTED}


class Registry:
    """Which host a registered call belongs to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: dict[int, Calls] = {}
        self._late = 0

    @property
    def late(self) -> int:
        """How many callbacks came with a handle that is over."""
        return self._late

    @property
    def live(self) -> int:
        """How many calls are registered and not freed."""
        return len(self._owners)

    def add(self, handle: int, calls: Calls) -> None:
        """From now on callbacks with this handle find the call."""
        with self._lock:
            self._owners[handle] = calls

    def find(self, handle: int) -> Calls | None:
        """The host of a call, or None, counted."""
        with self._lock:
            owner = self._owners.get(handle)
            if owner is None:
                self._late += 1
        return owner

    def remove(self, handle: int, *, late: bool = False) -> Calls | None:
        """Forget a handle; the host that it belonged to. ``late``: count one that is unknown."""
        with self._lock:
            owner = self._owners.pop(handle, None)
            if owner is None and late:
                self._late += 1
        return owner


REGISTRY: Final = Registry()


def _cancel(reason: int, state: int | None) -> None:
    try:
        handle = state or 0
        owner = REGISTRY.find(handle)
        if owner is not None:
            owner.cancel(handle, _REASONS.get(reason, CancelReason.CHANNEL_FAULTED))
    except BaseException:  # nothing may pass into foreign code (C8)
        _log.exception("a cancel callback failed")


def _free_state(state: int | None) -> None:
    try:
        handle = state or 0
        owner = REGISTRY.remove(handle, late=True)
        if owner is not None:
            owner.release(handle)
    except BaseException:
        _log.exception("a free callback failed")


CANCEL_CALLBACK: Final = WS_OPERATION_CANCEL_CALLBACK(_cancel)
FREE_STATE_CALLBACK: Final = WS_OPERATION_FREE_STATE_CALLBACK(_free_state)

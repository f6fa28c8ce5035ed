"""Serving until somebody asks for the end."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType
from typing import Any, Protocol

_log = logging.getLogger("wswgen.service")


class Running(Protocol):
    """A host of any backend, while it is served."""

    @property
    def url(self) -> str:
        """The address to call."""
        raise NotImplementedError

    @property
    def running(self) -> bool:
        """Whether it accepts calls."""
        raise NotImplementedError

    def close(self, timeout: float = 5.0) -> None:
        """Wait for the calls, then abort."""
        raise NotImplementedError


def serve_until_signal(host: Running, what: str, close_timeout: float) -> None:
    """Wait for SIGTERM or SIGINT, then close; off the main thread there are none: for ever.

    ``what`` names the service in the log.
    """
    stop = threading.Event()

    def asked(number: int, _frame: FrameType | None) -> None:
        _log.info("%s: closing", signal.Signals(number).name)
        stop.set()

    handlers: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            handlers[number] = signal.signal(number, asked)
    _log.info("serving %s at %s", what, host.url)
    try:
        while not stop.wait(1.0) and host.running:
            pass
    finally:
        try:
            host.close(close_timeout)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)

"""A service behind the operation stubs: from a callback of the DLL to a handler, and back."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..backend import Limits
from ..cancel import Call, Calls
from ..messages import Codecs, OperationCodec
from ..service import Binding, Service, bindings
from ..soap import Version
from ..state import OperationState
from ..token import CancelReason, Job
from ..workers import Workers
from .abi import WebServices
from .callbacks import HANDLES
from .frames import Frame
from .tables import Tables
from .vocabulary import Contract

_log = logging.getLogger("wswgen.native")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation of a hosted service."""

    binding: Binding
    handler: Callable[[OperationState], Any]
    is_async: bool
    frame: Frame
    codec: OperationCodec


class Dispatcher:
    """The hosted service: its routes, its running calls, the loop of its ``async def`` handlers.

    ``method_table`` has an entry for each operation. The DLL passes it to the stub, which alone
    would call it; ours does not: the entry is no function but a handle, and tells which host and
    which operation the stub is called for.
    """

    def __init__(
        self,
        service: Service,
        tables: Tables,
        contract: Contract,
        *,
        dll: WebServices,
        limits: Limits,
        version: Version,
        address: str,
    ) -> None:
        self.service = service
        self.dll = dll
        self.limits = limits
        self.version = version
        self.address = address
        self.calls = Calls(handles=HANDLES)
        self.hooks = Workers(limits.max_calls, "wswgen-cancel")
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        codecs = Codecs(service.contract)
        self.routes: dict[str, Route] = {}
        for name, binding in bindings(type(service)).items():
            handler = getattr(service, binding.method)
            self.routes[name] = Route(
                binding=binding,
                handler=handler,
                is_async=inspect.iscoroutinefunction(handler),
                frame=Frame(tables, contract.tables(name), service.contract),
                codec=codecs(binding.operation),
            )
        names = [tables.data.name for tables in contract.operations]
        self.method_table = {name: next(HANDLES) for name in names}
        with _lock:
            for name, handle in self.method_table.items():
                _routes[handle] = (self, self.routes[name])

    def forget(self) -> None:
        """The DLL will not call any more."""
        with _lock:
            for handle in self.method_table.values():
                _routes.pop(handle, None)
        self.hooks.close()
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(loop.stop)

    # --- the loop

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop of the handlers, on a thread of its own that starts with the first use."""
        with self._lock:
            if self._loop is None:
                loop = asyncio.new_event_loop()
                thread = threading.Thread(
                    target=_run, args=(loop,), name="wswgen-loop", daemon=True
                )
                try:
                    thread.start()
                except BaseException:
                    loop.close()
                    raise
                self._loop = loop
            return self._loop

    def spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine on the loop; what it raises is logged."""
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        except BaseException:
            coroutine.close()
            raise
        future.add_done_callback(_report)

    def run_hooks(self, is_async: bool) -> Callable[[Job], object]:
        """Where cancel hooks run: never on the thread of the callback, which must be quick."""
        if not is_async:
            return self.hooks.submit
        return lambda job: self.loop.call_soon_threadsafe(job)

    def limit(self, call: Call) -> Callable[[], object]:
        """Cancel the call at its deadline, if it has one; gives what undoes that."""
        remaining = call.remaining
        if remaining is None:
            return _nothing
        loop = self.loop
        timers: list[asyncio.TimerHandle] = []

        def arm() -> None:
            timers.append(loop.call_later(remaining, call.cancel, CancelReason.DEADLINE))

        def disarm() -> None:
            for timer in timers:
                timer.cancel()

        loop.call_soon_threadsafe(arm)
        return lambda: loop.call_soon_threadsafe(disarm)


def route_of(handle: int) -> tuple[Dispatcher, Route] | None:
    """The host and the operation of an entry of a method table, while it is hosted."""
    with _lock:
        return _routes.get(handle)


_lock = threading.Lock()
_routes: dict[int, tuple[Dispatcher, Route]] = {}


def _nothing() -> None:
    pass


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


def _report(future: Any) -> None:
    if not future.cancelled() and future.exception() is not None:
        _log.error("a call failed in the runtime", exc_info=future.exception())

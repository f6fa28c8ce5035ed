"""The client half of webservices.dll for tests: proxies whose calls end when the test says so.

Heaps, errors and XML are the stand-in's. Every use of a handle that was freed, and every end of a
call whose heap is gone, is a wrong use that the stand-in's ledger reports.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.native.standin.play import StandIn
from wswgen.runtime.native.abi import WS_ASYNC_CALLBACK, WS_ASYNC_CONTEXT, WS_SERVICE_PROXY_STATE
from wswgen.runtime.native.abi import hresults as hr


@dataclass(eq=False)
class Call:
    """One call that has begun."""

    proxies: Proxies
    proxy: int
    number: int
    arguments: Any
    context: WS_ASYNC_CONTEXT | None
    result: int | None = None

    def end(self, hresult: int = hr.S_OK, value: int = 42) -> None:
        """Write the result of Add into what WsCall was given, then tell the caller."""
        if hresult == hr.S_OK:
            out = ctypes.c_void_p.from_address(self.arguments[2]).value or 0
            ctypes.c_int32.from_address(out).value = value
        self.result = hresult
        if self.proxy not in self.proxies.live:
            self.proxies.wrong.append("a call ended after its proxy was freed")
        if self.context is not None:
            complete = WS_ASYNC_CALLBACK(self.context.callback)
            complete(hr.signed(hresult), 0, self.context.callback_state)


class Proxies:
    """Plays webservices.dll for a client. ``on_call`` sees each call as it begins."""

    def __init__(self, standin: StandIn) -> None:
        self._dll = standin.dll
        self.live: set[int] = set()
        self.state = WS_SERVICE_PROXY_STATE.WS_SERVICE_PROXY_STATE_CREATED
        self.opened = 0
        self.wrong: list[str] = []
        self.calls: list[Call] = []
        self.abandoned: list[int] = []
        self.on_call: Callable[[Call], object] = lambda call: call.end()
        self.open_result = hr.S_OK
        self._next = 0x1000

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dll, name)

    def WsCreateServiceProxy(self, *arguments: Any) -> int:
        self._next += 16
        self.live.add(self._next)
        arguments[7]._obj.value = self._next
        return 0

    def WsOpenServiceProxy(self, proxy: int, *_: Any) -> int:
        self._check(proxy)
        if self.open_result == hr.S_OK:
            self.state = WS_SERVICE_PROXY_STATE.WS_SERVICE_PROXY_STATE_OPEN
            self.opened += 1
        return hr.signed(self.open_result)

    def WsCloseServiceProxy(self, proxy: int, *_: Any) -> int:
        self._check(proxy)
        return 0

    def WsFreeServiceProxy(self, proxy: int) -> None:
        self._check(proxy)
        self.live.discard(proxy)

    def WsCall(self, proxy: int, _: int, arguments: Any, heap: int, *rest: Any) -> int:
        self._check(proxy)
        if self.state != WS_SERVICE_PROXY_STATE.WS_SERVICE_PROXY_STATE_OPEN:
            return hr.signed(hr.WS_E_INVALID_OPERATION)
        context = None
        if rest[2] is not None:
            context = WS_ASYNC_CONTEXT.from_buffer_copy(rest[2]._obj)
        call = Call(self, proxy, len(self.calls), arguments, context)
        self.calls.append(call)
        self.on_call(call)
        if context is None:
            return hr.signed(call.result or 0)
        return hr.WS_S_ASYNC

    def WsAbandonCall(self, proxy: int, number: int, _: Any) -> int:
        self._check(proxy)
        self.abandoned.append(number)
        for call in self.calls:
            if call.result is None and call.context is not None:
                call.end(hr.WS_E_OPERATION_ABANDONED)
        return 0

    def WsGetServiceProxyProperty(self, proxy: int, id: int, value: Any, *_: Any) -> int:
        self._check(proxy)
        value._obj.value = self.state
        return 0

    def WsAbortServiceProxy(self, proxy: int, _: Any) -> int:
        self._check(proxy)
        return 0

    def WsResetServiceProxy(self, proxy: int, _: Any) -> int:
        self._check(proxy)
        self.state = WS_SERVICE_PROXY_STATE.WS_SERVICE_PROXY_STATE_CREATED
        return 0

    def _check(self, proxy: int) -> None:
        if proxy not in self.live:
            self.wrong.append(f"{proxy:#x} is no proxy")

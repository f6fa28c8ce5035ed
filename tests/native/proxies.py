"""The client half of webservices.dll for tests: proxies whose calls end when the test says so.

Heaps, errors and XML are the stand-in's. Every use of a handle that was freed, and every end of a
call whose heap is gone, is a wrong use that the stand-in's ledger reports.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.native.standin.ledger import Kind
from tests.native.standin.messages import Message
from tests.native.standin.play import StandIn
from tests.native.standin.soap import Header, Version
from tests.native.standin.tree import parse
from wswgen.runtime.native.abi import (
    WS_ASYNC_CALLBACK,
    WS_ASYNC_CONTEXT,
    WS_CALL_PROPERTY,
    WS_CALL_PROPERTY_ID,
    WS_FAULT,
    WS_FAULT_CODE,
    WS_FAULT_ERROR_PROPERTY_ID,
    WS_FAULT_REASON,
    WS_PROXY_MESSAGE_CALLBACK,
    WS_PROXY_MESSAGE_CALLBACK_CONTEXT,
    WS_SERVICE_PROXY_STATE,
)
from wswgen.runtime.native.abi import hresults as hr
from wswgen.runtime.native.strings import WideString, XmlString


@dataclass(eq=False)
class Call:
    """One call that has begun."""

    proxies: Proxies
    proxy: int
    number: int
    arguments: Any
    context: WS_ASYNC_CONTEXT | None
    receive: WS_PROXY_MESSAGE_CALLBACK_CONTEXT | None = None
    error: int = 0
    result: int | None = None

    def receives(self, *blocks: bytes, version: Version = Version.SOAP_1_1) -> None:
        """The headers of the reply are there: tell who has asked for them."""
        if self.receive is None:
            return
        headers = [Header(parse(block), must_understand=False) for block in blocks]
        standin = self.proxies.standin
        message = standin.messages.make(Message(version=version, headers=headers))
        standin.handles.add(Kind.MESSAGE, message, borrowed=True)
        tell = WS_PROXY_MESSAGE_CALLBACK(self.receive.callback)
        self.result = tell(message, 0, self.receive.state, self.error) or None
        standin.handles.remove(message)
        standin.messages.drop(message)

    def fail(self, reason: str) -> None:
        """End with a fault of the service."""
        self.proxies.fault = Received(reason)
        self.end(hr.WS_E_ENDPOINT_FAULT_RECEIVED)

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


class Received:
    """A WS_FAULT with a reason and nothing else, and the memory that it points to."""

    def __init__(self, reason: str) -> None:
        self._texts = WideString(reason), WideString("en"), XmlString("Receiver"), XmlString("")
        text, lang, local, ns = self._texts
        self._code = WS_FAULT_CODE()
        self._code.value.local_name, self._code.value.ns = local.string, ns.string
        self._reason = WS_FAULT_REASON(text.string, lang.string)
        self.found = WS_FAULT(
            code=ctypes.addressof(self._code),
            reasons=ctypes.addressof(self._reason),
            reason_count=1,
        )


def _receive(properties: int | None, count: int) -> WS_PROXY_MESSAGE_CALLBACK_CONTEXT | None:
    """The callback for the headers of the reply, among the properties of a call."""
    wanted = WS_CALL_PROPERTY_ID.WS_CALL_PROPERTY_RECEIVE_MESSAGE_CONTEXT
    for each in (WS_CALL_PROPERTY * count).from_address(properties) if properties else ():
        if each.id == wanted:
            assert each.value_size == ctypes.sizeof(WS_PROXY_MESSAGE_CALLBACK_CONTEXT)
            return WS_PROXY_MESSAGE_CALLBACK_CONTEXT.from_address(each.value)
    return None


class Proxies:
    """Plays webservices.dll for a client. ``on_call`` sees each call as it begins."""

    def __init__(self, standin: StandIn) -> None:
        self._dll = standin.dll
        self.standin = standin
        self.fault: Received | None = None
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
        call = Call(self, proxy, len(self.calls), arguments, context, _receive(*rest[:2]), rest[3])
        self.calls.append(call)
        self.on_call(call)
        if context is None:
            return hr.signed(call.result or 0)
        return hr.WS_S_ASYNC

    def WsGetFaultErrorProperty(self, error: int, id: int, buffer: Any, size: int) -> int:
        assert id == WS_FAULT_ERROR_PROPERTY_ID.WS_FAULT_ERROR_PROPERTY_FAULT
        buffer._obj.value = None if self.fault is None else ctypes.addressof(self.fault.found)
        return 0

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

"""One call of a client: `nf-webservices-wscall`, `nf-webservices-wsabandoncall`."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, cast

from ..errors import WsError
from ..messages import OperationCodec
from ..soapfault import Block
from .abi import (
    WS_ASYNC_CALLBACK,
    WS_ASYNC_CONTEXT,
    WS_CALL_PROPERTY,
    WS_CALL_PROPERTY_ID,
    WS_PROXY_MESSAGE_CALLBACK,
    WS_PROXY_MESSAGE_CALLBACK_CONTEXT,
)
from .abi import hresults as hr
from .callbacks import HANDLES
from .failures import failure
from .faults import take_fault
from .frames import Frame
from .headers import Headers
from .memory import HeapMemory
from .owners import Error, Heap
from .properties import Properties

if TYPE_CHECKING:
    from .proxy import ServiceProxy

MAX_HEAP = 0xFFFFFFFF


class Exchange:
    """One call: its heap, its error object, its arguments; alive until the DLL is done with it.

    ``proxy`` is entered; `close` leaves it.
    """

    def __init__(
        self,
        proxy: ServiceProxy,
        frame: Frame,
        codec: OperationCodec,
        description: int,
        body: Sequence[Any],
        headers: Sequence[Any],
    ) -> None:
        self._proxy = proxy
        self._frame = frame
        self._codec = codec
        self._description = description
        self._headers = headers
        self._reply_headers: list[Any] = []
        self._fault_blocks: list[Block] = []
        self._trouble: BaseException | None = None
        self._done: Callable[[int], object] | None = None
        self._pending = False
        self._closed = False
        self._key = next(HANDLES)
        self._properties = Properties(WS_CALL_PROPERTY)
        self._id = ctypes.c_uint32(self._key & 0x7FFFFFFF or 1)
        self._owned = ExitStack()
        self._owned.callback(proxy.leave)
        ids = WS_CALL_PROPERTY_ID
        try:
            self._error = self._owned.enter_context(Error(proxy.dll))
            heap = Heap(proxy.dll, limit=MAX_HEAP, error=self._error)
            self._heap = self._owned.enter_context(heap)
            self._memory = HeapMemory(self._heap)
            self._arguments, self._outs = frame.arguments(body, self._memory)
            if any(value is not None for value in headers):
                self._message_callback(ids.WS_CALL_PROPERTY_SEND_MESSAGE_CONTEXT, _SEND)
            self._fault_headers = [each.codec.name for each in codec.faults if each.header]
            has_headers = codec.response is not None and codec.response.message.headers
            if has_headers or self._fault_headers:
                self._message_callback(ids.WS_CALL_PROPERTY_RECEIVE_MESSAGE_CONTEXT, _RECEIVE)
        except BaseException:
            self.close()
            raise

    def _message_callback(self, id: int, callback: Any) -> None:
        with _lock:
            _exchanges[self._key] = self
        address = ctypes.cast(callback, ctypes.c_void_p).value
        self._properties.add(id, WS_PROXY_MESSAGE_CALLBACK_CONTEXT(address, self._key))

    def close(self) -> None:
        """Free everything: now, or when the DLL is done with the call."""
        with _lock:
            self._closed = True
            if self._pending:
                return
            _exchanges.pop(self._key, None)
        self._owned.close()

    def start(self, done: Callable[[int], object] | None = None) -> int:
        """Make the call. With ``done`` it may go on after WS_S_ASYNC; ``done`` then gets the
        HRESULT, on any thread.
        """
        context = None
        if done is not None:
            self._properties.add(WS_CALL_PROPERTY_ID.WS_CALL_PROPERTY_CALL_ID, self._id)
            self._done = done
            with _lock:
                _exchanges[self._key] = self
                self._pending = True
            context = WS_ASYNC_CONTEXT(
                ctypes.cast(cast(Any, _COMPLETED), ctypes.c_void_p).value, self._key
            )
        result = self._proxy.dll.WsCall(
            self._proxy.handle,
            self._description,
            self._arguments if len(self._arguments) else None,
            self._heap.handle,
            self._properties.address,
            self._properties.count,
            None if context is None else ctypes.byref(context),
            self._error.handle,
        )
        if hr.unsigned(result) != hr.WS_S_ASYNC:
            self._pending = False
        return hr.unsigned(result)

    def abandon(self) -> None:
        """Have the call end with WS_E_OPERATION_ABANDONED; from any thread, at any time."""
        if self._proxy.enter():
            try:
                self._proxy.dll.WsAbandonCall(self._proxy.handle, self._id.value, None)
            finally:
                self._proxy.leave()

    def completed(self, hresult: int) -> None:
        """The DLL is done."""
        with _lock:
            self._pending = False
            closed = self._closed
        if closed:
            self._owned.close()
        elif self._done is not None:
            self._done(hresult)

    def message(self, message: int, sending: bool) -> int:
        """The message is about to be sent, or its headers are there."""
        try:
            headers = Headers(self._proxy.dll, self._memory)
            if sending:
                headers.write(message, self._codec.request, self._headers)
            else:
                for name in self._fault_headers:
                    # Most replies are no faults: what cannot be read there fails no call.
                    with suppress(WsError):
                        block = headers.find(message, name)
                        self._fault_blocks += [] if block is None else [block]
                if self._codec.response is not None:
                    self._reply_headers = headers.read(message, self._codec.response)
        except BaseException as error:
            self._trouble = error
            return hr.signed(hr.E_FAIL)
        return hr.S_OK

    def result(self, hresult: int) -> Any:
        """What the caller of the generated method gets, or the exception for it."""
        if self._trouble is not None:
            raise self._trouble
        if hresult == hr.WS_E_ENDPOINT_FAULT_RECEIVED:
            raise take_fault(self._codec, self._error, self._memory, self._fault_blocks)
        if hr.failed(hresult):
            url = self._proxy.address.url
            raise failure(hresult, self._error, f"call {self._codec.operation.name}", url=url)
        response = self._frame.response
        if response is None or self._codec.response is None:
            return None
        values = response.read(self._outs, self._memory)
        return self._codec.response.join([*values, *self._reply_headers])


_lock = threading.Lock()
_exchanges: dict[int, Exchange] = {}


def _find(key: int | None, *, last: bool = False) -> Exchange | None:
    with _lock:
        return _exchanges.pop(key or 0, None) if last else _exchanges.get(key or 0)


def _completed(hresult: int, _model: int, key: int | None) -> None:
    with suppress(BaseException):
        exchange = _find(key, last=True)
        if exchange is not None:
            exchange.completed(hr.unsigned(hresult))


def _send(message: int | None, _heap: int | None, key: int | None, _error: int | None) -> int:
    exchange = _find(key)
    return hr.signed(hr.E_FAIL) if exchange is None else exchange.message(message or 0, True)


def _receive(message: int | None, _heap: int | None, key: int | None, _error: int | None) -> int:
    exchange = _find(key)
    return hr.signed(hr.E_FAIL) if exchange is None else exchange.message(message or 0, False)


_COMPLETED = WS_ASYNC_CALLBACK(_completed)
_SEND = WS_PROXY_MESSAGE_CALLBACK(_send)
_RECEIVE = WS_PROXY_MESSAGE_CALLBACK(_receive)

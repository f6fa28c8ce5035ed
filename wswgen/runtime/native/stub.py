"""What happens in an operation stub: `nc-webservices-ws_service_stub_callback`.

A generated stub is three lines: build the state from the frame, register it for cancellation, run
the handler. Here is what the lines do, and the C function that calls them.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from collections.abc import Awaitable
from concurrent.futures import Future
from contextvars import copy_context
from ctypes import byref, c_void_p, sizeof
from typing import Any, cast

from ..cancel import Call
from ..errors import Cancelled, DecodeError, EncodeError, WindowsWebServicesError, WsError
from ..fault import Fault, FaultCode
from ..soapfault import no_answer, unexpected
from ..state import CallContext, OperationState, bind
from .abi import (
    WS_ASYNC_CALLBACK,
    WS_ASYNC_CONTEXT,
    WS_CALLBACK_MODEL,
    WS_OPERATION_CONTEXT_PROPERTY_ID,
    WS_SERVICE_STUB_CALLBACK,
)
from .abi import hresults as hr
from .callbacks import CANCEL_CALLBACK, FREE_STATE_CALLBACK, REGISTRY
from .dispatch import Dispatcher, Route, route_of
from .failures import check
from .faults import put_fault
from .headers import Headers
from .memory import HeapMemory
from .owners import BorrowedError, BorrowedHeap
from .vocabulary import OperationTables

_log = logging.getLogger("wswgen.native")

_PROPERTIES = WS_OPERATION_CONTEXT_PROPERTY_ID


class _Ended(Exception):
    """The stub has nothing more to do: this is what it returns."""

    def __init__(self, hresult: int) -> None:
        super().__init__(hresult)
        self.hresult = hresult


class StubCall:
    """One call of a stub. Its generated body calls `state`, `register` and `handle`, in order.

    The operation context, its heap and its error object belong to one thread at a time: that of
    the callback until it returns WS_S_ASYNC, then that of the loop.
    """

    def __init__(
        self,
        host: Dispatcher,
        route: Route,
        context: int,
        frame: int,
        async_context: int | None,
        error: int | None,
    ) -> None:
        self._host = host
        self._route = route
        self._context = context
        self._frame = frame
        self._error = BorrowedError(host.dll, error)
        self._memory: HeapMemory | None = None
        self._outs: list[int] = []
        self._call: Call | None = None
        self._registered = False
        self._async_context = WS_ASYNC_CONTEXT()
        self._may_wait = bool(async_context)
        if async_context:
            # Read only during this call of the stub: so it is copied.
            given = WS_ASYNC_CONTEXT.from_address(async_context)
            self._async_context.callback = given.callback
            self._async_context.callback_state = given.callback_state
        self._goes_on = False
        self._left = asyncio.Event()

    # --- what a generated stub calls

    def state(self) -> OperationState:
        """The state of the call: its fields are read from the frame and from the headers."""
        host, route = self._host, self._route
        if host.calls.live >= host.limits.max_calls:
            raise _Ended(self._fault(Fault("too many calls at once")))
        try:
            heap = self._property(_PROPERTIES.WS_OPERATION_CONTEXT_PROPERTY_HEAP)
            memory = self._memory = HeapMemory(BorrowedHeap(host.dll, heap), host.limits.max_depth)
            ins, self._outs = route.frame.entries(self._frame)
            values = route.frame.request.read(ins, memory)
            message = self._property(_PROPERTIES.WS_OPERATION_CONTEXT_PROPERTY_INPUT_MESSAGE)
            if route.codec.request.message.headers:
                values += Headers(host.dll, memory).read(message, route.codec.request)
            # What was read counts as understood; the host itself asks before anybody could read.
            if hr.failed(host.dll.WsCheckMustUnderstandHeaders(message, None)):
                text = "a header block that must be understood is not"
                raise _Ended(self._fault(Fault(text, code=FaultCode.MUST_UNDERSTAND)))
        except DecodeError as error:
            raise _Ended(self._fault(Fault(str(error), code=FaultCode.SENDER))) from None
        operation = route.binding.operation
        limit = host.limits.max_time
        call = self._call = host.calls.open(
            operation.name,
            cancellable=route.binding.cancel,
            deadline=None if limit is None else time.monotonic() + limit,
            runner=host.run_hooks(route.is_async),
        )
        cls = route.binding.state
        state = cls.__new__(cls)
        bind(state, call, self._facts)
        build: Any = cls.__init__
        try:
            build(state, **dict(zip(operation.request.fields, values, strict=True)))
        except Exception as error:
            raise _Ended(self._failed(error)) from None
        return state

    def register(self, state: OperationState) -> None:
        """WsRegisterOperationForCancel, with a state that is complete (C1).

        The cancel callback may come before this returns. If the registration fails, the state is
        freed here and the caller gets a fault (C6).
        """
        call = self._call
        assert call is not None
        try:
            started = call.start(self._register)
        except WindowsWebServicesError as error:
            _log.error("%s: %s", call.operation, error)
            raise _Ended(self._fault(unexpected(error, self._host.limits.disclose))) from None
        if not started:
            raise _Ended(self._aborted())

    def handle(self, state: OperationState) -> int:
        """Run the handler and put what it returns into the frame; gives the stub's HRESULT."""
        call, route = self._call, self._route
        assert call is not None
        if not route.binding.cancel:
            call.start()  # without a word to the DLL (C10)
        if route.is_async and self._may_wait:
            self._host.spawn(self._later(state))
            self._goes_on = True
            return hr.WS_S_ASYNC
        disarm = self._host.limit(call)
        try:
            result = copy_context().run(route.handler, state)
            if inspect.isawaitable(result):
                result = self._wait_for(result)
            return self._returned(result)
        except BaseException as error:
            return self._failed(error)
        finally:
            disarm()

    # --- the frame of the call

    def run(self, tables: OperationTables) -> int:
        """The stub, whatever happens in it: an HRESULT, and a call that is over or goes on."""
        try:
            return tables.stub(self)
        except _Ended as end:
            return end.hresult
        except BaseException as error:
            return self._failed(error)
        finally:
            if self._goes_on:
                self._host.loop.call_soon_threadsafe(self._left.set)
            else:
                self._over()

    def _over(self) -> None:
        if self._call is not None:
            self._call.complete()
            if not self._registered:
                self._call.release()  # nobody else knows of it

    def _property(self, id: int) -> int:
        value = c_void_p()
        result = self._host.dll.WsGetOperationContextProperty(
            self._context, id, byref(value), sizeof(value), self._error.handle
        )
        check(result, self._error, "read a property of the operation")
        return value.value or 0

    def _register(self, handle: int) -> None:
        REGISTRY.add(handle, self._host.calls)
        result = self._host.dll.WsRegisterOperationForCancel(
            self._context, CANCEL_CALLBACK, FREE_STATE_CALLBACK, handle, self._error.handle
        )
        if hr.failed(hr.unsigned(result)):
            REGISTRY.remove(handle)
        check(result, self._error, "register the operation for cancellation")
        self._registered = True

    def _facts(self) -> CallContext:
        return CallContext(
            operation=self._route.binding.operation.name,
            soap=self._host.version.name,
            address=self._host.address,
        )

    # --- async def

    async def _later(self, state: OperationState) -> None:
        """The handler on the loop; then the completion, once the stub has returned."""
        result = await self._on_loop(state)
        await self._left.wait()
        self._over()
        given = self._async_context
        complete = WS_ASYNC_CALLBACK(given.callback)
        # The long model would promise threads that we do not have.
        complete(hr.signed(result), WS_CALLBACK_MODEL.WS_SHORT_CALLBACK, given.callback_state)

    async def _on_loop(self, state: OperationState) -> int:
        call = self._call
        assert call is not None
        disarm = self._host.limit(call)
        try:
            return self._returned(await self._awaited(self._route.handler(state)))
        except BaseException as error:
            return self._failed(error)
        finally:
            disarm()

    async def _awaited(self, awaitable: Awaitable[Any]) -> Any:
        """What the handler returns; a cancel of the call cancels it as a task."""
        call = self._call
        assert call is not None
        task = asyncio.ensure_future(awaitable)
        loop = asyncio.get_running_loop()
        call.subscribe(self, lambda: loop.call_soon_threadsafe(task.cancel))
        try:
            return await task
        finally:
            call.unsubscribe(self)

    def _wait_for(self, awaitable: Awaitable[Any]) -> Any:
        """The result of an awaitable on a callback that may not complete later."""
        # Not the future of `run_coroutine_threadsafe`: a cancel would settle that while the
        # handler still runs.
        done: Future[Any] = Future()

        async def run() -> None:
            try:
                done.set_result(await self._awaited(awaitable))
            except BaseException as error:
                done.set_exception(error)

        self._host.spawn(run())
        return done.result()

    # --- ends

    def _returned(self, result: Any) -> int:
        call, route = self._call, self._route
        assert call is not None
        if call.cancelled:
            return self._aborted()
        response, body = route.codec.response, route.frame.response
        if response is None or body is None:
            if result is not None:
                _log.error("%s: a one-way handler returned %r", call.operation, result)
            return hr.S_OK if call.complete() else self._aborted()
        try:
            assert self._memory is not None
            values, headers = response.split(result)
            body.write(values, self._outs, self._memory)
            if headers:
                message = self._property(_PROPERTIES.WS_OPERATION_CONTEXT_PROPERTY_OUTPUT_MESSAGE)
                Headers(self._host.dll, self._memory).write(message, response, headers)
        except (WsError, TypeError, ValueError) as error:
            return self._bad_reply(error)
        return hr.S_OK if call.complete() else self._aborted()

    def _failed(self, error: BaseException) -> int:
        call = self._call
        if call is not None and call.cancelled:
            # How a cancelled handler ends is its own business, but not a secret.
            if not isinstance(error, (Cancelled, asyncio.CancelledError)):
                _log.info("%s: cancelled, then %r", call.operation, error)
            return self._aborted()
        if isinstance(error, Fault):
            return self._fault(error)
        name = self._route.binding.operation.name
        _log.error("%s: the handler failed", name, exc_info=error)
        return self._fault(unexpected(error, self._host.limits.disclose))

    def _bad_reply(self, error: Exception) -> int:
        name = self._route.binding.operation.name
        _log.error("%s: a reply that the contract does not allow was not sent: %s", name, error)
        return self._fault(no_answer(error, self._host.limits.disclose))

    def _fault(self, fault: Fault) -> int:
        """Put a fault into the error object; the failure that sends it."""
        if self._call is not None and not self._call.complete() and self._call.cancelled:
            return hr.WS_E_OPERATION_ABORTED
        try:
            put_fault(fault, self._host.version, self._route.codec, self._error, self._memory)
        except EncodeError as error:
            return self._bad_reply(error) if fault.detail is not None else hr.E_FAIL
        except WsError:
            _log.exception("%s: a fault could not be recorded", self._route.binding.operation.name)
        return hr.E_FAIL

    def _aborted(self) -> int:
        if self._call is not None:
            self._call.complete()
        return hr.WS_E_OPERATION_ABORTED


def stub_pointer(tables: OperationTables) -> int:
    """The address of the C function for a generated stub, the same one for ever."""
    found = _pointers.get(id(tables))
    if found is None:
        callback = WS_SERVICE_STUB_CALLBACK(_Trampoline(tables))
        found = _pointers.setdefault(id(tables), (tables, callback))
    return cast(int, c_void_p.from_buffer(found[1]).value)


_pointers: dict[int, tuple[OperationTables, Any]] = {}


class _Trampoline:
    """What the DLL calls. ``callback`` is the method table's entry: the handle of a route.

    Never raises (C8).
    """

    def __init__(self, tables: OperationTables) -> None:
        self._tables = tables

    def __call__(
        self,
        context: int | None,
        frame: int | None,
        callback: int | None,
        async_context: int | None,
        error: int | None,
    ) -> int:
        try:
            found = route_of(callback or 0)
            if found is None:
                _log.error("%s: called for a host that is closed", self._tables.data.name)
                return hr.signed(hr.WS_E_INVALID_OPERATION)
            call = StubCall(*found, context or 0, frame or 0, async_context, error)
            return hr.signed(call.run(self._tables))
        except BaseException:
            _log.exception("%s: the stub failed", self._tables.data.name)
            return hr.signed(hr.E_FAIL)

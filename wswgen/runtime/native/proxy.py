"""A client's calls through webservices.dll: `wsw/service-proxy`, `nf-webservices-wscall`."""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeVar

from ..backend import ClientOptions, Scope
from ..contract import Operation
from ..errors import Cancelled, TimedOut, UsageError
from ..messages import Codecs
from .abi import (
    WS_ENDPOINT_ADDRESS,
    WS_PROXY_PROPERTY,
    WS_PROXY_PROPERTY_ID,
    WS_SERVICE_PROXY_STATE,
    WebServices,
)
from .abi import hresults as hr
from .bindings import Address, TransportSecurity, channel_properties, parse_address
from .dll import load
from .exchange import Exchange
from .failures import check
from .frames import Frame
from .owners import BorrowedError, Error, Owner
from .packages import tables_of
from .properties import Properties
from .strings import WideString

R = TypeVar("R")

INFINITE = 0xFFFFFFFF
MAX_CALLS = 1000
MAX_PROXIES = 8


class ServiceProxy(Owner):
    """A WS_SERVICE_PROXY, open; its calls may run on any thread, many at once.

    Who uses the handle enters before and leaves afterwards; once it is retired, the last one that
    leaves frees it.
    """

    def __init__(self, dll: WebServices, options: ClientOptions, timeout: int) -> None:
        self.dll = dll
        self.handle = 0
        self.address = parse_address(options.url)
        self._lock = threading.Lock()
        self._users_lock = threading.Lock()
        self._users = 0
        self._retired = False
        self._url = WideString(options.url)
        version = self.address.version(options.soap)
        self._channel = channel_properties(self.address, version, options.max_reply)
        self._properties = _proxy_properties(timeout)
        secure = self.address.parts.scheme == "https"
        self._security = TransportSecurity() if secure else None
        handle = ctypes.c_void_p()
        with Error(dll) as error:
            result = dll.WsCreateServiceProxy(
                self.address.channel_type(service=False),
                self.address.binding,
                self._security.address if self._security else None,
                self._properties.address,
                self._properties.count,
                self._channel.address,
                self._channel.count,
                ctypes.byref(handle),
                error.handle,
            )
            check(result, error, "make a proxy", url=options.url)
            self._own(handle)
            try:
                self._open(error)
            except BaseException:
                self.close()
                raise

    def _open(self, error: BorrowedError) -> None:
        target = WS_ENDPOINT_ADDRESS(url=self._url.string)
        result = self.dll.WsOpenServiceProxy(self.handle, ctypes.byref(target), None, error.handle)
        check(result, error, "open the proxy", url=self.address.url)

    def enter(self) -> bool:
        """The handle stays until `leave`; False if it may be gone already."""
        with self._users_lock:
            if self._retired and not self._users:
                return False
            self._users += 1
            return True

    def leave(self) -> None:
        """The end of what `enter` began."""
        with self._users_lock:
            self._users -= 1
            last = self._retired and not self._users
        if last:
            self.close()

    def retire(self) -> None:
        """Free it: now, or after the calls that are running."""
        with self._users_lock:
            self._retired = True
            idle = not self._users
        if idle:
            self.close()

    def revive(self) -> None:
        """Open it again if its session broke: only a session's fault reaches the proxy.

        One that could not be opened then is tried again by the next call.
        """
        if not self.address.session:
            return
        states = WS_SERVICE_PROXY_STATE
        with self._lock, Error(self.dll) as error:
            state = self.state
            if state == states.WS_SERVICE_PROXY_STATE_FAULTED:
                self.dll.WsAbortServiceProxy(self.handle, None)
                self.dll.WsCloseServiceProxy(self.handle, None, None)
                check(self.dll.WsResetServiceProxy(self.handle, None), None, "reset the proxy")
                state = states.WS_SERVICE_PROXY_STATE_CREATED
            if state == states.WS_SERVICE_PROXY_STATE_CREATED:
                self._open(error)

    @property
    def state(self) -> int:
        """The state that the DLL tells: a snapshot."""
        value = ctypes.c_int32()
        result = self.dll.WsGetServiceProxyProperty(
            self.handle, WS_PROXY_PROPERTY_ID.WS_PROXY_PROPERTY_STATE,
            ctypes.byref(value), ctypes.sizeof(value), None,
        )  # fmt: skip
        check(result, None, "read the state of the proxy")
        return value.value

    def _free(self, handle: int) -> None:
        # Whatever it returns but one, the proxy is closed; that one means it was not open.
        self.dll.WsCloseServiceProxy(handle, None, None)
        self.dll.WsFreeServiceProxy(handle)


def _proxy_properties(timeout: int) -> Properties[WS_PROXY_PROPERTY]:
    ids = WS_PROXY_PROPERTY_ID
    found = Properties(WS_PROXY_PROPERTY)
    found.add(ids.WS_PROXY_PROPERTY_CALL_TIMEOUT, ctypes.c_uint32(timeout))
    found.add(ids.WS_PROXY_PROPERTY_MAX_PENDING_CALLS, ctypes.c_uint32(MAX_CALLS))
    return found


class _Calls:
    """What both kinds of clients share: proxies by timeout, frames and codecs by operation."""

    def __init__(self, options: ClientOptions, dll: WebServices | None = None) -> None:
        if options.ssl is not None:
            raise UsageError(
                "webservices.dll verifies certificates with those of Windows, not with an"
                " SSLContext: leave ssl out, or use backend='portable'"
            )
        if options.headers:
            raise UsageError("webservices.dll sends no HTTP headers of others: leave headers out")
        self.dll = dll or load()
        self.options = options
        self.address: Address = parse_address(options.url)
        self._words, self._tables = tables_of(options.contract)
        self._codecs = Codecs(options.contract)
        self._frames: dict[str, Frame] = {}
        self._proxies: dict[int, ServiceProxy] = {}
        self._lock = threading.Lock()
        self._closed = False

    def proxy(self, timeout: float | None) -> ServiceProxy:
        """The proxy whose calls time out so: the DLL knows no timeout of a call.

        It is entered. The one that was made first goes where there would be too many: a timeout
        may be what is left of a deadline, another one for each call.
        """
        key = INFINITE if timeout is None else max(1, min(INFINITE - 1, round(timeout * 1000)))
        with self._lock:
            if self._closed:
                raise UsageError("the client is closed")
            found = self._proxies.get(key)
            if found is None:
                found = self._proxies[key] = ServiceProxy(self.dll, self.options, key)
            found.enter()
            oldest = None
            if len(self._proxies) > MAX_PROXIES:
                oldest = self._proxies.pop(next(iter(self._proxies)))
        if oldest is not None:
            oldest.retire()
        return found

    def close(self) -> None:
        """Close every proxy, those that calls use after their calls. Harmless twice."""
        with self._lock:
            self._closed = True
            proxies, self._proxies = list(self._proxies.values()), {}
        for proxy in proxies:
            proxy.retire()

    def exchange(
        self, operation: Operation[Any], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> Exchange:
        """A call that is ready to be made."""
        with self._tables.lock:
            frame = self._frames.get(operation.name)
            if frame is None:
                words = self._words.tables(operation.name)
                frame = Frame(self._tables, words, self.options.contract)
                self._frames[operation.name] = frame
            action = self.options.soap_actions.get(operation.name, operation.soap_action)
            if self.address.session:
                action = operation.request.action or action
            description = frame.described(action, 0)
        proxy = self.proxy(scope.timeout)
        try:
            proxy.revive()
        except BaseException:
            proxy.leave()
            raise
        return Exchange(proxy, frame, self._codecs(operation), description, body, headers)


class NativeCaller:
    """What a `Client` calls through."""

    def __init__(self, options: ClientOptions, dll: WebServices | None = None) -> None:
        self._calls = _Calls(options, dll)

    def call(
        self, operation: Operation[R], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> R:
        """One call; see `backend.Caller`."""
        if scope.token is not None:
            scope.token.check()
        exchange = self._calls.exchange(operation, body, headers, scope)
        try:
            plain = scope.token is None
            hresult = exchange.start() if plain else self._watched(exchange, scope)
            result: R = exchange.result(hresult)
            return result
        finally:
            exchange.close()

    def _watched(self, exchange: Exchange, scope: Scope) -> int:
        """The call, abandoned when its token is cancelled or its deadline passes."""
        token = scope.token
        assert token is not None
        woken, ended = threading.Event(), threading.Event()
        results: list[int] = []

        def done(hresult: int) -> None:
            results.append(hresult)
            ended.set()
            woken.set()

        token.subscribe(exchange, woken.set)
        try:
            hresult = exchange.start(done)
            if hresult != hr.WS_S_ASYNC:
                return hresult
            in_time = False
            try:
                in_time = woken.wait(scope.remaining)
            finally:
                if not results:
                    exchange.abandon()
            ended.wait()
            if results[0] == hr.WS_E_OPERATION_ABANDONED:
                if token.reason is not None:
                    raise Cancelled(token.reason)
                if not in_time:
                    raise TimedOut(f"no reply from {self._calls.options.url} in time")
            return results[0]
        finally:
            token.unsubscribe(exchange)

    def close(self) -> None:
        """See `backend.Caller`."""
        self._calls.close()


class AsyncNativeCaller:
    """What an `AsyncClient` calls through."""

    def __init__(self, options: ClientOptions, dll: WebServices | None = None) -> None:
        self._calls = _Calls(options, dll)

    async def call(
        self, operation: Operation[R], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> R:
        """One call; see `backend.AsyncCaller`."""
        token = scope.token
        if token is not None:
            token.check()
        exchange = self._calls.exchange(operation, body, headers, scope)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()

        def done(hresult: int) -> None:
            loop.call_soon_threadsafe(_resolve, future, hresult)

        if token is not None:
            token.subscribe(exchange, exchange.abandon)
        try:
            hresult = exchange.start(done)
            if hresult == hr.WS_S_ASYNC:
                if token is not None and token.cancelled:
                    exchange.abandon()
                hresult = await self._ended(exchange, future, scope)
            if hresult == hr.WS_E_OPERATION_ABANDONED and token is not None and token.reason:
                raise Cancelled(token.reason)
            result: R = exchange.result(hresult)
            return result
        finally:
            if token is not None:
                token.unsubscribe(exchange)
            exchange.close()

    async def _ended(self, exchange: Exchange, future: asyncio.Future[int], scope: Scope) -> int:
        """The HRESULT. If the task is cancelled the call is abandoned, and its end awaited."""
        try:
            return await asyncio.wait_for(asyncio.shield(future), scope.remaining)
        except TimeoutError:
            exchange.abandon()
            await future
            raise TimedOut(f"no reply from {self._calls.options.url} in time") from None
        except asyncio.CancelledError:
            exchange.abandon()
            while not future.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.shield(future)
            raise

    async def aclose(self) -> None:
        """See `backend.AsyncCaller`."""
        self._calls.close()


def _resolve(future: asyncio.Future[int], hresult: int) -> None:
    if not future.done():
        future.set_result(hresult)

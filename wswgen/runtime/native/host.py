"""A service on webservices.dll: `wsw/service-host`, `nf-webservices-wscreateservicehost`."""

from __future__ import annotations

import atexit
import ctypes
import logging
import socket
import ssl as _ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from ..backend import HostOptions, Limits
from ..cancel import Calls
from ..errors import LeakError, UsageError
from ..service import Service
from ..token import CancelReason
from .abi import (
    WS_ASYNC_CALLBACK,
    WS_ASYNC_CONTEXT,
    WS_CONTRACT_DESCRIPTION,
    WS_FAULT_DISCLOSURE,
    WS_SERVICE_CONTRACT,
    WS_SERVICE_ENDPOINT,
    WS_SERVICE_ENDPOINT_PROPERTY,
    WS_SERVICE_ENDPOINT_PROPERTY_ID,
    WS_SERVICE_HOST_STATE,
    WS_SERVICE_PROPERTY,
    WS_SERVICE_PROPERTY_ID,
    WebServices,
)
from .abi import hresults as hr
from .bindings import Address, TransportSecurity, channel_properties, parse_address
from .callbacks import HANDLES
from .dispatch import Dispatcher
from .dll import load
from .failures import check
from .metadata import HostMetadata
from .owners import Error, Owner
from .packages import tables_of
from .properties import Properties
from .strings import WideString
from .stub import stub_pointer

if TYPE_CHECKING:
    from .abi.service_enums import WS_SERVICE_HOST_STATE as State

_log = logging.getLogger("wswgen.native")

CLOSE_TIMEOUT = 5.0
UNWIND_TIMEOUT = 30.0
HEAP_FACTOR = 8
"""How much larger than its message a deserialized body may be: pointers, UTF-16, rounding."""

_CREATED = WS_SERVICE_HOST_STATE.WS_SERVICE_HOST_STATE_CREATED
_OPEN = WS_SERVICE_HOST_STATE.WS_SERVICE_HOST_STATE_OPEN
_CLOSED = WS_SERVICE_HOST_STATE.WS_SERVICE_HOST_STATE_CLOSED
_FAULTED = WS_SERVICE_HOST_STATE.WS_SERVICE_HOST_STATE_FAULTED


class ServiceHost(Owner):
    """A WS_SERVICE_HOST with one endpoint, step by step: `open`, `shut`, `abort`, `reset`, `close`.

    Each step raises `UsageError` in a state in which Microsoft does not allow it. Everything that
    the host points to lives as long as this object: how long the DLL needs it is not documented.
    """

    def __init__(
        self, dll: WebServices, service: Service, address: Address, limits: Limits
    ) -> None:
        self.dll = dll
        self.handle = 0
        self._lock = threading.Lock()
        self._address = address
        words, tables = tables_of(service.contract)
        endpoints = service.contract.endpoints
        version = address.version(endpoints[0].soap if endpoints else "1.1")
        with tables.lock:
            self.dispatcher = Dispatcher(
                service, tables, words,
                dll=dll, limits=limits, version=version, address=address.url,
            )  # fmt: skip
        self._owned = ExitStack()
        self._owned.callback(self.dispatcher.forget)
        try:
            self._error = self._owned.enter_context(Error(dll))
            self._describe(service, address, limits, version)
            handle = ctypes.c_void_p()
            endpoint_list = (ctypes.c_void_p * 1)(ctypes.addressof(self._endpoint))
            self._kept.append(endpoint_list)
            result = dll.WsCreateServiceHost(
                endpoint_list, 1, self._properties.address, self._properties.count,
                ctypes.byref(handle), self._error.handle,
            )  # fmt: skip
            check(result, self._error, "make the host", url=address.url)
        except BaseException:
            self._owned.close()
            raise
        self._own(handle)

    def _describe(self, service: Service, address: Address, limits: Limits, version: Any) -> None:
        self._kept: list[Any] = []
        routes = self.dispatcher.routes
        contract = service.contract
        endpoint = next((e for e in contract.endpoints if e.soap == version.name), None)
        actions = dict(endpoint.soap_actions) if endpoint is not None else {}
        described: list[int] = []
        taken: dict[str, str] = {}
        for name in self.dispatcher.method_table:
            frame = routes[name].frame
            data = frame.operation.data
            action = actions.get(name, data.soap_action)
            if address.session:
                action = data.request.action or action
            other = taken.setdefault(action, name)
            if other != name:
                raise UsageError(
                    f"{contract.name}: webservices.dll tells operations apart by their action"
                    f" alone, and that of {other} and {name} is {action!r}: use backend='portable'"
                )
            described.append(frame.described(action, stub_pointer(frame.operation)))
        operations = (ctypes.c_void_p * len(described))(*described)
        table = self.dispatcher.method_table.values()
        methods = (ctypes.c_void_p * len(described))(*table)
        contract_description = WS_CONTRACT_DESCRIPTION(len(described), ctypes.addressof(operations))
        service_contract = WS_SERVICE_CONTRACT(
            ctypes.addressof(contract_description), None, ctypes.addressof(methods)
        )
        url = WideString(address.url)
        channel = channel_properties(address, version, limits.max_body)
        own = _endpoint_properties(limits)
        self._properties = Properties(WS_SERVICE_PROPERTY)
        ids = WS_SERVICE_PROPERTY_ID
        disclosure = (
            WS_FAULT_DISCLOSURE.WS_FULL_FAULT_DISCLOSURE
            if limits.disclose
            else WS_FAULT_DISCLOSURE.WS_MINIMAL_FAULT_DISCLOSURE
        )
        self._properties.add(ids.WS_SERVICE_PROPERTY_FAULT_DISCLOSURE, ctypes.c_int32(disclosure))
        # Its own clock would abort behind our back: `NativeHost.close` has one.
        infinite = ctypes.c_uint32(0xFFFFFFFF)
        self._properties.add(ids.WS_SERVICE_PROPERTY_CLOSE_TIMEOUT, infinite)
        metadata = None
        if not address.session:
            metadata = HostMetadata(contract, address.url, version)
            metadata.add_to(self._properties, own)
        self._endpoint = WS_SERVICE_ENDPOINT()
        self._endpoint.address.url = url.string
        self._endpoint.channel_binding = address.binding
        self._endpoint.channel_type = address.channel_type(service=True)
        security = TransportSecurity() if address.parts.scheme == "https" else None
        self._endpoint.security_description = security.address if security else None
        self._endpoint.contract = ctypes.addressof(service_contract)
        self._endpoint.properties = own.address
        self._endpoint.property_count = own.count
        self._endpoint.channel_properties.properties = channel.address
        self._endpoint.channel_properties.property_count = channel.count
        self._kept += [operations, methods, contract_description, service_contract]
        self._kept += [url, channel, own, metadata, security]

    @property
    def state(self) -> State:
        """The state that the DLL tells: a snapshot."""
        value = ctypes.c_int32()
        result = self.dll.WsGetServiceHostProperty(
            self.handle, WS_SERVICE_PROPERTY_ID.WS_SERVICE_PROPERTY_HOST_STATE,
            ctypes.byref(value), ctypes.sizeof(value), None,
        )  # fmt: skip
        check(result, None, "read the state of the host")
        return WS_SERVICE_HOST_STATE(value.value)

    def open(self) -> None:
        """Listen. From CREATED; the exception says what to do where the URL may not be used."""
        self._must_be("opened", _CREATED)
        with self._lock:
            result = self.dll.WsOpenServiceHost(self.handle, None, self._error.handle)
            check(result, self._error, "open the host", url=self._address.url)

    def shut(self, done: Callable[[int], object]) -> None:
        """Begin to close, from OPEN or FAULTED; ``done`` gets the HRESULT, on any thread."""
        self._must_be("closed", _OPEN, _FAULTED)
        context = WS_ASYNC_CONTEXT()
        with _waiting_lock:
            key = next(HANDLES)
            _waiting[key] = done
        context.callback = ctypes.cast(cast(Any, _CLOSED_CALLBACK), ctypes.c_void_p).value
        context.callback_state = key
        result = self.dll.WsCloseServiceHost(self.handle, ctypes.byref(context), None)
        if hr.unsigned(result) != hr.WS_S_ASYNC:
            _finished(result, 0, key)

    def abort(self) -> None:
        """Cancel the calls that are registered; legal at any time before the handle is freed."""
        if self.handle:
            check(self.dll.WsAbortServiceHost(self.handle, None), None, "abort the host")

    def reset(self) -> None:
        """Back to CREATED, from CREATED or CLOSED."""
        self._must_be("reset", _CREATED, _CLOSED)
        check(self.dll.WsResetServiceHost(self.handle, None), None, "reset the host")

    def _must_be(self, what: str, *states: State) -> None:
        if not self.handle:
            raise UsageError(f"the host is freed: it cannot be {what}")
        state = self.state
        if state not in states:
            name = state.name.removeprefix("WS_SERVICE_HOST_STATE_")
            raise UsageError(f"a host that is {name} cannot be {what}")

    def _free(self, handle: int) -> None:
        self.dll.WsFreeServiceHost(handle)
        self._owned.close()


def _endpoint_properties(limits: Limits) -> Properties[WS_SERVICE_ENDPOINT_PROPERTY]:
    ids = WS_SERVICE_ENDPOINT_PROPERTY_ID
    found = Properties(WS_SERVICE_ENDPOINT_PROPERTY)
    calls = ctypes.c_uint32(limits.max_calls)
    # On a session channel the default is one call at a time.
    found.add(ids.WS_SERVICE_ENDPOINT_PROPERTY_MAX_CONCURRENCY, calls)
    found.add(ids.WS_SERVICE_ENDPOINT_PROPERTY_MAX_CHANNELS, ctypes.c_uint32(limits.max_calls))
    # The stub does so, once it has read the blocks that are declared.
    found.add(ids.WS_SERVICE_ENDPOINT_PROPERTY_CHECK_MUST_UNDERSTAND, ctypes.c_int32(0))
    heap = ctypes.c_size_t(max(1 << 20, HEAP_FACTOR * limits.max_body))
    found.add(ids.WS_SERVICE_ENDPOINT_PROPERTY_BODY_HEAP_MAX_SIZE, heap)
    return found


def _finished(hresult: int, _model: int, key: int | None) -> None:
    try:
        with _waiting_lock:
            done = _waiting.pop(key or 0, None)
        if done is not None:
            done(hr.unsigned(hresult))
    except BaseException:
        _log.exception("the end of a close could not be told")


_CLOSED_CALLBACK = WS_ASYNC_CALLBACK(_finished)
_waiting: dict[int, Callable[[int], object]] = {}
_waiting_lock = threading.Lock()


class NativeHost:
    """What `Service.start` returns on the native backend; see `backend.Host`."""

    def __init__(
        self,
        service: Service,
        url: str,
        *,
        options: HostOptions,
        ssl: _ssl.SSLContext | None = None,
        dll: WebServices | None = None,
    ) -> None:
        if ssl is not None:
            raise UsageError(
                "webservices.dll takes certificates from http.sys, not from an SSLContext:"
                " bind one with `netsh http add sslcert`, or use backend='portable'"
            )
        address = parse_address(_with_port(url))
        self._url = address.url
        self._lock = threading.Lock()
        self._ended: threading.Event | None = None
        self._closed = False
        self._host = ServiceHost(dll or load(), service, address, Limits(**options))
        try:
            self._host.open()
        except BaseException:
            self._host.close()
            raise
        with _open_lock:
            _open.add(self)

    @property
    def url(self) -> str:
        """The address to call, with the real port."""
        return self._url

    @property
    def live(self) -> int:
        """How many calls are not freed yet."""
        return self.calls.live

    @property
    def calls(self) -> Calls:
        """The table of its calls, with the counts of freed calls and of late callbacks."""
        return self._host.dispatcher.calls

    @property
    def running(self) -> bool:
        """Whether the host accepts calls."""
        return self._ended is None and self._host.state == _OPEN

    def close(self, timeout: float = CLOSE_TIMEOUT) -> None:
        """Accept nothing more, wait ``timeout`` seconds for the calls, then abort.

        Raises `LeakError` if calls are still alive after that: the host is then not freed, since
        the DLL still uses it. Harmless twice.
        """
        if not self.shut(timeout):
            raise LeakError(self.calls.operations() or ["the host, which did not close"])

    def shut(self, timeout: float) -> bool:
        """`close`, but False where that raises; then it may be called again."""
        with self._lock:
            if self._closed:
                return True
            if self._ended is None:
                ended = threading.Event()
                self._host.shut(_setter(ended))
                self._ended = ended
            ended = self._ended
            if not ended.wait(timeout):
                self.abort()
            idle = threading.Event()
            self.calls.when_idle(idle.set)
            if not ended.wait(UNWIND_TIMEOUT) or not idle.wait(UNWIND_TIMEOUT):
                return False
            if self._host.state != _CLOSED:  # it said that it ended, but it only failed
                self._ended = None
                return False
            self._closed = True
        with _open_lock:
            _open.discard(self)
        self._host.close()
        return True

    def abort(self) -> None:
        """Cancel every call with HOST_ABORT, now and those to come; then `close`."""
        self._host.abort()
        self.calls.abort(CancelReason.HOST_ABORT)  # one that registers after this as well

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self.close()


def _setter(event: threading.Event) -> Callable[[int], object]:
    return lambda _: event.set()


def _with_port(url: str) -> str:
    """The URL with a free port where it has port 0, which http.sys would not choose."""
    parts = parse_address(url).parts
    if parts.port != 0:
        return url
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    return parts._replace(netloc=parts.netloc.rpartition(":")[0] + f":{port}").geturl()


_open: set[NativeHost] = set()
_open_lock = threading.Lock()


def _close_all() -> None:
    """Before the interpreter goes: foreign threads must not call into it afterwards.

    A handler that ignores its cancel is waited for, as Python waits for threads of its own.
    """
    with _open_lock:
        hosts = list(_open)
    for host in hosts:
        try:
            host.abort()
            while not host.shut(0):
                running = host.calls.operations()
                _log.error("%s: did not close, running: %s", host.url, ", ".join(running) or "none")
                if not running:
                    break
        except BaseException:
            _log.exception("%s: could not be closed", host.url)


atexit.register(_close_all)

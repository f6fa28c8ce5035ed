"""The stand-in as a whole: an object like the loaded DLL, and what drives it."""

from __future__ import annotations

import ctypes
import threading
from collections import Counter
from collections.abc import Callable
from functools import cache
from inspect import signature
from types import TracebackType
from typing import Any, Self, cast

from wswgen.runtime.native.abi import (
    FUNCTYPE,
    WS_ASYNC_CALLBACK,
    WS_OPERATION_CONTEXT_PROPERTY_ID,
    WebServices,
    prototypes,
)
from wswgen.runtime.native.abi import hresults as hr

from .answers import Answers
from .calls import PATIENCE, Call, Pending, Reply, Step
from .endpoints import Endpoint
from .errors import Errors
from .hosts import Channel, Host, Hosts
from .ledger import Graveyard, Handles, Kind, Ledger, Refused
from .memory import Cells, put_pointer
from .messages import Messages
from .scalars import POINTER_SIZE
from .threads import Threads
from .xmlhalf import XmlHalf
from .xmltools import XmlTools

P = WS_OPERATION_CONTEXT_PROPERTY_ID

_KINDS = {
    "heap": Kind.HEAP,
    "error": Kind.ERROR,
    "source": Kind.ERROR,
    "destination": Kind.ERROR,
    "reader": Kind.READER,
    "xml_reader": Kind.READER,
    "writer": Kind.WRITER,
    "message": Kind.MESSAGE,
    "channel": Kind.CHANNEL,
    "service_host": Kind.HOST,
    "context": Kind.CONTEXT,
}
"""What a parameter of this name is."""
_CREATED = {
    "WsCreateHeap": ("heap", Kind.HEAP),
    "WsCreateError": ("error", Kind.ERROR),
    "WsCreateReader": ("reader", Kind.READER),
    "WsCreateWriter": ("writer", Kind.WRITER),
    "WsCreateServiceHost": ("service_host", Kind.HOST),
}
"""The parameter through which a function returns a handle."""
_FREED = {"WsFreeHeap", "WsFreeError", "WsFreeReader", "WsFreeWriter", "WsFreeServiceHost"}


class StandIn:
    """Plays webservices.dll. ``dll`` is what the runtime gets; the rest is for tests.

    Use it in a ``with`` statement: at its end it fails for every wrong use, and for every handle
    that was not freed.
    """

    def __init__(self, answers: Answers | None = None, half: Any = None) -> None:
        self.answers = answers or Answers()
        self.ledger = Ledger()
        self.graveyard = Graveyard()
        self.handles = Handles(self.ledger)
        self.threads = Threads(self.ledger)
        self.cells = Cells(self.ledger, self.graveyard)
        self.half = half or XmlHalf(self.ledger, self.graveyard)
        self.xml = XmlTools(self.half)
        self.errors = Errors(self.ledger, self.graveyard, self.xml.write, self.xml.buffer_bytes)
        self.messages = Messages(self.ledger, self.graveyard, self.xml)
        self.hosts = Hosts(self)
        self.async_callback = 0
        self.unwritten: list[int] = []
        """The results of replies that the tables did not fit."""
        self.refused_urls: dict[str, int] = {}
        """Results of opening a host at an address: access denied, in use by others."""
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._contexts: dict[int, Call] = {}
        self._completions: dict[int, Call] = {}
        self._listening: list[tuple[Endpoint, Host]] = []
        self._steps: dict[Step, Callable[[Call], object]] = {}
        self._inside: Counter[int] = Counter()
        self._on_async = WS_ASYNC_CALLBACK(self._complete)
        self.async_callback = ctypes.cast(self._on_async, ctypes.c_void_p).value or 0
        self._functions: dict[str, Any] = {
            name: self._export(name, FUNCTYPE(prototype.result, *prototype.parameters))
            for name, prototype in prototypes().items()
        }
        self.dll: WebServices = cast(WebServices, _Dll(self._functions))

    # --- for tests

    def at(self, step: Step, action: Callable[[Call], object] | None) -> None:
        """Have something done whenever a call reaches a step, on its thread."""
        if action is None:
            self._steps.pop(step, None)
        else:
            self._steps[step] = action

    def send(self, url: str, action: str, envelope: bytes) -> Pending:
        """Send a request. Raises `ConnectionError` where nobody listens."""
        return self.connect(url).send(action, envelope)

    def request(self, url: str, action: str, envelope: bytes, timeout: float = PATIENCE) -> Reply:
        """Send a request and wait for the reply."""
        return self.send(url, action, envelope).wait(timeout)

    def connect(self, url: str) -> Channel:
        """A session with what listens there; over HTTP it is good for one request."""
        with self._lock:
            found = next((pair for pair in self._listening if pair[0].serves(url)), None)
        if found is None:
            raise ConnectionError(f"nobody listens at {url}")
        return found[1].connect(found[0])

    @property
    def counts(self) -> dict[str, int]:
        """How many calls, registrations, cancels, frees there were."""
        with self._lock:
            return dict(self._counts)

    @property
    def contexts(self) -> int:
        """How many operation contexts are alive."""
        return len(self._contexts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.finish()

    def finish(self) -> None:
        """Raises `AssertionError` for every wrong use and every handle that is left."""
        if not self.threads.join(PATIENCE):
            self.ledger.record(f"{self.threads.running} threads do not end")
        problems = self.ledger.misuse
        problems += [
            f"a {each.kind.value} was not freed" for each in self.handles.live(borrowed=False)
        ]
        problems += [f"a {each.kind.value} is left" for each in self.handles.live(borrowed=True)]
        assert not problems, "\n".join(problems)

    # --- for calls and hosts

    def step(self, step: Step, call: Call) -> None:
        """A call has reached a step."""
        action = self._steps.get(step)
        if action is not None:
            try:
                action(call)
            except BaseException:
                self.ledger.record_exception(f"the test, at {step.name}")

    def count(self, what: str) -> None:
        """One more of them."""
        with self._lock:
            self._counts[what] += 1

    def inside_callback(self, callback: Callable[[], object]) -> None:
        """Run a cancel or free callback on this thread."""
        self.enter_callback()
        try:
            callback()
        finally:
            self.leave_callback()

    def enter_callback(self) -> None:
        """A cancel or free callback begins on this thread."""
        with self._lock:
            self._inside[threading.get_ident()] += 1

    def leave_callback(self) -> None:
        """It has returned."""
        with self._lock:
            self._inside[threading.get_ident()] -= 1
            self._inside += Counter()

    @property
    def in_callback(self) -> bool:
        """Whether this thread is inside one."""
        with self._lock:
            return bool(self._inside[threading.get_ident()])

    def make_context(self, call: Call) -> int:
        """The handle of an operation context."""
        with self._lock:
            address = self.cells.make()
            self._contexts[address] = call
        self.handles.add(Kind.CONTEXT, address, borrowed=True)
        return address

    def drop_context(self, address: int) -> None:
        """It is over."""
        with self._lock:
            del self._contexts[address]
            self.cells.drop(address)

    def make_channel(self) -> int:
        """The handle of a channel."""
        with self._lock:
            address = self.cells.make()
        self.handles.add(Kind.CHANNEL, address, borrowed=True)
        return address

    def drop_channel(self, address: int) -> None:
        """It is over."""
        self.handles.remove(address)
        with self._lock:
            self.cells.drop(address)

    def async_state(self, call: Call) -> int:
        """The state that goes with the async context of a call."""
        with self._lock:
            address = self.cells.make()
            self._completions[address] = call
        return address

    def drop_async_state(self, address: int) -> None:
        """The call is complete."""
        with self._lock:
            self._completions.pop(address, None)
            self.cells.drop(address)

    def _complete(self, result: int, model: int, state: int | None) -> None:
        try:
            with self._lock:
                call = self._completions.pop(state or 0, None)
            if call is None:
                self.ledger.record("a call was completed that is not pending: twice, or unknown")
                return
            call.complete_later(result, model)
        except BaseException:
            self.ledger.record_exception("the stand-in, completing")

    def listen(self, endpoint: Endpoint, host: Host, error: int) -> None:
        """An endpoint's listener opens. Raises `Refused`."""
        result = self.refused_urls.get(endpoint.url, 0)
        with self._lock:
            if any(other.serves(endpoint.url) for other, _ in self._listening):
                result = hr.WS_E_ADDRESS_IN_USE
            if not result:
                self._listening.append((endpoint, host))
        if result:
            if error:
                self.errors.find(error).strings.insert(0, f"cannot listen at {endpoint.url}")
            raise Refused(result)

    def stop_listening(self, host: Host) -> None:
        """The listeners of a host close."""
        with self._lock:
            self._listening = [pair for pair in self._listening if pair[1] is not host]

    # --- the functions of the operation context

    def WsGetOperationContextProperty(
        self, context: int, id: int, value: int, value_size: int, error: int
    ) -> None:
        call = self._contexts[context]
        if not value or value_size != POINTER_SIZE:
            raise Refused(hr.E_INVALIDARG)
        if self.in_callback:
            self.ledger.record("a cancel or free callback uses the operation context")
        match id:
            case P.WS_OPERATION_CONTEXT_PROPERTY_CHANNEL:
                found = call.channel.handle
            case P.WS_OPERATION_CONTEXT_PROPERTY_CONTRACT_DESCRIPTION:
                found = call.endpoint.contract_description
            case P.WS_OPERATION_CONTEXT_PROPERTY_HOST_USER_STATE:
                address = call.channel.host.settings.get("WS_SERVICE_PROPERTY_HOST_USER_STATE", 0)
                found = ctypes.c_void_p.from_address(address).value or 0 if address else 0
            case P.WS_OPERATION_CONTEXT_PROPERTY_CHANNEL_USER_STATE:
                found = 0
            case P.WS_OPERATION_CONTEXT_PROPERTY_INPUT_MESSAGE:
                found = call.input
            case P.WS_OPERATION_CONTEXT_PROPERTY_OUTPUT_MESSAGE:
                found = call.output
            case P.WS_OPERATION_CONTEXT_PROPERTY_HEAP:
                found = call.heap
            case _:
                raise Refused(hr.E_INVALIDARG)
        put_pointer(value, found)

    def WsRegisterOperationForCancel(
        self, context: int, cancel: int, free: int, state: int, error: int
    ) -> None:
        self._contexts[context].register(cancel, free, state)

    # --- exports

    def _export(self, name: str, functype: Any) -> Any:
        parts = (self.hosts, self.messages, self.errors, self.half, self)
        function = next((getattr(part, name) for part in parts if hasattr(part, name)), None)
        names = _parameters(name)
        made = _CREATED.get(name)
        created = names.index(made[0]) if made else -1
        if name == "WsCreateError":
            created = 2
        used = [
            (index, _KINDS[parameter])
            for index, parameter in enumerate(names)
            if parameter in _KINDS and index != created
        ]
        frees = name in _FREED
        returns = functype._restype_ is not None

        def run(*given: int | None) -> int:
            arguments = [each or 0 for each in given]
            handles = [(kind, arguments[index]) for index, kind in used if arguments[index]]
            missing = [n for i, n in enumerate(names) if n in _KINDS and i != created
                       and n != "error" and not arguments[i]]  # fmt: skip
            if name in ("WsFreeError", "WsResetError") and not arguments[0]:
                missing = ["error"]
            with self.handles.entered(name, handles):
                if function is None:
                    raise self.ledger.refuse(f"{name} is not played", hr.E_NOTIMPL)
                if missing:
                    raise self.ledger.refuse(f"{name}: {missing[0]} is NULL", hr.E_INVALIDARG)
                if frees:
                    self.handles.freeing(name, used[0][1], arguments[0])
                result = function(*arguments) or 0
                if made is not None:
                    handle = ctypes.c_void_p.from_address(arguments[created]).value or 0
                    self.handles.add(made[1], handle)
            if frees:
                self.handles.remove(arguments[0])
            return int(result)

        def export(*given: int | None) -> int | None:
            try:
                result = run(*given)
            except Refused as refused:
                result = refused.hresult
            except BaseException:
                self.ledger.record_exception(f"the stand-in, {name}")
                result = hr.E_UNEXPECTED
            if not returns:
                return None
            return result - (1 << 32) if hr.failed(result) else result

        return functype(export)


@cache
def _parameters(name: str) -> list[str]:
    """The names of the parameters of a function."""
    return list(signature(getattr(WebServices, name)).parameters)[1:]


class _Dll:
    """The functions as attributes, as a loaded DLL has them."""

    def __init__(self, functions: dict[str, Any]) -> None:
        self.__dict__.update(functions)

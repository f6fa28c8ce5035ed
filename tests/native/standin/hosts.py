"""Service hosts: their states, channels and the requests that come in."""

from __future__ import annotations

import ctypes
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from wswgen.runtime.native.abi import (
    WS_ASYNC_CONTEXT,
    WS_SERVICE_HOST_STATE,
    WS_SERVICE_PROPERTY_ID,
)
from wswgen.runtime.native.abi import hresults as hr

from . import properties
from .answers import AbortWaits, Noticed, Opening, PlainClose, Reason
from .calls import PATIENCE, Call, Pending, Reply
from .described import pointers
from .endpoints import Endpoint
from .ledger import Refused
from .memory import put_u32
from .threads import Kind as ThreadKind
from .threads import Target

if TYPE_CHECKING:
    from .play import StandIn

State = WS_SERVICE_HOST_STATE


class Channel:
    """What a client talks through: for one request, or for a session."""

    def __init__(self, host: Host, endpoint: Endpoint, *, session: bool) -> None:
        self.host = host
        self.endpoint = endpoint
        self.session = session
        self.faulted = False
        self.handle = host.play.make_channel()
        self._limit = endpoint.setting("MAX_CONCURRENCY", 1) if session else 1
        self._lock = threading.Lock()
        self._waiting: deque[Call] = deque()
        self._running: set[Call] = set()
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many requests wait until others are done."""
        return len(self._waiting)

    def send(self, action: str, data: bytes) -> Pending:
        """Send a request; beyond the concurrency of the session it waits."""
        call = Call(self.host.play, self.endpoint, self, action, data)
        self.host.enter(call)
        with self._lock:
            start = len(self._running) < self._limit
            if start:
                self._running.add(call)
            else:
                self._waiting.append(call)
        if start:
            self.host.play.threads.start(call.begin, call.end)
        return call.pending

    def done(self, call: Call) -> None:
        """A call is over; the next one may start."""
        following: Call | None = None
        with self._lock:
            self._running.discard(call)
            if self._waiting:
                following = self._waiting.popleft()
                self._running.add(following)
        if following is not None:
            self.host.play.threads.start(following.begin, following.end)
        if not self.session:
            self.close()
        self.host.leave(call)

    def drop_waiting(self) -> None:
        """Requests that have not started never will."""
        with self._lock:
            dropped, self._waiting = list(self._waiting), deque()
        for call in dropped:
            call.pending.resolve(Reply(data=None, hresult=hr.WS_E_OPERATION_ABORTED))
            self.host.leave(call)

    def fault(self) -> None:
        """The client is gone, or sends nonsense."""
        play = self.host.play
        self.faulted = True
        self.drop_waiting()
        noticed = self.session or play.answers.fault_noticed is Noticed.WHILE_RUNNING
        if noticed:
            with self._lock:
                running = list(self._running)
            for call in running:
                call.cancel(play.answers.fault_reason)
        if self.session:
            self.close()

    def close(self) -> None:
        """The client ends the session."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self.host.play.drop_channel(self.handle)
        self.host.forget(self)


class Host:
    """A WS_SERVICE_HOST."""

    def __init__(self, play: StandIn, endpoints: list[Endpoint], settings: dict[str, int]) -> None:
        self.play = play
        self.endpoints = endpoints
        self.settings = settings
        self.state = State.WS_SERVICE_HOST_STATE_CREATED
        self.aborted = False
        self._changed = threading.Condition()
        self._calls: set[Call] = set()
        self._sessions: set[Channel] = set()
        self._expired = False

    @property
    def pending(self) -> list[Call]:
        """The calls that are not over."""
        with self._changed:
            return list(self._calls)

    def enter(self, call: Call) -> None:
        """A call comes in. Raises `ConnectionError` where nobody listens."""
        with self._changed:
            if self.state is not State.WS_SERVICE_HOST_STATE_OPEN:
                raise ConnectionError("nobody listens")
            self._calls.add(call)

    def leave(self, call: Call) -> None:
        """A call is over."""
        with self._changed:
            self._calls.discard(call)
            self._changed.notify_all()

    def connect(self, endpoint: Endpoint) -> Channel:
        """A session, or the channel of one request."""
        channel = Channel(self, endpoint, session=endpoint.session)
        if endpoint.session:
            with self._changed:
                self._sessions.add(channel)
        return channel

    def forget(self, channel: Channel) -> None:
        """A session is over."""
        with self._changed:
            self._sessions.discard(channel)
            self._changed.notify_all()

    def open(self, error: int) -> None:
        """WsOpenServiceHost. Raises `Refused`."""
        play = self.play
        with self._changed:
            if self.state is not State.WS_SERVICE_HOST_STATE_CREATED:
                raise play.ledger.refuse(f"open in state {self.state.name}")
            self.state = State.WS_SERVICE_HOST_STATE_OPENING
        try:
            for endpoint in self.endpoints:
                endpoint.check_url()
                play.listen(endpoint, self, error)
        except Refused:
            self._stop_listening()
            with self._changed:
                self.state = State.WS_SERVICE_HOST_STATE_CREATED
            raise
        with self._changed:
            if self.state is not State.WS_SERVICE_HOST_STATE_OPENING:
                aborted = True
            else:
                aborted = False
                self.state = State.WS_SERVICE_HOST_STATE_OPEN
        if aborted:
            raise Refused(hr.WS_E_OPERATION_ABORTED)

    def close(self) -> None:
        """WsCloseServiceHost. Raises `Refused`."""
        play = self.play
        allowed = (State.WS_SERVICE_HOST_STATE_OPEN, State.WS_SERVICE_HOST_STATE_FAULTED)
        with self._changed:
            if self.state not in allowed:
                raise play.ledger.refuse(f"close in state {self.state.name}")
            self.state = State.WS_SERVICE_HOST_STATE_CLOSING
            calls = list(self._calls)
        self._stop_listening()
        if play.answers.plain_close is PlainClose.CANCELS and not self.aborted:
            for call in calls:
                call.cancel(Reason.HOST_ABORT)
        # INFINITE is more seconds than a condition can wait for on Windows.
        timeout = min(self.settings.get("WS_SERVICE_PROPERTY_CLOSE_TIMEOUT", 5000) / 1000, 3600.0)
        deadline = time.monotonic() + timeout
        if not self._wait(deadline):
            self.aborted = True
            self._cancel_everything(play.answers.close_timeout_reason)
            # An abort waits for each call to complete.
            if not self._wait(time.monotonic() + PATIENCE, all_of_them=True):
                play.ledger.record("the host does not close: calls do not complete")
        with self._changed:
            self.state = State.WS_SERVICE_HOST_STATE_CLOSED

    def expire(self) -> None:
        """The close timeout has passed: tests need not wait for it."""
        with self._changed:
            self._expired = True
            self._changed.notify_all()

    def _wait(self, deadline: float, *, all_of_them: bool = False) -> bool:
        def over() -> bool:
            return not self._calls and not self._sessions

        with self._changed:
            self._changed.wait_for(
                lambda: over() or (self._expired and not all_of_them),
                max(0.0, deadline - time.monotonic()),
            )
            return over()

    def _cancel_everything(self, reason: Reason) -> None:
        with self._changed:
            sessions = list(self._sessions)
        for channel in sessions:
            channel.drop_waiting()
        for call in self.pending:
            call.cancel(reason)
        for channel in sessions:
            channel.faulted = True
            channel.close()

    def abort(self) -> None:
        """WsAbortServiceHost."""
        with self._changed:
            state = self.state
            if state in (State.WS_SERVICE_HOST_STATE_OPEN, State.WS_SERVICE_HOST_STATE_OPENING):
                self.state = State.WS_SERVICE_HOST_STATE_FAULTED
            elif state is not State.WS_SERVICE_HOST_STATE_CLOSING:
                return
            self.aborted = True
        self._stop_listening()
        self._cancel_everything(Reason.HOST_ABORT)
        if self.play.answers.abort_waits is AbortWaits.ABORT and not self._wait(
            time.monotonic() + PATIENCE, all_of_them=True
        ):
            self.play.ledger.record("the host does not abort: calls do not complete")

    def reset(self) -> None:
        """WsResetServiceHost. Raises `Refused`."""
        with self._changed:
            if self.state not in (
                State.WS_SERVICE_HOST_STATE_CREATED,
                State.WS_SERVICE_HOST_STATE_CLOSED,
            ):
                raise self.play.ledger.refuse(f"reset in state {self.state.name}")
            self.state = State.WS_SERVICE_HOST_STATE_CREATED
            self.aborted = self._expired = False

    def _stop_listening(self) -> None:
        self.play.stop_listening(self)


class Hosts:
    """The functions on WS_SERVICE_HOST."""

    def __init__(self, play: StandIn) -> None:
        self._play = play
        self.hosts: dict[int, Host] = {}

    def WsCreateServiceHost(
        self,
        endpoints: int,
        endpoint_count: int,
        service_properties: int,
        service_property_count: int,
        service_host: int,
        error: int,
    ) -> None:
        play = self._play
        if not service_host or not endpoint_count or not endpoints:
            raise play.ledger.refuse("a host without endpoints", hr.E_INVALIDARG)
        settings = properties.read(
            "service",
            properties.HOST,
            WS_SERVICE_PROPERTY_ID,
            service_properties,
            service_property_count,
            play.ledger,
        )
        found = [Endpoint(each, play.ledger) for each in pointers(endpoints, endpoint_count)]
        address = play.cells.make()
        self.hosts[address] = Host(play, found, settings)
        ctypes.c_void_p.from_address(service_host).value = address

    def WsOpenServiceHost(self, service_host: int, async_context: int, error: int) -> int:
        host = self.hosts[service_host]
        return self._perform(lambda: host.open(error), async_context, waits=False)

    def WsCloseServiceHost(self, service_host: int, async_context: int, error: int) -> int:
        self._not_inside("WsCloseServiceHost")
        host = self.hosts[service_host]
        # With an async context nothing blocks: a close that has to wait ends later.
        return self._perform(host.close, async_context, waits=bool(host.pending))

    def WsAbortServiceHost(self, service_host: int, error: int) -> None:
        self._not_inside("WsAbortServiceHost")
        self.hosts[service_host].abort()

    def WsResetServiceHost(self, service_host: int, error: int) -> None:
        self.hosts[service_host].reset()

    def WsFreeServiceHost(self, service_host: int) -> None:
        host = self.hosts[service_host]
        if host.state not in (
            State.WS_SERVICE_HOST_STATE_CREATED,
            State.WS_SERVICE_HOST_STATE_CLOSED,
        ):
            self._play.ledger.record(f"a host was freed in state {host.state.name}")
            host.abort()
        del self.hosts[service_host]
        self._play.cells.drop(service_host)

    def WsGetServiceHostProperty(
        self, service_host: int, id: int, value: int, value_size: int, error: int
    ) -> None:
        if (
            id != WS_SERVICE_PROPERTY_ID.WS_SERVICE_PROPERTY_HOST_STATE
            or value_size != 4
            or not value
        ):
            raise Refused(hr.E_INVALIDARG)
        put_u32(value, self.hosts[service_host].state)

    def _not_inside(self, name: str) -> None:
        if self._play.in_callback:
            self._play.ledger.record(f"{name} is called inside a cancel or free callback")

    def _perform(self, work: Callable[[], None], async_context: int, *, waits: bool) -> int:
        at_once = self._play.answers.opening is Opening.SYNCHRONOUS and not waits
        if not async_context or at_once:
            work()
            return hr.S_OK
        held = WS_ASYNC_CONTEXT.from_address(async_context)
        callback, state = held.callback or 0, held.callback_state or 0

        def begin() -> Target:
            try:
                work()
                result = hr.S_OK
            except Refused as refused:
                result = refused.hresult
            signed = result - (1 << 32) if hr.failed(result) else result
            return Target(
                kind=ThreadKind.ASYNC, function=callback, arguments=(state,), numbers=(signed, 0)
            )

        self._play.threads.start(begin, lambda _: None)
        return hr.WS_S_ASYNC

"""One call: from its message to its end, with its registration for cancellation."""

from __future__ import annotations

import ctypes
import threading
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from wswgen.runtime.native.abi import WS_ASYNC_CONTEXT
from wswgen.runtime.native.abi import hresults as hr

from .answers import (
    CallbackThread,
    CancelledBefore,
    CancelledReply,
    Disclosure,
    Free,
    FreeThread,
    Given,
    HeapDies,
    LateCancel,
    Reason,
    Registration,
    Storage,
    Waits,
)
from .endpoints import Endpoint, Operation
from .errors import FaultData
from .frames import Frame
from .ledger import Kind, Refused
from .memory import POISON
from .messages import Message, not_understood
from .soap import Request, close_envelope, fault_body, open_envelope
from .threads import Kind as ThreadKind
from .threads import Target
from .tree import Name

if TYPE_CHECKING:
    from .hosts import Channel
    from .play import StandIn

PATIENCE = 60.0
"""Seconds after which a thread that is waited for has hung."""


class Step(Enum):
    """The steps of a call at which a test may do something."""

    BEFORE_STUB = "the frame is made"
    REGISTERING = "the registration has begun, nothing is taken over yet"
    REGISTERED = "the registration is done and has not returned yet"
    CANCELLING = "the cancel callback is called next"
    CANCELLED = "the cancel callback has returned"
    STUB_RETURNED = "the stub has returned"
    COMPLETING = "the call is complete, its frame still there"
    COMPLETED = "the reply is made"
    FREEING = "the free callback is called next"
    FREED = "the free callback has returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the client sees: ``data`` None is a connection that ends without a reply."""

    data: bytes | None
    hresult: int
    fault: bool = False
    action: str = ""

    @property
    def envelope(self) -> bytes:
        """The reply that must have come."""
        assert self.data is not None, f"no reply: {hr.name_of(self.hresult)}"
        return self.data


class Pending:
    """A request that is on its way."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._reply: Reply | None = None
        self.call: Call | None = None

    def wait(self, timeout: float = PATIENCE) -> Reply:
        """The reply. Raises `TimeoutError`."""
        if not self._done.wait(timeout):
            raise TimeoutError("the call does not end")
        assert self._reply is not None
        return self._reply

    @property
    def done(self) -> bool:
        """Whether the call is over."""
        return self._done.is_set()

    def resolve(self, reply: Reply) -> None:
        """The call is over."""
        assert not self._done.is_set()
        self._reply = reply
        self._done.set()


class Call:
    """A WS_OPERATION_CONTEXT and what belongs to it."""

    def __init__(
        self, play: StandIn, endpoint: Endpoint, channel: Channel, action: str, data: bytes
    ) -> None:
        self._play = play
        self._answers = play.answers
        self.endpoint = endpoint
        self.channel = channel
        self.action = action
        self._data = data
        self.pending = Pending()
        self.pending.call = self
        self._changed = threading.Condition()
        self.context = self.error = self.heap = self.input = self.output = 0
        self._async: Any = None
        self._async_state = 0
        self.operation: Operation | None = None
        self._frame: Frame | None = None
        self._message: Message | None = None
        self._request: Request | None = None
        self._refused = 0
        self.thread = 0
        # Registration, cancellation and the end; all changed under the lock.
        self.attempts = 0
        self.cancels = 0
        self.frees = 0
        self._slot: tuple[int, int, int] | None = None
        self._taken = False
        self._failed = False
        self._decided: Reason | None = None
        self._cancelling: set[int] = set()
        self._cancel_count = 0
        self._completed = False
        self._returned = False
        self.early = False

    # --- on a foreign thread

    def begin(self) -> Target:
        """Make the frame; the stub is to be called with it."""
        play, endpoint = self._play, self.endpoint
        self.thread = threading.get_ident()
        try:
            self._prepare()
        except Refused as refused:
            self._refused = refused.hresult
            return Target()
        assert self.operation is not None
        assert self._frame is not None
        play.step(Step.BEFORE_STUB, self)
        context = play.make_context(self)
        self.context = context
        given = self._answers.error_object is Given.GIVEN
        if given:
            self.error = play.errors.make()
            play.handles.add(Kind.ERROR, self.error, borrowed=True)
        address = 0
        if self._answers.async_context is Given.GIVEN:
            self._async_state = play.async_state(self)
            self._async = WS_ASYNC_CONTEXT(play.async_callback, self._async_state)
            address = ctypes.addressof(self._async)
        assert endpoint is not None
        return Target(
            kind=ThreadKind.STUB,
            function=self.operation.stub,
            arguments=(context, self._frame.address, self.operation.callback, address, self.error),
        )

    def _prepare(self) -> None:
        play, endpoint = self._play, self.endpoint
        version = endpoint.version
        limit = endpoint.setting("MAX_BUFFERED_MESSAGE_SIZE", 65536)
        if len(self._data) > limit:
            raise Refused(hr.WS_E_QUOTA_EXCEEDED)
        request = open_envelope(self._data, version, addressed=endpoint.addressed)
        self._data = b""
        self._request = request
        action = request.addressing.get("Action", self.action)
        operation = endpoint.find(action)
        if operation is None:
            raise Refused(hr.WS_E_ENDPOINT_ACTION_NOT_SUPPORTED)
        self.operation = operation
        self.heap = play.xml.heap(endpoint.setting("BODY_HEAP_MAX_SIZE", 65535))
        play.handles.add(Kind.HEAP, self.heap, borrowed=True)
        depth = endpoint.depth
        received = Message(version=version, headers=request.headers, depth=depth)
        if endpoint.setting("CHECK_MUST_UNDERSTAND", 1) and not_understood(received):
            raise Refused(hr.WS_E_INVALID_FORMAT)
        self.input = play.messages.make(received)
        play.handles.add(Kind.MESSAGE, self.input, borrowed=True)
        self._message = Message(version=version, output=True)
        self.output = play.messages.make(self._message)
        play.handles.add(Kind.MESSAGE, self.output, borrowed=True)

        def out_memory(size: int) -> int:
            if self._answers.out_storage is Storage.OPERATION_HEAP:
                return play.xml.alloc(self.heap, size)
            return frame.own_memory(size)

        frame = Frame(operation, play.xml, self.heap, depth, out_memory)
        self._frame = frame
        frame.read(request.body)

    def end(self, result: int) -> None:
        """The stub has returned."""
        if self._refused:
            self._complete(self._refused)
            return
        code = hr.unsigned(result)
        play = self._play
        with self._changed:
            self._returned = True
        play.step(Step.STUB_RETURNED, self)
        if self._async is not None:
            # The context is read only while the stub runs: who did not copy it finds nonsense.
            ctypes.memset(ctypes.addressof(self._async), POISON, ctypes.sizeof(self._async))
        if code == hr.WS_S_ASYNC:
            if self._async is None:
                play.ledger.record("WS_S_ASYNC was returned, without an async context")
                self._complete(hr.E_UNEXPECTED)
            return
        if self._completed:
            play.ledger.record(f"{hr.name_of(code)} was returned, but the call is complete")
            return
        self._complete(code)

    def complete_later(self, result: int, model: int) -> None:
        """The operation has called the callback of the async context."""
        play = self._play
        with self._changed:
            returned = self._returned
        if not returned:
            if threading.get_ident() == self.thread:
                play.ledger.record("a call was completed on its thread before the stub returned")
            self.early = True
        if model not in (0, 1):
            play.ledger.record(f"{model} is no callback model")
        self._complete(hr.unsigned(result))

    # --- registration

    def register(self, cancel: int, free: int, state: int) -> None:
        """WsRegisterOperationForCancel. Raises `Refused`."""
        play, answers = self._play, self._answers
        with self._changed:
            self.attempts += 1
            again = self.attempts > 1
            inside = threading.get_ident() in self._cancelling
        if inside:
            play.ledger.record("a cancel callback registers")
        if again:
            play.ledger.record("a call was registered a second time")
            raise Refused(answers.second_registration.value)
        if not cancel:
            raise play.ledger.refuse("a registration without a cancel callback", hr.E_INVALIDARG)
        play.step(Step.REGISTERING, self)
        with self._changed:
            self._slot = (cancel, free, state)
            decided = self._decided
        fails = answers.registration is not Registration.SUCCEEDS
        after = False
        if decided is not None:
            match answers.cancelled_before:
                case CancelledBefore.SUCCEEDS_AFTER_CALLBACK:
                    self._deliver(decided)
                case CancelledBefore.SUCCEEDS_BEFORE_CALLBACK:
                    after = not fails
                case CancelledBefore.FAILS_AFTER_CALLBACK:
                    self._deliver(decided)
                    fails = True
                case CancelledBefore.FAILS:
                    fails = True
        elif answers.registration is Registration.FAILS_AFTER_CANCEL:
            self._cancel(Reason.HOST_ABORT)
        if fails:
            self._fail_registration()
            raise Refused(
                hr.WS_E_OPERATION_ABORTED if self._decided is not None else hr.E_OUTOFMEMORY
            )
        with self._changed:
            self._taken = True
        play.count("registrations")
        play.step(Step.REGISTERED, self)
        if after:
            assert decided is not None
            self._deliver(decided, loose=True)

    def _fail_registration(self) -> None:
        answers = self._answers
        with self._changed:
            self._failed = True
            cancelled = self.cancels > 0
        free = answers.free_after_cancelled_failure if cancelled else answers.free_after_failure
        if free is Free.BEFORE_RETURN:
            self._free()

    # --- cancellation

    def cancel(self, reason: Reason = Reason.HOST_ABORT) -> None:
        """What an abort does to this call. Once it is decided, nothing is done again."""
        self._cancel(reason)

    def _cancel(self, reason: Reason) -> None:
        with self._changed:
            if self._completed or self._decided is not None:
                return
            self._decided = reason
            if self._slot is None or self._failed:
                return
        self._deliver(reason)

    def _deliver(self, reason: Reason, *, loose: bool = False) -> None:
        """Call the cancel callback: at most once in the life of the call."""
        play = self._play
        with self._changed:
            if self.cancels or self._slot is None:
                return
            self.cancels += 1
            self._cancel_count += 1
            function, _, state = self._slot
        play.count("cancels")
        play.step(Step.CANCELLING, self)
        target = Target(
            kind=ThreadKind.CANCEL, function=function, arguments=(state,), numbers=(reason.value,)
        )
        here = self._answers.cancel_thread
        if here is CallbackThread.CALLER and not loose:
            self._entered()
            play.inside_callback(target.call)
            self._left()
            return
        done = threading.Event()

        def begin() -> Target:
            self._entered()
            play.enter_callback()
            return target

        def end(_: int) -> None:
            play.leave_callback()
            self._left()
            done.set()

        play.threads.start(begin, end)
        if here is CallbackThread.OTHER_AWAITED and not loose and not done.wait(PATIENCE):
            play.ledger.record("a cancel callback does not return")

    def _entered(self) -> None:
        with self._changed:
            self._cancelling.add(threading.get_ident())

    def _left(self) -> None:
        self._play.step(Step.CANCELLED, self)
        with self._changed:
            self._cancelling.discard(threading.get_ident())
            self._cancel_count -= 1
            self._changed.notify_all()

    def _await_cancel(self) -> None:
        """Wait for a cancel callback that runs on another thread."""
        with self._changed:
            if threading.get_ident() in self._cancelling:
                return
            if not self._changed.wait_for(lambda: not self._cancel_count, PATIENCE):
                self._play.ledger.record("a cancel callback does not return")

    # --- the end

    def _complete(self, result: int) -> None:
        play, answers = self._play, self._answers
        with self._changed:
            if self._completed:
                play.ledger.record("a call was completed twice")
                return
            if answers.waits_for_cancel is not Waits.BEFORE_COMPLETION:
                self._completed = True
        play.step(Step.COMPLETING, self)
        if answers.waits_for_cancel is Waits.BEFORE_COMPLETION:
            self._await_cancel()
            with self._changed:
                self._completed = True
        try:
            reply = self._make_reply(result)
        except Refused as refused:
            reply = Reply(data=None, hresult=refused.hresult)
        except BaseException:
            play.ledger.record_exception("the stand-in, writing a reply")
            reply = Reply(data=None, hresult=hr.E_UNEXPECTED)
        self._bury_handles()
        play.step(Step.COMPLETED, self)
        if answers.late_cancel is LateCancel.BEFORE_FREE and self._taken:
            self._deliver(Reason.HOST_ABORT)
        if answers.free_thread is FreeThread.OTHER and self._slot is not None:
            play.threads.start(lambda: self._finish(reply), lambda _: None)
        else:
            self._finish(reply)

    def _finish(self, reply: Reply) -> Target:
        play, answers = self._play, self._answers
        try:
            if answers.heap_dies is HeapDies.BEFORE_FREE:
                self._bury_memory()
            if answers.waits_for_cancel is not Waits.NOWHERE:
                self._await_cancel()
            if self._taken or (self._failed and self._frees_at_completion()):
                self._free()
            if answers.late_cancel is LateCancel.AFTER_FREE and self._taken:
                self._deliver(Reason.HOST_ABORT)
            if answers.heap_dies is HeapDies.AFTER_FREE:
                self._bury_memory()
            with self._changed:
                # The runtime forgets a call only when nothing of it runs any more.
                self._changed.wait_for(
                    lambda: not (self._cancel_count - len(self._cancelling)), PATIENCE
                )
        except BaseException:
            play.ledger.record_exception("the stand-in, ending a call")
        finally:
            play.count("calls")
            self.pending.resolve(reply)
            self.channel.done(self)
        return Target()

    def _frees_at_completion(self) -> bool:
        answers = self._answers
        free = answers.free_after_cancelled_failure if self.cancels else answers.free_after_failure
        return free is Free.AT_COMPLETION

    def _free(self) -> None:
        play = self._play
        assert self._slot is not None
        _, function, state = self._slot
        if not function:
            return
        with self._changed:
            self.frees += 1
            assert self.frees == 1, "the stand-in frees twice"
        play.step(Step.FREEING, self)
        play.inside_callback(
            Target(kind=ThreadKind.FREE_STATE, function=function, arguments=(state,)).call
        )
        play.count("frees")
        play.step(Step.FREED, self)

    def _bury_handles(self) -> None:
        """The context and all that came with it are over: any further use is wrong."""
        play = self._play
        for address in (self.context, self.input, self.output, self.error, self.heap):
            if address:
                play.handles.remove(address)
        if self.context:
            play.drop_context(self.context)
        if self.error:
            play.errors.WsFreeError(self.error)
        for address in (self.input, self.output):
            if address:
                play.messages.drop(address)
        if self._async_state:
            play.drop_async_state(self._async_state)

    def _bury_memory(self) -> None:
        if self._frame is not None:
            self._frame.poison()
            play = self._play
            play.graveyard.bury(256, self._frame)
            self._frame = None
        if self.heap:
            self._play.xml.half.WsFreeHeap(self.heap)
            self.heap = 0

    # --- the reply

    def _make_reply(self, result: int) -> Reply:
        play, answers, endpoint = self._play, self._answers, self.endpoint
        version = endpoint.version
        if self.channel.faulted:
            return Reply(data=None, hresult=result)
        if self._decided is not None and answers.cancelled_reply is CancelledReply.DROPPED:
            return Reply(data=None, hresult=result)
        relates_to = ""
        if endpoint.addressed and self._request is not None:
            relates_to = self._request.addressing.get("MessageID", "")
        headers = self._message.added if self._message is not None else []
        if not hr.failed(result):
            assert self.operation is not None
            assert self._frame is not None
            if self.operation.output is None:
                return Reply(data=b"", hresult=result)
            try:
                body = self._frame.write()
            except Refused as refused:
                play.unwritten.append(refused.hresult)
                result = refused.hresult
            else:
                action = self.operation.output.action
                data = close_envelope(
                    version,
                    headers,
                    body,
                    action=action if endpoint.addressed else "",
                    relates_to=relates_to,
                )
                return Reply(data=data, hresult=result, action=action)
        if self.operation is not None and self.operation.output is None:
            return Reply(data=None, hresult=result)
        fault, action, header = self._fault(result)
        data = close_envelope(
            version,
            [*headers, header] if header else headers,
            fault_body(version, fault),
            action=action if endpoint.addressed else "",
            relates_to=relates_to,
        )
        return Reply(data=data, hresult=result, fault=True, action=action)

    def _fault(self, result: int) -> tuple[FaultData, str, bytes]:
        play, answers = self._play, self._answers
        found = play.errors.find(self.error) if self.error else None
        full = bool(self.channel.host.settings.get("WS_SERVICE_PROPERTY_FAULT_DISCLOSURE"))
        action = (found.action if found is not None else None) or f"{self.action}/fault"
        hides = answers.disclosure is Disclosure.HIDES and not full
        if found is not None and found.fault is not None and not hides:
            fault = found.fault
            if not fault.codes:
                fault.codes = [Name("", answers.bare_code.value)]
            return fault, action, found.header
        senders = (hr.WS_E_INVALID_FORMAT, hr.WS_E_ENDPOINT_ACTION_NOT_SUPPORTED)
        strings = found.strings if found is not None else []
        text = "; ".join([*strings, hr.name_of(result)]) if full else "the call failed"
        code = "Sender" if self._refused in senders else "Receiver"
        return FaultData(codes=[Name("", code)], reasons=[("en", text)]), action, b""

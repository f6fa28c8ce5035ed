"""What Microsoft leaves undefined, each point as a switch.

Every combination of answers is one that the documentation allows. The numbers are those of the
twelve points on cancellation; the others are undefined points elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any, get_type_hints

from wswgen.runtime.native.abi import hresults as hr


class Failure(Enum):
    """A result where none is named."""

    INVALID_OPERATION = hr.WS_E_INVALID_OPERATION
    INVALID_ARGUMENT = hr.E_INVALIDARG
    UNSPECIFIED = hr.E_FAIL


class Registration(Enum):
    """What becomes of the first registration."""

    SUCCEEDS = "succeeds"
    FAILS = "fails"
    FAILS_AFTER_CANCEL = "the cancel callback runs, then it fails"


class Free(Enum):
    """Whether the state is freed although its registration failed (2, 6)."""

    NEVER = "never"
    BEFORE_RETURN = "before the registration returns"
    AT_COMPLETION = "when the call is over"


class CallbackThread(Enum):
    """Who runs the cancel callback (3)."""

    CALLER = "the thread that aborts, or the registering one"
    OTHER_AWAITED = "another one, for which that waits"
    OTHER_LOOSE = "another one, for which nobody waits"


class FreeThread(Enum):
    """Who runs the free callback (3)."""

    COMPLETING = "the thread that completes"
    OTHER = "another one"


class Waits(Enum):
    """Whether a running cancel callback is waited for (4)."""

    NOWHERE = "nowhere"
    BEFORE_FREE = "before the free callback"
    BEFORE_COMPLETION = "before the completion is processed"


class LateCancel(Enum):
    """Whether the call may be cancelled after its completion (5)."""

    NEVER = "never"
    BEFORE_FREE = "before the free callback"
    AFTER_FREE = "even after it: only a defect of the runtime could do so"


class CancelledBefore(Enum):
    """A registration when the cancellation has been decided already (7)."""

    SUCCEEDS_AFTER_CALLBACK = "the callback runs during it"
    SUCCEEDS_BEFORE_CALLBACK = "the callback runs right after it"
    FAILS_AFTER_CALLBACK = "the callback runs during it, then it fails"
    FAILS = "it fails without a callback"


class CancelledReply(Enum):
    """What becomes of the reply of a call that was cancelled (8)."""

    TRIED = "it is tried"
    DROPPED = "it is dropped"


class Reason(Enum):
    """The reason that is given (9)."""

    HOST_ABORT = 0
    CHANNEL_FAULTED = 1
    UNKNOWN = 7


class Noticed(Enum):
    """When a fault of an HTTP channel is noticed (9)."""

    WHILE_RUNNING = "while the operation runs"
    ON_REPLY = "only on the reply, so nothing is cancelled"


class PlainClose(Enum):
    """Whether closing cancels what runs (10)."""

    WAITS = "it waits"
    CANCELS = "it cancels"


class Given(Enum):
    """An argument that may be NULL."""

    GIVEN = "given"
    NULL = "NULL"


class Storage(Enum):
    """Where out pointers point."""

    OPERATION_HEAP = "into the heap of the operation"
    OWN = "into memory of the host"


class AbortWaits(Enum):
    """Who waits until the aborted calls have completed."""

    ABORT = "the abort"
    CLOSE = "the close after it"


class Opening(Enum):
    """Open and close, when they are given an async context."""

    SYNCHRONOUS = "are done when they return"
    ASYNCHRONOUS = "return WS_S_ASYNC"


class HeapDies(Enum):
    """When the memory of the operation goes."""

    BEFORE_FREE = "before the free callback"
    AFTER_FREE = "after it"


class BareCode(Enum):
    """The code of a fault of which only the detail was set."""

    SENDER = "Sender"
    RECEIVER = "Receiver"


class Disclosure(Enum):
    """Whether minimal disclosure hides a fault that was set."""

    SHOWS = "shows it"
    HIDES = "hides it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One answer to each point."""

    second_registration: Failure = Failure.INVALID_OPERATION  # 1
    registration: Registration = Registration.SUCCEEDS
    free_after_failure: Free = Free.NEVER  # 2
    cancel_thread: CallbackThread = CallbackThread.CALLER  # 3
    free_thread: FreeThread = FreeThread.COMPLETING  # 3
    waits_for_cancel: Waits = Waits.BEFORE_FREE  # 4
    late_cancel: LateCancel = LateCancel.NEVER  # 5
    free_after_cancelled_failure: Free = Free.NEVER  # 6
    cancelled_before: CancelledBefore = CancelledBefore.SUCCEEDS_AFTER_CALLBACK  # 7
    cancelled_reply: CancelledReply = CancelledReply.TRIED  # 8
    close_timeout_reason: Reason = Reason.HOST_ABORT  # 9
    fault_noticed: Noticed = Noticed.WHILE_RUNNING  # 9
    fault_reason: Reason = Reason.CHANNEL_FAULTED  # 9
    plain_close: PlainClose = PlainClose.WAITS  # 10
    # 11, the context inside the cancel callback: any use of it is recorded as wrong.
    # 12, the close-channel callback: a host that asks for it is told that there is none.
    async_context: Given = Given.GIVEN
    error_object: Given = Given.GIVEN
    out_storage: Storage = Storage.OPERATION_HEAP
    abort_waits: AbortWaits = AbortWaits.ABORT
    opening: Opening = Opening.SYNCHRONOUS
    heap_dies: HeapDies = HeapDies.BEFORE_FREE
    bare_code: BareCode = BareCode.RECEIVER
    disclosure: Disclosure = Disclosure.SHOWS

    def deviations(self) -> dict[str, str]:
        """Where these answers differ from the default ones, to be printed."""
        return {
            each.name: getattr(self, each.name).name
            for each in fields(self)
            if getattr(self, each.name) is not each.default
        }

    def __str__(self) -> str:
        found = [f"{name}={value}" for name, value in self.deviations().items()]
        return ",".join(found) or "default"


def _choices() -> dict[str, list[Any]]:
    return {name: list(kind) for name, kind in get_type_hints(Answers).items()}


def every_answer(base: Answers | None = None) -> Iterator[Answers]:
    """The base, and each answer that differs from it in one point."""
    start = base or Answers()
    yield start
    for name, values in _choices().items():
        for value in values:
            if value is not getattr(start, name):
                yield replace(start, **{name: value})


def random_answers(seed: int, **fixed: Any) -> Answers:
    """One combination, the same for the same seed."""
    chance = random.Random(seed)
    chosen = {name: chance.choice(values) for name, values in _choices().items()}
    return Answers(**{**chosen, **fixed})

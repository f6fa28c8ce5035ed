"""Cancellation on the native backend, with every answer to what Microsoft leaves undefined."""

from __future__ import annotations

import threading

import pytest

from tests.native.driving import Stage
from tests.native.scenarios import SCENARIOS, call_of, play, send
from tests.native.script import ADD, PATIENCE, REQUEST, Script
from tests.native.standin.answers import (
    AbortWaits,
    Answers,
    CallbackThread,
    Given,
    LateCancel,
    Noticed,
    PlainClose,
    Reason,
    every_answer,
    random_answers,
)
from tests.native.standin.soap import WSA
from wswgen.runtime.errors import LeakError
from wswgen.runtime.native import host as native_host
from wswgen.runtime.native.abi import hresults as hr
from wswgen.runtime.native.callbacks import REGISTRY
from wswgen.runtime.token import CancelReason


@pytest.mark.parametrize("answers", list(every_answer()), ids=str)
@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_answer(name: str, is_async: bool, answers: Answers) -> None:
    play(name, answers, is_async=is_async)


@pytest.mark.parametrize("seed", range(150))
def test_any_combination_of_answers(seed: int) -> None:
    answers = random_answers(seed)
    names = list(SCENARIOS)
    for number in range(2):
        play(names[(seed + 7 * number) % len(names)], answers, is_async=bool(number))


# --- what the handler is told


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason.HOST_ABORT, CancelReason.HOST_ABORT),
        (Reason.CHANNEL_FAULTED, CancelReason.CHANNEL_FAULTED),
        (Reason.UNKNOWN, CancelReason.CHANNEL_FAULTED),
    ],
)
def test_the_reason_is_told(reason: Reason, told: CancelReason, is_async: bool) -> None:
    script = Script()
    with Stage(script.service("waits", is_async=is_async)) as stage:
        pending = send(stage)
        script.await_entered()
        call_of(pending).cancel(reason)
        call_of(pending).cancel(Reason.HOST_ABORT)
        pending.wait()
    assert script.reasons == [told]


def test_a_cancel_after_the_call_is_counted_and_not_obeyed() -> None:
    script, late = Script(), REGISTRY.late
    answers = Answers(late_cancel=LateCancel.AFTER_FREE)
    with Stage(script.service("returns", is_async=False), answers) as stage:
        assert stage.call(ADD, REQUEST) == 42
        assert REGISTRY.late == late + 1
    answers = Answers(late_cancel=LateCancel.BEFORE_FREE)
    with Stage(script.service("returns", is_async=False), answers) as stage:
        assert stage.call(ADD, REQUEST) == 42
        assert stage.host.calls.late == 1
    assert not script.reasons


@pytest.mark.parametrize("given", Given)
def test_an_async_handler_without_an_async_context(given: Given) -> None:
    script = Script()
    with Stage(script.service("returns", is_async=True), Answers(async_context=given)) as stage:
        assert stage.call(ADD, REQUEST) == 42


@pytest.mark.parametrize("given", Given)
def test_a_cancelled_task_that_goes_on_keeps_its_call(given: Given) -> None:
    script = Script()
    with Stage(script.service("ignores", is_async=True), Answers(async_context=given)) as stage:
        pending = send(stage)
        script.await_entered()
        call_of(pending).cancel()
        assert script.noticed.wait(PATIENCE)
        with pytest.raises(TimeoutError):
            pending.wait(0.2)
        assert not script.counts["cleanups"]
        script.let_go()
        assert pending.wait().hresult == hr.WS_E_OPERATION_ABORTED


# --- hosts


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize("thread", CallbackThread)
@pytest.mark.parametrize("waits", AbortWaits)
def test_an_abort_with_200_calls_in_flight(
    is_async: bool, thread: CallbackThread, waits: AbortWaits
) -> None:
    script = Script()
    answers = Answers(cancel_thread=thread, abort_waits=waits)
    with Stage(script.service("waits", is_async=is_async), answers) as stage:
        pending = [send(stage) for _ in range(200)]
        script.await_entered(200)
        assert stage.host.live == 200
        stage.host.abort()
        replies = [each.wait() for each in pending]
    assert {reply.hresult for reply in replies} == {hr.WS_E_OPERATION_ABORTED}
    assert stage.standin.counts == dict.fromkeys(
        ("calls", "registrations", "cancels", "frees"), 200
    )
    assert stage.host.calls.freed == 200
    assert script.counts == dict.fromkeys(("runs", "cleanups", "hooks", "seen"), 200)


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
def test_a_close_waits_for_calls_that_end_in_time(is_async: bool) -> None:
    script = Script()
    with Stage(script.service("ignores", is_async=is_async)) as stage:
        pending = send(stage)
        script.await_entered()
        closing = threading.Thread(target=stage.host.close, args=(PATIENCE,))
        closing.start()
        script.let_go()
        closing.join(PATIENCE)
        assert not closing.is_alive()
        assert stage.result(ADD, pending.wait()) == 42
        with pytest.raises(ConnectionError):
            send(stage)
    assert not script.counts["hooks"]


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize("close", PlainClose)
def test_a_handler_that_ignores_the_cancel_is_a_leak_until_it_returns(
    is_async: bool, close: PlainClose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native_host, "UNWIND_TIMEOUT", 0.1)
    script = Script()
    answers = Answers(plain_close=close, abort_waits=AbortWaits.CLOSE)
    with Stage(script.service("ignores", is_async=is_async), answers) as stage:
        pending = send(stage)
        script.await_entered()
        with pytest.raises(LeakError, match="Add"):
            stage.host.close(0.01)
        script.let_go()
        assert pending.wait().hresult == hr.WS_E_OPERATION_ABORTED
    assert script.counts["hooks"] == 1


def _addressed(stage: Stage) -> bytes:
    """A request as it travels where there is no HTTP to name the action."""
    action = ADD.request.action or ADD.soap_action
    block = f'<a:Action xmlns:a="{WSA}">{action}</a:Action>'
    head = f"<soap:Header>{block}</soap:Header><soap:Body>".encode()
    return stage.bytes_of(ADD, [REQUEST]).replace(b"<soap:Body>", head)


def test_calls_of_one_session_run_at_once() -> None:
    script = Script()
    url = "net.tcp://localhost:8081/stage"
    with Stage(script.service("ignores", is_async=False), url=url) as stage:
        session = stage.standin.connect(url)
        data = _addressed(stage)
        pending = [session.send("", data) for _ in range(20)]
        script.await_entered(20)
        script.let_go()
        assert [stage.result(ADD, each.wait()) for each in pending] == [42] * 20
        more = session.send("", data)
        assert more.wait().hresult == hr.S_OK
        session.close()


@pytest.mark.parametrize("noticed", Noticed)
def test_a_session_that_faults_cancels_its_calls(noticed: Noticed) -> None:
    script = Script()
    url = "net.tcp://localhost:8081/stage"
    with Stage(
        script.service("waits", is_async=False), Answers(fault_noticed=noticed), url=url
    ) as stage:
        session = stage.standin.connect(url)
        data = _addressed(stage)
        pending = session.send("", data)
        script.await_entered()
        session.fault()
        assert pending.wait().data is None
    assert script.reasons == [CancelReason.CHANNEL_FAULTED]

"""Ways in which a call can be cancelled, and what must be true after each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.native.driving import Stage
from tests.native.script import ADD, REQUEST, Script
from tests.native.standin.answers import (
    Answers,
    CallbackThread,
    CancelledBefore,
    Reason,
    Registration,
)
from tests.native.standin.calls import Call, Pending, Reply, Step
from wswgen.runtime.native.abi import hresults as hr

Scenario = Callable[[Stage, Script], Reply]


def send(stage: Stage) -> Pending:
    """Send the request."""
    return stage.send(ADD, REQUEST)


def call_of(pending: Pending) -> Call:
    """Its call."""
    assert pending.call is not None
    return pending.call


def nothing(stage: Stage, script: Script) -> Reply:
    return send(stage).wait()


def _cancelled_at(step: Step, *, twice: bool = False) -> Scenario:
    def scenario(stage: Stage, script: Script) -> Reply:
        def cancel(call: Call) -> None:
            stage.standin.at(step, None)
            call.cancel()
            if twice:
                call.cancel(Reason.CHANNEL_FAULTED)

        stage.standin.at(step, cancel)
        script.let_go()
        return send(stage).wait()

    return scenario


def while_it_runs(stage: Stage, script: Script) -> Reply:
    pending = send(stage)
    if stage.standin.answers.registration is Registration.SUCCEEDS:
        script.await_entered()
        call_of(pending).cancel()
    script.let_go()
    return pending.wait()


def by_an_abort(stage: Stage, script: Script) -> Reply:
    pending = send(stage)
    if stage.standin.answers.registration is Registration.SUCCEEDS:
        script.await_entered()
    script.let_go()
    stage.host.abort()
    return pending.wait()


def by_a_fault_of_the_channel(stage: Stage, script: Script) -> Reply:
    pending = send(stage)
    if stage.standin.answers.registration is Registration.SUCCEEDS:
        script.await_entered()
    script.let_go()
    call = call_of(pending)
    call.channel.fault()
    call.cancel()  # where the fault was not noticed
    return pending.wait()


def by_a_close(stage: Stage, script: Script) -> Reply:
    pending = send(stage)
    if stage.standin.answers.registration is Registration.SUCCEEDS:
        script.await_entered()
    stage.host.close(0.02)
    return pending.wait()


SCENARIOS: dict[str, tuple[str, Scenario]] = {
    "nothing": ("returns", nothing),
    "before the stub": ("returns", _cancelled_at(Step.BEFORE_STUB)),
    "before registration": ("returns", _cancelled_at(Step.REGISTERING)),
    "during registration": ("returns", _cancelled_at(Step.REGISTERED)),
    "twice": ("returns", _cancelled_at(Step.REGISTERED, twice=True)),
    "during completion": ("returns", _cancelled_at(Step.COMPLETING)),
    "while it runs": ("waits", while_it_runs),
    "while it runs, ignored": ("ignores", while_it_runs),
    "abort": ("waits", by_an_abort),
    "abort, ignored": ("ignores", by_an_abort),
    "channel fault": ("waits", by_a_fault_of_the_channel),
    "close": ("waits", by_a_close),
}


def play(name: str, answers: Answers, *, is_async: bool, half: Any = None) -> None:
    """One scenario with these answers; then everything must be over and nothing left."""
    what, scenario = SCENARIOS[name]
    script = Script()
    with Stage(script.service(what, is_async=is_async), answers, half=half) as stage:
        reply = scenario(stage, script)
    counts = stage.standin.counts
    script.check()
    assert counts.get("cancels", 0) <= 1
    assert counts.get("registrations", 0) <= 1
    assert script.counts["runs"] <= 1
    registered = answers.registration is Registration.SUCCEEDS
    if name == "nothing":
        assert script.counts["runs"] == registered
        assert (reply.hresult == hr.S_OK) is registered
    if not registered:
        assert not script.counts["runs"]  # C6
    if script.counts["seen"]:
        # C4: whatever the handler makes of it, the runtime hears of an abort.
        assert reply.hresult == hr.WS_E_OPERATION_ABORTED
    awaited = answers.cancel_thread is not CallbackThread.OTHER_LOOSE
    if name in ("during registration", "twice") and awaited:
        assert not script.counts["runs"]
        assert reply.hresult != hr.S_OK
    if (
        name == "before registration"
        and answers.cancelled_before is not (CancelledBefore.SUCCEEDS_BEFORE_CALLBACK)
        and (awaited or answers.cancelled_before is not CancelledBefore.SUCCEEDS_AFTER_CALLBACK)
    ):
        assert not script.counts["runs"]
        assert reply.hresult != hr.S_OK

"""Every operation of every sample, with ``def`` and ``async def`` handlers, through the tables."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.native.driving import Served, Stage, implement, operations
from tests.native.values import messages, spread, values_of
from tests.samples.judge import Judge
from wswgen.runtime.contract import FaultPart
from wswgen.runtime.fault import Fault, rebuild
from wswgen.runtime.messages import OperationCodec, resolve

EVERY = operations()
_judges: dict[str, Judge] = {}


def judge(sample: str) -> Judge:
    found = _judges.get(sample)
    if found is None:
        found = _judges[sample] = Judge(sample, Path(mkdtemp(prefix="wswgen-native-")))
    return found


QUICK = settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize("served", EVERY, ids=str)
def test_values_arrive_and_come_back(served: Served, is_async: bool) -> None:
    operation, contract = served.operation, served.service.contract
    codec = OperationCodec(operation, contract)
    seen: list[Any] = []
    results: list[Any] = []

    def handler(state: Any) -> Any:
        seen.append([getattr(state, name) for name in operation.request.fields])
        return results.pop()

    @QUICK
    @given(data=st.data())
    def exchange(data: st.DataObject) -> None:
        body, headers = data.draw(messages(codec.request, contract))
        result = None
        if codec.response is not None:
            out = spread(codec.response, *data.draw(messages(codec.response, contract)))
            result = codec.response.join(out)
        results.append(result)
        reply = stage.send(operation, *body, headers=headers).wait()
        assert not reply.fault, reply.envelope
        assert seen.pop() == spread(codec.request, body, headers)
        if codec.response is None:
            assert reply.data == b""
        else:
            judge(contract.package or "").check_envelope(reply.envelope)
            assert stage.result(operation, reply) == result

    with Stage(implement(served.service, handler, is_async=is_async)) as stage:
        exchange()


FAULTS = [
    pytest.param(served, part, id=f"{served}-{part.name}")
    for served in EVERY
    for part in served.operation.faults
]


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize(("served", "part"), FAULTS)
def test_declared_faults(served: Served, part: FaultPart, is_async: bool) -> None:
    operation, contract = served.operation, served.service.contract
    codec = OperationCodec(operation, contract)
    assert contract.faults is not None
    cls = resolve(contract.faults, part.exception)
    details: list[Any] = []

    def handler(state: Any) -> Any:
        raise rebuild(cls, "it cannot be done", detail=details[-1])

    @QUICK
    @given(data=st.data())
    def exchange(data: st.DataObject) -> None:
        details.append(data.draw(values_of(part.detail, contract)))
        body, headers = data.draw(messages(codec.request, contract))
        reply = stage.send(operation, *body, headers=headers).wait()
        judge(contract.package or "").check_envelope(reply.envelope)
        with pytest.raises(cls) as raised:
            stage.result(operation, reply)
        assert raised.value.detail == details[-1]
        assert raised.value.reason == "it cannot be done"

    with Stage(implement(served.service, handler, is_async=is_async)) as stage:
        exchange()


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize("disclose", [False, True])
def test_an_exception_is_a_fault_that_says_as_much_as_allowed(
    is_async: bool, disclose: bool
) -> None:
    def handler(state: Any) -> Any:
        raise ValueError("the secret")

    served = EVERY[0]
    with Stage(implement(served.service, handler, is_async=is_async), disclose=disclose) as stage:
        with pytest.raises(Fault) as raised:
            stage.call(served.operation, *_add(2, 40))
        assert ("the secret" in str(raised.value)) is disclose


def _add(a: int, b: int) -> list[Any]:
    import calculator

    return [calculator.Add(a=a, b=b)]


@pytest.mark.parametrize("result", ["text", None, 2**31, 1.5, [1]])
@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
def test_a_result_of_the_wrong_type_never_leaves(result: Any, is_async: bool) -> None:
    served = EVERY[0]
    with (
        Stage(implement(served.service, lambda state: result, is_async=is_async)) as stage,
        pytest.raises(Fault, match="no valid answer"),
    ):
        stage.call(served.operation, *_add(1, 1))

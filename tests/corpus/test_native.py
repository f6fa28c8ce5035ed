"""Operations of real contracts on the native backend: values cross the tables unchanged.

The stand-in for webservices.dll reads and writes by the generated tables alone; what it is sent and
what it answers is the portable codec's. Large contracts are tried in parts.
"""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.corpus.packages import Entry, Package, entries, package_of, row
from tests.corpus.turn import TURN, part
from tests.native.driving import Stage, implement
from tests.native.values import messages, spread
from wswgen.runtime.contract import Operation
from wswgen.runtime.errors import UsageError
from wswgen.runtime.messages import OperationCodec
from wswgen.runtime.native.abi import hresults as hr
from wswgen.runtime.service import Service

pytestmark = pytest.mark.corpus

MOST = 12
FEW = settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def services(package: Package) -> list[type[Service]]:
    """The generated service classes."""
    module = importlib.import_module(f"{package.name}.service")
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Service) and value is not Service
    ]


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry["id"]))
def test_operations(entry: Entry) -> None:
    package = package_of(entry)
    if package is None:
        return  # test_front_end judges why
    problems: list[str] = []
    for service in services(package):
        try:
            problems += _serve(service)
        except UsageError as error:
            row(entry).notes.append(f"{service.__name__}: {error}")
        except Exception as error:
            problems.append(f"{service.__name__}: {type(error).__name__}: {str(error)[:800]}")
    row(entry).native = f"{len(problems)} failed" if problems else "equal"
    assert not problems, "\n".join([f"{len(problems)}:", *problems[:10]])


class Echo:
    """Handlers that note what they get and return what they are told."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.result: Any = None

    def __call__(self, state: Any) -> Any:
        self.seen.append(state)
        return self.result


def _serve(service: type[Service]) -> list[str]:
    operations = list(service.contract.operations)
    problems: list[str] = []
    echo = Echo()
    with Stage(implement(service, echo)) as stage:
        for operation in part(operations, MOST):
            try:
                exchange(stage, echo, operation)
            except Exception as error:
                text = f"{type(error).__name__}: {str(error)[:800]}"
                problems.append(f"{service.__name__}.{operation.name}: {text}")
    return problems


def exchange(stage: Stage, echo: Echo, operation: Operation[Any]) -> None:
    """Random requests and replies of one operation, unchanged both ways."""
    contract = stage.service.contract
    codec = OperationCodec(operation, contract)

    @seed(TURN)
    @FEW
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        body, headers = data.draw(messages(codec.request, contract))
        echo.result = None
        if codec.response is not None:
            out = spread(codec.response, *data.draw(messages(codec.response, contract)))
            echo.result = codec.response.join(out)
        reply = stage.send(operation, *body, headers=headers).wait()
        assert not reply.fault, f"{hr.name_of(reply.hresult)} {reply.envelope[:1000]!r}"
        state = echo.seen.pop()
        got = [getattr(state, name) for name in operation.request.fields]
        assert got == spread(codec.request, body, headers)
        if codec.response is not None:
            assert stage.result(operation, reply) == echo.result

    check()

"""Service classes, their states and contexts, and the documents that a host serves."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.runtime.handmade.orders import (
    BlockState,
    DivideResponse,
    DivideState,
    OrdersClient,
    OrdersService,
    SubmitState,
)
from tests.runtime.serving import PATIENCE, AsyncOrders, Orders, envelope, order, post
from wswgen.runtime import (
    Cancelled,
    CancelReason,
    CancelToken,
    Fault,
    Loopback,
    OperationState,
    TimedOut,
    finish,
)

ROOT = Path(__file__).parents[2]


# --- states -------------------------------------------------------------------------------------


def test_a_state_made_by_hand() -> None:
    state = SubmitState(order=order())
    happened: list[str] = []
    state.check()
    assert not state.token.cancelled
    assert state.token.remaining is None
    state.on_cancel(happened.append, "hook")
    state.defer(happened.append, "first")
    state.defer(happened.append, "second")
    assert state.token.cancel(CancelReason.CLIENT_GONE)
    assert not state.token.cancel(CancelReason.DEADLINE)
    assert state.token.reason is CancelReason.CHANNEL_FAULTED
    for _ in range(2):
        with pytest.raises(Cancelled, match="CHANNEL_FAULTED"):
            state.check()
    state.on_cancel(happened.append, "late hook")
    finish(state)
    assert happened == ["hook", "late hook", "second", "first"]
    with pytest.raises(Exception, match="over"):
        state.defer(print)


def test_a_coroutine_function_is_no_hook() -> None:
    async def hook() -> None: ...

    with pytest.raises(TypeError, match="async def"):
        SubmitState(order=order()).on_cancel(hook)


def test_the_token_can_be_awaited() -> None:
    async def wait() -> CancelReason:
        token = CancelToken()
        asyncio.get_running_loop().run_in_executor(None, token.cancel)
        return await asyncio.wait_for(token.wait_async(), PATIENCE)

    assert asyncio.run(wait()) is CancelReason.REQUESTED


@dataclass(kw_only=True, eq=False)
class SubmitJob(SubmitState):
    job: str = "none"

    def __post_init__(self) -> None:
        self.defer(JOBS.append, "closed")


JOBS: list[str] = []


class WithJobs(Orders):
    states = (SubmitJob,)

    def submit(self, state: SubmitState) -> str:
        job = SubmitJob.of(state)
        job.job = "started"
        return job.job


def test_states_of_the_user() -> None:
    JOBS.clear()
    with Loopback(WithJobs()) as transport, OrdersClient(transport=transport) as client:
        assert client.submit(order=order()) == "started"
    assert JOBS == ["closed"]
    with pytest.raises(TypeError, match=r"states = \(SubmitJob,\)"):
        SubmitJob.of(SubmitState(order=order()))


def test_states_that_cannot_be_created() -> None:
    @dataclass(kw_only=True, eq=False)
    class Needy(SubmitState):
        job: str

    with pytest.raises(TypeError, match="needs a default"):
        type("Bad", (Orders,), {"states": (Needy,)})
    with pytest.raises(TypeError, match="no operation"):
        type("Bad", (Orders,), {"states": (OperationState,)})


def test_every_operation_must_be_there() -> None:
    with pytest.raises(TypeError, match="abstract"):
        OrdersService()  # type: ignore[abstract]


# --- handlers -----------------------------------------------------------------------------------


class Either(Orders):
    """A `def` that returns an awaitable, and an operation that opted out of cancellation."""

    def block(self, state: BlockState) -> Awaitable[None]:  # type: ignore[override]
        self.seen.watch(state)
        return asyncio.Event().wait()  # type: ignore[return-value]

    def divide(self, state: DivideState) -> DivideResponse:
        state.on_cancel(self.seen.notes.put, "cancelled")
        state.defer(self.seen.notes.put, "freed")
        self.seen.entered.put(0)
        assert not state.token.wait(0.1)
        return super().divide(state)


def test_a_def_that_returns_an_awaitable() -> None:
    service = Either()
    with Loopback(service) as transport, OrdersClient(transport=transport) as client:
        with pytest.raises(TimedOut):
            client.within(timeout=0.1).block(key=1)
        assert service.seen.hooks.get(timeout=PATIENCE) == (1, CancelReason.CHANNEL_FAULTED)
        assert service.seen.freed.get(timeout=PATIENCE) == 1
    assert transport.live == 0


def test_nothing_cancels_who_opted_out() -> None:
    service = Either()
    with Loopback(service, max_time=0.01) as transport:
        client = OrdersClient(transport=transport)
        with pytest.raises(TimedOut):
            client.within(timeout=0.02).divide(a=1, b=1)
        transport.abort()
        assert service.seen.notes.get(timeout=PATIENCE) == "freed"


def test_disclosure_is_asked_for() -> None:
    with Loopback(Orders(), disclose=True) as transport, pytest.raises(Fault, match="password"):
        OrdersClient(transport=transport).submit(order=order("boom"))


def test_a_handler_that_cancels_its_own_call() -> None:
    class Own(AsyncOrders):
        async def block(self, state: BlockState) -> None:  # type: ignore[override]
            state.token.cancel()

    with Loopback(Own()) as transport, pytest.raises(Fault, match="cancelled"):
        OrdersClient(transport=transport, timeout=PATIENCE).block(key=1)


def test_headers_that_nobody_named_are_in_the_context() -> None:
    body = envelope(
        "<o:First>x</o:First><o:Second>2</o:Second>", headers="<o:Trace>1</o:Trace><o:More/>"
    )
    with Orders().start("http://127.0.0.1:0/") as host:
        reply = post(host.url, body)
    assert reply.status == 200
    assert b"{urn:example:orders}Trace,{urn:example:orders}More" in reply.body


# --- documents ----------------------------------------------------------------------------------

XSD = "{http://www.w3.org/2001/XMLSchema}"


def test_wsdl_leads_to_every_document() -> None:
    with Orders().start("http://127.0.0.1:0/orders") as host:
        seen: dict[str, bytes] = {}
        urls = [f"{host.url}?wsdl"]
        while urls:
            url = urls.pop()
            reply = post(url, b"", method="GET")
            assert (reply.status, reply.type) == (200, "text/xml")
            seen[url.removeprefix(host.url)] = reply.body
            root = ElementTree.fromstring(reply.body)
            for element in [*root.iter(f"{XSD}include"), *root.iter(f"{XSD}import")]:
                found = element.get("schemaLocation", "")
                assert found.startswith(host.url)
                if found.removeprefix(host.url) not in seen:
                    urls.append(found)
        assert sorted(seen) == [
            "?wsdl",
            "?xsd=more.xsd",
            "?xsd=schema/common.xsd",
            "?xsd=schema/orders.xsd",
        ]
        text = seen["?wsdl"].decode()
        assert text.count(f'location="{host.url}"') == 2
        assert 'location="http://other/"' in text
        assert "<!-- only what ?wsdl rewrites -->" in text
        for wrong in ("?wsdl=../__init__.py", "?xsd=/etc/passwd", "?wsdl=service.py"):
            assert post(host.url + wrong, b"", method="GET").status == 404
        assert post(f"{host.url}?wsdl", b"", method="HEAD").body == b""
        named = {"Host": 'x"><y', "X-Forwarded-Proto": "https", "X-Forwarded-Host": "far"}
        reply = post(f"{host.url}?wsdl", b"", method="GET", headers=named)
        assert b"far" not in reply.body
        assert b'"><y' not in reply.body
    with Orders().start("http://127.0.0.1:0/orders", trust_forwarded=True) as host:
        reply = post(f"{host.url}?wsdl", b"", method="GET", headers=named)
        assert b'location="https://far/orders"' in reply.body


# --- what an import costs -----------------------------------------------------------------------


def test_importing_generated_code_loads_no_server_and_no_client() -> None:
    program = "import sys, tests.runtime.handmade.orders; print(*sorted(sys.modules))"
    out = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"asyncio", "ssl", "http.client", "uvicorn", "wswgen.runtime.codec"} & set(out)

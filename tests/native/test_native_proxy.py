"""A client on webservices.dll: who frees what, when, whatever comes between."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

import block_unblock
import calculator
import orders
from calculator._contract import ADD, CALCULATOR_CONTRACT
from orders._contract import ORDERS_CONTRACT, SUBMIT
from orders_client import example
from tests.native.driving import Stage, implement
from tests.native.proxies import Call, Proxies
from tests.native.standin.play import StandIn
from tests.native.standin.soap import Version
from wswgen.runtime.backend import ClientOptions, Scope
from wswgen.runtime.errors import Cancelled, EncodeError, TimedOut, UsageError, WsError
from wswgen.runtime.fault import Fault
from wswgen.runtime.native import owners, proxy
from wswgen.runtime.native.abi import WS_SERVICE_PROXY_STATE
from wswgen.runtime.native.abi import hresults as hr
from wswgen.runtime.native.proxy import MAX_PROXIES, AsyncNativeCaller, NativeCaller
from wswgen.runtime.token import CancelToken

URL = "http://localhost:8080/calculator"
OPTIONS = ClientOptions(contract=CALCULATOR_CONTRACT, url=URL, soap="1.1")
REQUEST = [calculator.Add(a=2, b=40)]


@pytest.fixture
def proxies() -> Iterator[Proxies]:
    with StandIn() as standin:
        found = Proxies(standin)
        yield found
        assert found.wrong == []
        assert not found.live
    assert owners.live() == {}


def client(proxies: Proxies) -> NativeCaller:
    return NativeCaller(OPTIONS, proxies)


def test_a_call(proxies: Proxies) -> None:
    caller = client(proxies)
    assert caller.call(ADD, REQUEST, [], Scope()) == 42
    caller.close()
    caller.close()
    with pytest.raises(UsageError, match="the client is closed"):
        caller.call(ADD, REQUEST, [], Scope())


@pytest.mark.parametrize("value", [2**31, "1", None])
def test_what_cannot_be_sent_leaves_nothing(proxies: Proxies, value: Any) -> None:
    caller = client(proxies)
    with pytest.raises(EncodeError):
        caller.call(ADD, [calculator.Add(a=value, b=1)], [], Scope())
    assert not proxies.calls
    caller.close()


def test_a_proxy_that_cannot_be_opened_is_freed(proxies: Proxies) -> None:
    caller = client(proxies)
    proxies.open_result = hr.WS_E_ENDPOINT_UNREACHABLE
    with pytest.raises(WsError, match="nothing listens"):
        caller.call(ADD, REQUEST, [], Scope())
    assert not proxies.live
    proxies.open_result = hr.S_OK
    assert caller.call(ADD, REQUEST, [], Scope()) == 42
    caller.close()


def test_a_client_that_is_closed_during_a_call(proxies: Proxies) -> None:
    """The call ends well, and takes the proxy with it."""
    caller = client(proxies)

    def closed_meanwhile(call: Call) -> None:
        caller.close()
        call.end()

    proxies.on_call = closed_meanwhile
    assert caller.call(ADD, REQUEST, [], Scope()) == 42
    assert not proxies.live


def test_each_call_with_a_timeout_of_its_own(proxies: Proxies) -> None:
    caller = client(proxies)
    for step in range(5 * MAX_PROXIES):
        assert caller.call(ADD, REQUEST, [], Scope(timeout=1 + step / 1000)) == 42
        assert len(proxies.live) <= MAX_PROXIES
    caller.close()


def test_a_token_that_is_cancelled_abandons_the_call(proxies: Proxies) -> None:
    caller, token = client(proxies), CancelToken()
    proxies.on_call = lambda _: token.cancel()
    with pytest.raises(Cancelled):
        caller.call(ADD, REQUEST, [], Scope(token=token))
    assert len(proxies.abandoned) == 1
    caller.close()


def test_a_deadline_abandons_the_call(proxies: Proxies) -> None:
    caller = client(proxies)
    proxies.on_call = lambda _: None
    with pytest.raises(TimedOut):
        caller.call(ADD, REQUEST, [], Scope(deadline=time.monotonic(), token=CancelToken()))
    caller.close()


def test_a_token_that_is_cancelled_when_all_is_over(proxies: Proxies) -> None:
    """Its wake-up may still be running when the call, the client and the proxy are gone."""
    late: list[Any] = []

    class Late(CancelToken):
        def subscribe(self, key: Any, wake: Any) -> None:
            late.append(key.abandon)

    caller, token = client(proxies), Late()
    proxies.on_call = lambda call: call.end()
    assert caller.call(ADD, REQUEST, [], Scope(token=token)) == 42
    caller.close()
    for wake in late:
        wake()
    assert late
    assert not proxies.abandoned


def test_an_interrupt_does_not_free_what_the_dll_uses(
    proxies: Proxies, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = client(proxies)
    begun: list[Call] = []
    proxies.on_call = begun.append

    def interrupted(self: threading.Event, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(proxies, "WsAbandonCall", lambda *_: 0, raising=False)
    monkeypatch.setattr(threading.Event, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        caller.call(ADD, REQUEST, [], Scope(token=CancelToken()))
    monkeypatch.undo()
    caller.close()
    assert owners.live() == {"Error": 1, "Heap": 1, "ServiceProxy": 1}
    begun[0].end()
    assert owners.live() == {}


def test_a_task_that_is_cancelled_abandons_the_call(proxies: Proxies) -> None:
    async def main() -> None:
        caller = AsyncNativeCaller(OPTIONS, proxies)
        proxies.on_call = lambda _: None
        task = asyncio.create_task(caller.call(ADD, REQUEST, [], Scope()))
        while not proxies.calls:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(proxies.abandoned) == 1
        await caller.aclose()

    asyncio.run(main())


def test_a_task_that_is_cancelled_after_its_timeout(
    proxies: Proxies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is abandoned but not over: its heap must stay."""
    ended: list[Call] = []

    async def main() -> None:
        caller = AsyncNativeCaller(OPTIONS, proxies)
        proxies.on_call = ended.append
        abandoned = asyncio.Event()
        monkeypatch.setattr(proxies, "WsAbandonCall", lambda *_: abandoned.set())
        scope = Scope(deadline=time.monotonic())
        task = asyncio.create_task(caller.call(ADD, REQUEST, [], scope))
        await asyncio.wait_for(abandoned.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await caller.aclose()
        assert owners.live() == {"Error": 1, "Heap": 1, "ServiceProxy": 1}

    asyncio.run(main())
    ended[0].end()
    assert owners.live() == {}


def test_many_calls_of_one_client_that_is_closed_meanwhile(proxies: Proxies) -> None:
    async def main() -> None:
        caller = AsyncNativeCaller(OPTIONS, proxies)
        proxies.on_call = lambda _: None
        tasks = [asyncio.create_task(caller.call(ADD, REQUEST, [], Scope())) for _ in range(20)]
        while len(proxies.calls) < len(tasks):
            await asyncio.sleep(0)
        await caller.aclose()
        for call in list(proxies.calls):
            call.end(value=call.number)
        assert await asyncio.gather(*tasks) == list(range(20))
        assert not proxies.live

    asyncio.run(main())


EXPIRED = b"""<o:SessionExpired xmlns:o="urn:example:orders" xmlns:s="%s" s:mustUnderstand="1"
  ><o:ended>2026-01-31T18:00:00Z</o:ended></o:SessionExpired>"""


@pytest.mark.parametrize("version", list(Version), ids=str)
def test_a_fault_about_a_header(proxies: Proxies, version: Version) -> None:
    def answer(call: Call) -> None:
        call.receives(EXPIRED % version.ns.encode(), b'<x xmlns="urn:other"/>', version=version)
        call.fail("log in again")

    proxies.on_call = answer
    soap: Literal["1.1", "1.2"] = "1.1" if version is Version.SOAP_1_1 else "1.2"
    caller = NativeCaller(
        ClientOptions(contract=ORDERS_CONTRACT, url="http://localhost:8080/orders", soap=soap),
        proxies,
    )
    with pytest.raises(orders.SessionExpired, match="log in again") as caught:
        caller.call(SUBMIT, [orders.Submit(order=example())], [None], Scope())
    assert caught.value.detail.ended == datetime(2026, 1, 31, 18, tzinfo=UTC)
    once = EXPIRED % version.ns.encode()

    def nothing(call: Call) -> None:
        call.fail("no")

    def twice(call: Call) -> None:
        call.receives(once, once, version=version)
        assert call.result is None
        call.fail("no")

    for proxies.on_call in (nothing, twice):
        with pytest.raises(Fault, match="no") as other:
            caller.call(SUBMIT, [orders.Submit(order=example())], [None], Scope())
        assert type(other.value) is Fault
    caller.close()


@pytest.mark.parametrize("scheme", ["http", "https", "net.tcp"])
def test_a_generated_client(proxies: Proxies, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy, "load", lambda: proxies)
    url = f"{scheme}://localhost:8080/calculator"
    with calculator.CalculatorClient(url, backend="native") as client:
        assert client.add(a=2, b=40) == 42


@pytest.mark.parametrize("url", ["ftp://localhost/", "net.tcp:///x", "http://h/?x", "http://h/a b"])
def test_what_is_no_url_is_refused(
    proxies: Proxies, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy, "load", lambda: proxies)
    with pytest.raises(UsageError):
        calculator.CalculatorClient(url, backend="native")


def test_a_session_that_broke_is_opened_again(
    proxies: Proxies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy, "load", lambda: proxies)
    with calculator.CalculatorClient("net.tcp://h:808/", backend="native") as client:
        assert client.add(a=2, b=40) == 42
        assert client.add(a=2, b=40) == 42
        assert proxies.opened == 1
        proxies.state = WS_SERVICE_PROXY_STATE.WS_SERVICE_PROXY_STATE_FAULTED
        assert client.add(a=2, b=40) == 42
        assert proxies.opened == 2
        proxies.state = WS_SERVICE_PROXY_STATE.WS_SERVICE_PROXY_STATE_FAULTED
        proxies.open_result = hr.WS_E_ENDPOINT_UNREACHABLE
        for _ in range(2):
            with pytest.raises(WsError, match="nothing listens"):
                client.add(a=2, b=40)
        proxies.open_result = hr.S_OK
        assert client.add(a=2, b=40) == 42


@pytest.mark.parametrize("letter", ["\0", "\x0b", "\ud800", "\ufffe"])
def test_a_text_that_xml_cannot_hold_is_refused(
    proxies: Proxies, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A zero, above all: in C it would end the text, and the rest would be lost in silence."""
    monkeypatch.setattr(proxy, "load", lambda: proxies)
    with (
        block_unblock.BlockUnBlockClient(URL, backend="native") as client,
        pytest.raises(EncodeError, match=f"UnBlock/key: XML cannot hold .*{ord(letter):04X}"),
    ):
        client.un_block(key=f"a{letter}b")
    assert not proxies.calls


@pytest.mark.parametrize("letter", ["\0", "\x0b", "\ud800", "\ufffe"])
def test_a_result_that_xml_cannot_hold_is_never_sent(letter: str) -> None:
    service = implement(orders.OrdersService, lambda state: f"a{letter}b")
    with Stage(service) as stage, pytest.raises(Fault, match="no valid answer"):
        stage.call(SUBMIT, orders.Submit(order=example()), headers=[None])

"""Cancellation with real sockets, real processes that are killed, and many calls at once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.handmade.orders import AsyncOrdersClient, BlockState, OrdersClient
from tests.runtime.serving import PATIENCE, AsyncOrders, Orders, envelope, eventually, order
from wswgen.runtime import (
    Cancelled,
    CancelReason,
    CancelToken,
    Fault,
    LeakError,
    TimedOut,
    TransportError,
)
from wswgen.runtime.http.serve import UvicornHost

ROOT = Path(__file__).parents[2]
URL = "http://127.0.0.1:0/orders"
KINDS = [Orders, AsyncOrders]

BLOCK_FOR_EVER = """
import sys
from tests.runtime.handmade.orders import OrdersClient
with OrdersClient(sys.argv[1]) as client:
    client.block(key=int(sys.argv[2]))
"""


@pytest.fixture(params=KINDS, ids=["def", "async def"])
def service(request: pytest.FixtureRequest) -> Orders:
    made: Orders = request.param()
    return made


@pytest.fixture
def host(service: Orders) -> Iterator[UvicornHost]:
    with service.start(URL) as host:
        assert isinstance(host, UvicornHost)
        yield host
    assert host.live == 0


def test_a_killed_client_is_noticed(service: Orders, host: UvicornHost) -> None:
    delays: list[float] = []
    for key in range(3):
        client = subprocess.Popen(
            [sys.executable, "-c", BLOCK_FOR_EVER, host.url, str(key)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        )
        assert service.seen.entered.get(timeout=PATIENCE) == key
        killed = time.perf_counter()
        client.send_signal(signal.SIGKILL)
        assert service.seen.hooks.get(timeout=PATIENCE) == (key, CancelReason.CHANNEL_FAULTED)
        delays.append(time.perf_counter() - killed)
        assert service.seen.freed.get(timeout=PATIENCE) == key
        client.wait(PATIENCE)
    print("SIGKILL to hook, ms:", [round(delay * 1000, 2) for delay in delays])
    eventually(lambda: host.live == 0, "no live call")


def test_an_abort_notifies_500_calls(service: Orders) -> None:
    host = service.start(URL)
    assert isinstance(host, UvicornHost)
    outcomes: list[str] = []

    async def call(client: AsyncOrdersClient, key: int) -> None:
        try:
            await client.block(key=key)
        except Fault as fault:
            outcomes.append(fault.reason)

    async def all_calls() -> None:
        async with AsyncOrdersClient(host.url, timeout=PATIENCE) as client:
            await asyncio.gather(*(call(client, key) for key in range(500)))

    with ThreadPoolExecutor(1) as pool:
        calls = pool.submit(asyncio.run, all_calls())
        entered = {service.seen.entered.get(timeout=PATIENCE) for _ in range(500)}
        assert len(entered) == 500
        assert host.live == 500
        started = time.perf_counter()
        host.abort()
        print(f"abort of 500 calls: {time.perf_counter() - started:.3f} s")
        calls.result(PATIENCE)
    hooks = [service.seen.hooks.get_nowait() for _ in range(500)]
    assert {key for key, _ in hooks} == entered
    assert {reason for _, reason in hooks} == {CancelReason.HOST_ABORT}
    assert host.live == 0
    assert outcomes == ["the service is shutting down"] * 500
    assert set(service.seen.frees.values()) == {1}


def test_closing_waits_then_aborts(service: Orders) -> None:
    host = service.start(URL)
    with ThreadPoolExecutor(1) as pool, OrdersClient(host.url) as client:
        call = pool.submit(client.block, key=1)
        service.seen.entered.get(timeout=PATIENCE)
        host.close(timeout=0.05)
        assert service.seen.hooks.get_nowait() == (1, CancelReason.HOST_ABORT)
        with pytest.raises(Fault, match="shutting down"):
            call.result(PATIENCE)
    host.close()


def test_a_deadline_of_the_host(service: Orders) -> None:
    with service.start(URL, max_time=0.05) as host, OrdersClient(host.url) as client:
        with pytest.raises(Fault, match="in time"):
            client.block(key=1)
        assert service.seen.hooks.get(timeout=PATIENCE) == (1, CancelReason.DEADLINE)
        assert service.seen.freed.get(timeout=PATIENCE) == 1


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_a_timeout_of_the_client(service: Orders, host: UvicornHost, soap: str) -> None:
    with OrdersClient(host.url, soap="1.1" if soap == "1.1" else "1.2") as client:
        with pytest.raises(TimedOut):
            client.within(timeout=0.05).block(key=1)
        assert service.seen.hooks.get(timeout=PATIENCE) == (1, CancelReason.CHANNEL_FAULTED)
        assert client.submit(order=order()).endswith(soap)


def test_a_token_of_the_client(service: Orders, host: UvicornHost) -> None:
    token = CancelToken()
    with ThreadPoolExecutor(1) as pool, OrdersClient(host.url) as client:
        call = pool.submit(client.within(cancel=token).block, key=1)
        service.seen.entered.get(timeout=PATIENCE)
        token.cancel()
        with pytest.raises(Cancelled):
            call.result(PATIENCE)
        assert service.seen.hooks.get(timeout=PATIENCE) == (1, CancelReason.CHANNEL_FAULTED)
        with pytest.raises(Cancelled):
            client.within(cancel=token).submit(order=order())


def test_a_cancelled_task_of_the_client(service: Orders, host: UvicornHost) -> None:
    async def cancel_it() -> None:
        async with AsyncOrdersClient(host.url) as client:
            task = asyncio.create_task(client.block(key=1))
            await asyncio.to_thread(service.seen.entered.get, timeout=PATIENCE)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await client.submit(order=order())).startswith("3 for")

    asyncio.run(cancel_it())
    assert service.seen.hooks.get(timeout=PATIENCE) == (1, CancelReason.CHANNEL_FAULTED)


def test_one_way_calls_outlive_their_request(service: Orders, host: UvicornHost) -> None:
    with OrdersClient(host.url) as client:
        client.notify(text="hello")
    assert service.seen.notes.get(timeout=PATIENCE) == "hello"


class Deaf(Orders):
    """Ignores its cancel until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def block(self, state: BlockState) -> None:
        self.seen.watch(state)
        self.let_go.wait(PATIENCE)


def test_a_handler_that_ignores_its_cancel_is_a_loud_leak() -> None:
    service = Deaf()
    host = service.start(URL)
    with ThreadPoolExecutor(1) as pool, OrdersClient(host.url) as client:
        call = pool.submit(client.block, key=1)
        service.seen.entered.get(timeout=PATIENCE)
        with pytest.raises(LeakError, match="Block"):
            host.close(timeout=0.0)
        assert service.seen.hooks.get_nowait() == (1, CancelReason.HOST_ABORT)
        with pytest.raises(Fault):
            call.result(PATIENCE)
        assert host.live == 1
        service.let_go.set()
        eventually(lambda: host.live == 0, "no live call")
    assert service.seen.frees == {1: 1}


class Swallowing(AsyncOrders):
    """Swallows asyncio's cancellation and returns as if nothing were."""

    async def block(self, state: BlockState) -> None:  # type: ignore[override]
        self.seen.watch(state)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)


def test_a_swallowed_cancellation_gives_no_reply(caplog: pytest.LogCaptureFixture) -> None:
    service = Swallowing()
    with service.start(URL, max_time=0.05) as host, OrdersClient(host.url) as client:
        with pytest.raises(Fault, match="in time"):
            client.block(key=1)
        assert service.seen.freed.get(timeout=PATIENCE) == 1
    # A reply after the fault would be an error of the server's.
    assert [item.getMessage() for item in caplog.records if item.levelname == "ERROR"] == []


def test_the_task_of_a_cancelled_call_is_not_cancelled_itself() -> None:
    """Whoever wraps the application (``asyncio.timeout``, a task group) sees no cancellation."""
    statuses: list[int] = []
    body = envelope("<o:Block><o:key>1</o:key></o:Block>")

    async def run() -> int:
        messages: list[dict[str, Any]] = [{"type": "http.request", "body": body}]

        async def receive() -> MutableMapping[str, Any]:
            if not messages:
                await asyncio.Event().wait()
            return messages.pop()

        async def send(message: MutableMapping[str, Any]) -> None:
            statuses.append(message.get("status", 0))

        headers = [(b"content-type", b"text/xml")]
        scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
        await AsyncOrders().asgi(max_time=0.01)(scope, receive, send)
        task = asyncio.current_task()
        assert task is not None
        return task.cancelling()

    assert asyncio.run(run()) == 0
    assert statuses == [500, 0]


def test_a_signal_closes_the_server() -> None:
    program = """
import sys
from tests.runtime.serving import AsyncOrders
AsyncOrders().serve("http://127.0.0.1:%s/orders", close_timeout=0.2)
print("closed")
"""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", program % port],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE,
        text=True,
    )
    url = f"http://127.0.0.1:{port}/orders"

    def answers() -> bool:
        try:
            with OrdersClient(url, timeout=PATIENCE) as client:
                return client.submit(order=order()).startswith("3")
        except TransportError:
            return False

    eventually(answers, "the server answers")
    with ThreadPoolExecutor(1) as pool, OrdersClient(url) as client:
        call = pool.submit(client.block, key=1)
        server.send_signal(signal.SIGTERM)
        with pytest.raises((Fault, TransportError)):
            call.result(PATIENCE)
    out, _ = server.communicate(timeout=PATIENCE)
    assert out == "closed\n"
    assert server.returncode == 0

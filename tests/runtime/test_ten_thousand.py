"""Ten thousand calls that end in every way: each is freed once, and nothing stays behind."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.runtime.handmade.orders import AsyncOrdersClient, BlockState
from tests.runtime.serving import PATIENCE, Orders, eventually
from wswgen.runtime import Cancelled, CancelToken, Fault, TimedOut
from wswgen.runtime.http.serve import UvicornHost

ROOT = Path(__file__).parents[2]
URL = "http://127.0.0.1:0/orders"


class Rough(Orders):
    """Block ends by itself, or waits, or ignores its cancel; its hooks and clean-ups may raise."""

    def prepare(self, state: BlockState) -> str:
        chance = random.Random(state.key)
        if chance.random() < 0.3:
            state.on_cancel(self.fail, "a hook that raises")
        state.on_cancel(lambda: None)
        state.defer(self.seen.free, state.key)
        if chance.random() < 0.3:
            state.defer(self.fail, "a clean-up that raises")
        return chance.choice(["return", "wait", "wait", "ignore", "raise"])

    def fail(self, text: str) -> None:
        raise RuntimeError(text)

    def block(self, state: BlockState) -> None:
        match self.prepare(state):
            case "wait":
                state.token.wait(0.05)
                state.check()
            case "ignore":
                threading.Event().wait(0.02)
            case "raise":
                raise RuntimeError("a handler that raises")


class AsyncRough(Rough):
    async def block(self, state: BlockState) -> None:  # type: ignore[override]
        match self.prepare(state):
            case "wait":
                await asyncio.sleep(0.05)
            case "ignore":
                try:
                    await asyncio.sleep(0.02)
                except asyncio.CancelledError:
                    await asyncio.sleep(0.01)
            case "raise":
                raise RuntimeError("a handler that raises")


async def rough_calls(url: str, keys: range) -> None:
    """Calls that are timed out, cut off by their token or whose task is cancelled, at random."""
    gate = asyncio.Semaphore(64)
    loop = asyncio.get_running_loop()

    async def one(client: AsyncOrdersClient, key: int) -> None:
        chance = random.Random(-key - 1)
        async with gate:
            token = CancelToken()
            end = chance.choice(["none", "timeout", "token", "task"])
            limit = 0.01 + chance.random() * 0.05
            bound = client.within(
                timeout=limit if end == "timeout" else PATIENCE,
                cancel=token if end == "token" else None,
            )
            task = asyncio.ensure_future(bound.block(key=key))
            if end == "token":
                loop.call_later(limit, token.cancel)
            if end == "task":
                loop.call_later(limit, task.cancel)
            await asyncio.wait([task])
            if not task.cancelled():
                error = task.exception()
                assert error is None or isinstance(error, (Fault, TimedOut, Cancelled)), error

    async with AsyncOrdersClient(url) as client:
        await asyncio.gather(*(one(client, key) for key in keys))


ROUGH_CLIENT = """
import asyncio, sys
from tests.runtime.test_ten_thousand import rough_calls
asyncio.run(rough_calls(sys.argv[1], range(int(sys.argv[2]), int(sys.argv[3]))))
"""


def kill_a_client(service: Rough, url: str, start: int, stop: int) -> None:
    """A process that makes calls, killed in the middle of them."""
    client = subprocess.Popen(
        [sys.executable, "-c", ROUGH_CLIENT, url, str(start), str(stop)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    for _ in range(100):
        service.seen.freed.get(timeout=PATIENCE)
    client.send_signal(signal.SIGKILL)
    client.wait(PATIENCE)


def objects() -> int:
    gc.collect()
    return len(gc.get_objects())


@pytest.mark.parametrize("kind", [Rough, AsyncRough], ids=["def", "async def"])
def test_ten_thousand_rough_calls(kind: type[Rough]) -> None:
    service = kind()
    loggers = [logging.getLogger(name) for name in ("wswgen", "uvicorn.error")]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    sizes: list[int] = []
    try:
        with service.start(URL) as host:
            assert isinstance(host, UvicornHost)
            for round_ in range(4):
                start = round_ * 3500
                asyncio.run(rough_calls(host.url, range(start, start + 3000)))
                service.seen.freed.queue.clear()
                kill_a_client(service, host.url, start + 3000, start + 3500)
                eventually(lambda: host.live == 0, "no live call")
                service.seen.freed.queue.clear()
                sizes.append(objects())
                if round_ == 1:
                    settled = sizes[-1]
            # The first rounds fill pools and caches. One object for each of the 7,000 calls since
            # would be far more than connections that are just being closed.
            eventually(lambda: objects() < settled + 1000, "flat memory")
            assert host.calls.freed >= 10_000
            # Some were cancelled before their handler ran; none was freed twice.
            assert host.calls.freed >= len(service.seen.frees) > 8_000
        assert set(service.seen.frees.values()) == {1}
        print(f"{host.calls.freed} calls, {host.calls.late} late callbacks, objects {sizes}")
    finally:
        for logger in loggers:
            logger.setLevel(logging.NOTSET)

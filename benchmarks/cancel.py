"""What cancellation costs, and how fast it is.

    python benchmarks/cancel.py [--rounds N]

* from a client's going away to the hook of its call, with 1,000 calls in flight: clients that go
  one after the other, and all at once; the same for bare uvicorn, which says when it saw it;
* resident memory of the server for each of 1,000 calls that wait;
* the life of a call alone: opened, registered, completed, released, with and without a cancel.

The server is uvicorn in another process. The clocks of both processes are the same one.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import struct
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import messages
from servers import Server, cores, generated

from wswgen.runtime.cancel import Calls
from wswgen.runtime.token import CancelReason

CALLS = 1000


def _connect(port: int, hours: int | None = None) -> list[socket.socket]:
    """Calls in flight: numbered from 0, or all for so many hours."""
    clients: list[socket.socket] = []
    for number in range(CALLS):
        client = socket.create_connection(("127.0.0.1", port))
        # It is reset when it is closed, as by a process that was killed.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        ms = number if hours is None else hours * 3_600_000
        client.sendall(messages.http_request("Sleep", messages.sleep_request(ms)))
        clients.append(client)
    return clients


def gone_to_hook(server: Server, pause: float) -> list[float]:
    """Seconds from closing each connection to its hook."""
    clients = _connect(server.port)
    assert server.line() == "waiting"
    closed: list[float] = []
    for client in clients:
        closed.append(time.monotonic())
        client.close()
        if pause:
            time.sleep(pause)
    hooked = dict(part.split(":") for part in server.line().split())
    return sorted(float(hooked[str(number)]) - closed[number] for number in range(CALLS))


def _settled(server: Server) -> None:
    """Wait until the server's memory is the same for half a second."""
    same, last = 0, -1
    while same < 5:
        time.sleep(0.1)
        now = server.memory()
        same, last = (same + 1, now) if abs(now - last) < 65536 else (0, now)


def memory(server: Server) -> float:
    """Bytes for each call that waits."""
    _settled(server)
    idle = server.memory()
    clients = _connect(server.port, 1)
    _settled(server)
    busy = server.memory()
    for client in clients:
        client.close()
    return (busy - idle) / CALLS


def life(rounds: int) -> dict[str, float]:
    """Microseconds for one call's life, without a host."""
    calls = Calls()

    def plain() -> None:
        call = calls.open("Add")
        call.start()
        call.complete()
        call.release()

    def watched() -> None:
        call = calls.open("Add")
        call.start()
        call.subscribe(call, _nothing)
        call.unsubscribe(call)
        call.complete()
        call.release()

    def cancelled() -> None:
        call = calls.open("Add")
        call.start()
        call.on_cancel(_nothing)
        call.defer(_nothing)
        call.cancel(CancelReason.CHANNEL_FAULTED)
        call.complete()
        call.release()

    waiting = calls.open("Add")
    waiting.start()
    jobs: dict[str, Callable[[], object]] = {
        "open, start, complete, release": plain,
        "the same, with the host's wake-up": watched,
        "the same, with a hook, a clean-up and a cancel": cancelled,
        "check()": waiting.check,
    }
    times: dict[str, list[float]] = {title: [] for title in jobs}
    for _ in range(rounds):
        for title, job in jobs.items():
            times[title].append(_timed(job))
    return {title: statistics.median(found) * 1e6 for title, found in times.items()}


def _nothing() -> None:
    pass


def _timed(job: Callable[[], object], count: int = 5_000) -> float:
    began = time.perf_counter()
    for _ in range(count):
        job()
    return (time.perf_counter() - began) / count


def percentiles(times: Sequence[float]) -> str:
    """How sorted times are spread, in words."""
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    return f"p50 {p50 * 1000:6.2f} ms  p99 {p99 * 1000:6.2f} ms  most {times[-1] * 1000:6.2f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds: int = parser.parse_args().rounds
    server_core, _ = cores()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generated(folder)
        for title, pause in (("one each 2 ms", 0.002), ("all at once", 0.0)):
            for kind, what in (("block", "hook"), ("block-bare", "bare uvicorn")):
                for _ in range(rounds):
                    with Server(kind, folder, server_core) as server:
                        times = gone_to_hook(server, pause)
                    print(f"client gone to {what:13} {title:14}{percentiles(times)}")
        for kind, what in (
            ("uvicorn", "bare uvicorn"),
            ("asgi", "async def"),
            ("asgi-def", "def"),
        ):
            found: list[float] = []
            for _ in range(rounds):
                with Server(kind, folder) as server:
                    found.append(memory(server) / 1024)
            spread = f"{min(found):.1f} to {max(found):.1f}"
            print(f"a waiting call, {what:14}{statistics.median(found):6.1f} KiB  {spread}")
    for title, took in life(5 * rounds).items():
        print(f"{title:48}{took:6.2f} us")


if __name__ == "__main__":
    main()

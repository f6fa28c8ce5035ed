"""Calls per second of the generated clients beside `http.client` with prepared bytes.

    python benchmarks/client.py [--seconds N] [--rounds N]

All call a bare server in another process that answers at once with prepared bytes, one call at a
time on one kept connection, so that the numbers are the client's own cost. Medians, and how they
compare with `http.client`, which reads the reply and parses nothing of it. "us of CPU" is the
client's processor time for each call, which other programs on the machine disturb less.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import socket
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import messages
from servers import Server, bind, cores, generated

Speed: TypeAlias = tuple[float, float]
"""Calls per second, and seconds of processor time for each."""


def per_second(call: Callable[[], object], seconds: float) -> Speed:
    """How often ``call`` can be made."""
    call()
    cpu = time.process_time()
    count, began = 0, time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        for _ in range(10):
            call()
        count += 10
    return count / (now - began), (time.process_time() - cpu) / count


async def per_second_async(call: Callable[[], Awaitable[object]], seconds: float) -> Speed:
    """How often ``call`` can be made and awaited, one after the other."""
    await call()
    cpu = time.process_time()
    count, began = 0, time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        for _ in range(10):
            await call()
        count += 10
    return count / (now - began), (time.process_time() - cpu) / count


def with_socket(port: int, operation: str, seconds: float) -> Speed:
    """A blocking socket."""
    request = messages.http_request(operation, messages.REQUESTS[operation])
    length = len(messages.REPLIES[operation])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def call() -> None:
            connection.sendall(request)
            data = connection.recv(65536)
            wanted = data.index(b"\r\n\r\n") + 4 + length
            while len(data) < wanted:
                data += connection.recv(65536)

        return per_second(call, seconds)


def with_http_client(port: int, operation: str, seconds: float) -> Speed:
    """The standard library's client."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    body = messages.REQUESTS[operation]
    action = f'"{messages.NS}/{operation}"'
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": action}

    def call() -> None:
        connection.request("POST", "/", body, headers)
        connection.getresponse().read()

    try:
        return per_second(call, seconds)
    finally:
        connection.close()


def _arguments(package: Any, operation: str) -> dict[str, Any]:
    if operation == "Add":
        return {"a": 2, "b": 40}
    orders = [package.Order(**order) for order in messages.orders()]
    return {"orders": package.OrderList(order=orders)}


def with_client(package: Any, port: int, operation: str, seconds: float) -> Speed:
    """The generated client."""
    arguments = _arguments(package, operation)
    with package.BenchClient(f"http://127.0.0.1:{port}/", timeout=10) as client:
        method = client.add if operation == "Add" else client.echo_orders
        return per_second(lambda: method(**arguments), seconds)


async def with_async_client(package: Any, port: int, operation: str, seconds: float) -> Speed:
    """The generated asynchronous client."""
    arguments = _arguments(package, operation)
    async with package.AsyncBenchClient(f"http://127.0.0.1:{port}/", timeout=10) as client:
        method = client.add if operation == "Add" else client.echo_orders
        return await per_second_async(lambda: method(**arguments), seconds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.5, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    seconds: float = arguments.seconds
    server_core, client_core = cores()
    found: dict[tuple[str, str], list[Speed]] = {}
    with tempfile.TemporaryDirectory() as name:
        package = generated(Path(name))
        with Server("canned", Path(name), server_core) as server:
            bind(0, client_core)
            port = server.port
            for _ in range(arguments.rounds):
                for operation in messages.REQUESTS:
                    for kind, rate in (
                        ("socket", with_socket(port, operation, seconds)),
                        ("http.client", with_http_client(port, operation, seconds)),
                        ("client", with_client(package, port, operation, seconds)),
                        (
                            "async client",
                            asyncio.run(with_async_client(package, port, operation, seconds)),
                        ),
                    ):
                        found.setdefault((operation, kind), []).append(rate)
    for (operation, kind), speeds in sorted(found.items(), key=lambda item: item[0][0]):
        rate, cpu = (statistics.median(column) for column in zip(*speeds, strict=True))
        floor, bare = (
            statistics.median(column)
            for column in zip(*found[operation, "http.client"], strict=True)
        )
        print(
            f"{operation:11}{kind:14}{rate:9,.0f} per s {rate / floor:5.2f} x"
            f"{cpu * 1e6:7.0f} us of CPU{cpu / bare:6.1f} x http.client"
        )


if __name__ == "__main__":
    main()

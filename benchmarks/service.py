"""Requests per second of a generated service beside bare uvicorn that answers prepared bytes.

    python benchmarks/service.py [--seconds N] [--rounds N]

Each server has a process and a core of its own; 16 connections are kept open. The load comes from
`wrk` where it is installed, else from a client of our own, which is slower: the bare rows say by
how much. Every call of ours is registered for cancel. Medians, and how they compare with the row
of bare uvicorn in the same run. "us of CPU" is the server's processor time for each request, which
other programs on the machine disturb less.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import messages
from servers import Server, bind, cores, generated

CONNECTIONS = 16

LUA = """
local file = io.open("%s", "rb")
wrk.method = "POST"
wrk.body = file:read("*a")
file:close()
wrk.headers["Content-Type"] = "text/xml; charset=utf-8"
wrk.headers["SOAPAction"] = '"%s"'
done = function(summary, latency, requests)
  io.write(string.format('{"requests": %%d, "us": %%d, "p99": %%d, "errors": %%d}\\n',
    summary.requests, summary.duration, latency:percentile(99), summary.errors.status
    + summary.errors.connect + summary.errors.read + summary.errors.write))
end
"""


def check(port: int, operation: str) -> None:
    """Whether the server answers what it should."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    action = f'"{messages.NS}/{operation}"'
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": action}
    connection.request("POST", "/", messages.REQUESTS[operation], headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    expected = b">42<" if operation == "Add" else b">100099<"
    if response.status != 200 or expected not in body:
        raise RuntimeError(f"{operation}: {response.status} {body[:300]!r}")


def with_wrk(
    port: int, operation: str, seconds: float, folder: Path, cpu: int | None
) -> dict[str, float]:
    """What wrk counts."""
    body, script = folder / f"{operation}.xml", folder / f"{operation}.lua"
    body.write_bytes(messages.REQUESTS[operation])
    script.write_text(LUA % (body, f"{messages.NS}/{operation}"), "utf-8")
    count, url = str(CONNECTIONS), f"http://127.0.0.1:{port}/"
    command = ["wrk", "-t1", "-c", count, "-d", f"{max(1, round(seconds))}s", "-s", str(script)]
    process = subprocess.Popen([*command, url], stdout=subprocess.PIPE, text=True)
    bind(process.pid, cpu)
    output, _ = process.communicate(timeout=seconds + 30)
    found: dict[str, float] = json.loads(output.strip().splitlines()[-1])
    return {
        "count": found["requests"],
        "rate": found["requests"] / found["us"] * 1e6,
        "p99": found["p99"] / 1000,
        "errors": found["errors"],
    }


class _Load(asyncio.Protocol):
    """One connection of our own client: a request as soon as the reply is there."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.latencies: list[float] = []
        self._data = b""
        self._began = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._began = time.perf_counter()
        self._transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, body = self._data.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        if found and len(body) >= length:
            self._data = b""
            self.latencies.append(time.perf_counter() - self._began)
            self._send()


async def _own_load(port: int, operation: str, seconds: float) -> dict[str, float]:
    request = messages.http_request(operation, messages.REQUESTS[operation])
    loop = asyncio.get_running_loop()
    pairs = [
        await loop.create_connection(lambda: _Load(request), "127.0.0.1", port)
        for _ in range(CONNECTIONS)
    ]
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    latencies = sorted(found for _, load in pairs for found in load.latencies)
    for transport, _ in pairs:
        transport.close()
    p99 = latencies[len(latencies) * 99 // 100] * 1000
    return {"count": len(latencies), "rate": len(latencies) / took, "p99": p99, "errors": 0}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    wrk = shutil.which("wrk")
    server_core, load_core = cores()
    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generated(folder)
        for _ in range(arguments.rounds):
            for kind in ("uvicorn", "uvicorn-asyncio", "asgi", "serve", "asgi-def"):
                with Server(kind, folder, server_core) as server:
                    for operation in messages.REQUESTS:
                        check(server.port, operation)
                        before = server.cpu()
                        if wrk is not None:
                            row = with_wrk(
                                server.port, operation, arguments.seconds, folder, load_core
                            )
                        else:
                            bind(0, load_core)
                            row = asyncio.run(_own_load(server.port, operation, arguments.seconds))
                        row["cpu"] = (server.cpu() - before) / row["count"] * 1e6
                        found.setdefault((operation, kind), []).append(row)
    print(f"{'wrk' if wrk else 'own client'}, {CONNECTIONS} connections, {arguments.rounds} rounds")
    for (operation, kind), rows in sorted(found.items(), key=lambda item: item[0][0]):
        rate = statistics.median(row["rate"] for row in rows)
        bare = "uvicorn-asyncio" if kind in ("serve", "uvicorn-asyncio") else "uvicorn"
        floor = statistics.median(row["rate"] for row in found[operation, bare])
        p99 = statistics.median(row["p99"] for row in rows)
        errors = sum(row["errors"] for row in rows)
        cpu = statistics.median(row["cpu"] for row in rows)
        bare_cpu = statistics.median(row["cpu"] for row in found[operation, bare])
        print(
            f"{operation:11}{kind:16}{rate:9,.0f} per s {rate / floor:5.2f} x{cpu:7.0f} us of CPU"
            f"{cpu / (bare_cpu or 1):6.1f} x  p99 {p99:6.2f} ms"
            + f"  {errors} errors" * bool(errors)
        )


if __name__ == "__main__":
    main()

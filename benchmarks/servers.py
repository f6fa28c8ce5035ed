"""The servers of the benchmarks, each in a process of its own.

    python benchmarks/servers.py KIND [--cpu N]

prints its port and serves until its standard input ends. `Server` starts one from a benchmark.

    canned          a bare asyncio protocol that answers with prepared bytes
    uvicorn         uvicorn and an ASGI application that answers with prepared bytes
    uvicorn-asyncio the same without uvloop
    asgi            a generated service under uvicorn, `async def` handlers
    asgi-def        the same with `def` handlers
    serve           the same as `Service.start` hosts it, `async def` handlers
    block           calls that wait for ever, and tell when their cancel hook ran
    block-bare      an ASGI application that waits likewise, and tells when it saw the client go
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Self

import messages

WSDL = Path(__file__).with_name("orders_100.wsdl")
BACKLOG = 2048


def generated(folder: Path) -> Any:
    """The package made from ``orders_100.wsdl``, imported."""
    if not (folder / "bench_orders").exists():
        from wswgen.options import Options
        from wswgen.pipeline import from_wsdl

        from_wsdl([WSDL], folder, Options(package="bench_orders"))
    sys.path.insert(0, str(folder))
    return importlib.import_module("bench_orders")


class Server:
    """A server in another process; a context manager. ``cpu`` binds it to one core."""

    def __init__(self, kind: str, folder: Path, cpu: int | None = None) -> None:
        command = [sys.executable, __file__, kind, "--folder", str(folder)]
        if cpu is not None:
            command += ["--cpu", str(cpu)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self.line())

    def line(self) -> str:
        """The next line that the server prints."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the server ended")
        return line.strip()

    def tell(self, line: str) -> None:
        """Write a line to the server."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def memory(self) -> int:
        """Its resident memory in bytes, 0 where /proc is missing."""
        try:
            fields = Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()
        except OSError:
            return 0
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")

    def cpu(self) -> float:
        """Seconds of processor time that it has used, 0 where /proc is missing."""
        try:
            text = Path(f"/proc/{self.process.pid}/stat").read_text("ascii")
        except OSError:
            return 0.0
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


def cores() -> tuple[int | None, int | None]:
    """A core for the server and one for the load; None where there is no choice."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    found = sorted(os.sched_getaffinity(0))
    return (found[0], found[1]) if len(found) > 1 else (None, None)


def bind(pid: int, cpu: int | None) -> None:
    """Let a process run on one core only (0 is the calling process)."""
    if cpu is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, {cpu})


# --- in the other process ---------------------------------------------------------------------


def _socket() -> socket.socket:
    # asyncio turns Nagle off only where it sees that the protocol is TCP.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    sock.listen(BACKLOG)
    return sock


class _Canned(asyncio.Protocol):
    def __init__(self, replies: dict[str, bytes]) -> None:
        self._replies = replies
        self._data = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, body = self._data.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        if found and len(body) >= length:
            self._data = b""
            self._transport.write(self._replies[messages.operation_of(head)])


async def _canned(sock: socket.socket) -> None:
    head = "HTTP/1.1 200 OK\r\ncontent-length: {}\r\ncontent-type: text/xml; charset=utf-8\r\n\r\n"
    replies = {
        name: head.format(len(reply)).encode() + reply for name, reply in messages.REPLIES.items()
    }
    server = await asyncio.get_running_loop().create_server(lambda: _Canned(replies), sock=sock)
    await server.serve_forever()


async def _bare(scope: Any, receive: Any, send: Any) -> None:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    operation = messages.operation_of(b"".join(chunks))
    if operation == "Sleep":
        await asyncio.sleep(3600)
    reply = messages.REPLIES[operation]
    headers = [
        (b"content-length", str(len(reply)).encode()),
        (b"content-type", b"text/xml; charset=utf-8"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": reply})


def _uvicorn(application: Any, sock: socket.socket, loop: str = "auto") -> None:
    import uvicorn

    config = uvicorn.Config(
        application, loop=loop, interface="asgi3", lifespan="off", access_log=False, log_config=None
    )
    uvicorn.Server(config).run(sockets=[sock])


def _service(folder: Path, kind: str) -> Any:
    package = generated(folder)

    async def add(self: Any, state: Any) -> int:
        return int(state.a + state.b)

    async def echo_orders(self: Any, state: Any) -> Any:
        return state.orders

    async def sleep(self: Any, state: Any) -> int:
        await asyncio.sleep(state.ms / 1000)
        return int(state.ms)

    def add_def(self: Any, state: Any) -> int:
        return int(state.a + state.b)

    def echo_orders_def(self: Any, state: Any) -> Any:
        return state.orders

    def sleep_def(self: Any, state: Any) -> int:
        state.token.wait(state.ms / 1000)
        return int(state.ms)

    methods: dict[str, Any] = {"add": add, "echo_orders": echo_orders, "sleep": sleep}
    if kind == "asgi-def":
        methods = {"add": add_def, "echo_orders": echo_orders_def, "sleep": sleep_def}
    if kind == "block":
        methods["sleep"] = _Block().sleep
    return type("Bench", (package.BenchService,), methods)()


class _Block:
    """Calls that wait until they are cancelled; the last one of a thousand prints all times."""

    def __init__(self) -> None:
        self.waiting = 0
        self.gone: list[str] = []

    def sleep(self, state: Any) -> Any:
        return self._sleep(state)

    async def _sleep(self, state: Any) -> int:
        state.on_cancel(self.hook, state.ms)
        self._wait()
        await asyncio.Event().wait()
        return 0

    async def bare(self, _scope: Any, receive: Any, _send: Any) -> None:
        number = messages.sleep_ms((await receive())["body"])
        self._wait()
        while (await receive())["type"] != "http.disconnect":
            pass
        self.hook(number)

    def _wait(self) -> None:
        self.waiting += 1
        if self.waiting == 1000:
            print("waiting", flush=True)

    def hook(self, number: int) -> None:
        self.gone.append(f"{number}:{time.monotonic()}")
        if len(self.gone) == self.waiting:
            print(" ".join(self.gone), flush=True)
            self.waiting, self.gone = 0, []


def _until_told() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--cpu", type=int)
    arguments = parser.parse_args()
    bind(0, arguments.cpu)
    threading.Thread(target=_until_told, daemon=True).start()
    kind: str = arguments.kind
    if kind == "serve":
        host = _service(arguments.folder, kind).start("http://127.0.0.1:0/", max_calls=2000)
        print(host.url.rstrip("/").rpartition(":")[2], flush=True)
        threading.Event().wait()
    sock = _socket()
    application: Any = _bare
    if kind in ("asgi", "asgi-def", "block"):
        methods = _service(arguments.folder, kind)
        application = methods.asgi(max_calls=2000)
    if kind == "block-bare":
        application = _Block().bare
    print(sock.getsockname()[1], flush=True)
    if kind == "canned":
        try:
            uvloop: Any = importlib.import_module("uvloop")
        except ImportError:
            asyncio.run(_canned(sock))
        else:
            uvloop.run(_canned(sock))
    else:
        _uvicorn(application, sock, "asyncio" if kind == "uvicorn-asyncio" else "auto")


if __name__ == "__main__":
    main()

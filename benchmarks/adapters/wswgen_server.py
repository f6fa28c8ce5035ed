"""The service of the peers' contract under uvicorn: ``wswgen_server.py WSDL PORT``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import uvicorn
from common import package_of


async def add(self: Any, state: Any) -> int:
    """The sum."""
    return int(state.a + state.b)


async def echo_orders(self: Any, state: Any) -> Any:
    """The same list."""
    return state.orders


async def sleep(self: Any, state: Any) -> int:
    """Wait."""
    await asyncio.sleep(state.ms / 1000)
    return int(state.ms)


def main() -> None:
    """Serve."""
    package = package_of(Path(sys.argv[1]))
    methods = {"add": add, "echo_orders": echo_orders, "sleep": sleep}
    service: Any = type("Bench", (package.BenchService,), methods)()
    application = service.asgi(max_calls=2000)
    port = int(sys.argv[2])
    uvicorn.run(application, host="127.0.0.1", port=port, access_log=False, log_config=None)


if __name__ == "__main__":
    main()

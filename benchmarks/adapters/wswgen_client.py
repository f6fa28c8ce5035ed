"""Calls, one at a time: ``wswgen_client.py URL WORK SECONDS``."""

from __future__ import annotations

import sys
from pathlib import Path

from common import package_of, timed

from wswgen.runtime.messages import MessageCodec
from wswgen.runtime.soap import read_envelope


def main() -> None:
    """Measure and print."""
    url, work, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    package = package_of(work / "bench.wsdl")
    operations = package.BenchClient.contract.operations
    message = next(o.request for o in operations if o.name == "EchoOrders")
    data = (work / "orders-request.xml").read_bytes()
    (orders,) = MessageCodec(message, package.types).read(read_envelope(data, max_depth=100))
    with package.BenchClient(f"{url}add", timeout=10) as client:
        timed("add", seconds, lambda: client.add(a=2, b=40))
    with package.BenchClient(f"{url}orders", timeout=10) as client:
        timed("orders", seconds, lambda: client.echo_orders(orders=orders))


if __name__ == "__main__":
    main()

"""Messages to typed objects and back: ``wswgen_codec.py WORK SECONDS``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from common import package_of, timed

from wswgen.runtime.codec import NotPlain
from wswgen.runtime.messages import MessageCodec
from wswgen.runtime.soap import SOAP11, read_envelope, read_plainly


def main() -> None:
    """Measure and print."""
    work, seconds = Path(sys.argv[1]), float(sys.argv[2])
    package = package_of(work / "bench.wsdl")
    operations = package.BenchClient.contract.operations
    message = next(o.request for o in operations if o.name == "EchoOrders")
    codec = MessageCodec(message, package.types)
    data = (work / "orders-request.xml").read_bytes()

    def parse() -> Any:
        plain = read_plainly(data, None, max_depth=100)
        try:
            return codec.read(plain or read_envelope(data, max_depth=100))
        except NotPlain:
            return codec.read(read_envelope(data, max_depth=100))

    (orders,) = parse()
    assert len(orders.order) == 100
    wrapper = package.types.EchoOrders(orders=orders)
    timed("parse", seconds, parse)
    timed("serialise", seconds, lambda: codec.write(SOAP11, [wrapper], ()))


if __name__ == "__main__":
    main()

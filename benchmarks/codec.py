"""The codec beside ElementTree on one message: 100 orders of 8 fields.

    python benchmarks/codec.py [--rounds N]

All four are timed in turn, again and again in one process, so that they share the machine's noise;
medians in microseconds, and how they compare with ``ElementTree.fromstring`` of the same bytes.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from wswgen.runtime import xml, xs
from wswgen.runtime.codec import codec_for, parse
from wswgen.runtime.values import QName

NS = "urn:example:bench"


@dataclass(kw_only=True, slots=True)
class Order:
    """One order."""

    __xml__ = xml.Type("Order", NS)

    id: xs.Int
    customer: xs.String
    sku: xs.String
    quantity: xs.Int
    price: xs.Double
    paid: xs.Boolean
    created: xs.DateTime
    note: xs.String | None = None


@dataclass(kw_only=True, slots=True)
class OrderList:
    """Any number of orders."""

    __xml__ = xml.Type("OrderList", NS)

    order: list[Order]


@dataclass(kw_only=True, slots=True)
class EchoOrders:
    """The request."""

    __xml__ = xml.Type("", NS)

    orders: OrderList


def message(count: int = 100) -> EchoOrders:
    """The message of the comparison with the peers."""
    start = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
    orders = [
        Order(
            id=100000 + n,
            customer=f"Customer {n:03d} & Sons",
            sku=f"SKU-{n * 7919 % 99991:05d}",
            quantity=n % 17 + 1,
            price=round(3.25 + n * 1.37, 2),
            paid=n % 3 == 0,
            created=start + timedelta(minutes=37 * n),
            note=f"leave at door {n % 9} <after six>",
        )
        for n in range(count)
    ]
    return EchoOrders(orders=OrderList(order=orders))


def measure(functions: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The median time of each, in microseconds."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            began = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - began)
    return {name: statistics.median(found) * 1e6 for name, found in times.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=400)
    rounds: int = parser.parse_args().rounds
    value = message()
    codec = codec_for(EchoOrders, name=QName(NS, "EchoOrders"))
    data = codec.encode(value).encode()

    def decode() -> Any:
        document = parse(data)
        return codec.decode(document.root, document)

    assert decode() == value
    medians = measure(
        {
            "ElementTree.fromstring": lambda: ElementTree.fromstring(data),
            "parse": lambda: parse(data),
            "parse and decode": decode,
            "encode to bytes": lambda: codec.encode(value).encode(),
        },
        rounds,
    )
    floor = medians["ElementTree.fromstring"]
    print(f"{len(data):,} bytes, {rounds} rounds")
    for name, median in medians.items():
        print(f"{name:24}{median:8.0f} us {median / floor:6.2f} x {1e6 / median:8.0f} per s")


if __name__ == "__main__":
    main()

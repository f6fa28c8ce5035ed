"""Every operation of the samples through WsCall, against services on the other side of loopback.

Prints one JSON document a call: what came back, or how it failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from block_unblock import BlockUnBlockClient
from calculator import CalculatorClient, DivisionByZero
from devices import DeviceRegistryClient, Manual, ManualLibraryClient, Serials
from devices_client import example as example_device
from devices_client import log
from orders import Color, OrderLine, OrdersClient, Session
from orders_client import example as example_order
from wswgen.runtime import errors


def attempt(name: str, call: Callable[[], Any]) -> None:
    """Make one call and print how it ended."""
    try:
        print(json.dumps({"call": name, "result": repr(call())}), flush=True)
    except Exception as error:
        failure = error.name if isinstance(error, errors.WindowsWebServicesError) else ""
        print(
            json.dumps(
                {"call": name, "error": type(error).__name__, "code": failure, "text": str(error)}
            ),
            flush=True,
        )


def main(urls: dict[str, str]) -> None:
    """Call everything."""
    with CalculatorClient(urls["calculator"], backend="native", timeout=20) as calculator:
        attempt("Add", lambda: calculator.add(a=-2147483648, b=42))
        attempt("Divide", lambda: calculator.divide(dividend=-17, divisor=5))
        attempt("Divide fault", lambda: calculator.divide(dividend=1, divisor=0))
        try:
            calculator.divide(dividend=7, divisor=0)
        except DivisionByZero as fault:
            print(json.dumps({"call": "Divide detail", "result": repr(fault.detail)}))
    with BlockUnBlockClient(urls["block"], backend="native", timeout=20) as block:
        attempt("UnBlock", lambda: block.un_block(key="k"))
        # Wine takes no notice of CALL_TIMEOUT, so Block would never end.
    with OrdersClient(urls["orders"], backend="native", timeout=20) as orders:
        lines = [
            OrderLine(article="AB-1", quantity=2, unit_price=example_order().line[0].unit_price)
        ]
        attempt("Total", lambda: orders.total(line=lines))
        attempt("Submit", lambda: orders.submit(order=example_order(), session=Session(user="a")))
        attempt("Find", lambda: orders.find(customer="Ada", color=[Color.RED]))
    with DeviceRegistryClient(urls["devices"], backend="native", timeout=20) as registry:
        attempt("Look", lambda: registry.look(serials=Serials(serial=["S-0001", "S-0002"])))
        attempt("Register", lambda: registry.register(device=example_device()))
        attempt("Notify", lambda: registry.notify(log=log()))
    with ManualLibraryClient(urls["library"], backend="native", timeout=20) as library:
        attempt("Fetch", lambda: library.fetch(serial="S-0001", page=3))
        attempt("Store", lambda: library.store(manual=Manual(content=["x"], lang="en")))
    with CalculatorClient("http://localhost:1/none", backend="native", timeout=20) as nobody:
        attempt("Nobody", lambda: nobody.add(a=1, b=2))


main(json.loads(sys.argv[1]))

"""Every operation of every sample through its stub, on Wine's reader and writer; a line each."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import block_unblock
import calculator
import devices
import orders
from devices_client import example as example_device
from devices_client import log
from orders_client import example as example_order
from tests.native.driving import Stage, implement, service_class
from tests.native.standin.winehalf import WineHalf
from wswgen.runtime import Duration
from wswgen.runtime.contract import Operation
from wswgen.runtime.native.dll import load
from wswgen.runtime.service import Service

LINE = orders.OrderLine(article="AB-1", quantity=2, unit_price=Decimal("9.5"))
MANUAL = devices.Manual(content=["x"], lang="en")

CALLS: dict[tuple[str, str], dict[str, tuple[Sequence[Any], Any]]] = {
    ("calculator", "CalculatorService"): {
        "Add": ([calculator.Add(a=2, b=-40)], -38),
        "Divide": (
            [calculator.Divide(dividend=7, divisor=2)],
            calculator.DivideResponse(quotient=3, remainder=1),
        ),
    },
    ("block_unblock", "BlockUnBlockService"): {
        "Block": ([block_unblock.Block(key="k é")], Duration(minutes=1)),
        "UnBlock": ([block_unblock.UnBlock(key=None)], 3),
    },
    ("orders", "OrdersService"): {
        "Submit": ([orders.Submit(order=example_order())], "receipt"),
        "Find": ([orders.Find(customer="Ada", since=date(2026, 1, 2))], None),
        "Total": (
            [orders.Total(line=[LINE, LINE])],
            orders.TotalResponse(amount=Decimal("38.00"), weight=1.5),
        ),
    },
    ("devices", "DeviceRegistryService"): {
        "Register": ([devices.Register(device=example_device())], None),
        "Look": ([devices.Serials(serial=["S-0001"])], devices.Inventory(entry=[])),
        "Notify": ([devices.Notify(log=log())], None),
    },
    ("devices", "ManualLibraryService"): {
        "Fetch": (
            [devices.Fetch(serial="S-0001", page=2)],
            devices.FetchResponse(manual=MANUAL, pages=3),
        ),
        "Store": ([devices.Store(manual=MANUAL)], None),
    },
}


def call(
    half: WineHalf, cls: type[Service], operation: Operation[Any], *, is_async: bool
) -> dict[str, Any]:
    """How one call ended."""
    body, result = next(each[operation.name] for each in CALLS.values() if operation.name in each)
    seen: list[list[Any]] = []

    def handler(state: Any) -> Any:
        seen.append([getattr(state, name) for name in operation.request.fields])
        return result

    service = implement(cls, handler, is_async=is_async)
    try:
        with Stage(service, half=half) as stage:
            found = stage.call(operation, *body)
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {error}", "reached": bool(seen)}
    return {"equal": found == result, "reached": bool(seen)}


def main() -> None:
    """Call everything, with ``def`` and with ``async def`` handlers."""
    logging.getLogger("wswgen").setLevel(logging.CRITICAL)
    half = WineHalf(load())
    for package, name in CALLS:
        cls = service_class(package, name)
        for operation in cls.contract.operations:
            for is_async in (False, True):
                ended = call(half, cls, operation, is_async=is_async)
                line = {"call": operation.name, "async": is_async, **ended}
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()

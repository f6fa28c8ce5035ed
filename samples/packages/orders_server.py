"""A small shop: nested values, choices, faults, headers, over SOAP 1.1 and 1.2 at once."""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime
from decimal import Decimal

from orders import (
    FindResult,
    FindState,
    Order,
    OrderLine,
    OrdersService,
    OutOfStock,
    SessionExpired,
    SubmitState,
    TotalResponse,
    TotalState,
    UnknownCustomer,
)

CUSTOMERS = frozenset({"Ada", "Grace", "Zoë <&>"})
OUT_OF_STOCK = "ZZ-9"
LOGGED_OUT = {"guest": datetime(2026, 1, 31, 18, tzinfo=UTC)}


class Orders(OrdersService):
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Order] = []

    def submit(self, state: SubmitState) -> str:
        user = state.session.user if state.session else "nobody"
        if user in LOGGED_OUT:
            raise SessionExpired(ended=LOGGED_OUT[user])
        order = state.order
        if order.customer not in CUSTOMERS:
            raise UnknownCustomer(customer=order.customer)
        for line in order.line:
            if line.article == OUT_OF_STOCK:
                raise OutOfStock(line.article)
        with self._lock:
            self._orders.append(order)
            number = len(self._orders)
        return f"R-{number} for {order.customer}, by {user}"

    async def find(self, state: FindState) -> FindResult:
        with self._lock:
            orders = list(self._orders)
        found = [order for order in orders if _matches(order, state)]
        return FindResult(order=found, quota=max(0, 100 - len(orders)))

    def total(self, state: TotalState) -> TotalResponse:
        amount = sum((_price(line) for line in state.line), Decimal(0))
        return TotalResponse(amount=amount, weight=0.25 * sum(line.quantity for line in state.line))


def _price(line: OrderLine) -> Decimal:
    return line.unit_price * line.quantity


def _matches(order: Order, wanted: FindState) -> bool:
    if wanted.customer is not None and order.customer != wanted.customer:
        return False
    if wanted.since is not None and order.placed.date() < wanted.since:
        return False
    return not wanted.color or any(line.color in wanted.color for line in order.line)


if __name__ == "__main__":
    Orders().serve(sys.argv[1] if sys.argv[1:] else "http://localhost:8080/orders")

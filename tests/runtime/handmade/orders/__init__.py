"""Port type Orders."""

from __future__ import annotations

from .client import AsyncOrdersClient, OrdersClient
from .faults import UnknownCustomer
from .service import (
    BlockState,
    DescribeState,
    DivideState,
    NotifyState,
    OrdersService,
    SubmitState,
)
from .types import Color, DescribeResult, DivideResponse, Order, OrderLine, SessionHeader

__all__ = [
    "AsyncOrdersClient",
    "BlockState",
    "Color",
    "DescribeResult",
    "DescribeState",
    "DivideResponse",
    "DivideState",
    "NotifyState",
    "Order",
    "OrderLine",
    "OrdersClient",
    "OrdersService",
    "SessionHeader",
    "SubmitState",
    "UnknownCustomer",
]

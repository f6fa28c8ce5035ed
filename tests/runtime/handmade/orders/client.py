from __future__ import annotations

from wswgen.runtime import AsyncClient, Client, xs

from ._contract import BLOCK, DESCRIBE, DIVIDE, NOTIFY, ORDERS, SUBMIT
from .types import (
    Block,
    DescribeResult,
    Divide,
    DivideResponse,
    Notify,
    Order,
    SessionHeader,
    Submit,
)


class OrdersClient(Client):
    """Calls port type Orders, one call at a time."""

    contract = ORDERS

    def submit(self, *, order: Order, session: SessionHeader | None = None) -> xs.String:
        """Submit an order."""
        return self._call(SUBMIT, Submit(order=order), headers=[session])

    def block(self, *, key: xs.Int) -> None:
        """Wait until somebody cancels."""
        self._call(BLOCK, Block(key=key))

    def divide(self, *, a: xs.Int, b: xs.Int) -> DivideResponse:
        """Divide: nothing cancels it."""
        return self._call(DIVIDE, Divide(a=a, b=b))

    def notify(self, *, text: xs.String) -> None:
        """Take a text: one-way."""
        self._call(NOTIFY, Notify(text=text))

    def describe(self, *, first: xs.String, second: xs.Int) -> DescribeResult:
        """Several body parts and a header."""
        return self._call(DESCRIBE, first, second)


class AsyncOrdersClient(AsyncClient):
    """Calls port type Orders from asyncio."""

    contract = ORDERS

    async def submit(self, *, order: Order, session: SessionHeader | None = None) -> xs.String:
        """Submit an order."""
        return await self._call(SUBMIT, Submit(order=order), headers=[session])

    async def block(self, *, key: xs.Int) -> None:
        """Wait until somebody cancels."""
        await self._call(BLOCK, Block(key=key))

    async def divide(self, *, a: xs.Int, b: xs.Int) -> DivideResponse:
        """Divide: nothing cancels it."""
        return await self._call(DIVIDE, Divide(a=a, b=b))

    async def notify(self, *, text: xs.String) -> None:
        """Take a text: one-way."""
        await self._call(NOTIFY, Notify(text=text))

    async def describe(self, *, first: xs.String, second: xs.Int) -> DescribeResult:
        """Several body parts and a header."""
        return await self._call(DESCRIBE, first, second)

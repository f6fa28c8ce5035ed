"""Submit an order from asyncio, look for it, and catch what is wrong with another."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from decimal import Decimal

from orders import (
    Address,
    AsyncOrdersClient,
    Card,
    Color,
    Note,
    NotePicture,
    NoteText,
    Order,
    OrderCard,
    OrderInvoice,
    OrderLine,
    OrderVoucher,
    Session,
    UnknownCustomer,
)

from wswgen.runtime import NIL, GYearMonth


def example(customer: str = "Ada") -> Order:
    """An order that uses most of what the contract has."""
    return Order(
        customer=customer,
        placed=datetime(2026, 11, 22, 10, 30, tzinfo=UTC),
        deliver_on=None,
        deliver_to=Address(street="Lange Gracht 1", city="Utrecht", zip="3511 AB"),
        choice=OrderCard(card=Card(number="1234", expires=GYearMonth(2027, 3))),
        line=[
            OrderLine(
                article="AB-12",
                quantity=3,
                unit_price=Decimal("9.50"),
                color=Color.DARK_BLUE,
                size=42,
                labels=["gift", "express"],
            ),
            OrderLine(article="CD-1", quantity=1, unit_price=Decimal(10), remark=NIL),
        ],
        note=Note(choices=[NoteText(text="mind the dog"), NotePicture(picture=b"\x89PNG")]),
    )


async def main(url: str | None = None) -> None:
    async with AsyncOrdersClient(url, timeout=10) as orders:
        print(await orders.submit(order=example(), session=Session(user="clerk")))
        found = await orders.find(customer="Ada", color=[Color.DARK_BLUE])
        for order in found.order:
            match order.choice:
                case OrderCard(card=card):
                    paid = f"by card until {card.expires}"
                case OrderInvoice():
                    paid = "on invoice"
                case OrderVoucher(voucher=voucher):
                    paid = f"with voucher {voucher}"
            print(order.customer, "pays", paid, "- quota left:", found.quota)
        total = await orders.total(line=example().line)
        print("it costs", total.amount, "and weighs", total.weight)
        try:
            await orders.submit(order=example("Nobody"))
        except UnknownCustomer as fault:
            print("refused:", fault.detail.customer)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2]))

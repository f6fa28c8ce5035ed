from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from wswgen.runtime import xml, xs

NS = "urn:example:orders"

ArticleNumber: TypeAlias = Annotated[xs.Token, xs.Facets(pattern=r"[A-Z]{2}-\d+")]
"""An article number such as ``AB-1`` (ArticleNumber)."""


class Color(StrEnum):
    """The colours that we deliver (Color)."""

    __xml__ = xml.Simple("token", "Color", NS)

    RED = "red"
    DARK_BLUE = "dark blue"


@dataclass(kw_only=True, slots=True)
class OrderLine:
    """One line of an order (OrderLine)."""

    __xml__ = xml.Type("OrderLine", NS)

    article: ArticleNumber
    quantity: xs.Int
    color: Color | None = None


@dataclass(kw_only=True, slots=True)
class Order:
    """An order (Order)."""

    __xml__ = xml.Type("Order", NS)

    customer: xs.String
    lines: Annotated[list[OrderLine], xml.Element("line", min=1)]


@dataclass(kw_only=True, slots=True)
class SessionHeader:
    """Who calls (SessionHeader)."""

    __xml__ = xml.Type("SessionHeader", NS)

    user: xs.String


@dataclass(kw_only=True, slots=True)
class UnknownCustomerDetail:
    """Which customer is not known (UnknownCustomerDetail)."""

    __xml__ = xml.Type("UnknownCustomerDetail", NS)

    customer: xs.String


@dataclass(kw_only=True, slots=True)
class Submit:
    """The request of Submit (element Submit)."""

    __xml__ = xml.Type("", NS)

    order: Order


@dataclass(kw_only=True, slots=True)
class SubmitResponse:
    """The reply of Submit (element SubmitResponse)."""

    __xml__ = xml.Type("", NS)

    receipt: xs.String


@dataclass(kw_only=True, slots=True)
class Block:
    """The request of Block (element Block)."""

    __xml__ = xml.Type("", NS)

    key: xs.Int


@dataclass(kw_only=True, slots=True)
class BlockResponse:
    """The reply of Block (element BlockResponse)."""

    __xml__ = xml.Type("", NS)


@dataclass(kw_only=True, slots=True)
class Divide:
    """The request of Divide (element Divide)."""

    __xml__ = xml.Type("", NS)

    a: xs.Int
    b: xs.Int


@dataclass(kw_only=True, slots=True)
class DivideResponse:
    """The reply of Divide (element DivideResponse)."""

    __xml__ = xml.Type("", NS)

    quotient: xs.Int
    remainder: xs.Int


@dataclass(kw_only=True, slots=True)
class Notify:
    """The request of Notify (element Notify)."""

    __xml__ = xml.Type("", NS)

    text: xs.String


@dataclass(kw_only=True, slots=True)
class DescribeResult:
    """What Describe returns: two body parts and a header."""

    first: xs.String
    second: xs.Int
    session: SessionHeader | None = None

"""Classes as the generator writes them, with every construct; `sample.xsd` says the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Annotated, TypeAlias

from wswgen.runtime import xml, xs
from wswgen.runtime.element import XmlElement
from wswgen.runtime.values import QName

NS = "urn:test:sample"
NS2 = "urn:test:other"

ArticleNumber: TypeAlias = Annotated[xs.Token, xs.Facets(pattern=r"[A-Z]{2}-[0-9]+")]
ShortArticle: TypeAlias = Annotated[ArticleNumber, xs.Facets(max_length=5)]
Percent: TypeAlias = Annotated[
    xs.Decimal, xs.Facets(min_inclusive=0, max_inclusive="100", fraction_digits=2)
]
Ints: TypeAlias = Annotated[list[xs.Int], xs.List()]


class Color(StrEnum):
    __xml__ = xml.Simple("token", "Color", NS)

    RED = "red"
    DARK_BLUE = "dark blue"


class Level(Enum):
    __xml__ = xml.Simple("int", "Level", NS)

    LOW = 1
    HIGH = 10


SizeOrColor: TypeAlias = Annotated[xs.Int | Color, xs.Union()]


@dataclass(kw_only=True, slots=True)
class Builtins:
    __xml__ = xml.Type("Builtins", NS)

    string: xs.String
    normalized: xs.NormalizedString
    token: xs.Token
    language: xs.Language
    name: xs.Name
    ncname: xs.NCName
    nmtoken: xs.NMTOKEN
    nmtokens: xs.NMTOKENS
    uri: xs.AnyURI
    boolean: xs.Boolean
    decimal: xs.Decimal
    integer: xs.Integer
    non_positive: Annotated[xs.NonPositiveInteger, xml.Element("nonPositive")]
    negative: xs.NegativeInteger
    non_negative: Annotated[xs.NonNegativeInteger, xml.Element("nonNegative")]
    positive: xs.PositiveInteger
    long: xs.Long
    int: xs.Int
    short: xs.Short
    byte: xs.Byte
    unsigned_long: Annotated[xs.UnsignedLong, xml.Element("unsignedLong")]
    unsigned_int: Annotated[xs.UnsignedInt, xml.Element("unsignedInt")]
    unsigned_short: Annotated[xs.UnsignedShort, xml.Element("unsignedShort")]
    unsigned_byte: Annotated[xs.UnsignedByte, xml.Element("unsignedByte")]
    float: xs.Float
    double: xs.Double


@dataclass(kw_only=True, slots=True)
class Others:
    __xml__ = xml.Type("Others", NS)

    date_time: Annotated[xs.DateTime, xml.Element("dateTime")]
    date: xs.Date
    time: xs.Time
    duration: xs.Duration
    g_year: Annotated[xs.GYear, xml.Element("gYear")]
    g_year_month: Annotated[xs.GYearMonth, xml.Element("gYearMonth")]
    g_month: Annotated[xs.GMonth, xml.Element("gMonth")]
    g_month_day: Annotated[xs.GMonthDay, xml.Element("gMonthDay")]
    g_day: Annotated[xs.GDay, xml.Element("gDay")]
    base64: xs.Base64Binary
    hex: xs.HexBinary
    qname: xs.QName
    any_simple: Annotated[xs.AnySimpleType, xml.Element("anySimple")]


@dataclass(kw_only=True, slots=True)
class Occurrence:
    __xml__ = xml.Type("Occurrence", NS)

    once: xs.Int
    maybe: xs.String | None = None
    many: list[xs.Int] = field(default_factory=list)
    bounded: Annotated[list[xs.Token], xml.Element(min=1, max=3)]
    nil: Annotated[xs.Int | None, xml.Element(nillable=True)]
    maybe_nil: Annotated[xs.String | xml.Nil | None, xml.Element("maybeNil", nillable=True)] = None
    many_nil: Annotated[list[xs.Date | None], xml.Element("manyNil", nillable=True)] = field(
        default_factory=list
    )
    nil_class: Annotated[Item | xml.Nil | None, xml.Element("nilClass", nillable=True)] = None
    other: Annotated[xs.Int, xml.Element("other", namespace=NS2)]
    bare: Annotated[xs.Int | None, xml.Element(namespace="")] = None
    default: Annotated[xs.Int, xml.Element(default="7")]
    fixed: Annotated[xs.String, xml.Element(fixed="yes")]


@dataclass(kw_only=True, slots=True)
class Item:
    __xml__ = xml.Type("Item", NS)

    article: ShortArticle
    share: Percent | None = None


@dataclass(kw_only=True, slots=True)
class Simples:
    __xml__ = xml.Type("Simples", NS)

    color: Color
    level: Level | None = None
    either: SizeOrColor
    ints: Ints
    lists: list[Ints] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Attributes:
    __xml__ = xml.Type("Attributes", NS)

    child: xs.String | None = None
    id: Annotated[xs.ID, xml.Attribute()]
    level: Annotated[Level | None, xml.Attribute()] = None
    ints: Annotated[Ints | None, xml.Attribute()] = None
    qualified: Annotated[xs.String | None, xml.Attribute("qualified", namespace=NS)] = None
    default: Annotated[xs.Int, xml.Attribute(default="3")] = 3
    fixed: Annotated[xs.Token, xml.Attribute(fixed="a b")] = "a b"
    qname: Annotated[xs.QName | None, xml.Attribute()] = None
    others: Annotated[dict[QName, str], xml.AnyAttributes(namespaces=(NS, ""), negated=True)] = (
        field(default_factory=dict)
    )


@dataclass(kw_only=True, slots=True)
class Price:
    __xml__ = xml.Type("Price", NS)

    value: Annotated[xs.Decimal, xml.Value()]
    currency: Annotated[xs.Token, xml.Attribute()]


@dataclass(kw_only=True, slots=True)
class TaxedPrice(Price):
    __xml__ = xml.Type("TaxedPrice", NS)

    tax: Annotated[Percent | None, xml.Attribute()] = None


@dataclass(kw_only=True, slots=True)
class Cash:
    __xml__ = xml.Group(NS)

    cash: xs.Decimal


@dataclass(kw_only=True, slots=True)
class Card:
    __xml__ = xml.Group(NS)

    holder: xs.String | None = None
    card: xs.NMTOKEN


@dataclass(kw_only=True, slots=True)
class Range:
    __xml__ = xml.Group(NS)

    low: xs.Int
    high: xs.Int | None = None


@dataclass(kw_only=True, slots=True)
class Point:
    __xml__ = xml.Group(NS)

    inner: RangePoint | NamePoint


@dataclass(kw_only=True, slots=True)
class RangePoint:
    __xml__ = xml.Group(NS)

    x: xs.Int
    y: xs.Int


@dataclass(kw_only=True, slots=True)
class NamePoint:
    __xml__ = xml.Group(NS)

    named: list[xs.Token]
    end: xs.Boolean


@dataclass(kw_only=True, slots=True)
class Choices:
    __xml__ = xml.Type("Choices", NS)

    pay: Cash | Card
    span: Range | None = None
    mark: xs.Int
    points: Annotated[list[Point | Ghost], xml.Occurs(min=1, max=4)]


@dataclass(kw_only=True, slots=True)
class Ghost:
    __xml__ = xml.Group(NS)

    ghost: xs.String


@dataclass(kw_only=True, slots=True)
class Whole:
    __xml__ = xml.Type("Whole", NS, order="any")

    a: xs.Int
    b: xs.String | None = None
    c: Annotated[xs.Int | xml.Nil | None, xml.Element(nillable=True)] = None


@dataclass(kw_only=True, slots=True)
class Shape:
    __xml__ = xml.Type("Shape", NS, abstract=True)

    title: xs.String


@dataclass(kw_only=True, slots=True)
class Circle(Shape):
    __xml__ = xml.Type("Circle", NS)

    radius: xs.Double


@dataclass(kw_only=True, slots=True)
class Ring(Circle):
    __xml__ = xml.Type("Ring", NS2, qualified=False)

    hole: xs.Double
    width: Annotated[xs.Int | None, xml.Attribute()] = None


@dataclass(kw_only=True, slots=True)
class Node:
    __xml__ = xml.Type("Node", NS)

    label: xs.String
    children: Annotated[list[Node], xml.Element("node")] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Mixed:
    __xml__ = xml.Type("Mixed", NS)

    content: Annotated[list[str | XmlElement], xml.Content()]
    lang: Annotated[xs.Language | None, xml.Attribute()] = None


@dataclass(kw_only=True, slots=True)
class Open:
    __xml__ = xml.Type("Open", NS)

    first: xs.Int
    anything: xs.AnyType | None = None
    rest: Annotated[list[XmlElement], xml.Any(namespaces=(NS, ""), negated=True, process="lax")]


@dataclass(kw_only=True, slots=True)
class Drawing:
    __xml__ = xml.Type("Drawing", NS)

    shapes: Annotated[list[Shape], xml.Element("shape")]
    main: Circle | None = None
    prices: Annotated[list[Price], xml.Element("price")] = field(default_factory=list)

"""A wildcard that also admits the element behind it: the declared element wins, as in XSD 1.1."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from wswgen.runtime import xml, xs
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.element import XmlElement
from wswgen.runtime.values import QName

NS = "urn:wild"


@dataclass(kw_only=True, slots=True)
class Point:
    __xml__ = xml.Type("Point", NS)

    any_elements: Annotated[list[xs.AnyType], xml.Any()] = field(default_factory=list[xs.AnyType])
    token: xs.String | None = None
    more: xs.String | None = None


def test_the_declared_element_wins() -> None:
    name = QName(NS, "point")
    other = XmlElement(QName("urn:x", "y"), {}, [])
    for value in (
        Point(any_elements=[other, other], token="a", more="b"),
        Point(any_elements=[other], more="b"),
        Point(token="a"),
    ):
        assert decode_bytes(Point, encode_bytes(Point, value, name=name), name=name) == value

"""Nil elements whose type is abstract or has required attributes (XSD 1.0 part 1, 3.4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest

from wswgen.runtime import xml, xs
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.errors import EncodeError
from wswgen.runtime.values import QName

NS = "urn:nil"
NAME = QName("", "holder")
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@dataclass(kw_only=True, slots=True)
class Animal:
    __xml__ = xml.Type("Animal", NS, abstract=True)


@dataclass(kw_only=True, slots=True)
class Tagged(Animal):
    __xml__ = xml.Type("Tagged", NS)

    tag: Annotated[xs.Int, xml.Attribute()]


@dataclass(kw_only=True, slots=True)
class Cat(Animal):
    __xml__ = xml.Type("Cat", NS)


@dataclass(kw_only=True, slots=True)
class Cage:
    __xml__ = xml.Type("Cage")

    animal: Annotated[Animal | None, xml.Element(nillable=True)]


@dataclass(kw_only=True, slots=True)
class Label:
    __xml__ = xml.Type("Label")

    tagged: Annotated[Tagged | None, xml.Element(nillable=True)]


def test_an_abstract_type_is_named_by_a_concrete_one() -> None:
    data = encode_bytes(Cage, Cage(animal=None), name=NAME)
    assert b':Cat" xsi:nil="true"' in data
    assert decode_bytes(Cage, data, name=NAME) == Cage(animal=None)


def test_reading_does_not_ask_for_the_type() -> None:
    data = f'<holder {XSI}><animal xsi:nil="true"/></holder>'.encode()
    assert decode_bytes(Cage, data, name=NAME) == Cage(animal=None)


def test_a_required_attribute_cannot_be_nil() -> None:
    with pytest.raises(EncodeError, match="required attribute"):
        encode_bytes(Label, Label(tagged=None), name=NAME)

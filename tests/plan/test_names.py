"""Spelling: one wire name, one Python name."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wswgen.plan import names


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("orderID", "order_id"),
        ("OrderLine", "order_line"),
        ("HTTPServer", "http_server"),
        ("unit-price", "unit_price"),
        ("class", "class_"),
        ("None", "none"),
        ("list", "list_"),
        ("type", "type"),
        ("self", "self_"),
        ("__init__", "init"),
        ("2nd", "n_2nd"),
        ("", "unnamed"),
        ("...", "unnamed"),
        ("größe", "größe"),
        ("ﬁeld", "field_"),  # NFKC turns the ligature into two letters
    ],
)
def test_member_name(wire: str, expected: str) -> None:
    assert names.member_name(wire) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("Order", "Order"),
        ("order", "Order"),
        ("orderLine", "OrderLine"),
        ("ArrayOf_xsd_string", "ArrayOfXsdString"),
        ("none", "None_"),
        ("Exception", "Exception_"),
        ("Annotated", "Annotated_"),
        ("3D", "T3D"),
        ("名前", "T名前"),
        ("-", "T"),
    ],
)
def test_class_name(wire: str, expected: str) -> None:
    assert names.class_name(wire) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("red", "RED"),
        ("dark blue", "DARK_BLUE"),
        ("2-day", "VALUE_2_DAY"),
        ("-1", "VALUE_MINUS_1"),
        ("", "EMPTY"),
        ("<=", "LESS_OR_EQUAL"),
        ("☃", "VALUE_2603"),
    ],
)
def test_enumeration_name(value: str, expected: str) -> None:
    assert names.enumeration_name(value) == expected


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("urn:example:orders", "ORDERS_NS"),
        ("http://tempuri.org/", "TEMPURI_ORG_NS"),
        ("http://schemas.microsoft.com/2003/10/Serialization/", "SERIALIZATION_NS"),
        ("http://www.example.com/api/v2", "API_NS"),
        ("#", "NO_NS"),
    ],
)
def test_namespace_name(uri: str, expected: str) -> None:
    assert names.namespace_name(uri) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("ICalculator", "Calculator"),
        ("IOrder", "Order"),
        ("Item", "Item"),
        ("TerraServiceSoap", "Terra"),
        ("HelloPortType", "Hello"),
        ("Service", "Service"),
        ("Soap", "Soap"),
    ],
)
def test_interface_name(wire: str, expected: str) -> None:
    assert names.interface_name(wire) == expected


@given(st.text(max_size=200))
def test_every_name_is_an_identifier(wire: str) -> None:
    for name in (
        names.member_name(wire),
        names.class_name(wire),
        names.constant_name(wire),
        names.enumeration_name(wire),
        names.namespace_name(wire),
        names.package_name(wire),
    ):
        assert name.isidentifier(), (wire, name)
        assert not keyword.iskeyword(name), (wire, name)
        assert len(name) < 200


def test_a_huge_name_is_cut_and_stays_itself() -> None:
    one, other = "x" * 10_000, "x" * 9_999 + "y"
    assert names.member_name(one) != names.member_name(other)
    assert len(names.class_name(one)) < 140


def test_names_are_those_of_every_python() -> None:
    # A joiner, which Python 3.13 takes in identifiers, and a letter of Unicode 15 (Python 3.12).
    for c in "\u200d\U0001e030":
        assert names.class_name(f"a{c}b") == "AB"
        assert names.member_name(f"a{c}b") == "a_b"
    assert names.class_name("größe") == "Größe"
    assert names.member_name("合計") == "合計"

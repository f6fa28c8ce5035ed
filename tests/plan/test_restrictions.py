"""Restrictions of complex types: what the schema still admits is read and written, nothing else.

The judge is the validator of libxml2, with the schema that the types were made from.
"""

from __future__ import annotations

import dataclasses
from types import ModuleType
from typing import Any

import pytest
import xmlschema
from hypothesis import given
from lxml import etree

from tests.cli.exercise import FEW, load
from tests.contract.inputs import build, refusal, schema, wsdl
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import DecodeError, EncodeError, QName, XmlElement
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.testing import strategy_for


def complex_type(name: str, base: str, inside: str, how: str = "complex") -> str:
    return (
        f'<xs:complexType name="{name}"><xs:{how}Content><xs:restriction base="t:{base}">{inside}'
        f"</xs:restriction></xs:{how}Content></xs:complexType>"
    )


def sequence(*particles: str) -> str:
    return f"<xs:sequence>{''.join(particles)}</xs:sequence>"


def element(name: str, kind: str, more: str = "") -> str:
    return f'<xs:element name="{name}" type="{kind}" {more}/>'


OPTIONAL = 'minOccurs="0"'
CHOICE = (
    '<xs:choice minOccurs="0"><xs:element name="p" type="xs:int"/>'
    '<xs:element name="q" type="xs:int"/></xs:choice>'
)
OPEN = '<xs:any namespace="{}" processContents="{}" minOccurs="{}" maxOccurs="{}"/>'
BASE = sequence(
    element("a", "xs:int", 'minOccurs="0"'),
    element("b", "xs:string", 'minOccurs="0" maxOccurs="unbounded"'),
    element("c", "xs:string", 'minOccurs="0" nillable="true"'),
    element("i", "t:Inner"),
    CHOICE,
    '<xs:any namespace="##other" minOccurs="0" processContents="skip"/>',
)
TYPES = (
    '<xs:simpleType name="Small"><xs:restriction base="xs:int"><xs:maxInclusive value="9"/>'
    "</xs:restriction></xs:simpleType>"
    f'<xs:complexType name="Inner">{sequence(element("x", "xs:int", OPTIONAL))}'
    "</xs:complexType>"
    + complex_type("InnerX", "Inner", sequence(element("x", "xs:int")))
    + f'<xs:complexType name="Base">{BASE}<xs:attribute name="k" type="xs:string"/>'
    '<xs:attribute name="l" type="xs:int" default="3"/><xs:attribute name="m" type="xs:string"/>'
    '<xs:anyAttribute namespace="##other" processContents="skip"/></xs:complexType>'
    + complex_type(
        "Less",
        "Base",
        sequence(
            element("a", "t:Small"),
            element("b", "xs:string", 'maxOccurs="2"'),
            element("c", "xs:string"),
            element("i", "t:InnerX"),
            CHOICE,
        )
        + '<xs:attribute name="k" type="xs:string" use="required"/>'
        '<xs:attribute name="m" use="prohibited"/>',
    )
    + complex_type(
        "Least",
        "Less",
        sequence(
            element("a", "t:Small", 'fixed="4"'),
            element("b", "xs:string", 'minOccurs="2" maxOccurs="2"'),
            element("c", "xs:string"),
            element("i", "t:InnerX"),
        ),
    )
    + '<xs:complexType name="More"><xs:complexContent><xs:extension base="t:Less">'
    + sequence(element("z", "xs:int"))
    + "</xs:extension></xs:complexContent></xs:complexType>"
    '<xs:complexType name="Price"><xs:simpleContent><xs:extension base="xs:decimal">'
    '<xs:attribute name="cur" type="xs:string"/></xs:extension></xs:simpleContent>'
    "</xs:complexType>"
    + complex_type(
        "Euro",
        "Price",
        '<xs:maxInclusive value="100"/><xs:attribute name="cur" type="xs:string" fixed="EUR"/>',
        "simple",
    )
    + complex_type("Cents", "Euro", '<xs:fractionDigits value="2"/>', "simple")
    + complex_type(
        "Whole", "Price", '<xs:simpleType><xs:restriction base="xs:integer"/></xs:simpleType>',
        "simple",
    )
    + '<xs:complexType name="Every"><xs:all>'
    + element("a", "xs:int", 'minOccurs="0"') + element("b", "xs:int")
    + "</xs:all></xs:complexType>"
    + complex_type("Some", "Every", f"<xs:all>{element('b', 't:Small')}</xs:all>")
    + f'<xs:complexType name="Open">{sequence(OPEN.format("##any", "skip", 0, "unbounded"))}'
    "</xs:complexType>"
    + complex_type("Foreign", "Open", sequence(OPEN.format("##other", "skip", 0, "unbounded")))
    + complex_type("Listed", "Foreign", sequence(OPEN.format("urn:o urn:p", "lax", 1, 2)))
    + complex_type("Closed", "Listed", sequence(OPEN.format("urn:p", "lax", 1, 1)))
)  # fmt: skip
NOTATIONS = (
    '<xs:notation name="gif" public="image/gif"/><xs:notation name="png" public="image/png"/>'
    '<xs:simpleType name="Format"><xs:restriction base="xs:NOTATION">'
    '<xs:enumeration value="t:gif"/><xs:enumeration value="t:png"/></xs:restriction>'
    '</xs:simpleType><xs:complexType name="Picture"><xs:attribute name="format" type="t:Format"/>'
    "</xs:complexType>"
)
TYPES = NOTATIONS + TYPES
NAMES = ("Picture", "Less", "Least", "More", "Euro", "Cents", "Whole", "Some", "InnerX",
         "Open", "Foreign", "Listed", "Closed")  # fmt: skip
PROBES = "".join(f'<xs:element name="e{name}" type="t:{name}"/>' for name in (*NAMES, "Base"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("restrictions")
    path = folder / "c.wsdl"
    path.write_text(wsdl(schema(TYPES + '<xs:element name="Op"/>')), "utf-8")
    _, generated = from_wsdl([path], folder, Options(package="restrictions"))
    assert generated.problems == ()
    return load(folder, "restrictions")


@pytest.fixture(scope="module")
def validator() -> etree.XMLSchema:
    text = schema(TYPES + PROBES, 'elementFormDefault="qualified" xmlns:t="urn:t"')
    text = text.replace("<xs:schema", '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"')
    return etree.XMLSchema(etree.fromstring(text))


@pytest.mark.parametrize("name", NAMES)
def test_values(package: ModuleType, validator: etree.XMLSchema, name: str) -> None:
    cls = getattr(package, name)

    @FEW
    @given(value=strategy_for(cls))
    def check(value: Any) -> None:
        root = QName("urn:t", f"e{type(value).__name__}")
        written = encode_bytes(type(value), value, name=root)
        validator.assertValid(etree.fromstring(written))
        assert decode_bytes(type(value), written, name=root) == value

    check()


def good(package: ModuleType) -> Any:
    return package.Less(a=1, b=["x"], c="c", i=package.InnerX(x=1), k="k")


@pytest.mark.parametrize(
    "change",
    [
        {"a": None}, {"a": 10}, {"b": []}, {"b": ["1", "2", "3"]}, {"c": None}, {"k": None},
        {"m": "m"}, {"any_attributes": {QName("urn:o", "n"): "1"}}, {"i": "Inner"},
        {"any_element": "other"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_what_the_restriction_forbids_is_refused_both_ways(
    package: ModuleType, validator: etree.XMLSchema, change: dict[str, Any]
) -> None:
    given = dict(change)
    if "i" in given:
        given["i"] = package.Inner()
    if "any_element" in given:
        given["any_element"] = XmlElement(QName("urn:o", "x"))
    less = good(package)
    root = QName("urn:t", "eLess")
    assert (
        decode_bytes(package.Less, encode_bytes(package.Less, less, name=root), name=root) == less
    )
    with pytest.raises(EncodeError):
        encode_bytes(package.Less, dataclasses.replace(less, **given), name=root)
    # The same content as a Base is fine, and a Less no longer.
    values = {field.name: getattr(less, field.name) for field in dataclasses.fields(less)}
    if not isinstance(given.get("i"), package.Inner):
        values["i"] = package.InnerX(x=1)
    base = package.Base(**(values | given))
    text = encode_bytes(package.Base, base, name=QName("urn:t", "eBase"))
    validator.assertValid(etree.fromstring(text))
    text = text.replace(b"eBase", b"eLess")
    assert not validator.validate(etree.fromstring(text))
    with pytest.raises(DecodeError):
        decode_bytes(package.Less, text, name=root)


@pytest.mark.parametrize("name", ["Open", "Foreign", "Listed", "Closed"])
@pytest.mark.parametrize("spaces", ["o", "p", "t", "op", "pp", "opp", "", "x"])
def test_wildcards_that_admit_less(
    package: ModuleType, validator: etree.XMLSchema, name: str, spaces: str
) -> None:
    cls, root = getattr(package, name), QName("urn:t", f"e{name}")
    items = [XmlElement(QName(f"urn:{space}", "item")) for space in spaces]
    inside = "".join(f"<item xmlns='urn:{space}'/>" for space in spaces)
    text = f'<e{name} xmlns="urn:t">{inside}</e{name}>'
    if validator.validate(etree.fromstring(text)):
        value = cls(any_elements=items)
        assert decode_bytes(cls, text.encode(), name=root) == value
        assert decode_bytes(cls, encode_bytes(cls, value, name=root), name=root) == value
        return
    with pytest.raises(DecodeError):
        decode_bytes(cls, text.encode(), name=root)
    with pytest.raises(EncodeError):
        encode_bytes(cls, cls(any_elements=items), name=root)


@pytest.mark.parametrize(
    ("space", "process"),
    [("##any", "skip"), ("##local", "skip"), ("urn:t", "strict"), ("urn:o", "lax")],
)
def test_wildcards_that_admit_more_are_refused(space: str, process: str) -> None:
    types = f'<xs:complexType name="Open">{sequence(OPEN.format("##other", "strict", 0, 9))}'
    types += "</xs:complexType>" + complex_type(
        "R", "Open", sequence(OPEN.format(space, process, 0, 9))
    )
    head = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t"'
    with pytest.raises(xmlschema.XMLSchemaParseError):
        xmlschema.XMLSchema10(f'{head} targetNamespace="urn:t">{types}</xs:schema>')
    ((code, message),) = refusal(wsdl(schema(types + '<xs:element name="Op"/>')))
    assert (code, "a wildcard of the restriction" in message) == ("W151", True), message


def test_xsi_type_names_a_restriction(package: ModuleType) -> None:
    name = QName("urn:t", "eBase")
    less = good(package)
    written = encode_bytes(package.Base, less, name=name)
    assert b'"n1:Less"' in written
    assert decode_bytes(package.Base, written, name=name) == less


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (sequence(element("i", "t:Inner"), element("new", "xs:int")), "'new'"),
        (sequence(), "leaves out the element 'i'"),
        (sequence(element("i", "t:Inner", 'maxOccurs="2"')), "other times"),
        (sequence(element("i", "xs:string")), "does not narrow"),
        (sequence(element("i", "t:Inner", 'nillable="true"')), "may be nil"),
        (sequence(element("i", "t:Inner")) + '<xs:attribute name="n" type="xs:int"/>', "'n'"),
    ],
)
def test_what_is_no_restriction_is_refused_by_name(inside: str, words: str) -> None:
    text = wsdl(schema(TYPES + complex_type("R", "Base", inside) + '<xs:element name="Op"/>'))
    ((code, message),) = refusal(text)
    assert (code, words in message) == ("W151", True), message
    assert message.endswith("left out: {urn:t}R")


def test_facets_of_simple_content_are_checked() -> None:
    bad = complex_type("R", "Price", '<xs:maxLength value="1"/>', "simple")
    found = refusal(wsdl(schema(TYPES + bad + '<xs:element name="Op"/>')))
    assert [code for code, _ in found] == ["W110"]
    contract, _ = build(wsdl(schema(TYPES + '<xs:element name="Op"/>')))
    assert ("type", "urn:t", "Euro", ("value",)) in contract.types

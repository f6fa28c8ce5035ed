"""xs:redefine: all mean the new component, the new one its old self; libxml2 is the judge."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from tests.cli.exercise import FEW, load
from tests.contract.inputs import BINDING, HEAD, PORT_TYPE, SERVICE
from wswgen.errors import GenerateError
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import QName
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.testing import strategy_for

XSD = 'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t"'
OLD = f"""<xs:schema {XSD} targetNamespace="urn:t" elementFormDefault="qualified">
<xs:simpleType name="Code"><xs:restriction base="xs:token"/></xs:simpleType>
<xs:complexType name="Base"><xs:sequence><xs:element name="a" type="t:Code"/></xs:sequence>
</xs:complexType>
<xs:complexType name="Less"><xs:sequence><xs:element name="x" type="xs:int" minOccurs="0"/>
</xs:sequence></xs:complexType>
<xs:group name="G"><xs:sequence><xs:element name="g" type="xs:int"/></xs:sequence></xs:group>
<xs:attributeGroup name="A"><xs:attribute name="k" type="xs:int"/></xs:attributeGroup>
<xs:element name="Op"><xs:complexType><xs:sequence><xs:element name="base" type="t:Base"/>
<xs:element name="less" type="t:Less"/><xs:group ref="t:G"/></xs:sequence>
<xs:attributeGroup ref="t:A"/></xs:complexType></xs:element>
</xs:schema>"""
NEW = f"""<xs:schema {XSD} targetNamespace="urn:t" elementFormDefault="qualified">
<xs:redefine schemaLocation="old.xsd">
<xs:simpleType name="Code"><xs:restriction base="t:Code"><xs:maxLength value="3"/>
</xs:restriction></xs:simpleType>
<xs:complexType name="Base"><xs:complexContent><xs:extension base="t:Base"><xs:sequence>
<xs:element name="b" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent>
</xs:complexType>
<xs:complexType name="Less"><xs:complexContent><xs:restriction base="t:Less"><xs:sequence>
<xs:element name="x" type="xs:int"/></xs:sequence></xs:restriction></xs:complexContent>
</xs:complexType>
<xs:group name="G"><xs:sequence><xs:group ref="t:G"/><xs:element name="h" type="xs:int"/>
</xs:sequence></xs:group>
<xs:attributeGroup name="A"><xs:attributeGroup ref="t:A"/>
<xs:attribute name="l" type="xs:int" use="required"/></xs:attributeGroup>
</xs:redefine></xs:schema>"""
TWICE = '<xs:group name="G"><xs:sequence/></xs:group>'
INCLUDE = '<xs:schema targetNamespace="urn:t"><xs:include schemaLocation="{}"/></xs:schema>'
WSDL = f"{HEAD}<w:types>{{}}</w:types>{PORT_TYPE}{BINDING}{SERVICE}</w:definitions>"


def generated(folder: Path, package: str, new: str) -> ModuleType:
    (folder / "old.xsd").write_text(OLD, "utf-8")
    (folder / "new.xsd").write_text(new, "utf-8")
    path = folder / "c.wsdl"
    path.write_text(WSDL.format(INCLUDE.format("new.xsd")), "utf-8")
    _, found = from_wsdl([path], folder, Options(package=package))
    assert found.problems == ()
    return load(folder, package)


def test_the_new_components_hold_everywhere(tmp_path: Path) -> None:
    package = generated(tmp_path, "redefined", NEW)
    validator = etree.XMLSchema(etree.parse(tmp_path / "new.xsd"))
    name = QName("urn:t", "Op")

    @FEW
    @given(value=strategy_for(package.Op))
    def check(value: Any) -> None:
        written = encode_bytes(package.Op, value, name=name)
        validator.assertValid(etree.fromstring(written))
        assert decode_bytes(package.Op, written, name=name) == value

    check()
    assert issubclass(package.Base, package.BaseOriginal)
    assert package.BaseOriginal.__xml__.name == ""
    fields = {"base": package.Base(a="abc", b=1), "less": package.Less(x=1)}
    assert encode_bytes(package.Op, package.Op(**fields, g=1, h=2, l_=3), name=name)


@pytest.mark.parametrize(
    ("new", "code", "words"),
    [
        (NEW.replace('name="Base"', 'name="No"').replace('base="t:Base"', 'base="t:No"'),
         "W105", "there is no type {urn:t}No"),
        (NEW.replace("</xs:redefine>", f"{TWICE}</xs:redefine>"),
         "W150", "redefined twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(tmp_path: Path, new: str, code: str, words: str) -> None:
    with pytest.raises(GenerateError) as caught:
        generated(tmp_path, "wrong", new)
    found = [(each.code, each.message) for each in caught.value.problems]
    assert any(each == code and words in message for each, message in found), found

"""xs:all that may be absent as a whole, and heads of substitution groups in it.

The judge is the validator of libxml2, with the schema that the types were made from.
"""

from __future__ import annotations

from itertools import permutations
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.cli.exercise import FEW, load
from tests.contract.inputs import NS, schema, wsdl
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import DecodeError, EncodeError, QName
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.testing import strategy_for

ELEMENTS = (
    '<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:string" minOccurs="0"/>'
    '<xs:element ref="t:Head"/><xs:element ref="t:Only" minOccurs="0"/>'
)
TYPES = (
    '<xs:element name="Head" type="xs:string"/>'
    '<xs:element name="Less" type="xs:string" substitutionGroup="t:Head"/>'
    '<xs:element name="Least" type="xs:string" substitutionGroup="t:Less"/>'
    '<xs:element name="Only" type="xs:int" abstract="true"/>'
    '<xs:element name="One" type="xs:int" substitutionGroup="t:Only"/>'
    f'<xs:complexType name="Every"><xs:all>{ELEMENTS}</xs:all></xs:complexType>'
    f'<xs:complexType name="Maybe"><xs:all minOccurs="0">{ELEMENTS}</xs:all>'
    '<xs:attribute name="k" type="xs:int"/></xs:complexType>'
    '<xs:complexType name="Derived"><xs:complexContent><xs:extension base="t:Maybe">'
    '<xs:attribute name="l" type="xs:int"/></xs:extension></xs:complexContent></xs:complexType>'
    '<xs:complexType name="Same"><xs:complexContent><xs:restriction base="t:Maybe">'
    f'<xs:all minOccurs="0">{ELEMENTS}</xs:all><xs:attribute name="k" type="xs:int" fixed="1"/>'
    "</xs:restriction></xs:complexContent></xs:complexType>"
    '<xs:complexType name="Nothing"><xs:complexContent><xs:restriction base="t:Maybe">'
    "</xs:restriction></xs:complexContent></xs:complexType>"
    '<xs:complexType name="Few"><xs:all minOccurs="0"><xs:element ref="t:Head"/></xs:all>'
    "</xs:complexType>"
)
NAMES = ("Every", "Maybe", "Derived", "Same", "Nothing", "Few")
PROBES = "".join(f'<xs:element name="e{name}" type="t:{name}"/>' for name in NAMES)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("all")
    path = folder / "c.wsdl"
    path.write_text(wsdl(schema(TYPES + '<xs:element name="Op"/>')), "utf-8")
    _, generated = from_wsdl([path], folder, Options(package="every"))
    assert generated.problems == ()
    return load(folder, "every")


@pytest.fixture(scope="module")
def validator() -> etree.XMLSchema:
    text = schema(TYPES + PROBES, f'xmlns:t="{NS}" elementFormDefault="qualified"')
    return etree.XMLSchema(etree.fromstring(text.replace("<xs:schema", f"<xs:schema {XS}", 1)))


XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'


@pytest.mark.parametrize("name", NAMES)
def test_values_survive_in_every_order_and_are_valid(
    package: ModuleType, validator: etree.XMLSchema, name: str
) -> None:
    cls: type = getattr(package, name)

    @FEW
    @given(value=strategy_for(cls), data=st.data())
    def exchange(value: Any, data: st.DataObject) -> None:
        written = encode_bytes(cls, value, name=QName(NS, f"e{name}"))
        root = etree.fromstring(written)
        assert validator.validate(root), validator.error_log
        root[:] = data.draw(st.permutations(list(root)))
        assert validator.validate(root), validator.error_log
        assert decode_bytes(cls, etree.tostring(root), name=QName(NS, f"e{name}")) == value

    exchange()


CHILDREN = {
    "a": "<t:a>1</t:a>", "b": "<t:b/>", "H": "<t:Head>x</t:Head>", "L": "<t:Least>x</t:Least>",
    "O": "<t:One>1</t:One>", "X": "<t:Only>1</t:Only>",
}  # fmt: skip


@pytest.mark.parametrize("name", ["Every", "Maybe", "Nothing", "Few"])
def test_the_same_documents_are_accepted(
    package: ModuleType, validator: etree.XMLSchema, name: str
) -> None:
    """Every combination of up to four children, among them those that lack or repeat one."""
    cls: type = getattr(package, name)
    words = {word for size in range(5) for word in permutations("aabHLOX", size)}
    assert len(words) > 300
    accepted = 0
    for word in sorted(words):
        inside = "".join(CHILDREN[letter] for letter in word)
        text = f'<t:e{name} xmlns:t="{NS}">{inside}</t:e{name}>'
        valid = validator.validate(etree.fromstring(text))
        accepted += valid
        try:
            decode_bytes(cls, text.encode(), name=QName(NS, f"e{name}"))
        except DecodeError:
            assert not valid, word
        else:
            assert valid, word
    # a and one of two heads, with b or O or both or neither: 2 * (2! + 3! + 3! + 4!).
    assert accepted == {"Every": 76, "Maybe": 77, "Nothing": 1, "Few": 3}[name]


def test_errors_name_the_element(package: ModuleType) -> None:
    def read(name: str, inside: str) -> str:
        text = f'<t:{name} xmlns:t="{NS}">{inside}</t:{name}>'
        with pytest.raises(DecodeError) as caught:
            decode_bytes(getattr(package, name), text.encode(), name=QName(NS, name))
        return str(caught.value)

    head = CHILDREN["H"]
    missing = "the required element is missing"
    assert read("Every", head) == f"Every/a: {missing}"
    assert read("Maybe", head) == f"Maybe/a: {missing}"
    assert read("Every", CHILDREN["a"]) == f"Every/Head or Less or Least: {missing}"
    assert "unexpected element" in read("Every", CHILDREN["a"] + head + CHILDREN["L"])
    assert read("Maybe", head + "<t:a>x</t:a>").startswith("Maybe/a: ")
    assert read("Maybe", CHILDREN["a"] + "<t:Less><t:x/></t:Less>").startswith("Maybe/Less: ")


def test_wrong_values_are_not_written(package: ModuleType) -> None:
    wrong = package.Maybe(a_group=package.Every(a=1, head=package.HeadHead(head="x")))
    with pytest.raises(EncodeError, match="MaybeA"):
        encode_bytes(package.Maybe, wrong, name=QName(NS, "p"))
    wrong = package.Every(a=1, head="x")
    with pytest.raises(EncodeError, match=r"HeadHead \| HeadLess"):
        encode_bytes(package.Every, wrong, name=QName(NS, "p"))

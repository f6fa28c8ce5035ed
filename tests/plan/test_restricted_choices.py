"""Restrictions that leave fewer branches of a choice, or fewer members of a substitution group.

The judge is the validator of libxml2, with the schema that the types were made from.
"""

from __future__ import annotations

import dataclasses
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from tests.cli.exercise import FEW, load
from tests.contract.inputs import NS, refusal, schema, wsdl
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import DecodeError, EncodeError, QName
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.testing import strategy_for


def element(name: str, more: str = "") -> str:
    return f'<xs:element name="{name}" type="xs:int" {more}/>'


def choice(*branches: str, occurs: str = "") -> str:
    return f"<xs:choice {occurs}>{''.join(branches)}</xs:choice>"


def sequence(*particles: str) -> str:
    return f"<xs:sequence>{''.join(particles)}</xs:sequence>"


def restriction(name: str, base: str, *particles: str) -> str:
    return (
        f'<xs:complexType name="{name}"><xs:complexContent><xs:restriction base="t:{base}">'
        f"{sequence(*particles)}</xs:restriction></xs:complexContent></xs:complexType>"
    )


MAYBE, ANY = 'minOccurs="0"', 'minOccurs="0" maxOccurs="unbounded"'
PAIR = sequence(element("r"), element("s"))
EITHER = choice(element("p"), element("q"), occurs=MAYBE)
HEAD = '<xs:element ref="t:H"/>'
TYPES = (
    '<xs:element name="H" type="xs:int"/><xs:element name="M" type="xs:int" '
    'substitutionGroup="t:H"/><xs:element name="N" type="xs:int" substitutionGroup="t:H"/>'
    '<xs:complexType name="Base">'
    + sequence(
        choice(element("u"), element("v"), occurs=MAYBE),
        choice(element("q"), element("p"), PAIR, occurs=ANY),
        HEAD,
    )
    + "</xs:complexType>"
    + restriction(
        "Less", "Base",
        choice(element("p"), PAIR, occurs='minOccurs="1" maxOccurs="3"'),
        '<xs:element ref="t:M"/>',
    )
    + restriction("Least", "Less", element("p", 'maxOccurs="2"'), '<xs:element ref="t:M"/>')
    + restriction("Other", "Base", element("v"), element("q", ANY), HEAD)
    + '<xs:complexType name="More"><xs:complexContent><xs:extension base="t:Least">'
    + sequence(element("z"))
    + "</xs:extension></xs:complexContent></xs:complexType>"
    + f'<xs:complexType name="Twice">{sequence(EITHER, element("a"), EITHER)}</xs:complexType>'
    + restriction("Once", "Twice", element("a"), EITHER)
    + f'<xs:complexType name="Every"><xs:all>{element("a")}{HEAD}</xs:all></xs:complexType>'
    + '<xs:complexType name="Some"><xs:complexContent><xs:restriction base="t:Every"><xs:all>'
    + f'{element("a")}<xs:element ref="t:N"/></xs:all></xs:restriction></xs:complexContent>'
    + "</xs:complexType>"
)  # fmt: skip
NAMES = ("Base", "Less", "Least", "Other", "More", "Twice", "Once", "Every", "Some")
PROBES = "".join(f'<xs:element name="e{name}" type="t:{name}"/>' for name in NAMES)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("choices")
    path = folder / "c.wsdl"
    path.write_text(wsdl(schema(TYPES + '<xs:element name="Op"/>')), "utf-8")
    _, generated = from_wsdl([path], folder, Options(package="choices"))
    assert generated.problems == ()
    return load(folder, "choices")


@pytest.fixture(scope="module")
def validator() -> etree.XMLSchema:
    text = schema(TYPES + PROBES, f'xmlns:t="{NS}" elementFormDefault="qualified"')
    space = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return etree.XMLSchema(etree.fromstring(text.replace("<xs:schema", f"<xs:schema {space}", 1)))


@pytest.mark.parametrize("name", NAMES)
def test_values(package: ModuleType, validator: etree.XMLSchema, name: str) -> None:
    @FEW
    @given(value=strategy_for(getattr(package, name)))
    def survives(value: Any) -> None:
        root = QName(NS, f"e{type(value).__name__}")
        written = encode_bytes(type(value), value, name=root)
        validator.assertValid(etree.fromstring(written))
        assert decode_bytes(type(value), written, name=root) == value
        tops = {"Every": "Every", "Some": "Every", "Twice": "Twice", "Once": "Twice"}
        above = QName(NS, f"e{tops.get(name, 'Base')}")
        base = getattr(package, above.local[1:])
        assert decode_bytes(base, encode_bytes(base, value, name=above), name=above) == value

    survives()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_documents_are_accepted(
    package: ModuleType, validator: etree.XMLSchema, name: str
) -> None:
    """Every document of up to three elements."""
    accepted = 0
    for size in range(4):
        for word in product("uvpqrsHMNaz", repeat=size):
            inside = "".join(f"<t:{letter}>1</t:{letter}>" for letter in word)
            text = f'<t:e{name} xmlns:t="{NS}">{inside}</t:e{name}>'
            valid = validator.validate(etree.fromstring(text))
            accepted += valid
            try:
                decode_bytes(getattr(package, name), text.encode(), name=QName(NS, f"e{name}"))
            except DecodeError:
                assert not valid, word
            else:
                assert valid, word
    assert accepted


def test_what_is_left_out_is_not_written(package: ModuleType) -> None:
    name = QName(NS, "e")
    p, pair = package.BaseP(p=1), package.BaseR(r=1, s=1)
    m, n = package.HM(m=1), package.HN(n=1)
    less = package.Less(choices=[p, pair], h=m)
    assert (
        decode_bytes(package.Less, encode_bytes(package.Less, less, name=name), name=name) == less
    )
    for wrong in (
        package.Less(choices=[package.BaseQ(q=1)], h=m),
        package.Less(choices=[p], h=n),
        package.Less(choices=[], h=m),
        package.Less(choices=[p], choice=package.BaseV(v=1), h=m),
        package.Least(choices=[pair], h=m),
        package.Least(choices=[p, p, p], h=m),
    ):
        with pytest.raises(EncodeError):
            encode_bytes(type(wrong), wrong, name=name)


@pytest.mark.parametrize(
    "particles",
    [
        (choice(element("p"), element("w")), HEAD),
        (choice(element("p"), occurs=ANY), HEAD, element("p")),
        (element("v", 'maxOccurs="2"'), HEAD),
        (element("w"), HEAD),
    ],
)
def test_what_admits_more_is_refused_by_name(particles: tuple[str, ...]) -> None:
    text = TYPES + restriction("R", "Base", *particles) + '<xs:element name="Op"/>'
    ((code, message),) = refusal(wsdl(schema(text)))
    assert (code, message.endswith(f"left out: {{{NS}}}R")) == ("W151", True), message


def test_a_choice_that_a_base_has_forbidden_stays_so(tmp_path: Path) -> None:
    """A schema that leaves it open which choice an element is of, as it may not, but some do."""
    first, second = (choice(*map(element, both), occurs=MAYBE) for both in ("pq", "qr"))
    types = f'<xs:complexType name="Base">{sequence(first, second)}</xs:complexType>'
    types += restriction("Less", "Base", second)
    types += restriction("Least", "Less", element("q", MAYBE))
    path = tmp_path / "c.wsdl"
    path.write_text(wsdl(schema(types + '<xs:element name="Op"/>')), "utf-8")
    from_wsdl([path], tmp_path, Options(package="open_choices"))
    package = load(tmp_path, "open_choices")
    text = f'<t:e xmlns:t="{NS}"><t:q>1</t:q></t:e>'.encode()
    found = [
        decode_bytes(getattr(package, n), text, name=QName(NS, "e")) for n in ("Less", "Least")
    ]
    values = [[getattr(each, f.name) for f in dataclasses.fields(each)] for each in found]
    assert [[value is None for value in each] for each in values] == [[True, False]] * 2

"""Input made to hurt: a diagnostic or a contract, soon, and never another exception."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wswgen
from tests.contract.inputs import build, refusal, schema, wsdl
from wswgen.codes import CODES
from wswgen.contract import dump

OP = (
    '<xs:element name="Op"><xs:complexType><xs:sequence>{}</xs:sequence></xs:complexType>'
    "</xs:element>"
)
MANY = 2_000
WORDS = r"[\w-[x]]" * MANY


def chain(template: str, end: str, count: int = MANY) -> str:
    return "".join(template.format(this=n, next=n + 1) for n in range(count)) + end.format(count)


GROUP = (
    '<xs:group name="G{this}"><xs:sequence><xs:group ref="t:G{next}"/>{more}</xs:sequence>'
    "</xs:group>"
)
LAST_GROUP = '<xs:group name="G{}"><xs:sequence><xs:element name="e"/></xs:sequence></xs:group>'
ONE = GROUP.replace("{more}", "")
TWO = GROUP.replace("{more}", '<xs:group ref="t:G{next}"/>')
EXTENDS = ('<xs:complexType name="T{this}"><xs:complexContent><xs:extension base="t:T{next}"/>'
           "</xs:complexContent></xs:complexType>")  # fmt: skip
RESTRICTS = ('<xs:simpleType name="T{this}"><xs:restriction base="t:T{next}">'
             '<xs:enumeration value="a"/></xs:restriction></xs:simpleType>')  # fmt: skip
MEMBERS = '<xs:element name="m{next}" substitutionGroup="t:m{this}"/>'
UNIONS = (
    '<xs:simpleType name="T{this}"><xs:union memberTypes="t:T{next} t:T{next}"/></xs:simpleType>'
)


@pytest.mark.parametrize(
    ("content", "others", "expected"),
    [
        ('<xs:group ref="t:G0"/>', chain(ONE, LAST_GROUP), "W114"),
        ('<xs:group ref="t:G0"/>', chain(TWO, LAST_GROUP, 60), "W114"),
        ('<xs:element name="x" minOccurs="0"/>' * 30_000, "", "W114"),
        ('<xs:element name="x" type="t:T0"/>',
         chain(EXTENDS, '<xs:complexType name="T{}"/>'), "W114"),
        ('<xs:element name="x" type="t:T0"/>',
         chain(RESTRICTS, '<xs:simpleType name="T{}"><xs:list itemType="xs:int"/></xs:simpleType>')
         .replace('value="a"', 'value="1"'), "W114"),
        ('<xs:element name="x" type="t:T0" default="q"/>',
         chain(UNIONS, '<xs:simpleType name="T{}"><xs:list itemType="xs:int"/></xs:simpleType>',
               300),
         "W112"),
        ('<xs:element ref="t:m0"/>' * 30, '<xs:element name="m0"/>' + chain(MEMBERS, ""), "W114"),
        ('<xs:element ref="t:m"/>', ('<xs:element name="m"/>'
         '<xs:element name="x" substitutionGroup="t:m"/>'.replace('"x"', '"x{}"') * 3_000)
         .format(*range(3_000)), "W114"),
        ('<xs:element name="x" type="t:U"/>', ('<xs:simpleType name="U"><xs:union memberTypes="'
         f'{"xs:int " * 3_000}"/></xs:simpleType>'), "W114"),
        ('<xs:element name="x" type="t:P"/>', ('<xs:simpleType name="P">'
         f'<xs:restriction base="xs:string"><xs:pattern value="{WORDS}"/>'
         "</xs:restriction></xs:simpleType>"), "W111"),
        ("<xs:sequence>" * 300 + "</xs:sequence>" * 300, "", "W007"),
        (f'<xs:element name="x" maxOccurs="{"9" * 10_000}"/>', "", "W103"),
        (f'<xs:element name="x" type="xs:int" default="{"9" * 10_000}"/>', "", "W112"),
        (f'<xs:element name="x" type="t:{"n" * 100_000}"/>', "", "W105"),
        ('<xs:group ref="t:G"/>', ('<xs:group name="G"><xs:choice><xs:group ref="t:G"/></xs:choice>'
         "</xs:group>"), "W107"),
        ("", '<xs:attributeGroup name="A"><xs:attributeGroup ref="t:A"/></xs:attributeGroup>',
         "W107"),
        ("", '<xs:simpleType name="U"><xs:union memberTypes="xs:int t:U"/></xs:simpleType>',
         "W107"),
        ("", ('<xs:element name="a" substitutionGroup="t:b"/><xs:element name="b" '
         'substitutionGroup="t:a"/>'), "W107"),
        ("", ('<xs:complexType name="T"><xs:complexContent><xs:extension base="t:T"/>'
         "</xs:complexContent></xs:complexType>"), "W107"),
    ],
)  # fmt: skip
def test_a_diagnostic(content: str, others: str, expected: str) -> None:
    found = refusal(wsdl(schema(OP.format(content) + others)))
    assert expected in [code for code, _ in found] or any(
        f"({expected} at" in message for _, message in found
    )
    assert all(len(message) < 2_000 for _, message in found)


@pytest.mark.parametrize(
    ("content", "others"),
    [
        ("<xs:sequence>" * 150 + "</xs:sequence>" * 150, ""),
        ("<xs:choice>" * 150 + '<xs:element name="q"/>' + "</xs:choice>" * 150, ""),
        ('<xs:element name="e"><xs:complexType><xs:sequence>' * 55
         + "</xs:sequence></xs:complexType></xs:element>" * 55, ""),
        (f'<xs:element name="{"n" * 10_000}" type="xs:int"/>', ""),
        ('<xs:element name="e" type="t:T"/>',
         ('<xs:simpleType name="B"><xs:restriction base="xs:string"><xs:pattern value="(a*)*"/>'
         '</xs:restriction></xs:simpleType><xs:simpleType name="T"><xs:restriction base="t:B">'
         f'<xs:enumeration value="{"a" * 60}b"/></xs:restriction></xs:simpleType>')),
        ('<xs:element ref="t:m0"/>', '<xs:element name="m0"/>' + chain(MEMBERS, "")),
    ],
)  # fmt: skip
def test_a_contract(content: str, others: str) -> None:
    contract, problems = build(wsdl(schema(OP.format(content) + others)))
    assert not problems
    assert dump(contract).startswith("{")


def test_texts_are_kept_as_they_are() -> None:
    text = "'''\"\"\"\\{{x}}{% y %}\n"
    quoted = text.replace('"', "&quot;").replace("\n", "&#10;")
    body = (
        f'<xs:element name="x" type="xs:string" default="{quoted}"><xs:annotation>'
        f"<xs:documentation>{text}</xs:documentation></xs:annotation></xs:element>"
    )
    contract, _ = build(wsdl(schema(OP.format(body))))
    shown = dump(contract)
    assert '"default": "\'\'\'\\"\\"\\"\\\\{{x}}{% y %}\\n"' in shown
    assert '"documentation": "\'\'\'\\"\\"\\"\\\\{{x}}{% y %}"' in shown


def test_every_code_is_explained_and_every_explained_code_exists() -> None:
    folder = Path(wswgen.__file__).parent
    used = {
        code
        for part in ("documents", "schema", "wsdl", "contract")
        for path in (folder / part).glob("*.py")
        for code in re.findall(r'"(W[0-3]\d\d)"', path.read_text("utf-8"))
    }
    assert used == {code for code in CODES if code < "W4"}

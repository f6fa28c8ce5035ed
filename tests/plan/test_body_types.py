"""A part of document style that names a type: the SOAP Body is of that type (WSDL 1.1, 3.5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.cli.exercise import load
from tests.contract.inputs import SERVICE, schema, wsdl
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime.loopback import Loopback

TYPES = schema(
    '<xs:complexType name="Pair"><xs:sequence><xs:element name="a" type="xs:int"/>'
    '<xs:element name="b" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType>'
    '<xs:element name="Other" type="xs:int"/>'
)


def rest(first: str, second: str) -> str:
    """Two operations: Swap from one type to another, Plain with an element."""
    bodies = (
        '<w:input><s:body use="literal"/></w:input><w:output><s:body use="literal"/></w:output>'
    )
    return (
        f'<w:message name="In"><w:part name="pair" type="{first}"/></w:message>'
        f'<w:message name="Out"><w:part name="back" type="{second}"/></w:message>'
        '<w:message name="E"><w:part name="e" element="t:Other"/></w:message>'
        '<w:portType name="P"><w:operation name="Swap"><w:input message="t:In"/>'
        '<w:output message="t:Out"/></w:operation><w:operation name="Plain">'
        '<w:input message="t:E"/><w:output message="t:E"/></w:operation></w:portType>'
        '<w:binding name="B" type="t:P"><s:binding '
        'transport="http://schemas.xmlsoap.org/soap/http"/>'
        f'<w:operation name="Swap"><s:operation soapAction="urn:swap"/>{bodies}</w:operation>'
        f'<w:operation name="Plain"><s:operation soapAction=""/>{bodies}</w:operation>'
        f"</w:binding>{SERVICE}"
    )


@pytest.mark.parametrize(
    ("first", "second", "name"), [("t:Pair", "xs:string", "down"), ("xs:string", "t:Pair", "up")]
)
def test_the_body_has_the_type(tmp_path: Path, first: str, second: str, name: str) -> None:
    path = tmp_path / "c.wsdl"
    path.write_text(wsdl(TYPES, rest=rest(first, second)), "utf-8")
    from_wsdl([path], tmp_path, Options(package=f"body_{name}"))
    package = load(tmp_path, f"body_{name}")
    pair = package.Pair(a=1, b="x & y")
    given, back = (pair, "text") if name == "down" else ("text", pair)

    class Both(package.PService):  # type: ignore[name-defined, misc]
        def swap(self, state: object) -> object:
            assert state.pair == given  # type: ignore[attr-defined]
            return back

        def plain(self, state: object) -> object:
            return state.e + 1  # type: ignore[attr-defined]

    with Loopback(Both()) as transport, package.PClient(transport=transport) as client:
        assert client.swap(pair=given) == back
        assert client.plain(e=1) == 2


def test_messages_of_built_in_types_alone(tmp_path: Path) -> None:
    """No class of the package uses a built-in type, only its messages do."""
    path = tmp_path / "c.wsdl"
    elements = schema('<xs:element name="Other" type="xs:int"/>')
    path.write_text(wsdl(elements, rest=rest("xs:string", "xs:date")), "utf-8")
    from_wsdl([path], tmp_path, Options(package="body_builtin"))
    package = load(tmp_path, "body_builtin")

    class Both(package.PService):  # type: ignore[name-defined, misc]
        def swap(self, state: object) -> date:
            return date.fromisoformat(state.pair)  # type: ignore[attr-defined]

        def plain(self, state: object) -> object:
            return state.e + 1  # type: ignore[attr-defined]

    with Loopback(Both()) as transport, package.PClient(transport=transport) as client:
        assert client.swap(pair="2026-11-22") == date(2026, 11, 22)
        assert client.plain(e=1) == 2

"""Small contracts from strings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from wswgen import ir
from wswgen.contract import build_contract
from wswgen.documents.load import load
from wswgen.errors import GenerateError, Problem
from wswgen.qname import QName

WSDL = "http://schemas.xmlsoap.org/wsdl/"
XSD = "http://www.w3.org/2001/XMLSchema"
NS = "urn:t"

HEAD = (
    f'<w:definitions xmlns:w="{WSDL}" xmlns:s="{WSDL}soap/" xmlns:s12="{WSDL}soap12/" '
    f'xmlns:http="{WSDL}http/" xmlns:mime="{WSDL}mime/" '
    'xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata" '
    'xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:e="urn:extension" '
    f'xmlns:xs="{XSD}" xmlns:t="{NS}" targetNamespace="{NS}">'
)

PORT_TYPE = (
    '<w:message name="In"><w:part name="parameters" element="t:Op"/></w:message>'
    '<w:portType name="P"><w:operation name="Op"><w:input message="t:In"/></w:operation>'
    "</w:portType>"
)
BINDING = (
    '<w:binding name="B" type="t:P"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
    '<w:operation name="Op"><s:operation soapAction="urn:t/Op"/>'
    '<w:input><s:body use="literal"/></w:input></w:operation></w:binding>'
)
SERVICE = (
    '<w:service name="S"><w:port name="Port" binding="t:B"><s:address location="http://h/"/>'
    "</w:port></w:service>"
)


def schema(body: str, attributes: str = 'elementFormDefault="qualified"') -> str:
    """A schema of the namespace urn:t."""
    return f'<xs:schema targetNamespace="{NS}" {attributes}>{body}</xs:schema>'


def wsdl(types: str, *, rest: str = PORT_TYPE + BINDING + SERVICE) -> str:
    """A WSDL around one schema or several; by default with one one-way operation Op."""
    return f"{HEAD}<w:types>{types}</w:types>{rest}</w:definitions>"


def build(
    text: str, *, services: Sequence[str] = (), ports: Sequence[str] = ()
) -> tuple[ir.Contract, tuple[Problem, ...]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "c.wsdl"
        path.write_text(text, "utf-8")
        return build_contract(load(path), services=services, ports=ports)


def types(body: str, attributes: str = 'elementFormDefault="qualified"') -> dict[str, ir.Type]:
    """The types of a schema, by the last part of their keys; the element Op is made here."""
    contract, _ = build(wsdl(schema(body + '<xs:element name="Op"/>', attributes)))
    return {"/".join((key.name, *key.path)): found for key, found in contract.types.items()}


def complex_type(body: str) -> ir.ComplexType:
    """The complex type T whose inside is given, and whatever other components follow it."""
    inside, _, others = body.partition("<!---->")
    found = types(f'<xs:complexType name="T">{inside}</xs:complexType>{others}')["T"]
    assert isinstance(found, ir.ComplexType)
    return found


def shown(particles: Sequence[ir.Particle]) -> str:
    """Content as a regular expression: ``a (b|c d)* e{0,2}``."""
    return " ".join(_shown(particle) for particle in particles)


def _shown(particle: ir.Particle) -> str:
    low, high = particle.occurs.min, particle.occurs.max
    times = {(1, 1): "", (0, 1): "?", (0, None): "*", (1, None): "+"}.get(
        (low, high), f"{{{low},{'' if high is None else high}}}"
    )
    match particle:
        case ir.ElementUse():
            return particle.name.local + times
        case ir.AnyElement():
            return "any" + times
        case ir.Sequence():
            return f"({shown(particle.particles)}){times}"
        case ir.All():
            return f"&({shown(particle.elements)}){times}"
        case ir.Choice():
            return f"({'|'.join(shown(branch) for branch in particle.branches)}){times}"


def refusal(text: str) -> list[tuple[str, str]]:
    """Code and message of whatever is refused of a contract, or all of it."""
    try:
        _, problems = build(text)
    except GenerateError as error:
        problems = error.problems
    return [(problem.code, problem.message) for problem in problems]


def qname(local: str) -> QName:
    return QName(NS, local)


def key(name: str, *path: str) -> ir.TypeKey:
    return ir.TypeKey("type", NS, name, path)

"""WSDL documents from lists of names and texts, each of them as hostile as it likes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

WSDL = "http://schemas.xmlsoap.org/wsdl/"
XSD = "http://www.w3.org/2001/XMLSchema"
NS = "urn:t"


def text(value: str) -> str:
    """A text as element content."""
    for plain, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        value = value.replace(plain, reference)
    return value


def attr(value: str) -> str:
    """A text as the value of an attribute, quotes included, that no normalisation changes."""
    value = text(value)
    for plain, reference in (('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;")):
        value = value.replace(plain, reference)
    return f'"{value}"'


def doc(value: str) -> str:
    """An annotation of a schema component."""
    if not value:
        return ""
    return f"<xs:annotation><xs:documentation>{text(value)}</xs:documentation></xs:annotation>"


def string_element(name: str, more: str = "") -> str:
    """A local element of type xs:string."""
    return f'<xs:element name={attr(name)} type="xs:string" {more}/>'


@dataclass(frozen=True, kw_only=True)
class Op:
    """A document/literal wrapped operation; ``inputs`` and ``outputs`` are particles.

    ``faults`` maps the names of detail elements, which the caller declares, to nothing else.
    """

    name: str
    inputs: str = ""
    outputs: str = '<xs:element name="back" type="xs:string"/>'
    documentation: str = ""
    action: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A WSDL with one port type and one port for each address."""

    operations: tuple[Op, ...]
    schema: str = ""
    """Components of the schema for the target namespace."""
    schemas: tuple[str, ...] = ()
    """Further whole schemas."""
    namespace: str = NS
    port_type: str = "P"
    service: str = "S"
    addresses: Mapping[str, str] = field(default_factory=lambda: {"Port": "http://localhost/"})
    documentation: str = ""
    head: str = ""
    """Attributes of the root, such as further prefixes."""
    imports: str = ""

    def __str__(self) -> str:
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterable[str]:
        space = attr(self.namespace)
        yield (
            f'<w:definitions xmlns:w="{WSDL}" xmlns:s="{WSDL}soap/" xmlns:xs="{XSD}" '
            f"xmlns:t={space} targetNamespace={space} {self.head}>"
        )
        if self.documentation:
            yield f"<w:documentation>{text(self.documentation)}</w:documentation>"
        yield self.imports
        yield f'<w:types><xs:schema targetNamespace={space} elementFormDefault="qualified">'
        yield self.schema
        for op in self.operations:
            for name, particles in ((op.name, op.inputs), (f"{op.name}.Response", op.outputs)):
                yield f"<xs:element name={attr(name)}><xs:complexType>{doc(op.documentation)}"
                yield f"<xs:sequence>{particles}</xs:sequence></xs:complexType></xs:element>"
        yield "</xs:schema>"
        yield from self.schemas
        yield "</w:types>"
        yield from self._messages()
        yield f"<w:portType name={attr(self.port_type)}>"
        for op in self.operations:
            yield f"<w:operation name={attr(op.name)}>"
            if op.documentation:
                yield f"<w:documentation>{text(op.documentation)}</w:documentation>"
            yield f"<w:input message={attr('t:' + op.name)}/>"
            yield f"<w:output message={attr(f't:{op.name}.Response')}/>"
            for fault in op.faults:
                yield f"<w:fault name={attr(fault)} message={attr(f't:{fault}.Fault')}/>"
            yield "</w:operation>"
        yield "</w:portType>"
        yield '<w:binding name="B" type=' + attr(f"t:{self.port_type}") + ">"
        yield '<s:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
        for op in self.operations:
            yield f"<w:operation name={attr(op.name)}><s:operation soapAction={attr(op.action)}/>"
            for direction in ("input", "output"):
                yield f'<w:{direction}><s:body use="literal"/></w:{direction}>'
            for fault in op.faults:
                yield f'<w:fault name={attr(fault)}><s:fault use="literal" name={attr(fault)}/>'
                yield "</w:fault>"
            yield "</w:operation>"
        yield f"</w:binding><w:service name={attr(self.service)}>"
        for port, address in self.addresses.items():
            yield f'<w:port name={attr(port)} binding="t:B"><s:address location={attr(address)}/>'
            yield "</w:port>"
        yield "</w:service></w:definitions>"

    def _messages(self) -> Iterable[str]:
        for op in self.operations:
            for name in (op.name, f"{op.name}.Response"):
                yield f"<w:message name={attr(name)}>"
                yield f'<w:part name="parameters" element={attr(f"t:{name}")}/></w:message>'
        for fault in dict.fromkeys(fault for op in self.operations for fault in op.faults):
            yield f"<w:message name={attr(f'{fault}.Fault')}>"
            yield f'<w:part name="fault" element={attr(f"t:{fault}")}/></w:message>'

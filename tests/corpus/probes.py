"""A contract that has an operation for every type of an entry, whether a message reaches it or not.

Its schemas are those of the entry, as `Schemas` writes them; its operations echo one element each.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType
from xml.sax.saxutils import quoteattr

from tests.corpus.packages import Package, folder
from tests.corpus.schemas import PROBE, Schemas
from wswgen import ir
from wswgen.contract.graph import dependencies
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime.service import Service
from wswgen.runtime.values import QName

_HEAD = """<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" name="Probe"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:w="urn:probe:wsdl" targetNamespace="urn:probe:wsdl">
<types><xs:schema>"""
_MESSAGE = "<message name='M{0}'><part name='value' element={1} xmlns:p={2}/></message>"
_OPERATION = "<operation name='Try{0}'><input {1}/><output {1}/></operation>"
_BOUND = """<operation name='Try{0}'><soap:operation soapAction='urn:probe:{0}'/>
  <input><soap:body use='literal'/></input><output><soap:body use='literal'/></output>
</operation>"""
_TAIL = """<service name="Probe"><port name="Probe" binding="w:Probe">
  <soap:address location="http://localhost:8080/probe"/></port></service></definitions>"""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """The package of the contract. ``elements`` has the type that each operation is for."""

    name: str
    service: type[Service]
    elements: dict[str, QName]

    @property
    def native(self) -> ModuleType:
        """The module for the native backend."""
        return importlib.import_module(f"{self.name}._native")


def probe_of(package: Package) -> Probe:
    """Generate the contract of an entry, and import it."""
    name = package.name.replace("corpus", "probe")
    home = folder() / f"{name}_input"
    schemas = Schemas(package.documents, home, relaxed=False)
    elements = {QName(PROBE, probe): named for named, probe in schemas.probes.items()}
    elements |= {element: element for element in package.elements.values()}
    path = home / "probe.wsdl"
    path.write_text(_wsdl(schemas, [*elements]), "utf-8")
    from_wsdl([path], folder(), Options(package=name))
    importlib.invalidate_caches()
    service: type[Service] = importlib.import_module(f"{name}.service").ProbeService
    operations = {f"Try{number}": known for number, known in enumerate(elements.values())}
    return Probe(name=name, service=service, elements=operations)


def _wsdl(schemas: Schemas, elements: list[QName]) -> str:
    spaces = sorted({element.namespace for element in elements} - {PROBE})
    lines = [_HEAD, f'<xs:import namespace="{PROBE}" schemaLocation="{schemas.driver.name}"/>']
    for space in spaces:
        named = f" namespace={quoteattr(space)}" if space else ""
        lines.append(f"<xs:import{named}/>")
    lines.append("</xs:schema></types>")
    for number, element in enumerate(elements):
        name = f'"p:{element.local}"' if element.namespace else f'"{element.local}" xmlns=""'
        lines.append(_MESSAGE.format(number, name, quoteattr(element.namespace or PROBE)))
    numbers = range(len(elements))
    lines.append('<portType name="Probe">')
    lines += [_OPERATION.format(n, f"message='w:M{n}'") for n in numbers]
    lines.append('</portType><binding name="Probe" type="w:Probe">')
    lines.append('<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>')
    lines += [_BOUND.format(number) for number in numbers]
    return "\n".join([*lines, "</binding>", _TAIL])


def reached(contract: ir.Contract) -> set[QName]:
    """The named types that a message of an entry reaches, and the elements with a type inside."""
    waiting = [
        part.type
        for port_type in contract.port_types
        for operation in port_type.operations
        for message in (operation.input, operation.output)
        for part in ((*message.body, *message.headers) if message is not None else ())
    ]
    waiting += [
        fault.detail.type
        for port_type in contract.port_types
        for operation in port_type.operations
        for fault in operation.faults
    ]
    found: set[ir.TypeKey] = set()
    while waiting:
        key = waiting.pop()
        if key not in found and key in contract.types:
            found.add(key)
            waiting += dependencies(contract.types[key])
    return {QName(key.namespace, key.name) for key in found if not key.path}

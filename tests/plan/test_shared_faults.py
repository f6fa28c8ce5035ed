"""A fault that several operations declare is written once, as a constant of ``_contract.py``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.exercise import load
from tests.contract.inputs import SERVICE, schema, wsdl
from wswgen.options import Options
from wswgen.pipeline import from_wsdl

SOAP = '<s:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
TYPES = "".join(
    f'<xs:element name="{name}" type="xs:string"/>' for name in ("Get", "Put", "Busy", "Gone")
)
FAULTS = {"Get": ["Busy", "Gone"], "Put": ["Busy"], "Busy": ["Busy"]}


def _contract() -> str:
    messages = "".join(
        f'<w:message name="{name}"><w:part name="p" element="t:{name}"/></w:message>'
        for name in ("Get", "Put", "Busy", "Gone")
    )
    abstract, bound = "", ""
    for name, faults in FAULTS.items():
        ends = f'<w:input message="t:{name}"/><w:output message="t:{name}"/>'
        ends += "".join(f'<w:fault name="{each}" message="t:{each}"/>' for each in faults)
        abstract += f'<w:operation name="{name}">{ends}</w:operation>'
        ends = '<w:input><s:body use="literal"/></w:input>'
        ends += '<w:output><s:body use="literal"/></w:output>'
        for each in faults:
            soap = f'<s:fault name="{each}" use="literal"/>'
            ends += f'<w:fault name="{each}">{soap}</w:fault>'
        bound += f'<w:operation name="{name}"><s:operation/>{ends}</w:operation>'
    rest = f'{messages}<w:portType name="P">{abstract}</w:portType>'
    rest += f'<w:binding name="B" type="t:P">{SOAP}{bound}</w:binding>{SERVICE}'
    return wsdl(schema(TYPES), rest=rest)


def test_written_once_under_a_name_of_its_own(tmp_path: Path) -> None:
    source = tmp_path / "c.wsdl"
    source.write_text(_contract(), "utf-8")
    from_wsdl([source], tmp_path, Options(package="shared_faults"))
    text = (tmp_path / "shared_faults/_contract.py").read_text("utf-8")
    assert text.count('exception="Busy') == 1
    assert "faults=[BUSY_FAULT]," in text  # the operation of that name keeps the plain one
    assert text.count('exception="Gone') == 1
    contract = load(tmp_path, "shared_faults")._contract
    for operation in (contract.GET, contract.PUT, contract.BUSY):
        assert [fault.name for fault in operation.faults] == FAULTS[operation.name]
    assert contract.PUT.faults[0] is contract.GET.faults[0] is contract.BUSY_FAULT

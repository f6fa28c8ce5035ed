"""Types that hold each other in every way: a base that holds what derives from it, and itself."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from tests.native.driving import Stage, implement
from wswgen import pipeline
from wswgen.options import Options
from wswgen.runtime.native import packages
from wswgen.runtime.values import QName

WSDL = """<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" name="Trees"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:trees"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:trees">
  <types><xs:schema targetNamespace="urn:trees" elementFormDefault="qualified">
    <xs:complexType name="Node"><xs:sequence>
      <xs:element name="leaf" type="t:Leaf" minOccurs="0"/>
      <xs:element name="node" type="t:Node" minOccurs="0" maxOccurs="unbounded"/>
      <xs:element name="id" type="xs:int"/>
    </xs:sequence></xs:complexType>
    <xs:complexType name="Leaf"><xs:complexContent><xs:extension base="t:Node"><xs:sequence>
      <xs:element name="text" type="xs:string"/>
    </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
    <xs:complexType name="Apart"><xs:complexContent><xs:extension base="t:Node"><xs:sequence>
      <xs:element name="number" type="xs:long"/>
    </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
    <xs:element name="Grow"><xs:complexType><xs:sequence>
      <xs:element name="root" type="t:{root}"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="GrowResponse"><xs:complexType><xs:sequence>
      <xs:element name="root" type="t:{root}"/></xs:sequence></xs:complexType></xs:element>
  </xs:schema></types>
  <message name="In"><part name="parameters" element="t:Grow"/></message>
  <message name="Out"><part name="parameters" element="t:GrowResponse"/></message>
  <portType name="Trees"><operation name="Grow">
    <input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="Trees" type="t:Trees">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Grow"><soap:operation soapAction="urn:trees/Grow"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>
    </operation></binding>
  <service name="Trees"><port name="Trees" binding="t:Trees">
    <soap:address location="http://localhost:8080/trees"/></port></service>
</definitions>"""


@pytest.mark.parametrize("root", ["Node", "Leaf", "Apart"])
def test_a_base_that_holds_what_derives_from_it(
    root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"trees_{root.lower()}"
    (tmp_path / "trees.wsdl").write_text(WSDL.replace("{root}", root), "utf-8")
    pipeline.from_wsdl([tmp_path / "trees.wsdl"], tmp_path, Options(package=name))
    monkeypatch.syspath_prepend(str(tmp_path))
    types: Any = importlib.import_module(f"{name}.types")
    service = importlib.import_module(f"{name}.service").TreesService
    more: dict[str, dict[str, Any]] = {
        "Node": {},
        "Leaf": {"text": "top"},
        "Apart": {"number": 2**40},
    }
    value = getattr(types, root)(
        id=1,
        leaf=types.Leaf(id=2, text="x", leaf=types.Leaf(id=3, text="y")),
        node=[types.Node(id=4), types.Leaf(id=5, text="z"), types.Apart(id=6, number=7)],
        **more[root],
    )
    with Stage(implement(service, lambda state: state.root)) as stage:
        assert stage.call(service.contract.operations[0], types.Grow(root=value)) == value
    packages._found.pop(id(service.contract))


NAMED = """<xs:complexType name="Named"><xs:attribute name="of" type="xs:QName"/></xs:complexType>
    <xs:complexType name="Kind"><xs:sequence><xs:element name="named" type="t:Named"/>
    </xs:sequence></xs:complexType>
    <xs:complexType name="Apart">"""


def test_a_name_without_a_namespace_stays_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Around the XML buffer with the name, the DLL declares a default namespace."""
    text = WSDL.replace("{root}", "Kind").replace('<xs:complexType name="Apart">', NAMED)
    (tmp_path / "kinds.wsdl").write_text(text, "utf-8")
    pipeline.from_wsdl([tmp_path / "kinds.wsdl"], tmp_path, Options(package="kinds"))
    monkeypatch.syspath_prepend(str(tmp_path))
    types: Any = importlib.import_module("kinds.types")
    service = importlib.import_module("kinds.service").TreesService
    with Stage(implement(service, lambda state: state.root)) as stage:
        for name in (QName("", "a"), QName("urn:trees", "a"), QName("urn:b", "a")):
            value = types.Kind(named=types.Named(of=name))
            assert stage.call(service.contract.operations[0], types.Grow(root=value)) == value
    packages._found.pop(id(service.contract))

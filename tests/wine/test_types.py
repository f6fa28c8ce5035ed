"""Every type of twenty real contracts that is a structure, judged by Wine.

The others are carried as text or as XML, which is the portable codec's. A process of Wine has a
hundred structures at most; large contracts are tried in parts, as `turn` says.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.corpus.packages import Entry, folder, package_of
from tests.corpus.probes import probe_of
from tests.corpus.test_native_types import chosen
from tests.corpus.turn import part
from tests.native.structures import structures
from tests.wine.judged import cases, judge
from tests.wine.limits import OWN, fatal, limits
from wswgen.cli import run

pytestmark = pytest.mark.wine

MOST = 100
"""Structures of one entry in one turn, and in one process."""
EXAMPLES = 3
SECONDS = 120


@pytest.mark.parametrize("entry", chosen(), ids=lambda entry: str(entry["id"]))
def test_types(entry: Entry, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = package_of(entry)
    assert package is not None
    probe = probe_of(package)
    makers = structures(import_module(f"{probe.name}._native"))
    names = part(list(makers), MOST)
    for start in range(0, len(names), MOST):
        few = {name: makers[name] for name in names[start : start + MOST]}
        verdict = judge(cases(probe.name, few, EXAMPLES), [folder()], tmp_path, seconds=SECONDS)
        with capsys.disabled():
            print("", f"  {entry['id']}: {len(few)} of {len(makers)} structures", sep="\n")
            print(*verdict.lines(), sep="\n")


NEST = """<definitions name="Nest" targetNamespace="urn:nest"
  xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:nest"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/">
<types><schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:nest"
  elementFormDefault="qualified">
  <complexType name="Nest"><sequence><element name="nest" type="t:Nest" minOccurs="0"/></sequence>
  </complexType><element name="Try" type="t:Nest"/></schema></types>
<message name="Try"><part name="value" element="t:Try"/></message>
<portType name="Nest"><operation name="Try"><input message="t:Try"/></operation></portType>
<binding name="Nest" type="t:Nest"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
  <operation name="Try"><soap:operation/><input><soap:body use="literal"/></input></operation>
</binding></definitions>"""


def test_wine_does_end_where_an_element_begins_with_one_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wsdl = tmp_path / "nest.wsdl"
    wsdl.write_text(NEST, "utf-8")
    assert run(["from-wsdl", str(wsdl), "--out", str(tmp_path)]) == 0
    monkeypatch.syspath_prepend(tmp_path)
    makers = structures(import_module("nest._native"))
    (case,) = [each for each in cases("nest", makers, 20) if "nest>" in each.xml][:1]
    assert fatal(case.layout, case.xml) == ["read"]
    assert OWN in limits(case.layout, case.xml, "read")
    monkeypatch.setattr("tests.wine.judged.fatal", lambda layout, xml: [])
    with pytest.raises(AssertionError, match="last was"):
        judge([case], [tmp_path], tmp_path, seconds=SECONDS)

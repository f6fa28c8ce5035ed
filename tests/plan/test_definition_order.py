"""Definitions stand where Python can execute them, wherever the schema has them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from tests.contract.inputs import schema, wsdl
from wswgen.options import Options
from wswgen.pipeline import from_wsdl

DEFINITIONS = (
    '<xs:element name="Op" type="t:Derived"/>',
    (
        '<xs:complexType name="Derived"><xs:complexContent><xs:extension base="t:Base"><xs:choice>'
        '<xs:element name="size" type="t:Size" default="small"/><xs:element name="no"/></xs:choice>'
        "</xs:extension></xs:complexContent></xs:complexType>"
    ),
    (
        '<xs:complexType name="Base"><xs:sequence><xs:element name="size" type="t:Alias"'
        ' fixed="big"/>'
        '</xs:sequence><xs:attribute name="form" default="round"><xs:simpleType>'
        '<xs:restriction base="xs:string"><xs:enumeration value="round"/></xs:restriction>'
        "</xs:simpleType></xs:attribute></xs:complexType>"
    ),
    '<xs:simpleType name="Alias"><xs:restriction base="t:Size"/></xs:simpleType>',
    (
        '<xs:simpleType name="Size"><xs:restriction base="xs:string">'
        '<xs:enumeration value="small"/><xs:enumeration value="big"/></xs:restriction>'
        "</xs:simpleType>"
    ),
)


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
def test_an_enumeration_comes_before_its_members_are_defaults(
    order: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "late.wsdl"
    path.write_text(wsdl(schema("".join(DEFINITIONS[n] for n in order))), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == "late"]:
        monkeypatch.delitem(sys.modules, name)
    from_wsdl([path], tmp_path, Options())
    types = importlib.import_module("late.types")
    base = types.Base()
    assert (base.size, base.form) == (types.Size.BIG, types.BaseForm.ROUND)

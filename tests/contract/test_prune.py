"""Pruning keeps the types that remaining messages can hold, and those alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.contracts import Contract, Op
from wswgen import api
from wswgen.errors import GenerateError
from wswgen.options import Job, Options

SCHEMA = """
<xs:complexType name="Base"><xs:sequence><xs:element name="id" type="t:Id"/></xs:sequence>
</xs:complexType>
<xs:simpleType name="Id"><xs:restriction base="xs:int"/></xs:simpleType>
<xs:complexType name="Cat"><xs:complexContent><xs:extension base="t:Base"><xs:sequence>
  <xs:element name="lives" type="t:Lives"/></xs:sequence></xs:extension></xs:complexContent>
</xs:complexType>
<xs:simpleType name="Lives"><xs:restriction base="xs:int"/></xs:simpleType>
<xs:complexType name="Kitten"><xs:complexContent><xs:extension base="t:Cat"/></xs:complexContent>
</xs:complexType>
<xs:complexType name="Dog"><xs:complexContent><xs:extension base="t:Base"><xs:sequence>
  <xs:element name="friend" type="t:Base" minOccurs="0"/></xs:sequence></xs:extension>
</xs:complexContent></xs:complexType>
<xs:complexType name="Idle"/>
"""
OPERATIONS = (
    Op(name="PutCat", inputs='<xs:element name="cat" type="t:Cat"/>'),
    Op(name="PutDog", inputs='<xs:element name="dog" type="t:Dog"/>'),
    Op(name="Ping"),
)


def _names(folder: Path, **options: tuple[str, ...]) -> tuple[list[str], set[str]]:
    path = folder / "c.wsdl"
    path.write_text(str(Contract(operations=OPERATIONS, schema=SCHEMA)))
    _, contract, _ = api.read(Job(files=(path,), options=Options(**options)))  # type: ignore[arg-type]
    operations = [o.name for port_type in contract.port_types for o in port_type.operations]
    return operations, {key.name for key in contract.types if key.kind == "type"}


ALL = {"Base", "Id", "Cat", "Lives", "Kitten", "Dog", "Idle"}


@pytest.mark.parametrize(
    ("options", "operations", "types"),
    [
        ({}, ["PutCat", "PutDog", "Ping"], ALL),
        # Cat needs its base, but no message can hold another one derived from that.
        ({"only": ("PutCat",)}, ["PutCat"], {"Base", "Id", "Cat", "Lives", "Kitten"}),
        # A friend can be any of them.
        ({"only": ("PutDog",)}, ["PutDog"], ALL - {"Idle"}),
        ({"only": ("P*",), "skip": ("Put*",)}, ["Ping"], set()),
        ({"skip": ("PutDog", "Ping")}, ["PutCat"], {"Base", "Id", "Cat", "Lives", "Kitten"}),
    ],
)
def test_exactly_what_is_reachable(
    tmp_path: Path, options: dict[str, tuple[str, ...]], operations: list[str], types: set[str]
) -> None:
    assert _names(tmp_path, **options) == (operations, types)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"only": ("PutCta",)}, "did you mean 'PutCat'?"),
        ({"skip": ("X*",)}, "there are: PutCat, PutDog, Ping"),
        ({"only": ("Ping",), "skip": ("P*",)}, "no operation is left"),
    ],
)
def test_a_choice_that_chooses_nothing_is_refused(
    tmp_path: Path, options: dict[str, tuple[str, ...]], told: str
) -> None:
    with pytest.raises(GenerateError, match="W405") as refused:
        _names(tmp_path, **options)
    assert told in str(refused.value)


def test_a_pruned_package_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pruned_animals.wsdl"
    path.write_text(str(Contract(operations=OPERATIONS, schema=SCHEMA)))
    api.from_wsdl(Job(files=(path,), out=tmp_path, options=Options(only=("PutCat",))))
    monkeypatch.syspath_prepend(tmp_path)
    import importlib

    package = importlib.import_module("pruned_animals")
    assert {"Cat", "Kitten", "Base"} <= set(package.__all__)
    assert "Dog" not in package.__all__

"""Unions of unions: each type is looked at once, however many ways lead to it."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.contract.inputs import schema, wsdl
from wswgen.options import Options
from wswgen.pipeline import from_wsdl

DEPTH = 60


def test_two_ways_to_each_of_many_unions(tmp_path: Path) -> None:
    unions = "".join(
        f'<xs:simpleType name="U{n}"><xs:union memberTypes="t:U{n + 1} t:U{n + 1}"/>'
        "</xs:simpleType>"
        for n in range(DEPTH)
    )
    last = f'<xs:simpleType name="U{DEPTH}"><xs:restriction base="xs:int"/></xs:simpleType>'
    path = tmp_path / "wide.wsdl"
    path.write_text(wsdl(schema(f'<xs:element name="Op" type="t:U0"/>{unions}{last}')), "utf-8")
    from_wsdl([path], tmp_path, Options())
    names = {
        node.target.id
        for node in ast.parse((tmp_path / "wide" / "types.py").read_text("utf-8")).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert {f"U{n}" for n in range(DEPTH + 1)} <= names

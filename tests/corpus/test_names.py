"""Names of real contracts do not depend on the order of definitions, nor on what else is there."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from lxml import etree

from tests.corpus.packages import CATALOG, CORPUS, Entry, entries
from tests.corpus.turn import TURN
from wswgen import ir, pipeline
from wswgen.contract.graph import dependencies
from wswgen.options import Options
from wswgen.plan import naming
from wswgen.plan.shapes import GroupKey, plain_class_name

pytestmark = pytest.mark.corpus

XSD = "{http://www.w3.org/2001/XMLSchema}"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
LARGE = 400_000
REACHES = re.compile(r"""ocation\s*=\s*["'](?!http)[^"']+\.(xsd|wsdl)""")
FIRST = ("import", "include", "redefine", "annotation")  # what stands before the components


def chosen() -> list[Entry]:
    """Contracts of one file, which can be edited without a thought for the others."""
    found = [e for e in entries() if e["expect"] == "ok" and not e.get("extra")]
    return [
        e
        for e in found
        if len(list((CORPUS / e["root"]).parent.rglob("*.*"))) == 1
        and (CORPUS / e["root"]).stat().st_size < LARGE
        and not REACHES.search((CORPUS / e["root"]).read_text("utf-8", "replace"))
    ]


def names(path: Path) -> tuple[ir.Contract, naming.Naming]:
    """What a contract has, and what it is called in Python."""
    seen: list[Any] = []

    def spy(original: Any) -> Any:
        def call(*args: Any, **keywords: Any) -> Any:
            seen.append(original(*args, **keywords))
            return seen[-1]

        return call

    with (
        mock.patch("wswgen.pipeline.read_contract", spy(pipeline.read_contract)),
        mock.patch("wswgen.plan.build.name_everything", spy(naming.name_everything)),
        mock.patch("wswgen.pipeline.render", return_value={}),
    ):
        pipeline.generate([path], Options(package="p"), catalog=CATALOG)
    (_, contract, _), found = seen
    return contract, found


def comparable(found: naming.Naming) -> dict[object, object]:
    """All names by what they name. Namespace constants stand for URIs."""
    names: dict[object, object] = {("fault", key): name for key, name in found.faults.items()}
    names.update(found.classes.items())
    names.update(found.interfaces.items())
    names.update(found.operations.items())
    return names


def shuffled(root: Any, source: random.Random) -> None:
    """The components of every schema and of the definitions in another order."""
    for schema in list(root.iter(f"{XSD}schema")):
        _shuffle(schema, [c for c in schema if _local(c) and _local(c) not in FIRST], source)
    for local in ("message", "portType", "binding", "service"):
        _shuffle(root, list(root.findall(f"{WSDL}{local}")), source)


def _shuffle(parent: Any, children: list[Any], source: random.Random) -> None:
    for child in children:
        parent.remove(child)
    source.shuffle(children)
    after = [c for c in parent if _local(c) not in FIRST]
    place = parent.index(after[0]) if after and parent.tag == f"{XSD}schema" else len(parent)
    for child in children:
        parent.insert(place, child)
        place += 1


def _local(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


@pytest.mark.parametrize("entry", chosen(), ids=lambda entry: str(entry["id"]))
def test_order_means_nothing(entry: Entry, tmp_path: Path) -> None:
    path = CORPUS / entry["root"]
    tree = etree.parse(path)
    source = random.Random(TURN)
    shuffled(tree.getroot(), source)
    other = tmp_path / path.name
    tree.write(other, xml_declaration=True, encoding="utf-8")
    assert comparable(names(other)[1]) == comparable(names(path)[1])


@pytest.mark.parametrize("entry", chosen(), ids=lambda entry: str(entry["id"]))
def test_what_goes_renames_nothing(entry: Entry, tmp_path: Path) -> None:
    path = CORPUS / entry["root"]
    contract, before = names(path)
    used = {key for found in contract.types.values() for key in dependencies(found)}
    parts = [
        part.type
        for port_type in contract.port_types
        for operation in port_type.operations
        for message in (operation.input, operation.output)
        if message is not None
        for part in (*message.body, *message.headers)
    ]
    idle = [k for k in contract.types if k.kind == "type" and not k.path and k not in used]
    gone = {(k.namespace, k.name) for k in idle if k not in parts}
    tree = etree.parse(path)
    named = {
        word.rpartition(":")[2]
        for node in tree.iter()
        for attribute, value in node.attrib.items()
        for word in (value.split("[")[0].split() if attribute != "name" else ())
    }
    for schema in tree.getroot().iter(f"{XSD}schema"):
        space = schema.get("targetNamespace") or ""
        for child in list(schema):
            name = child.get("name") if isinstance(child.tag, str) else None
            if (space, name) in gone and "Type" in _local(child) and name not in named:
                schema.remove(child)
    other = tmp_path / path.name
    tree.write(other, xml_declaration=True, encoding="utf-8")
    _, after = names(other)
    left, rest = comparable(after), comparable(before)
    assert left.keys() <= rest.keys()
    lost = {_plain(key) for key in rest.keys() - left.keys()}
    # Whoever was called apart from what is gone may now have the plain name.
    changed = {k: (rest[k], v) for k, v in left.items() if rest[k] != v and _plain(k) not in lost}
    assert changed == {}


def _plain(key: object) -> str:
    return plain_class_name(key) if isinstance(key, (ir.TypeKey, GroupKey)) else ""

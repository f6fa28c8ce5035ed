"""The entries of the corpus as packages: generated once, imported, with what the stages knew."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType
from typing import Any, TypedDict
from unittest import mock

from tests.needs import missing
from wswgen import ir, pipeline
from wswgen.documents.document import Documents
from wswgen.errors import GenerateError
from wswgen.options import Options
from wswgen.plan import naming
from wswgen.plan.shapes import ClassKey
from wswgen.runtime.values import QName

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
CATALOG = CORPUS / "catalog" / "catalog.json"


class Entry(TypedDict, total=False):
    """What the manifest says of an entry, as far as it is used here."""

    id: str
    root: str
    extra: list[str]
    expect: str
    counts: dict[str, int]


def manifest() -> list[Entry]:
    """All entries; none where there is no corpus."""
    path = CORPUS / "manifest.json"
    found: list[Entry] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return found


def entries() -> list[Entry]:
    """The entries that must generate."""
    return [entry for entry in manifest() if entry["expect"] == "ok"]


def require_corpus() -> None:
    """Skip where there is no corpus, but never in CI."""
    if entries():
        return
    missing(f"the corpus, {CORPUS / 'manifest.json'}")


@dataclass(kw_only=True, slots=True)
class Package:
    """A generated package and what it was made from. ``elements`` name the anonymous classes."""

    name: str
    contract: ir.Contract
    documents: Documents
    types: ModuleType
    elements: dict[str, QName]
    classes: Mapping[ClassKey, str]


@dataclass(kw_only=True, slots=True)
class Row:
    """One line of the table at the end of the lane. ``front`` is what the first stages say.

    Of the ``exchanged`` operations, a call of ``equal`` ones needs no excuse for zeep, which
    ``caught`` so many of the faults that our service ``raised`` without one; ``excused`` counts
    the operations that every rule was needed for.
    """

    entry: str
    operations: int = 0
    front: str = "-"
    carried: int = 0
    types: int = 0
    tried: int = 0
    documents: int = 0
    unable: int = 0
    exchanged: int = 0
    equal: int = 0
    raised: int = 0
    caught: int = 0
    excused: Counter[str] = field(default_factory=Counter[str])
    seconds: float = 0.0
    zeep: str = ""
    result: str = "-"
    back: str = "-"
    native: str = "-"
    notes: list[str] = field(default_factory=list[str])
    typed: dict[str, str] = field(default_factory=dict[str, str])


TABLE: dict[str, Row] = {}


def row(entry: Entry) -> Row:
    """The line of an entry."""
    return TABLE.setdefault(
        entry["id"], Row(entry=entry["id"], operations=entry["counts"].get("operations", 0))
    )


@cache
def folder() -> Path:
    """Where this run keeps its packages; on the path of Python."""
    found = Path(mkdtemp(prefix="wswgen-corpus-"))
    sys.path.insert(0, str(found))
    return found


def files(entry: Entry) -> list[Path]:
    """The root and the further files that a user would name."""
    return [CORPUS / entry["root"], *(CORPUS / path for path in entry.get("extra", []))]


def generate(entry: Entry, package: str) -> tuple[Documents, ir.Contract, naming.Naming]:
    """Write the package of an entry below `folder`. Raises `GenerateError`."""
    seen: list[Any] = []

    def spy(original: Any) -> Any:
        def call(*args: Any, **keywords: Any) -> Any:
            seen.append(original(*args, **keywords))
            return seen[-1]

        return call

    with (
        mock.patch("wswgen.pipeline.read_contract", spy(pipeline.read_contract)),
        mock.patch("wswgen.plan.build.name_everything", spy(naming.name_everything)),
    ):
        pipeline.from_wsdl(files(entry), folder(), Options(package=package), catalog=CATALOG)
    (documents, contract, _), names = seen
    return documents, contract, names


_PACKAGES: dict[str, Package | None] = {}


def package_of(entry: Entry) -> Package | None:
    """The imported package of an entry; None where the whole entry is refused."""
    if entry["id"] not in _PACKAGES:
        _PACKAGES[entry["id"]] = _package_of(entry)
    return _PACKAGES[entry["id"]]


def _package_of(entry: Entry) -> Package | None:
    line, started = row(entry), time.perf_counter()
    name = f"corpus_{entry['id'][:3]}"
    try:
        documents, contract, names = generate(entry, name)
    except GenerateError as error:
        codes = sorted({problem.code for problem in error.problems})
        line.result = f"refused: {' '.join(codes)}"
        return None
    importlib.invalidate_caches()
    importlib.import_module(name)
    types = importlib.import_module(f"{name}.types")
    line.seconds += time.perf_counter() - started
    line.carried = sum(len(each.operations) for each in contract.port_types)
    elements = {
        names.classes[key]: QName(key.namespace, key.name)
        for key, definition in contract.types.items()
        if key.kind == "element" and not key.path and isinstance(definition, ir.ComplexType)
    }
    return Package(
        name=name,
        contract=contract,
        documents=documents,
        types=types,
        elements=elements,
        classes=names.classes,
    )

"""The real contracts: a contract, or one clear refusal; never another exception."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest

from tests.corpus.packages import require_corpus
from wswgen.contract import build_contract, dump
from wswgen.documents.catalog import read_catalog
from wswgen.documents.load import load
from wswgen.errors import GenerateError, Problem, Severity

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


class Entry(TypedDict, total=False):
    id: str
    root: str
    extra: list[str]
    expect: str
    features: list[str]
    counts: dict[str, int]


def entries() -> list[Entry]:
    manifest = CORPUS / "manifest.json"
    if manifest.exists():
        found: list[Entry] = json.loads(manifest.read_text("utf-8"))
        return found
    return []


pytestmark = pytest.mark.corpus


def test_the_corpus_is_there() -> None:
    require_corpus()


WHOLE = ("102", "111", "113", "114", "115", "116", "117", "155")
PARTLY = {"118": ["W305"], "119": ["W305"]}


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry["id"]))
def test_a_contract_or_a_refusal(entry: Entry) -> None:
    catalog = read_catalog(CORPUS / "catalog" / "catalog.json")
    extra = [CORPUS / path for path in entry.get("extra", [])]
    refused: tuple[Problem, ...] = ()
    try:
        contract, warnings = build_contract(load(CORPUS / entry["root"], extra, catalog=catalog))
    except GenerateError as error:
        refused = error.problems
    if refused:
        assert all(problem.location.file and problem.message for problem in refused)
        assert entry["expect"] != "ok", refused
        return
    assert entry["expect"] == "ok"
    assert all(warning.severity is Severity.WARNING for warning in warnings)
    assert dump(contract)
    number = entry["id"][:3]
    carried = sum(len(each.operations) for each in contract.port_types)
    if number in WHOLE:
        assert carried == entry["counts"]["operations"]
        assert {warning.code for warning in warnings} <= {"W315"}
    if number in PARTLY:
        assert [warning.code for warning in warnings] == PARTLY[number]

"""The real contracts: a contract, or the refusal that the manifest expects; never anything else."""

from __future__ import annotations

import re

import pytest

from tests.corpus.packages import CATALOG, CORPUS, Entry, manifest, require_corpus, row
from wswgen.contract import build_contract, dump
from wswgen.documents.catalog import read_catalog
from wswgen.documents.load import load
from wswgen.errors import GenerateError, Problem, Severity

pytestmark = pytest.mark.corpus

REASONS = {
    r"invalid:no (?:type|element|attribute) (?P<name>{.*?}\w+)": {"W105", "W009"},
    r"invalid:no (?:message|binding) (?P<name>{.*?}\w+)": {"W204"},
    r"invalid:duplicate binding name": {"W205"},
    r"invalid:binding without portType": {"W203"},
    r"invalid:\S+: missing file (?P<name>\S+)": {"W001"},
    r"invalid:\S+: (?P<name>not well-formed: Namespace prefix \w+)": {"W003"},
    r"unsupported:no SOAP binding": {"W206"},
    r"unsupported:types in a pre-2001 XML Schema namespace": {"W108"},
    r"unsupported:(?P<name>WSDL 2.0)": {"W202"},
}
"""What the manifest says of an entry that is refused; the codes that mean it; what they name."""


def test_the_corpus_is_there() -> None:
    require_corpus()
    assert len(manifest()) == 192


WHOLE = ("102", "111", "113", "114", "115", "116", "117", "155")
PARTLY = {"118": ["W305"], "119": ["W305"]}


@pytest.mark.parametrize("entry", manifest(), ids=lambda entry: str(entry["id"]))
def test_a_contract_or_a_refusal(entry: Entry) -> None:
    catalog = read_catalog(CATALOG)
    extra = [CORPUS / path for path in entry.get("extra", [])]
    refused: tuple[Problem, ...] = ()
    try:
        contract, warnings = build_contract(load(CORPUS / entry["root"], extra, catalog=catalog))
    except GenerateError as error:
        refused = error.problems
    if refused:
        row(entry).front = "refused: " + " ".join(sorted({each.code for each in refused}))
        assert all(each.location.file and each.message for each in refused)
        assert all((each.location.line or 0) > 0 for each in refused)
        assert means(refused, entry["expect"]), (entry["expect"], refused)
        return
    row(entry).front = "ok"
    assert entry["expect"] == "ok"
    assert all(warning.severity is Severity.WARNING for warning in warnings)
    assert dump(contract)
    number = entry["id"][:3]
    carried = row(entry).carried = sum(len(each.operations) for each in contract.port_types)
    if number in WHOLE:
        assert carried == entry["counts"]["operations"]
        assert {warning.code for warning in warnings} <= {"W315"}
    if number in PARTLY:
        assert [warning.code for warning in warnings] == PARTLY[number]


def means(refused: tuple[Problem, ...], expected: str) -> bool:
    """Whether one of the problems is what the manifest expects, about the same thing."""
    for pattern, codes in REASONS.items():
        found = re.match(pattern, expected)
        if found is not None:
            name = found.groupdict().get("name", "")
            return any(each.code in codes and name in each.message for each in refused)
    return False

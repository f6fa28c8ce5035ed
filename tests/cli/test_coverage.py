"""`wswgen describe --coverage`: every construct with its fate, and a failure if asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contract.inputs import schema, wsdl
from wswgen import cli

BODY = (
    '<xs:element name="Op"><xs:complexType><xs:sequence><xs:element name="a" type="xs:int"/>'
    '<xs:element name="b" type="xs:date"/></xs:sequence></xs:complexType></xs:element>'
)
REFUSED = (
    '<xs:complexType name="R"><xs:sequence><xs:element ref="t:H"/></xs:sequence></xs:complexType>'
    '<xs:element name="H" abstract="true"/>'
)


@pytest.fixture
def contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("c.wsdl")
    path.write_text(wsdl(schema(BODY)), "utf-8")
    return path


def rows(capsys: pytest.CaptureFixture[str], path: Path) -> dict[tuple[str, str], int]:
    assert cli.run(["describe", str(path), "--coverage", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert all(row["count"] == len(row["places"]) for row in found)
    assert all(place.startswith("c.wsdl:") for row in found for place in row["places"])
    return {(row["construct"], row["fate"]): row["count"] for row in found}


def test_every_construct_is_counted_once(
    contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rows(capsys, contract) == {
        ("element", "fallback"): 1,  # webservices.dll has no xs:date
        ("element", "exact"): 1,
        ("complex type", "exact"): 1,
        ("operation, document/literal, one-way", "exact"): 1,
        ("port type", "exact"): 1,
        ("SOAP 1.1 endpoint", "exact"): 1,
    }


@pytest.mark.parametrize(
    ("types", "wanted", "code"),
    [
        (BODY, "never", 0),
        (BODY, "refused", 0),
        (BODY, "fallback", 3),
        (BODY + REFUSED, "refused", 3),
        (BODY + REFUSED, "never", 0),
    ],
)
def test_what_fails(contract: Path, types: str, wanted: str, code: int) -> None:
    contract.write_text(wsdl(schema(types)), "utf-8")
    assert cli.run(["describe", "c.wsdl", "--coverage", "--fail-on", wanted]) == code


def test_what_is_refused_has_its_code_and_place(
    contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract.write_text(wsdl(schema(BODY + REFUSED)), "utf-8")
    cli.run(["describe", "c.wsdl", "--coverage"])
    first, second, *_, last = capsys.readouterr().out.splitlines()
    assert first.split()[:3] == ["refused", "1", "W155"]
    assert second.strip().startswith("c.wsdl:1:")
    assert last == "5 exact, 1 fallback, 1 refused"

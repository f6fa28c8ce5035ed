"""Settings: what opts out says so, and nothing else is taken for a setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from wswgen.cli import run

SAMPLE = str(Path(__file__).parents[1] / "samples/wsdl/calculator.wsdl")


def _settings(folder: Path, text: str) -> str:
    path = folder / "pyproject.toml"
    path.write_text(text)
    return str(path)


def test_an_operation_opts_out_where_a_diff_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _settings(tmp_path, "[tool.wswgen.operations.Add]\ncancel = false\n")
    monkeypatch.chdir(tmp_path)
    assert run(["from-wsdl", SAMPLE]) == 0
    service = (tmp_path / "calculator/service.py").read_text()
    assert "@runtime.operation(_contract.ADD, state=AddState, cancel=False)" in service
    assert "@runtime.operation(_contract.DIVIDE, state=DivideState)" in service


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.wswgen.operation.Add]", "did you mean 'operations'?"),
        ("[tool.wswgen.operations.Add]\ncancell = false", "did you mean 'cancel'?"),
        ("[tool.wswgen.operations.Add]\ncancel = 0", "neither true nor false"),
        ("[tool.wswgen.operations.add]\ncancel = false", "did you mean 'Add'?"),
        ("[tool]\nwswgen = 1", "is no table"),
        ("[tool.wswgen]\noperations = []", "is no table"),
        ("[tool.wswgen", "no TOML"),
    ],
)
def test_wrong_settings_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    settings = _settings(tmp_path, text)
    out = tmp_path / "out"
    assert run(["from-wsdl", SAMPLE, "--out", str(out), "--config", settings]) == 1
    assert told in capsys.readouterr().err
    assert not out.exists()


def test_a_file_that_is_named_must_be_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["from-wsdl", SAMPLE, "--out", str(tmp_path), "--config", "nowhere.toml"]) == 1
    assert "nowhere.toml: error W403: cannot read the settings" in capsys.readouterr().err


def test_a_file_without_settings_says_nothing(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "[project]\nname = 'x'\n")
    assert run(["from-wsdl", SAMPLE, "--out", str(tmp_path), "--config", settings]) == 0

"""Settings: what opts out says so, and nothing else is taken for a setting."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
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


JOBS = """\
[tool.wswgen]
out = "src"
strict = true

[tool.wswgen.jobs.calculator]
wsdl = "{sample}"

[tool.wswgen.jobs.pruned]
wsdl = "{sample}"
package = "pruned"
out = "elsewhere"
only = ["Add"]
vendor-runtime = true

[tool.wswgen.jobs.pruned.operations.Add]
cancel = false
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two jobs; the folder below it is the current one."""
    _settings(tmp_path, JOBS.format(sample=Path(SAMPLE).as_posix()))
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    return tmp_path


def test_all_jobs_run_and_paths_count_from_the_settings(project: Path) -> None:
    assert run(["from-wsdl"]) == 0
    assert (project / "src/calculator/service.py").exists()
    service = (project / "elsewhere/pruned/service.py").read_text()
    assert "cancel=False" in service
    assert "Divide" not in service
    assert (project / "elsewhere/pruned/_runtime").is_dir()
    assert run(["check"]) == 0
    (project / "elsewhere/pruned/client.py").unlink()
    assert run(["check", "--job", "calculator"]) == 0
    assert run(["check"]) == 1


def test_the_command_line_wins(project: Path) -> None:
    arguments = ["--job", "pruned", "--out", "here", "--package", "other", "--only", "Divide"]
    # Settings for an operation that is not chosen would be a mistake nobody sees.
    assert run(["from-wsdl", *arguments]) == 1
    assert run(["from-wsdl", *arguments[:-2], "--only", "Add,Divide"]) == 0
    assert "Divide" in (project / "below/here/other/service.py").read_text()


def test_a_file_on_the_command_line_takes_the_shared_settings(project: Path) -> None:
    assert run(["from-wsdl", SAMPLE, "--package", "single"]) == 0
    assert (project / "src/single/service.py").exists()


def test_a_job_that_is_not_there(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--job", "prund"]) == 1
    assert "did you mean 'pruned'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[tool.wswgen.jobs.x]\nout = 'y'", 1, "the job has no wsdl"),
        ("[tool.wswgen]\n\noutt = 'y'", 3, "did you mean 'out'?"),
        ("[tool.wswgen.jobs.x]\nwsdl = 'a'\npackage = 'a-b'", 3, "no name for a Python package"),
        ("[tool.wswgen.jobs.x]\nwsdl = 'a'\nonly = 'A'", 3, "is no list of names"),
        ("[tool.wswgen.jobs.x]\nwsdl = 'a'\nimports = [1]", 3, "is no list of paths"),
        ("[tool.wswgen.jobs.'x y']\nwsdl = ''", 2, "is no path"),
        ("[tool.wswgen]\njobs.x.wsdl = 'a'\njobs.x.ports = [\n'a',\n'']", 3, "no list of names"),
        ("[tool.wswgen]\n[tool.wswgen.operations]\nPing.cancel = 1", 3, "neither true nor"),
    ],
)
def test_a_wrong_setting_has_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, line: int, told: str
) -> None:
    settings = _settings(tmp_path, text)
    assert run(["check", "--config", settings]) == 1
    error = capsys.readouterr().err
    assert f"pyproject.toml:{line}: error W403: " in error
    assert told in error


def test_own_file_without_the_prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _settings(tmp_path, "[tool.wswgen]\nunknown = 1")
    text = JOBS.format(sample=Path(SAMPLE).as_posix()).replace("[tool.wswgen]\n", "")
    (tmp_path / "wswgen.toml").write_text(text.replace("tool.wswgen.", ""))
    assert run(["from-wsdl", "--job", "calculator"]) == 0
    assert (tmp_path / "src/calculator/service.py").exists()


@pytest.mark.parametrize("project", [None, "", "[project]\nname = 'x'"])
def test_init_writes_settings_that_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    if project is not None:
        _settings(tmp_path, project)
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts/calculator.wsdl").write_bytes(Path(SAMPLE).read_bytes())
    assert run(["init", "--out", "src"]) == 0
    written = tmp_path / ("wswgen.toml" if project is None else "pyproject.toml")
    assert 'wsdl = "contracts/calculator.wsdl"' in written.read_text()
    assert written.read_text().startswith(project or "")
    # Every line of the template that is commented out is one that works.
    lines = written.read_text().replace('# imports = ["contracts/types.xsd"]', "# imports = []")
    lines = lines.replace('"Submit", "Find*"', '"Add", "Div*"').replace(
        "operations.Ping", "operations.Add"
    )
    mended = [
        line[2:] if line.startswith(("# [", "# imp", "# pack", "# only", "# skip", "# str",
                                     "# vend", "# canc")) else line
        for line in lines.splitlines()
    ]  # fmt: skip
    written.write_text("\n".join(mended))
    assert run(["from-wsdl"]) == 0
    assert (tmp_path / "src/calculator/service.py").exists()
    assert run(["init"]) == 1


def test_the_schema_of_the_settings_says_what_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["init", "--schema"]) == 0
    validator = jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))
    good = tomllib.loads(JOBS)["tool"]["wswgen"]
    assert list(validator.iter_errors(good)) == []
    for text in ("jobs.x.out = 'y'", "outt = 'y'", "jobs.x = {wsdl='a', package='a-b'}",
                 "jobs.x = {wsdl='a', only='A'}", "operations.x.cancel = 1"):  # fmt: skip
        assert list(validator.iter_errors(tomllib.loads(text))), text

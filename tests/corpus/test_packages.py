"""Ten real contracts, two of them giants: what is generated passes every tool, unsuppressed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus.packages import CATALOG, Entry, entries, files, require_corpus
from wswgen.options import Options
from wswgen.pipeline import from_wsdl

pytestmark = pytest.mark.corpus

CHOSEN = ("102", "111", "113", "114", "115", "116", "117", "118", "119", "155")
SUPPRESSION = re.compile(r"#\s*(type:|noqa|pyright:|mypy:|ruff:|fmt:|isort:|pylint:)")
# pyright takes three minutes for the ten on two cores, most of it in the two giants' _contract.py.
SECONDS = 900


def chosen() -> list[Entry]:
    return [entry for entry in entries() if entry["id"][:3] in CHOSEN]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the ten packages and nothing else."""
    require_corpus()
    found = tmp_path_factory.mktemp("packages")
    for entry in chosen():
        name = f"checked_{entry['id'][:3]}"
        from_wsdl(files(entry), found, Options(package=name), catalog=CATALOG)
    assert len(list(found.iterdir())) == len(CHOSEN)
    return found


def run(folder: Path, *command: str) -> str:
    """What a tool says, which must be content."""
    result = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    said = result.stdout + result.stderr
    assert result.returncode == 0, said[-4000:]
    return said


def test_they_import(written: Path) -> None:
    names = sorted(path.name for path in written.iterdir() if path.is_dir())
    run(written, "timeit", "-n1", "-r1", "; ".join(f"import {name}.client" for name in names))


def test_ruff(written: Path) -> None:
    run(written, "ruff", "check", "--isolated", "--no-cache", ".")


def test_black(written: Path) -> None:
    run(written, "black", "--check", "--quiet", ".")


def test_mypy(written: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in written.iterdir() if path.is_dir())
    packages = [word for name in names for word in ("-p", name)]
    run(written, "mypy", "--strict", "--cache-dir", str(tmp_path), *packages)


def test_pyright(written: Path) -> None:
    config = {
        "typeCheckingMode": "strict",
        "pythonVersion": f"{sys.version_info.major}.{sys.version_info.minor}",
    }
    (written / "pyrightconfig.json").write_text(json.dumps(config), "utf-8")
    shown = run(written, "pyright", "--stats", "--pythonpath", sys.executable, "-p", ".")
    checked = re.search(r"Total files checked: (\d+)", shown)
    assert checked is not None, shown
    assert int(checked[1]) == len(list(written.rglob("*.py")))


def test_nothing_is_suppressed(written: Path) -> None:
    for path in sorted(written.rglob("*.py")):
        found = SUPPRESSION.search(path.read_text("utf-8"))
        assert found is None, f"{path.relative_to(written)}: {found}"

"""What is generated for the real contracts passes mypy and pyright, strictly.

A run takes a third of them, and of these a third for pyright, which needs minutes for more.

``WSWGEN_CORPUS_TURN`` says which third, ``WSWGEN_CORPUS_TYPED=all`` takes all of them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.corpus.packages import CATALOG, Entry, entries, files, require_corpus, row
from tests.corpus.test_round_trip import TURN
from wswgen.options import Options
from wswgen.pipeline import from_wsdl

pytestmark = pytest.mark.corpus

EVERY = 1 if os.environ.get("WSWGEN_CORPUS_TYPED") == "all" else 3
GIANT = 60  # operations; `test_packages` has two that are larger
SECONDS = 1800


def chosen() -> list[Entry]:
    """The entries of this turn."""
    found = [entry for entry in entries() if entry["expect"] == "ok"]
    return found[TURN % EVERY :: EVERY]


def package(entry: Entry) -> str:
    return f"typed_{entry['id'][:3]}"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of this turn and nothing else."""
    require_corpus()
    found = tmp_path_factory.mktemp("typed")
    for entry in chosen():
        from_wsdl(files(entry), found, Options(package=package(entry)), catalog=CATALOG)
    return found


def judge(folder: Path, judged: list[Entry], tool: str, *command: str) -> None:
    """Run a tool over the folder; note in the table what it says of each package."""
    result = subprocess.run(
        [sys.executable, "-m", tool, *command],
        cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    said = result.stdout + result.stderr
    bad = Counter(re.findall(r"(typed_\d+)[/\\].*error", said))
    for entry in judged:
        count = bad[package(entry)]
        row(entry).typed[tool] = f"{count} wrong" if count else "ok"
    assert result.returncode == 0, said[-4000:]


def test_mypy(written: Path, tmp_path: Path) -> None:
    names = [word for entry in chosen() for word in ("-p", package(entry))]
    judge(written, chosen(), "mypy", "--strict", "--cache-dir", str(tmp_path), *names)


def test_pyright(written: Path) -> None:
    some = chosen()[TURN % EVERY :: EVERY]
    judged = [e for e in some if EVERY == 1 or e["counts"].get("operations", 0) < GIANT]
    config = {
        "include": [package(entry) for entry in judged],
        "typeCheckingMode": "strict",
        "pythonVersion": f"{sys.version_info.major}.{sys.version_info.minor}",
    }
    (written / "pyrightconfig.json").write_text(json.dumps(config), "utf-8")
    judge(written, judged, "pyright", "--pythonpath", sys.executable, "-p", ".")

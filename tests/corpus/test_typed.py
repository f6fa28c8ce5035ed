"""What is generated for the real contracts passes mypy and pyright, strictly.

A run takes a third of them, and one giant for pyright, which needs minutes for each; `turn` says
which, and how to have all.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus.packages import CATALOG, Entry, entries, files, require_corpus, row
from tests.corpus.turn import part, third
from wswgen.options import Options
from wswgen.pipeline import from_wsdl

pytestmark = pytest.mark.corpus

GIANT = 60  # operations; `test_packages` has two that are larger, every time
AT_ONCE = 120  # operations for one process of pyright, or one contract: all at once take gigabytes
SECONDS = 1800


def for_mypy() -> list[Entry]:
    """The entries of this turn."""
    return third(entries())


def for_pyright() -> list[Entry]:
    """Those that are no giants, and one that is."""
    giants = [entry for entry in entries() if operations(entry) >= GIANT]
    return [entry for entry in for_mypy() if entry not in giants] + part(giants, 1)


def operations(entry: Entry) -> int:
    """How many operations it has."""
    return entry["counts"].get("operations", 0)


def package(entry: Entry) -> str:
    return f"typed_{entry['id'][:3]}"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of this turn and nothing else."""
    require_corpus()
    found = tmp_path_factory.mktemp("typed")
    for entry in [*for_mypy(), *(each for each in for_pyright() if each not in for_mypy())]:
        from_wsdl(files(entry), found, Options(package=package(entry)), catalog=CATALOG)
    return found


def judge(folder: Path, judged: list[Entry], tool: str, *command: str) -> str:
    """Run a tool over the folder, and note in the table what it says of each package.

    What it says where it is not content, else nothing.
    """
    result = subprocess.run(
        [sys.executable, "-m", tool, *command],
        cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    said = result.stdout + result.stderr
    bad = Counter(re.findall(r"(typed_\d+)[/\\].*error", said))
    for entry in judged:
        count = bad[package(entry)]
        row(entry).typed[tool] = f"{count} wrong" if count else "ok"
    return said[-4000:] if result.returncode else ""


def test_mypy(written: Path, tmp_path: Path) -> None:
    names = [word for entry in for_mypy() for word in ("-p", package(entry))]
    assert not judge(written, for_mypy(), "mypy", "--strict", "--cache-dir", str(tmp_path), *names)


def test_pyright(written: Path) -> None:
    said = ""
    for few in batches(for_pyright()):
        config = {
            "include": [package(entry) for entry in few],
            "typeCheckingMode": "strict",
            "pythonVersion": f"{sys.version_info.major}.{sys.version_info.minor}",
        }
        (written / "pyrightconfig.json").write_text(json.dumps(config), "utf-8")
        said += judge(written, few, "pyright", "--pythonpath", sys.executable, "-p", ".")
    assert not said


def batches(judged: list[Entry]) -> Iterator[list[Entry]]:
    """The entries, so many operations at once."""
    few: list[Entry] = []
    for entry in judged:
        if few and sum(map(operations, [*few, entry])) > AT_ONCE:
            yield few
            few = []
        few.append(entry)
    if few:
        yield few

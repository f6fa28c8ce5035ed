"""Depfiles, as make reads them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import missing
from wswgen.depfile import depfile


@pytest.mark.parametrize("name", ["plain.wsdl", "with space.xsd", "a$b.xsd", "a#b.xsd", "ü.xsd"])
def test_make_reads_the_names(tmp_path: Path, name: str) -> None:
    if shutil.which("make") is None:
        missing("make, the judge")
    (tmp_path / name).write_text("")
    (tmp_path / "all.d").write_text(depfile(Path("target"), [Path(name), Path("gone.xsd")]))
    recipe = "target:\n\t@printf '%s' '$<'\ninclude all.d\n"
    (tmp_path / "Makefile").write_text(recipe)
    done = subprocess.run(["make"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, name), done.stderr

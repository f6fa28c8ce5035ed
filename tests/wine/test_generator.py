"""The generator under Python for Windows writes the same bytes as everywhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.wine.windows import ROOT, run_on_windows, windows_path

pytestmark = pytest.mark.wine

SAMPLES = sorted(path.parent.name for path in (ROOT / "samples" / "packages").glob("*/wswgen.json"))


@pytest.fixture(scope="module")
def libraries() -> Path:
    """The folder with what the generator imports, for Windows."""
    script = ROOT / ".ci" / "wine-packages"
    return Path(subprocess.check_output([script], text=True).strip())


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for what Python leaves there itself."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def generate(libraries: Path, sample: str, out: Path, *options: str) -> None:
    """Run `wswgen from-wsdl` on Windows; what it says."""
    wsdl = rf"samples\wsdl\{sample}.wsdl"
    command = ["-m", "wswgen", "from-wsdl", wsdl, "--out", windows_path(out), *options]
    done = run_on_windows(command, packages=[libraries])
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of all samples, generated on this system.

    Those in the tree may have been written by an earlier generator, whose digest they then hold.
    """
    out = tmp_path_factory.mktemp("here")
    for sample in SAMPLES:
        wsdl = f"samples/wsdl/{sample}.wsdl"
        command = [sys.executable, "-m", "wswgen", "from-wsdl", wsdl, "--out", str(out)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_have_the_same_bytes(
    sample: str, libraries: Path, here: Path, tmp_path: Path
) -> None:
    generate(libraries, sample, tmp_path)
    assert files(tmp_path / sample) == files(here / sample)
    assert [path.name for path in tmp_path.iterdir()] == [sample]


def test_a_package_is_replaced_whole(libraries: Path, here: Path, tmp_path: Path) -> None:
    generate(libraries, "calculator", tmp_path, "--no-cancel", "Add")
    package = tmp_path / "calculator"
    (package / "mine.py").write_text("# written by hand\n")
    assert files(package) != files(here / "calculator")
    generate(libraries, "calculator", tmp_path)
    assert files(package) == files(here / "calculator") | {"mine.py": b"# written by hand\n"}
    assert [path.name for path in tmp_path.iterdir()] == ["calculator"]
    times = {path: path.stat().st_mtime_ns for path in package.rglob("*")}
    generate(libraries, "calculator", tmp_path)
    assert {path: path.stat().st_mtime_ns for path in package.rglob("*")} == times


def test_what_is_wrong_is_said_without_a_trace(libraries: Path, tmp_path: Path) -> None:
    command = ["-m", "wswgen", "from-wsdl", r"samples\wsdl\no_such.wsdl"]
    done = run_on_windows([*command, "--out", windows_path(tmp_path)], packages=[libraries])
    assert done.returncode != 0
    assert "no_such.wsdl" in done.stdout
    assert "Traceback" not in done.stdout
    assert list(tmp_path.iterdir()) == []

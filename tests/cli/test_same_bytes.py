"""Same input, same bytes; and a run that ends badly leaves the old package as it was."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import REPOSITORY, times, tree, unprivileged, wswgen
from wswgen.cli import run
from wswgen.options import Options
from wswgen.pipeline import generate
from wswgen.write.manifest import same

SAMPLES = REPOSITORY / "samples/wsdl"
WAIT = 120

SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "4242", "LC_ALL": "POSIX", "TZ": "America/St_Johns", "USER": "somebody"},
]


@pytest.mark.parametrize("sample", ["orders", "devices"])
def test_surroundings_leave_no_trace(tmp_path: Path, sample: str) -> None:
    results = []
    for number, env in enumerate(SURROUNDINGS):
        folder = tmp_path / f"folder {number}"
        folder.mkdir()
        absolute = SAMPLES / f"{sample}.wsdl"
        named = os.path.relpath(absolute, folder) if number else str(absolute)
        done = wswgen("from-wsdl", named, "--out", "there", cwd=folder, env=env)
        assert done.returncode == 0, done.stderr
        results.append(tree(folder / "there"))
    assert results[0] == results[1] == results[2]
    committed = tree(REPOSITORY / "samples/packages" / sample)
    ours = {path: data for path, data in committed.items() if "__pycache__" not in path}
    made = {path.removeprefix(f"{sample}/"): data for path, data in results[0].items()}
    # The digest of the generator differs with every change of ours, and that alone changes nothing.
    assert same(ours.pop("wswgen.json"), made.pop("wswgen.json"))
    assert made == {"": b"", **ours}


def test_a_description_is_the_same_too(tmp_path: Path) -> None:
    told = {
        wswgen(
            "describe", str(SAMPLES / "devices.wsdl"), "--format", "json", cwd=tmp_path, env=env
        ).stdout
        for env in SURROUNDINGS
    }
    assert len(told) == 1
    assert told != {""}


def test_running_again_touches_nothing(tmp_path: Path) -> None:
    arguments = ("from-wsdl", str(SAMPLES / "orders.wsdl"), "--vendor-runtime")
    assert wswgen(*arguments, cwd=tmp_path).returncode == 0
    before = times(tmp_path)
    again = wswgen(*arguments, cwd=tmp_path)
    assert again.stdout == "orders: up to date\n"
    assert times(tmp_path) == before
    forced = wswgen(*arguments, "--force", cwd=tmp_path)
    assert "0 written, 0 removed" in forced.stdout
    assert times(tmp_path) == before


def test_what_is_no_longer_made_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    arguments = ("from-wsdl", str(SAMPLES / "orders.wsdl"))
    assert wswgen(*arguments, "--vendor-runtime", cwd=tmp_path).returncode == 0
    package = tmp_path / "orders"
    (package / "mine.py").write_text("mine")
    (package / "_runtime" / "mine.py").write_text("mine too")
    done = wswgen(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (package / "_runtime").iterdir()] == ["mine.py"]
    assert (package / "mine.py").read_text() == "mine"


def _old(folder: Path) -> dict[str, bytes]:
    """A package with other content, so that the next run has everything to write."""
    done = wswgen(
        "from-wsdl", str(SAMPLES / "orders.wsdl"), "--vendor-runtime", "--no-cancel", "Total",
        cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return tree(folder)


def test_a_full_disk_leaves_the_old_package(tmp_path: Path) -> None:
    before = _old(tmp_path)

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [sys.executable, "-m", "wswgen", "from-wsdl", str(SAMPLES / "orders.wsdl")],
        cwd=tmp_path, env={"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=small_files_only, capture_output=True, text=True, timeout=WAIT,
    )  # fmt: skip
    assert done.returncode == 1
    assert "error W402: cannot write the package: File too large" in done.stderr
    assert tree(tmp_path) == before


@pytest.fixture
def anybody() -> Iterator[Path]:
    """A folder that everybody may read and only we may write; pytest's own are ours alone."""
    # Whoever we become may not be allowed to read the Python that runs us: import all of it now.
    generate([SAMPLES / "calculator.wsdl"], Options())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_a_folder_that_may_not_be_written_is_left_alone(
    anybody: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _old(anybody)
    if os.geteuid() != 0:
        anybody.chmod(0o555)
    wsdl = anybody / "orders" / "wsdl" / "orders.wsdl"
    with unprivileged():
        code = run(["from-wsdl", str(wsdl), "--out", str(anybody)])
    assert code == 1
    assert "error W402: cannot write the package: Permission denied" in capsys.readouterr().err
    assert tree(anybody) == before


def test_a_folder_that_may_not_even_be_read_is_no_defect_of_ours(
    anybody: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = anybody / "hidden"
    hidden.mkdir(mode=0o700)
    if os.geteuid() != 0:
        hidden.chmod(0)
    with unprivileged():
        code = run(["from-wsdl", str(SAMPLES / "calculator.wsdl"), "--out", str(hidden / "out")])
    hidden.chmod(0o700)
    assert code == 1
    assert "error W402: cannot write the package: Permission denied" in capsys.readouterr().err


_KILLED = """
import os, signal, sys
left = int(sys.argv[2])

def count(event, arguments):
    global left
    if event in ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

from wswgen import pipeline
from wswgen.cli import run
from wswgen.options import Options
from wswgen.pipeline import generate
write = pipeline.write_package

def watched(*arguments):
    sys.addaudithook(count)
    return write(*arguments)

pipeline.write_package = watched
run(["from-wsdl", sys.argv[1]])
"""


@pytest.mark.parametrize("step", [0, 5, 40, 90])
def test_a_killed_run_leaves_one_package_whole(tmp_path: Path, step: int) -> None:
    killed, finished = tmp_path / "killed", tmp_path / "finished"
    for folder in (killed, finished):
        folder.mkdir()
        before = _old(folder)
    arguments = ("from-wsdl", str(SAMPLES / "orders.wsdl"))
    assert wswgen(*arguments, cwd=finished).returncode == 0
    command = [sys.executable, "-c", _KILLED, arguments[1], str(step)]
    environment = {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=killed, env=environment, timeout=WAIT)
    assert done.returncode == -signal.SIGKILL
    after = {path: data for path, data in tree(killed).items() if path.startswith("orders/")}
    assert after in (before, tree(finished))
    # The next run finishes what this one did not, and clears away what it left.
    assert wswgen(*arguments, cwd=killed).returncode == 0
    assert tree(killed) == tree(finished)

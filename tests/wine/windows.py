"""Runs Python scripts in the Python for Windows, under Wine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.needs import missing

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(__file__).with_name("scripts")
_WINE_PYTHON = ROOT / ".ci" / "wine-python"


def windows_path(path: Path) -> str:
    """How Wine spells a path of this system."""
    return "Z:" + str(path).replace("/", "\\")


def wine_command() -> str:
    """The script that starts Python for Windows.

    It installs Wine itself in CI, where a missing Wine is a failure. Elsewhere it is for people to
    decide what is installed, and tests are skipped.
    """
    if shutil.which("wine") is None and not os.environ.get("CI"):
        missing("Wine; .ci/wine-python installs it, as root")
    return str(_WINE_PYTHON)


def run_on_windows(
    arguments: Sequence[str],
    *,
    packages: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """Run ``python.exe`` with our sources on its path; output and errors come as one text."""
    folders = [ROOT, ROOT / "samples" / "packages", *packages]
    paths = ";".join(windows_path(folder) for folder in folders)
    command = [wine_command(), *arguments]
    with subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": paths, **(environment or {})},
        cwd=cwd,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
        except BaseException:
            # The shell alone would leave python.exe behind, busy for ever, with our pipe open.
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, process.returncode, output)


def run_script(name: str, *arguments: str, timeout: float = 300) -> str:
    """What a script of `SCRIPTS` prints; the test fails if the script does."""
    done = run_on_windows([windows_path(SCRIPTS / name), *arguments], timeout=timeout)
    assert done.returncode == 0, done.stdout
    return done.stdout

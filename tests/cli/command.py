"""Run the command as a user does, and look at what it did to the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
NOBODY = 65534


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder and its bytes; folders end in a slash."""
    return {
        path.relative_to(folder).as_posix()
        + ("/" if path.is_dir() else ""): (b"" if path.is_dir() else path.read_bytes())
        for path in sorted(folder.rglob("*"))
    }


def times(folder: Path) -> dict[str, tuple[int, int]]:
    """The inode and time of change of a folder and everything below it."""
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in sorted([folder, *folder.rglob("*")])
    }


def wswgen(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`python -m wswgen` in a process of its own; ``env`` is added to an environment of nothing."""
    clean = {"PATH": os.defpath, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "wswgen", *arguments],
        cwd=cwd, env={**clean, **(env or {})}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@contextmanager
def unprivileged(*owned: Path) -> Iterator[None]:
    """Run as a user whom file permissions bind; ``owned`` folders are his."""
    if os.geteuid() != 0:
        yield
        return
    for path in owned:
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)

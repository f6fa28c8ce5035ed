"""Put a finished folder in the place of another in one step."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def swap(new: Path, old: Path) -> Path | None:
    """Make ``new`` stand where ``old`` stands; return where the old folder is now, if it was.

    On Linux the two change places in one system call (renameat2 with RENAME_EXCHANGE), so that a
    process killed at any moment leaves one of them whole. Elsewhere, and on file systems without
    that call, the old folder is moved aside first; `recover` mends a run that died between the two.
    """
    if not old.exists():
        os.rename(new, old)
        return None
    if _exchange(new, old):
        return new
    aside = aside_of(old)
    os.rename(old, aside)
    try:
        os.rename(new, old)
    except OSError:
        os.rename(aside, old)
        raise
    return aside


def aside_of(package: Path) -> Path:
    """Where an old package waits while the new one moves in."""
    return package.with_name(f".{package.name}.wswgen-old")


def stage_prefix(package: Path) -> str:
    """How the folders begin in which this process prepares a package."""
    return f".{package.name}.wswgen-{os.getpid()}-"


def recover(package: Path) -> None:
    """Mend what a killed run left: bring back a package moved aside, remove its preparations."""
    aside = aside_of(package)
    if aside.is_dir() and not package.exists():
        os.rename(aside, package)
    if package.parent.is_dir():
        for left in package.parent.glob(f".{glob.escape(package.name)}.wswgen-*-*"):
            owner = left.name.rpartition(".wswgen-")[2].partition("-")[0]
            if owner.isdecimal() and not _runs(int(owner)):
                shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    if os.name != "posix":
        return True  # there is no harmless way to ask
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _exchange(one: Path, other: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # here, for a run that changes nothing does not need it

    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        result: int = libc.renameat2(
            _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
        )
        return result == 0
    return False

"""``wswgen from-wsdl --watch``: generate again whenever an input changes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from wswgen.cli.console import Console
from wswgen.cli.from_wsdl import make
from wswgen.cli.inputs import UsageError, jobs_of
from wswgen.config import find
from wswgen.errors import GenerateError


def watch(arguments: argparse.Namespace, console: Console) -> int:
    """Run until somebody interrupts; what is refused is said, and waits for the next change."""
    try:
        from watchfiles import watch as changes
    except ImportError:
        raise UsageError("--watch needs watchfiles: pip install 'wswgen[watch]'") from None
    read = _run(arguments, console, set())
    seen = _state(read)
    while True:
        console.say(f"watching {len(read)} files")
        # What changed before the watcher stood is seen at its first timeout.
        for _ in changes(*_folders(read), recursive=False, yield_on_timeout=True, rust_timeout=500):
            if _state(read) != seen:
                break
        seen = _state(read)
        read = _run(arguments, console, read)
        seen = {path: seen.get(path, now) for path, now in _state(read).items()}


def _run(arguments: argparse.Namespace, console: Console, before: set[Path]) -> set[Path]:
    """The files that the packages were made from; with those of ``before`` if that failed."""
    settings = arguments.config or find(Path())
    read = {settings} if settings else set[Path]()
    try:
        for job in jobs_of(arguments):
            read.update(job.files)
            read.update(make(job, console).inputs)
    except GenerateError as error:
        console.problems(error.problems)
        read |= before
    return {path.resolve() for path in read}


def _state(files: Iterable[Path]) -> dict[Path, tuple[int, int] | None]:
    found: dict[Path, tuple[int, int] | None] = {}
    for path in files:
        try:
            status = path.stat()
            found[path] = status.st_mtime_ns, status.st_size
        except OSError:
            found[path] = None
    return found


def _folders(files: Iterable[Path]) -> list[Path]:
    # Editors replace files: it is the folder that sees it.
    return sorted({path.parent for path in files if path.parent.is_dir()})

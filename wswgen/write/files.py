"""Write a package: `write_package` changes all of it or nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from wswgen.errors import GenerateError, Location, Problem
from wswgen.record import record
from wswgen.write.manifest import NAME, Manifest, read_outputs, same, sha256
from wswgen.write.swap import recover, stage_prefix, swap


@record
class Written:
    """What a run did to the files of a package, as paths below it."""

    package: Path
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def write_package(package: Path, files: Mapping[str, bytes], manifest: Manifest) -> Written:
    """Make ``package`` hold ``files`` and its manifest.

    Files of an earlier run that are no longer made are removed; files of others are kept as they
    are, and one that stands where a file of ours belongs refuses the run. A file that already has
    the right bytes is not written again, and if all have them, nothing is touched at all.

    Raises `GenerateError` where the folder cannot be written; the old package is whole then.
    """
    files = {**files, NAME: manifest.dump()}
    try:
        return _write(package, files)
    except OSError as error:
        raise GenerateError([_unwritable(package, error)]) from error


def _write(package: Path, files: Mapping[str, bytes]) -> Written:
    recover(package)
    ours = set(read_outputs(package)) | {NAME}
    _refuse_foreign(package, files, ours)
    changed, stale = _differences(package, files, ours)
    if changed or stale:
        _replace(package, files, frozenset(changed), frozenset(stale))
    return Written(
        package=package, written=changed, removed=stale, unchanged=len(files) - len(changed)
    )


def compare(
    package: Path, files: Mapping[str, bytes], manifest: Manifest
) -> tuple[Mapping[str, tuple[bytes | None, bytes]], tuple[str, ...]]:
    """What `write_package` would do: the old and new bytes of each file, and what it would remove.

    Nothing is written. Raises `GenerateError` where `write_package` would refuse to begin.
    """
    files = {**files, NAME: manifest.dump()}
    ours = set(read_outputs(package)) | {NAME}
    _refuse_foreign(package, files, ours)
    changed, stale = _differences(package, files, ours)
    return {path: (_bytes(package / path), files[path]) for path in changed}, stale


def _differences(
    package: Path, files: Mapping[str, bytes], ours: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    changed = [path for path in sorted(files) if _bytes(package / path) != files[path]]
    if changed == [NAME] and same(_bytes(package / NAME), files[NAME]):
        changed = []
    return tuple(changed), tuple(p for p in sorted(ours - set(files)) if _inside(package, p))


def _replace(
    package: Path, files: Mapping[str, bytes], changed: frozenset[str], stale: frozenset[str]
) -> None:
    """Build the whole new folder beside the old one, then let them change places."""
    created = _make_parents(package.parent)
    stage = Path(tempfile.mkdtemp(prefix=stage_prefix(package), dir=package.parent))
    old: Path | None = stage
    done = False
    try:
        stage.chmod(package.stat().st_mode if package.is_dir() else 0o777 & ~_umask())
        if package.is_dir():
            _link_tree(package, stage, changed | stale)
        for path in sorted(changed):
            target = stage / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "xb") as stream:
                stream.write(files[path])
                stream.flush()
                os.fsync(stream.fileno())
        old = swap(stage, package)
        done = True
    finally:
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)
        if not done:
            for folder in created:
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _link_tree(source: Path, target: Path, without: frozenset[str]) -> None:
    """Have every file of ``source`` in ``target`` too, as the same file where that is possible."""
    for folder, names, leaves in os.walk(source):
        here = Path(folder)
        below = here.relative_to(source)
        for name in list(names):
            if (here / name).is_symlink():
                names.remove(name)
                leaves.append(name)
        kept = [leaf for leaf in leaves if (below / leaf).as_posix() not in without]
        if leaves and not kept and names == ["__pycache__"]:
            names.clear()
        # A folder that only held files of ours goes with them.
        if kept or (not leaves and not names) or below == Path("."):
            (target / below).mkdir(parents=True, exist_ok=True)
            shutil.copymode(here, target / below)
        for leaf in kept:
            _link(here / leaf, target / below / leaf)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _refuse_foreign(package: Path, files: Mapping[str, bytes], ours: set[str]) -> None:
    problems: list[Problem] = []
    if package.exists() and not package.is_dir():
        problems.append(_in_the_way(package))
    folders = {parent.as_posix() for path in files for parent in Path(path).parents} - {"."}
    problems += [
        _in_the_way(package / folder)
        for folder in sorted(folders)
        if (package / folder).is_symlink()
        or ((package / folder).exists() and not (package / folder).is_dir())
    ]
    for path in sorted(files):
        target = package / path
        foreign = path not in ours and (target.exists() or target.is_symlink())
        if foreign and _bytes(target) != files[path]:
            problems.append(_in_the_way(target))
        rival = _rival(path)
        if rival not in ours and (package / rival).exists():
            problems.append(_in_the_way(package / rival))
    if (package / NAME).exists() and not read_outputs(package):
        problems.append(_in_the_way(package / NAME))
    if problems:
        raise GenerateError(problems)


def _rival(path: str) -> str:
    """The other file of the same module: Python imports ``x/__init__.py`` rather than ``x.py``."""
    if path.endswith("/__init__.py"):
        return f"{path.removesuffix('/__init__.py')}.py"
    return f"{path.removesuffix('.py')}/__init__.py"


def _in_the_way(path: Path) -> Problem:
    return Problem(
        code="W401",
        location=Location(file=str(path)),
        message="this was not written by wswgen and stands where generated code belongs",
        help="move it away, or choose another folder with --out or another name with --package",
    )


def _unwritable(package: Path, error: OSError) -> Problem:
    return Problem(
        code="W402",
        location=Location(file=str(package)),
        message=f"cannot write the package: {error.strerror or error}",
        help="nothing was changed; free some space or permit writing, then run again",
    )


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def _inside(package: Path, path: str) -> bool:
    """Whether a manifest's path is a file below the package: it may have been edited."""
    pieces = path.split("/")
    if not path or path.startswith("/") or any(piece in ("", "..", ".") for piece in pieces):
        return False
    return (package / path).is_file() and not (package / path).is_symlink()


def _make_parents(folder: Path) -> list[Path]:
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
    return missing


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def digests(files: Mapping[str, bytes]) -> Mapping[str, str]:
    """What the manifest says of the files."""
    return {path: sha256(data) for path, data in files.items()}

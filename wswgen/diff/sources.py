"""What OLD and NEW name: a file, a folder with settings or one WSDL, or a revision of git."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from wswgen.config import FILE, OWN_FILE, read_settings
from wswgen.errors import GenerateError, Location, Problem
from wswgen.options import Job
from wswgen.record import record, replace

# What can belong to a contract; a repository may hold much else.
_ENDINGS = (".wsdl", ".xsd", ".xml", ".json", ".toml")


@record
class Source:
    """The jobs of one side by the name of their package or file. ``folder`` is where they were
    unpacked, and ``shown`` what stands for that in messages; both ``""`` for files on disk."""

    jobs: dict[str, Job]
    folder: str = ""
    shown: str = ""

    def label(self, file: str) -> str:
        """A file as the user would name it."""
        if self.folder and file.startswith(self.folder):
            return self.shown + file[len(self.folder) :].lstrip("/\\").replace("\\", "/")
        return file


@contextmanager
def sources(
    old: str, new: str, wsdls: Sequence[str] = (), catalog: Path | None = None
) -> Generator[tuple[Source, Source]]:
    """Both sides, readable until the block ends. Raises `GenerateError` for what names nothing."""
    with ExitStack() as stack:
        yield (_source(old, wsdls, catalog, stack), _source(new, wsdls, catalog, stack))


def _source(given: str, wsdls: Sequence[str], catalog: Path | None, stack: ExitStack) -> Source:
    path = Path(given)
    if path.is_file():
        return Source(jobs={"": Job(files=(path,), catalog=catalog)})
    if path.is_dir():
        return Source(jobs=_jobs(path, wsdls, given, catalog))
    revision, colon, inner = given.partition(":")
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wswgen-diff-"))
    prefix = _unpack(revision, Path(folder), given)
    where = Path(folder, prefix)
    source = Source(jobs={}, folder=str(where), shown=f"{revision}:")
    if colon:
        return replace(source, jobs={"": Job(files=(Path(folder, inner),), catalog=catalog)})
    return replace(source, jobs=_jobs(where, wsdls, given, catalog))


def _unpack(revision: str, folder: Path, given: str) -> str:
    """Put the files of a revision into a folder; the current folder's path below its top."""
    if revision.startswith("-") or not _git(
        "rev-parse", "--verify", "-q", f"{revision}^{{commit}}"
    ):
        message = f"{given} is no file, no folder and no revision of git"
        raise _refused(given, message, "check the spelling; quote revisions such as HEAD~1")
    prefix = _git("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").strip()
    top = _git("rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").strip()
    archive = _git("-C", top, "archive", "--format=tar", revision)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if member.isfile() and member.name.lower().endswith(_ENDINGS):
                tar.extract(member, folder, filter="data")
    return prefix


def _git(*arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _jobs(folder: Path, wsdls: Sequence[str], given: str, catalog: Path | None) -> dict[str, Job]:
    if wsdls:
        return {name: Job(files=(folder / name,), catalog=catalog) for name in wsdls}
    for name in (OWN_FILE, FILE):
        if (folder / name).is_file():
            found = read_settings(folder / name).jobs
            if found:
                return {job.name: replace(job, strict=False) for job in found}
    files = sorted(
        path for path in folder.rglob("*.wsdl")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )  # fmt: skip
    # The copies inside generated packages are not contracts of their own.
    files = [path for path in files if not (path.parent.parent / "wswgen.json").is_file()]
    if not files:
        raise _refused(given, f"{given} has no WSDL", "name the file with --wsdl")
    return {PurePosixPath(os.path.relpath(path, folder)).as_posix(): Job(files=(path,),
            catalog=catalog) for path in files}  # fmt: skip


def _refused(given: str, message: str, help: str) -> GenerateError:
    return GenerateError(
        [Problem(code="W407", location=Location(file=given), message=message, help=help)]
    )

"""What the commands do, as plain functions: `wswgen.cli` only reads arguments and prints.

Nothing here prints or exits, and nothing but `pull` opens a connection. What refuses an input is
raised as `wswgen.errors.GenerateError`, whose ``problems`` say where, what and what to do.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wswgen.errors import GenerateError, Location, Problem
from wswgen.fresh import fresh, inputs_of, package_of
from wswgen.options import Job
from wswgen.record import record, replace
from wswgen.write.swap import recover

# The stages are imported when they run: see `wswgen.cli`.
if TYPE_CHECKING:
    from wswgen import ir
    from wswgen.coverage import Row
    from wswgen.diff.between import Compared
    from wswgen.documents.document import Documents
    from wswgen.pipeline import Generated
    from wswgen.pull.pull import Pulled
    from wswgen.pull.rules import Rules

DESCRIPTIONS = ("text", "json", "html", "mermaid", "dot", "sarif")


@record
class Result:
    """What `from_wsdl` did to a package: paths below it, and the warnings.

    ``skipped`` says that digests proved the package up to date, so that nothing was generated;
    the number of warnings is then that of the run that wrote it, and ``problems`` is empty.
    ``inputs`` are the files that the package was made from.
    """

    package: Path
    inputs: tuple[Path, ...]
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int
    problems: tuple[Problem, ...] = ()
    warnings: int = 0
    skipped: bool = False


@record
class FileChange:
    """A file that differs from what would be generated: the bytes that it has and should have.

    ``old`` is None where the file is missing, ``new`` where it should be gone.
    """

    path: Path
    old: bytes | None
    new: bytes | None

    @property
    def kind(self) -> str:
        """``missing``, ``stale`` (it should be gone) or ``different``."""
        if self.old is None:
            return "missing"
        return "stale" if self.new is None else "different"


@record
class Checked:
    """The outcome of `check`: the package is up to date if there are no ``changes``."""

    package: Path
    changes: tuple[FileChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: bool = False


def read(job: Job) -> tuple[Documents, ir.Contract, tuple[Problem, ...]]:
    """The documents of a job, the contract that they state, and the warnings.

    Raises `GenerateError` with every problem found; with ``job.strict`` a warning is one.
    """
    from wswgen.pipeline import read_contract

    return read_contract(job.files, job.options, catalog=job.catalog, strict=job.strict)


def coverage(job: Job) -> tuple[Row, ...]:
    """What becomes of every construct of a contract: see `wswgen.coverage`. Raises `GenerateError`.

    What is left out is a row here, and no warning.
    """
    from wswgen.coverage import coverage as rows

    _, contract, problems = read(job)
    return rows(contract, problems)


def coverage_report(rows: Sequence[Row], format: str) -> str:
    """The rows as a table or as JSON."""
    from wswgen.coverage import as_json, as_text

    return as_json(rows) if format == "json" else as_text(rows)


def samples(job: Job) -> str:
    """Valid messages and faults of each operation, in Python and XML. Raises `GenerateError`."""
    return _samples(job)


def _samples(job: Job, *flags: str) -> str:
    """What ``python -m wswgen.testing`` prints for the package of a job.

    The package is generated into a folder that is gone afterwards, and used by another process:
    the generator never imports what it generates, nor the runtime.
    """
    import subprocess
    from tempfile import TemporaryDirectory

    from wswgen import pipeline

    with TemporaryDirectory() as folder:
        options = replace(job.options, package="samples_of_contract")
        pipeline.from_wsdl(job.files, Path(folder), options, catalog=job.catalog, strict=job.strict)
        command = [sys.executable, "-m", "wswgen.testing", folder, options.package, *flags]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode == 0:
        return found.stdout
    if "No module named 'hypothesis'" in found.stderr:
        problem = Problem(
            code="W409",
            location=Location(file=str(job.files[0])),
            message="samples are made by hypothesis, which is not installed",
            help="pip install 'wswgen[testing]'",
        )
        raise GenerateError([problem])
    raise RuntimeError(found.stderr[-2000:])


def generate(job: Job) -> Generated:
    """The package of a job as bytes by path, before anything is on disk. Raises `GenerateError`."""
    from wswgen import pipeline

    return pipeline.generate(job.files, job.options, catalog=job.catalog, strict=job.strict)


def from_wsdl(job: Job, *, force: bool = False) -> Result:
    """Generate a package into ``job.out``.

    Nothing is generated where digests prove that nothing would change, unless ``force`` is set.
    Raises `GenerateError` for an input that is refused and for a folder that cannot be written;
    nothing changed then.
    """
    with contextlib.suppress(OSError):  # where it cannot be written, writing says so
        recover(package_of(job))
    found = None if force else fresh(job)
    if found is not None:
        return Result(
            package=package_of(job),
            inputs=inputs_of(job, found),
            unchanged=len(found.outputs) + 1,
            warnings=found.warnings,
            skipped=True,
        )
    from wswgen import pipeline

    written, generated = pipeline.from_wsdl(
        job.files, job.out, job.options, catalog=job.catalog, strict=job.strict
    )
    problems = generated.problems
    read = dict.fromkeys((*map(Path, generated.read), *job.files[1:]))
    return Result(
        package=written.package,
        inputs=tuple(read) + ((job.catalog,) if job.catalog else ()),
        written=written.written,
        removed=written.removed,
        unchanged=written.unchanged,
        problems=problems,
        warnings=len(problems),
    )


def write_depfile(path: Path, target: Path, inputs: Sequence[Path]) -> None:
    """Write a depfile: ``target`` is made from ``inputs`` and by this wswgen.

    Raises `GenerateError` where it cannot be written.
    """
    from wswgen.depfile import depfile

    write_text(path, depfile(target, [*inputs, Path(__file__).with_name("__init__.py")]))


def touch(path: Path) -> None:
    """Write an empty file that is new. Raises `GenerateError` where it cannot be written."""
    write_text(path, "")


def write_text(path: Path, text: str) -> None:
    """Write a file in one step. Raises `GenerateError` where it cannot be written."""
    from wswgen.write.whole import write_whole

    try:
        write_whole(path, text.encode())
    except OSError as error:
        message = f"cannot write the file: {error.strerror or error}"
        raise GenerateError([Problem(code="W402", location=Location(file=str(path)),
                                     message=message)]) from None  # fmt: skip


def check(job: Job, *, full: bool = False) -> Checked:
    """Compare the package in ``job.out`` with what would be generated; nothing is written.

    Digests alone decide where they can, unless ``full`` asks to generate in any case: the
    digests are in the package, and whoever edits both can make them agree. Raises
    `GenerateError` for an input that is refused.
    """
    package = package_of(job)
    if not full and fresh(job) is not None:
        return Checked(package=package, skipped=True)
    from wswgen.write.files import compare

    made = generate(job)
    changed, stale = compare(package, made.files, made.manifest)
    changes = [FileChange(path=package / name, old=o, new=n) for name, (o, n) in changed.items()]
    changes += [
        FileChange(path=package / name, old=(package / name).read_bytes(), new=None)
        for name in stale
    ]
    return Checked(package=package, changes=tuple(changes), problems=made.problems)


def pull(
    url: str,
    folder: Path,
    rules: Rules,
    *,
    locked: bool = False,
    update: bool = False,
    progress: Callable[[int, int, str], None] = lambda documents, size, url: None,
) -> Pulled:
    """Download a WSDL and all that it imports into a folder; see `wswgen.pull.pull`.

    Proxies and authentication come from the environment. Raises `GenerateError`; nothing was
    written then.
    """
    import base64

    from wswgen.pull.pull import pull

    authorization = ""
    user, password = (os.environ.get(f"WSWGEN_PULL_{name}") for name in ("USER", "PASSWORD"))
    if token := os.environ.get("WSWGEN_PULL_TOKEN"):
        authorization = f"Bearer {token}"
    elif user:
        encoded = base64.b64encode(f"{user}:{password or ''}".encode()).decode()
        authorization = f"Basic {encoded}"
    rules = replace(rules, authorization=authorization, proxies=True)
    return pull(url, folder, rules, locked=locked, update=update, progress=progress)


def diff(old: str, new: str, *, wsdls: Sequence[str] = (), catalog: Path | None = None) -> Compared:
    """What changed between two states of contracts, by the name of each contract.

    ``old`` and ``new`` are files, folders or revisions of git; ``wsdls`` are paths below the
    latter two. A contract that only one side has is all new, or all gone. Raises `GenerateError`.
    """
    from wswgen.diff.between import between

    return between(old, new, wsdls, catalog)


def diff_report(compared: Compared, format: str = "text") -> str:
    """The outcome of `diff` as ``text``, ``json`` or ``markdown``."""
    from wswgen.diff import report

    formats = {"text": report.as_text, "json": report.as_json, "markdown": report.as_markdown}
    return formats[format](compared.contracts)


def init(folder: Path, wsdls: Sequence[Path], *, out: str = ".") -> Path:
    """Write first settings for a folder, with a job for each WSDL; the file that holds them.

    Raises `GenerateError` where there are settings already.
    """
    from wswgen.first_config import write_first

    return write_first(folder, wsdls, out)


def settings_schema() -> str:
    """The JSON schema (draft 2020-12) of a wswgen.toml, and of [tool.wswgen]."""
    from wswgen.first_config import json_schema

    return json_schema()


def diff_lines(change: FileChange) -> list[str]:
    """A unified diff from what is on disk to what would be generated; a line for a whole file."""
    if change.old is None or change.new is None:
        return [f"{change.path}: {change.kind}"]
    from difflib import unified_diff

    old, new = (text.decode("utf-8", "replace").splitlines() for text in (change.old, change.new))
    found = list(
        unified_diff(old, new, f"{change.path}", f"{change.path} (generated)", lineterm="")
    )
    return found or [f"{change.path}: different"]


def describe(
    job: Job, format: str = "text", *, with_samples: bool = False
) -> tuple[str, tuple[Problem, ...]]:
    """The contract in one of `DESCRIPTIONS`, and the warnings.

    ``with_samples`` puts the messages of `samples` on the page, in place of outlines.
    Raises `GenerateError` for an input that is refused, but not with ``sarif``, which is a
    description of just that.
    """
    from wswgen.contract.dump import dump
    from wswgen.contract.text import summary

    if format == "sarif":
        return _sarif(job)
    documents, contract, problems = read(job)
    match format:
        case "json":
            return dump(contract), problems
        case "html":
            from wswgen.page.html import page
            from wswgen.page.model import page_data

            made = json.loads(_samples(job, "--json")) if with_samples else ()
            return page(page_data(contract, problems, documents.root.name, made)), problems
        case "mermaid" | "dot":
            from wswgen.page import graph

            draw = graph.mermaid if format == "mermaid" else graph.dot
            return draw(contract), problems
        case _:
            return summary(contract), problems


def _sarif(job: Job) -> tuple[str, tuple[Problem, ...]]:
    from wswgen.page.sarif import sarif

    try:
        _, _, problems = read(job)
    except GenerateError as error:
        problems = error.problems
    return sarif(problems), problems

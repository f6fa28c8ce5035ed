"""What the commands do, as plain functions: `wswgen.cli` only reads arguments and prints.

Nothing here prints, exits or opens a connection. What refuses an input is raised as
`wswgen.errors.GenerateError`, whose ``problems`` say where, what and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wswgen.errors import Problem
from wswgen.options import Job

# The stages are imported when they run: see `wswgen.cli`.
if TYPE_CHECKING:
    from wswgen import ir
    from wswgen.documents.document import Documents
    from wswgen.pipeline import Generated
    from wswgen.write.files import Written

DESCRIPTIONS = ("text", "json")


def read(job: Job) -> tuple[Documents, ir.Contract, tuple[Problem, ...]]:
    """The documents of a job, the contract that they state, and the warnings.

    Raises `GenerateError` with every problem found; with ``job.strict`` a warning is one.
    """
    from wswgen.pipeline import read_contract

    return read_contract(job.files, job.options, catalog=job.catalog, strict=job.strict)


def generate(job: Job) -> Generated:
    """The package of a job as bytes by path, before anything is on disk. Raises `GenerateError`."""
    from wswgen import pipeline

    return pipeline.generate(job.files, job.options, catalog=job.catalog, strict=job.strict)


def from_wsdl(job: Job) -> tuple[Written, tuple[Problem, ...]]:
    """Generate a package into ``job.out``; what was done there, and the warnings.

    Raises `GenerateError` for an input that is refused and for a folder that cannot be written;
    nothing changed then.
    """
    from wswgen.pipeline import from_wsdl

    return from_wsdl(job.files, job.out, job.options, catalog=job.catalog, strict=job.strict)


def describe(job: Job, format: str = "text") -> tuple[str, tuple[Problem, ...]]:
    """The contract in one of `DESCRIPTIONS`, and the warnings. Raises `GenerateError`."""
    from wswgen.contract.dump import dump
    from wswgen.contract.text import summary

    _, contract, problems = read(job)
    return (dump(contract) if format == "json" else summary(contract)), problems

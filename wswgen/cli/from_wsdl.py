"""``wswgen from-wsdl``: write packages."""

from __future__ import annotations

import argparse

from wswgen import api
from wswgen.cli.console import Console
from wswgen.cli.inputs import add_inputs, add_output, jobs_of
from wswgen.options import Job


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_inputs(parser)
    add_output(parser)
    parser.add_argument(
        "--force", action="store_true", help="generate even where digests say nothing would change"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Generate, and say what changed."""
    for job in jobs_of(arguments):
        make(job, console, force=arguments.force)
    return 0


def make(job: Job, console: Console, *, force: bool = False) -> api.Result:
    """Run one job, and say what changed. Raises `GenerateError`."""
    console.step(f"generating from {job.files[0]} ...")
    result = api.from_wsdl(job, force=force)
    console.step("")
    console.problems(result.problems)
    if result.skipped:
        told = f"{result.package}: up to date"
        if result.warnings:
            noun = "warning" if result.warnings == 1 else "warnings"
            told += f" ({result.warnings} {noun}: --force shows them)"
        console.say(told)
    else:
        console.say(
            f"{result.package}: {len(result.written)} written, {len(result.removed)} removed, "
            f"{result.unchanged} unchanged"
        )
    return result

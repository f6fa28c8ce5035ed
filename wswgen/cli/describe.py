"""``wswgen describe``: show what a WSDL says."""

from __future__ import annotations

import argparse
from pathlib import Path

from wswgen import api
from wswgen.cli.console import Console
from wswgen.cli.inputs import UsageError, add_inputs, jobs_of
from wswgen.errors import Severity

UNCOVERED = 3  # the exit code


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_inputs(parser)
    parser.add_argument("--format", choices=api.DESCRIPTIONS, default="text")
    parser.add_argument(
        "--coverage", action="store_true",
        help="show what becomes of every construct: exact, by fallback (native only) or refused",
    )  # fmt: skip
    parser.add_argument(
        "--fail-on", choices=["refused", "fallback", "never"], default="never",
        help=f"with --coverage, end with {UNCOVERED} if anything is refused, or not exact",
    )  # fmt: skip
    parser.add_argument(
        "--samples", action="store_true",
        help="show a valid request, reply and faults for every operation, as Python and XML;"
        " with --format html, on the page",
    )  # fmt: skip
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the description there")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the description."""
    if arguments.coverage:
        return _coverage(arguments, console)
    if arguments.samples and arguments.format != "html":
        for job in jobs_of(arguments):
            console.step(f"making samples of {job.files[0]} ...")
            text = api.samples(job)
            console.step("")
            console.out(text)
        return 0
    jobs = jobs_of(arguments)
    if arguments.output and len(jobs) > 1:
        raise UsageError("--output with several jobs: choose one with --job")
    refused = False
    for job in jobs:
        console.step(f"describing {job.files[0]} ...")
        text, problems = api.describe(job, arguments.format, with_samples=arguments.samples)
        if arguments.format != "sarif":
            console.problems(problems)
        if arguments.output:
            api.write_text(arguments.output, text)
            console.say(f"{arguments.output}: written")
        else:
            console.out(text)
        refused = refused or any(problem.severity is Severity.ERROR for problem in problems)
    return int(refused)


def _coverage(arguments: argparse.Namespace, console: Console) -> int:
    fates: set[str] = set()
    for job in jobs_of(arguments):
        rows = api.coverage(job)
        console.out(api.coverage_report(rows, arguments.format))
        fates |= {row.fate for row in rows}
    bad = {"refused": {"refused"}, "fallback": {"refused", "fallback"}, "never": set[str]()}
    return UNCOVERED if fates & bad[arguments.fail_on] else 0

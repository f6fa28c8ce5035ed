"""``wswgen describe``: show what a WSDL says."""

from __future__ import annotations

import argparse

from wswgen import api
from wswgen.cli.console import Console
from wswgen.cli.inputs import add_inputs, jobs_of

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


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the description."""
    if arguments.coverage:
        return _coverage(arguments, console)
    for job in jobs_of(arguments):
        text, problems = api.describe(job, arguments.format)
        console.problems(problems)
        console.out(text)
    return 0


def _coverage(arguments: argparse.Namespace, console: Console) -> int:
    fates: set[str] = set()
    for job in jobs_of(arguments):
        rows = api.coverage(job)
        console.out(api.coverage_report(rows, arguments.format))
        fates |= {row.fate for row in rows}
    bad = {"refused": {"refused"}, "fallback": {"refused", "fallback"}, "never": set[str]()}
    return UNCOVERED if fates & bad[arguments.fail_on] else 0

"""``wswgen diff``: what a change of a contract means to callers and services."""

from __future__ import annotations

import argparse
from pathlib import Path

from wswgen import api
from wswgen.cli.console import Console

BREAKS = 3  # the exit code


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.epilog = (
        f"Exit code {BREAKS} says that something breaks, as --fail-on says it. A revision of git "
        "is compared by the jobs of the settings in it, or by its WSDLs; REV:PATH names one file."
    )
    parser.add_argument("old", metavar="OLD", help="a file, a folder or a revision of git")
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument(
        "--wsdl", action="append", default=[], metavar="PATH",
        help="the WSDL below a folder or revision (repeatable; default: the jobs of its settings)",
    )  # fmt: skip
    parser.add_argument(
        "--catalog", type=Path, metavar="FILE",
        help="an OASIS XML catalog, or a JSON object from URL to a path beside it",
    )  # fmt: skip
    parser.add_argument("--format", choices=["text", "json", "markdown"], default="text")
    parser.add_argument(
        "--fail-on", choices=["any", "callers", "services", "never"], default="any",
        help="whose breaking is a failure (default: any)",
    )  # fmt: skip


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the changes."""
    console.step("comparing ...")
    found = api.diff(arguments.old, arguments.new, wsdls=arguments.wsdl, catalog=arguments.catalog)
    console.step("")
    console.problems(found.problems)
    console.out(api.diff_report(found, arguments.format))
    if arguments.fail_on == "never" or not found.breaks(arguments.fail_on):
        return 0
    return BREAKS

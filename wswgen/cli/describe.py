"""``wswgen describe``: show what a WSDL says."""

from __future__ import annotations

import argparse

from wswgen import api
from wswgen.cli.console import Console
from wswgen.cli.inputs import add_inputs, jobs_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_inputs(parser)
    parser.add_argument("--format", choices=api.DESCRIPTIONS, default="text")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the description."""
    for job in jobs_of(arguments):
        text, problems = api.describe(job, arguments.format)
        console.problems(problems)
        console.out(text)
    return 0

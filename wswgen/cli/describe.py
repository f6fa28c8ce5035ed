"""``wswgen describe``: show what a WSDL says."""

from __future__ import annotations

import argparse

from wswgen import api
from wswgen.cli.inputs import add_inputs
from wswgen.cli.report import report
from wswgen.options import Job, Options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_inputs(parser)
    parser.add_argument("--format", choices=api.DESCRIPTIONS, default="text")


def run(arguments: argparse.Namespace) -> int:
    """Print the description."""
    job = Job(
        files=tuple(arguments.files),
        catalog=arguments.catalog,
        strict=arguments.strict,
        options=Options(services=tuple(arguments.service), ports=tuple(arguments.port)),
    )
    text, problems = api.describe(job, arguments.format)
    report(problems)
    print(text, end="")
    return 0

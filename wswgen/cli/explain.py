"""``wswgen explain``: what a diagnostic code means."""

from __future__ import annotations

import argparse

from wswgen.cli.console import Console
from wswgen.codes import CODES


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="all of them if left out")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print one explanation, or the list of codes."""
    if arguments.code is None:
        for code, text in CODES.items():
            console.out(f"{code}  {text.summary}")
        return 0
    code = arguments.code.upper()
    if code not in CODES:
        console.error(f"no diagnostic has the code {arguments.code!r}")
        return 2
    console.out(f"{code}: {CODES[code].summary}\n\n{CODES[code].explanation}")
    return 0

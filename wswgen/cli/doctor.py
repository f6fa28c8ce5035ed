"""``wswgen doctor``: what this system offers, and which backend would be taken.

This is the one module of the generator that imports the runtime: `wswgen.runtime.doctor`, which
exists for it. Exit code 0 says that the backend that would be taken can be used, 1 that it cannot.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from wswgen import __version__
from wswgen.cli.console import Console


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "--format", choices=["text", "json"], default="text", help="text (default), or JSON"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the report."""
    from wswgen.runtime.doctor import as_text, examine

    report = examine()
    if arguments.format == "json":
        console.out(json.dumps({"wswgen": __version__, **asdict(report)}, indent=2))
    else:
        console.out(f"wswgen       {__version__}\n{as_text(report)}")
    return 0 if report.usable else 1

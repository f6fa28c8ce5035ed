"""``wswgen init``: write the first settings of a project."""

from __future__ import annotations

import argparse
from pathlib import Path

from wswgen import api
from wswgen.cli.console import Console


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE",
        help="the WSDLs to make packages from (default: those in this folder and below)",
    )  # fmt: skip
    parser.add_argument(
        "--out", default=".", metavar="DIR", help="the folder that will hold the packages"
    )
    parser.add_argument(
        "--schema", action="store_true",
        help="print the JSON schema of the settings, for editors, and write nothing",
    )  # fmt: skip


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the file, and say what comes next."""
    if arguments.schema:
        console.out(api.settings_schema())
        return 0
    found = arguments.files or sorted(
        path for path in Path().rglob("*.wsdl") if not path.parts[0].startswith(".")
    )
    path = api.init(Path(), found, out=arguments.out)
    console.say(f"{path}: settings with {len(found)} job{'' if len(found) == 1 else 's'} written")
    console.say("next: wswgen from-wsdl" if found else f"next: name a WSDL in {path}")
    return 0

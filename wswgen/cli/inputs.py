"""Arguments that several commands take: what is read, and what is selected of it."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The files, and the options that say what of them counts."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE",
        help="the WSDL, then files to resolve its imports from",
    )  # fmt: skip
    parser.add_argument(
        "--service", action="append", default=[], metavar="NAME",
        help="only this service (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--port", action="append", default=[], metavar="NAME", help="only this port (repeatable)"
    )
    parser.add_argument(
        "--catalog", type=Path, metavar="FILE",
        help="an OASIS XML catalog, or a JSON object from URL to a path beside it",
    )  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="refuse what would be a warning")


def package_name(name: str) -> str:
    """The type of an argument that names a package."""
    import keyword

    if not name.isidentifier() or keyword.iskeyword(name):
        raise argparse.ArgumentTypeError(f"{name!r} is no name for a Python package")
    return name

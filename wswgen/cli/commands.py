"""The commands: a module of its name for each, imported when it is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from wswgen.cli.console import Console

COMMANDS = {
    "init": "write the first settings of a project",
    "pull": "download a WSDL with all that it imports",
    "from-wsdl": "write a package for a WSDL",
    "check": "fail if a package differs from what would be generated",
    "diff": "say what a change of a contract breaks",
    "describe": "show what a WSDL says",
    "completion": "print a script that completes commands in a shell",
    "explain": "what a diagnostic code means",
    "doctor": "what this system offers, and which backend would be taken",
}


class Command(Protocol):
    """What the module of a command offers."""

    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Console], int]


def load(name: str) -> Command:
    """The module of a command."""
    return cast(Command, import_module(f"wswgen.cli.{name.replace('-', '_')}"))


def parser_of(name: str, command: Command) -> argparse.ArgumentParser:
    """The parser of one command."""
    parser = argparse.ArgumentParser(prog=f"wswgen {name}", description=f"{COMMANDS[name]}.")
    command.arguments(parser)
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="say nothing but errors and results"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show every warning and every line"
    )
    parser.add_argument(
        "--message-format", choices=["text", "json"], default="text",
        help="diagnostics as text (default), or as one JSON object a line",
    )  # fmt: skip
    return parser

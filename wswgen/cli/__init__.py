"""The command line. This is the only part of wswgen that prints or exits.

Each command is a module of its name, with ``arguments``, which declares what it takes, and
``run``, which does it by way of `wswgen.api` and returns the exit code. Only the module of the
command that was asked for is imported, and it imports what it needs when it runs: a run that has
nothing to do must not pay for what it does not use.

Exit codes: 0 done, 1 the input is refused (or, with --strict, has warnings), 2 wrong usage,
70 a defect of wswgen itself (EX_SOFTWARE of sysexits.h), 130 interrupted.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn, Protocol, cast

from wswgen import __version__
from wswgen.cli.report import report
from wswgen.errors import GenerateError

COMMANDS = {
    "from-wsdl": "write a package for a WSDL",
    "describe": "show what a WSDL says",
    "explain": "what a diagnostic code means",
}


class Command(Protocol):
    """What the module of a command offers."""

    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit."""
    for stream in (sys.stdout, sys.stderr):
        # What a console cannot show is shown escaped: a name must not end a run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if argv is None else argv))


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit code. Wrong usage raises `SystemExit` with 2."""
    command, arguments = parse(argv)
    try:
        return command.run(arguments)
    except GenerateError as error:
        report(error.problems)
        return 1
    except Exception as error:
        if os.environ.get("WSWGEN_TRACEBACK"):
            raise
        print(
            f"wswgen: a defect of wswgen itself: {type(error).__name__}: {error}", file=sys.stderr
        )
        print("    help: please report it; WSWGEN_TRACEBACK=1 shows where it is", file=sys.stderr)
        return 70
    except KeyboardInterrupt:
        print("wswgen: interrupted; nothing was changed", file=sys.stderr)
        return 130


def parse(argv: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    """The command that was asked for, and its arguments."""
    if argv and argv[0] in COMMANDS:
        name, rest = argv[0], argv[1:]
    else:
        name, rest = _parser().parse_args(argv[:1]).command, argv[1:]
    command = load(name)
    return command, parser_of(name, command).parse_args(rest)


def load(name: str) -> Command:
    """The module of a command."""
    return cast(Command, import_module(f"wswgen.cli.{name.replace('-', '_')}"))


def parser_of(name: str, command: Command) -> argparse.ArgumentParser:
    """The parser of one command."""
    parser = argparse.ArgumentParser(prog=f"wswgen {name}", description=f"{COMMANDS[name]}.")
    command.arguments(parser)
    return parser


def _parser() -> argparse.ArgumentParser:
    """The parser that knows the commands by name alone."""
    listing = "\n".join(f"  {name:<12} {help}" for name, help in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="wswgen",
        usage="wswgen [-h] [--version] COMMAND ...",
        description="Typed Python services and clients from a WSDL.",
        epilog=f"commands:\n{listing}\n\n`wswgen COMMAND --help` says what each one takes.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"wswgen {__version__}")
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of these")
    return parser

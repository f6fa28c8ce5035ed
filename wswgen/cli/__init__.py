"""The command line. This is the only part of wswgen that prints or exits.

Each command is a module of its name, with ``arguments``, which declares what it takes, and
``run``, which does it by way of `wswgen.api` and returns the exit code. Only the module of the
command that was asked for is imported, and it imports what it needs when it runs: a run that has
nothing to do must not pay for what it does not use.

Exit codes: 0 done, 1 the input is refused (or, with --strict, has warnings), `check` found a
difference, or `doctor` a backend that cannot be used, 2 wrong usage, 70 a defect of wswgen itself
(EX_SOFTWARE of sysexits.h), 130 interrupted, 141 whoever read the output went away.
"""

from __future__ import annotations

import argparse
import difflib
import gc
import io
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TextIO, cast

from wswgen import __version__
from wswgen.cli.commands import COMMANDS, Command, load, parser_of
from wswgen.cli.console import Console, OutputError
from wswgen.cli.inputs import UsageError
from wswgen.errors import GenerateError


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit."""
    gc.disable()  # nothing here has cycles, and looking for some takes a third of a long run
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # whoever started us closed it
            setattr(sys, name, _nowhere())
    for stream in (sys.stdout, sys.stderr):
        # What a console cannot show is shown escaped: a name must not end a run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    _exit(run(sys.argv[1:] if argv is None else argv))


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _exit(code: int) -> NoReturn:
    """Exit without taking apart what is in memory, which for a large contract takes a while.

    Not where a tool watches every line: it has something to do at the exit.
    """
    if sys.gettrace() is not None or sys.getprofile() is not None:
        sys.exit(code)
    sys.stderr.flush()
    os._exit(code)


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit code. Wrong usage raises `SystemExit` with 2."""
    command, arguments = parse(argv)
    console = Console(
        quiet=arguments.quiet, verbose=arguments.verbose, messages=arguments.message_format
    )
    try:
        code = command.run(arguments, console)
        console.done()
        return code
    except GenerateError as error:
        console.problems(error.problems)
        return 1
    except OutputError as error:
        return _unwritten(cast(OSError, error.__cause__))
    except UsageError as error:
        return cast(int, arguments.wrong_usage(str(error)))
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


def _unwritten(error: OSError) -> int:
    """Standard output cannot be written: the exit code. Nothing more is tried there."""
    sys.stdout = _nowhere()
    if isinstance(error, BrokenPipeError):  # `wswgen describe ... | head` is no mistake
        return 141
    reason = error.strerror or error
    print(f"wswgen: cannot write to standard output: {reason}", file=sys.stderr)
    return 1


def parse(argv: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    """The command that was asked for, and its arguments."""
    argv = _expanded(argv)
    if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
        close = difflib.get_close_matches(argv[0], COMMANDS, n=1)
        help = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(COMMANDS)}"
        _parser().error(f"there is no command {argv[0]!r}: {help}")
    if argv and argv[0] in COMMANDS:
        name, rest = argv[0], argv[1:]
    else:
        name, rest = _parser().parse_args(argv[:1]).command, argv[1:]
    command = load(name)
    parser = parser_of(name, command)
    arguments = parser.parse_args(rest)
    arguments.argv = list(rest)
    arguments.wrong_usage = parser.error
    return command, arguments


def _expanded(argv: Sequence[str]) -> list[str]:
    """The arguments, with those of response files in the place of each @FILE."""
    words: list[str] = []
    for word in argv:
        if not word.startswith("@"):
            words.append(word)
            continue
        try:
            text = Path(word[1:]).read_text("utf-8")
            words += shlex.split(text, comments=True)
        except (OSError, ValueError) as error:
            _parser().error(f"cannot read the response file {word[1:]}: {error}")
    return words


def _parser() -> argparse.ArgumentParser:
    """The parser that knows the commands by name alone."""
    listing = "\n".join(f"  {name:<12} {help}" for name, help in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="wswgen",
        usage="wswgen [-h] [--version] COMMAND ...",
        description="Typed Python services and clients from a WSDL.",
        epilog=f"commands:\n{listing}\n\n`wswgen COMMAND --help` says what each one takes; "
        "@FILE stands for the arguments in a file.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"wswgen {__version__}")
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of these")
    return parser

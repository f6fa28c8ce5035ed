"""The command line. This is the only module that prints or exits.

Exit codes: 0 done, 1 the input is refused (or, with --strict, has warnings), 2 wrong usage,
70 a defect of wswgen itself (EX_SOFTWARE of sysexits.h), 130 interrupted.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from wswgen import __version__
from wswgen.errors import GenerateError, Problem, Severity
from wswgen.options import Options


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit."""
    for stream in (sys.stdout, sys.stderr):
        # What a console cannot show is shown escaped: a name must not end a run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if argv is None else argv))


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit code. Wrong usage raises `SystemExit` with 2."""
    arguments = _parser().parse_args(argv)
    try:
        match arguments.command:
            case "from-wsdl":
                return _from_wsdl(arguments)
            case "describe":
                return _describe(arguments)
            case _:
                return _explain(arguments)
    except GenerateError as error:
        _report(error.problems)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wswgen", description="Typed Python services and clients from a WSDL."
    )
    parser.add_argument("--version", action="version", version=f"wswgen {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    generate = commands.add_parser("from-wsdl", help="write a package for a WSDL")
    _inputs(generate)
    generate.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR",
        help="the folder that will hold the package (default: this one)",
    )  # fmt: skip
    generate.add_argument(
        "--package", type=_package, metavar="NAME",
        help="the name of the package (default: from the file's name)",
    )  # fmt: skip
    generate.add_argument(
        "--no-cancel", action="append", default=[], metavar="OPERATION",
        help="do not register this operation for cancellation (repeatable)",
    )  # fmt: skip
    generate.add_argument(
        "--config", type=Path, metavar="FILE",
        help="the file with [tool.wswgen] (default: pyproject.toml here, if there is one)",
    )  # fmt: skip
    generate.add_argument(
        "--vendor-runtime", action="store_true",
        help="copy the runtime into the package, which then needs no wswgen",
    )  # fmt: skip

    describe = commands.add_parser("describe", help="show what a WSDL says")
    _inputs(describe)
    describe.add_argument("--format", choices=["text", "json"], default="text")

    explain = commands.add_parser("explain", help="what a diagnostic code means")
    explain.add_argument("code", nargs="?", metavar="CODE", help="all of them if left out")
    return parser


def _inputs(parser: argparse.ArgumentParser) -> None:
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


def _package(name: str) -> str:
    import keyword

    if not name.isidentifier() or keyword.iskeyword(name):
        raise argparse.ArgumentTypeError(f"{name!r} is no name for a Python package")
    return name


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        package=getattr(arguments, "package", None) or "",
        services=tuple(arguments.service),
        ports=tuple(arguments.port),
        cancel_off=_cancel_off(arguments),
        vendor_runtime=getattr(arguments, "vendor_runtime", False),
    )


def _cancel_off(arguments: argparse.Namespace) -> frozenset[str]:
    if arguments.command != "from-wsdl":
        return frozenset()
    from wswgen.config import FILE, read_cancel_off

    given: Path | None = arguments.config
    settings = read_cancel_off(given or Path(FILE), required=given is not None)
    return settings | frozenset(arguments.no_cancel)


def _from_wsdl(arguments: argparse.Namespace) -> int:
    from wswgen.pipeline import from_wsdl

    written, problems = from_wsdl(
        arguments.files,
        arguments.out,
        _options(arguments),
        catalog=arguments.catalog,
        strict=arguments.strict,
    )
    _report(problems)
    changed = len(written.written)
    print(
        f"{written.package}: {changed} written, {len(written.removed)} removed, "
        f"{written.unchanged} unchanged"
    )
    return 0


def _describe(arguments: argparse.Namespace) -> int:
    from wswgen.contract.dump import dump
    from wswgen.contract.text import summary
    from wswgen.pipeline import read_contract

    _, contract, problems = read_contract(
        arguments.files, _options(arguments), catalog=arguments.catalog, strict=arguments.strict
    )
    _report(problems)
    print(dump(contract) if arguments.format == "json" else summary(contract), end="")
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from wswgen.codes import CODES

    if arguments.code is None:
        for code, text in CODES.items():
            print(f"{code}  {text.summary}")
        return 0
    code = arguments.code.upper()
    if code not in CODES:
        print(f"wswgen: no diagnostic has the code {arguments.code!r}", file=sys.stderr)
        return 2
    print(f"{code}: {CODES[code].summary}\n\n{CODES[code].explanation}")
    return 0


def _report(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if errors:
        noun = "error" if errors == 1 else "errors"
        print(f"wswgen: {errors} {noun}; nothing was written", file=sys.stderr)

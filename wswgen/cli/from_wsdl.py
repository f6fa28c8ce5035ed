"""``wswgen from-wsdl``: write a package."""

from __future__ import annotations

import argparse
from pathlib import Path

from wswgen import api
from wswgen.cli.inputs import add_inputs, package_name
from wswgen.cli.report import report
from wswgen.config import FILE, read_cancel_off
from wswgen.options import Job, Options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_inputs(parser)
    parser.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR",
        help="the folder that will hold the package (default: this one)",
    )  # fmt: skip
    parser.add_argument(
        "--package", type=package_name, metavar="NAME",
        help="the name of the package (default: from the file's name)",
    )  # fmt: skip
    parser.add_argument(
        "--no-cancel", action="append", default=[], metavar="OPERATION",
        help="do not register this operation for cancellation (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--config", type=Path, metavar="FILE",
        help="the file with [tool.wswgen] (default: pyproject.toml here, if there is one)",
    )  # fmt: skip
    parser.add_argument(
        "--vendor-runtime", action="store_true",
        help="copy the runtime into the package, which then needs no wswgen",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Generate, and say what changed."""
    written, problems = api.from_wsdl(_job(arguments))
    report(problems)
    changed = len(written.written)
    print(
        f"{written.package}: {changed} written, {len(written.removed)} removed, "
        f"{written.unchanged} unchanged"
    )
    return 0


def _job(arguments: argparse.Namespace) -> Job:
    given: Path | None = arguments.config
    settings = read_cancel_off(given or Path(FILE), required=given is not None)
    return Job(
        files=tuple(arguments.files),
        out=arguments.out,
        catalog=arguments.catalog,
        strict=arguments.strict,
        options=Options(
            package=arguments.package or "",
            services=tuple(arguments.service),
            ports=tuple(arguments.port),
            cancel_off=settings | frozenset(arguments.no_cancel),
            vendor_runtime=arguments.vendor_runtime,
        ),
    )

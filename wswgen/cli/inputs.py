"""Arguments that several commands take, and the jobs that follow from them and the settings."""

from __future__ import annotations

import argparse
from pathlib import Path

from wswgen.config import Settings, is_package, read_settings
from wswgen.options import Job
from wswgen.record import replace


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The files, and the options that say what of them counts."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE",
        help="the WSDL, then files to resolve its imports from "
        "(default: the jobs of [tool.wswgen])",
    )  # fmt: skip
    parser.add_argument(
        "--job", action="append", default=[], metavar="NAME",
        help="only this job of the settings (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--config", type=Path, metavar="FILE",
        help="the settings (default: the nearest wswgen.toml, or pyproject.toml that has "
        "[tool.wswgen], here or above)",
    )  # fmt: skip
    parser.add_argument(
        "--no-config", action="store_true", help="read no settings, whatever lies in this folder"
    )
    parser.add_argument(
        "--service", action="append", default=[], metavar="NAME",
        help="only this service (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--port", action="append", default=[], metavar="NAME", help="only this port (repeatable)"
    )
    parser.add_argument(
        "--only", action="append", default=[], type=_names, metavar="OP,...",
        help="only these operations, by name or pattern, and the types that they need",
    )  # fmt: skip
    parser.add_argument(
        "--skip", action="append", default=[], type=_names, metavar="OP,...",
        help="not these operations, nor the types that only they need",
    )  # fmt: skip
    parser.add_argument(
        "--catalog", type=Path, metavar="FILE",
        help="an OASIS XML catalog, or a JSON object from URL to a path beside it",
    )  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="refuse what would be a warning")


def add_output(parser: argparse.ArgumentParser) -> None:
    """The options that say what the package is like and where it goes."""
    parser.add_argument(
        "--out", type=Path, metavar="DIR",
        help="the folder that holds the package (default: this one)",
    )  # fmt: skip
    parser.add_argument(
        "--package", type=_package, metavar="NAME",
        help="the name of the package (default: from the file's name)",
    )  # fmt: skip
    parser.add_argument(
        "--no-cancel", action="append", default=[], metavar="OPERATION",
        help="do not register this operation for cancellation (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--vendor-runtime", action="store_true",
        help="copy the runtime into the package, which then needs no wswgen",
    )  # fmt: skip


def jobs_of(arguments: argparse.Namespace) -> tuple[Job, ...]:
    """What to do: the files of the command line, or the jobs of the settings.

    The command line wins over the settings. Raises `GenerateError` for wrong settings and
    `UsageError` for wrong usage.
    """
    settings = Settings() if arguments.no_config else read_settings(arguments.config)
    if arguments.files:
        if arguments.job:
            raise UsageError("--job names a job of the settings; name files or jobs, not both")
        found: tuple[Job, ...] = (replace(settings.defaults, files=tuple(arguments.files)),)
    else:
        found = settings.chosen(arguments.job)
        if not found:
            raise UsageError(
                "name a WSDL, or declare jobs in [tool.wswgen.jobs]: see `wswgen init`"
            )
    if len(found) > 1 and getattr(arguments, "package", None):
        raise UsageError("--package with several jobs: choose one with --job")
    return tuple(_overridden(job, arguments) for job in found)


class UsageError(Exception):
    """The command line cannot be obeyed; exit code 2."""


def _overridden(job: Job, arguments: argparse.Namespace) -> Job:
    only = tuple(name for names in arguments.only for name in names)
    skip = tuple(name for names in arguments.skip for name in names)
    options = job.options
    return replace(
        job,
        out=getattr(arguments, "out", None) or job.out,
        catalog=arguments.catalog or job.catalog,
        strict=arguments.strict or job.strict,
        options=replace(
            options,
            package=getattr(arguments, "package", None) or options.package,
            services=tuple(arguments.service) or options.services,
            ports=tuple(arguments.port) or options.ports,
            only=only or options.only,
            skip=skip or options.skip,
            cancel_off=options.cancel_off | frozenset(getattr(arguments, "no_cancel", ())),
            vendor_runtime=getattr(arguments, "vendor_runtime", False) or options.vendor_runtime,
        ),
    )


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _package(name: str) -> str:
    if not is_package(name):
        raise argparse.ArgumentTypeError(f"{name!r} is no name for a Python package")
    return name

"""``wswgen from-wsdl``: write packages."""

from __future__ import annotations

import argparse
from pathlib import Path

from wswgen import api
from wswgen.cli.console import Console
from wswgen.cli.inputs import add_inputs, add_output, jobs_of
from wswgen.options import Job
from wswgen.write.manifest import NAME


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_inputs(parser)
    add_output(parser)
    parser.add_argument(
        "--force", action="store_true", help="generate even where digests say nothing would change"
    )
    parser.add_argument(
        "--watch", action="store_true",
        help="generate again whenever an input changes, until interrupted (extra: watch)",
    )  # fmt: skip
    parser.add_argument(
        "--depfile", type=Path, metavar="FILE",
        help="write what the package was made from, for make, ninja and CMake",
    )  # fmt: skip
    parser.add_argument(
        "--stamp", type=Path, metavar="FILE",
        help="touch this file after success; it is the target in the depfile",
    )  # fmt: skip
    parser.add_argument(
        "--stamp-if-changed", action="store_true",
        help="do not touch the stamp if no file of the package changed (restat of ninja)",
    )  # fmt: skip


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Generate, and say what changed."""
    if arguments.watch:
        from wswgen.cli.watch import watch

        return watch(arguments, console)
    results = [make(job, console, force=arguments.force) for job in jobs_of(arguments)]
    stamp: Path | None = arguments.stamp
    if arguments.depfile:
        target = stamp or results[0].package / NAME
        inputs = [path for result in results for path in result.inputs]
        api.write_depfile(arguments.depfile, target, inputs)
    changed = any(result.written or result.removed for result in results)
    if stamp and (changed or not arguments.stamp_if_changed or not stamp.exists()):
        api.touch(stamp)
    return 0


def make(job: Job, console: Console, *, force: bool = False) -> api.Result:
    """Run one job, and say what changed. Raises `GenerateError`."""
    console.step(f"generating from {job.files[0]} ...")
    result = api.from_wsdl(job, force=force)
    console.step("")
    console.problems(result.problems)
    if result.skipped:
        told = f"{result.package}: up to date"
        if result.warnings:
            noun = "warning" if result.warnings == 1 else "warnings"
            told += f" ({result.warnings} {noun}: --force shows them)"
        console.say(told)
    else:
        console.say(
            f"{result.package}: {len(result.written)} written, {len(result.removed)} removed, "
            f"{result.unchanged} unchanged"
        )
    return result

"""``wswgen check``: is what is on disk what would be generated?"""

from __future__ import annotations

import argparse
import json
import shlex
import sys

from wswgen import api
from wswgen.cli.console import Console, as_json, coloured, paint
from wswgen.cli.inputs import add_inputs, add_output, jobs_of
from wswgen.options import Job

LINES = 200  # of a diff, unless --verbose asks for all


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_inputs(parser)
    add_output(parser)
    parser.add_argument(
        "--full", action="store_true",
        help="generate and compare even where digests say that nothing changed",
    )  # fmt: skip
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Show what differs; 1 if anything does."""
    found = [_check(job, arguments, console) for job in jobs_of(arguments)]
    if arguments.format == "json":
        console.out(json.dumps([_as_json(each) for each in found], indent=2))
    else:
        for each in found:
            _show(each, console)
    if not any(each.changes for each in found):
        return 0
    if arguments.format == "text":
        print(f"wswgen: not up to date; to mend it, run: {_mend(arguments)}", file=sys.stderr)
    return 1


def _check(job: Job, arguments: argparse.Namespace, console: Console) -> api.Checked:
    console.step(f"checking against {job.files[0]} ...")
    checked = api.check(job, full=arguments.full)
    console.step("")
    if arguments.format == "text":
        console.problems(checked.problems)
    return checked


def _show(checked: api.Checked, console: Console) -> None:
    if not checked.changes:
        console.say(f"{checked.package}: up to date")
        return
    lines = [line for change in checked.changes for line in api.diff_lines(change)]
    shown = lines if console.verbose else lines[:LINES]
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in shown:
        colour = colours.get(line[:1]) if coloured(sys.stdout) else None
        console.out(paint(line, colour) if colour else line)
    if len(shown) < len(lines):
        console.out(f"... {len(lines) - len(shown)} more lines: --verbose shows all")


def _as_json(checked: api.Checked) -> dict[str, object]:
    return {
        "package": str(checked.package),
        "up_to_date": not checked.changes,
        "changes": [
            {"path": str(change.path), "change": change.kind} for change in checked.changes
        ],
        "problems": [as_json(problem) for problem in checked.problems],
    }


def _mend(arguments: argparse.Namespace) -> str:
    """The command that makes the next check succeed."""
    own = {"--full", "--format=json", "--format=text", "-q", "--quiet", "-v", "--verbose"}
    words = [word for word in arguments.argv if word not in own]
    while "--format" in words:
        index = words.index("--format")
        del words[index : index + 2]
    return shlex.join(["wswgen", "from-wsdl", *words])

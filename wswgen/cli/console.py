"""What people see: results on standard output, all else on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from wswgen.errors import Problem, Severity
from wswgen.record import record

SHOWN = 5  # of the warnings of one code, unless --verbose asks for all
_CODES = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}


class OutputError(Exception):
    """Standard output cannot be written; the cause says why."""


@record
class Console:
    """How much is said, and how.

    ``quiet`` leaves errors and results, ``verbose`` shows every warning and each step;
    ``messages`` is ``text``, or ``json`` for one object a line on standard error.
    """

    quiet: bool = False
    verbose: bool = False
    messages: str = "text"

    def out(self, text: str) -> None:
        """A result: what the command was asked for. Raises `OutputError`."""
        try:
            print(text, end="" if text.endswith("\n") else "\n")
        except OSError as error:
            raise OutputError from error

    def say(self, text: str) -> None:
        """What was done, for people; not with ``quiet``. Raises `OutputError`."""
        if not self.quiet:
            self.out(text)

    def done(self) -> None:
        """Nothing more follows. Raises `OutputError` if what was printed cannot be written."""
        try:
            sys.stdout.flush()
        except OSError as error:
            raise OutputError from error

    def detail(self, text: str) -> None:
        """A step, with ``verbose`` alone."""
        if self.verbose:
            print(f"wswgen: {text}", file=sys.stderr)

    def error(self, text: str, help: str = "") -> None:
        """Something that is wrong and has no place in a file."""
        print(f"wswgen: {text}", file=sys.stderr)
        if help:
            print(f"    help: {help}", file=sys.stderr)

    def step(self, text: str) -> None:
        """What takes time now, on a terminal, until the next step; ``""`` clears the line."""
        if not self.quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def problems(self, problems: Sequence[Problem]) -> None:
        """Print each problem, then how many refuse the input."""
        self.step("")
        if self.messages == "json":
            for problem in problems:
                print(json.dumps(as_json(problem), ensure_ascii=False), file=sys.stderr)
            return
        seen: Counter[str] = Counter()
        for problem in problems:
            warning = problem.severity is Severity.WARNING
            seen[problem.code] += warning
            if warning and (self.quiet or (seen[problem.code] > SHOWN and not self.verbose)):
                continue
            print(self._problem(problem), file=sys.stderr)
        for code, count in seen.items():
            if count > SHOWN and not self.verbose and not self.quiet:
                more = f"{count - SHOWN} more warnings {code}: --verbose shows all"
                print(f"wswgen: {more}", file=sys.stderr)
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        if errors:
            noun = "error" if errors == 1 else "errors"
            print(f"wswgen: {errors} {noun}; nothing was written", file=sys.stderr)

    def _problem(self, problem: Problem) -> str:
        text = str(problem)
        if not coloured(sys.stderr):
            return text
        severity = problem.severity.value
        colour = "red" if problem.severity is Severity.ERROR else "yellow"
        place, found, rest = text.partition(f": {severity} {problem.code}: ")
        shown = found[2:-2]
        return f"{paint(place, 'bold')}: {paint(shown, colour)}: {rest}" if found else text


def coloured(stream: TextIO) -> bool:
    """Whether to colour what goes there: terminals, unless NO_COLOR is set (no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def paint(text: str, colour: str) -> str:
    """The text in a colour, as terminals understand it (ECMA-48, SGR)."""
    return f"\033[{_CODES[colour]}m{text}\033[0m"


def as_json(problem: Problem) -> dict[str, object]:
    """A problem as an object of JSON."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": problem.location.file,
        "line": problem.location.line,
        "column": problem.location.column,
        "message": problem.message,
        "help": problem.help,
    }

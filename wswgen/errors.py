"""Diagnostics: codes, places, and the one exception that refuses an input."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from wswgen.record import record


class Location(NamedTuple):
    """A place in an input file. ``file`` is as the user named it; line and column count from 1.

    ``column`` 0 means unknown, ``line`` 0 means the file as a whole.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        return place


class Severity(Enum):
    """Whether a problem refuses the input or only a part of it."""

    ERROR = "error"
    WARNING = "warning"


@record
class Problem:
    """One diagnostic: where, which code, what is wrong and what to do about it."""

    code: str
    location: Location
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        text = f"{self.location}: {self.severity.value} {self.code}: {self.message}"
        return f"{text}\n    help: {self.help}" if self.help else text


class GenerateError(Exception):
    """The input is refused; nothing was written. ``problems`` holds every error found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

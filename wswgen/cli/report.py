"""Diagnostics, as people read them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from wswgen.errors import Problem, Severity


def report(problems: Sequence[Problem]) -> None:
    """Print each problem on standard error, then how many refuse the input."""
    for problem in problems:
        print(problem, file=sys.stderr)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if errors:
        noun = "error" if errors == 1 else "errors"
        print(f"wswgen: {errors} {noun}; nothing was written", file=sys.stderr)

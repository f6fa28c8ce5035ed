"""The order in which ruff and isort want names, so that they leave generated code alone.

Constants come before classes and those before the rest; numbers in names count as numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_Natural = tuple[tuple[int, int, int, str], ...]


def imported(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the order of an import statement."""
    return tuple(sorted(names, key=lambda name: (_kind(name), _natural(name.lower()), name)))


def listed(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the order of ``__all__``."""
    return tuple(sorted(names, key=lambda name: (_kind(name), _natural(name))))


def _kind(name: str) -> int:
    if len(name.encode()) > 1 and name.isupper():
        return 0
    return 1 if name[0].isupper() else 2


def _natural(name: str) -> _Natural:
    return tuple(_run(run) for run in re.findall("[0-9]+|.", name, re.DOTALL))


@cache
def _run(run: str) -> tuple[int, int, int, str]:
    if not run.isascii() or not run.isdigit():
        return ord(run), 0, 0, ""
    # With a leading zero digits are compared from the left, as those of a fraction.
    return (ord("0"), 0, 0, run) if run[0] == "0" else (ord("0"), 1, len(run), run)

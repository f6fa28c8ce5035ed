"""The order in which ruff and isort want names, so that they leave generated code alone.

Constants come before classes and those before the rest; numbers in names count as numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGITS = re.compile("[0-9]+")


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


def _natural(name: str) -> str:
    """A text that is ordered as the name should be."""
    return _DIGITS.sub(_run, name)


def _run(found: re.Match[str]) -> str:
    run = found[0]
    # With a leading zero digits are compared from the left, as those of a fraction.
    return f"0\0{run}\0" if run[0] == "0" else f"0\1{chr(len(run))}{run}"

"""Depfiles: what a target was made from, in the dialect of make that ninja and CMake read too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_SPECIAL = re.compile(r"([\\\s#])")


def depfile(target: Path, inputs: Iterable[Path]) -> str:
    """The rule ``target: inputs``; each input is a target without a rule too, so that one which
    is gone makes no broken build (as gcc's -MP does)."""
    names = list(dict.fromkeys(_escaped(path) for path in inputs))
    lines = [f"{_escaped(target)}: \\\n", " \\\n".join(f"  {name}" for name in names), "\n"]
    return "".join([*lines, *(f"\n{name}:\n" for name in names)])


def _escaped(path: Path) -> str:
    return _SPECIAL.sub(r"\\\1", path.as_posix()).replace("$", "$$")

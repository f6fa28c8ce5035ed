"""Which part of the real contracts a run tries: another one after ten commits, all on demand.

The number of commits makes the turn, which says what part is tried, and seeds what is random: a
change and its reviews are judged by the same part.
``WSWGEN_CORPUS_TURN`` is a number, to repeat a turn, or ``all``, to try every part.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

VARIABLE = "WSWGEN_CORPUS_TURN"
ASKED = os.environ.get(VARIABLE, "")
ALL = ASKED == "all"

_T = TypeVar("_T")


def _commits() -> int:
    """How many commits lead here; 0 where git does not know."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-list", "--count", "HEAD"]
    try:
        return int(subprocess.run(command, capture_output=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        return 0


TURN = int(ASKED) if ASKED and not ALL else _commits() // 10


def part(items: Sequence[_T], most: int) -> list[_T]:
    """``most`` of ``items``, evenly spread; so many turns later all have been tried."""
    return _every(items, -(-len(items) // most) or 1)


def third(items: Sequence[_T]) -> list[_T]:
    """A third of ``items``; three turns try them all."""
    return _every(items, 3)


def _every(items: Sequence[_T], step: int) -> list[_T]:
    return list(items) if ALL else list(items[TURN % step :: step])


def told() -> str:
    """The turn, and how to have it again."""
    if ALL:
        return f"real contracts: all of everything, because {VARIABLE}=all"
    again = f"{VARIABLE}={TURN} python -m pytest -m corpus"
    return f"real contracts: turn {TURN}; again with {again}; everything with {VARIABLE}=all"

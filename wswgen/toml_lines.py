"""Where a key stands in a TOML file: `tomllib` reads values and forgets their places."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PIECE = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = rf"{_PIECE}(?:\s*\.\s*{_PIECE})*"
_TABLE = re.compile(rf"\s*\[\[?\s*({_KEY})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*({_KEY})\s*=")


def line_of(text: str, keys: Sequence[str]) -> int:
    """The line, from 1, of a key or of the nearest table around it; 0 if neither can be found."""
    best, depth = 0, 0
    table: list[str] = []
    wanted = list(keys)
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        if header:
            table = found = _split(header[1])
        else:
            assignment = _ASSIGNMENT.match(line)
            if not assignment:
                continue
            found = table + _split(assignment[1])
        common = next(
            (n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b),
            min(len(found), len(wanted)),
        )
        # A longer key that begins with the wanted one stands in it: [tool.wswgen.jobs.x].
        if common > depth and (common == len(found) or common == len(wanted)):
            best, depth = number, common
    return best


def _split(key: str) -> list[str]:
    return [piece[1:-1] if piece[0] in "\"'" else piece for piece in re.findall(_PIECE, key)]

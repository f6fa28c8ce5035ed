"""The table of real contracts at the end of a run; ``WSWGEN_CORPUS_TABLE`` names a file for it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.corpus.packages import TABLE


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print a line for each entry that was tried."""
    if not TABLE:
        return
    terminalreporter.section("real contracts")
    lines = list(_lines())
    for line in lines:
        terminalreporter.write_line(line)
    path = os.environ.get("WSWGEN_CORPUS_TABLE")
    if path:
        Path(path).write_text("\n".join(lines) + "\n", "utf-8")


def _lines() -> Iterator[str]:
    head = (
        "entry",
        "s",
        "ops",
        "refused",
        "types",
        "tried",
        "docs",
        "unable",
        "zeep",
        "values; documents",
    )
    shape = "{:<44.44} {:>6} {:>5} {:>7} {:>5} {:>5} {:>5} {:>6} {:>7}  {}"
    yield shape.format(*head)
    for line in TABLE.values():
        refused = max(line.operations - line.carried, 0)
        typed = [f"{tool} {result}" for tool, result in line.typed.items()]
        result = "; ".join(filter(None, [line.result, line.back, line.zeep, *typed, *line.notes]))
        cells = (f"{line.seconds:.1f}", line.carried, refused, line.types, line.tried)
        more = (line.documents, line.unable, f"{line.equal}/{line.exchanged}", result)
        yield shape.format(line.entry, *cells, *more)
    seconds = sum(line.seconds for line in TABLE.values())
    types, tried = (sum(getattr(line, n) for line in TABLE.values()) for n in ("types", "tried"))
    yield f"{len(TABLE)} entries, {tried} of {types} types, {seconds:.0f} s"
    equal, exchanged = (sum(getattr(line, n) for line in TABLE.values()) for n in _ZEEP)
    yield f"zeep: {equal} of {exchanged} operations without an excuse; excused:"
    for name, count in sum((line.excused for line in TABLE.values()), Counter()).most_common():
        yield f"  {count:5} {name}"


_ZEEP = ("equal", "exchanged")

"""The turn, and the table of real contracts at the end of a run.

``WSWGEN_CORPUS_TABLE`` names a file for the table.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.corpus.packages import TABLE, Row
from tests.corpus.turn import told


def pytest_report_collectionfinish(items: Sequence[Any]) -> str | list[str]:
    """Say before anything runs which part of the contracts is tried."""
    return told() if any(item.get_closest_marker("corpus") for item in items) else []


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print a line for each entry that was tried."""
    if not TABLE:
        return
    terminalreporter.section("real contracts")
    lines = [told(), *_lines(sorted(TABLE.values(), key=lambda line: line.entry))]
    lines.append(_unexpected(terminalreporter.stats))
    for line in lines:
        terminalreporter.write_line(line)
    path = os.environ.get("WSWGEN_CORPUS_TABLE")
    if path:
        Path(path).write_text("\n".join(lines) + "\n", "utf-8")


def _unexpected(stats: Mapping[str, Sequence[Any]]) -> str:
    """The entries with a test that failed."""
    tests = [report.nodeid for kind in ("failed", "error") for report in stats.get(kind, ())]
    found = sorted({test.partition("[")[2].rstrip("]") or test for test in tests})
    return f"{len(found)} unexpected rows" + "".join(f"\n  {name}" for name in found)


COLUMNS = {
    "entry": "<44.44",
    "expect": "<22.22",
    "s": ">6",
    "ops": ">4",
    "refused": ">7",
    "types": ">5",
    "tried": ">5",
    "docs": ">5",
    "unable": ">6",
    "mypy": "<7",
    "pyright": "<7",
    "values": "<8",
    "documents": "<9",
    "native": "<8",
    "zeep": "<7",
    "faults": "<7",
    "notes": "",
}
SHAPE = " ".join(f"{{:{width}}}" for width in COLUMNS.values())


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    yield SHAPE.format(*COLUMNS).rstrip()
    for row in rows:
        counts = (row.types, row.tried, row.documents, row.unable)
        operations = (row.carried, max(row.operations - row.carried, 0))
        typed = [row.typed.get(tool, "-") for tool in ("mypy", "pyright")]
        zeep = f"{row.equal}/{row.exchanged}" if row.exchanged else "-"
        faults = f"{row.caught}/{row.raised}" if row.raised else "-"
        notes = "; ".join(filter(None, [row.zeep, *row.notes]))
        results = (*typed, row.result, row.back, row.native, zeep, faults, notes)
        cells = (row.entry, row.front, f"{row.seconds:.1f}", *operations, *counts, *results)
        yield SHAPE.format(*cells).rstrip()
    seconds, types, tried = (
        sum(getattr(row, name) for row in rows) for name in ("seconds", "types", "tried")
    )
    yield f"{len(rows)} entries, {tried} of {types} types, {seconds:.0f} s"
    equal, exchanged = (sum(getattr(row, name) for row in rows) for name in ("equal", "exchanged"))
    if not exchanged:
        return
    caught, raised = (sum(getattr(row, name) for row in rows) for name in ("caught", "raised"))
    yield (
        f"zeep: {equal} of {exchanged} operations and {caught} of {raised} declared faults"
        " without an excuse; excused:"
    )
    for name, count in sum((row.excused for row in rows), Counter[str]()).most_common():
        yield f"  {count:5} {name}"

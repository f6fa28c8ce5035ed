"""The table of real contracts at the end of a run."""

from __future__ import annotations

from typing import Any

from tests.corpus.packages import TABLE


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print a line for each entry that was tried."""
    if not TABLE:
        return
    terminalreporter.section("real contracts")
    head = ("entry", "s", "ops", "refused", "types", "tried", "docs", "unable", "values; documents")
    shape = "{:<44.44} {:>6} {:>5} {:>7} {:>5} {:>5} {:>5} {:>6}  {}"
    terminalreporter.write_line(shape.format(*head))
    for line in TABLE.values():
        refused = max(line.operations - line.carried, 0)
        result = "; ".join(filter(None, [line.result, line.back, *line.notes]))
        cells = (f"{line.seconds:.1f}", line.carried, refused, line.types, line.tried)
        more = (line.documents, line.unable, result)
        terminalreporter.write_line(shape.format(line.entry, *cells, *more))
    seconds = sum(line.seconds for line in TABLE.values())
    types, tried = (sum(getattr(line, n) for line in TABLE.values()) for n in ("types", "tried"))
    terminalreporter.write_line(f"{len(TABLE)} entries, {tried} of {types} types, {seconds:.0f} s")

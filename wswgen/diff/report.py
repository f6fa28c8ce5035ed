"""Changes as text, JSON or Markdown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from wswgen.diff.change import Change, Verdict
from wswgen.errors import Location

Contracts = Mapping[str, Sequence[Change]]


def as_text(contracts: Contracts) -> str:
    """One block for each verdict; each change with its places and the reason."""
    lines: list[str] = []
    for name, changes in contracts.items():
        title = f"{name}: " if name else ""
        lines.append(title + _count(changes))
        for verdict in Verdict:
            found = [change for change in changes if change.verdict is verdict]
            if found:
                lines += ["", f"{verdict.value}:"]
                for change in found:
                    lines.append(f"  {change.where}: {change.message}  [{change.kind}]")
                    lines.append(f"      {_sides(change)}: {change.reason}")
                    lines += [f"      {place}" for place in _places(change)]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def as_json(contracts: Contracts) -> str:
    """An array with an object for each contract."""
    value = [
        {
            "contract": name,
            "breaks": {
                "callers": any(change.callers for change in changes),
                "services": any(change.services for change in changes),
            },
            "changes": [
                {
                    "kind": change.kind,
                    "verdict": change.verdict.value,
                    "callers": "breaks" if change.callers else "compatible",
                    "services": "breaks" if change.services else "compatible",
                    "where": change.where,
                    "message": change.message,
                    "reason": change.reason,
                    "old": _location(change.old),
                    "new": _location(change.new),
                    "used_by": list(change.used_by),
                }
                for change in changes
            ],
        }
        for name, changes in contracts.items()
    ]
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def as_markdown(contracts: Contracts) -> str:
    """A table for each contract, for a review."""
    lines: list[str] = []
    for name, changes in contracts.items():
        lines += [f"### Contract {name}".rstrip(), "", f"{_count(changes)}.", ""]
        if changes:
            lines += ["| verdict | where | change | callers | services | why | place |",
                      "|---|---|---|---|---|---|---|"]  # fmt: skip
        for change in changes:
            cells = [
                f"**{change.verdict.value}**" if change.callers or change.services
                else change.verdict.value,
                f"`{change.where}`", change.message,
                "breaks" if change.callers else "ok", "breaks" if change.services else "ok",
                change.reason, "; ".join(_places(change)),
            ]  # fmt: skip
            lines.append("| " + " | ".join(map(_cell, cells)) + " |")
        lines.append("")
    return "\n".join(lines)


def _count(changes: Sequence[Change]) -> str:
    if not changes:
        return "no change"
    counts = [
        (sum(change.verdict is verdict for change in changes), verdict) for verdict in Verdict
    ]
    return ", ".join(f"{count} {verdict.value}" for count, verdict in counts if count)


def _sides(change: Change) -> str:
    if change.callers and change.services:
        return "callers and services"
    return "callers" if change.callers else "services" if change.services else "nobody"


def _places(change: Change) -> list[str]:
    found = [
        f"{name} {place}" for name, place in (("old", change.old), ("new", change.new)) if place
    ]
    if change.used_by:
        more = len(change.used_by) - 4
        shown = ", ".join(change.used_by[:4]) + (f" and {more} more" if more > 0 else "")
        found.append(f"used by {shown}")
    return found


def _location(place: Location | None) -> object:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column}


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")

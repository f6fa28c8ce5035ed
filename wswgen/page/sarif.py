"""Diagnostics as SARIF 2.1.0, which code hosts and editors show beside the lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from wswgen import __version__
from wswgen.codes import CODES
from wswgen.errors import Location, Problem


def sarif(problems: Sequence[Problem]) -> str:
    """The log of one run."""
    codes = sorted({problem.code for problem in problems})
    driver = {
        "name": "wswgen",
        "version": __version__,
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": CODES[code].summary},
                "fullDescription": {"text": CODES[code].explanation},
            }
            for code in codes
        ],
    }
    results = [
        {
            "ruleId": problem.code,
            "ruleIndex": codes.index(problem.code),
            "level": problem.severity.value,
            "message": {"text": problem.message + (f" ({problem.help})" if problem.help else "")},
            "locations": [{"physicalLocation": _place(problem.location)}],
        }
        for problem in problems
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints",
                  "results": results}],
    }  # fmt: skip
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _place(place: Location) -> dict[str, object]:
    uri = Path(place.file).as_posix()
    found: dict[str, object] = {"artifactLocation": {"uri": quote(uri, safe="/:")}}
    if place.line:
        region = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
        found["region"] = region
    return found

"""`wswgen doctor` on Windows."""

from __future__ import annotations

import json
import re

import pytest

from tests.wine.windows import run_on_windows

pytestmark = pytest.mark.wine


def test_the_report_names_the_dll() -> None:
    done = run_on_windows(["-m", "wswgen", "doctor", "--format", "json"])
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["library"]["path"] == r"C:\windows\system32\webservices.dll"
    assert re.fullmatch(r"\d+\.\d+\.\d+\.\d+", report["library"]["version"] or "0.0.0.0")
    assert report["library"]["missing"] == []
    assert report["library"]["problem"] is None
    assert report["backends"][0] == {"name": "native", "usable": True, "note": None}
    assert (report["default"], report["usable"]) == ("native", True)


def test_the_report_for_people() -> None:
    done = run_on_windows(["-m", "wswgen", "doctor"])
    assert done.returncode == 0
    assert r"library      C:\windows\system32\webservices.dll, version " in done.stdout

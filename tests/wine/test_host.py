"""The native host in Python for Windows: the stand-in's host half on Wine's reader and writer."""

from __future__ import annotations

import re

import pytest

from tests.wine.windows import run_script

pytestmark = pytest.mark.wine


def test_calls_with_every_answer() -> None:
    played = re.fullmatch(r"(\d+) calls, nothing left\s*", run_script("host.py"))
    assert played is not None
    assert int(played[1]) > 400

"""The native host in Python for Windows: the stand-in's host half on Wine's reader and writer."""

from __future__ import annotations

import json
import re

import pytest

from tests.wine.windows import run_script

pytestmark = pytest.mark.wine


def test_calls_with_every_answer() -> None:
    played = re.fullmatch(r"(\d+) calls, nothing left\s*", run_script("host.py"))
    assert played is not None
    assert int(played[1]) > 400


CARRIED = {"Add", "Divide", "Block", "UnBlock", "Total", "Look"}
# Wine has no WS_XML_BUFFER as the type of a member, which each of these has on its way.
BUFFERED = {"Submit", "Find", "Register", "Notify", "Fetch", "Store"}


def test_every_operation_of_every_sample(capsys: pytest.CaptureFixture[str]) -> None:
    ended = [json.loads(line) for line in run_script("samples.py").splitlines()]
    assert len(ended) == 2 * len(CARRIED | BUFFERED)
    for each in ended:
        if each["call"] in CARRIED:
            assert (each.get("equal"), each["reached"]) == (True, True), each
        else:
            # Refused with a fault, or (one-way) not at all, but never with another value.
            assert each["call"] in BUFFERED, each
            assert "failed" in each or not each["reached"], each
    with capsys.disabled():
        print(f"\n    not judged, Wine cannot do WS_XML_BUFFER: {', '.join(sorted(BUFFERED))}")

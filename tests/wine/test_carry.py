"""Wine's reader and writer judge our tables: what they make of a value is that value.

Wine has not all of the DLL; `LIMITS` lists what it has not and what comes of it, and each is
printed with the number of elements that could not be judged. Everything else must be equal.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wine.judged import every_case, judge
from tests.wine.limits import LIMITS
from tests.wine.windows import ROOT
from wswgen.cli import run

pytestmark = pytest.mark.wine

SAMPLES = ("block_unblock", "calculator", "devices", "orders")
CONSTRUCTS = ROOT / "tests" / "native" / "data" / "constructs.wsdl"
EXAMPLES = 12


def test_what_wine_makes_of_our_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["from-wsdl", str(CONSTRUCTS), "--out", str(tmp_path)]) == 0
    monkeypatch.syspath_prepend(tmp_path)
    every = every_case((*SAMPLES, "constructs"), EXAMPLES)
    verdict = judge(every, [tmp_path], tmp_path, seconds=600)
    with capsys.disabled():
        print("", "  tables judged by Wine:", *verdict.lines(), sep="\n")
    assert verdict.equal["write"] > len(every) / 3
    assert verdict.equal["read"] > len(every) / 3
    assert verdict.excused.keys() == {*LIMITS}  # or a limit is none any more

"""Wine's reader and writer judge our tables: what they make of a value is that value.

Wine has not all of the DLL; `LIMITS` lists what it has not, and each is printed with the number of
elements that could not be judged. Everything else must be equal.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.native.structures import structures
from tests.wine.limits import ENDLESS, LIMITS, limits
from tests.wine.windows import ROOT, SCRIPTS, run_on_windows, windows_path
from wswgen.cli import run
from wswgen.runtime.codec import codec_for
from wswgen.runtime.native.tables import Tables
from wswgen.runtime.values import QName
from wswgen.testing import strategy_for

pytestmark = pytest.mark.wine

SAMPLES = ("block_unblock", "calculator", "devices", "orders")
CONSTRUCTS = ROOT / "tests" / "native" / "data" / "constructs.wsdl"
EXAMPLES = 12


def cases(packages: Sequence[str]) -> list[dict[str, Any]]:
    """Elements of every structure of every package, as our codec writes them."""
    return [
        {"package": package, "type": name, "xml": text, "endless": bool(ENDLESS.search(text))}
        for package in packages
        for name, make in structures(import_module(f"{package}._native")).items()
        if not make().abstract
        for text in elements(make().cls)
    ]


def elements(cls: type) -> list[str]:
    """Random elements of a class."""
    codec = codec_for(cls, name=QName("urn:case", "element"))
    found: list[str] = []

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        database=None,
        derandomize=True,  # Wine takes minutes over some doubles; which ones is not our question
        suppress_health_check=[*HealthCheck],
        deadline=None,
    )
    @given(strategy_for(cls))
    def collect(value: Any) -> None:
        found.append(codec.encode(value))

    collect()
    return found


def test_what_wine_makes_of_our_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["from-wsdl", str(CONSTRUCTS), "--out", str(tmp_path)]) == 0
    monkeypatch.syspath_prepend(tmp_path)
    packages = (*SAMPLES, "constructs")
    judge(packages, [tmp_path], tmp_path, capsys)


def judge(
    packages: Sequence[str],
    folders: Sequence[Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Let Wine write and read elements of every structure of packages that are in ``folders``."""
    every = cases(packages)
    lines, results = tmp_path / "cases.jsonl", tmp_path / "results.jsonl"
    lines.write_text("".join(json.dumps(case) + "\n" for case in every), "utf-8")
    script = [windows_path(path) for path in (SCRIPTS / "carry.py", lines, results)]
    done = run_on_windows(script, packages=folders, timeout=600)
    assert done.returncode == 0, done.stdout
    layouts = {
        (package, name): Tables().layout(make)
        for package in packages
        for name, make in structures(import_module(f"{package}._native")).items()
    }
    equal: Counter[str] = Counter()
    excused: Counter[str] = Counter()
    judged = results.read_text("utf-8").splitlines()
    assert len(judged) == len(every)
    for case, line in zip(every, judged, strict=True):
        wrong: dict[str, str] = json.loads(line)
        for direction in ("write", "read"):
            if direction not in wrong:
                equal[direction] += 1
                continue
            known = set(limits(layouts[case["package"], case["type"]], case["xml"], direction))
            assert known, f"{case['type']}, {direction}: {wrong[direction]}"
            excused.update(known)
    with capsys.disabled():
        print(f"\n  tables judged by Wine: {equal['write']} written and {equal['read']} read equal")
        for limit in LIMITS:
            print(f"    {excused[limit]:4} not judged, Wine cannot do: {limit}")
    assert equal["write"] > len(every) / 3
    assert equal["read"] > len(every) / 3

"""Random edits of real contracts: a package that imports or a diagnostic, in bounded time and room.

``WSWGEN_MUTATIONS`` says how many, ``WSWGEN_MUTATION_SEED`` which; a failure names both and the
number of the edit, and ``python -m tests.corpus.mutate SEED NUMBER 1 FOLDER`` repeats it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.packages import require_corpus
from tests.corpus.turn import TURN

pytestmark = pytest.mark.corpus

COUNT = int(os.environ.get("WSWGEN_MUTATIONS", "2000"))
SEED = int(os.environ.get("WSWGEN_MUTATION_SEED", str(TURN)))
BATCH = 100
WAIT = 20 * 60
HOME = Path(__file__).resolve().parents[2]


def test_mutations(tmp_path: Path) -> None:
    require_corpus()
    waiting = list(range(0, COUNT, BATCH))
    running: list[tuple[int, subprocess.Popen[str]]] = []
    lines: list[dict[str, Any]] = []
    problems: list[str] = []
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            first = waiting.pop(0)
            command = [sys.executable, "-m", "tests.corpus.mutate", str(SEED), str(first)]
            command += [str(min(BATCH, COUNT - first)), str(tmp_path / str(first))]
            process = subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE, text=True)
            running.append((first, process))
        first, process = running.pop(0)
        try:
            text, _ = process.communicate(timeout=WAIT)
        except subprocess.TimeoutExpired:
            process.kill()
            text, _ = process.communicate()
        found = [json.loads(line) for line in text.splitlines()]
        lines += found
        if process.returncode != 0:
            last = found[-1]["number"] if found else first - 1
            problems.append(f"the process ended with {process.returncode} after {last}")
    problems += [
        f"{line['number']} {line['entry']}: {line['edit']}: {line['result']}\n{line['traceback']}"
        for line in lines
        if line["result"].startswith("defect")
    ]
    ends = Counter(line["result"].partition(" ")[0] for line in lines)
    slowest = max((float(line["seconds"]) for line in lines), default=0.0)
    print(f"seed {SEED}: {dict(ends)}, slowest {slowest:.1f} s")
    assert not problems, f"seed {SEED}: {len(problems)}\n" + "\n".join(problems[:10])
    assert len(lines) == COUNT
    assert ends["ok"] > COUNT / 10  # or the edits say little
    assert ends["refused"] > COUNT / 10

"""What the adapters for the benchmarks of the peers share. See `benchmarks/table.py`."""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def package_of(wsdl: Path) -> Any:
    """The package generated from a contract, imported."""
    from wswgen.options import Options
    from wswgen.pipeline import from_wsdl

    folder = tempfile.mkdtemp(prefix="wswgen-bench-")
    from_wsdl([wsdl], Path(folder), Options(package="peers_bench"))
    sys.path.insert(0, folder)
    return importlib.import_module("peers_bench")


def timed(test: str, seconds: float, job: Callable[[], object]) -> None:
    """Do a job over and over and print how often, as one line of JSON."""
    for _ in range(5):
        job()
    times: list[float] = []
    began = before = time.perf_counter()
    while before - began < seconds:
        job()
        now = time.perf_counter()
        times.append(now - before)
        before = now
    times.sort()
    row = {"test": test, "count": len(times), "seconds": before - began}
    row |= {"p50_us": times[len(times) // 2] * 1e6, "p99_us": times[len(times) * 99 // 100] * 1e6}
    print(json.dumps(row), flush=True)

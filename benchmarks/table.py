"""The peers and us, side by side in one run, as tables of Markdown.

    python benchmarks/table.py [--runs N] [--seconds N] [--part generate|runtime]

Runs the scripts in ``shared/bench`` beside the checkout, with `adapters` for us. A peer that is not
installed in this environment is left out: `pip install 'xsdata[cli,lxml,soap]' zeep spyne` and see
the README there for those that are not written in Python. Medians.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
FILES = {
    "calc/CalculatorService.wsdl": "114-win-classic-samples-calculator/CalculatorService.wsdl",
    "vbox/vboxweb.wsdl": "102-gowsdl-vboxweb/vboxweb.wsdl",
    "economic/economic.wsdl": "155-wasabi-economic/economic.wsdl",
    "workday/workday.wsdl": "160-wasabi-workday/workday.wsdl",
    "vim": "104-vmware-vim-service",
}
INPUTS = ("calculator", "vboxweb", "vim", "economic", "workday", "synth100", "synth1k")


def generation(folder: Path, runs: int) -> list[dict[str, Any]]:
    """Rows of `peers_generate.py`."""
    corpus, out = folder / "corpus", folder / "generate.json"
    for name, source in FILES.items():
        place = corpus / name
        place.parent.mkdir(parents=True, exist_ok=True)
        found = SHARED / "corpus" / source
        if found.is_dir():
            shutil.copytree(found, place)
        elif found.exists():
            shutil.copy(found, place)
    command = [
        sys.executable, str(SHARED / "bench" / "peers_generate.py"), "--corpus", str(corpus),
        "--work", str(folder / "work"), "--out", str(out), "--runs", str(runs), "--cap", "120",
        "--only", "generate", "--inputs", *INPUTS,
        "--wswgen", shlex.join([sys.executable, "-m", "wswgen"]),
    ]  # fmt: skip
    return _rows(command, out)


def runtime(folder: Path, runs: int, seconds: int) -> list[dict[str, Any]]:
    """Rows of `peers_runtime.py`."""
    out = folder / "runtime.json"
    command = [
        sys.executable, str(SHARED / "bench" / "peers_runtime.py"), "--work",
        str(folder / "runtime"), "--out", str(out), "--runs", str(runs), "--seconds", str(seconds),
        "--connections", "16", "--adapters", str(Path(__file__).with_name("adapters")),
        "--only", "codec", "client", "server",
    ]  # fmt: skip
    return _rows(command, out)


def _rows(command: list[str], out: Path) -> list[dict[str, Any]]:
    python = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PYTHONPATH": python, "PATH": path}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, check=True, env=environment, stdout=sys.stderr)
    found = json.loads(out.read_text("utf-8"))
    return list(found["results"])


def table(title: str, rows: Iterable[tuple[str, str, str]]) -> str:
    """A table with a row for each first part, a column for each second."""
    cells = {(row, column): text for row, column, text in rows}
    columns = list(dict.fromkeys(column for _, column in cells))
    lines = [f"| {title} | {' | '.join(columns)} |", "|---|" + "---:|" * len(columns)]
    for row in dict.fromkeys(row for row, _ in cells):
        texts = " | ".join(cells.get((row, column), "") for column in columns)
        lines += [f"| {row} | {texts} |"]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement of the runtime")
    parser.add_argument("--part", choices=["generate", "runtime"])
    arguments = parser.parse_args()
    if not (SHARED / "bench").is_dir():
        raise SystemExit(f"there is no {SHARED / 'bench'}: it holds the scripts for the peers")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.part != "runtime":
            found = generation(folder, arguments.runs)
            print(table("generate", _generated(found)), end="\n\n")
        if arguments.part != "generate":
            found = runtime(folder, arguments.runs, arguments.seconds)
            for test in ("codec", "client", "server"):
                print(table(f"{test}, per second", _speeds(found, test)), end="\n\n")


def _generated(rows: list[dict[str, Any]]) -> Iterable[tuple[str, str, str]]:
    for row in rows:
        if row.get("status") == "ok" and "wall_median_s" in row:
            yield row["peer"], row[
                "input"
            ], f"{row['wall_median_s']:.2f} s, {row['peak_rss_mb']:.0f} MB"


def _speeds(rows: list[dict[str, Any]], test: str) -> Iterable[tuple[str, str, str]]:
    for row in rows:
        if row.get("test") == test and row.get("status") == "ok":
            speed = row.get("per_s", row.get("rps"))
            yield row["peer"], row["message"], f"{speed:,.0f}"


if __name__ == "__main__":
    main()

"""Two revisions of ours, measured in turn: a loss shows before it is merged.

    python benchmarks/diff.py OLD [NEW] [--rounds N]

NEW is the working tree unless it is named. Each revision is checked out into a folder of its own
and measured in processes of its own, one after the other in every round, so that both share the
machine's noise. Seconds of processor time: the least of all rounds, which other programs disturb
least, and the ratio of new to old.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# What a process prints is one line for each measurement: its name and seconds.
START = """
import sys, time, tempfile
from pathlib import Path
folder = Path(tempfile.mkdtemp())
def least(name, job, count, rounds=7):
    job()
    best = []
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(count):
            job()
        best.append((time.process_time() - began) / count)
    print(name, min(best))
"""
RUNTIME = """
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import Loopback
sys.path[:0] = [str(folder), "benchmarks"]
from_wsdl([Path("benchmarks/orders_100.wsdl")], folder, Options(package="bench_orders"))
import bench_orders, messages
class Bench(bench_orders.BenchService):
    def add(self, state): return state.a + state.b
    def echo_orders(self, state): return state.orders
    def sleep(self, state): return state.ms
client = bench_orders.BenchClient(transport=Loopback(Bench()))
orders = bench_orders.OrderList(order=[bench_orders.Order(**o) for o in messages.orders()])
least("call_add", lambda: client.add(a=2, b=40), 200)
least("call_100_orders", lambda: client.echo_orders(orders=orders), 10)
"""
PROCESSES = {
    "import_and_call": "-c|import sys; sys.path.insert(0, 'samples/packages');"
    " import calculator; c = calculator.CalculatorClient('http://127.0.0.1:9/')\n"
    "try: c.add(a=1, b=2)\nexcept Exception: pass",
    "generate_small": "-m|wswgen|from-wsdl|samples/wsdl/calculator.wsdl|--out|{out}",
    "generate_orders": "-m|wswgen|from-wsdl|samples/wsdl/orders.wsdl|--out|{out}",
    "generate_large": "-m|wswgen|from-wsdl|{large}|--out|{out}",
    "runtime": f"-c|{START}{RUNTIME}",
}


def checkout(revision: str, folder: Path) -> Path:
    """The files of a revision."""
    subprocess.run(
        ["git", "worktree", "add", "--detach", "-q", str(folder), revision], cwd=ROOT, check=True
    )
    return folder


def measure(tree: Path, large: Path | None) -> dict[str, float]:
    """Seconds by name, of one round."""
    found: dict[str, float] = {}
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for name, words in PROCESSES.items():
        if "{large}" in words and large is None:
            continue
        with tempfile.TemporaryDirectory() as out:
            words = words.replace("{out}", out).replace("{large}", str(large))
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                [sys.executable, *words.split("|")], cwd=tree, env=environment, check=True,
                capture_output=True, text=True,
            )  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if name == "runtime":
            rows = (line.split() for line in done.stdout.splitlines())
            found |= {title: float(seconds) for title, seconds in rows}
        else:
            found[name] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old")
    parser.add_argument("new", nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    make = ROOT.parent / "shared" / "bench" / "make_wsdl.py"
    with tempfile.TemporaryDirectory() as name:
        folder, large = Path(name), None
        if make.exists():
            large = folder / "large.wsdl"
            size = ["--types", "2000", "--ops", "200", "--out", str(large)]
            subprocess.run([sys.executable, str(make), *size], check=True)
        trees = {"old": checkout(arguments.old, folder / "old"), "new": ROOT}
        if arguments.new:
            trees["new"] = checkout(arguments.new, folder / "new")
        rounds: dict[str, list[dict[str, float]]] = {"old": [], "new": []}
        try:
            for _ in range(arguments.rounds + 1):
                for title, tree in trees.items():
                    rounds[title].append(measure(tree, large))
        finally:
            for tree in set(trees.values()) - {ROOT}:
                remove = ["git", "worktree", "remove", "--force", str(tree)]
                subprocess.run(remove, cwd=ROOT, check=True)
    print(f"{'':18}{arguments.old[:12]:>14}{(arguments.new or 'this')[:12]:>14}   new / old")
    for title in rounds["new"][0]:
        # The first round compiles what it imports.
        old, new = (min(row[title] for row in rounds[side][1:]) for side in ("old", "new"))
        print(f"{title:18}{old * 1000:11.3f} ms{new * 1000:11.3f} ms{new / old:9.2f} x")


if __name__ == "__main__":
    main()

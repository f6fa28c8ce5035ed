"""Time and memory of `wswgen from-wsdl`, and of importing what it wrote.

    python benchmarks/generate.py [--rounds N]

Whole processes, from start to exit: the samples, and four large real contracts where the folder
``shared/corpus`` lies beside this checkout. "again" is the same command once more, with nothing
changed. Beside it stands lxml, parsing the same files. Seconds are of processor time, which other
programs on the machine disturb less than the clock's; memory is the largest resident size. Medians
of the rounds, except for the large ones: they run once for each column unless ``--rounds`` is 5 or
more.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
SAMPLES = ("calculator", "block_unblock", "orders", "devices")
LARGE = {
    "102 vboxweb": "102-gowsdl-vboxweb/vboxweb.wsdl",
    "104 vim": "104-vmware-vim-service/vimService.wsdl",
    "155 economic": "155-wasabi-economic/economic.wsdl",
    "160 workday": "160-wasabi-workday/workday.wsdl",
}

ENVIRONMENT = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT["PYTHONPATH"] = str(ROOT)
TIME = shutil.which("time") if sys.platform == "linux" else None

PARSE = """
import sys
from lxml import etree
for name in sys.argv[1:]:
    for _ in etree.parse(name).iter():
        pass
"""

CALLS = {
    "bench_calculator": ("CalculatorClient", "client.add(a=1, b=2)"),
    "bench_155_economic": ("EconomicWebClient", "client.account_find_by_number(number=1)"),
    "bench_104_vim": (
        "VimClient",
        "client.current_time(this=bench_104_vim.ManagedObjectReference(value='x'))",
    ),
}
"""A first call for packages that `command` makes."""

FIRST_CALL = """
import sys
sys.path.insert(0, {folder!r})
import {package}
client = {package}.{client}("http://127.0.0.1:9/")
from wswgen.runtime import TransportError
try:
    {call}
except TransportError:
    pass
"""


class Run(NamedTuple):
    """Seconds of processor time, megabytes and seconds on the clock of one process."""

    cpu: float
    memory: float
    wall: float


def run(command: Sequence[str], folder: Path | None = None) -> Run:
    """Run one process to its end, started in ``folder``."""
    # Linux counts to the memory of a process what its parent had when it was started: GNU time,
    # which is small, starts it where it is installed.
    with tempfile.NamedTemporaryFile("r") as file, open(os.devnull, "w") as nowhere:
        words = [TIME, "-q", "-o", file.name, "-f", "%M", *command] if TIME else command
        began = time.perf_counter()
        process = subprocess.Popen(
            words, stdout=nowhere, stderr=subprocess.PIPE, env=ENVIRONMENT, cwd=folder
        )
        assert process.stderr is not None
        text = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stderr.close()
        most = int(file.read()) if TIME and not process.returncode else usage.ru_maxrss
    if process.returncode:
        raise RuntimeError(f"{command}: {text.decode('utf-8', 'replace')[-2000:]}")
    divisor = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(usage.ru_utime + usage.ru_stime, most / divisor, wall)


def median(command: Sequence[str], rounds: int, folder: Path | None = None) -> Run:
    """The medians of some runs."""
    return middle([run(command, folder) for _ in range(rounds)])


def middle(runs: Sequence[Run]) -> Run:
    """The median of each column."""
    return Run(*map(statistics.median, zip(*runs, strict=True)))


def first_call(folder: Path, package: str, rounds: int) -> Run:
    """A process that imports a package with byte code and makes one call, which is refused."""
    client, call = CALLS[package]
    script = FIRST_CALL.format(folder=str(folder), package=package, client=client, call=call)
    run([sys.executable, "-c", script])  # compiles what is needed
    return median([sys.executable, "-c", script], rounds)


def _inputs(wsdl: Path) -> list[str]:
    """The files that a contract may read: those beside it and below."""
    if wsdl.parent.name == "wsdl":
        names = [wsdl, *(p for p in wsdl.parent.rglob("*") if p.name.startswith(wsdl.stem + "_"))]
        return [str(p) for p in names if p.suffix in (".wsdl", ".xsd")]
    return [str(p) for p in wsdl.parent.rglob("*") if p.suffix in (".wsdl", ".xsd")]


def contracts() -> dict[str, Path]:
    """What there is to generate from."""
    found = {name: ROOT / "samples" / "wsdl" / f"{name}.wsdl" for name in SAMPLES}
    found |= {name: CORPUS / path for name, path in LARGE.items() if (CORPUS / path).exists()}
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="contracts whose name contains this")
    arguments = parser.parse_args()
    rounds: int = arguments.rounds
    print(f"{'':16}{'generate':>19}{'again':>19}{'lxml parses':>19}{'lines':>9}")
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        for title, wsdl in contracts().items():
            if arguments.only not in title:
                continue
            turns = 1 if title in LARGE and rounds < 5 else rounds  # seconds each, and steady
            targets = [out / str(turn) for turn in range(turns)]
            times = [run(command(title, wsdl, target)) for target in targets]
            first = middle(times)
            again = median(command(title, wsdl, targets[0]), turns)
            floor = median([sys.executable, "-c", PARSE, *_inputs(wsdl)], rounds)
            package = targets[0] / package_of(title)
            lines = sum(len(path.read_bytes().splitlines()) for path in package.rglob("*.py"))
            cells = "".join(
                f"{each.cpu:10.3f} s {each.memory:4.0f} MB" for each in (first, again, floor)
            )
            print(f"{title:16}{cells}{lines:9,}", flush=True)
        print()
        importing(out / "0", rounds)


def package_of(title: str) -> str:
    """The name for the package made of a contract."""
    return "bench_" + title.replace(" ", "_")


def command(title: str, wsdl: Path, out: Path) -> list[str]:
    """What is measured."""
    words = [sys.executable, "-m", "wswgen", "from-wsdl", str(wsdl), "--out", str(out)]
    words += ["--package", package_of(title)]
    catalog = CORPUS / "catalog" / "catalog.json"
    return [*words, "--catalog", str(catalog)] if title in LARGE and catalog.exists() else words


def importing(folder: Path, rounds: int) -> None:
    """What a program pays that uses a package: with byte code, the import and a first call."""
    nothing = median([sys.executable, "-c", "pass"], rounds)
    print(f"{'python -c pass':40}{nothing.cpu * 1000:8.0f} ms")
    for package in CALLS:
        if not (folder / package).exists():
            continue
        code = f"import sys; sys.path.insert(0, {str(folder)!r}); import {package}"
        cold = run([sys.executable, "-c", code])
        warm = median([sys.executable, "-c", code], min(rounds, 2))
        print(f"{f'import {package}':40}{warm.cpu * 1000:8.0f} ms {warm.memory:5.0f} MB", end="")
        print(f"  (without byte code {cold.cpu * 1000:.0f} ms)")
        try:
            found = first_call(folder, package, rounds)
        except RuntimeError as error:
            print(f"  first call: {error}")
        else:
            title = "  and a first call (refused)"
            print(f"{title:40}{found.cpu * 1000:8.0f} ms {found.memory:5.0f} MB")


if __name__ == "__main__":
    main()

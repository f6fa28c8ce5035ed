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
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

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

PARSE = """
import sys
from lxml import etree
for name in sys.argv[1:]:
    for _ in etree.parse(name).iter():
        pass
"""

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


def run(command: Sequence[str], folder: Path | None = None) -> tuple[float, float]:
    """Seconds of processor time and megabytes of one process, started in ``folder``."""
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(
            command, stdout=nowhere, stderr=subprocess.PIPE, env=ENVIRONMENT, cwd=folder
        )
        assert process.stderr is not None
        text = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stderr.close()
    if process.returncode:
        raise RuntimeError(f"{command}: {text.decode('utf-8', 'replace')[-2000:]}")
    divisor = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / divisor


def median(command: Sequence[str], rounds: int) -> tuple[float, float]:
    """The medians of some runs."""
    found = [run(command) for _ in range(rounds)]
    return statistics.median(t for t, _ in found), statistics.median(m for _, m in found)


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
            first = [statistics.median(column) for column in zip(*times, strict=True)]
            again = median(command(title, wsdl, targets[0]), turns)
            floor = median([sys.executable, "-c", PARSE, *_inputs(wsdl)], rounds)
            package = targets[0] / package_of(title)
            lines = sum(len(path.read_bytes().splitlines()) for path in package.rglob("*.py"))
            cells = "".join(f"{t:10.3f} s {m:4.0f} MB" for t, m in (first, again, floor))
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
    nothing, _ = median([sys.executable, "-c", "pass"], rounds)
    print(f"{'python -c pass':40}{nothing * 1000:8.0f} ms")
    for package, client, call in (
        ("bench_calculator", "CalculatorClient", "client.add(a=1, b=2)"),
        ("bench_155_economic", "EconomicWebClient", "client.account_find_by_number(number=1)"),
        (
            "bench_104_vim",
            "VimClient",
            "client.current_time(this=bench_104_vim.ManagedObjectReference(value='x'))",
        ),
    ):
        if not (folder / package).exists():
            continue
        code = f"import sys; sys.path.insert(0, {str(folder)!r}); import {package}"
        cold, _ = run([sys.executable, "-c", code])
        warm, memory = median([sys.executable, "-c", code], min(rounds, 2))
        print(f"{f'import {package}':40}{warm * 1000:8.0f} ms {memory:5.0f} MB", end="")
        print(f"  (without byte code {cold * 1000:.0f} ms)")
        script = FIRST_CALL.format(folder=str(folder), package=package, client=client, call=call)
        try:
            run([sys.executable, "-c", script])  # compiles what the import alone did not need
            took, memory = median([sys.executable, "-c", script], min(rounds, 2))
        except RuntimeError as error:
            print(f"  first call: {error}")
        else:
            print(f"{'  and a first call (refused)':40}{took * 1000:8.0f} ms {memory:5.0f} MB")


if __name__ == "__main__":
    main()

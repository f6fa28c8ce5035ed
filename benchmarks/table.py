"""The peers and us, side by side in one run, as Markdown.

    python benchmarks/table.py [--part PART ...] [--runs N] [--seconds N] [--write FILE]

Runs the scripts in ``shared/bench`` beside the checkout, with `adapters` for us, and our own
benchmarks of what no peer has: about 15 minutes in all. In an environment with the peers:

    pip install . 'xsdata[cli,lxml,soap]' zeep spyne uvicorn httptools uvloop waitress psutil
    npm install soap                                  # --node-modules says where
    apt-get install gsoap libgsoap-dev g++ wrk time

A peer that is not there has the stored baseline in its place, in brackets. Medians. ``--write``
puts the tables into a file such as docs/performance.md, between its two marks. How much the
machine disturbs is measured before, between and after the parts.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cancel
import generate
import messages
import servers
from peers import (
    CLIENTS,
    CODECS,
    CONTRACTS,
    GENERATORS,
    LARGE,
    SERVERS,
    SHARED,
    SLEEPERS,
    SMALL,
    SYNTHETIC,
    Peers,
    Row,
    stored,
)

US = "wswgen"
BEGIN = "<!-- tables of benchmarks/table.py: begin -->\n"
END = "<!-- tables of benchmarks/table.py: end -->\n"


class Noise:
    """What never changes, measured again and again: the machine's noise."""

    def __init__(self) -> None:
        self.began = time.time()
        self._times: dict[str, list[float]] = {}
        self._load: list[float] = []

    def sample(self) -> None:
        """Five of each."""
        self._load.append(os.getloadavg()[0])
        data = messages.REQUESTS["EchoOrders"]
        for _ in range(5):
            self._add("`python -c pass`", generate.run([sys.executable, "-c", "pass"]).wall)
            began = time.perf_counter()
            for _turn in range(100):
                ElementTree.fromstring(data)
            self._add("ElementTree, 100 orders", (time.perf_counter() - began) / 100)

    def _add(self, title: str, seconds: float) -> None:
        self._times.setdefault(title, []).append(seconds)

    def markdown(self, floors: Iterable[tuple[str, Sequence[float]]]) -> str:
        """Least, median and most, and the spread of the floors that the parts measured."""
        yields = [
            (title, *(f"{pick(times) * 1000:.2f} ms" for pick in PICKS))
            for title, times in self._times.items()
        ]
        yields += [
            (title, *(f"{pick(speeds):,.0f} per s" for pick in PICKS)) for title, speeds in floors
        ]
        where = f"Python {platform.python_version()}, {os.cpu_count()} cores"
        spread = f"{min(self._load):.1f} to {max(self._load):.1f}"
        minutes = (time.time() - self.began) / 60
        head = f"{where}; load {spread} between the parts, which took {minutes:.0f} minutes."
        return f"{head}\n\n{table(('floor', 'least', 'median', 'most'), yields)}"


PICKS: tuple[Callable[[Sequence[float]], float], ...] = (min, statistics.median, max)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def grid(title: str, cells: dict[tuple[str, str], str]) -> str:
    """A table with a row for each first part of the keys and a column for each second."""
    columns = list(dict.fromkeys(column for _, column in cells))
    rows = dict.fromkeys(row for row, _ in cells)
    return table((title, *columns), ((r, *(cells.get((r, c), "") for c in columns)) for r in rows))


def mark(row: Row, text: str) -> str:
    """A measured text, or one of the stored baseline."""
    return f"({text})" if row.get("stored") else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: its Markdown, its rows from the scripts, and how far we are: aim and number."""

    text: str
    rows: Sequence[Row] = ()
    reach: Sequence[tuple[str, str, str]] = ()


def generation(peers: Peers, runs: int, _seconds: int) -> Part:
    """Whole processes of the generators; ours again with nothing changed; what importing costs."""
    rows = peers.generate(SMALL, GENERATORS, max(runs, 5))
    rows += peers.generate(LARGE, GENERATORS, runs)
    rows += peers.generate(SYNTHETIC, ("wswgen", "zeep-load", "floor-lxml-parse"), 1)
    known = {(row.get("peer"), row.get("input")) for row in rows}
    rows += [
        {**row, "stored": True}
        for row in stored()
        if row["test"] == "generate"
        and row["peer"] in GENERATORS
        and row["input"] in SYNTHETIC
        and (row["peer"], row["input"]) not in known
    ]
    cells: dict[tuple[str, str], str] = {}
    for row in rows:
        text = str(row.get("status", ""))[:20]
        if text == "ok":
            text = f"{row['wall_median_s']:.3g} s, {row['peak_rss_mb']:.0f} MB"
        cells[row["input"], row["peer"]] = mark(row, text)
    again = 0.0
    for contract in (*SMALL, *LARGE, *SYNTHETIC):
        folder = peers.output("wswgen", contract)
        source = {row["input"]: row for row in rows if row.get("peer") == "wswgen"}[contract]
        if source["status"] == "ok":
            document = peers.document(CONTRACTS[contract])
            command = [str(peers.launcher), "from-wsdl", str(document), "--out", "gen"]
            found = generate.median(command, max(runs, 3), folder).wall
            cells[contract, "wswgen, nothing changed"] = f"{found:.2f} s"
            again = max(again, found) if contract in LARGE else again
    imports = list(_imports(peers, runs))
    text = table(("import and first call, vim", "time", "memory"), imports)
    ours = {row["input"]: row for row in rows if row.get("peer") == "wswgen" and _ok(row)}
    reach = [
        (title, aim, _worst([ours[name] for name in names if name in ours]))
        for title, aim, names in (
            ("generate, small", "0.12 s", SMALL),
            ("generate, large", "1.0 s, 150 MB", LARGE),
            ("generate, 10,000 types", "4 s, 400 MB", SYNTHETIC[-1:]),
        )
    ]
    reach.append(("generate, nothing changed, large", "0.15 s", f"{again:.2f} s"))
    first = next(row for row in imports if row[0].startswith("wswgen"))
    reach.append(("import and first call, vim", "80 ms, 30 MB", ", ".join(first[1:])))
    return Part(text=f"{grid('generate', cells)}\n\n{text}", rows=rows, reach=reach)


def _ok(row: Row) -> bool:
    return row.get("status") == "ok"


def _worst(rows: Sequence[Row]) -> str:
    if not rows:
        return "failed"
    most = [max(row[key] for row in rows) for key in ("wall_median_s", "peak_rss_mb")]
    return f"{most[0]:.3g} s, {most[1]:.0f} MB"


def _imports(peers: Peers, runs: int) -> Iterator[tuple[str, str, str]]:
    folder = peers.folder / "imports"
    wsdl = generate.contracts()["104 vim"]
    generate.run(generate.command("104 vim", wsdl, folder))
    jobs: dict[str, Callable[[], generate.Run]] = {
        "`python -c pass`": lambda: generate.median([sys.executable, "-c", "pass"], 9),
        "wswgen, first call": lambda: generate.first_call(folder, "bench_104_vim", 9),
    }
    generated = peers.output("xsdata", "vim")
    if (generated / "gen").is_dir():
        command = [sys.executable, "-c", "import gen"]
        generate.run(command, generated)
        jobs["xsdata, import alone"] = lambda: generate.median(command, runs, generated)
    for title, job in jobs.items():
        found = job()
        yield title, f"{found.wall * 1000:,.0f} ms", f"{found.memory:.0f} MB"


def codec(peers: Peers, runs: int, seconds: int) -> Part:
    """100 orders of 8 fields, messages per second."""
    aims = {"parse": "3,000", "serialise": "5,500"}
    return _speeds("codec", peers.run("codec", CODECS, runs, seconds), aims)


def server(peers: Peers, runs: int, seconds: int) -> Part:
    """Requests per second, 16 connections."""
    aims = {"add": "20,000", "orders": "1,200"}
    return _speeds("server", peers.run("server", SERVERS, runs, seconds), aims)


def client(peers: Peers, runs: int, seconds: int) -> Part:
    """Calls per second, one at a time."""
    aims = {"add": "10,000", "orders": "1,500"}
    return _speeds("client", peers.run("client", CLIENTS, runs, seconds), aims)


def memory(peers: Peers, _runs: int, seconds: int) -> Part:
    """1,000 calls that sleep."""
    rows = peers.run("memory", SLEEPERS, 2, seconds)
    cells = [
        (row["peer"], mark(row, f"{row['per_call_kb']:.1f} KB"), f"{row['answered']:,}")
        for row in rows
        if _ok(row)
    ]
    reach = [("memory of a sleeping call", "18 KB", size) for peer, size, _ in cells if peer == US]
    text = table(("1,000 sleeping calls", "memory for each", "answered"), cells)
    return Part(text=text, rows=rows, reach=reach)


def cancellation(_peers: Peers, runs: int, _seconds: int) -> Part:
    """From a client's going away to its hook, and what registration costs."""
    core, _load_core = servers.cores()
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        servers.generated(folder)
        for kind, what in (("block", "hook"), ("block-bare", "bare uvicorn")):
            for title, pause in (("one going each 2 ms", 0.002), ("all at once", 0.0)):
                found: list[list[float]] = []
                for _ in range(runs):
                    with servers.Server(kind, folder, core) as running:
                        found.append(cancel.gone_to_hook(running, pause))
                worst = max(found, key=lambda times: times[len(times) * 99 // 100])
                text = cancel.percentiles(worst)
                rows.append((f"client gone to {what}, 1,000 in flight, {title}, worst run", text))
    rows += [(title, f"{took:.2f} us") for title, took in cancel.life(5 * runs).items()]
    aims = ("p99 10 ms", "p99 10 ms", "floor", "floor", "5 us")
    reach = [(title, aim, took) for (title, took), aim in zip(rows, aims, strict=False)]
    return Part(text=table(("cancellation", "time"), rows), reach=reach)


def _speeds(title: str, rows: list[Row], aims: Mapping[str, str]) -> Part:
    cells: dict[tuple[str, str], str] = {}
    for row in rows:
        if _ok(row):
            text = f"{row.get('per_s', row.get('rps')):,.0f}"
            cells[row["peer"], row["message"]] = mark(row, text)
        else:
            cells[row["peer"], "note"] = str(row.get("status", ""))[:80].replace("\n", " ")
    reach = [(f"{title}, {m}, per second", aim, cells.get((US, m), "")) for m, aim in aims.items()]
    return Part(text=grid(f"{title}, per second", cells), rows=rows, reach=reach)


PARTS: dict[str, Callable[[Peers, int, int], Part]] = {
    "codec": codec,
    "server": server,
    "client": client,
    "memory": memory,
    "cancellation": cancellation,
    "generation": generation,
}


def floors(rows: Iterable[Row]) -> Iterator[tuple[str, Sequence[float]]]:
    """The speeds of floors, all runs."""
    for row in rows:
        speeds: Any = row.get("all") or row.get("rps_all")
        if str(row.get("peer", "")).startswith("floor") and speeds and not row.get("stored"):
            yield f"{row['peer'].removeprefix('floor-')}, {row['test']} {row['message']}", speeds


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement of the runtime")
    parser.add_argument("--part", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--node-modules", type=Path, default=Path("node_modules"))
    parser.add_argument("--write", type=Path, help="such as docs/performance.md")
    arguments = parser.parse_args()
    if not (SHARED / "bench").is_dir():
        raise SystemExit(f"there is no {SHARED / 'bench'}: it holds the scripts for the peers")
    noise, parts = Noise(), list[Part]()
    with tempfile.TemporaryDirectory() as name:
        peers = Peers(Path(name), arguments.node_modules)
        for part in arguments.part:
            noise.sample()
            parts.append(PARTS[part](peers, arguments.runs, arguments.seconds))
            print(f"{parts[-1].text}\n", flush=True)
        noise.sample()
    reach = table(("", "aim", "now"), (row for part in parts for row in part.reach))
    spread = noise.markdown(floors(row for part in parts for row in part.rows))
    print(f"{reach}\n\n{spread}")
    if arguments.write is not None:
        page = arguments.write.read_text("utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        tables = "\n\n".join([reach, *(part.text for part in parts), spread])
        arguments.write.write_text(f"{before}{BEGIN}\n{tables}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()

"""Time and memory of `wswgen from-wsdl` against the size of the contract, with a plot.

    python benchmarks/growth.py [--sizes 100 1000 ...] [--svg FILE]

The contracts come from ``shared/bench/make_wsdl.py`` beside the checkout: so many types, and an
operation for every ten. Beside us stand xsdata, which writes dataclasses too, and zeep, which only
loads the contract, where they are installed. Seconds are of processor time.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generate import ROOT, run

MAKE = ROOT.parent / "shared" / "bench" / "make_wsdl.py"
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000)
MOST = {"xsdata": 1_000, "zeep, loading": 10_000}
ZEEP = "import sys, zeep; zeep.Client(sys.argv[1])"
HEADER = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 390"
 font-family="sans-serif" font-size="13">
<rect width="680" height="390" fill="white"/>
<text x="70" y="24" font-size="15">Generation time against the size of the contract</text>
<text x="310" y="378" text-anchor="middle">types in the contract</text>
<text transform="rotate(-90 18 185)" x="18" y="185" text-anchor="middle">processor time in s</text>
""".strip().splitlines()
COLORS = ("#1b6ca8", "#c8553d", "#588157")


def commands(wsdl: Path, out: Path) -> Iterator[tuple[str, list[str]]]:
    """What is measured, by its name."""
    yield "wswgen", [sys.executable, "-m", "wswgen", "from-wsdl", str(wsdl), "--out", str(out)]
    if importlib.util.find_spec("xsdata"):
        package = ["--package", "generated"]
        yield "xsdata", [sys.executable, "-m", "xsdata", "generate", str(wsdl), *package]
    if importlib.util.find_spec("zeep"):
        yield "zeep, loading", [sys.executable, "-c", ZEEP, str(wsdl)]


def measure(sizes: Sequence[int]) -> dict[str, list[tuple[int, float, float]]]:
    """Size, seconds and megabytes of each; prints them as they come."""
    found: dict[str, list[tuple[int, float, float]]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            wsdl = Path(name) / f"synthetic_{size}.wsdl"
            arguments = ["--types", str(size), "--ops", str(size // 10), "--out", str(wsdl)]
            subprocess.run([sys.executable, str(MAKE), *arguments], check=True)
            for title, command in commands(wsdl, Path(name) / "out"):
                if size > MOST.get(title, size):
                    continue
                try:
                    seconds, memory, _ = run(command, Path(name))
                except RuntimeError as error:
                    print(f"{title}: {str(error)[-200:]}", file=sys.stderr)
                    continue
                found.setdefault(title, []).append((size, seconds, memory))
                line = f"{size:7,} types  {title:14}{seconds:9.2f} s{memory:7.0f} MB"
                print(f"{line}{seconds / size * 1000:8.2f} ms a type", flush=True)
    return found


def plot(found: Mapping[str, Sequence[tuple[int, float, float]]]) -> str:
    """Seconds against types, both logarithmic, as SVG."""
    points = [(x, y) for rows in found.values() for x, y, _ in rows]
    left, right = (math.log10(pick(x for x, _ in points)) for pick in (min, max))
    low, high = (math.log10(pick(y for _, y in points)) for pick in (min, max))
    low, high = math.floor(low), math.ceil(high)

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - left) / ((right - left) or 1)
        return 70 + 480 * across, 330 - 290 * (math.log10(y) - low) / ((high - low) or 1)

    parts = [*HEADER]
    for power in range(low, high + 1):
        _, y = place(10**left, 10.0**power)
        parts.append(f'<path d="M70 {y:.1f}H550" stroke="#ddd"/>')
        parts.append(f'<text x="62" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for size in sorted({x for x, _ in points}):
        x, _ = place(size, 1)
        parts.append(f'<path d="M{x:.1f} 330v6" stroke="#888"/>')
        parts.append(f'<text x="{x:.1f}" y="352" text-anchor="middle">{size:,}</text>')
    for color, (title, rows) in zip(COLORS, found.items(), strict=False):
        places = [place(x, y) for x, y, _ in rows]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>' for x, y in places]
        x, y = places[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{color}">{title}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Measure, print and plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--svg", type=Path, help="the plot, such as docs/growth.svg")
    arguments = parser.parse_args()
    if not MAKE.exists():
        raise SystemExit(f"there is no {MAKE}: it makes the contracts")
    found = measure(arguments.sizes)
    if arguments.svg is not None:
        arguments.svg.write_text(plot(found), "utf-8")


if __name__ == "__main__":
    main()

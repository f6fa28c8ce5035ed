"""Elements of generated structures that Wine writes and reads, each judged by what it is for us."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from tests.native.structures import structures
from tests.wine.limits import LIMITS, explained, fatal, limits
from tests.wine.windows import SCRIPTS, run_on_windows, windows_path
from wswgen.runtime.codec import codec_for
from wswgen.runtime.native.layout import Layout
from wswgen.runtime.native.tables import Tables
from wswgen.runtime.native.vocabulary import StructMaker
from wswgen.runtime.values import QName
from wswgen.testing import strategy_for


@dataclass(frozen=True, slots=True)
class Case:
    """An element of a structure, as our codec writes it."""

    package: str
    type: str
    layout: Layout
    xml: str

    def line(self) -> str:
        """The case for the script."""
        skip = fatal(self.layout, self.xml)
        case = {"package": self.package, "type": self.type, "xml": self.xml, "skip": skip}
        return json.dumps(case) + "\n"


def cases(package: str, makers: Mapping[str, StructMaker], examples: int) -> list[Case]:
    """So many elements of each of some structures of a package."""
    tables = Tables()
    return [
        Case(package, name, tables.layout(make), text)
        for name, make in makers.items()
        if not make().abstract
        for text in elements(make().cls, examples)
    ]


def every_case(packages: Sequence[str], examples: int) -> list[Case]:
    """So many elements of every structure of every package."""
    return [
        case
        for package in packages
        for case in cases(package, structures(import_module(f"{package}._native")), examples)
    ]


def elements(cls: type, examples: int) -> list[str]:
    """Random elements of a class."""
    codec = codec_for(cls, name=QName("urn:case", "element"))
    found: list[str] = []

    @settings(
        max_examples=examples,
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


@dataclass(slots=True)
class Verdict:
    """How many elements were equal, for each direction, and how many each limit kept from it."""

    tried: int = 0
    equal: Counter[str] = field(default_factory=Counter[str])
    excused: Counter[str] = field(default_factory=Counter[str])

    def lines(self) -> list[str]:
        """The verdict for people."""
        equal = self.equal
        return [
            f"  {equal['write']} written and {equal['read']} read equal of {self.tried} elements",
            *(
                f"    {self.excused[limit]:4} not judged, Wine cannot do: {limit}"
                for limit in LIMITS
                if self.excused[limit]
            ),
        ]


def judge(every: Sequence[Case], folders: Sequence[Path], home: Path, *, seconds: float) -> Verdict:
    """Let Wine write and read elements of packages that are in ``folders``.

    AssertionError for what is not equal and no limit explains, or if Wine ends before the last.
    """
    lines, results = home / "cases.jsonl", home / "results.jsonl"
    lines.write_text("".join(case.line() for case in every), "utf-8")
    script = [windows_path(path) for path in (SCRIPTS / "carry.py", lines, results)]
    done = run_on_windows(script, packages=folders, timeout=seconds)
    judged = results.read_text("utf-8").splitlines()
    last = every[len(judged)] if len(judged) < len(every) else None
    assert done.returncode == 0, f"{done.returncode}: {done.stdout}\nlast was {last}"
    assert last is None
    verdict = Verdict(tried=len(every))
    problems: list[str] = []
    for case, line in zip(every, judged, strict=True):
        result: dict[str, dict[str, str]] = json.loads(line)
        for direction in ("write", "read"):
            wrong = result.get(direction)
            if wrong is None:
                verdict.equal[direction] += 1
                continue
            known = set(limits(case.layout, case.xml, direction))
            why = {limit for limit in known if explained(limit, known, wrong)}
            verdict.excused.update(why)
            if not why:
                problems.append(f"{case.type}, {direction}: {case.xml}\n  {wrong}\n  {known}")
    assert not problems, "\n".join([f"{len(problems)}:", *problems[:10]])
    return verdict

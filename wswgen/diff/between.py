"""Compare what two names stand for, contract by contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from wswgen import ir
from wswgen.diff.change import Change
from wswgen.diff.compare import compare
from wswgen.diff.sources import Source, sources
from wswgen.errors import GenerateError, Location, Problem
from wswgen.options import Job
from wswgen.pipeline import read_contract
from wswgen.record import record, replace


@record
class Compared:
    """The changes of each contract by its name, and the warnings about what is not carried, and
    so not compared."""

    contracts: Mapping[str, tuple[Change, ...]]
    problems: tuple[Problem, ...] = ()

    def breaks(self, whom: str = "any") -> bool:
        """Whether something breaks ``callers``, ``services``, or ``any`` of them."""
        changes = [change for each in self.contracts.values() for change in each]
        callers = any(change.callers for change in changes)
        services = any(change.services for change in changes)
        return {"any": callers or services, "callers": callers, "services": services}[whom]


def between(old: str, new: str, wsdls: Sequence[str], catalog: Path | None) -> Compared:
    """The changes of each contract, with places that the user can find again."""
    problems: list[Problem] = []
    with sources(old, new, wsdls, catalog) as (before, after):
        if len(before.jobs) == len(after.jobs) == 1:
            pairs: dict[str, tuple[Job | None, Job | None]]
            pairs = {"": (next(iter(before.jobs.values())), next(iter(after.jobs.values())))}
        else:
            names = dict.fromkeys((*before.jobs, *after.jobs))
            pairs = {name: (before.jobs.get(name), after.jobs.get(name)) for name in names}
        contracts = {
            name: tuple(
                replace(each, old=_labelled(before, each.old), new=_labelled(after, each.new))
                for each in compare(
                    *_filled(_read(job, before, problems), _read(other, after, problems))
                )
            )
            for name, (job, other) in pairs.items()
        }
    return Compared(contracts=contracts, problems=tuple(problems))


def _read(job: Job | None, source: Source, warnings: list[Problem]) -> ir.Contract | None:
    if job is None:
        return None

    def labelled(problems: Sequence[Problem]) -> list[Problem]:
        return [replace(p, location=_labelled(source, p.location) or p.location) for p in problems]

    try:
        _, contract, problems = read_contract(job.files, job.options, catalog=job.catalog)
    except GenerateError as error:
        raise GenerateError(labelled(error.problems)) from None
    warnings += labelled(problems)
    return contract


def _filled(old: ir.Contract | None, new: ir.Contract | None) -> tuple[ir.Contract, ir.Contract]:
    """A contract that is not there is one without operations."""
    there = old or new
    assert there is not None
    nothing = replace(there, port_types=(), types={}, facts=())
    return old or nothing, new or nothing


def _labelled(source: Source, place: Location | None) -> Location | None:
    return place and place._replace(file=source.label(place.file))

"""Names that must differ: one scope for the classes of a package, one for the fields of a class.

A clash is settled by what the clashing things are, never by their order: the one with the first
rank keeps the plain name, the others get an ending made of themselves alone. So a name changes
only if something of a better rank and of the same plain name comes or goes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from wswgen.plan.names import digest
from wswgen.record import record

K = TypeVar("K", bound=Hashable)


@record
class Candidate(Generic[K]):
    """Something to name. ``plain`` is its spelling if nothing else wants it.

    ``rank`` decides who keeps it: lower first, then the one whose ``wire`` name is spelled like
    it. ``ending`` is added to tell it from others in words, a digest of ``identity`` in any case.
    """

    key: K
    plain: str
    rank: int
    wire: str
    ending: str
    identity: str


def assign(candidates: Iterable[Candidate[K]], taken: Iterable[str] = ()) -> Mapping[K, str]:
    """A name for each candidate, all different and none of ``taken``."""
    used = set(taken)
    waiting = list(candidates)
    names: dict[K, str] = {candidate.key: candidate.plain for candidate in waiting}
    if len(set(names.values())) == len(waiting) and used.isdisjoint(names.values()):
        return names  # nothing clashes, as in most classes
    names = {}
    for spell in (_plain, _with_ending, _with_digest):
        groups: dict[str, list[Candidate[K]]] = {}
        for candidate in waiting:
            groups.setdefault(spell(candidate), []).append(candidate)
        clashing: list[Candidate[K]] = []
        for name, group in groups.items():
            # Two of one spelling in the second round are told apart by neither ending.
            keeps = name not in used and (spell is not _with_ending or len(group) == 1)
            ordered = sorted(group, key=_precedence) if len(group) > 1 else group
            if keeps:
                names[ordered[0].key] = name
                ordered = ordered[1:]
            clashing += ordered
        waiting = clashing
        used.update(names.values())
    for candidate in sorted(waiting, key=_precedence):
        # Equal in every respect, as two elements of one name in one sequence: only now count.
        number = 2
        while (name := f"{candidate.plain}_{number}") in used:
            number += 1
        names[candidate.key] = name
        used.add(name)
    return names


def _plain(candidate: Candidate[K]) -> str:
    return candidate.plain


def _with_ending(candidate: Candidate[K]) -> str:
    return f"{candidate.plain}{candidate.ending}"


def _with_digest(candidate: Candidate[K]) -> str:
    return f"{candidate.plain}_{digest(candidate.identity)}"


def _precedence(candidate: Candidate[K]) -> tuple[int, bool, str, str]:
    return (
        candidate.rank,
        candidate.wire != candidate.plain,
        candidate.wire,
        candidate.identity,
    )

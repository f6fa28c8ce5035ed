"""Names that the user chose, by what they rename: ``[tool.wswgen.names]``.

A key is the qualified name on the wire, as `describe --format json` has it: ``{urn:x}Order`` for a
type, ``element {urn:x}Order`` for what an element holds, ``{urn:x}Order/line`` for an anonymous
type, ``branch {urn:x}Order/card``, ``fault {urn:x}Unknown`` or ``header fault {urn:x}Expired``,
``fault message {urn:x}Unknown`` for one whose detail no schema declares, ``port type
{urn:x}Orders``.
What is in it stands behind a dot: ``{urn:x}Order.customerID`` is a field, ``{urn:x}Orders.Submit``
an operation.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from wswgen import ir
from wswgen.plan.names import class_name, member_name
from wswgen.plan.scope import Candidate, assign
from wswgen.plan.shapes import ClassKey, GroupKey
from wswgen.record import record, replace

K = TypeVar("K", bound=Hashable)


@record
class WrongName:
    """A renaming that cannot be done, and what to do about it."""

    message: str
    help: str


class Renames:
    """Mutable: it learns, while everything is named, which keys there are."""

    def __init__(self, given: Iterable[tuple[str, str]]) -> None:
        self.given: Mapping[str, str] = dict(given)
        self._known: dict[str, None] = {}
        self._wrong: list[WrongName] = []

    def wish(self, key: str, spell: Callable[[str], str]) -> str | None:
        """The name for a key, as ``spell`` would have it; None where the user chose none."""
        self._known[key] = None
        name = self.given.get(key)
        if name is None or spell(name) == name:
            return name
        message = f"{name!r} is no name for {key}"
        self._wrong.append(WrongName(message=message, help=f"choose another, as {spell(name)!r}"))
        return None

    def named(self, candidate: Candidate[K], key: str, *, member: bool = False) -> Candidate[K]:
        """The candidate with the name that the user chose for it, before all others."""
        if not self.given:
            return candidate
        name = self.wish(key, member_name if member else class_name)
        if name is None:
            return candidate
        return replace(candidate, plain=name, wire=name, rank=-1)

    def assign(
        self, candidates: Iterable[Candidate[K]], taken: Iterable[str] = ()
    ) -> Mapping[K, str]:
        """As `scope.assign`; a chosen name that another one has is wrong."""
        every = list(candidates)
        names = assign(every, taken)
        if not self.given:
            return names
        self._wrong += [
            WrongName(
                message=f"the name {candidate.plain!r} is taken", help="choose another in its place"
            )
            for candidate in every
            if candidate.rank < 0 and names[candidate.key] != candidate.plain
        ]
        return names

    def wrong(self) -> tuple[WrongName, ...]:
        """What cannot be done, once everything has its name."""
        known = list(self._known)
        missing: list[WrongName] = []
        for key in self.given:
            if key in self._known:
                continue
            close = difflib.get_close_matches(key, known, n=1)
            help = f"did you mean {close[0]!r}?" if close else "see `wswgen describe --format json`"
            missing.append(
                WrongName(message=f"nothing that is carried is called {key!r}", help=help)
            )
        return (*missing, *self._wrong)


def class_text(key: ClassKey) -> str:
    """What a class stands for, as a key of the settings."""
    if isinstance(key, GroupKey):
        owner = class_text(key.owner).removeprefix("element ")
        path = key.path[:1] if key.member else key.path
        return f"branch {'/'.join((owner, *path))}"
    return _type_text(key)


def _type_text(key: ir.TypeKey) -> str:
    name = f"{{{key.namespace}}}{key.name}" if key.namespace else key.name
    text = "/".join((name, *key.path))
    return text if key.kind == "type" else f"{key.kind} {text}"

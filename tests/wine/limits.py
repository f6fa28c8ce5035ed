"""What Wine's reader and writer cannot do: found in our tables, and in the element at hand.

A limit is no excuse for whatever goes wrong where it is met: `explained` says of each what comes
of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from wswgen.runtime.native.layout import Layout, StructCell
from wswgen.runtime.native.slots import ArraySlot, SingleSlot, Slot, UnionCell

BUFFER = "WS_XML_BUFFER as the type of a member"
DERIVED = "structures with base or derived types"
EMPTY = "reading a structure without members"
NUMBER = "writing FLOAT and exactly DOUBLE"
NIL = "nil items of an array"
NOTHING = "an empty string, which is read as NULL"
UNQUALIFIED = "writing an element without a namespace inside one with a default namespace"
QNAME = "XML_QNAME"
CONTROL = "writing a carriage return, or a line break or tab in an attribute, as a reference"
ZERO = "an optional structure of zero bytes, which is read as NULL"
OWN = "reading an element straight inside one of its own name"
LIMITS = (
    *(BUFFER, DERIVED, EMPTY, NUMBER, NIL, NOTHING, ZERO),
    *(UNQUALIFIED, QNAME, CONTROL, OWN),
)
ENDLESS = re.compile("e-3[0-9][0-9]", re.IGNORECASE)
"""What stands in a DOUBLE so small that Wine never comes back from writing it."""
_NOT_WRITTEN = {"FLOAT": NUMBER, "DOUBLE": NUMBER}
_HOLLOW = re.compile(r'<([^\s/>]+)( [^>]*)?></\1>|/>|=""')


def _cells(slot: Slot) -> Iterator[Any]:
    """The cell of one value of a slot; those of all branches of a union."""
    assert isinstance(slot, SingleSlot | ArraySlot)
    cell = getattr(slot.cell, "cell", slot.cell)
    yield cell
    if isinstance(cell, UnionCell):
        yield from (branch.cell for branch in cell.branches)


def _has_null(slot: Slot) -> bool:
    return isinstance(slot, SingleSlot) and (slot.facts.optional or slot.facts.nillable)


def _is_attribute(slot: Slot) -> bool:
    return bool(getattr(getattr(slot, "facts", None), "is_attribute", False))


def _reached(layout: Layout) -> Iterator[Layout]:
    """A layout and those of all structures inside."""
    seen: set[int] = set()
    waiting = [layout]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            cells = [cell for slot in one.slots for cell in _cells(slot)]
            waiting += [cell.layout for cell in cells if isinstance(cell, StructCell)]


def limits(layout: Layout, case: str, direction: str) -> Iterator[str]:
    """What of an element Wine cannot do."""
    for one in _reached(layout):
        if one.family:
            yield DERIVED
        if not one.slots and direction == "read":
            yield EMPTY
        for slot in one.slots:
            for cell in _cells(slot):
                if cell.kind == "XML_BUFFER":
                    yield BUFFER
                if cell.kind == "XML_QNAME":
                    yield QNAME
                if direction == "read" and isinstance(cell, StructCell) and _has_null(slot):
                    yield ZERO
                if direction == "write" and cell.kind in _NOT_WRITTEN:
                    yield _NOT_WRITTEN[cell.kind]
            is_plain = not slot.wire.namespace and slot.wire.local and not _is_attribute(slot)
            if direction == "write" and is_plain:
                yield UNQUALIFIED
    if ":nil=" in case:
        yield NIL
    if direction == "write" and ENDLESS.search(case):
        yield NUMBER
    if direction == "write" and "&#" in case:
        yield CONTROL
    if direction == "read" and _HOLLOW.search(case):
        yield NOTHING
    if direction == "read" and (_holds_own(case) or [*_begins_with_own(layout, case)]):
        yield OWN


def _holds_own(case: str) -> bool:
    return any(child.tag == node.tag for node in ET.fromstring(case).iter() for child in node)


def _begins_with_own(layout: Layout, case: str) -> Iterator[bool]:
    """Elements that could begin with one of their name; whether that has the same type."""
    nodes = list(ET.fromstring(case).iter())
    for one in _reached(layout):
        for slot in one.slots:
            named = [node for node in nodes if node.tag == str(slot.wire)]
            for cell in _cells(slot) if named else ():
                if isinstance(cell, StructCell):
                    yield from _first_own(slot, cell, named)


def _first_own(slot: Slot, cell: StructCell, nodes: Sequence[ET.Element]) -> Iterator[bool]:
    before: set[str] = set()
    for inner in cell.layout.slots:
        if _is_attribute(inner):
            continue
        if inner.wire == slot.wire and any(
            all(child.tag not in before for child in node) for node in nodes
        ):
            yield any(getattr(each, "layout", None) is cell.layout for each in _cells(inner))
        before.add(str(inner.wire))


def fatal(layout: Layout, case: str) -> list[str]:
    """The directions in which Wine would not come back, or overflow its stack."""
    found = ["write"] if ENDLESS.search(case) else []
    return found + (["read"] if any(_begins_with_own(layout, case)) else [])


# --- what comes of it -----------------------------------------------------------------------------

SKIPPED = "not asked: Wine would not come back"
_SAYS: Mapping[str, str] = {
    BUFFER: "E_NOTIMPL|E_INVALIDARG|WS_E_INVALID_FORMAT|DecodeError",
    DERIVED: "WS_E_INVALID_FORMAT|DecodeError",
    EMPTY: "E_FAIL",
    NUMBER: f"E_NOTIMPL|E_INVALIDARG|no double|no float|{SKIPPED}",
    NIL: "E_INVALIDARG|access violation",
    NOTHING: "occurs|WS_E_INVALID_FORMAT|access violation",
    UNQUALIFIED: "unexpected element|occurs",
    ZERO: "occurs",
    QNAME: "WS_E_INVALID_FORMAT|occurs",
    CONTROL: "DecodeError",
    OWN: f"WS_E_INVALID_FORMAT|{SKIPPED}",
}
_LOSES = (BUFFER, DERIVED, NIL)
"""What Wine does not know has no value to compare; behind a nil item it loses the items."""
_BLURS: Mapping[str, str] = {
    NUMBER: r"-?[0-9][0-9.]*(e[-+]?[0-9]+)?|-?inf|nan",
    NOTHING: r"b?''|NIL",
    ZERO: r"\w+\((\w+=(None|\[\]|False|0|0\.0|b?'')(, (?=\w)|(?=\))))*\)",
    QNAME: r"\bQName\([^)]*\)",
    CONTROL: r"\\[nrt]| ",
}


def explained(limit: str, known: Collection[str], wrong: Mapping[str, str]) -> bool:
    """Whether a limit, among those ``known``, leads to what is wrong.

    Two values that differ must be equal in the eyes of who does not see what Wine cannot do.
    """
    if "error" in wrong:
        return re.search(_SAYS[limit], wrong["error"]) is not None
    got, meant = wrong["got"], wrong["meant"]
    for each in known:
        if each in _LOSES:
            return True
        if each in _BLURS:
            got, meant = (_blurred(text, _BLURS[each]) for text in (got, meant))
    return got == meant


def _blurred(text: str, pattern: str) -> str:
    """The text with None for what matches, also for what does so only then."""
    while (found := re.sub(pattern, "None", text)) != text:
        text = found
    return text

"""What Wine's reader and writer cannot do: found in our tables, and in the element at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wswgen.runtime.native.layout import Layout, StructCell
from wswgen.runtime.native.slots import ArraySlot, SingleSlot, UnionCell

BUFFER = "WS_XML_BUFFER as the type of a member"
DERIVED = "structures with base or derived types"
EMPTY = "reading a structure without members"
NUMBER = "writing FLOAT and exactly DOUBLE"
NIL = "nil items of an array"
NOTHING = "an empty string, which is read as NULL"
UNQUALIFIED = "writing an element without a namespace inside one with a default namespace"
QNAME = "writing XML_QNAME"
CONTROL = "writing a carriage return, or a line break or tab in an attribute, as a reference"
LIMITS = (BUFFER, DERIVED, EMPTY, NUMBER, NIL, NOTHING, UNQUALIFIED, QNAME, CONTROL)
ENDLESS = re.compile("e-3[0-9][0-9]", re.IGNORECASE)
"""What stands in a DOUBLE so small that Wine never comes back from writing it."""
_NOT_WRITTEN = {"FLOAT": NUMBER, "DOUBLE": NUMBER, "XML_QNAME": QNAME}


def limits(layout: Layout, case: str, direction: str) -> Iterator[str]:
    """What of an element Wine cannot do."""
    seen: set[int] = set()
    waiting = [layout]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if one.family:
            yield DERIVED
        if not one.slots and direction == "read":
            yield EMPTY
        for slot in one.slots:
            assert isinstance(slot, SingleSlot | ArraySlot)
            cell = getattr(slot.cell, "cell", slot.cell)
            if isinstance(cell, StructCell):
                waiting.append(cell.layout)
            if cell.kind == "XML_BUFFER":
                yield BUFFER
            if direction == "write" and cell.kind in _NOT_WRITTEN:
                yield _NOT_WRITTEN[cell.kind]
            if direction == "write" and not slot.wire.namespace and slot.wire.local and (
                not getattr(getattr(slot, "facts", None), "is_attribute", False)
            ):  # fmt: skip
                yield UNQUALIFIED
            if isinstance(cell, UnionCell):
                for branch in cell.branches:
                    if isinstance(branch.cell, StructCell):
                        waiting.append(branch.cell.layout)
                    if branch.cell.kind == "XML_BUFFER":
                        yield BUFFER
                    if direction == "write" and branch.cell.kind in _NOT_WRITTEN:
                        yield _NOT_WRITTEN[branch.cell.kind]
    if ":nil=" in case:
        yield NIL
    if direction == "write" and ENDLESS.search(case):
        yield NUMBER
    if direction == "write" and "&#" in case:
        yield CONTROL
    if direction == "read" and ("></" in case or "/>" in case):
        yield NOTHING

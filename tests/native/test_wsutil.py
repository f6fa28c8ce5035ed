"""Microsoft's own compiler as the judge: our tables, and what wsutil.exe made of the same input.

Numbers are compared one by one. `LAWFUL` lists the differences that exactness demands; any other
difference fails, and so does one of these that never occurs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.native.imported import generated
from tests.native.walk import operation, struct, structs
from tests.needs import missing
from wswgen.runtime.native.abi import WS_PARAMETER_TYPE, WS_TYPE
from wswgen.runtime.native.frames import Frame
from wswgen.runtime.native.tables import Tables

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "abi" / "wsutil"

ELEMENT, REPEATING = 2, 3
POINTER, OPTIONAL, NILLABLE, NILLABLE_ITEM = 1, 2, 4, 8

ABSENT_IS_ZERO = "an absent value is told from zero: behind a pointer"
ABSENT_IS_NIL = "absent is told from nil: an array of at most one item"
WRAPPED = "an absent array is told from an empty one: its structure is kept"
UNBOUNDED = "an integer without bounds is text, not 64 bits"
LAWFUL = (ABSENT_IS_ZERO, ABSENT_IS_NIL, WRAPPED, UNBOUNDED)

seen: Counter[str] = Counter()
kept: list[Tables] = []


def outputs() -> list[Path]:
    """The outputs whose input is still there."""
    found = sorted(FOLDER.glob("*.json"))
    return [path for path in found if json.loads(path.read_text("utf-8"))["input"]["path"]]


@dataclass(frozen=True)
class Pair:
    """One operation: what wsutil made of it, and what we did."""

    theirs: Mapping[str, Any]
    ours: Mapping[str, Any]
    their_structs: Mapping[tuple[str, str], Mapping[str, Any]]
    our_structs: Mapping[tuple[str, str], Mapping[str, Any]]


@cache
def pairs(path: Path) -> list[Pair]:
    """Every operation of every contract of an output."""
    output = json.loads(path.read_text("utf-8"))
    source = (FOLDER / output["input"]["path"]).resolve()
    if source.is_dir():
        (source,) = source.glob("*.wsdl")
    inputs = (
        [source, *sorted(source.parent.glob("*.xsd"))] if "corpus" in source.parts else [source]
    )
    tables = Tables()
    kept.append(tables)
    frames = {
        tables_of.data.name: (Frame(tables, tables_of, contract.data), tables_of.data.soap_action)
        for contract in generated(tuple(inputs)).CONTRACTS
        for tables_of in contract.operations
    }
    facts = output["x64"]
    their_structs = {(s["typeNs"], s["typeName"]): s for s in facts["structs"].values()}
    found: list[Pair] = []
    for binding, contract in facts["contracts"].items():
        for theirs in contract["operations"]:
            frame, action = frames[theirs["name"].removeprefix(f"{binding}_")]
            ours = operation(frame.described(action, 0))
            our_structs: dict[tuple[str, str], Any] = {}
            for side in ("input", "output"):
                our_structs |= structs(ours[side]["struct"])
            found.append(Pair(theirs, ours, their_structs, our_structs))
    return found


@pytest.mark.parametrize("path", outputs(), ids=lambda path: path.stem)
def test_operations(path: Path) -> None:
    for pair in pairs(path):
        theirs, ours = pair.theirs, pair.ours
        assert theirs["versionInfo"] == ours["versionInfo"]
        assert theirs["style"]["value"] == ours["style"]
        for side in ("input", "output"):
            assert theirs[side]["action"] == ours[side]["action"]
            assert theirs[side]["element"] == ours[side]["element"]
            assert ours[side]["type"] == WS_TYPE.WS_STRUCT_TYPE
            assert theirs[f"{side}MessageOptions"] == ours[f"{side}MessageOptions"]
        expected: list[tuple[int, int, int]] = []
        for parameter in theirs["parameters"]:
            side = "input" if parameter["direction"] == "in" else "output"
            index = parameter[f"{side}MessageIndex"]
            where = (parameter["inputMessageIndex"], parameter["outputMessageIndex"])
            body = struct(ours[side]["struct"])
            if body["fields"][index]["mapping"] == REPEATING:
                expected.append((WS_PARAMETER_TYPE.WS_PARAMETER_TYPE_ARRAY_COUNT, *where))
                expected.append((WS_PARAMETER_TYPE.WS_PARAMETER_TYPE_ARRAY, *where))
            else:
                expected.append((parameter["type"]["value"], *where))
        made = [tuple(parameter.values()) for parameter in ours["parameters"]]
        assert made == expected, theirs["name"]


@pytest.mark.parametrize("path", outputs(), ids=lambda path: path.stem)
def test_structures(path: Path) -> None:
    compared = 0
    for pair in pairs(path):
        for key, ours in pair.our_structs.items():
            _compare(pair.their_structs[key], ours)
            compared += 1
    assert compared


def test_that_every_lawful_difference_occurs() -> None:
    if not outputs():
        missing(f"what wsutil made, {FOLDER}")
    for path in outputs():
        test_structures(path)
    assert set(seen) == set(LAWFUL)


def _compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> None:
    where = f"{theirs['typeName']}:"
    assert theirs["options"]["value"] == ours["options"], where
    assert (theirs["parent"], theirs["subTypes"]) == (ours["parent"], ours["subTypes"]), where
    assert len(theirs["fields"]) == len(ours["fields"]), where
    differs = False
    for left, right in zip(theirs["fields"], ours["fields"], strict=True):
        difference = _difference(left, right)
        if difference:
            seen[difference] += 1
            differs = True
    if not differs:
        assert (theirs["size"], theirs["alignment"]) == (ours["size"], ours["alignment"]), where
        for left, right in zip(theirs["fields"], ours["fields"], strict=True):
            assert left["offset"] == right["offset"], where
            assert left["countOffset"] == right["countOffset"], where


def _difference(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Nothing, or which lawful difference it is; any other is an assertion that fails."""
    shown = f"{theirs} and {ours}"
    assert theirs["itemRange"] is ours["itemRange"] is None, shown
    assert theirs["default"] is ours["default"] is None, shown
    left = (theirs["mapping"]["value"], theirs["type"]["value"], theirs["options"]["value"])
    right = (ours["mapping"], ours["type"], ours["options"])
    names = ("localName", "ns", "itemLocalName", "itemNs")
    if left == right:
        assert [theirs[name] for name in names] == [ours[name] for name in names], shown
        return ""
    if left[0] == ours["mapping"] == ELEMENT:
        assert [theirs[name] for name in names] == [ours[name] for name in names], shown
        if left[2] == OPTIONAL and right == (*left[:2], POINTER | OPTIONAL | NILLABLE):
            return ABSENT_IS_ZERO
        whole = (ELEMENT, WS_TYPE.WS_INT64_TYPE, 0), (ELEMENT, WS_TYPE.WS_WSZ_TYPE, 0)
        assert (left, right) == whole, shown
        return UNBOUNDED
    # What was an element, or the wrapper of an array, is an item now.
    assert right[0] == REPEATING, shown
    assert (ours["localName"], ours["ns"]) == (None, None), shown
    assert (theirs["localName"], theirs["ns"]) == (ours["itemLocalName"], ours["itemNs"]), shown
    assert left[2] & (OPTIONAL | NILLABLE) == OPTIONAL | NILLABLE, shown
    if left[0] == ELEMENT:
        assert right[1] == left[1], shown
        assert right[2] == NILLABLE_ITEM | left[2] & POINTER, shown
        return ABSENT_IS_NIL
    assert right[1:] == (WS_TYPE.WS_STRUCT_TYPE, POINTER | NILLABLE_ITEM), shown
    (inner,) = struct(ours["struct"])["fields"]
    assert inner["type"] == left[1], shown
    assert inner["options"] == left[2] & (POINTER | NILLABLE_ITEM), shown
    assert (inner["itemLocalName"], inner["itemNs"]) == (theirs["itemLocalName"], theirs["itemNs"])
    return WRAPPED

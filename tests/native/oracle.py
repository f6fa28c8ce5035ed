"""Compares declarations with the layout oracle: numbers that a C compiler made of the headers.

Every function returns what differs, as lines to read, so that tests can also ask for a difference.
"""

from __future__ import annotations

import ctypes
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "abi"

Oracle = Mapping[str, Any]


@cache
def oracle(architecture: str) -> Oracle:
    """The numbers for ``x64`` or ``x86``."""
    read: Oracle = json.loads((FOLDER / f"webservices-{architecture}.json").read_text("utf-8"))
    return read


def snake(name: str) -> str:
    """How a field or parameter of the header is called in ours: ``typeNs`` is ``type_ns``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


class Shape(NamedTuple):
    """Size and alignment of a C type in bytes."""

    size: int
    align: int


class Layout(NamedTuple):
    """A structure: its shape, and the offset and size of each field."""

    shape: Shape
    fields: dict[str, tuple[int, int]]


def process_layout(structure: type[ctypes.Structure]) -> Layout:
    """The layout that ctypes uses in this process."""
    shape = Shape(ctypes.sizeof(structure), ctypes.alignment(structure))
    fields = {name: getattr(structure, name) for name, *_ in structure._fields_}
    return Layout(shape, {name: (field.offset, field.size) for name, field in fields.items()})


def windows_layout(structure: type[ctypes.Structure], pointer: int) -> Layout:
    """The layout that a Windows compiler makes for pointers of so many bytes.

    Every scalar is aligned to its size, eight bytes on x86 too, unlike on a 32-bit Linux.
    """
    end, align = 0, 1
    fields = {}
    for name, kind, *_ in structure._fields_:
        shape = _shape(kind, pointer)
        offset = _up(end, shape.align)
        fields[name] = (offset, shape.size)
        end, align = offset + shape.size, max(align, shape.align)
    return Layout(Shape(_up(end, align), align), fields)


def _shape(kind: Any, pointer: int) -> Shape:
    if issubclass(kind, ctypes.Structure):
        return windows_layout(kind, pointer).shape
    if issubclass(kind, ctypes.Array):
        item = _shape(kind._type_, pointer)
        return Shape(item.size * kind._length_, item.align)
    size = pointer if kind is ctypes.c_void_p else ctypes.sizeof(kind)
    return Shape(size, size)


def _up(offset: int, align: int) -> int:
    return -(-offset // align) * align


def structure_differs(name: str, ours: Layout, oracle: Oracle) -> Iterator[str]:
    """What is wrong with a structure: names, order, offsets, sizes, alignment."""
    wanted = oracle["structs"].get(name)
    if wanted is None:
        yield f"{name}: no such structure"
        return
    if ours.shape != (wanted["size"], wanted["align"]):
        yield f"{name}: {ours.shape}, not {wanted['size']}, {wanted['align']}"
    fields = {
        snake(field["name"]): (field["offset"], field["size"])
        for field in wanted["fields"]
        if "." not in field["name"] and not _inside_another(field, wanted["fields"])
    }
    if list(ours.fields) != list(fields):
        yield f"{name}: the fields are {list(ours.fields)}, not {list(fields)}"
    for field in fields.keys() & ours.fields.keys():
        if ours.fields[field] != fields[field]:
            yield f"{name}.{field}: {ours.fields[field]}, not {fields[field]}"


def _inside_another(field: Any, fields: list[Any]) -> bool:
    """Whether a field is one view of memory that a larger field covers: DECIMAL has such."""
    start, end = field["offset"], field["offset"] + field["size"]
    return any(
        other["size"] > field["size"]
        and other["offset"] <= start
        and end <= other["offset"] + other["size"]
        for other in fields
    )


def enumeration_differs(declared: Any, oracle: Oracle) -> Iterator[str]:
    """What is wrong with an enumeration or a group of flags."""
    name = declared.__name__
    if name in oracle["flag_groups"]:
        wanted = {member: oracle["defines"][member] for member in oracle["flag_groups"][name]}
    else:
        wanted = oracle["enums"].get(name, {})
    members: Mapping[str, Any] = declared.__members__
    ours = {member: int(value) for member, value in members.items()}
    for member in ours.keys() | wanted.keys():
        if ours.get(member) != wanted.get(member):
            yield f"{name}.{member}: {ours.get(member)}, not {wanted.get(member)}"


def constants_differ(declared: Mapping[str, int], oracle: Oracle) -> Iterator[str]:
    """What is wrong with the results of WWSAPI; none may be missing."""
    wanted = {
        name: value for name, value in oracle["defines"].items() if re.match("WS_[SE]_", name)
    }
    for name in declared.keys() | wanted.keys():
        if declared.get(name) != wanted.get(name):
            yield f"{name}: {declared.get(name)}, not {wanted.get(name)}"


SCALARS = {
    "BOOL": ctypes.c_int32,
    "HRESULT": ctypes.c_int32,
    "SIZE_T": ctypes.c_size_t,
    "ULONG": ctypes.c_uint32,
    "USHORT": ctypes.c_uint16,
    "void": None,
}


def _c_type(text: str, oracle: Oracle) -> type[Any] | None:
    """The ctypes class of a parameter of the header."""
    if text.endswith("*") or text in oracle["callbacks"]:
        return ctypes.c_void_p
    text = text.removeprefix("const ")
    return ctypes.c_int32 if text in oracle["enums"] else SCALARS[text]


def function_differs(
    name: str,
    result: type[Any] | None,
    parameters: tuple[type[Any], ...],
    oracle: Oracle,
) -> Iterator[str]:
    """What is wrong with a function or a function pointer: result, number and types."""
    wanted = oracle["functions"].get(name) or oracle["callbacks"].get(name)
    if wanted is None:
        yield f"{name}: no such function"
        return
    ours = [result, *parameters]
    theirs = [_c_type(wanted["ret"], oracle)]
    theirs += [_c_type(parameter["ctype"], oracle) for parameter in wanted["params"]]
    if ours != theirs:
        yield f"{name}: {ours}, not {theirs}"

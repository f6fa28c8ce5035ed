"""Arrays of several dimensions: nested lists in Python, one row of items in XML.

SOAP 1.1, section 5.4.2: ``arrayType="xsd:string[2,3]"`` has six items, the first row first.
"""

from __future__ import annotations

import re
from math import prod
from typing import Any, Final

from ..errors import DecodeError, EncodeError
from ..pattern import compiled
from .text import shown
from .writing import check_list

MAX_LISTS: Final = 200_000
"""How many empty lists the sizes of an array can make: they cost a sender nothing."""

_SIZES: Final = r".*\[([0-9, ]*)\]\s*"


def sizes_of(text: str) -> list[int | None]:
    """The number of items in each dimension of a soapenc:arrayType; None for one not stated."""
    found = compiled(_SIZES, re.DOTALL).fullmatch(text)
    sizes = [] if found is None else [size.strip() for size in found[1].split(",")]
    if found is None or any(size and (not size.isdigit() or len(size) > 9) for size in sizes):
        raise DecodeError(f"not the type of an array: {shown(text)}")
    return [int(size) if size else None for size in sizes]


def sizes_of_list(text: str, count: int) -> list[int | None]:
    """The same for enc:arraySize (SOAP 1.2 part 2, section 3.1.6) of an array of ``count`` items.

    The first size may be ``*``: it is what the others leave.
    """
    first, *rest = text.split() or ["*"]
    if first != "*":
        return sizes_of(f"[{','.join((first, *rest))}]")
    others = sizes_of(f"[{','.join(rest)}]") if rest else []
    row = prod(each for each in others if each is not None)
    if not rest or not row:
        return [count if row else 0, *others]
    return [count // row, *others]


def folded(items: list[Any], text: str, rank: int) -> list[Any]:
    """The items of an array as nested lists; ``text`` is its arrayType if that has commas."""
    sizes = sizes_of(text) if text else [None] * rank
    if not text and rank == 1:
        return items
    if len(sizes) != rank:
        raise DecodeError(f"an array of {len(sizes)} dimensions where one of {rank} belongs")
    known = [size for size in sizes if size is not None]
    if len(known) < rank:
        if items:
            raise DecodeError(f"an array of {rank} dimensions does not state its sizes")
        return []
    if sum(prod(known[:level]) for level in range(1, rank)) > MAX_LISTS:
        raise DecodeError(f"the array {shown(text)} is too large")
    rows = items
    for level in range(rank - 1, 0, -1):
        size = known[level]
        rows = [rows[n * size : (n + 1) * size] for n in range(prod(known[:level]))]
    return rows


def unfolded(value: Any, rank: int, between: str) -> tuple[list[Any], str]:
    """The items of nested lists in a row, and the size of each dimension with ``between`` between
    them; EncodeError if the lists of one dimension differ in size.
    """
    items = check_list(value)
    sizes = [len(items)]
    for _ in range(rank - 1):
        rows = [check_list(each) for each in items]
        sizes.append(len(rows[0]) if rows else 0)
        for row in rows:
            if len(row) != sizes[-1]:
                raise EncodeError(f"lists of {sizes[-1]} and of {len(row)} items side by side")
        items = [item for row in rows for item in row]
    return items, between.join(map(str, sizes))

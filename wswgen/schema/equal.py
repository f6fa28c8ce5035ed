"""Whether two components say the same, wherever they stand."""

from __future__ import annotations

import dataclasses
from typing import cast


def same(one: object, other: object) -> bool:
    """Equality without places and documentation: one text, read from two files, is no conflict."""
    stack: list[tuple[object, object]] = [(one, other)]
    while stack:
        left, right = stack.pop()
        if type(left) is not type(right):
            return False
        if dataclasses.is_dataclass(left):
            stack += _fields(left, right)
        elif isinstance(left, tuple) and isinstance(right, tuple):
            ours, theirs = cast("tuple[object, ...]", left), cast("tuple[object, ...]", right)
            if len(ours) != len(theirs):
                return False
            stack += zip(ours, theirs, strict=True)
        elif left != right:
            return False
    return True


def _fields(left: object, right: object) -> list[tuple[object, object]]:
    assert dataclasses.is_dataclass(left)
    return [
        (getattr(left, field.name), getattr(right, field.name))
        for field in dataclasses.fields(left)
        if field.name not in ("location", "documentation", "namespaces")
    ]

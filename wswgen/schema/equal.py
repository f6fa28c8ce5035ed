"""Whether two components say the same, wherever they stand."""

from __future__ import annotations

from typing import cast

from wswgen.record import fields, is_record


def same(one: object, other: object) -> bool:
    """Equality without places and documentation: one text, read from two files, is no conflict."""
    stack: list[tuple[object, object]] = [(one, other)]
    while stack:
        left, right = stack.pop()
        if type(left) is not type(right):
            return False
        if is_record(left):
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
    theirs = fields(right)
    return [
        (value, theirs[name])
        for name, value in fields(left).items()
        if name not in ("location", "documentation", "namespaces")
    ]

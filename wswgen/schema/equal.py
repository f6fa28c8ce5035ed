"""Whether two components say the same, wherever they stand."""

from __future__ import annotations

import dataclasses


def same(one: object, other: object) -> bool:
    """Equality without places and documentation: one text, read from two files, is no conflict."""
    stack = [(one, other)]
    while stack:
        left, right = stack.pop()
        if type(left) is not type(right):
            return False
        if isinstance(left, tuple) and isinstance(right, tuple) and not hasattr(left, "_fields"):
            if len(left) != len(right):
                return False
            stack += zip(left, right, strict=True)
        elif dataclasses.is_dataclass(left):
            stack += [
                (getattr(left, field.name), getattr(right, field.name))
                for field in dataclasses.fields(left)
                if field.name not in ("location", "documentation", "namespaces")
            ]
        elif left != right:
            return False
    return True

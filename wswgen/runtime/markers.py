"""Markers: small immutable records, each equal only to others of its own class.

They are named tuples because every program that imports generated code makes all of their classes,
and the class of a frozen dataclass takes ten times as long to make. But a tuple is equal to any
other with the same items, and `typing` remembers annotations by what is equal.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Items: TypeAlias = tuple[Any, ...]


def marker(cls: type[T]) -> type[T]:
    """Make a named tuple differ from those of every other class, and true even without fields."""
    for name, method in _METHODS.items():
        setattr(cls, name, method)
    return cls


def _equal(self: Items, other: Any) -> bool:
    return self.__class__ is other.__class__ and (*self,) == (*other,)


def _differs(self: Items, other: Any) -> bool:
    return not _equal(self, other)


def _hashed(self: Items) -> int:
    return hash((self.__class__, *self))


def _true(_: Items) -> bool:
    return True


_METHODS: dict[str, Any] = {
    "__eq__": _equal,
    "__ne__": _differs,
    "__hash__": _hashed,
    "__bool__": _true,
}

"""Arrays of properties: an id, the address of a value, its size; and who keeps the values."""

from __future__ import annotations

import ctypes
from typing import Any, Generic, TypeVar

P = TypeVar("P", bound=ctypes.Structure)


class Properties(Generic[P]):
    """Properties of one kind, such as WS_CHANNEL_PROPERTY; they live as long as this."""

    def __init__(self, kind: type[P]) -> None:
        self._kind = kind
        self._kept: list[Any] = []
        self._items: list[P] = []
        self._array: ctypes.Array[P] | None = None

    def add(self, id: int, value: Any) -> None:
        """Add a property; ``value`` is a ctypes object of the type that its page says."""
        self._kept.append(value)
        self._items.append(self._kind(id, ctypes.addressof(value), ctypes.sizeof(value)))
        self._array = None

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    @property
    def address(self) -> int | None:
        """The array; None if there are none."""
        if not self._items:
            return None
        if self._array is None:
            self._array = (self._kind * len(self._items))(*self._items)
        return ctypes.addressof(self._array)

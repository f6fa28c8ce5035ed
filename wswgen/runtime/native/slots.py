"""The members of a structure, or the parameters of a frame, as fields of a Python object.

A slot knows what NULL and a count of 0 mean for its field. It is given the addresses of its C
variables: inside a structure they lie at offsets, in a frame behind pointers.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from .. import xml
from ..codec.support import not_fixed
from ..errors import DecodeError, EncodeError
from ..values import QName
from .cells import CData, Cell, Memory, TextCell, pointer_at, put_pointer


class Slot(Protocol):
    """One field: ``label`` names it in error paths, ``variables`` are its C types."""

    name: str
    wire: QName
    label: str
    variables: tuple[CData, ...]

    def read(self, addresses: tuple[int, ...], memory: Memory) -> Any:
        """The field's value. DecodeError without a path."""
        raise NotImplementedError

    def write(self, value: Any, addresses: tuple[int, ...], memory: Memory) -> None:
        """Put the field's value into memory that is zero. EncodeError without a path."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the schema says of an element or attribute besides its type.

    ``optional``: NULL is absent. ``nillable``: NULL is nil. Never both, see `ArraySlot`.
    """

    optional: bool = False
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None
    is_attribute: bool = False


class SingleSlot:
    """One value."""

    def __init__(self, name: str, wire: QName, cell: Cell, facts: Facts) -> None:
        self.name = name
        self.wire = wire
        self.label = f"@{wire.local}" if facts.is_attribute else wire.local
        self.cell = cell
        self.facts = facts
        self.variables: tuple[CData, ...] = (cell.ctype,)
        text = facts.fixed if facts.fixed is not None else facts.default
        self._given: Callable[[], Any] | None = None
        if text is not None:
            assert isinstance(cell, TextCell)
            parse = cell.parse
            self._given = lambda: parse(text)

    def read(self, addresses: tuple[int, ...], memory: Memory) -> Any:
        """The value; what NULL stands for."""
        facts = self.facts
        if self._given is not None:
            return self._read_given(self._given, addresses[0], memory)
        value = self.cell.read(addresses[0], memory)
        if value is None and self.cell.has_null and not (facts.optional or facts.nillable):
            if isinstance(self.cell, TextCell):
                return self.cell.parse("")  # where it cannot be absent, NULL can be but empty
            raise DecodeError("the required element is missing")
        return value

    def _read_given(self, given: Callable[[], Any], address: int, memory: Memory) -> Any:
        """An empty element stands for its default, an absent attribute too (XSD part 1, 3.3.4)."""
        facts = self.facts
        pointer = pointer_at(address)
        if facts.is_attribute:
            value = given() if not pointer else self.cell.read(address, memory)
        elif not pointer:
            if not (facts.optional or facts.nillable):
                raise DecodeError("the required element is missing")
            return None
        elif not ctypes.c_uint16.from_address(pointer).value:
            value = given()
        else:
            value = self.cell.read(address, memory)
        if facts.fixed is not None and value != given():
            raise not_fixed(value, facts.fixed)
        return value

    def write(self, value: Any, addresses: tuple[int, ...], memory: Memory) -> None:
        """The value; NULL for None where that means something."""
        facts = self.facts
        if value is None and self.cell.has_null and (facts.optional or facts.nillable):
            return
        if facts.fixed is not None and self._given is not None and value != self._given():
            raise EncodeError(not_fixed(value, facts.fixed).message)
        self.cell.write(value, addresses[0], memory)


class ArraySlot:
    """A count and a pointer to the items: a list, or one value that may be absent or nil."""

    def __init__(
        self,
        name: str,
        wire: QName,
        cell: Cell,
        *,
        many: bool = True,
        nillable: bool = False,
        low: int = 0,
        high: int | None = None,
    ) -> None:
        self.name = name
        self.wire = wire
        self.label = wire.local
        self.cell = cell
        self.many = many
        self.nillable = nillable
        self._low = low
        self._high = high
        self._size = ctypes.sizeof(cell.ctype)
        self.variables: tuple[CData, ...] = (ctypes.c_uint32, ctypes.c_void_p)

    def read(self, addresses: tuple[int, ...], memory: Memory) -> Any:
        """A list of the items; nil items are None."""
        count = ctypes.c_uint32.from_address(addresses[0]).value
        start = pointer_at(addresses[1]) if count else 0
        read, size = self.cell.read, self._size
        if not self.many:
            if count > 1:
                raise DecodeError(f"occurs {count} times, at most 1 is allowed")
            if not count:
                return None
            value = read(start, memory)
            return xml.NIL if value is None else value
        if count < self._low:
            raise DecodeError(f"occurs {count} times, at least {self._low} are required")
        if self._high is not None and count > self._high:
            raise DecodeError(f"occurs {count} times, at most {self._high} are allowed")
        items = [read(start + index * size, memory) for index in range(count)]
        if self.cell.has_null and not self.nillable and None in items:
            raise DecodeError("an item is nil, which it may not be")
        return items

    def write(self, value: Any, addresses: tuple[int, ...], memory: Memory) -> None:
        """The items in one block."""
        items: list[Any]
        if not self.many:
            items = [] if value is None else [None if value is xml.NIL else value]
        elif isinstance(value, (list, tuple)):
            items = [*cast("Sequence[Any]", value)]
            if len(items) < self._low:
                raise EncodeError(f"{len(items)} items, at least {self._low} are required")
            if self._high is not None and len(items) > self._high:
                raise EncodeError(f"{len(items)} items, at most {self._high} are allowed")
        else:
            raise EncodeError(f"expected list, got {type(value).__name__}")
        ctypes.c_uint32.from_address(addresses[0]).value = len(items)
        if not items:
            return
        start = memory.alloc(len(items) * self._size)
        ctypes.memset(start, 0, len(items) * self._size)
        for index, item in enumerate(items):
            if item is None and self.nillable:
                continue
            self.cell.write(item, start + index * self._size, memory)
        put_pointer(addresses[1], start)


@dataclass(frozen=True, slots=True)
class UnionBranch:
    """One member of a union, the class that has it as its one field, and that field's wire name."""

    cls: type
    field: str
    wire: QName
    cell: Cell


class UnionCell:
    """A selector and a union of all branches; the selector 0 is none of them."""

    kind = "UNION"
    has_null = True

    def __init__(self, branches: tuple[UnionBranch, ...]) -> None:
        self.branches = branches
        members = [(f"branch_{number}", b.cell.ctype) for number, b in enumerate(branches, 1)]
        union: CData = type("Value", (ctypes.Union,), {"_fields_": members})
        fields = [("selector", ctypes.c_int32), ("value", union)]
        self.ctype: CData = type("Choice", (ctypes.Structure,), {"_fields_": fields})
        layout: Any = self.ctype
        self.value_offset: int = layout.value.offset
        self._selectors = {branch.cls: number for number, branch in enumerate(branches, 1)}

    def read(self, address: int, memory: Memory) -> Any:
        """An object of the branch's class; None for none."""
        selector = ctypes.c_int32.from_address(address).value
        if not selector:
            return None
        if not 0 < selector <= len(self.branches):
            raise DecodeError(f"{selector} is no branch of the choice")
        branch = self.branches[selector - 1]
        try:
            value = branch.cell.read(address + self.value_offset, memory)
        except DecodeError as error:
            raise DecodeError(error.message, joined(branch.wire.local, error.path)) from None
        if value is None:
            raise DecodeError("the required element is missing", branch.wire.local)
        return branch.cls(**{branch.field: value})

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """The value of the object's one field."""
        selector = self._selectors.get(value.__class__)
        if selector is None:
            names = " or ".join(branch.cls.__name__ for branch in self.branches)
            raise EncodeError(f"expected {names}, got {type(value).__name__}")
        branch = self.branches[selector - 1]
        ctypes.c_int32.from_address(address).value = selector
        try:
            inner = getattr(value, branch.field)
            branch.cell.write(inner, address + self.value_offset, memory)
        except EncodeError as error:
            raise EncodeError(error.message, joined(branch.wire.local, error.path)) from None


def joined(label: str, path: str) -> str:
    """A path that begins with one more step, if the step has a name."""
    return f"{label}/{path}" if label and path else label or path

"""Description tables, read through their pointers each time they are needed.

Nothing is copied and nothing cached: a table that was collected shows at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wswgen.runtime.native.abi import (
    WS_FIELD_DESCRIPTION,
    WS_FIELD_MAPPING,
    WS_ITEM_RANGE,
    WS_STRUCT_DESCRIPTION,
    WS_TYPE,
    WS_UNION_DESCRIPTION,
    WS_UNION_FIELD_DESCRIPTION,
)
from wswgen.runtime.native.abi import hresults as hr

from .ledger import Refused
from .memory import pointer_at, xml_string
from .scalars import NULL_INSIDE, NULL_ITSELF, POINTER_SIZE, SIZES
from .tree import XML, Name

POINTER, OPTIONAL, NILLABLE, NILLABLE_ITEM = 1, 2, 4, 8
ABSTRACT, IGNORE_TRAILING, IGNORE_ATTRIBUTES = 1, 2, 4
NO_OFFSET = 0xFFFFFFFF
M = WS_FIELD_MAPPING
T = WS_TYPE

_ORDER = {
    M.WS_TYPE_ATTRIBUTE_FIELD_MAPPING: 0,
    M.WS_ATTRIBUTE_FIELD_MAPPING: 1,
    M.WS_XML_ATTRIBUTE_FIELD_MAPPING: 1,
    M.WS_ANY_ATTRIBUTES_FIELD_MAPPING: 1,
}
_REPEATING = (
    M.WS_REPEATING_ELEMENT_FIELD_MAPPING,
    M.WS_REPEATING_ELEMENT_CHOICE_FIELD_MAPPING,
    M.WS_REPEATING_ANY_ELEMENT_FIELD_MAPPING,
)


def pointers(address: int | None, count: int) -> list[int]:
    """An array of pointers."""
    if count and not address:
        raise Refused(hr.E_INVALIDARG)
    return [pointer_at((address or 0) + POINTER_SIZE * index) for index in range(count)]


def size_of(kind: int, description: int | None) -> int:
    """The size of a value."""
    if kind in (T.WS_STRUCT_TYPE, T.WS_UNION_TYPE):
        if not description:
            raise Refused(hr.E_INVALIDARG)
        cls: Any = WS_STRUCT_DESCRIPTION if kind == T.WS_STRUCT_TYPE else WS_UNION_DESCRIPTION
        size: int = cls.from_address(description).size
        return size
    if kind not in SIZES:
        raise Refused(hr.E_NOTIMPL)
    return SIZES[kind]


class Field:
    """A WS_FIELD_DESCRIPTION, checked for what its page allows."""

    def __init__(self, address: int) -> None:
        found = WS_FIELD_DESCRIPTION.from_address(address)
        self.mapping: int = found.mapping
        self.name: Name | None
        self.kind: int = found.type
        self.description: int = found.type_description or 0
        self.offset: int = found.offset
        self.count_offset: int = found.count_offset
        self.options: int = found.options
        self.default: int = found.default_value or 0
        if self.mapping == M.WS_XML_ATTRIBUTE_FIELD_MAPPING:
            self.name = Name(XML, xml_string(found.local_name))
        else:
            self.name = self._name(found.local_name, found.ns)
        self.item_name = self._name(found.item_local_name, found.item_ns)
        self.range = (0, 0xFFFFFFFF)
        if found.item_range:
            limits = WS_ITEM_RANGE.from_address(found.item_range)
            self.range = (limits.min_item_count, limits.max_item_count)
        self._check()

    @staticmethod
    def _name(local: int | None, ns: int | None) -> Name | None:
        if not local and not ns:
            return None
        if not local or not ns:
            raise Refused(hr.E_INVALIDARG)
        return Name(xml_string(ns), xml_string(local))

    def has(self, option: int) -> bool:
        """Whether an option is set."""
        return bool(self.options & option)

    @property
    def pointed(self) -> bool:
        """Whether what lies in the structure is a pointer to the value."""
        return self.has(POINTER)

    @property
    def size(self) -> int:
        """The size of a value, or of an item."""
        return size_of(self.kind, self.description)

    @property
    def stride(self) -> int:
        """The size of what lies in the structure, or of an entry of the array."""
        return POINTER_SIZE if self.pointed else self.size

    @property
    def repeating(self) -> bool:
        """Whether there is a count beside a pointer to items."""
        return self.mapping in _REPEATING

    def _check(self) -> None:
        """The combinations of options that ``ne-ws_type`` lists; others are refused."""
        wrong = (self.count_offset != NO_OFFSET) is not self.repeating
        kind, options = self.kind, self.options
        if kind == T.WS_STRUCT_TYPE:
            wrong |= bool(options & (OPTIONAL | NILLABLE | NILLABLE_ITEM)) and not self.pointed
            if self.repeating:
                # There OPTIONAL and NILLABLE are of the wrapper, which needs no pointer.
                wrong = bool(options & NILLABLE_ITEM) and not self.pointed
        elif kind == T.WS_UNION_TYPE:
            wrong |= bool(options & ~OPTIONAL)
        elif kind in (*NULL_INSIDE, *NULL_ITSELF):
            wrong |= self.pointed
        elif kind not in (T.WS_DESCRIPTION_TYPE, T.WS_VOID_TYPE) and not self.repeating:
            plain = options in (0, OPTIONAL)
            nil = options in (POINTER | NILLABLE, POINTER | NILLABLE | OPTIONAL)
            wrong |= not (plain or nil)
        if options & NILLABLE_ITEM and not self.repeating:
            wrong = True
        if options & (OPTIONAL | NILLABLE) and self.repeating and self.name is None:
            wrong = True  # they speak of the wrapper
        if wrong:
            raise Refused(hr.E_INVALIDARG)


class Struct:
    """A WS_STRUCT_DESCRIPTION with its fields."""

    def __init__(self, address: int) -> None:
        found = WS_STRUCT_DESCRIPTION.from_address(address)
        self.address = address
        self.size: int = found.size
        self.options: int = found.struct_options
        self.fields = [Field(each) for each in pointers(found.fields, found.field_count)]
        self.parent: int = found.parent_type or 0
        self.type_name = Name(xml_string(found.type_ns), xml_string(found.type_local_name))
        self._check(found.alignment)

    def _check(self, alignment: int) -> None:
        wrong = alignment not in (1, 2, 4, 8)
        offsets = [field.offset for field in self.fields if field.kind != T.WS_VOID_TYPE]
        wrong |= len(set(offsets)) < len(offsets)
        order = [_ORDER.get(M(field.mapping), 2) for field in self.fields]
        wrong |= order != sorted(order)
        for field in self.fields:
            end = POINTER_SIZE if field.repeating else field.stride
            wrong |= field.offset + end > self.size
            wrong |= field.repeating and field.count_offset + 4 > self.size
        if wrong:
            raise Refused(hr.E_INVALIDARG)

    @property
    def has_type(self) -> bool:
        """Whether structures say of which type they are."""
        return any(f.mapping == M.WS_TYPE_ATTRIBUTE_FIELD_MAPPING for f in self.fields)


def relatives(address: int) -> Iterator[int]:
    """The description itself and all that derive from it."""
    yield address
    found = WS_STRUCT_DESCRIPTION.from_address(address)
    for each in pointers(found.sub_types, found.sub_type_count):
        if WS_STRUCT_DESCRIPTION.from_address(each).parent_type != address:
            raise Refused(hr.E_INVALIDARG)
        yield from relatives(each)


class Branch(Field):
    """A WS_UNION_FIELD_DESCRIPTION."""

    def __init__(self, address: int) -> None:
        self.value = WS_UNION_FIELD_DESCRIPTION.from_address(address).value
        super().__init__(address + WS_UNION_FIELD_DESCRIPTION.field.offset)
        if self.has(OPTIONAL):
            raise Refused(hr.E_INVALIDARG)


class Union:
    """A WS_UNION_DESCRIPTION with its branches."""

    def __init__(self, address: int) -> None:
        found = WS_UNION_DESCRIPTION.from_address(address)
        self.size: int = found.size
        self.enum_offset: int = found.enum_offset
        self.none: int = found.none_enum_value
        self.branches = [Branch(each) for each in pointers(found.fields, found.field_count)]
        for branch in self.branches:
            if branch.offset + branch.stride > self.size or branch.value == self.none:
                raise Refused(hr.E_INVALIDARG)

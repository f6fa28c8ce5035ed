"""Description tables: what `wsutil` prints as C, built in memory from the generated words.

Everything that the tables point to is kept by the `Tables` that made them. Sources: the pages
``ns-webservices-ws_field_description`` and its kin.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterable, Sequence
from enum import Enum
from types import ModuleType
from typing import Any

from ..codec.document import XML_NAMESPACE
from ..contract import Part
from .abi import (
    WS_ELEMENT_DESCRIPTION,
    WS_ENUM_DESCRIPTION,
    WS_ENUM_VALUE,
    WS_FIELD_DESCRIPTION,
    WS_FIELD_MAPPING,
    WS_STRUCT_DESCRIPTION,
    WS_STRUCT_OPTIONS,
    WS_TYPE,
    WS_UNION_DESCRIPTION,
    WS_UNION_FIELD_DESCRIPTION,
)
from .cells import CData, Cell, EnumCell, Pointed
from .layout import Layout, Layouts, StructCell
from .slots import ArraySlot, SingleSlot, Slot, UnionCell
from .strings import XmlString
from .vocabulary import (
    NILLABLE,
    POINTER,
    Array,
    Choice,
    CType,
    FieldOptions,
    Member,
    PartsType,
    StructType,
)

NO_OFFSET = 0xFFFFFFFF
_MAPPINGS = {
    "element": WS_FIELD_MAPPING.WS_ELEMENT_FIELD_MAPPING,
    "attribute": WS_FIELD_MAPPING.WS_ATTRIBUTE_FIELD_MAPPING,
    "text": WS_FIELD_MAPPING.WS_TEXT_FIELD_MAPPING,
}
_ORDER = {"attribute": 0, "text": 1}


class Tables(Layouts):
    """The descriptions in use, each built when it is first needed, under ``lock``."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.RLock()
        self._kept: list[Any] = []
        self._strings: dict[str, XmlString] = {}
        self._enums: dict[type[Enum], int] = {}

    # --- memory

    def keep(self, value: CData) -> int:
        """The address of a ctypes object, which lives as long as the tables."""
        self._kept.append(value)
        return ctypes.addressof(value)

    def string(self, text: str) -> int:
        """The address of a WS_XML_STRING, the same one for the same text."""
        found = self._strings.get(text)
        if found is None:
            found = self._strings[text] = XmlString(text)
        return found.address

    def pointers(self, addresses: Iterable[int]) -> int:
        """The address of an array of pointers; NULL for none."""
        every = list(addresses)
        return self.keep((ctypes.c_void_p * len(every))(*every)) if every else 0

    # --- types

    def reserve(self, layout: Layout) -> None:
        """Room for the WS_STRUCT_DESCRIPTION."""
        layout.description = self.keep(WS_STRUCT_DESCRIPTION())

    def describe(self, layout: Layout) -> None:
        """Fill the WS_STRUCT_DESCRIPTION of a layout."""
        struct = layout.struct
        fields: list[tuple[int, WS_FIELD_DESCRIPTION]] = []
        for member, slot, offsets in zip(layout.members, layout.slots, layout.offsets, strict=True):
            rank = _ORDER.get(member.mapping, 2) if isinstance(member, Member) else 2
            fields.append((rank, self._field(member, slot, offsets, struct.cls)))
        # Type attribute, attributes, text, elements; sorted() keeps the order inside each group.
        every = [field for _, field in sorted(fields, key=lambda item: item[0])]
        if layout.family:
            every.insert(0, _type_attribute())
        self._fill(layout.description, layout.size, layout.alignment, every)
        found = WS_STRUCT_DESCRIPTION.from_address(layout.description)
        found.type_local_name = self.string(struct.name)
        found.type_ns = self.string(struct.namespace)
        found.parent_type = layout.base.description if layout.base is not None else None
        found.sub_types = self.pointers(each.description for each in layout.derived) or None
        found.sub_type_count = len(layout.derived)
        found.struct_options = WS_STRUCT_OPTIONS.WS_STRUCT_ABSTRACT if struct.abstract else 0

    def _fill(
        self, address: int, size: int, alignment: int, fields: Sequence[WS_FIELD_DESCRIPTION]
    ) -> None:
        found = WS_STRUCT_DESCRIPTION.from_address(address)
        found.size = size
        found.alignment = alignment
        found.fields = self.pointers(self.keep(field) for field in fields) or None
        found.field_count = len(fields)

    def _field(
        self, member: Member | Array | Choice, slot: Slot, offsets: tuple[int, ...], cls: type
    ) -> WS_FIELD_DESCRIPTION:
        field = WS_FIELD_DESCRIPTION(offset=offsets[-1], count_offset=NO_OFFSET)
        options = FieldOptions(member.options)
        assert isinstance(slot, (SingleSlot, ArraySlot))
        self._put_type(field, slot.cell)
        if isinstance(slot, ArraySlot):
            field.count_offset = offsets[0]
        if isinstance(member, Choice):
            field.mapping = (
                WS_FIELD_MAPPING.WS_REPEATING_ELEMENT_CHOICE_FIELD_MAPPING
                if member.many
                else WS_FIELD_MAPPING.WS_ELEMENT_CHOICE_FIELD_MAPPING
            )
        elif isinstance(member, Array):
            field.mapping = WS_FIELD_MAPPING.WS_REPEATING_ELEMENT_FIELD_MAPPING
            field.item_local_name = self.string(slot.wire.local)
            field.item_ns = self.string(slot.wire.namespace)
        else:
            field.mapping = _MAPPINGS[member.mapping]
            if member.mapping != "text":
                field.local_name = self.string(slot.wire.local)
            if member.mapping == "attribute" and slot.wire.namespace == XML_NAMESPACE:
                # xml:lang and its like have a mapping of their own, which needs no namespace.
                field.mapping = WS_FIELD_MAPPING.WS_XML_ATTRIBUTE_FIELD_MAPPING
            elif member.mapping != "text":
                field.ns = self.string(slot.wire.namespace)
        field.options = options
        return field

    def _put_type(self, into: Any, cell: Cell) -> None:
        """Fill ``type`` and ``type_description`` of a field or element description."""
        inner = cell.cell if isinstance(cell, Pointed) else cell
        into.type = WS_TYPE[f"WS_{inner.kind}_TYPE"]
        match inner:
            case StructCell():
                into.type_description = inner.layout.description
            case EnumCell():
                into.type_description = self._enum(inner)
            case UnionCell():
                into.type_description = self._union(inner)
            case _:
                into.type_description = None

    def _enum(self, cell: EnumCell) -> int:
        found = self._enums.get(cell.cls)
        if found is None:
            texts = [str(member.value) for member in cell.members]
            values = (WS_ENUM_VALUE * len(texts))(
                *(WS_ENUM_VALUE(number, self.string(text)) for number, text in enumerate(texts))
            )
            longest = max(len(text.encode()) for text in texts)
            found = self.keep(WS_ENUM_DESCRIPTION(self.keep(values), len(texts), longest, None))
            self._enums[cell.cls] = found
        return found

    def _union(self, cell: UnionCell) -> int:
        branches: list[int] = []
        for number, branch in enumerate(cell.branches, 1):
            found = WS_UNION_FIELD_DESCRIPTION(value=number)
            field = found.field
            field.mapping = WS_FIELD_MAPPING.WS_ELEMENT_FIELD_MAPPING
            field.local_name = self.string(branch.wire.local)
            field.ns = self.string(branch.wire.namespace)
            field.offset = cell.value_offset
            field.count_offset = NO_OFFSET
            field.options = POINTER if isinstance(branch.cell, StructCell) else FieldOptions.NONE
            self._put_type(field, branch.cell)
            branches.append(self.keep(found))
        return self.keep(
            WS_UNION_DESCRIPTION(
                size=ctypes.sizeof(cell.ctype),
                alignment=ctypes.alignment(cell.ctype),
                fields=self.pointers(branches),
                field_count=len(branches),
                enum_offset=0,
                none_enum_value=0,
                value_indices=None,
            )
        )

    # --- message bodies

    def element(self, part: Part, cell: Cell) -> int:
        """The address of a WS_ELEMENT_DESCRIPTION: a name and what the element holds.

        Without a name it is the Body itself.
        """
        found = WS_ELEMENT_DESCRIPTION()
        if part.name:
            found.element_local_name = self.string(part.name)
            found.element_ns = self.string(part.namespace)
        self._put_type(found, cell)
        return self.keep(found)

    def whole(self, ctype: CType, part: Part, types: ModuleType) -> SingleSlot:
        """The slot of a body element that is one parameter."""
        options = NILLABLE if part.nillable else FieldOptions.NONE
        if part.nillable and not isinstance(ctype, StructType):
            options |= POINTER
        slot = self.part(ctype, part, options, types)
        assert isinstance(slot, SingleSlot)
        return slot

    def several(
        self, parts_type: PartsType, parts: Sequence[Part], types: ModuleType
    ) -> tuple[int, list[SingleSlot]]:
        """A body of several elements: the WS_ELEMENT_DESCRIPTION without a name, the slots."""
        slots: list[SingleSlot] = []
        fields: list[tuple[str, CData]] = []
        for number, (ctype, part) in enumerate(zip(parts_type.types, parts, strict=True)):
            slot = self.whole(ctype, part, types)
            slots.append(slot)
            fields.append((f"part_{number}", slot.variables[0]))
        layout: CData = type("Parts", (ctypes.Structure,), {"_fields_": fields})
        described: list[WS_FIELD_DESCRIPTION] = []
        for (name, _), slot, part in zip(fields, slots, parts, strict=True):
            field = WS_FIELD_DESCRIPTION(
                mapping=WS_FIELD_MAPPING.WS_ELEMENT_FIELD_MAPPING,
                local_name=self.string(part.name),
                ns=self.string(part.namespace),
                offset=getattr(layout, name).offset,
                count_offset=NO_OFFSET,
                options=_part_options(slot, part),
            )
            self._put_type(field, slot.cell)
            described.append(field)
        struct = self.keep(WS_STRUCT_DESCRIPTION())
        self._fill(struct, ctypes.sizeof(layout), ctypes.alignment(layout), described)
        element = WS_ELEMENT_DESCRIPTION(None, None, WS_TYPE.WS_STRUCT_TYPE, struct)
        return self.keep(element), slots


def _type_attribute() -> WS_FIELD_DESCRIPTION:
    """The member that says of which derived type a structure is."""
    return WS_FIELD_DESCRIPTION(
        mapping=WS_FIELD_MAPPING.WS_TYPE_ATTRIBUTE_FIELD_MAPPING,
        type=WS_TYPE.WS_DESCRIPTION_TYPE,
        offset=0,
        count_offset=NO_OFFSET,
    )


def _part_options(slot: SingleSlot, part: Part) -> FieldOptions:
    options = NILLABLE if part.nillable else FieldOptions.NONE
    if isinstance(slot.cell, (StructCell, Pointed)):
        options |= POINTER
    return options

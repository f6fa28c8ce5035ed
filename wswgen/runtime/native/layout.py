"""Structures: ctypes layouts of generated `Struct`s, and the objects that lie in them."""

from __future__ import annotations

import ctypes
import sys
from types import ModuleType
from typing import Any

from ..codec.codec import Codec
from ..codec.plan import AttributePlan, ElementPlan, GroupPlan, content_of, evaluate, plan_of
from ..codec.simple import Simple
from ..codec.space import home_of, space_of
from ..contract import Part
from ..errors import DecodeError, EncodeError
from ..values import QName
from .cells import (
    BufferCell,
    BytesCell,
    CData,
    Cell,
    EnumCell,
    Memory,
    Pointed,
    QNameCell,
    ScalarCell,
    TextCell,
    pointer_at,
    put_pointer,
)
from .slots import ArraySlot, Facts, SingleSlot, Slot, UnionBranch, UnionCell, joined
from .vocabulary import (
    NILLABLE,
    NILLABLE_ITEM,
    OPTIONAL,
    POINTER,
    AnyMember,
    Array,
    BufferType,
    Choice,
    CType,
    EnumType,
    FieldOptions,
    Member,
    Scalar,
    Struct,
    StructMaker,
    StructType,
)

_BUILTINS = {
    "BOOL": "boolean",
    "INT8": "byte",
    "INT16": "short",
    "INT32": "int",
    "INT64": "long",
    "UINT8": "unsignedByte",
    "UINT16": "unsignedShort",
    "UINT32": "unsignedInt",
    "UINT64": "unsignedLong",
    "FLOAT": "float",
    "DOUBLE": "double",
}


class Layout:
    """A structure of C: its slots, its ctypes class, and the object that lies in it.

    ``description`` is the address of its WS_STRUCT_DESCRIPTION, once there is one.
    """

    def __init__(self, struct: Struct, base: Layout | None) -> None:
        self.struct = struct
        self.base = base
        self.family = struct.base is not None or bool(struct.derived)
        self.slots: tuple[Slot, ...] = ()
        self.members: tuple[AnyMember, ...] = ()
        self.offsets: tuple[tuple[int, ...], ...] = ()
        self.ctype: CData = ctypes.Structure
        self.size = 0
        self.alignment = 1
        self.description = 0
        self.placed = False
        self.declared = False
        self.derived: tuple[Layout, ...] = ()
        self.relatives: dict[int, Layout] = {}
        self.by_class: dict[type, Layout] = {struct.cls: self}

    def lay_out(self, own: list[tuple[AnyMember, Slot]]) -> None:
        """Place the variables of the own members behind those of the base."""
        if self.base is not None:
            self.slots, self.members = self.base.slots, self.base.members
            self.offsets = self.base.offsets
        fields: list[tuple[str, CData]] = []
        if self.family and self.base is None:
            fields.append(("_type", ctypes.c_void_p))
        for number, (_, slot) in enumerate(own):
            names = ("count", "items") if len(slot.variables) == 2 else ("value",)
            for part, variable in zip(names, slot.variables, strict=True):
                fields.append((f"{part}_{len(self.slots) + number}", variable))
        parent = self.base.ctype if self.base is not None else ctypes.Structure
        self.ctype = type(self.struct.cls.__name__, (parent,), {"_fields_": fields})
        names_of = iter(name for name, _ in fields if name != "_type")
        offsets = tuple(
            tuple(getattr(self.ctype, next(names_of)).offset for _ in slot.variables)
            for _, slot in own
        )
        self.members += tuple(member for member, _ in own)
        self.slots += tuple(slot for _, slot in own)
        self.offsets += offsets
        # A structure without members has no C structure: wsutil gives it size 0, alignment 1.
        self.size = ctypes.sizeof(self.ctype)
        self.alignment = ctypes.alignment(self.ctype) if self.size else 1

    def read(self, address: int, memory: Memory) -> Any:
        """The object at an address, of the class that its description says."""
        layout = self
        if self.family:
            found = self.relatives.get(pointer_at(address))
            if found is None:
                raise DecodeError(f"the type is not derived from {self.struct.cls.__name__}")
            layout = found
        if layout.struct.abstract:
            raise DecodeError(f"{layout.struct.cls.__name__} is abstract")
        values: dict[str, Any] = {}
        for slot, offsets in zip(layout.slots, layout.offsets, strict=True):
            try:
                values[slot.name] = slot.read(
                    tuple([address + offset for offset in offsets]), memory
                )
            except DecodeError as error:
                raise DecodeError(error.message, joined(slot.label, error.path)) from None
        return layout.struct.cls(**values)

    def write(self, value: Any, memory: Memory) -> int:
        """The address of a new structure that holds the object."""
        layout = self.by_class.get(value.__class__)
        if layout is None or layout.struct.abstract:
            raise EncodeError(f"expected {self.struct.cls.__name__}, got {type(value).__name__}")
        size = max(layout.size, 1)
        address = memory.alloc(size)
        ctypes.memset(address, 0, size)
        if layout.family:
            put_pointer(address, layout.description)
        for slot, offsets in zip(layout.slots, layout.offsets, strict=True):
            try:
                slot.write(
                    getattr(value, slot.name),
                    tuple([address + offset for offset in offsets]),
                    memory,
                )
            except EncodeError as error:
                raise EncodeError(error.message, joined(slot.label, error.path)) from None
        return address


class StructCell:
    """A pointer to a structure."""

    kind = "STRUCT"
    ctype: CData = ctypes.c_void_p
    has_null = True

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def read(self, address: int, memory: Memory) -> Any:
        """The object; None for NULL."""
        target = pointer_at(address)
        return self.layout.read(target, memory) if target else None

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """A new structure."""
        put_pointer(address, self.layout.write(value, memory))


class Layouts:
    """The structures in use, each laid out when it is first needed."""

    def __init__(self) -> None:
        self._made: dict[StructMaker, Layout] = {}
        self._pending: list[Layout] = []
        self._settling = False

    def layout(self, make: StructMaker) -> Layout:
        """The layout of a structure and, through pointers, of all it consists of.

        The types that derive from it are made as well, since an object may be of each of them;
        those that derive from its bases are not.
        """
        layout = self._shell(make)
        if not layout.declared:
            layout.declared = True
            self._pending.append(layout)
            self._settle()
        return layout

    def _shell(self, make: StructMaker) -> Layout:
        """The layout, perhaps not placed yet: types may hold each other in any way."""
        found = self._made.get(make)
        if found is None:
            struct = make()
            base = self._shell(struct.base) if struct.base is not None else None
            found = self._made[make] = Layout(struct, base)
            self.reserve(found)
        return found

    def _settle(self) -> None:
        """Place and describe what is pending; what turns up meanwhile comes after it."""
        if self._settling:
            return
        self._settling = True
        changed: dict[Layout, None] = {}
        try:
            while self._pending:
                layout = self._pending.pop()
                self._place(layout, changed)
                layout.derived = tuple(self.layout(make) for make in layout.struct.derived)
                changed[layout] = None
        finally:
            self._settling = False
        for layout in changed:
            self.describe(layout)

    def _place(self, layout: Layout, changed: dict[Layout, None]) -> None:
        if layout.placed:
            return
        if layout.base is not None:
            self._place(layout.base, changed)
        layout.placed = True
        layout.lay_out(self._own(layout.struct))
        changed[layout] = None
        ancestor: Layout | None = layout
        while layout.family and ancestor is not None:
            ancestor.relatives[layout.description] = layout
            ancestor.by_class[layout.struct.cls] = layout
            ancestor = ancestor.base

    def reserve(self, layout: Layout) -> None:
        """Give the layout the address of its description, which others point to."""

    def describe(self, layout: Layout) -> None:
        """Build its description; `tables.Tables` does."""

    def cell(self, ctype: CType, simple: Simple | None, name: QName, types: ModuleType) -> Cell:
        """The cell of a C type; ``simple`` is the simple type that a text is of."""
        match ctype:
            case EnumType(cls):
                return EnumCell(cls)
            case StructType(make):
                return StructCell(self.layout(make))
            case BufferType(annotation):
                names = vars(types)
                return BufferCell(Codec(name, space_of(types), lambda: evaluate(annotation, names)))
            case Scalar("TEXT" | "WSZ"):
                assert simple is not None
                return TextCell(simple)
            case Scalar("BYTES"):
                return BytesCell()
            case Scalar("QNAME"):
                return QNameCell()
            case Scalar(kind):
                return ScalarCell(kind, _BUILTINS[kind])

    def slot(self, member: AnyMember, cls: type, types: ModuleType) -> Slot:
        """The slot of a member, with what the class says of its field."""
        plan = plan_of(cls)
        if isinstance(member, Member) and member.mapping == "text":
            assert plan.value is not None
            cell = self.cell(member.type, plan.value[1], QName("", ""), types)
            return SingleSlot(member.name, QName("", ""), cell, Facts())
        if isinstance(member, Member) and member.mapping == "attribute":
            found = next(each for each in plan.attributes if each.field == member.name)
            return self._attribute(member, found, types)
        particle = next(each for each in plan.particles if each.field == member.name)
        if isinstance(member, Choice):
            assert isinstance(particle, GroupPlan)
            return self._choice(member, particle, types)
        assert isinstance(particle, ElementPlan)
        return self._element(member, particle, types)

    def part(self, ctype: CType, part: Part, options: FieldOptions, types: ModuleType) -> Slot:
        """The slot of a message part: the whole body, or one of several elements."""
        simple = content_of(evaluate(part.type, vars(types))).simple
        name = QName(part.namespace, part.name)
        cell = _pointed(self.cell(ctype, simple, name, types), options)
        facts = Facts(optional=bool(options & OPTIONAL), nillable=part.nillable)
        return SingleSlot(part.name, name, cell, facts)

    def _own(self, struct: Struct) -> list[tuple[AnyMember, Slot]]:
        types = home_of(sys.modules[struct.cls.__module__])
        return [(member, self.slot(member, struct.cls, types)) for member in struct.fields]

    def _attribute(self, member: Member, plan: AttributePlan, types: ModuleType) -> Slot:
        name = QName(plan.namespace, plan.local)
        cell = self.cell(member.type, plan.simple, name, types)
        facts = Facts(
            optional=plan.optional, default=plan.default, fixed=plan.fixed, is_attribute=True
        )
        return SingleSlot(plan.field, name, cell, facts)

    def _element(self, member: Member | Array, plan: ElementPlan, types: ModuleType) -> Slot:
        name = QName(plan.namespace, plan.local)
        cell = _pointed(self.cell(member.type, plan.content.simple, name, types), member.options)
        if isinstance(member, Array):
            return ArraySlot(
                plan.field, name, cell,
                many=plan.many, nillable=bool(member.options & NILLABLE_ITEM),
                low=plan.min, high=plan.max,
            )  # fmt: skip
        facts = Facts(
            optional=plan.optional,
            nillable=plan.nillable and bool(member.options & NILLABLE),
            default=plan.default,
            fixed=plan.fixed,
        )
        return SingleSlot(plan.field, name, cell, facts)

    def _choice(self, member: Choice, plan: GroupPlan, types: ModuleType) -> Slot:
        branches: list[UnionBranch] = []
        for branch in member.branches:
            inner = plan_of(branch.cls).particles[0]
            assert isinstance(inner, ElementPlan)
            name = QName(inner.namespace, inner.local)
            cell = self.cell(branch.type, inner.content.simple, name, types)
            branches.append(UnionBranch(branch.cls, inner.field, name, cell))
        union = UnionCell(tuple(branches))
        if member.many:
            return ArraySlot(plan.field, QName("", ""), union, low=plan.min, high=plan.max)
        facts = Facts(optional=bool(member.options & OPTIONAL))
        return SingleSlot(plan.field, QName("", ""), union, facts)


def _pointed(cell: Cell, options: FieldOptions) -> Cell:
    """The cell behind a pointer, where POINTER says so and it is not one already."""
    return Pointed(cell) if options & POINTER and not cell.has_null else cell

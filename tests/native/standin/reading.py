"""From XML into memory, by the tables: greedy, in order, strict."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from wswgen.runtime.native.abi import WS_DEFAULT_VALUE, WS_FIELD_MAPPING, WS_TYPE
from wswgen.runtime.native.abi import hresults as hr

from .described import (
    ABSTRACT,
    IGNORE_ATTRIBUTES,
    IGNORE_TRAILING,
    NILLABLE,
    NILLABLE_ITEM,
    OPTIONAL,
    Branch,
    Field,
    Struct,
    Union,
    relatives,
    size_of,
)
from .ledger import Refused
from .memory import put_pointer, put_u32
from .scalars import NULL_INSIDE, NULL_ITSELF, invalid, read_scalar
from .tree import XML, XSI, Name, Node

M = WS_FIELD_MAPPING
T = WS_TYPE


class Cursor:
    """The child elements that are not read yet. Raises `Refused` for text between them."""

    def __init__(self, node: Node) -> None:
        if node.text().strip(" \t\r\n"):
            raise invalid()
        self._left = node.elements()[::-1]

    @property
    def next(self) -> Node | None:
        """The next one, if any."""
        return self._left[-1] if self._left else None

    def take(self) -> Node:
        """Go past it."""
        return self._left.pop()


class Reading:
    """Reads into memory from ``alloc``; ``buffer_of`` makes XML buffers."""

    def __init__(self, alloc: Callable[[int], int], buffer_of: Callable[[Node], int]) -> None:
        self._alloc = alloc
        self._buffer_of = buffer_of

    def value(self, node: Node, kind: int, description: int, address: int) -> None:
        """The value of an element, at an address."""
        if kind == T.WS_STRUCT_TYPE:
            self._struct(node, self._resolve(node, description), address)
        elif kind == T.WS_XML_BUFFER_TYPE:
            put_pointer(address, self._buffer_of(node))
        elif kind != T.WS_VOID_TYPE:
            self._no_attributes(node)
            if node.elements():
                raise invalid()
            read_scalar(kind, description, node.text(), node, address, self._alloc)

    def new(self, node: Node, kind: int, description: int) -> int:
        """The address of memory with the value of an element."""
        if kind == T.WS_STRUCT_TYPE:
            # The size is that of the type that the document names.
            description = self._resolve(node, description).address
        address = self._alloc(size_of(kind, description))
        self.value(node, kind, description, address)
        return address

    def nil(self, kind: int, address: int, *, pointed: bool) -> None:
        """What nil is in memory."""
        if pointed or kind in NULL_ITSELF:
            put_pointer(address, 0)
        elif kind in NULL_INSIDE:
            ctypes.memset(address, 0, size_of(kind, 0))
        else:
            raise invalid()

    def _no_attributes(self, node: Node) -> None:
        if any(name.ns not in (XSI, XML) for name in node.attributes):
            raise invalid()

    def _resolve(self, node: Node, description: int) -> Struct:
        struct = Struct(description)
        named = node.attributes.get(Name(XSI, "type"))
        if struct.has_type and named is not None:
            name = node.qname(named)
            found = [Struct(each) for each in relatives(description)]
            struct = next((each for each in found if each.type_name == name), struct)
            if struct.type_name != name:
                raise invalid()
        if struct.options & ABSTRACT:
            raise invalid()
        return struct

    def _struct(self, node: Node, struct: Struct, address: int) -> None:
        # Members that no field describes stay as they are: undefined.
        left = {name: text for name, text in node.attributes.items() if name.ns not in (XSI, XML)}
        reserved = {name: text for name, text in node.attributes.items() if name.ns == XML}
        fields = list(struct.fields)
        text = False
        cursor: Cursor | None = None
        for field in fields:
            if field.mapping == M.WS_TYPE_ATTRIBUTE_FIELD_MAPPING:
                put_pointer(address + field.offset, struct.address)
            elif field.mapping == M.WS_ATTRIBUTE_FIELD_MAPPING:
                assert field.name is not None
                self._attribute(field, left.pop(field.name, None), node, address)
            elif field.mapping == M.WS_XML_ATTRIBUTE_FIELD_MAPPING:
                assert field.name is not None
                self._attribute(field, reserved.get(field.name), node, address)
            elif field.mapping == M.WS_TEXT_FIELD_MAPPING:
                text = True
                if node.elements():
                    raise invalid()
                at = address + field.offset
                read_scalar(field.kind, field.description, node.text(), node, at, self._alloc)
            else:
                if cursor is None:
                    cursor = Cursor(node)
                self._element(field, cursor, address)
        if left and not struct.options & IGNORE_ATTRIBUTES:
            raise invalid()
        if not text and not struct.options & IGNORE_TRAILING:
            cursor = cursor or Cursor(node)
            if cursor.next is not None:
                raise invalid()

    def _attribute(self, field: Field, text: str | None, node: Node, address: int) -> None:
        at = address + field.offset
        if text is None:
            self._absent(field, at)
            return
        if field.pointed:
            target = self._alloc(field.size)
            read_scalar(field.kind, field.description, text, node, target, self._alloc)
            put_pointer(at, target)
        else:
            read_scalar(field.kind, field.description, text, node, at, self._alloc)

    def _absent(self, field: Field, address: int) -> None:
        if not field.has(OPTIONAL):
            raise invalid()
        ctypes.memset(address, 0, field.stride)
        if field.default:
            default = WS_DEFAULT_VALUE.from_address(field.default)
            if default.value_size != field.size:
                raise Refused(hr.E_INVALIDARG)
            if field.pointed:
                target = self._alloc(field.size)
                put_pointer(address, target)
                address = target
            ctypes.memmove(address, default.value, default.value_size)

    def _element(self, field: Field, cursor: Cursor, address: int) -> None:
        at = address + field.offset
        match field.mapping:
            case M.WS_ELEMENT_FIELD_MAPPING | M.WS_ANY_ELEMENT_FIELD_MAPPING:
                if _matches(field, cursor.next):
                    self._present(field, cursor.take(), at)
                else:
                    self._absent(field, at)
            case M.WS_ELEMENT_CHOICE_FIELD_MAPPING:
                union = Union(field.description)
                if not self._choice(union, cursor, at):
                    if not field.has(OPTIONAL):
                        raise invalid()
                    ctypes.memset(at, 0, union.size)
                    put_u32(at + union.enum_offset, union.none)
            case (
                M.WS_REPEATING_ELEMENT_FIELD_MAPPING
                | M.WS_REPEATING_ELEMENT_CHOICE_FIELD_MAPPING
                | M.WS_REPEATING_ANY_ELEMENT_FIELD_MAPPING
            ):
                self._repeating(field, cursor, address)
            case M.WS_NO_FIELD_MAPPING:
                ctypes.memset(at, 0, field.size)
            case _:
                raise Refused(hr.E_NOTIMPL)

    def _present(self, field: Field, node: Node, at: int, option: int = NILLABLE) -> None:
        """An element, or an item of an array; ``option`` says whether it may be nil."""
        if field.has(option) and node.is_nil():
            if node.children:
                raise invalid()
            self.nil(field.kind, at, pointed=field.pointed)
        elif node.is_nil() and field.kind != T.WS_XML_BUFFER_TYPE:
            raise invalid()
        elif field.pointed:
            put_pointer(at, self.new(node, field.kind, field.description))
        else:
            self.value(node, field.kind, field.description, at)

    def _choice(self, union: Union, cursor: Cursor, at: int) -> bool:
        branch = _branch(union, cursor.next)
        if branch is None:
            return False
        if branch.repeating:
            raise Refused(hr.E_NOTIMPL)
        put_u32(at + union.enum_offset, branch.value)
        self._present(branch, cursor.take(), at + branch.offset)
        return True

    def _repeating(self, field: Field, cursor: Cursor, address: int) -> None:
        put_u32(address + field.count_offset, 0)
        put_pointer(address + field.offset, 0)
        inner = cursor
        if field.name is not None:
            if cursor.next is None or cursor.next.name != field.name:
                if not field.has(OPTIONAL):
                    raise invalid()
                return
            wrapper = cursor.take()
            self._no_attributes(wrapper)
            if wrapper.is_nil():
                if not field.has(NILLABLE) or wrapper.children:
                    raise invalid()
                return
            inner = Cursor(wrapper)
        items: list[Node] = []
        union: Union | None = None
        if field.mapping == M.WS_REPEATING_ELEMENT_CHOICE_FIELD_MAPPING:
            union = Union(field.description)
        while inner.next is not None and (
            _branch(union, inner.next) is not None if union else _is_item(field, inner.next)
        ):
            items.append(inner.take())
        if inner is not cursor and inner.next is not None:
            raise invalid()
        low, high = field.range
        if not low <= len(items) <= high:
            raise invalid()
        if not items:
            return
        start = self._alloc(len(items) * field.stride)
        for index, item in enumerate(items):
            at = start + index * field.stride
            if union is not None:
                holder = Node(item.name, children=[item])
                self._choice(union, Cursor(holder), at)
            else:
                self._present(field, item, at, NILLABLE_ITEM)
        put_u32(address + field.count_offset, len(items))
        put_pointer(address + field.offset, start)


def _matches(field: Field, node: Node | None) -> bool:
    if node is None:
        return False
    return field.mapping == M.WS_ANY_ELEMENT_FIELD_MAPPING or node.name == field.name


def _is_item(field: Field, node: Node) -> bool:
    if field.mapping == M.WS_REPEATING_ANY_ELEMENT_FIELD_MAPPING:
        return True
    return node.name == field.item_name


def _branch(union: Union, node: Node | None) -> Branch | None:
    return next((each for each in union.branches if _matches(each, node)), None)

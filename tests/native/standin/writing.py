"""From memory to XML, by the tables."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import replace

from wswgen.runtime.native.abi import WS_FIELD_MAPPING, WS_TYPE
from wswgen.runtime.native.abi import hresults as hr

from .described import (
    ABSTRACT,
    NILLABLE,
    NILLABLE_ITEM,
    OPTIONAL,
    Field,
    Struct,
    Union,
    relatives,
)
from .ledger import Refused
from .memory import pointer_at, u32_at
from .scalars import NULL_INSIDE, NULL_ITSELF, write_scalar
from .tree import XSI, Name, Node

M = WS_FIELD_MAPPING
T = WS_TYPE


class Writing:
    """Writes values into elements; ``node_of`` finds what an XML buffer holds."""

    def __init__(self, node_of: Callable[[int], Node]) -> None:
        self._node_of = node_of

    def element(self, name: Name, kind: int, description: int, address: int) -> Node:
        """An element with the value at an address."""
        if kind == T.WS_XML_BUFFER_TYPE:
            # The one element in the buffer, but for its name.
            return replace(self._node_of(_not_null(pointer_at(address))), name=name)
        node = Node(name)
        self.content(node, kind, description, address)
        return node

    def nil(self, name: Name) -> Node:
        """An element that says it is nil."""
        return Node(name, {Name(XSI, "nil"): "true"}, scope={"xsi": XSI})

    def content(self, node: Node, kind: int, description: int, address: int) -> None:
        """Put the value at an address into an element."""
        if kind == T.WS_STRUCT_TYPE:
            self._struct(node, description, address)
        elif kind != T.WS_VOID_TYPE:
            text = write_scalar(kind, description, address, node)
            if text:
                node.children.append(text)

    def _struct(self, node: Node, description: int, address: int) -> None:
        struct = Struct(description)
        if struct.has_type:
            offset = next(
                f.offset for f in struct.fields if f.mapping == M.WS_TYPE_ATTRIBUTE_FIELD_MAPPING
            )
            own = pointer_at(address + offset)
            if own not in relatives(description):
                raise Refused(hr.E_INVALIDARG)
            if own != description:
                struct = Struct(own)
                prefix = "t" if struct.type_name.ns else ""
                node.scope = {**node.scope, "xsi": XSI}
                if prefix:
                    node.scope[prefix] = struct.type_name.ns
                local = struct.type_name.local
                node.attributes[Name(XSI, "type")] = f"{prefix}:{local}" if prefix else local
        if struct.options & ABSTRACT:
            raise Refused(hr.E_INVALIDARG)
        for field in struct.fields:
            self._field(node, field, address)

    def _field(self, node: Node, field: Field, address: int) -> None:
        at = address + field.offset
        match field.mapping:
            case M.WS_ATTRIBUTE_FIELD_MAPPING | M.WS_XML_ATTRIBUTE_FIELD_MAPPING:
                assert field.name is not None
                if self._absent(field, at):
                    return
                at = _not_null(pointer_at(at)) if field.pointed else at
                text = write_scalar(field.kind, field.description, at, node)
                node.attributes[field.name] = text
            case M.WS_TEXT_FIELD_MAPPING:
                text = write_scalar(field.kind, field.description, at, node)
                if text:
                    node.children.append(text)
            case M.WS_ELEMENT_FIELD_MAPPING:
                assert field.name is not None
                if not self._absent(field, at):
                    node.children.append(self._present(field, field.name, at, NILLABLE))
            case M.WS_ANY_ELEMENT_FIELD_MAPPING:
                if not self._absent(field, at):
                    node.children.append(self._node_of(_not_null(pointer_at(at))))
            case M.WS_ELEMENT_CHOICE_FIELD_MAPPING:
                self._choice(node, Union(field.description), at, optional=field.has(OPTIONAL))
            case (
                M.WS_REPEATING_ELEMENT_FIELD_MAPPING
                | M.WS_REPEATING_ELEMENT_CHOICE_FIELD_MAPPING
                | M.WS_REPEATING_ANY_ELEMENT_FIELD_MAPPING
            ):
                self._repeating(node, field, address)
            case M.WS_TYPE_ATTRIBUTE_FIELD_MAPPING | M.WS_NO_FIELD_MAPPING:
                pass
            case _:
                raise Refused(hr.E_NOTIMPL)

    def _absent(self, field: Field, at: int) -> bool:
        """Whether an optional field is absent: NULL, or all zero where it is no pointer."""
        if not field.has(OPTIONAL):
            return False
        if field.pointed or field.kind in NULL_ITSELF:
            return not pointer_at(at)
        return ctypes.string_at(at, field.size) == bytes(field.size)

    def _present(self, field: Field, name: Name, at: int, option: int) -> Node:
        if field.pointed:
            at = pointer_at(at)
            null = not at
        elif field.kind in NULL_ITSELF:
            null = not pointer_at(at)
        else:
            inside = field.kind in NULL_INSIDE and field.has(option)
            null = inside and ctypes.string_at(at, field.size) == bytes(field.size)
        if null:
            if not field.has(option):
                raise Refused(hr.E_INVALIDARG)
            return self.nil(name)
        return self.element(name, field.kind, field.description, at)

    def _choice(self, node: Node, union: Union, at: int, *, optional: bool) -> None:
        selector = ctypes.c_int32.from_address(at + union.enum_offset).value
        if selector == union.none:
            if not optional:
                raise Refused(hr.E_INVALIDARG)
            return
        branch = next((b for b in union.branches if b.value == selector), None)
        if branch is None:
            raise Refused(hr.E_INVALIDARG)
        if branch.repeating or branch.name is None:
            raise Refused(hr.E_NOTIMPL)
        node.children.append(self._present(branch, branch.name, at + branch.offset, NILLABLE))

    def _repeating(self, node: Node, field: Field, address: int) -> None:
        count = u32_at(address + field.count_offset)
        start = pointer_at(address + field.offset)
        if count and not start:
            raise Refused(hr.E_INVALIDARG)
        low, high = field.range
        if not low <= count <= high:
            raise Refused(hr.E_INVALIDARG)
        if field.name is not None:
            if not count and field.has(OPTIONAL):
                return
            wrapper = Node(field.name)
            node.children.append(wrapper)
            node = wrapper
        for index in range(count):
            at = start + index * field.stride
            if field.mapping == M.WS_REPEATING_ELEMENT_CHOICE_FIELD_MAPPING:
                self._choice(node, Union(field.description), at, optional=False)
            elif field.mapping == M.WS_REPEATING_ANY_ELEMENT_FIELD_MAPPING:
                node.children.append(self._node_of(_not_null(pointer_at(at))))
            else:
                assert field.item_name is not None
                node.children.append(self._present(field, field.item_name, at, NILLABLE_ITEM))


def _not_null(pointer: int) -> int:
    if not pointer:
        raise Refused(hr.E_INVALIDARG)
    return pointer

"""The frame of a call: one pointer per parameter, made and read by the tables alone."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from wswgen.runtime.native.abi import WS_READ_OPTION, WS_WRITE_OPTION
from wswgen.runtime.native.abi import hresults as hr

from .described import size_of
from .endpoints import ARRAY_COUNT, MESSAGES, NOT_THERE, Body, Operation
from .ledger import Refused
from .memory import FRESH, POISON, put_pointer
from .scalars import NULL_ITSELF, POINTER_SIZE
from .tree import Node, parse, serialize
from .xmltools import XmlTools

R, W = WS_READ_OPTION, WS_WRITE_OPTION


class Frame:
    """The variables of one call."""

    def __init__(
        self,
        operation: Operation,
        xml: XmlTools,
        heap: int,
        depth: int,
        out_memory: Callable[[int], int],
    ) -> None:
        self.operation = operation
        self._xml = xml
        self._heap = heap
        self._depth = depth
        self._out_memory = out_memory
        self._kept: list[Any] = []
        self._in = 0
        self._out = 0
        self._entries: Any = None

    @property
    def address(self) -> int:
        """Where the frame is; 0 for an operation without parameters."""
        return ctypes.addressof(self._entries) if self.operation.parameters else 0

    def read(self, body: Node) -> None:
        """Read the request and point to its values. Raises `Refused`."""
        operation = self.operation
        self._in = self._read_body(operation.input, body)
        if operation.output is not None:
            self._out = self._room(operation.output)
        entries: list[int] = []
        for each in operation.parameters:
            if each.input != NOT_THERE:
                entries.append(self._at(operation.input, self._in, each.kind, each.input))
            else:
                assert operation.output is not None
                entries.append(self._at(operation.output, self._out, each.kind, each.output))
        self._entries = (ctypes.c_void_p * len(entries))(*entries)

    def write(self) -> bytes:
        """The body of the reply, empty for one-way and for a body without parts."""
        output = self.operation.output
        if output is None or not output.element:
            return b""
        for each in self.operation.parameters:
            if each.input != NOT_THERE and each.output != NOT_THERE:
                source = self._at(self.operation.input, self._in, each.kind, each.input)
                target = self._at(output, self._out, each.kind, each.output)
                ctypes.memmove(target, source, self._size(output, each.kind, each.output))
        if self._whole(output, input=False):
            if output.nillable:
                option = W.WS_WRITE_NILLABLE_POINTER
            elif self._indirect(output):
                option = W.WS_WRITE_REQUIRED_POINTER
            else:
                option = W.WS_WRITE_REQUIRED_VALUE
            size = POINTER_SIZE if self._indirect(output) else size_of(output.kind, 0)
            return self._xml.write(output.element, option, self._out, size)
        assert output.struct is not None
        size = output.struct.size
        if output.name is not None:
            return self._xml.write(output.element, W.WS_WRITE_REQUIRED_VALUE, self._out, size)
        data = self._xml.write_content(output.description, self._out, size)
        return b"".join(serialize(each) for each in parse(data).elements())

    def poison(self) -> None:
        """The call is over: whoever still reads finds nonsense."""
        if self._entries is not None and self.operation.parameters:
            ctypes.memset(self.address, POISON, ctypes.sizeof(self._entries))
        for memory in self._kept:
            ctypes.memset(ctypes.addressof(memory), POISON, len(memory))

    # --- bodies

    def _whole(self, body: Body, *, input: bool) -> bool:
        side = "input" if input else "output"
        return any(
            each.kind == MESSAGES and getattr(each, side) != NOT_THERE
            for each in self.operation.parameters
        )

    @staticmethod
    def _indirect(body: Body) -> bool:
        """Whether the variable of a whole message is a pointer."""
        return body.struct is not None or body.nillable or body.kind in NULL_ITSELF

    def _read_body(self, body: Body, node: Node) -> int:
        if not body.element:
            if node.children and (node.elements() or node.text().strip()):
                raise Refused(hr.WS_E_INVALID_FORMAT)
            return 0
        if body.name is None:
            assert body.struct is not None
            at = self._alloc(body.struct.size)
            self._xml.read_content(
                self._heap, serialize(node), body.description, at, body.struct.size, self._depth
            )
            return at
        children = node.elements()
        if len(children) != 1:
            raise Refused(hr.WS_E_INVALID_FORMAT)
        child = children[0]
        if self._whole(body, input=True):
            if body.nillable and child.is_nil() and child.name == body.name:
                at = self._alloc(POINTER_SIZE)
                put_pointer(at, 0)
                return at
            indirect = self._indirect(body)
            size = POINTER_SIZE if indirect else size_of(body.kind, body.description)
            option = R.WS_READ_REQUIRED_POINTER if indirect else R.WS_READ_REQUIRED_VALUE
        else:
            assert body.struct is not None
            size, option = body.struct.size, R.WS_READ_REQUIRED_VALUE
        at = self._alloc(size)
        self._xml.read(self._heap, serialize(child), body.element, option, at, size, self._depth)
        return at

    def _alloc(self, size: int) -> int:
        return self._xml.alloc(self._heap, max(size, 1))

    def _room(self, body: Body) -> int:
        """Undefined memory for what comes out."""
        if not body.element:
            return 0
        if self._whole(body, input=False):
            size = POINTER_SIZE if self._indirect(body) else size_of(body.kind, body.description)
        else:
            assert body.struct is not None
            size = body.struct.size
        address = self._out_memory(max(size, 1))
        ctypes.memset(address, FRESH, size)
        return address

    def own_memory(self, size: int) -> int:
        """Memory that is not on the heap of the operation."""
        memory = ctypes.create_string_buffer(size + 16)
        self._kept.append(memory)
        return (ctypes.addressof(memory) + 15) & ~15

    @staticmethod
    def _at(body: Body, start: int, kind: int, index: int) -> int:
        if kind == MESSAGES:
            return start
        assert body.struct is not None
        field = body.struct.fields[index]
        return start + (field.count_offset if kind == ARRAY_COUNT else field.offset)

    @staticmethod
    def _size(body: Body, kind: int, index: int) -> int:
        if kind == MESSAGES:
            return POINTER_SIZE
        assert body.struct is not None
        field = body.struct.fields[index]
        if kind == ARRAY_COUNT:
            return 4
        return POINTER_SIZE if field.repeating else field.stride

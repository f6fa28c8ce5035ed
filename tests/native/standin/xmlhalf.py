"""Heaps, readers, writers and XML buffers of our own.

Under Wine the functions of its webservices.dll take the place of these (`winehalf`).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

from wswgen.runtime.native.abi import (
    WS_BYTES,
    WS_ELEMENT_DESCRIPTION,
    WS_HEAP_PROPERTY_ID,
    WS_READ_OPTION,
    WS_TYPE_MAPPING,
    WS_WRITE_OPTION,
    WS_XML_READER_BUFFER_INPUT,
    WS_XML_READER_ENCODING_TYPE,
    WS_XML_READER_INPUT_TYPE,
    WS_XML_READER_PROPERTY,
    WS_XML_READER_PROPERTY_ID,
    WS_XML_READER_TEXT_ENCODING,
    WS_XML_WRITER_ENCODING_TYPE,
    WS_XML_WRITER_PROPERTY_ID,
    WS_XML_WRITER_TEXT_ENCODING,
)
from wswgen.runtime.native.abi import hresults as hr

from .described import size_of
from .ledger import Graveyard, Ledger, Refused
from .memory import Arena, Cells, pointer_at, put_pointer, put_u32, u32_at, xml_string
from .reading import Reading
from .scalars import NULL_ITSELF, POINTER_SIZE, put_bytes
from .tree import Name, Node, parse, serialize
from .writing import Writing

R, W = WS_READ_OPTION, WS_WRITE_OPTION


@dataclass(eq=False, slots=True)
class Heap:
    """A WS_HEAP: its memory and the XML buffers in it."""

    arena: Arena
    buffers: set[int] = field(default_factory=set)


@dataclass(eq=False, slots=True)
class Reader:
    """A WS_XML_READER: the document and where it stands."""

    root: Node | None = None
    path: list[Node] = field(default_factory=list)
    done: bool = False


@dataclass(eq=False, slots=True)
class Writer:
    """A WS_XML_WRITER: the elements that are open, the first of them a nameless root."""

    open: list[Node] = field(default_factory=list)
    bytes: object = None
    depth: int = 32
    heap: int = 0


class XmlHalf:
    """The functions that need no host."""

    def __init__(self, ledger: Ledger, graveyard: Graveyard) -> None:
        self._ledger = ledger
        self._graveyard = graveyard
        self._cells = Cells(ledger, graveyard)
        self._heaps: dict[int, Heap] = {}
        self._readers: dict[int, Reader] = {}
        self._writers: dict[int, Writer] = {}
        self._buffers: dict[int, Node] = {}

    # --- heaps

    def WsCreateHeap(
        self, max_size: int, trim_size: int, properties: int, count: int, heap: int, error: int
    ) -> None:
        if not heap or not max_size or bool(properties) is not bool(count):
            raise Refused(hr.E_INVALIDARG)
        address = self._cells.make()
        self._heaps[address] = Heap(Arena(self._ledger, self._graveyard, max_size))
        put_pointer(heap, address)

    def WsAlloc(self, heap: int, size: int, ptr: int, error: int) -> None:
        if not ptr:
            raise Refused(hr.E_INVALIDARG)
        put_pointer(ptr, self._heaps[heap].arena.alloc(size))

    def WsResetHeap(self, heap: int, error: int) -> None:
        found = self._heaps[heap]
        for buffer in found.buffers:
            del self._buffers[buffer]
        found.buffers.clear()
        found.arena.empty()

    def WsFreeHeap(self, heap: int) -> None:
        self.WsResetHeap(heap, 0)
        del self._heaps[heap]
        self._cells.drop(heap)

    def WsGetHeapProperty(self, heap: int, id: int, value: int, size: int, error: int) -> None:
        arena = self._heaps[heap].arena
        found = {
            WS_HEAP_PROPERTY_ID.WS_HEAP_PROPERTY_MAX_SIZE: arena.limit,
            WS_HEAP_PROPERTY_ID.WS_HEAP_PROPERTY_REQUESTED_SIZE: arena.used,
            WS_HEAP_PROPERTY_ID.WS_HEAP_PROPERTY_ACTUAL_SIZE: arena.used,
        }
        if id not in found or size != ctypes.sizeof(ctypes.c_size_t):
            raise Refused(hr.E_INVALIDARG)
        ctypes.c_size_t.from_address(value).value = found[WS_HEAP_PROPERTY_ID(id)]

    # --- XML buffers

    def _buffer_of(self, heap: int, node: Node) -> int:
        found = self._heaps[heap]
        # What a buffer costs is not documented; it cannot be less than its text.
        found.arena.alloc(len(serialize(node)))
        address = found.arena.alloc(POINTER_SIZE)
        found.buffers.add(address)
        self._buffers[address] = Node(Name("", ""), children=[node] if node.name.local else [])
        return address

    def _node_of(self, buffer: int) -> Node:
        elements = self._holder(buffer).elements()
        if len(elements) != 1:
            raise Refused(hr.WS_E_INVALID_FORMAT)
        return elements[0]

    def _holder(self, buffer: int) -> Node:
        """The nameless node around what an XML buffer holds."""
        found = self._buffers.get(buffer)
        if found is None:
            raise self._ledger.refuse(f"{buffer:#x} is no XML buffer", hr.E_INVALIDARG)
        return found

    def WsCreateXmlBuffer(
        self, heap: int, properties: int, count: int, buffer: int, error: int
    ) -> None:
        put_pointer(buffer, self._buffer_of(heap, Node(Name("", ""))))

    def WsReadXmlBuffer(self, reader: int, heap: int, xml_buffer: int, error: int) -> None:
        if not heap or not xml_buffer:
            raise Refused(hr.E_INVALIDARG)
        found = self._readers[reader]
        put_pointer(xml_buffer, self._buffer_of(heap, self._take(found)))

    def WsWriteXmlBufferToBytes(
        self,
        writer: int,
        xml_buffer: int,
        encoding: int,
        properties: int,
        count: int,
        heap: int,
        bytes: int,
        byte_count: int,
        error: int,
    ) -> None:
        if not (xml_buffer and heap and bytes and byte_count):
            raise Refused(hr.E_INVALIDARG)
        node = self._node_of(xml_buffer)
        if encoding:
            text = WS_XML_WRITER_TEXT_ENCODING.from_address(encoding)
            _utf8(
                text.encoding.encoding_type,
                WS_XML_WRITER_ENCODING_TYPE.WS_XML_WRITER_ENCODING_TYPE_TEXT,
                text.char_set,
            )
        ids = WS_XML_WRITER_PROPERTY_ID
        limits = _limits(properties, count)
        _check_depth(node, limits.get(ids.WS_XML_WRITER_PROPERTY_MAX_DEPTH, 32))
        data = serialize(node)
        if len(data) > limits.get(ids.WS_XML_WRITER_PROPERTY_BUFFER_MAX_SIZE, 65536):
            raise Refused(hr.WS_E_QUOTA_EXCEEDED)
        put_pointer(bytes, put_bytes(data, self._heaps[heap].arena.alloc))
        put_u32(byte_count, len(data))

    def WsWriteXmlBuffer(self, writer: int, xml_buffer: int, error: int) -> None:
        if not xml_buffer:
            raise Refused(hr.E_INVALIDARG)
        self._current(writer).children.append(self._node_of(xml_buffer))

    # --- readers

    def WsCreateReader(self, properties: int, count: int, reader: int, error: int) -> None:
        address = self._cells.make()
        self._readers[address] = Reader()
        put_pointer(reader, address)

    def WsFreeReader(self, reader: int) -> None:
        del self._readers[reader]
        self._cells.drop(reader)

    def WsSetInput(
        self, reader: int, encoding: int, input: int, properties: int, count: int, error: int
    ) -> None:
        if not encoding or not input:
            raise Refused(hr.E_INVALIDARG)
        text = WS_XML_READER_TEXT_ENCODING.from_address(encoding)
        _utf8(
            text.encoding.encoding_type,
            WS_XML_READER_ENCODING_TYPE.WS_XML_READER_ENCODING_TYPE_TEXT,
            text.char_set,
        )
        source = WS_XML_READER_BUFFER_INPUT.from_address(input)
        if source.input.input_type != WS_XML_READER_INPUT_TYPE.WS_XML_READER_INPUT_TYPE_BUFFER:
            raise Refused(hr.E_NOTIMPL)
        data = ctypes.string_at(source.encoded_data, source.encoded_data_size)
        depth = WS_XML_READER_PROPERTY_ID.WS_XML_READER_PROPERTY_MAX_DEPTH
        found = self._readers[reader]
        found.root = parse(data, _limits(properties, count).get(depth, 32))
        found.path, found.done = [], False

    def WsReadToStartElement(
        self, reader: int, local_name: int, ns: int, found: int, error: int
    ) -> None:
        state = self._readers[reader]
        node = self._at(state)
        matches = node is not None and (
            not local_name or node.name == (xml_string(ns), xml_string(local_name))
        )
        if found:
            ctypes.c_int32.from_address(found).value = matches
        elif not matches:
            raise Refused(hr.WS_E_INVALID_FORMAT)

    def WsReadStartElement(self, reader: int, error: int) -> None:
        state = self._readers[reader]
        node = self._at(state)
        if node is None or state.path:
            raise Refused(hr.WS_E_INVALID_OPERATION)
        state.path.append(node)

    def WsReadEndElement(self, reader: int, error: int) -> None:
        state = self._readers[reader]
        if not state.path:
            raise Refused(hr.WS_E_INVALID_OPERATION)
        state.path.pop()
        state.done = True

    def WsReadElement(
        self,
        reader: int,
        element_description: int,
        read_option: int,
        heap: int,
        value: int,
        value_size: int,
        error: int,
    ) -> None:
        element = WS_ELEMENT_DESCRIPTION.from_address(element_description)
        state = self._readers[reader]
        node = self._at(state)
        name = Name(xml_string(element.element_ns), xml_string(element.element_local_name))
        if node is None or node.name != name:
            raise Refused(hr.WS_E_INVALID_FORMAT)
        self._read(state, element.type, element.type_description, read_option, heap, value,
                   value_size)  # fmt: skip

    def WsReadType(
        self,
        reader: int,
        type_mapping: int,
        type: int,
        type_description: int,
        read_option: int,
        heap: int,
        value: int,
        value_size: int,
        error: int,
    ) -> None:
        state = self._readers[reader]
        mappings = WS_TYPE_MAPPING
        if type_mapping not in (
            mappings.WS_ELEMENT_TYPE_MAPPING,
            mappings.WS_ELEMENT_CONTENT_TYPE_MAPPING,
        ):
            raise Refused(hr.E_NOTIMPL)
        inside = type_mapping == mappings.WS_ELEMENT_CONTENT_TYPE_MAPPING
        if inside is not bool(state.path):
            raise Refused(hr.WS_E_INVALID_OPERATION)
        self._read(state, type, type_description, read_option, heap, value, value_size)

    def _read(
        self,
        state: Reader,
        kind: int,
        description: int | None,
        option: int,
        heap: int,
        value: int,
        size: int,
    ) -> None:
        if not value:
            raise Refused(hr.E_INVALIDARG)
        arena = self._heaps[heap].arena
        reading = Reading(arena.alloc, lambda node: self._buffer_of(heap, node))
        node = self._at(state)
        if node is None:
            raise Refused(hr.WS_E_INVALID_FORMAT)
        described = description or 0
        if option == R.WS_READ_REQUIRED_VALUE:
            if size != size_of(kind, description) or kind in NULL_ITSELF:
                raise Refused(hr.E_INVALIDARG)
            reading.value(node, kind, described, value)
        elif option in (R.WS_READ_REQUIRED_POINTER, R.WS_READ_OPTIONAL_POINTER):
            if size != POINTER_SIZE:
                raise Refused(hr.E_INVALIDARG)
            if kind in NULL_ITSELF:
                reading.value(node, kind, described, value)
            else:
                put_pointer(value, reading.new(node, kind, described))
        else:
            raise Refused(hr.E_INVALIDARG)
        if not state.path:
            state.done = True

    @staticmethod
    def _at(state: Reader) -> Node | None:
        if state.root is None:
            raise Refused(hr.WS_E_INVALID_OPERATION)
        return None if state.done else state.path[-1] if state.path else state.root

    def _take(self, state: Reader) -> Node:
        node = self._at(state)
        if node is None or state.path:
            raise Refused(hr.WS_E_INVALID_OPERATION)
        state.done = True
        return node

    # --- writers

    def WsCreateWriter(self, properties: int, count: int, writer: int, error: int) -> None:
        address = self._cells.make()
        self._writers[address] = Writer()
        put_pointer(writer, address)

    def WsFreeWriter(self, writer: int) -> None:
        del self._writers[writer]
        self._cells.drop(writer)

    def WsSetOutput(
        self, writer: int, encoding: int, output: int, properties: int, count: int, error: int
    ) -> None:
        text = WS_XML_WRITER_TEXT_ENCODING.from_address(encoding)
        _utf8(
            text.encoding.encoding_type,
            WS_XML_WRITER_ENCODING_TYPE.WS_XML_WRITER_ENCODING_TYPE_TEXT,
            text.char_set,
        )
        state = self._writers[writer]
        state.open, state.heap = [Node(Name("", ""))], 0

    def WsSetOutputToBuffer(
        self, writer: int, buffer: int, properties: int, count: int, error: int
    ) -> None:
        if not buffer:
            raise Refused(hr.E_INVALIDARG)
        holder = self._holder(buffer)
        holder.children = []
        state = self._writers[writer]
        state.open = [holder]
        depth = WS_XML_WRITER_PROPERTY_ID.WS_XML_WRITER_PROPERTY_MAX_DEPTH
        state.depth = _limits(properties, count).get(depth, 32)
        state.heap = next(h for h, found in self._heaps.items() if buffer in found.buffers)

    def WsCopyNode(self, writer: int, reader: int, error: int) -> None:
        node = self._take(self._readers[reader])
        state = self._writers[writer]
        _check_depth(node, state.depth - len(state.open) + 1)
        if state.heap:
            self._heaps[state.heap].arena.alloc(len(serialize(node)))
        self._current(writer).children.append(node)

    def WsWriteStartElement(
        self, writer: int, prefix: int, local_name: int, ns: int, error: int
    ) -> None:
        node = Node(Name(xml_string(ns), xml_string(local_name)))
        self._current(writer).children.append(node)
        self._writers[writer].open.append(node)

    def WsWriteEndElement(self, writer: int, error: int) -> None:
        if len(self._writers[writer].open) < 2:
            raise Refused(hr.WS_E_INVALID_OPERATION)
        self._writers[writer].open.pop()

    def WsWriteElement(
        self,
        writer: int,
        element_description: int,
        write_option: int,
        value: int,
        value_size: int,
        error: int,
    ) -> None:
        element = WS_ELEMENT_DESCRIPTION.from_address(element_description)
        name = Name(xml_string(element.element_ns), xml_string(element.element_local_name))
        kind, description = element.type, element.type_description or 0
        address = self._value(kind, description, write_option, value, value_size)
        writing = Writing(self._node_of)
        node = writing.element(name, kind, description, address) if address else writing.nil(name)
        self._current(writer).children.append(node)

    def WsWriteType(
        self,
        writer: int,
        type_mapping: int,
        type: int,
        type_description: int,
        write_option: int,
        value: int,
        value_size: int,
        error: int,
    ) -> None:
        address = self._value(type, type_description, write_option, value, value_size)
        if not address or type_mapping > WS_TYPE_MAPPING.WS_ELEMENT_CONTENT_TYPE_MAPPING:
            raise Refused(hr.E_NOTIMPL)
        writing = Writing(self._node_of)
        writing.content(self._current(writer), type, type_description or 0, address)

    def WsGetWriterProperty(
        self, writer: int, id: int, value: int, value_size: int, error: int
    ) -> None:
        if id != WS_XML_WRITER_PROPERTY_ID.WS_XML_WRITER_PROPERTY_BYTES:
            raise Refused(hr.E_NOTIMPL)
        if value_size != ctypes.sizeof(WS_BYTES):
            raise Refused(hr.E_INVALIDARG)
        state = self._writers[writer]
        if len(state.open) != 1:
            raise Refused(hr.WS_E_INVALID_OPERATION)
        data = b"".join(serialize(node) for node in state.open[0].elements())
        memory = ctypes.create_string_buffer(data, len(data) + 1)
        state.bytes = memory
        found = WS_BYTES.from_address(value)
        found.length, found.bytes = len(data), ctypes.addressof(memory)

    def _current(self, writer: int) -> Node:
        if not self._writers[writer].open:
            raise Refused(hr.WS_E_INVALID_OPERATION)
        return self._writers[writer].open[-1]

    @staticmethod
    def _value(kind: int, description: int, option: int, value: int, size: int) -> int:
        """Where the value is; 0 for nil."""
        if option == W.WS_WRITE_REQUIRED_VALUE:
            if not value or size != size_of(kind, description) or kind in NULL_ITSELF:
                raise Refused(hr.E_INVALIDARG)
            return value
        if option not in (W.WS_WRITE_REQUIRED_POINTER, W.WS_WRITE_NILLABLE_POINTER):
            raise Refused(hr.E_NOTIMPL)
        if not value or size != POINTER_SIZE:
            raise Refused(hr.E_INVALIDARG)
        pointer = pointer_at(value)
        if not pointer and option == W.WS_WRITE_REQUIRED_POINTER:
            raise Refused(hr.E_INVALIDARG)
        return value if pointer and kind in NULL_ITSELF else pointer


def _limits(properties: int | None, count: int) -> dict[int, int]:
    """The properties that are a ULONG, by id."""
    if not count:
        return {}
    if not properties:
        raise Refused(hr.E_INVALIDARG)
    array = (WS_XML_READER_PROPERTY * count).from_address(properties)
    found: dict[int, int] = {}
    for each in array:
        if each.value_size != 4 or not each.value:
            raise Refused(hr.E_INVALIDARG)
        found[each.id] = u32_at(each.value)
    return found


def _utf8(encoding: int, text: int, charset: int) -> None:
    if encoding != text or charset not in (0, 1):
        raise Refused(hr.E_NOTIMPL)


def _check_depth(node: Node, left: int) -> None:
    if left <= 0:
        raise Refused(hr.WS_E_QUOTA_EXCEEDED)
    for child in node.elements():
        _check_depth(child, left - 1)

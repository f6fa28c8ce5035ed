"""What the host half asks of the XML half, which may be Wine's: through its functions alone."""

from __future__ import annotations

import ctypes
from ctypes import addressof
from typing import Any

from wswgen.runtime.native.abi import (
    WS_BYTES,
    WS_CHARSET,
    WS_TYPE,
    WS_TYPE_MAPPING,
    WS_XML_READER_BUFFER_INPUT,
    WS_XML_READER_ENCODING_TYPE,
    WS_XML_READER_INPUT_TYPE,
    WS_XML_READER_PROPERTY,
    WS_XML_READER_PROPERTY_ID,
    WS_XML_READER_TEXT_ENCODING,
    WS_XML_STRING,
    WS_XML_WRITER_BUFFER_OUTPUT,
    WS_XML_WRITER_ENCODING_TYPE,
    WS_XML_WRITER_OUTPUT_TYPE,
    WS_XML_WRITER_PROPERTY,
    WS_XML_WRITER_PROPERTY_ID,
    WS_XML_WRITER_TEXT_ENCODING,
)


def _pointer() -> tuple[Any, int]:
    memory = ctypes.c_void_p()
    return memory, addressof(memory)


def _encoding(cls: Any, kind: int) -> Any:
    encoding = cls()
    encoding.encoding.encoding_type = kind
    encoding.char_set = WS_CHARSET.WS_CHARSET_UTF8
    return encoding


class XmlTools:
    """Reads and writes whole elements. Every method raises `Refused`."""

    def __init__(self, half: Any) -> None:
        self.half = half
        self._reading = _encoding(
            WS_XML_READER_TEXT_ENCODING,
            WS_XML_READER_ENCODING_TYPE.WS_XML_READER_ENCODING_TYPE_TEXT,
        )
        self._writing = _encoding(
            WS_XML_WRITER_TEXT_ENCODING,
            WS_XML_WRITER_ENCODING_TYPE.WS_XML_WRITER_ENCODING_TYPE_TEXT,
        )
        self._output = WS_XML_WRITER_BUFFER_OUTPUT()
        self._output.output.output_type = WS_XML_WRITER_OUTPUT_TYPE(1)
        self._unlimited = ctypes.c_uint32(0x7FFFFFFF)
        self._inputs: dict[int, object] = {}

    def heap(self, limit: int) -> int:
        """A new heap."""
        held, address = _pointer()
        self.half.WsCreateHeap(limit, 0, 0, 0, address, 0)
        return held.value or 0

    def alloc(self, heap: int, size: int) -> int:
        """Memory on a heap, filled with something that is not zero."""
        held, address = _pointer()
        self.half.WsAlloc(heap, size, address, 0)
        ctypes.memset(held.value or 0, 0xCD, size)
        return held.value or 0

    def read(
        self, heap: int, data: bytes, element: int, option: int, value: int, size: int, depth: int
    ) -> None:
        """An element, by its WS_ELEMENT_DESCRIPTION."""
        reader = self._reader(data, depth)
        try:
            self.half.WsReadElement(reader, element, option, heap, value, size, 0)
        finally:
            self._free(reader)

    def read_content(
        self, heap: int, data: bytes, description: int, value: int, size: int, depth: int
    ) -> None:
        """The children of an element as a structure."""
        reader = self._reader(data, depth)
        try:
            self.half.WsReadStartElement(reader, 0)
            self.half.WsReadType(
                reader,
                WS_TYPE_MAPPING.WS_ELEMENT_CONTENT_TYPE_MAPPING,
                WS_TYPE.WS_STRUCT_TYPE,
                description,
                1,
                heap,
                value,
                size,
                0,
            )
        finally:
            self._free(reader)

    def _free(self, reader: int) -> None:
        self.half.WsFreeReader(reader)
        self._inputs.pop(reader, None)

    def _reader(self, data: bytes, depth: int) -> int:
        held, address = _pointer()
        self.half.WsCreateReader(0, 0, address, 0)
        reader = held.value or 0
        try:
            memory = ctypes.create_string_buffer(data, len(data) + 1)
            source = WS_XML_READER_BUFFER_INPUT()
            source.input.input_type = WS_XML_READER_INPUT_TYPE.WS_XML_READER_INPUT_TYPE_BUFFER
            source.encoded_data, source.encoded_data_size = addressof(memory), len(data)
            limit = ctypes.c_uint32(depth)
            properties = WS_XML_READER_PROPERTY(
                WS_XML_READER_PROPERTY_ID.WS_XML_READER_PROPERTY_MAX_DEPTH, addressof(limit), 4
            )
            self.half.WsSetInput(
                reader, addressof(self._reading), addressof(source), addressof(properties), 1, 0
            )
            self.half.WsReadToStartElement(reader, 0, 0, 0, 0)
            # The reader may still look at the text: it must not go before the reader does.
            self._inputs[reader] = memory
        except BaseException:
            self.half.WsFreeReader(reader)
            raise
        return reader

    def write(self, element: int, option: int, value: int, size: int) -> bytes:
        """An element, by its WS_ELEMENT_DESCRIPTION."""
        return self._written(
            lambda writer: self.half.WsWriteElement(writer, element, option, value, size, 0)
        )

    def write_content(self, description: int, value: int, size: int) -> bytes:
        """A structure as the children of an element ``content``."""
        name = ctypes.create_string_buffer(b"content")
        local = WS_XML_STRING(7, addressof(name), None, 0)
        none = WS_XML_STRING(0, addressof(name), None, 0)

        def write(writer: int) -> None:
            half = self.half
            half.WsWriteStartElement(writer, 0, addressof(local), addressof(none), 0)
            mapping = WS_TYPE_MAPPING.WS_ELEMENT_CONTENT_TYPE_MAPPING
            kind = WS_TYPE.WS_STRUCT_TYPE
            half.WsWriteType(writer, mapping, kind, description, 1, value, size, 0)
            half.WsWriteEndElement(writer, 0)

        return self._written(write)

    def _written(self, write: Any) -> bytes:
        held, address = _pointer()
        self.half.WsCreateWriter(0, 0, address, 0)
        writer = held.value or 0
        try:
            ids = WS_XML_WRITER_PROPERTY_ID
            limit = addressof(self._unlimited)
            properties = (WS_XML_WRITER_PROPERTY * 1)(
                WS_XML_WRITER_PROPERTY(ids.WS_XML_WRITER_PROPERTY_BUFFER_MAX_SIZE, limit, 4)
            )
            self.half.WsSetOutput(
                writer, addressof(self._writing), addressof(self._output), addressof(properties),
                1, 0,
            )  # fmt: skip
            write(writer)
            found = WS_BYTES()
            self.half.WsGetWriterProperty(
                writer, ids.WS_XML_WRITER_PROPERTY_BYTES, addressof(found), ctypes.sizeof(found), 0
            )
            return ctypes.string_at(found.bytes, found.length) if found.length else b""
        finally:
            self.half.WsFreeWriter(writer)

    def buffer_bytes(self, buffer: int) -> bytes:
        """What an XML buffer holds."""

        def write(writer: int) -> None:
            self.half.WsWriteXmlBuffer(writer, buffer, 0)

        return self._written(write)

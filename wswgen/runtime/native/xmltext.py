"""XML as text and as WS_XML_BUFFER: what carries the types that WWSAPI has no exact type for.

A buffer lives on a heap and dies with it. `WsReadXmlBufferFromBytes` would be shorter, but Wine
does not have it, and its `WsReadXmlBuffer` never returns from an element with a child of the same
name. So the reader's content is copied: `WsCopyNode` from the very beginning takes the document.
"""

from __future__ import annotations

from ctypes import (
    Array,
    Structure,
    addressof,
    byref,
    c_char,
    c_uint32,
    c_void_p,
    sizeof,
    string_at,
)
from typing import Any

from .abi import (
    WS_CHARSET,
    WS_XML_READER_BUFFER_INPUT,
    WS_XML_READER_ENCODING_TYPE,
    WS_XML_READER_INPUT_TYPE,
    WS_XML_READER_PROPERTY,
    WS_XML_READER_PROPERTY_ID,
    WS_XML_READER_TEXT_ENCODING,
    WS_XML_WRITER_ENCODING_TYPE,
    WS_XML_WRITER_PROPERTY,
    WS_XML_WRITER_PROPERTY_ID,
    WS_XML_WRITER_TEXT_ENCODING,
)
from .failures import check
from .owners import BorrowedError, BorrowedHeap, Reader, Writer


def to_buffer(
    heap: BorrowedHeap, text: bytes, *, max_depth: int, error: BorrowedError | None = None
) -> int:
    """The WS_XML_BUFFER of one element in UTF-8, on the heap.

    Raises `WindowsWebServicesError` for text that is not well-formed, is nested deeper than
    ``max_depth`` elements, or does not fit the heap.
    """
    dll = heap.dll
    memory = (c_char * len(text)).from_buffer_copy(text)
    encoding = WS_XML_READER_TEXT_ENCODING()
    encoding.encoding.encoding_type = WS_XML_READER_ENCODING_TYPE.WS_XML_READER_ENCODING_TYPE_TEXT
    encoding.char_set = WS_CHARSET.WS_CHARSET_UTF8
    source = WS_XML_READER_BUFFER_INPUT()
    source.input.input_type = WS_XML_READER_INPUT_TYPE.WS_XML_READER_INPUT_TYPE_BUFFER
    source.encoded_data = addressof(memory)
    source.encoded_data_size = len(text)
    ids = WS_XML_READER_PROPERTY_ID
    limits = _Limits(WS_XML_READER_PROPERTY, {ids.WS_XML_READER_PROPERTY_MAX_DEPTH: max_depth})
    deeper = _writer_limits(max_depth)
    buffer = c_void_p()
    handle = error and error.handle
    with Reader(dll, error) as reader, Writer(dll, error) as writer:
        result = dll.WsSetInput(
            reader.handle, byref(encoding), byref(source), limits.array, limits.count, handle
        )
        check(result, error, "read XML")
        result = dll.WsCreateXmlBuffer(heap.handle, None, 0, byref(buffer), handle)
        check(result, error, "make an XML buffer")
        result = dll.WsSetOutputToBuffer(writer.handle, buffer, deeper.array, deeper.count, handle)
        check(result, error, "write to an XML buffer")
        result = dll.WsCopyNode(writer.handle, reader.handle, handle)
        check(result, error, "read an element")
    return buffer.value or 0


def from_buffer(
    heap: BorrowedHeap, buffer: int, *, max_depth: int, error: BorrowedError | None = None
) -> bytes:
    """The content of a WS_XML_BUFFER in UTF-8; the heap is used on the way.

    Raises `WindowsWebServicesError` for one that is nested deeper than ``max_depth`` elements, or
    that does not fit the heap.
    """
    dll = heap.dll
    encoding = WS_XML_WRITER_TEXT_ENCODING()
    encoding.encoding.encoding_type = WS_XML_WRITER_ENCODING_TYPE.WS_XML_WRITER_ENCODING_TYPE_TEXT
    encoding.char_set = WS_CHARSET.WS_CHARSET_UTF8
    limits = _writer_limits(max_depth)
    address, length = c_void_p(), c_uint32()
    with Writer(dll, error) as writer:
        result = dll.WsWriteXmlBufferToBytes(
            writer.handle,
            buffer,
            byref(encoding),
            limits.array,
            limits.count,
            heap.handle,
            byref(address),
            byref(length),
            error and error.handle,
        )
        check(result, error, "write an element")
    return string_at(address.value or 0, length.value) if length.value else b""


def _writer_limits(max_depth: int) -> _Limits:
    ids = WS_XML_WRITER_PROPERTY_ID
    return _Limits(
        WS_XML_WRITER_PROPERTY,
        {
            ids.WS_XML_WRITER_PROPERTY_MAX_DEPTH: max_depth,
            ids.WS_XML_WRITER_PROPERTY_BUFFER_MAX_SIZE: 0xFFFFFFFF,  # the heap is the limit
        },
    )


class _Limits:
    """Properties whose values are all ULONG, in memory that lives as long as this."""

    def __init__(self, kind: type[Structure], values: dict[Any, int]) -> None:
        self.count = len(values)
        self._values = (c_uint32 * self.count)(*values.values())
        start = addressof(self._values)
        self.array: Array[Any] = (kind * self.count)(
            *(
                kind(id, start + sizeof(c_uint32) * index, sizeof(c_uint32))
                for index, id in enumerate(values)
            )
        )

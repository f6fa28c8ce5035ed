"""Wine's reader and writer on our tables: one element of a generated structure at a time."""

from __future__ import annotations

import ctypes
from typing import Any

from wswgen.runtime.contract import Part
from wswgen.runtime.native import abi
from wswgen.runtime.native.dll import load
from wswgen.runtime.native.failures import check
from wswgen.runtime.native.layout import StructCell
from wswgen.runtime.native.memory import HeapMemory
from wswgen.runtime.native.owners import Error, Heap, Reader, Writer
from wswgen.runtime.native.tables import Tables
from wswgen.runtime.native.vocabulary import StructMaker

HEAP = 1 << 24


class Wine:
    """Writes values by the tables of their structure, and reads them again."""

    def __init__(self) -> None:
        self.dll = load()
        self.tables = Tables()

    def element(self, make: StructMaker, name: str, namespace: str) -> tuple[Any, int]:
        """The cell and the WS_ELEMENT_DESCRIPTION of an element of a structure."""
        cell = StructCell(self.tables.layout(make))
        return cell, self.tables.element(Part(name, namespace, ""), cell)

    def write(self, make: StructMaker, name: str, namespace: str, value: Any) -> bytes:
        """The element as Wine writes it."""
        cell, description = self.element(make, name, namespace)
        dll = self.dll
        with Error(dll) as error, Heap(dll, limit=HEAP) as heap, Writer(dll) as writer:
            pointer = ctypes.c_void_p()
            cell.write(value, ctypes.addressof(pointer), HeapMemory(heap))
            encoding = abi.WS_XML_WRITER_TEXT_ENCODING()
            encoding.encoding.encoding_type = 1
            encoding.char_set = abi.WS_CHARSET.WS_CHARSET_UTF8
            output = abi.WS_XML_WRITER_BUFFER_OUTPUT()
            output.output.output_type = 1
            result = dll.WsSetOutput(
                writer.handle, ctypes.byref(encoding), ctypes.byref(output), None, 0, error.handle
            )
            check(result, error, "set the output")
            result = dll.WsWriteElement(
                writer.handle, description, abi.WS_WRITE_OPTION.WS_WRITE_REQUIRED_POINTER,
                ctypes.byref(pointer), ctypes.sizeof(pointer), error.handle,
            )  # fmt: skip
            check(result, error, f"write {name}")
            written = abi.WS_BYTES()
            result = dll.WsGetWriterProperty(
                writer.handle, abi.WS_XML_WRITER_PROPERTY_ID.WS_XML_WRITER_PROPERTY_BYTES,
                ctypes.byref(written), ctypes.sizeof(written), error.handle,
            )  # fmt: skip
            check(result, error, "take what was written")
            return ctypes.string_at(written.bytes, written.length)

    def read(self, make: StructMaker, name: str, namespace: str, data: bytes) -> Any:
        """The value that Wine reads."""
        cell, description = self.element(make, name, namespace)
        dll = self.dll
        with Error(dll) as error, Heap(dll, limit=HEAP) as heap, Reader(dll) as reader:
            memory = ctypes.create_string_buffer(data, len(data))
            encoding = abi.WS_XML_READER_TEXT_ENCODING()
            encoding.encoding.encoding_type = 1
            encoding.char_set = abi.WS_CHARSET.WS_CHARSET_UTF8
            source = abi.WS_XML_READER_BUFFER_INPUT()
            source.input.input_type = 1
            source.encoded_data, source.encoded_data_size = ctypes.addressof(memory), len(data)
            result = dll.WsSetInput(
                reader.handle, ctypes.byref(encoding), ctypes.byref(source), None, 0, error.handle
            )
            check(result, error, "set the input")
            found = ctypes.c_int32()
            result = dll.WsReadToStartElement(
                reader.handle, None, None, ctypes.byref(found), error.handle
            )
            check(result, error, "find the element")
            pointer = ctypes.c_void_p()
            result = dll.WsReadElement(
                reader.handle, description, abi.WS_READ_OPTION.WS_READ_REQUIRED_POINTER,
                heap.handle, ctypes.byref(pointer), ctypes.sizeof(pointer), error.handle,
            )  # fmt: skip
            check(result, error, f"read {name}")
            return cell.read(ctypes.addressof(pointer), HeapMemory(heap))

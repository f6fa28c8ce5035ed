"""Heaps, errors, XML buffers, readers and writers."""

from __future__ import annotations

from typing import Protocol

from .kinds import Bool, Enum, HResult, Pointer, Size, ULong


class XmlFunctions(Protocol):
    """The half of `WebServices` that needs no network."""

    # Heaps

    def WsAlloc(self, heap: Pointer, size: Size, ptr: Pointer, error: Pointer, /) -> HResult: ...

    def WsCreateHeap(
        self,
        max_size: Size,
        trim_size: Size,
        properties: Pointer,
        property_count: ULong,
        heap: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsFreeHeap(self, heap: Pointer, /) -> None: ...

    def WsGetHeapProperty(
        self, heap: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsResetHeap(self, heap: Pointer, error: Pointer, /) -> HResult: ...

    # Error objects

    def WsAddErrorString(self, error: Pointer, string: Pointer, /) -> HResult: ...

    def WsCopyError(self, source: Pointer, destination: Pointer, /) -> HResult: ...

    def WsCreateError(
        self, properties: Pointer, property_count: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsFreeError(self, error: Pointer, /) -> None: ...

    def WsGetErrorProperty(
        self, error: Pointer, id: Enum, buffer: Pointer, buffer_size: ULong, /
    ) -> HResult: ...

    def WsGetErrorString(self, error: Pointer, index: ULong, string: Pointer, /) -> HResult: ...

    def WsResetError(self, error: Pointer, /) -> HResult: ...

    def WsSetErrorProperty(
        self, error: Pointer, id: Enum, value: Pointer, value_size: ULong, /
    ) -> HResult: ...

    # Faults in error objects

    def WsCreateFaultFromError(
        self,
        error: Pointer,
        fault_error_code: HResult,
        fault_disclosure: Enum,
        heap: Pointer,
        fault: Pointer,
        /,
    ) -> HResult: ...

    def WsGetFaultErrorDetail(
        self,
        error: Pointer,
        fault_detail_description: Pointer,
        read_option: Enum,
        heap: Pointer,
        value: Pointer,
        value_size: ULong,
        /,
    ) -> HResult: ...

    def WsGetFaultErrorProperty(
        self, error: Pointer, id: Enum, buffer: Pointer, buffer_size: ULong, /
    ) -> HResult: ...

    def WsSetFaultErrorDetail(
        self,
        error: Pointer,
        fault_detail_description: Pointer,
        write_option: Enum,
        value: Pointer,
        value_size: ULong,
        /,
    ) -> HResult: ...

    def WsSetFaultErrorProperty(
        self, error: Pointer, id: Enum, value: Pointer, value_size: ULong, /
    ) -> HResult: ...

    # XML buffers

    def WsCreateXmlBuffer(
        self,
        heap: Pointer,
        properties: Pointer,
        property_count: ULong,
        buffer: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsReadXmlBuffer(
        self, reader: Pointer, heap: Pointer, xml_buffer: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsWriteXmlBuffer(
        self, writer: Pointer, xml_buffer: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsReadXmlBufferFromBytes(
        self,
        reader: Pointer,
        encoding: Pointer,
        properties: Pointer,
        property_count: ULong,
        bytes: Pointer,
        byte_count: ULong,
        heap: Pointer,
        xml_buffer: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsWriteXmlBufferToBytes(
        self,
        writer: Pointer,
        xml_buffer: Pointer,
        encoding: Pointer,
        properties: Pointer,
        property_count: ULong,
        heap: Pointer,
        bytes: Pointer,
        byte_count: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    # Readers

    def WsCreateReader(
        self, properties: Pointer, property_count: ULong, reader: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsFreeReader(self, reader: Pointer, /) -> None: ...

    def WsSetInput(
        self,
        reader: Pointer,
        encoding: Pointer,
        input: Pointer,
        properties: Pointer,
        property_count: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsSetInputToBuffer(
        self,
        reader: Pointer,
        buffer: Pointer,
        properties: Pointer,
        property_count: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsGetReaderNode(self, xml_reader: Pointer, node: Pointer, error: Pointer, /) -> HResult: ...

    def WsMoveReader(
        self, reader: Pointer, move_to: Enum, found: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsSkipNode(self, reader: Pointer, error: Pointer, /) -> HResult: ...

    def WsReadNode(self, reader: Pointer, error: Pointer, /) -> HResult: ...

    def WsReadStartElement(self, reader: Pointer, error: Pointer, /) -> HResult: ...

    def WsReadToStartElement(
        self, reader: Pointer, local_name: Pointer, ns: Pointer, found: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsReadEndElement(self, reader: Pointer, error: Pointer, /) -> HResult: ...

    def WsReadElement(
        self,
        reader: Pointer,
        element_description: Pointer,
        read_option: Enum,
        heap: Pointer,
        value: Pointer,
        value_size: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsReadType(
        self,
        reader: Pointer,
        type_mapping: Enum,
        type: Enum,
        type_description: Pointer,
        read_option: Enum,
        heap: Pointer,
        value: Pointer,
        value_size: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsReadAttribute(
        self,
        reader: Pointer,
        attribute_description: Pointer,
        read_option: Enum,
        heap: Pointer,
        value: Pointer,
        value_size: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsFindAttribute(
        self,
        reader: Pointer,
        local_name: Pointer,
        ns: Pointer,
        required: Bool,
        attribute_index: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    # Writers

    def WsCreateWriter(
        self, properties: Pointer, property_count: ULong, writer: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsFreeWriter(self, writer: Pointer, /) -> None: ...

    def WsSetOutput(
        self,
        writer: Pointer,
        encoding: Pointer,
        output: Pointer,
        properties: Pointer,
        property_count: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsSetOutputToBuffer(
        self,
        writer: Pointer,
        buffer: Pointer,
        properties: Pointer,
        property_count: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsGetWriterProperty(
        self, writer: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsFlushWriter(
        self, writer: Pointer, min_size: ULong, async_context: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsMoveWriter(
        self, writer: Pointer, move_to: Enum, found: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsCopyNode(self, writer: Pointer, reader: Pointer, error: Pointer, /) -> HResult: ...

    def WsWriteStartElement(
        self, writer: Pointer, prefix: Pointer, local_name: Pointer, ns: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsWriteEndElement(self, writer: Pointer, error: Pointer, /) -> HResult: ...

    def WsWriteElement(
        self,
        writer: Pointer,
        element_description: Pointer,
        write_option: Enum,
        value: Pointer,
        value_size: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsWriteType(
        self,
        writer: Pointer,
        type_mapping: Enum,
        type: Enum,
        type_description: Pointer,
        write_option: Enum,
        value: Pointer,
        value_size: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsWriteAttribute(
        self,
        writer: Pointer,
        attribute_description: Pointer,
        write_option: Enum,
        value: Pointer,
        value_size: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsWriteText(self, writer: Pointer, text: Pointer, error: Pointer, /) -> HResult: ...

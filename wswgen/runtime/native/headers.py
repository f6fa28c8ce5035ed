"""SOAP header blocks of a WS_MESSAGE: `nf-webservices-wsgetcustomheader`, `...-wsaddcustomheader`.

Every block travels as an XML buffer that our codec reads and writes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from ..codec import parse
from ..errors import DecodeError
from ..messages import MessageCodec
from ..soapfault import Block
from ..values import QName
from .abi import (
    WS_READ_OPTION,
    WS_REPEATING_HEADER_OPTION,
    WS_WRITE_OPTION,
    WebServices,
)
from .failures import check
from .memory import HeapMemory
from .strings import BufferElement

_SOAP = ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")


class Headers:
    """Reads and writes the declared blocks of a message."""

    def __init__(self, dll: WebServices, memory: HeapMemory) -> None:
        self._dll = dll
        self._memory = memory

    def read(self, message: int, codec: MessageCodec) -> list[Any]:
        """The values of ``message.headers``; None for a block that is not there."""
        values: list[Any] = []
        for _, reader in codec.headers():
            block = self.find(message, reader.name)
            try:
                values.append(None if block is None else reader.decode(*block))
            except DecodeError as error:
                raise DecodeError(error.message, f"Header/{error.path}") from None
        return values

    def find(self, message: int, name: QName) -> Block | None:
        """A block of the message; None if it is not there."""
        described = BufferElement(name.local, name.namespace)
        pointer = ctypes.c_void_p()
        result = self._dll.WsGetCustomHeader(
            message,
            described.address,
            WS_REPEATING_HEADER_OPTION.WS_SINGLETON_HEADER,
            0,
            WS_READ_OPTION.WS_READ_OPTIONAL_POINTER,
            self._memory.heap.handle,
            ctypes.byref(pointer),
            ctypes.sizeof(pointer),
            None,
            None,
        )
        check(result, None, f"read the header {name.local}")
        if not pointer.value:
            return None
        document = parse(self._memory.bytes_of(pointer.value))
        root = document.root
        # What SOAP says about the block (mustUnderstand, role) is none of its type's business.
        for attribute in [each for each in root.attrib if each[1:].startswith(_SOAP)]:
            del root.attrib[attribute]
        return root, document

    def write(self, message: int, codec: MessageCodec, values: Sequence[Any]) -> None:
        """Add a block for each value that is not None. EncodeError with a path."""
        for (part, writer), value in zip(codec.headers(), values, strict=False):
            if value is None:
                continue
            described = BufferElement(part.name, part.namespace)
            buffer = ctypes.c_void_p(self._memory.buffer_of(writer.encode(value).encode()))
            result = self._dll.WsAddCustomHeader(
                message,
                described.address,
                WS_WRITE_OPTION.WS_WRITE_REQUIRED_POINTER,
                ctypes.byref(buffer),
                ctypes.sizeof(buffer),
                0,
                None,
            )
            check(result, None, f"add the header {part.name}")

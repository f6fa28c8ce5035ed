"""WS_STRING and WS_XML_STRING: in memory of our own, and read from that of others."""

from __future__ import annotations

import ctypes
from typing import Any

from .abi import WS_ELEMENT_DESCRIPTION, WS_STRING, WS_TYPE, WS_XML_STRING


class WideString:
    """UTF-16 text with the WS_STRING that points to it; alive as long as this."""

    def __init__(self, text: str) -> None:
        data = text.encode("utf-16-le")
        self._memory = ctypes.create_string_buffer(data, len(data) + 2)
        self.string = WS_STRING(len(data) // 2, ctypes.addressof(self._memory))

    @property
    def address(self) -> int:
        """The address of the WS_STRING."""
        return ctypes.addressof(self.string)


class XmlString:
    """UTF-8 text with the WS_XML_STRING that points to it; alive as long as this."""

    def __init__(self, text: str | bytes) -> None:
        data = text.encode() if isinstance(text, str) else text
        self._memory = ctypes.create_string_buffer(data, len(data) + 1)
        self.string = WS_XML_STRING(len(data), ctypes.addressof(self._memory), None, 0)

    @property
    def address(self) -> int:
        """The address of the WS_XML_STRING."""
        return ctypes.addressof(self.string)


class BufferElement:
    """The WS_ELEMENT_DESCRIPTION of an element that is carried as an XML buffer."""

    def __init__(self, name: str, namespace: str) -> None:
        self._names = (XmlString(name), XmlString(namespace))
        addresses = (each.address for each in self._names)
        self._description = WS_ELEMENT_DESCRIPTION(*addresses, WS_TYPE.WS_XML_BUFFER_TYPE, None)

    @property
    def address(self) -> int:
        """The address of the description."""
        return ctypes.addressof(self._description)


def wide_text(string: WS_STRING) -> str:
    """The text of a WS_STRING; half a surrogate pair becomes a question mark."""
    if not string.length:
        return ""
    return ctypes.string_at(string.chars, 2 * string.length).decode("utf-16-le", "replace")


def xml_text(string: Any) -> str:
    """The text of a WS_XML_STRING."""
    return ctypes.string_at(string.bytes, string.length).decode() if string.length else ""

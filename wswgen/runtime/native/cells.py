"""One value of each C type, between memory and Python.

A cell reads from an address and writes to one. Where the C type has a NULL of its own, reading
gives None for it and None is written as it; what that means is the business of `slots`.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from enum import Enum
from typing import Any, Final, Protocol, TypeAlias

from ..codec.codec import Codec
from ..codec.document import parse
from ..codec.lexical import BUILTINS
from ..codec.simple import Simple
from ..codec.text import check_characters
from ..errors import DecodeError, EncodeError
from ..values import QName
from .abi import WS_BYTES, WS_XML_QNAME
from .strings import xml_text

CData: TypeAlias = Any
"""A ctypes type: a simple one, a structure, a union."""


class Memory(Protocol):
    """Where written values lie, and what makes XML buffers: a heap of the DLL."""

    def alloc(self, size: int) -> int:
        """The address of so many bytes, aligned to 8."""
        raise NotImplementedError

    def buffer_of(self, element: bytes) -> int:
        """A WS_XML_BUFFER of one element, given as UTF-8."""
        raise NotImplementedError

    def bytes_of(self, buffer: int) -> bytes:
        """The element in a WS_XML_BUFFER as UTF-8."""
        raise NotImplementedError


class Cell(Protocol):
    """A C type: its WS_TYPE by name, its layout, and how its value is read and written."""

    kind: str
    ctype: CData
    has_null: bool

    def read(self, address: int, memory: Memory) -> Any:
        """The value at an address."""
        raise NotImplementedError

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """Put a value at an address. EncodeError for one that the contract does not allow."""
        raise NotImplementedError


def pointer_at(address: int) -> int:
    """The pointer that lies at an address; 0 is NULL."""
    return ctypes.c_void_p.from_address(address).value or 0


def put_pointer(address: int, target: int) -> None:
    """Put a pointer at an address."""
    ctypes.c_void_p.from_address(address).value = target


class ScalarCell:
    """A number or a boolean, which the C type holds exactly."""

    has_null = False

    def __init__(self, kind: str, builtin: str) -> None:
        self.kind = kind
        self.ctype: CData = _SCALARS[kind]
        self._check = BUILTINS[builtin].write
        self._number: Callable[[Any], Any] = float if kind in ("FLOAT", "DOUBLE") else int
        self._bool = kind == "BOOL"

    def read(self, address: int, memory: Memory) -> Any:
        """The number."""
        value = self.ctype.from_address(address).value
        return bool(value) if self._bool else value

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """Range and type are those of our own codec."""
        self._check(value, None)
        self.ctype.from_address(address).value = self._number(value)


_SCALARS: dict[str, CData] = {
    "BOOL": ctypes.c_int32,
    "INT8": ctypes.c_int8,
    "INT16": ctypes.c_int16,
    "INT32": ctypes.c_int32,
    "INT64": ctypes.c_int64,
    "UINT8": ctypes.c_uint8,
    "UINT16": ctypes.c_uint16,
    "UINT32": ctypes.c_uint32,
    "UINT64": ctypes.c_uint64,
    "FLOAT": ctypes.c_float,
    "DOUBLE": ctypes.c_double,
}


class TextCell:
    """WCHAR* with the lexical form of a simple type."""

    kind = "WSZ"
    ctype: CData = ctypes.c_void_p
    has_null = True

    def __init__(self, simple: Simple) -> None:
        self._read = simple.read
        self._write = simple.write

    def read(self, address: int, memory: Memory) -> Any:
        """The value of the text; None for NULL."""
        pointer = pointer_at(address)
        return self._read(wide_string(pointer), None) if pointer else None

    def parse(self, text: str) -> Any:
        """The value of a text: of a default."""
        return self._read(text, None)

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """Our codec checks facets; characters are checked here: a zero would end the text."""
        text = self._write(value, None)
        if not text.isprintable():
            check_characters(text)
        put_pointer(address, put_wide_string(text, memory))


class EnumCell:
    """A number for each member, in their order."""

    kind = "ENUM"
    ctype: CData = ctypes.c_int32
    has_null = False

    def __init__(self, cls: type[Enum]) -> None:
        self.cls = cls
        self.members: tuple[Enum, ...] = tuple(cls)
        self._numbers = {member: number for number, member in enumerate(self.members)}

    def read(self, address: int, memory: Memory) -> Any:
        """The member; DecodeError for a number that none has."""
        number = ctypes.c_int32.from_address(address).value
        if not 0 <= number < len(self.members):
            raise DecodeError(f"{number} is no member of {self.cls.__name__}")
        return self.members[number]

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """EncodeError for what is no member."""
        if not isinstance(value, self.cls):
            raise EncodeError(f"expected {self.cls.__name__}, got {type(value).__name__}")
        ctypes.c_int32.from_address(address).value = self._numbers[value]


class BytesCell:
    """WS_BYTES: a length and a pointer."""

    kind = "BYTES"
    ctype: CData = WS_BYTES
    has_null = False

    def read(self, address: int, memory: Memory) -> Any:
        """A copy of the bytes."""
        found = WS_BYTES.from_address(address)
        return ctypes.string_at(found.bytes, found.length) if found.length else b""

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """A copy of the bytes on the heap."""
        BUILTINS["base64Binary"].write(value, None)
        found = WS_BYTES.from_address(address)
        found.length = len(value)
        found.bytes = put_bytes(bytes(value), memory)


class QNameCell:
    """WS_XML_QNAME: two strings in UTF-8, no prefix."""

    kind = "XML_QNAME"
    ctype: CData = WS_XML_QNAME
    has_null = False

    def read(self, address: int, memory: Memory) -> Any:
        """The expanded name."""
        found = WS_XML_QNAME.from_address(address)
        return QName(xml_text(found.ns), xml_text(found.local_name))

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """Copies of both strings on the heap."""
        BUILTINS["QName"].write(value, {})
        found = WS_XML_QNAME.from_address(address)
        for text, string in ((value.local, found.local_name), (value.namespace, found.ns)):
            check_characters(text)
            data = text.encode()
            string.length = len(data)
            string.bytes = put_bytes(data, memory)


class BufferCell:
    """WS_XML_BUFFER*: one element, read and written by our codec."""

    kind = "XML_BUFFER"
    ctype: CData = ctypes.c_void_p
    has_null = True

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def read(self, address: int, memory: Memory) -> Any:
        """The value of the element; None for NULL."""
        buffer = pointer_at(address)
        if not buffer:
            return None
        document = parse(memory.bytes_of(buffer))
        try:
            return self._codec.decode(document.root, document)
        except DecodeError as error:
            raise DecodeError(error.message, _inside(error.path)) from None

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """The element as the codec writes it."""
        try:
            data = self._codec.encode(value).encode()
        except EncodeError as error:
            raise EncodeError(error.message, _inside(error.path)) from None
        put_pointer(address, memory.buffer_of(_apart(data)))


def _apart(element: bytes) -> bytes:
    """The element, out of reach of a default namespace around it.

    The DLL makes the names of structures the default, and a QName without a prefix would be in it.
    """
    if _DEFAULT.match(element):
        return element
    return _TAG.sub(rb'\g<0> xmlns=""', element, count=1)


_TAG: Final = re.compile(rb"<[^\s/>]+")
_DEFAULT: Final = re.compile(rb'<[^\s/>]+(?:\s[^\s=]+="[^"]*")*?\sxmlns="')  # as we write it


def _inside(path: str) -> str:
    """The path below the element, whose own name the slot adds."""
    return path.partition("/")[2]


class Pointed:
    """A pointer to what has no NULL of its own."""

    has_null = True
    ctype: CData = ctypes.c_void_p

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.kind = cell.kind
        self._size = ctypes.sizeof(cell.ctype)

    def read(self, address: int, memory: Memory) -> Any:
        """What the pointer points to; None for NULL."""
        target = pointer_at(address)
        return self.cell.read(target, memory) if target else None

    def write(self, value: Any, address: int, memory: Memory) -> None:
        """The value in memory of its own."""
        target = memory.alloc(self._size)
        self.cell.write(value, target, memory)
        put_pointer(address, target)


def wide_string(address: int) -> str:
    """The text up to the zero: UTF-16, as WCHAR is on Windows and nowhere else."""
    if ctypes.sizeof(ctypes.c_wchar) == 2:
        return ctypes.wstring_at(address)
    units = (ctypes.c_uint16 * (1 << 30)).from_address(address)
    length = 0
    while units[length]:
        length += 1
    return ctypes.string_at(address, 2 * length).decode("utf-16-le")


def put_wide_string(text: str, memory: Memory) -> int:
    """The address of a copy with a zero at its end."""
    return put_bytes(text.encode("utf-16-le") + b"\0\0", memory)


def put_bytes(data: bytes, memory: Memory) -> int:
    """The address of a copy; never NULL, even for no bytes."""
    address = memory.alloc(len(data))
    ctypes.memmove(address, data, len(data))
    return address

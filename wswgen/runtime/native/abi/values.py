"""What values are made of: strings, octets, names, times, numbers.

Source: the structure pages of WebServices.h; GUID and DECIMAL are of Windows itself.
"""

from __future__ import annotations

from ctypes import Structure, c_int64, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p

from .kinds import BOOL, ENUM


class GUID(Structure):
    """A UUID in the order of Windows: the first three numbers are little-endian."""

    _fields_ = [
        ("data1", c_uint32),
        ("data2", c_uint16),
        ("data3", c_uint16),
        ("data4", c_uint8 * 8),
    ]


class DECIMAL(Structure):
    """A 96-bit number, scaled by a power of ten: ``sign`` 0x80, ``scale`` 0 to 28."""

    _fields_ = [
        ("w_reserved", c_uint16),
        ("scale", c_uint8),
        ("sign", c_uint8),
        ("hi32", c_uint32),
        ("lo64", c_uint64),
    ]


class WS_XML_STRING(Structure):
    """UTF-8 text, not terminated; ``length`` in bytes.

    ``dictionary`` and ``id`` say where it is interned, if it is.
    """

    _fields_ = [
        ("length", c_uint32),
        ("bytes", c_void_p),
        ("dictionary", c_void_p),
        ("id", c_uint32),
    ]


class WS_STRING(Structure):
    """UTF-16 text that is not terminated; ``length`` in 16-bit units."""

    _fields_ = [
        ("length", c_uint32),
        ("chars", c_void_p),
    ]


class WS_BYTES(Structure):
    """Octets; ``length`` counts them."""

    _fields_ = [
        ("length", c_uint32),
        ("bytes", c_void_p),
    ]


class WS_XML_DICTIONARY(Structure):
    """Interned strings; ``guid`` tells dictionaries apart."""

    _fields_ = [
        ("guid", GUID),
        ("strings", c_void_p),
        ("string_count", c_uint32),
        ("is_const", BOOL),
    ]


class WS_XML_QNAME(Structure):
    """A qualified name."""

    _fields_ = [
        ("local_name", WS_XML_STRING),
        ("ns", WS_XML_STRING),
    ]


class WS_DATETIME(Structure):
    """``ticks`` of 100 ns since the year 1, and a `WS_DATETIME_FORMAT`."""

    _fields_ = [
        ("ticks", c_uint64),
        ("format", ENUM),
    ]


class WS_TIMESPAN(Structure):
    """``timespan`` in ticks of 100 ns."""

    _fields_ = [
        ("ticks", c_int64),
    ]


class WS_DURATION(Structure):
    """The parts of an xs:duration as they are written."""

    _fields_ = [
        ("negative", BOOL),
        ("years", c_uint32),
        ("months", c_uint32),
        ("days", c_uint32),
        ("hours", c_uint32),
        ("minutes", c_uint32),
        ("seconds", c_uint32),
        ("milliseconds", c_uint32),
        ("ticks", c_uint32),
    ]


class WS_UNIQUE_ID(Structure):
    """A URI, or a GUID where the URI is empty."""

    _fields_ = [
        ("uri", WS_STRING),
        ("guid", GUID),
    ]


class WS_XML_TEXT(Structure):
    """What every text of a reader or writer starts with: a `WS_XML_TEXT_TYPE`."""

    _fields_ = [
        ("text_type", ENUM),
    ]


class WS_XML_UTF8_TEXT(Structure):
    """Text as UTF-8."""

    _fields_ = [
        ("text", WS_XML_TEXT),
        ("value", WS_XML_STRING),
    ]


class WS_XML_UTF16_TEXT(Structure):
    """Text as UTF-16."""

    _fields_ = [
        ("text", WS_XML_TEXT),
        ("bytes", c_void_p),
        ("byte_count", c_uint32),
    ]


class WS_ANY_ATTRIBUTE(Structure):
    """An attribute that no description names."""

    _fields_ = [
        ("local_name", WS_XML_STRING),
        ("ns", WS_XML_STRING),
        ("value", c_void_p),
    ]


class WS_ANY_ATTRIBUTES(Structure):
    """The attributes that no description names."""

    _fields_ = [
        ("attributes", c_void_p),
        ("attribute_count", c_uint32),
    ]


class WS_BUFFERS(Structure):
    """Several pieces of memory that make one text."""

    _fields_ = [
        ("buffer_count", c_uint32),
        ("buffers", c_void_p),
    ]

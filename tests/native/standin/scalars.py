"""Single values between text and memory, by their WS_TYPE."""

from __future__ import annotations

import base64
import binascii
import ctypes
import math
import re
import uuid
from collections.abc import Callable
from typing import Any

from wswgen.runtime.native.abi import (
    GUID,
    WS_BYTES,
    WS_BYTES_DESCRIPTION,
    WS_ENUM_DESCRIPTION,
    WS_ENUM_VALUE,
    WS_STRING,
    WS_TYPE,
    WS_WSZ_DESCRIPTION,
    WS_XML_QNAME,
    WS_XML_STRING,
)
from wswgen.runtime.native.abi import hresults as hr

from .ledger import Refused
from .memory import pointer_at, put_pointer, wide, ws_string, xml_string
from .tree import Name, Node

T = WS_TYPE
POINTER_SIZE = ctypes.sizeof(ctypes.c_void_p)
Alloc = Callable[[int], int]

INTEGERS: dict[int, Any] = {
    T.WS_INT8_TYPE: ctypes.c_int8,
    T.WS_INT16_TYPE: ctypes.c_int16,
    T.WS_INT32_TYPE: ctypes.c_int32,
    T.WS_INT64_TYPE: ctypes.c_int64,
    T.WS_UINT8_TYPE: ctypes.c_uint8,
    T.WS_UINT16_TYPE: ctypes.c_uint16,
    T.WS_UINT32_TYPE: ctypes.c_uint32,
    T.WS_UINT64_TYPE: ctypes.c_uint64,
}
FLOATS: dict[int, Any] = {T.WS_FLOAT_TYPE: ctypes.c_float, T.WS_DOUBLE_TYPE: ctypes.c_double}
SIZES: dict[int, int] = {
    T.WS_BOOL_TYPE: 4,
    **{kind: ctypes.sizeof(ctype) for kind, ctype in (INTEGERS | FLOATS).items()},
    T.WS_GUID_TYPE: ctypes.sizeof(GUID),
    T.WS_STRING_TYPE: ctypes.sizeof(WS_STRING),
    T.WS_WSZ_TYPE: POINTER_SIZE,
    T.WS_BYTES_TYPE: ctypes.sizeof(WS_BYTES),
    T.WS_XML_STRING_TYPE: ctypes.sizeof(WS_XML_STRING),
    T.WS_XML_QNAME_TYPE: ctypes.sizeof(WS_XML_QNAME),
    T.WS_XML_BUFFER_TYPE: POINTER_SIZE,
    T.WS_DESCRIPTION_TYPE: POINTER_SIZE,
    T.WS_ENUM_TYPE: 4,
    T.WS_VOID_TYPE: 0,
}
NULL_INSIDE = (T.WS_STRING_TYPE, T.WS_BYTES_TYPE, T.WS_XML_STRING_TYPE)
"""Types whose nil is a length of 0 with a NULL pointer."""
NULL_ITSELF = (T.WS_WSZ_TYPE, T.WS_XML_BUFFER_TYPE)
"""Types that are pointers themselves."""


def invalid() -> Refused:
    """The document is not what the tables say."""
    return Refused(hr.WS_E_INVALID_FORMAT)


def put_bytes(data: bytes, alloc: Alloc) -> int:
    """The address of a copy."""
    address = alloc(len(data))
    ctypes.memmove(address, data, len(data))
    return address


def read_scalar(
    kind: int, description: int, text: str, node: Node, address: int, alloc: Alloc
) -> None:
    """Put the value of a text at an address. Raises `Refused`."""
    bare = text.strip(" \t\r\n")
    if kind in INTEGERS:
        if not re.fullmatch(r"[+-]?[0-9]+", bare):
            raise invalid()
        ctype = INTEGERS[kind]
        value = int(bare)
        if ctype(value).value != value:
            raise Refused(hr.WS_E_NUMERIC_OVERFLOW)
        if description:
            limits = (ctype * 2).from_address(description)
            if not limits[0] <= value <= limits[1]:
                raise invalid()
        ctype.from_address(address).value = value
    elif kind == T.WS_BOOL_TYPE:
        if bare not in ("true", "false", "1", "0"):
            raise invalid()
        ctypes.c_int32.from_address(address).value = bare in ("true", "1")
    elif kind in FLOATS:
        FLOATS[kind].from_address(address).value = _float(bare)
    elif kind == T.WS_WSZ_TYPE:
        _check_length(description, len(text.encode("utf-16-le")) // 2)
        put_pointer(address, put_bytes((text + "\0").encode("utf-16-le"), alloc))
    elif kind == T.WS_STRING_TYPE:
        string = WS_STRING.from_address(address)
        data = text.encode("utf-16-le")
        _check_length(description, len(data) // 2)
        string.length, string.chars = len(data) // 2, put_bytes(data, alloc)
    elif kind == T.WS_XML_STRING_TYPE:
        _put_xml_string(WS_XML_STRING.from_address(address), text, alloc)
    elif kind == T.WS_BYTES_TYPE:
        try:
            data = base64.b64decode(re.sub(r"[ \t\r\n]", "", text), validate=True)
        except binascii.Error:
            raise invalid() from None
        _check_length(description, len(data))
        found = WS_BYTES.from_address(address)
        found.length, found.bytes = len(data), put_bytes(data, alloc)
    elif kind == T.WS_XML_QNAME_TYPE:
        name = node.qname(text)
        qname = WS_XML_QNAME.from_address(address)
        _put_xml_string(qname.local_name, name.local, alloc)
        _put_xml_string(qname.ns, name.ns, alloc)
    elif kind == T.WS_ENUM_TYPE:
        for number, name_text in _enum(description):
            if name_text == text:
                ctypes.c_int32.from_address(address).value = number
                return
        raise invalid()
    elif kind == T.WS_GUID_TYPE:
        try:
            ctypes.memmove(address, uuid.UUID(bare).bytes_le, 16)
        except ValueError:
            raise invalid() from None
    elif kind != T.WS_VOID_TYPE:
        raise Refused(hr.E_NOTIMPL)


def write_scalar(kind: int, description: int, address: int, node: Node) -> str:
    """The text of the value at an address; ``node`` gets the prefixes that it needs."""
    if kind in INTEGERS:
        value = INTEGERS[kind].from_address(address).value
        if description:
            limits = (INTEGERS[kind] * 2).from_address(description)
            if not limits[0] <= value <= limits[1]:
                raise Refused(hr.E_INVALIDARG)
        return str(value)
    match kind:
        case T.WS_BOOL_TYPE:
            value = ctypes.c_int32.from_address(address).value
            if value not in (0, 1):
                raise Refused(hr.E_INVALIDARG)
            return "true" if value else "false"
        case T.WS_FLOAT_TYPE | T.WS_DOUBLE_TYPE:
            return _float_text(FLOATS[kind].from_address(address).value, kind)
        case T.WS_WSZ_TYPE:
            pointer = pointer_at(address)
            if not pointer:
                raise Refused(hr.E_INVALIDARG)
            text = _characters(wide(pointer))
            _check_length(description, len(text.encode("utf-16-le")) // 2, hr.E_INVALIDARG)
            return text
        case T.WS_STRING_TYPE:
            return _characters(ws_string(WS_STRING.from_address(address)))
        case T.WS_XML_STRING_TYPE:
            return _characters(xml_string(address))
        case T.WS_BYTES_TYPE:
            found = WS_BYTES.from_address(address)
            data = ctypes.string_at(found.bytes, found.length) if found.length else b""
            return base64.b64encode(data).decode()
        case T.WS_XML_QNAME_TYPE:
            local = xml_string(address + WS_XML_QNAME.local_name.offset)
            ns = xml_string(address + WS_XML_QNAME.ns.offset)
            return _qname_text(Name(ns, local), node)
        case T.WS_ENUM_TYPE:
            value = ctypes.c_int32.from_address(address).value
            for number, text in _enum(description):
                if number == value:
                    return text
            raise Refused(hr.E_INVALIDARG)
        case T.WS_GUID_TYPE:
            return str(uuid.UUID(bytes_le=ctypes.string_at(address, 16)))
        case _:
            raise Refused(hr.E_NOTIMPL)


def _qname_text(name: Name, node: Node) -> str:
    if not name.ns:
        node.scope = {**node.scope, "": ""}
        return name.local
    prefix = next((p for p, uri in node.scope.items() if p and uri == name.ns), "")
    if not prefix:
        prefix = next(f"q{i}" for i in range(1000) if f"q{i}" not in node.scope)
        node.scope = {**node.scope, prefix: name.ns}
    return f"{prefix}:{name.local}"


def _put_xml_string(string: Any, text: str, alloc: Alloc) -> None:
    data = text.encode()
    string.length, string.bytes = len(data), put_bytes(data, alloc)
    string.dictionary, string.id = None, 0


def _check_length(description: int, length: int, result: int = hr.WS_E_INVALID_FORMAT) -> None:
    # The descriptions of WSZ, STRING and BYTES have the same two members.
    assert ctypes.sizeof(WS_WSZ_DESCRIPTION) == ctypes.sizeof(WS_BYTES_DESCRIPTION) == 8
    if description:
        limits = (ctypes.c_uint32 * 2).from_address(description)
        if not limits[0] <= length <= limits[1]:
            raise Refused(result)


def _enum(description: int) -> list[tuple[int, str]]:
    if not description:
        raise Refused(hr.E_INVALIDARG)
    found = WS_ENUM_DESCRIPTION.from_address(description)
    values = (WS_ENUM_VALUE * found.value_count).from_address(found.values)
    texts = [(each.value, xml_string(each.name)) for each in values]
    numbers, names = {n for n, _ in texts}, {t for _, t in texts}
    longest = max((len(text.encode()) for _, text in texts), default=0)
    if len(numbers) < len(texts) or len(names) < len(texts) or found.max_byte_count != longest:
        raise Refused(hr.E_INVALIDARG)
    return texts


def _float(text: str) -> float:
    special = {"INF": math.inf, "+INF": math.inf, "-INF": -math.inf, "NaN": math.nan}
    if text in special:
        return special[text]
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
        raise invalid()
    return float(text)


def _float_text(value: float, kind: int) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    if kind == T.WS_FLOAT_TYPE:
        for digits in range(1, 18):
            text = f"{value:.{digits}g}"
            if ctypes.c_float(float(text)).value == value:
                return text
    return repr(value)


def _characters(text: str) -> str:
    """Text that XML can hold. Raises `Refused` for other."""
    if re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text):
        raise Refused(hr.WS_E_INVALID_FORMAT)
    return text

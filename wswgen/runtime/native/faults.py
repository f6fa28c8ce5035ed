"""Faults as WS_FAULT in a WS_ERROR: `ns-webservices-ws_fault`, `...-wssetfaulterrordetail`.

The detail always travels as an XML buffer that our codec reads and writes, declared or not.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, cast

from ..codec import parse, read_any, write_any
from ..element import XmlElement
from ..errors import DecodeError, EncodeError
from ..fault import Fault, FaultCode, rebuild
from ..messages import OperationCodec
from ..soap import SOAP11, SOAP12, Version
from ..values import QName
from .abi import (
    WS_ELEMENT_DESCRIPTION,
    WS_FAULT,
    WS_FAULT_CODE,
    WS_FAULT_DETAIL_DESCRIPTION,
    WS_FAULT_ERROR_PROPERTY_ID,
    WS_FAULT_REASON,
    WS_TYPE,
    WS_WRITE_OPTION,
    WS_XML_STRING,
)
from .failures import check
from .memory import HeapMemory
from .owners import BorrowedError, text_of

_FAULT = WS_FAULT_ERROR_PROPERTY_ID.WS_FAULT_ERROR_PROPERTY_FAULT
_SOAP11_CODES = {"Client": "Sender", "Server": "Receiver"}


# --- writing ----------------------------------------------------------------------------------


def put_fault(
    fault: Fault,
    version: Version,
    codec: OperationCodec | None,
    error: BorrowedError,
    memory: HeapMemory | None,
) -> None:
    """Put a fault into the error object that an operation was given.

    Without ``memory`` (it could not be had) the fault goes without its detail. EncodeError for a
    detail that the operation does not declare.
    """
    if not error.handle:
        return
    detail = _detail(fault, codec) if memory is not None else None
    kept: list[Any] = []
    codes = _codes(fault, version)
    code = 0
    for name in reversed(codes):
        record = WS_FAULT_CODE(sub_code=code or None)
        _put_xml(record.value.local_name, name.local, kept)
        _put_xml(record.value.ns, name.namespace, kept)
        kept.append(record)
        code = ctypes.addressof(record)
    reason = WS_FAULT_REASON()
    _put_wide(reason.text, fault.reason or "fault", kept)
    _put_wide(reason.lang, fault.lang, kept)
    found = WS_FAULT(code=code, reasons=ctypes.addressof(reason), reason_count=1)
    if fault.actor:
        _put_wide(found.actor, fault.actor, kept)
    dll = error.dll
    result = dll.WsSetFaultErrorProperty(
        error.handle, _FAULT, ctypes.byref(found), ctypes.sizeof(found)
    )
    check(result, None, "record a fault")
    if detail is not None and memory is not None:
        name, data = detail
        value = ctypes.c_void_p(memory.buffer_of(data))
        element = WS_ELEMENT_DESCRIPTION(type=WS_TYPE.WS_XML_BUFFER_TYPE)
        element.element_local_name = _xml_string(name.local, kept)
        element.element_ns = _xml_string(name.namespace, kept)
        described = WS_FAULT_DETAIL_DESCRIPTION(None, ctypes.addressof(element))
        result = dll.WsSetFaultErrorDetail(
            error.handle,
            ctypes.byref(described),
            WS_WRITE_OPTION.WS_WRITE_REQUIRED_POINTER,
            ctypes.byref(value),
            ctypes.sizeof(value),
        )
        check(result, None, "record the detail of a fault")


def _codes(fault: Fault, version: Version) -> Sequence[QName]:
    """From the general to the special; without a namespace the DLL takes the envelope's."""
    if version is SOAP11 and fault.subcodes:
        return [fault.subcodes[-1]]  # there is room for one
    return [QName("", fault.code.value), *fault.subcodes]


def _detail(fault: Fault, codec: OperationCodec | None) -> tuple[QName, bytes] | None:
    value = fault.detail
    if value is None:
        return None
    if codec is not None:
        for _, part, cls in codec.details:
            if isinstance(fault, cls):
                return part.name, part.encode(value).encode()
    elements = cast("list[object]", value) if isinstance(value, list) else [value]
    if len(elements) == 1 and isinstance(elements[0], XmlElement):
        return elements[0].name, write_any(elements[0]).encode()
    name = type(fault).__name__
    raise EncodeError(
        f"{name} is no fault that this operation declares, and its detail not one XML element"
    )


def _xml_string(text: str, kept: list[Any]) -> int:
    string = WS_XML_STRING()
    _put_xml(string, text, kept)
    kept.append(string)
    return ctypes.addressof(string)


def _put_xml(string: Any, text: str, kept: list[Any]) -> None:
    data = text.encode("utf-8", "replace")
    memory = ctypes.create_string_buffer(data, len(data) + 1)
    kept.append(memory)
    string.length, string.bytes = len(data), ctypes.addressof(memory)


def _put_wide(string: Any, text: str, kept: list[Any]) -> None:
    data = _clean(text).encode("utf-16-le")
    memory = ctypes.create_string_buffer(data, len(data) + 2)
    kept.append(memory)
    string.length, string.chars = len(data) // 2, ctypes.addressof(memory)


def _clean(text: str) -> str:
    """What XML cannot hold is replaced: a fault must get out."""
    return "".join(
        (
            letter
            if letter in "\t\n\r"
            or (
                letter >= " "
                and not "\ud800" <= letter <= "\udfff"
                and letter not in "\ufffe\uffff"
            )
            else "\ufffd"
        )
        for letter in text
    )


# --- reading ----------------------------------------------------------------------------------


def take_fault(codec: OperationCodec, error: BorrowedError, memory: HeapMemory) -> Fault:
    """The exception for WS_E_ENDPOINT_FAULT_RECEIVED; of a generated class if it is declared."""
    pointer = ctypes.c_void_p()
    result = error.dll.WsGetFaultErrorProperty(
        error.handle, _FAULT, ctypes.byref(pointer), ctypes.sizeof(pointer)
    )
    check(result, error, "read the fault that was received")
    if not pointer.value:
        return Fault("the service answered with a fault that cannot be read")
    found = WS_FAULT.from_address(pointer.value)
    facts = _facts(found)
    entries = _entries(memory.bytes_of(found.detail)) if found.detail else []
    reason = facts.pop("reason")
    for tag, part, cls in codec.details:
        for entry, document in entries[:1]:
            if entry.tag == tag:
                try:
                    value = part.decode(entry, document)
                except DecodeError:
                    break  # not what the contract declares: as open XML, so that nothing is lost
                return rebuild(cls, reason, detail=value, **facts)
    elements = [read_any(entry, document) for entry, document in entries]
    return Fault(reason, detail=elements or None, **facts)


def _entries(data: bytes) -> list[tuple[Any, Any]]:
    """The elements inside the detail, which itself may be in the buffer or not."""
    document = parse(data)
    root = document.root
    if root.tag in ("detail", f"{{{SOAP12.namespace}}}Detail", f"{{{SOAP11.namespace}}}detail"):
        return [(child, document) for child in root]
    return [(root, document)]


def _facts(found: WS_FAULT) -> dict[str, Any]:
    names: list[QName] = []
    address = found.code
    while address:
        code = WS_FAULT_CODE.from_address(address)
        names.append(QName(_utf8(code.value.ns), _utf8(code.value.local_name)))
        address = code.sub_code
    facts: dict[str, Any] = {"reason": "", "code": FaultCode.RECEIVER}
    main = names[0] if names else QName("", "Receiver")
    local = _SOAP11_CODES.get(main.local, main.local)
    if main.namespace in ("", SOAP11.namespace, SOAP12.namespace) and local in _known():
        facts["code"] = FaultCode(local)
        facts["subcodes"] = tuple(names[1:])
    else:
        # SOAP 1.1 section 4.4.1: what follows the first dot refines the code before it.
        first = main.local.partition(".")[0]
        first = _SOAP11_CODES.get(first, first)
        facts["code"] = FaultCode(first) if first in _known() else FaultCode.RECEIVER
        facts["subcodes"] = (main,)
    if found.reason_count:
        reasons = (WS_FAULT_REASON * found.reason_count).from_address(found.reasons)
        texts = [(text_of(reason.lang), text_of(reason.text)) for reason in reasons]
        best = next((each for each in texts if each[0].startswith("en")), texts[0])
        facts["lang"] = best[0] or "en"
        facts["reason"] = best[1].strip()
    facts["actor"] = text_of(found.actor).strip() or None
    return facts


def _known() -> frozenset[str]:
    return frozenset(code.value for code in FaultCode)


def _utf8(string: Any) -> str:
    return ctypes.string_at(string.bytes, string.length).decode() if string.length else ""

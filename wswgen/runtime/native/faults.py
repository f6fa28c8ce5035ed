"""Faults as WS_FAULT in a WS_ERROR: `ns-webservices-ws_fault`, `...-wssetfaulterrordetail`.

The detail always travels as an XML buffer that our codec reads and writes, declared or not.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, cast

from ..codec import parse, write_any
from ..element import XmlElement
from ..errors import EncodeError
from ..fault import Fault, FaultCode
from ..messages import DeclaredFault, OperationCodec
from ..soap import SOAP11, SOAP12, Version
from ..soapfault import Block, made_of, printable
from ..values import QName
from .abi import (
    WS_FAULT,
    WS_FAULT_CODE,
    WS_FAULT_DETAIL_DESCRIPTION,
    WS_FAULT_ERROR_PROPERTY_ID,
    WS_FAULT_REASON,
    WS_WRITE_OPTION,
)
from .failures import check
from .memory import HeapMemory
from .owners import BorrowedError
from .strings import BufferElement, WideString, XmlString, wide_text, xml_text

_FAULT = WS_FAULT_ERROR_PROPERTY_ID.WS_FAULT_ERROR_PROPERTY_FAULT
_HEADER = WS_FAULT_ERROR_PROPERTY_ID.WS_FAULT_ERROR_PROPERTY_HEADER
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
    declared = None if codec is None else codec.declared(fault)
    detail = _detail(fault, declared) if memory is not None else None
    kept: list[Any] = []
    code = 0
    for name in reversed(_codes(fault, version)):
        local, namespace = XmlString(name.local), XmlString(name.namespace)
        record = WS_FAULT_CODE(sub_code=code or None)
        record.value.local_name, record.value.ns = local.string, namespace.string
        kept += [local, namespace, record]
        code = ctypes.addressof(record)
    # What XML cannot hold is replaced: a fault must get out.
    text, lang, actor = map(
        WideString, map(printable, (fault.reason or "fault", fault.lang, fault.actor or ""))
    )
    reason = WS_FAULT_REASON(text.string, lang.string)
    found = WS_FAULT(code=code, reasons=ctypes.addressof(reason), reason_count=1)
    found.actor = actor.string
    dll = error.dll
    result = dll.WsSetFaultErrorProperty(
        error.handle, _FAULT, ctypes.byref(found), ctypes.sizeof(found)
    )
    check(result, None, "record a fault")
    if detail is None or memory is None:
        return
    name, data = detail
    value = ctypes.c_void_p(memory.buffer_of(data))
    if declared is not None and declared.header:
        result = dll.WsSetFaultErrorProperty(
            error.handle, _HEADER, ctypes.byref(value), ctypes.sizeof(value)
        )
        check(result, None, "record the header of a fault")
    else:
        element = BufferElement(name.local, name.namespace)
        described = WS_FAULT_DETAIL_DESCRIPTION(None, element.address)
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


def _detail(fault: Fault, declared: DeclaredFault | None) -> tuple[QName, bytes] | None:
    value = fault.detail
    if declared is not None and declared.holds(value):
        return declared.codec.name, declared.codec.encode(value).encode()
    if value is None:
        return None
    elements = cast("list[object]", value) if isinstance(value, list) else [value]
    if len(elements) == 1 and isinstance(elements[0], XmlElement):
        return elements[0].name, write_any(elements[0]).encode()
    name = type(fault).__name__
    raise EncodeError(
        f"{name} is no fault that this operation declares, and its detail not one XML element"
    )


# --- reading ----------------------------------------------------------------------------------


def take_fault(
    codec: OperationCodec, error: BorrowedError, memory: HeapMemory, blocks: Sequence[Block] = ()
) -> Fault:
    """The exception for WS_E_ENDPOINT_FAULT_RECEIVED; of a generated class if it is declared.

    ``blocks`` are the header blocks that came with it.
    """
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
    return made_of(codec, facts, entries, blocks)


def _entries(data: bytes) -> list[Block]:
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
        names.append(QName(xml_text(code.value.ns), xml_text(code.value.local_name)))
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
        texts = [(wide_text(reason.lang), wide_text(reason.text)) for reason in reasons]
        best = next((each for each in texts if each[0].startswith("en")), texts[0])
        facts["lang"] = best[0] or "en"
        facts["reason"] = best[1].strip()
    facts["actor"] = wide_text(found.actor).strip() or None
    return facts


def _known() -> frozenset[str]:
    return frozenset(code.value for code in FaultCode)

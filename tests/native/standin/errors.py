"""Error objects with their strings and the fault inside."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wswgen.runtime.native.abi import (
    WS_ELEMENT_DESCRIPTION,
    WS_ERROR_PROPERTY_ID,
    WS_FAULT,
    WS_FAULT_CODE,
    WS_FAULT_DETAIL_DESCRIPTION,
    WS_FAULT_ERROR_PROPERTY_ID,
    WS_FAULT_REASON,
    WS_STRING,
    WS_XML_STRING,
)
from wswgen.runtime.native.abi import hresults as hr

from .ledger import Graveyard, Ledger, Refused
from .memory import Cells, pointer_at, u32_at, ws_string, xml_string
from .scalars import POINTER_SIZE
from .tree import Name

E = WS_ERROR_PROPERTY_ID
F = WS_FAULT_ERROR_PROPERTY_ID


@dataclass(slots=True, kw_only=True)
class FaultData:
    """A copy of a WS_FAULT; ``detail`` is the elements in it, as UTF-8."""

    codes: list[Name] = field(default_factory=list)
    reasons: list[tuple[str, str]] = field(default_factory=list)
    actor: str = ""
    node: str = ""
    detail: bytes = b""


@dataclass(eq=False, slots=True)
class ErrorData:
    """What a WS_ERROR holds."""

    strings: list[str] = field(default_factory=list)
    code: int = 0
    language: int = 0
    fault: FaultData | None = None
    action: str | None = None
    header: bytes = b""
    memory: list[object] = field(default_factory=list)


class Errors:
    """The functions on WS_ERROR. ``element_bytes`` writes an element by its description."""

    def __init__(
        self,
        ledger: Ledger,
        graveyard: Graveyard,
        element_bytes: Callable[[int, int, int, int], bytes],
        buffer_bytes: Callable[[int], bytes],
    ) -> None:
        self._cells = Cells(ledger, graveyard)
        self._element_bytes = element_bytes
        self._buffer_bytes = buffer_bytes
        self._errors: dict[int, ErrorData] = {}

    def find(self, error: int) -> ErrorData:
        """What an error object holds."""
        return self._errors[error]

    def make(self) -> int:
        """A new error object."""
        address = self._cells.make()
        self._errors[address] = ErrorData()
        return address

    def WsCreateError(self, properties: int, count: int, error: int) -> None:
        if not error:
            raise Refused(hr.E_INVALIDARG)
        ctypes.c_void_p.from_address(error).value = self.make()

    def WsFreeError(self, error: int) -> None:
        del self._errors[error]
        self._cells.drop(error)

    def WsResetError(self, error: int) -> None:
        self._errors[error] = ErrorData()

    def WsAddErrorString(self, error: int, string: int) -> None:
        if not string:
            raise Refused(hr.E_INVALIDARG)
        self._errors[error].strings.insert(0, ws_string(WS_STRING.from_address(string)))

    def WsGetErrorString(self, error: int, index: int, string: int) -> None:
        found = self._errors[error]
        if not 0 <= index < len(found.strings) or not string:
            raise Refused(hr.E_INVALIDARG)
        data = found.strings[index].encode("utf-16-le", "surrogatepass")
        memory = ctypes.create_string_buffer(data, len(data) + 2)
        found.memory.append(memory)
        target = WS_STRING.from_address(string)
        target.length, target.chars = len(data) // 2, ctypes.addressof(memory)

    def WsGetErrorProperty(self, error: int, id: int, buffer: int, size: int) -> None:
        found = self._errors[error]
        values: dict[int, tuple[Any, int]] = {
            E.WS_ERROR_PROPERTY_STRING_COUNT: (ctypes.c_uint32, len(found.strings)),
            E.WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE: (ctypes.c_uint32, found.code),
            E.WS_ERROR_PROPERTY_LANGID: (ctypes.c_uint16, found.language),
        }
        if id not in values or not buffer or size != ctypes.sizeof(values[id][0]):
            raise Refused(hr.E_INVALIDARG)
        ctype, value = values[id]
        ctype.from_address(buffer).value = value

    def WsSetErrorProperty(self, error: int, id: int, value: int, size: int) -> None:
        if id != E.WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE or size != 4:
            raise Refused(hr.E_INVALIDARG)
        self._errors[error].code = u32_at(value)

    def WsCopyError(self, source: int, destination: int) -> None:
        found, target = self._errors[source], self._errors[destination]
        target.strings, target.code = list(found.strings), found.code
        target.fault, target.action = found.fault, found.action
        target.header = found.header

    # --- faults

    def WsSetFaultErrorProperty(self, error: int, id: int, value: int, size: int) -> None:
        found = self._errors[error]
        if id == F.WS_FAULT_ERROR_PROPERTY_FAULT:
            if not value or size != ctypes.sizeof(WS_FAULT):
                raise Refused(hr.E_INVALIDARG)
            found.fault = self._fault(WS_FAULT.from_address(value))
        elif id == F.WS_FAULT_ERROR_PROPERTY_ACTION:
            if not value or size != ctypes.sizeof(WS_XML_STRING):
                raise Refused(hr.E_INVALIDARG)
            found.action = xml_string(value)
        else:
            if id != F.WS_FAULT_ERROR_PROPERTY_HEADER or not value or size != POINTER_SIZE:
                raise Refused(hr.E_INVALIDARG)
            buffer = pointer_at(value)
            found.header = self._buffer_bytes(buffer) if buffer else b""

    def _fault(self, found: WS_FAULT) -> FaultData:
        fault = FaultData(actor=ws_string(found.actor), node=ws_string(found.node))
        code = found.code
        if not code:
            raise Refused(hr.E_INVALIDARG)
        while code:
            each = WS_FAULT_CODE.from_address(code)
            value = code + WS_FAULT_CODE.value.offset
            ns = xml_string(value + each.value.__class__.ns.offset)
            fault.codes.append(Name(ns, xml_string(value)))
            code = each.sub_code
        if found.reason_count:
            reasons = (WS_FAULT_REASON * found.reason_count).from_address(found.reasons)
            fault.reasons = [(ws_string(each.lang), ws_string(each.text)) for each in reasons]
        if found.detail:
            fault.detail = self._buffer_bytes(found.detail)
        return fault

    def WsSetFaultErrorDetail(
        self, error: int, fault_detail_description: int, write_option: int, value: int, size: int
    ) -> None:
        if not fault_detail_description:
            raise Refused(hr.E_INVALIDARG)
        found = self._errors[error]
        described = WS_FAULT_DETAIL_DESCRIPTION.from_address(fault_detail_description)
        if not described.detail_element_description:
            raise Refused(hr.E_INVALIDARG)
        detail = self._element_bytes(
            described.detail_element_description, write_option, value, size
        )
        if found.fault is None:
            found.fault = FaultData()
        found.fault.detail = detail
        if described.action:
            found.action = xml_string(described.action)

    def WsGetFaultErrorProperty(self, error: int, id: int, buffer: int, size: int) -> None:
        """Only what a service needs: whether there is a fault at all."""
        if id != F.WS_FAULT_ERROR_PROPERTY_FAULT or size != POINTER_SIZE:
            raise Refused(hr.E_NOTIMPL)
        if self._errors[error].fault is not None:
            raise Refused(hr.E_NOTIMPL)
        ctypes.c_void_p.from_address(buffer).value = None


def described_name(element: int) -> Name:
    """The name in a WS_ELEMENT_DESCRIPTION."""
    found = WS_ELEMENT_DESCRIPTION.from_address(element)
    return Name(xml_string(found.element_ns), xml_string(found.element_local_name))

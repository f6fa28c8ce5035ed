"""Operations: their description, and their parameters as a frame of pointers.

A frame is ``void* frame[]``, one pointer to a C variable for each parameter description, in and
out alike (what wsutil's stubs show, against the page ``wsw/wsdl-support``). The array that WsCall
takes is the same for what goes in; for what comes out each entry points to such a pointer.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from ..contract import Contract as ContractData
from ..contract import Message
from ..errors import DecodeError, EncodeError, UsageError
from ..messages import field_names
from .abi import (
    WS_MESSAGE_DESCRIPTION,
    WS_OPERATION_DESCRIPTION,
    WS_PARAMETER_DESCRIPTION,
    WS_PARAMETER_TYPE,
)
from .cells import Memory, put_pointer
from .slots import ArraySlot, Slot, joined
from .tables import Tables
from .vocabulary import BodyType, OperationTables, PartsType, StructType, WholeType

NOT_THERE = 0xFFFF
_NILLABLE_ELEMENT = 1  # WS_SERVICE_OPERATION_MESSAGE_NILLABLE_ELEMENT


class Body:
    """One direction of an operation: the element description, and a slot for each parameter."""

    def __init__(
        self,
        tables: Tables,
        ctype: BodyType | None,
        message: Message,
        types: ModuleType,
    ) -> None:
        self.message = message
        self.element = 0
        self.options = 0
        self.whole = False
        self._cls: type | None = None
        self.slots: list[Slot] = []
        if ctype is None:
            return
        if isinstance(ctype, PartsType):
            self.element, several = tables.several(ctype, message.body, types)
            self.slots = list(several)
            return
        part = message.body[0]
        whole = tables.whole(ctype.type if isinstance(ctype, WholeType) else ctype, part, types)
        self.element = tables.element(part, whole.cell)
        if isinstance(ctype, StructType):
            layout = tables.layout(ctype.make)
            self._cls = layout.struct.cls
            self.slots = list(layout.slots)
        else:
            self.whole = True
            self.slots = [whole]
            self.options = _NILLABLE_ELEMENT if part.nillable else 0

    def parameters(self, *, out: bool) -> list[WS_PARAMETER_DESCRIPTION]:
        """The description of each entry of the frame that belongs to it."""
        found: list[WS_PARAMETER_DESCRIPTION] = []
        for index, slot in enumerate(self.slots):
            kinds = [WS_PARAMETER_TYPE.WS_PARAMETER_TYPE_NORMAL]
            if self.whole:
                kinds = [WS_PARAMETER_TYPE.WS_PARAMETER_TYPE_MESSAGES]
            elif isinstance(slot, ArraySlot):
                # The count first, as wsutil's signatures have it; both carry the same index.
                kinds = [
                    WS_PARAMETER_TYPE.WS_PARAMETER_TYPE_ARRAY_COUNT,
                    WS_PARAMETER_TYPE.WS_PARAMETER_TYPE_ARRAY,
                ]
            where = (NOT_THERE, index) if out else (index, NOT_THERE)
            found += [WS_PARAMETER_DESCRIPTION(kind, *where) for kind in kinds]
        return found

    @property
    def width(self) -> int:
        """How many entries of the frame belong to it."""
        return sum(len(slot.variables) for slot in self.slots)

    def read(self, entries: Sequence[int], memory: Memory) -> list[Any]:
        """The values of the message's body, as people see them. DecodeError with a path."""
        root = self.message.body[0].name if self.message.body else "Body"
        values: list[Any] = []
        start = 0
        for slot in self.slots:
            stop = start + len(slot.variables)
            try:
                values.append(slot.read(tuple(entries[start:stop]), memory))
            except DecodeError as error:
                raise DecodeError(error.message, self._path(root, slot, error.path)) from None
            except RecursionError:
                raise DecodeError("elements are nested too deep", root) from None
            start = stop
        if self._cls is not None:
            named = {slot.name: value for slot, value in zip(self.slots, values, strict=True)}
            if not self.message.wrapped:
                return [self._cls(**named)]
            return [named[name] for name in field_names(self._cls)]
        if self.message.wrapped:
            whole = values[0]
            return [getattr(whole, name) for name in field_names(whole.__class__)]
        return values

    def write(self, body: Sequence[Any], entries: Sequence[int], memory: Memory) -> None:
        """Put the values of the body's parts into the variables. EncodeError with a path."""
        root = self.message.body[0].name if self.message.body else "Body"
        values = list(body)
        if self._cls is not None:
            whole = values[0]
            if whole.__class__ is not self._cls:
                name = self._cls.__name__
                raise EncodeError(f"expected {name}, got {type(whole).__name__}", root)
            values = [getattr(whole, slot.name) for slot in self.slots]
        start = 0
        for slot, value in zip(self.slots, values, strict=True):
            stop = start + len(slot.variables)
            addresses = tuple(entries[start:stop])
            for address, variable in zip(addresses, slot.variables, strict=True):
                ctypes.memset(address, 0, ctypes.sizeof(variable))
            try:
                slot.write(value, addresses, memory)
            except EncodeError as error:
                raise EncodeError(error.message, self._path(root, slot, error.path)) from None
            except RecursionError:
                raise EncodeError("objects are nested too deep", root) from None
            start = stop

    def _path(self, root: str, slot: Slot, path: str) -> str:
        if self._cls is not None:
            return joined(root, joined(slot.label, path))
        return joined(slot.label, path)

    def variables(self, memory: Memory) -> list[int]:
        """Room for the C variables, all zero; their addresses in the order of the frame."""
        found: list[int] = []
        for slot in self.slots:
            for variable in slot.variables:
                size = ctypes.sizeof(variable)
                address = memory.alloc(size)
                ctypes.memset(address, 0, size)
                found.append(address)
        return found


class Frame:
    """What is known of an operation once it is in use: both bodies, the parameters."""

    def __init__(self, tables: Tables, operation: OperationTables, contract: ContractData) -> None:
        self.operation = operation
        self._tables = tables
        data = operation.data
        if data.encoded:
            raise UsageError(
                f"{contract.name}.{data.name}: webservices.dll does not know the SOAP encoding;"
                " use backend='portable'"
            )
        self.request = Body(tables, operation.input, data.request, contract.types)
        self.response: Body | None = None
        if data.response is not None:
            self.response = Body(tables, operation.output, data.response, contract.types)
        self._parameters = self.request.parameters(out=False)
        if self.response is not None:
            self._parameters += self.response.parameters(out=True)
        self._descriptions: dict[tuple[str, int], int] = {}

    @property
    def count(self) -> int:
        """How many entries the frame has."""
        return len(self._parameters)

    def entries(self, frame: int) -> tuple[list[int], list[int]]:
        """The addresses of the variables: of the request's and of the response's."""
        if not self.count:
            return [], []
        pointers = (ctypes.c_void_p * self.count).from_address(frame)
        every = [pointer or 0 for pointer in pointers]
        return every[: self.request.width], every[self.request.width :]

    def arguments(
        self, body: Sequence[Any], memory: Memory
    ) -> tuple[ctypes.Array[ctypes.c_void_p], list[int]]:
        """What WsCall takes, and where the variables of the response will be."""
        ins = self.request.variables(memory)
        self.request.write(body, ins, memory)
        outs = self.response.variables(memory) if self.response is not None else []
        # An out entry is the address of the pointer argument of a proxy function.
        pointers = memory.alloc(max(1, len(outs)) * ctypes.sizeof(ctypes.c_void_p))
        step = ctypes.sizeof(ctypes.c_void_p)
        for number, out in enumerate(outs):
            put_pointer(pointers + number * step, out)
        entries = [*ins, *(pointers + number * step for number in range(len(outs)))]
        return (ctypes.c_void_p * len(entries))(*entries), outs

    def described(self, action: str, stub: int) -> int:
        """The address of a WS_OPERATION_DESCRIPTION; ``stub`` 0 is for a proxy."""
        found = self._descriptions.get((action, stub))
        if found is None:
            found = self._descriptions[action, stub] = self._describe(action, stub)
        return found

    def _describe(self, action: str, stub: int) -> int:
        tables, data = self._tables, self.operation.data
        response = self.response
        parameters = (WS_PARAMETER_DESCRIPTION * len(self._parameters))(*self._parameters)
        answer = None
        if response is not None and data.response is not None:
            # No default is made up for the action of a reply, as wsutil does not.
            reply_action = tables.string(data.response.action) if data.response.action else None
            answer = tables.keep(WS_MESSAGE_DESCRIPTION(reply_action, response.element or None))
        request_action = tables.string(action)
        return tables.keep(
            WS_OPERATION_DESCRIPTION(
                version_info=1,
                input_message_description=tables.keep(
                    WS_MESSAGE_DESCRIPTION(request_action, self.request.element or None)
                ),
                output_message_description=answer,
                input_message_options=self.request.options,
                output_message_options=response.options if response is not None else 0,
                parameter_count=len(self._parameters),
                parameter_description=tables.keep(parameters) if self._parameters else None,
                stub_callback=stub or None,
                style=self.operation.style,
            )
        )

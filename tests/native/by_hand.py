"""Description tables made by hand, as the fact sheet and Microsoft's pages show them.

Nothing of the runtime is used but the declarations of C.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from wswgen.runtime.native.abi import (
    WS_CONTRACT_DESCRIPTION,
    WS_ELEMENT_DESCRIPTION,
    WS_ENUM_DESCRIPTION,
    WS_ENUM_VALUE,
    WS_FIELD_DESCRIPTION,
    WS_FIELD_MAPPING,
    WS_ITEM_RANGE,
    WS_MESSAGE_DESCRIPTION,
    WS_OPERATION_DESCRIPTION,
    WS_PARAMETER_DESCRIPTION,
    WS_SERVICE_CONTRACT,
    WS_SERVICE_ENDPOINT,
    WS_STRUCT_DESCRIPTION,
    WS_TYPE,
    WS_UNION_DESCRIPTION,
    WS_UNION_FIELD_DESCRIPTION,
    WS_XML_STRING,
)

NS = "urn:by-hand"
POINTER, OPTIONAL, NILLABLE, NILLABLE_ITEM = 1, 2, 4, 8
NONE32, NONE16 = 0xFFFFFFFF, 0xFFFF


class Tables:
    """Makes tables and keeps what they point to."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def at(self, value: Any) -> int:
        """The address of a ctypes object that is kept."""
        self.kept.append(value)
        return ctypes.addressof(value)

    def pointers(self, values: Sequence[int]) -> int | None:
        """An array of pointers."""
        return self.at((ctypes.c_void_p * len(values))(*values)) if values else None

    def text(self, text: str) -> int:
        """A WS_XML_STRING."""
        data = text.encode()
        memory = self.at(ctypes.create_string_buffer(data))
        return self.at(WS_XML_STRING(len(data), memory, None, 0))

    def wide(self, text: str) -> int:
        """A WCHAR*."""
        data = (text + "\0").encode("utf-16-le")
        return self.at((ctypes.c_char * len(data)).from_buffer_copy(data))

    def field(
        self,
        mapping: str,
        kind: str,
        offset: int,
        *,
        name: str | None = None,
        ns: str = NS,
        options: int = 0,
        description: int | None = None,
        count: int = NONE32,
        item: str | None = None,
        limits: tuple[int, int] | None = None,
    ) -> WS_FIELD_DESCRIPTION:
        """A WS_FIELD_DESCRIPTION."""
        return WS_FIELD_DESCRIPTION(
            mapping=WS_FIELD_MAPPING[f"WS_{mapping}_FIELD_MAPPING"],
            local_name=self.text(name) if name is not None else None,
            ns=self.text(ns) if name is not None else None,
            type=WS_TYPE[f"WS_{kind}_TYPE"],
            type_description=description,
            offset=offset,
            options=options,
            count_offset=count,
            item_local_name=self.text(item) if item is not None else None,
            item_ns=self.text(ns) if item is not None else None,
            item_range=self.at(WS_ITEM_RANGE(*limits)) if limits is not None else None,
        )

    def element_field(self, kind: str, offset: int, name: str, **options: Any) -> Any:
        """An element mapping."""
        return self.field("ELEMENT", kind, offset, name=name, **options)

    def struct(
        self,
        size: int,
        *fields: WS_FIELD_DESCRIPTION,
        name: str = "T",
        parent: int | None = None,
        options: int = 0,
    ) -> int:
        """A WS_STRUCT_DESCRIPTION."""
        return self.at(
            WS_STRUCT_DESCRIPTION(
                size=size,
                alignment=8,
                fields=self.pointers([self.at(field) for field in fields]),
                field_count=len(fields),
                type_local_name=self.text(name),
                type_ns=self.text(NS),
                parent_type=parent,
                struct_options=options,
            )
        )

    def derive(self, base: int, *derived: int) -> None:
        """Link types to the one that they derive from."""
        found = WS_STRUCT_DESCRIPTION.from_address(base)
        found.sub_types, found.sub_type_count = self.pointers(derived), len(derived)
        for each in derived:
            WS_STRUCT_DESCRIPTION.from_address(each).parent_type = base

    def union(self, size: int, *branches: tuple[int, WS_FIELD_DESCRIPTION]) -> int:
        """A WS_UNION_DESCRIPTION: the selector is at 0, and 0 is none."""
        fields = [self.at(WS_UNION_FIELD_DESCRIPTION(value, field)) for value, field in branches]
        return self.at(
            WS_UNION_DESCRIPTION(size, 8, self.pointers(fields), len(fields), 0, 0, None)
        )

    def enum(self, *texts: str) -> int:
        """A WS_ENUM_DESCRIPTION, numbered from 0."""
        values = (WS_ENUM_VALUE * len(texts))(
            *(WS_ENUM_VALUE(number, self.text(text)) for number, text in enumerate(texts))
        )
        longest = max(len(text.encode()) for text in texts)
        return self.at(WS_ENUM_DESCRIPTION(self.at(values), len(texts), longest, None))

    def element(self, name: str | None, kind: str, description: int | None = None) -> int:
        """A WS_ELEMENT_DESCRIPTION."""
        return self.at(
            WS_ELEMENT_DESCRIPTION(
                self.text(name) if name is not None else None,
                self.text(NS) if name is not None else None,
                WS_TYPE[f"WS_{kind}_TYPE"],
                description,
            )
        )

    def operation(
        self,
        action: str,
        input: int | None,
        output: int | None,
        parameters: Sequence[tuple[int, int, int]],
        stub: Any,
        *,
        one_way: bool = False,
        input_options: int = 0,
    ) -> int:
        """A WS_OPERATION_DESCRIPTION; ``stub`` is a function pointer of ctypes."""
        self.kept.append(stub)
        array = (WS_PARAMETER_DESCRIPTION * len(parameters))(
            *(WS_PARAMETER_DESCRIPTION(*each) for each in parameters)
        )
        reply = self.at(WS_MESSAGE_DESCRIPTION(self.text(f"{action}Response"), output))
        return self.at(
            WS_OPERATION_DESCRIPTION(
                version_info=1,
                input_message_description=self.at(WS_MESSAGE_DESCRIPTION(self.text(action), input)),
                output_message_description=None if one_way else reply,
                input_message_options=input_options,
                parameter_count=len(parameters),
                parameter_description=self.at(array) if parameters else None,
                stub_callback=ctypes.cast(stub, ctypes.c_void_p).value,
            )
        )

    def endpoint(self, url: str, *operations: int) -> WS_SERVICE_ENDPOINT:
        """An HTTP endpoint; SOAP 1.2 with addressing, as the defaults are."""
        contract = WS_SERVICE_CONTRACT(
            self.at(WS_CONTRACT_DESCRIPTION(len(operations), self.pointers(operations))),
            None,
            self.pointers([self.at(ctypes.c_int(1)) for _ in operations]),
        )
        endpoint = WS_SERVICE_ENDPOINT(channel_type=16, contract=self.at(contract))
        endpoint.address.url.chars = self.wide(url)
        endpoint.address.url.length = len(url)
        self.kept.append(endpoint)
        return endpoint

"""Description tables read back from memory, through their pointers alone."""

from __future__ import annotations

import ctypes
from typing import Any

from wswgen.runtime.native import abi

NONE = 0xFFFFFFFF


def text(address: int | None) -> str | None:
    """A WS_XML_STRING; None for NULL."""
    if not address:
        return None
    string = abi.WS_XML_STRING.from_address(address)
    return ctypes.string_at(string.bytes, string.length).decode()


def array(address: int | None, count: int) -> list[int]:
    """An array of pointers."""
    if not address or not count:
        return []
    return [pointer or 0 for pointer in (ctypes.c_void_p * count).from_address(address)]


def field(address: int) -> dict[str, Any]:
    """A WS_FIELD_DESCRIPTION; ``struct`` is the address of the structure that it is of."""
    found = abi.WS_FIELD_DESCRIPTION.from_address(address)
    is_struct = found.type == abi.WS_TYPE.WS_STRUCT_TYPE
    return {
        "mapping": found.mapping,
        "localName": text(found.local_name),
        "ns": text(found.ns),
        "type": found.type,
        "struct": found.type_description if is_struct else None,
        "offset": found.offset,
        "options": found.options,
        "countOffset": found.count_offset,
        "itemLocalName": text(found.item_local_name),
        "itemNs": text(found.item_ns),
        "default": found.default_value,
        "itemRange": found.item_range,
    }


def struct(address: int) -> dict[str, Any]:
    """A WS_STRUCT_DESCRIPTION with its fields."""
    found = abi.WS_STRUCT_DESCRIPTION.from_address(address)
    return {
        "size": found.size,
        "alignment": found.alignment,
        "options": found.struct_options,
        "typeName": text(found.type_local_name),
        "typeNs": text(found.type_ns),
        "parent": found.parent_type,
        "subTypes": array(found.sub_types, found.sub_type_count),
        "fields": [field(each) for each in array(found.fields, found.field_count)],
    }


def structs(address: int) -> dict[tuple[str, str], dict[str, Any]]:
    """A structure and all that it leads to, by namespace and name."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    waiting = [address]
    while waiting:
        one = struct(waiting.pop())
        key = (one["typeNs"], one["typeName"])
        if key not in found:
            found[key] = one
            waiting += [each["struct"] for each in one["fields"] if each["struct"]]
    return found


def message(address: int | None) -> dict[str, Any] | None:
    """A WS_MESSAGE_DESCRIPTION with the name and the type of its body."""
    if not address:
        return None
    found = abi.WS_MESSAGE_DESCRIPTION.from_address(address)
    element = abi.WS_ELEMENT_DESCRIPTION.from_address(found.body_element_description)
    return {
        "action": text(found.action),
        "element": f"{{{text(element.element_ns)}}}{text(element.element_local_name)}",
        "type": element.type,
        "struct": element.type_description,
    }


def operation(address: int) -> dict[str, Any]:
    """A WS_OPERATION_DESCRIPTION with its messages and parameters."""
    found = abi.WS_OPERATION_DESCRIPTION.from_address(address)
    parameters: list[dict[str, int]] = []
    if found.parameter_count:
        kind = abi.WS_PARAMETER_DESCRIPTION * found.parameter_count
        parameters = [
            {
                "type": each.parameter_type,
                "inputMessageIndex": each.input_message_index,
                "outputMessageIndex": each.output_message_index,
            }
            for each in kind.from_address(found.parameter_description)
        ]
    return {
        "versionInfo": found.version_info,
        "style": found.style,
        "input": message(found.input_message_description),
        "output": message(found.output_message_description),
        "inputMessageOptions": found.input_message_options,
        "outputMessageOptions": found.output_message_options,
        "parameters": parameters,
    }

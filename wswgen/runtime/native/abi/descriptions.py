"""The tables that describe types, messages and operations.

Source: the structure pages of WebServices.h, `ns-webservices-ws_struct_description` and its kin.
"""

from __future__ import annotations

from ctypes import (
    Structure,
    c_double,
    c_float,
    c_int8,
    c_int16,
    c_int32,
    c_int64,
    c_uint8,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
)

from .kinds import BOOL, ENUM
from .values import DECIMAL, WS_DATETIME


class WS_DEFAULT_VALUE(Structure):
    """The value of a field that is absent."""

    _fields_ = [
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_ITEM_RANGE(Structure):
    """How often a repeated element may occur."""

    _fields_ = [
        ("min_item_count", c_uint32),
        ("max_item_count", c_uint32),
    ]


class WS_FIELD_DESCRIPTION(Structure):
    """One member of a structure and where it stands in the XML."""

    _fields_ = [
        ("mapping", ENUM),
        ("local_name", c_void_p),
        ("ns", c_void_p),
        ("type", ENUM),
        ("type_description", c_void_p),
        ("offset", c_uint32),
        ("options", c_uint32),
        ("default_value", c_void_p),
        ("count_offset", c_uint32),
        ("item_local_name", c_void_p),
        ("item_ns", c_void_p),
        ("item_range", c_void_p),
    ]


class WS_STRUCT_DESCRIPTION(Structure):
    """A structure, with its size and fields."""

    _fields_ = [
        ("size", c_uint32),
        ("alignment", c_uint32),
        ("fields", c_void_p),
        ("field_count", c_uint32),
        ("type_local_name", c_void_p),
        ("type_ns", c_void_p),
        ("parent_type", c_void_p),
        ("sub_types", c_void_p),
        ("sub_type_count", c_uint32),
        ("struct_options", c_uint32),
    ]


class WS_UNION_FIELD_DESCRIPTION(Structure):
    """One branch of a choice, and the selector that stands for it."""

    _fields_ = [
        ("value", c_int32),
        ("field", WS_FIELD_DESCRIPTION),
    ]


class WS_UNION_DESCRIPTION(Structure):
    """A choice: a selector and the memory that its branches share."""

    _fields_ = [
        ("size", c_uint32),
        ("alignment", c_uint32),
        ("fields", c_void_p),
        ("field_count", c_uint32),
        ("enum_offset", c_uint32),
        ("none_enum_value", c_int32),
        ("value_indices", c_void_p),
    ]


class WS_ENUM_VALUE(Structure):
    """One value of an enumeration and its text."""

    _fields_ = [
        ("value", c_int32),
        ("name", c_void_p),
    ]


class WS_ENUM_DESCRIPTION(Structure):
    """An enumeration."""

    _fields_ = [
        ("values", c_void_p),
        ("value_count", c_uint32),
        ("max_byte_count", c_uint32),
        ("name_indices", c_void_p),
    ]


class WS_BOOL_DESCRIPTION(Structure):
    """Limits of a BOOL."""

    _fields_ = [
        ("value", BOOL),
    ]


class WS_INT8_DESCRIPTION(Structure):
    """Limits of an 8-bit integer."""

    _fields_ = [
        ("min_value", c_int8),
        ("max_value", c_int8),
    ]


class WS_INT16_DESCRIPTION(Structure):
    """Limits of a 16-bit integer."""

    _fields_ = [
        ("min_value", c_int16),
        ("max_value", c_int16),
    ]


class WS_INT32_DESCRIPTION(Structure):
    """Limits of a 32-bit integer."""

    _fields_ = [
        ("min_value", c_int32),
        ("max_value", c_int32),
    ]


class WS_INT64_DESCRIPTION(Structure):
    """Limits of a 64-bit integer."""

    _fields_ = [
        ("min_value", c_int64),
        ("max_value", c_int64),
    ]


class WS_UINT8_DESCRIPTION(Structure):
    """Limits of an unsigned 8-bit integer."""

    _fields_ = [
        ("min_value", c_uint8),
        ("max_value", c_uint8),
    ]


class WS_UINT16_DESCRIPTION(Structure):
    """Limits of an unsigned 16-bit integer."""

    _fields_ = [
        ("min_value", c_uint16),
        ("max_value", c_uint16),
    ]


class WS_UINT32_DESCRIPTION(Structure):
    """Limits of an unsigned 32-bit integer."""

    _fields_ = [
        ("min_value", c_uint32),
        ("max_value", c_uint32),
    ]


class WS_UINT64_DESCRIPTION(Structure):
    """Limits of an unsigned 64-bit integer."""

    _fields_ = [
        ("min_value", c_uint64),
        ("max_value", c_uint64),
    ]


class WS_FLOAT_DESCRIPTION(Structure):
    """Limits of a float."""

    _fields_ = [
        ("min_value", c_float),
        ("max_value", c_float),
    ]


class WS_DOUBLE_DESCRIPTION(Structure):
    """Limits of a double."""

    _fields_ = [
        ("min_value", c_double),
        ("max_value", c_double),
    ]


class WS_DECIMAL_DESCRIPTION(Structure):
    """Limits of a decimal."""

    _fields_ = [
        ("min_value", DECIMAL),
        ("max_value", DECIMAL),
    ]


class WS_DATETIME_DESCRIPTION(Structure):
    """Limits of a date with time."""

    _fields_ = [
        ("min_value", WS_DATETIME),
        ("max_value", WS_DATETIME),
    ]


class WS_STRING_DESCRIPTION(Structure):
    """Limits of a string's length, in 16-bit units."""

    _fields_ = [
        ("min_char_count", c_uint32),
        ("max_char_count", c_uint32),
    ]


class WS_WSZ_DESCRIPTION(Structure):
    """Limits of a terminated string's length, in 16-bit units."""

    _fields_ = [
        ("min_char_count", c_uint32),
        ("max_char_count", c_uint32),
    ]


class WS_BYTES_DESCRIPTION(Structure):
    """Limits of a number of octets."""

    _fields_ = [
        ("min_byte_count", c_uint32),
        ("max_byte_count", c_uint32),
    ]


class WS_ATTRIBUTE_DESCRIPTION(Structure):
    """An attribute on its own."""

    _fields_ = [
        ("attribute_local_name", c_void_p),
        ("attribute_ns", c_void_p),
        ("type", ENUM),
        ("type_description", c_void_p),
    ]


class WS_ELEMENT_DESCRIPTION(Structure):
    """An element: name and type."""

    _fields_ = [
        ("element_local_name", c_void_p),
        ("element_ns", c_void_p),
        ("type", ENUM),
        ("type_description", c_void_p),
    ]


class WS_MESSAGE_DESCRIPTION(Structure):
    """A message: action and body."""

    _fields_ = [
        ("action", c_void_p),
        ("body_element_description", c_void_p),
    ]


class WS_PARAMETER_DESCRIPTION(Structure):
    """Where a parameter stands in the bodies; 0xFFFF: not in that message."""

    _fields_ = [
        ("parameter_type", ENUM),
        ("input_message_index", c_uint16),
        ("output_message_index", c_uint16),
    ]


class WS_OPERATION_DESCRIPTION(Structure):
    """An operation: messages, parameters, stub."""

    _fields_ = [
        ("version_info", c_uint32),
        ("input_message_description", c_void_p),
        ("output_message_description", c_void_p),
        ("input_message_options", c_uint32),
        ("output_message_options", c_uint32),
        ("parameter_count", c_uint16),
        ("parameter_description", c_void_p),
        ("stub_callback", c_void_p),
        ("style", ENUM),
    ]


class WS_CONTRACT_DESCRIPTION(Structure):
    """The operations, as an array of pointers."""

    _fields_ = [
        ("operation_count", c_uint32),
        ("operations", c_void_p),
    ]


class WS_FAULT_DETAIL_DESCRIPTION(Structure):
    """A declared fault: action and detail element."""

    _fields_ = [
        ("action", c_void_p),
        ("detail_element_description", c_void_p),
    ]

"""Readers and writers: properties, encodings, inputs, outputs, nodes.

Source: the structure pages of WebServices.h, `ns-webservices-ws_xml_reader_property` and its kin.
"""

from __future__ import annotations

from ctypes import Structure, c_uint8, c_uint32, c_void_p

from .kinds import BOOL, ENUM


class WS_XML_READER_PROPERTY(Structure):
    """A `WS_XML_READER_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_XML_READER_PROPERTIES(Structure):
    """An array of `WS_XML_READER_PROPERTY`."""

    _fields_ = [
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_XML_READER_ENCODING(Structure):
    """What every encoding starts with: a `WS_XML_READER_ENCODING_TYPE`."""

    _fields_ = [
        ("encoding_type", ENUM),
    ]


class WS_XML_READER_TEXT_ENCODING(Structure):
    """The input is text in this charset."""

    _fields_ = [
        ("encoding", WS_XML_READER_ENCODING),
        ("char_set", ENUM),
    ]


class WS_XML_READER_BINARY_ENCODING(Structure):
    """The input is binary XML."""

    _fields_ = [
        ("encoding", WS_XML_READER_ENCODING),
        ("static_dictionary", c_void_p),
        ("dynamic_dictionary", c_void_p),
    ]


class WS_XML_READER_INPUT(Structure):
    """What every input starts with: a `WS_XML_READER_INPUT_TYPE`."""

    _fields_ = [
        ("input_type", ENUM),
    ]


class WS_XML_READER_BUFFER_INPUT(Structure):
    """The input is one piece of memory; ``encoded_data_size`` in bytes."""

    _fields_ = [
        ("input", WS_XML_READER_INPUT),
        ("encoded_data", c_void_p),
        ("encoded_data_size", c_uint32),
    ]


class WS_XML_WRITER_PROPERTY(Structure):
    """A `WS_XML_WRITER_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_XML_WRITER_PROPERTIES(Structure):
    """An array of `WS_XML_WRITER_PROPERTY`."""

    _fields_ = [
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_XML_WRITER_ENCODING(Structure):
    """What every encoding starts with: a `WS_XML_WRITER_ENCODING_TYPE`."""

    _fields_ = [
        ("encoding_type", ENUM),
    ]


class WS_XML_WRITER_TEXT_ENCODING(Structure):
    """The output is text in this charset."""

    _fields_ = [
        ("encoding", WS_XML_WRITER_ENCODING),
        ("char_set", ENUM),
    ]


class WS_XML_WRITER_BINARY_ENCODING(Structure):
    """The output is binary XML."""

    _fields_ = [
        ("encoding", WS_XML_WRITER_ENCODING),
        ("static_dictionary", c_void_p),
        ("dynamic_string_callback", c_void_p),
        ("dynamic_string_callback_state", c_void_p),
    ]


class WS_XML_WRITER_OUTPUT(Structure):
    """What every output starts with: a `WS_XML_WRITER_OUTPUT_TYPE`."""

    _fields_ = [
        ("output_type", ENUM),
    ]


class WS_XML_WRITER_BUFFER_OUTPUT(Structure):
    """The output is memory, which `WS_XML_WRITER_PROPERTY_BYTES` then names."""

    _fields_ = [
        ("output", WS_XML_WRITER_OUTPUT),
    ]


class WS_XML_BUFFER_PROPERTY(Structure):
    """A property of an XML buffer; none exists yet."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_XML_NODE(Structure):
    """What every node starts with: a `WS_XML_NODE_TYPE`."""

    _fields_ = [
        ("node_type", ENUM),
    ]


class WS_XML_ATTRIBUTE(Structure):
    """An attribute of an element node."""

    _fields_ = [
        ("single_quote", c_uint8),
        ("is_xml_ns", c_uint8),
        ("prefix", c_void_p),
        ("local_name", c_void_p),
        ("ns", c_void_p),
        ("value", c_void_p),
    ]


class WS_XML_ELEMENT_NODE(Structure):
    """The start of an element."""

    _fields_ = [
        ("node", WS_XML_NODE),
        ("prefix", c_void_p),
        ("local_name", c_void_p),
        ("ns", c_void_p),
        ("attribute_count", c_uint32),
        ("attributes", c_void_p),
        ("is_empty", BOOL),
    ]


class WS_XML_TEXT_NODE(Structure):
    """Text between tags."""

    _fields_ = [
        ("node", WS_XML_NODE),
        ("text", c_void_p),
    ]


class WS_XML_NODE_POSITION(Structure):
    """A place in an XML buffer."""

    _fields_ = [
        ("buffer", c_void_p),
        ("node", c_void_p),
    ]

"""Service hosts and service proxies.

Source: the structure pages of WebServices.h, `ns-webservices-ws_service_endpoint` and its kin.
"""

from __future__ import annotations

from ctypes import Structure, c_uint32, c_void_p

from .channels import WS_CHANNEL_PROPERTIES, WS_ENDPOINT_ADDRESS
from .kinds import ENUM


class WS_SERVICE_CONTRACT(Structure):
    """A contract with its functions; ``method_table`` has one pointer per operation."""

    _fields_ = [
        ("contract_description", c_void_p),
        ("default_message_handler_callback", c_void_p),
        ("method_table", c_void_p),
    ]


class WS_SERVICE_ENDPOINT_PROPERTY(Structure):
    """A `WS_SERVICE_ENDPOINT_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_SERVICE_ENDPOINT(Structure):
    """Where and how a contract is served."""

    _fields_ = [
        ("address", WS_ENDPOINT_ADDRESS),
        ("channel_binding", ENUM),
        ("channel_type", ENUM),
        ("security_description", c_void_p),
        ("contract", c_void_p),
        ("authorization_callback", c_void_p),
        ("properties", c_void_p),
        ("property_count", c_uint32),
        ("channel_properties", WS_CHANNEL_PROPERTIES),
    ]


class WS_SERVICE_PROPERTY(Structure):
    """A `WS_SERVICE_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_SERVICE_PROPERTY_ACCEPT_CALLBACK(Structure):
    """Called when a session starts."""

    _fields_ = [
        ("callback", c_void_p),
    ]


class WS_SERVICE_PROPERTY_CLOSE_CALLBACK(Structure):
    """Called before a session's channel is closed or aborted."""

    _fields_ = [
        ("callback", c_void_p),
    ]


class WS_SERVICE_METADATA_DOCUMENT(Structure):
    """One document of the metadata."""

    _fields_ = [
        ("content", c_void_p),
        ("name", c_void_p),
    ]


class WS_SERVICE_METADATA(Structure):
    """The metadata of a host."""

    _fields_ = [
        ("document_count", c_uint32),
        ("documents", c_void_p),
        ("service_name", c_void_p),
        ("service_ns", c_void_p),
    ]


class WS_SERVICE_ENDPOINT_METADATA(Structure):
    """How an endpoint is named in the metadata."""

    _fields_ = [
        ("port_name", c_void_p),
        ("binding_name", c_void_p),
        ("binding_ns", c_void_p),
    ]


class WS_PROXY_PROPERTY(Structure):
    """A `WS_PROXY_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_PROXY_MESSAGE_CALLBACK_CONTEXT(Structure):
    """Called with the message before it is sent, or after its headers came."""

    _fields_ = [
        ("callback", c_void_p),
        ("state", c_void_p),
    ]


class WS_CALL_PROPERTY(Structure):
    """A `WS_CALL_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]

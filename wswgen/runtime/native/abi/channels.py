"""Channels and what they carry: addresses, properties, errors, faults, security.

Source: the structure pages of WebServices.h, `ns-webservices-ws_channel_property` and its kin.
"""

from __future__ import annotations

from ctypes import Structure, c_uint32, c_void_p

from .kinds import ENUM
from .values import WS_STRING, WS_XML_QNAME


class WS_ASYNC_CONTEXT(Structure):
    """Whom to tell when a call is over. Read only while the call is being started."""

    _fields_ = [
        ("callback", c_void_p),
        ("callback_state", c_void_p),
    ]


class WS_ERROR_PROPERTY(Structure):
    """A `WS_ERROR_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_HEAP_PROPERTY(Structure):
    """A `WS_HEAP_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_HEAP_PROPERTIES(Structure):
    """An array of `WS_HEAP_PROPERTY`."""

    _fields_ = [
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_FAULT_CODE(Structure):
    """A fault code, and the subcode inside it."""

    _fields_ = [
        ("value", WS_XML_QNAME),
        ("sub_code", c_void_p),
    ]


class WS_FAULT_REASON(Structure):
    """The text of a fault in one language."""

    _fields_ = [
        ("text", WS_STRING),
        ("lang", WS_STRING),
    ]


class WS_FAULT(Structure):
    """A SOAP fault."""

    _fields_ = [
        ("code", c_void_p),
        ("reasons", c_void_p),
        ("reason_count", c_uint32),
        ("actor", WS_STRING),
        ("node", WS_STRING),
        ("detail", c_void_p),
    ]


class WS_MESSAGE_PROPERTY(Structure):
    """A `WS_MESSAGE_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_MESSAGE_PROPERTIES(Structure):
    """An array of `WS_MESSAGE_PROPERTY`."""

    _fields_ = [
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_CHANNEL_PROPERTY(Structure):
    """A `WS_CHANNEL_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_CHANNEL_PROPERTIES(Structure):
    """An array of `WS_CHANNEL_PROPERTY`."""

    _fields_ = [
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_LISTENER_PROPERTY(Structure):
    """A `WS_LISTENER_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_LISTENER_PROPERTIES(Structure):
    """An array of `WS_LISTENER_PROPERTY`."""

    _fields_ = [
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_DISALLOWED_USER_AGENT_SUBSTRINGS(Structure):
    """Requests of these user agents are refused."""

    _fields_ = [
        ("sub_string_count", c_uint32),
        ("sub_strings", c_void_p),
    ]


class WS_ENDPOINT_IDENTITY(Structure):
    """What every identity starts with: its type."""

    _fields_ = [
        ("identity_type", ENUM),
    ]


class WS_ENDPOINT_ADDRESS(Structure):
    """Where an endpoint is."""

    _fields_ = [
        ("url", WS_STRING),
        ("headers", c_void_p),
        ("extensions", c_void_p),
        ("identity", c_void_p),
    ]


class WS_SECURITY_PROPERTY(Structure):
    """A `WS_SECURITY_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_SECURITY_PROPERTIES(Structure):
    """An array of `WS_SECURITY_PROPERTY`."""

    _fields_ = [
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_SECURITY_BINDING_PROPERTY(Structure):
    """A `WS_SECURITY_BINDING_PROPERTY_ID` with its value."""

    _fields_ = [
        ("id", ENUM),
        ("value", c_void_p),
        ("value_size", c_uint32),
    ]


class WS_SECURITY_BINDING_PROPERTIES(Structure):
    """An array of `WS_SECURITY_BINDING_PROPERTY`."""

    _fields_ = [
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_SECURITY_BINDING(Structure):
    """What every security binding starts with."""

    _fields_ = [
        ("binding_type", ENUM),
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]


class WS_CERT_CREDENTIAL(Structure):
    """What every certificate credential starts with: a `WS_CERT_CREDENTIAL_TYPE`."""

    _fields_ = [
        ("credential_type", ENUM),
    ]


class WS_SUBJECT_NAME_CERT_CREDENTIAL(Structure):
    """A certificate by the name of its subject."""

    _fields_ = [
        ("credential", WS_CERT_CREDENTIAL),
        ("store_location", c_uint32),
        ("store_name", WS_STRING),
        ("subject_name", WS_STRING),
    ]


class WS_THUMBPRINT_CERT_CREDENTIAL(Structure):
    """A certificate by its SHA-1 hash in hexadecimal."""

    _fields_ = [
        ("credential", WS_CERT_CREDENTIAL),
        ("store_location", c_uint32),
        ("store_name", WS_STRING),
        ("thumbprint", WS_STRING),
    ]


class WS_SSL_TRANSPORT_SECURITY_BINDING(Structure):
    """HTTPS."""

    _fields_ = [
        ("binding", WS_SECURITY_BINDING),
        ("local_cert_credential", c_void_p),
    ]


class WS_WINDOWS_INTEGRATED_AUTH_CREDENTIAL(Structure):
    """What every Windows credential starts with."""

    _fields_ = [
        ("credential_type", ENUM),
    ]


class WS_STRING_WINDOWS_INTEGRATED_AUTH_CREDENTIAL(Structure):
    """User, password and domain."""

    _fields_ = [
        ("credential", WS_WINDOWS_INTEGRATED_AUTH_CREDENTIAL),
        ("username", WS_STRING),
        ("password", WS_STRING),
        ("domain", WS_STRING),
    ]


class WS_DEFAULT_WINDOWS_INTEGRATED_AUTH_CREDENTIAL(Structure):
    """The user of this process."""

    _fields_ = [
        ("credential", WS_WINDOWS_INTEGRATED_AUTH_CREDENTIAL),
    ]


class WS_HTTP_HEADER_AUTH_SECURITY_BINDING(Structure):
    """HTTP authentication: basic, digest, NTLM, negotiate."""

    _fields_ = [
        ("binding", WS_SECURITY_BINDING),
        ("client_credential", c_void_p),
    ]


class WS_TCP_SSPI_TRANSPORT_SECURITY_BINDING(Structure):
    """Windows authentication over TCP."""

    _fields_ = [
        ("binding", WS_SECURITY_BINDING),
        ("client_credential", c_void_p),
    ]


class WS_SECURITY_DESCRIPTION(Structure):
    """The security of a channel: bindings and properties."""

    _fields_ = [
        ("security_bindings", c_void_p),
        ("security_binding_count", c_uint32),
        ("properties", c_void_p),
        ("property_count", c_uint32),
    ]

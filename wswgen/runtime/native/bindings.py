"""What a URL and a SOAP version mean for a channel: `wsw/metadata-mapping`.

The DLL's own defaults (SOAP 1.2 with WS-Addressing) fit hardly any contract, so both versions are
always set. Over HTTP the action travels in the HTTP header (transport addressing); over net.tcp,
where there is none, in WS-Addressing 1.0.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from ..errors import UsageError
from ..soap import SOAP11, VERSIONS, Version
from .abi import (
    WS_ADDRESSING_VERSION,
    WS_CHANNEL_BINDING,
    WS_CHANNEL_PROPERTY,
    WS_CHANNEL_PROPERTY_ID,
    WS_CHANNEL_TYPE,
    WS_ENCODING,
    WS_ENVELOPE_VERSION,
    WS_PROTECTION_LEVEL,
    WS_SECURITY_BINDING_TYPE,
    WS_SECURITY_DESCRIPTION,
    WS_SECURITY_PROPERTY,
    WS_SECURITY_PROPERTY_ID,
    WS_SSL_TRANSPORT_SECURITY_BINDING,
)
from .properties import Properties

_SCHEMES = ("http", "https", "net.tcp")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL that can be called or served natively."""

    url: str
    parts: SplitResult

    @property
    def session(self) -> bool:
        """Whether calls share a session: net.tcp."""
        return self.parts.scheme == "net.tcp"

    @property
    def binding(self) -> WS_CHANNEL_BINDING:
        """The transport."""
        if self.session:
            return WS_CHANNEL_BINDING.WS_TCP_CHANNEL_BINDING
        return WS_CHANNEL_BINDING.WS_HTTP_CHANNEL_BINDING

    def channel_type(self, *, service: bool) -> WS_CHANNEL_TYPE:
        """How messages are exchanged, on either side."""
        if self.session:
            return WS_CHANNEL_TYPE.WS_CHANNEL_TYPE_DUPLEX_SESSION
        if service:
            return WS_CHANNEL_TYPE.WS_CHANNEL_TYPE_REPLY
        return WS_CHANNEL_TYPE.WS_CHANNEL_TYPE_REQUEST

    def version(self, soap: Literal["1.1", "1.2"]) -> Version:
        """The envelope that is used: net.tcp is always SOAP 1.2."""
        return VERSIONS["1.2" if self.session else soap]


def parse_address(url: str) -> Address:
    """The parts of a URL. Raises `UsageError` for one that is none of ours."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _SCHEMES and bool(parts.hostname or parts.netloc[:1] in ("+", "*"))
        parts.port  # noqa: B018  # raises for what is no number
    except ValueError:
        usable = False
        parts = urlsplit("")
    if not usable or parts.query or parts.fragment:
        raise UsageError(
            f"{url!r} cannot be used natively: http://, https:// or net.tcp://, a host,"
            " no query and no fragment"
        )
    if any(ord(letter) <= 32 or ord(letter) > 126 for letter in url):
        raise UsageError(f"{url!r} has characters that must be escaped in a URL")
    return Address(url, parts)


def channel_properties(
    address: Address, version: Version, max_message: int
) -> Properties[WS_CHANNEL_PROPERTY]:
    """Encoding, addressing and envelope, in wsutil's order; the largest message in bytes."""
    ids = WS_CHANNEL_PROPERTY_ID
    found = Properties(WS_CHANNEL_PROPERTY)
    envelope = (
        WS_ENVELOPE_VERSION.WS_ENVELOPE_VERSION_SOAP_1_1
        if version is SOAP11
        else WS_ENVELOPE_VERSION.WS_ENVELOPE_VERSION_SOAP_1_2
    )
    addressing = (
        WS_ADDRESSING_VERSION.WS_ADDRESSING_VERSION_1_0
        if address.session
        else WS_ADDRESSING_VERSION.WS_ADDRESSING_VERSION_TRANSPORT
    )
    encoding = (
        WS_ENCODING.WS_ENCODING_XML_BINARY_SESSION_1
        if address.session
        else WS_ENCODING.WS_ENCODING_XML_UTF8
    )
    found.add(ids.WS_CHANNEL_PROPERTY_ENCODING, ctypes.c_int32(encoding))
    found.add(ids.WS_CHANNEL_PROPERTY_ADDRESSING_VERSION, ctypes.c_int32(addressing))
    found.add(ids.WS_CHANNEL_PROPERTY_ENVELOPE_VERSION, ctypes.c_int32(envelope))
    size = ctypes.c_uint32(min(max_message, 0xFFFFFFFF))
    found.add(ids.WS_CHANNEL_PROPERTY_MAX_BUFFERED_MESSAGE_SIZE, size)
    return found


class TransportSecurity:
    """The security description for https: TLS of the system, with its certificates."""

    def __init__(self) -> None:
        self._binding = WS_SSL_TRANSPORT_SECURITY_BINDING()
        self._binding.binding.binding_type = (
            WS_SECURITY_BINDING_TYPE.WS_SSL_TRANSPORT_SECURITY_BINDING_TYPE
        )
        self._bindings = (ctypes.c_void_p * 1)(ctypes.addressof(self._binding))
        self._properties = Properties(WS_SECURITY_PROPERTY)
        self._properties.add(
            WS_SECURITY_PROPERTY_ID.WS_SECURITY_PROPERTY_TRANSPORT_PROTECTION_LEVEL,
            ctypes.c_int32(WS_PROTECTION_LEVEL.WS_PROTECTION_LEVEL_SIGN_AND_ENCRYPT),
        )
        self._description = WS_SECURITY_DESCRIPTION(
            ctypes.addressof(self._bindings), 1, self._properties.address, self._properties.count
        )

    @property
    def address(self) -> int:
        """The address of the WS_SECURITY_DESCRIPTION."""
        return ctypes.addressof(self._description)

"""The properties of hosts, endpoints, channels and listeners: sizes and limits of their values."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wswgen.runtime.native.abi import (
    WS_CHANNEL_PROPERTY,
    WS_CHANNEL_PROPERTY_ID,
    WS_DISALLOWED_USER_AGENT_SUBSTRINGS,
    WS_LISTENER_PROPERTIES,
    WS_LISTENER_PROPERTY_ID,
    WS_MESSAGE_PROPERTIES,
    WS_MESSAGE_PROPERTY_ID,
    WS_SERVICE_ENDPOINT_METADATA,
    WS_SERVICE_ENDPOINT_PROPERTY_ID,
    WS_SERVICE_METADATA,
    WS_SERVICE_PROPERTY_ID,
    WS_STRING,
)
from wswgen.runtime.native.abi import hresults as hr

from .ledger import Ledger

POINTER = ctypes.sizeof(ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Value:
    """The size in bytes, one of several where no page says; limits of what is a number."""

    sizes: tuple[int, ...]
    low: int = 0
    high: int = 0xFFFFFFFFFFFFFFFF
    number: bool = True


def _structure(cls: Any) -> Value:
    return Value((ctypes.sizeof(cls),), number=False)


ULONG = Value((4,), 0, 0xFFFFFFFF)
POSITIVE = Value((4,), 1, 0xFFFFFFFF)
BOOL = Value((4,), 0, 1)
HEAP_SIZE = Value((4, 8), 1)  # the type is not stated; other heap sizes are SIZE_T

S, E = WS_SERVICE_PROPERTY_ID, WS_SERVICE_ENDPOINT_PROPERTY_ID
C, L, G = WS_CHANNEL_PROPERTY_ID, WS_LISTENER_PROPERTY_ID, WS_MESSAGE_PROPERTY_ID

HOST: Mapping[int, Value] = {
    S.WS_SERVICE_PROPERTY_HOST_USER_STATE: Value((POINTER,), number=False),
    S.WS_SERVICE_PROPERTY_FAULT_DISCLOSURE: Value((4,), 0, 1),
    S.WS_SERVICE_PROPERTY_FAULT_LANGID: Value((2,)),
    S.WS_SERVICE_PROPERTY_METADATA: _structure(WS_SERVICE_METADATA),
    S.WS_SERVICE_PROPERTY_CLOSE_TIMEOUT: ULONG,
}
ENDPOINT: Mapping[int, Value] = {
    E.WS_SERVICE_ENDPOINT_PROPERTY_MAX_ACCEPTING_CHANNELS: POSITIVE,
    E.WS_SERVICE_ENDPOINT_PROPERTY_MAX_CONCURRENCY: POSITIVE,
    E.WS_SERVICE_ENDPOINT_PROPERTY_BODY_HEAP_MAX_SIZE: HEAP_SIZE,
    E.WS_SERVICE_ENDPOINT_PROPERTY_BODY_HEAP_TRIM_SIZE: HEAP_SIZE,
    E.WS_SERVICE_ENDPOINT_PROPERTY_MESSAGE_PROPERTIES: _structure(WS_MESSAGE_PROPERTIES),
    E.WS_SERVICE_ENDPOINT_PROPERTY_MAX_CALL_POOL_SIZE: ULONG,
    E.WS_SERVICE_ENDPOINT_PROPERTY_MAX_CHANNEL_POOL_SIZE: ULONG,
    E.WS_SERVICE_ENDPOINT_PROPERTY_LISTENER_PROPERTIES: _structure(WS_LISTENER_PROPERTIES),
    E.WS_SERVICE_ENDPOINT_PROPERTY_CHECK_MUST_UNDERSTAND: BOOL,
    E.WS_SERVICE_ENDPOINT_PROPERTY_METADATA_EXCHANGE_TYPE: Value((4,), 0, 2),
    E.WS_SERVICE_ENDPOINT_PROPERTY_METADATA: _structure(WS_SERVICE_ENDPOINT_METADATA),
    E.WS_SERVICE_ENDPOINT_PROPERTY_METADATA_EXCHANGE_URL_SUFFIX: _structure(WS_STRING),
    E.WS_SERVICE_ENDPOINT_PROPERTY_MAX_CHANNELS: POSITIVE,
}
CHANNEL: Mapping[int, Value] = {
    C.WS_CHANNEL_PROPERTY_MAX_BUFFERED_MESSAGE_SIZE: POSITIVE,
    C.WS_CHANNEL_PROPERTY_MAX_STREAMED_MESSAGE_SIZE: Value((8,)),
    C.WS_CHANNEL_PROPERTY_ENCODING: Value((4,), 0, 8),
    C.WS_CHANNEL_PROPERTY_ENVELOPE_VERSION: Value((4,), 1, 3),
    C.WS_CHANNEL_PROPERTY_ADDRESSING_VERSION: Value((4,), 1, 3),
    C.WS_CHANNEL_PROPERTY_MAX_SESSION_DICTIONARY_SIZE: ULONG,
    C.WS_CHANNEL_PROPERTY_CONNECT_TIMEOUT: ULONG,
    C.WS_CHANNEL_PROPERTY_SEND_TIMEOUT: ULONG,
    C.WS_CHANNEL_PROPERTY_RECEIVE_TIMEOUT: ULONG,
    C.WS_CHANNEL_PROPERTY_RECEIVE_RESPONSE_TIMEOUT: ULONG,
    C.WS_CHANNEL_PROPERTY_CLOSE_TIMEOUT: ULONG,
    C.WS_CHANNEL_PROPERTY_TRIM_BUFFERED_MESSAGE_SIZE: ULONG,
    C.WS_CHANNEL_PROPERTY_NO_DELAY: BOOL,
}
LISTENER: Mapping[int, Value] = {
    L.WS_LISTENER_PROPERTY_LISTEN_BACKLOG: ULONG,
    L.WS_LISTENER_PROPERTY_IP_VERSION: Value((4,), 1, 3),
    L.WS_LISTENER_PROPERTY_ASYNC_CALLBACK_MODEL: Value((4,), 1, 1),
    L.WS_LISTENER_PROPERTY_CONNECT_TIMEOUT: ULONG,
    L.WS_LISTENER_PROPERTY_CLOSE_TIMEOUT: ULONG,
    L.WS_LISTENER_PROPERTY_TO_HEADER_MATCHING_OPTIONS: ULONG,
    L.WS_LISTENER_PROPERTY_TRANSPORT_URL_MATCHING_OPTIONS: ULONG,
    L.WS_LISTENER_PROPERTY_DISALLOWED_USER_AGENT: _structure(WS_DISALLOWED_USER_AGENT_SUBSTRINGS),
}
MESSAGE: Mapping[int, Value] = {
    G.WS_MESSAGE_PROPERTY_HEAP_PROPERTIES: Value((2 * POINTER,), number=False),
    G.WS_MESSAGE_PROPERTY_XML_READER_PROPERTIES: Value((2 * POINTER,), number=False),
    G.WS_MESSAGE_PROPERTY_XML_WRITER_PROPERTIES: Value((2 * POINTER,), number=False),
    G.WS_MESSAGE_PROPERTY_MAX_PROCESSED_HEADERS: POSITIVE,
}
NESTED: Mapping[int, tuple[str, Mapping[int, Value], type]] = {
    E.WS_SERVICE_ENDPOINT_PROPERTY_LISTENER_PROPERTIES: ("listener", LISTENER, L),
    E.WS_SERVICE_ENDPOINT_PROPERTY_MESSAGE_PROPERTIES: ("message", MESSAGE, G),
}


def read(
    what: str,
    known: Mapping[int, Value],
    ids: Any,
    address: int | None,
    count: int,
    ledger: Ledger,
) -> dict[str, int]:
    """The properties by the names of their ids: numbers, and addresses of structures.

    Raises `Refused` for one that is not for this, of another size, or out of its limits.
    """
    found: dict[str, int] = {}
    if bool(count) and not address:
        raise ledger.refuse(f"{count} {what} properties at NULL", hr.E_INVALIDARG)
    if not count:
        return found
    # The property structures of all kinds are alike.
    for each in (WS_CHANNEL_PROPERTY * count).from_address(address or 0):
        value = known.get(each.id)
        if value is None:
            raise ledger.refuse(f"{what} property {each.id} is not for this", hr.E_INVALIDARG)
        name = ids(each.id).name
        if name in found:
            raise ledger.refuse(f"{name} is given twice", hr.E_INVALIDARG)
        if each.value_size not in value.sizes or not each.value:
            raise ledger.refuse(f"{name} has a value of {each.value_size} bytes", hr.E_INVALIDARG)
        if not value.number:
            found[name] = each.value
            continue
        number = int.from_bytes(ctypes.string_at(each.value, each.value_size), "little")
        if not value.low <= number <= value.high:
            raise ledger.refuse(f"{name} may not be {number}", hr.E_INVALIDARG)
        found[name] = number
    return found

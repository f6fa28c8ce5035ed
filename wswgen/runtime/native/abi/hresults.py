"""Results by name, as unsigned 32-bit numbers.

Microsoft's page "Windows Web Services Return Values" prints many of them wrongly; these are the
values of WebServices.h and winerror.h.
"""

from __future__ import annotations

from typing import Final

S_OK: Final = 0x00000000
WS_S_ASYNC: Final = 0x003D0000
WS_S_END: Final = 0x003D0001
WS_E_INVALID_FORMAT: Final = 0x803D0000
WS_E_OBJECT_FAULTED: Final = 0x803D0001
WS_E_NUMERIC_OVERFLOW: Final = 0x803D0002
WS_E_INVALID_OPERATION: Final = 0x803D0003
WS_E_OPERATION_ABORTED: Final = 0x803D0004
WS_E_ENDPOINT_ACCESS_DENIED: Final = 0x803D0005
WS_E_OPERATION_TIMED_OUT: Final = 0x803D0006
WS_E_OPERATION_ABANDONED: Final = 0x803D0007
WS_E_QUOTA_EXCEEDED: Final = 0x803D0008
WS_E_NO_TRANSLATION_AVAILABLE: Final = 0x803D0009
WS_E_SECURITY_VERIFICATION_FAILURE: Final = 0x803D000A
WS_E_ADDRESS_IN_USE: Final = 0x803D000B
WS_E_ADDRESS_NOT_AVAILABLE: Final = 0x803D000C
WS_E_ENDPOINT_NOT_FOUND: Final = 0x803D000D
WS_E_ENDPOINT_NOT_AVAILABLE: Final = 0x803D000E
WS_E_ENDPOINT_FAILURE: Final = 0x803D000F
WS_E_ENDPOINT_UNREACHABLE: Final = 0x803D0010
WS_E_ENDPOINT_ACTION_NOT_SUPPORTED: Final = 0x803D0011
WS_E_ENDPOINT_TOO_BUSY: Final = 0x803D0012
WS_E_ENDPOINT_FAULT_RECEIVED: Final = 0x803D0013
WS_E_ENDPOINT_DISCONNECTED: Final = 0x803D0014
WS_E_PROXY_FAILURE: Final = 0x803D0015
WS_E_PROXY_ACCESS_DENIED: Final = 0x803D0016
WS_E_NOT_SUPPORTED: Final = 0x803D0017
WS_E_PROXY_REQUIRES_BASIC_AUTH: Final = 0x803D0018
WS_E_PROXY_REQUIRES_DIGEST_AUTH: Final = 0x803D0019
WS_E_PROXY_REQUIRES_NTLM_AUTH: Final = 0x803D001A
WS_E_PROXY_REQUIRES_NEGOTIATE_AUTH: Final = 0x803D001B
WS_E_SERVER_REQUIRES_BASIC_AUTH: Final = 0x803D001C
WS_E_SERVER_REQUIRES_DIGEST_AUTH: Final = 0x803D001D
WS_E_SERVER_REQUIRES_NTLM_AUTH: Final = 0x803D001E
WS_E_SERVER_REQUIRES_NEGOTIATE_AUTH: Final = 0x803D001F
WS_E_INVALID_ENDPOINT_URL: Final = 0x803D0020
WS_E_OTHER: Final = 0x803D0021
WS_E_SECURITY_TOKEN_EXPIRED: Final = 0x803D0022
WS_E_SECURITY_SYSTEM_FAILURE: Final = 0x803D0023
E_NOTIMPL: Final = 0x80004001
E_ABORT: Final = 0x80004004
E_FAIL: Final = 0x80004005
E_UNEXPECTED: Final = 0x8000FFFF
E_ACCESSDENIED: Final = 0x80070005
E_OUTOFMEMORY: Final = 0x8007000E
E_INVALIDARG: Final = 0x80070057

_NAMES: Final = {
    value: name for name, value in list(globals().items()) if name.startswith(("S_", "E_", "WS_"))
}


def unsigned(hresult: int) -> int:
    """A result as the unsigned number that the constants here are; ctypes gives signed ones."""
    return hresult & 0xFFFFFFFF


def failed(hresult: int) -> bool:
    """Whether a result, signed or unsigned, is a failure: its highest bit is set."""
    return bool(hresult & 0x80000000)


def name_of(hresult: int) -> str:
    """The name of a result, or its hexadecimal number."""
    return _NAMES.get(unsigned(hresult), f"0x{unsigned(hresult):08X}")


def signed(hresult: int) -> int:
    """A result as ctypes wants it from a callback."""
    return hresult - 0x100000000 if hresult & 0x80000000 else hresult

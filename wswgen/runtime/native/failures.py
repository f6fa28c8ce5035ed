"""What a failed HRESULT becomes: the one place where results are judged.

Each exception is of two kinds: a `WindowsWebServicesError`, which has the code, its name and the
strings of WS_ERROR, and what the same mishap is on the portable backend, so that a program catches
`TimedOut` or `TransportError` and need not know which backend it runs on.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from ..errors import (
    DecodeError,
    MessageError,
    TimedOut,
    TransportError,
    UsageError,
    WindowsWebServicesError,
)
from .abi import hresults as hr


class NativeUnavailable(UsageError):
    """This system has no webservices.dll, or none that is new enough."""


class NativeTransportError(WindowsWebServicesError, TransportError):
    """The call did not reach the service, or was ended before the reply came."""


class NativeTimedOut(WindowsWebServicesError, TimedOut):
    """The timeout of the call passed."""


class NativeMessageError(WindowsWebServicesError, MessageError):
    """A message larger or deeper than allowed, or a number too large for its type."""


class NativeDecodeError(WindowsWebServicesError, DecodeError):
    """A received message that the contract does not allow."""


class NativeUsageError(WindowsWebServicesError, UsageError):
    """A function was called with arguments, or at a time, that make no sense."""


class NativeMemoryError(WindowsWebServicesError, MemoryError):
    """The system has no memory left."""


_TRANSPORT = (
    hr.WS_E_OBJECT_FAULTED,
    hr.WS_E_OPERATION_ABORTED,
    hr.WS_E_OPERATION_ABANDONED,
    hr.WS_E_ENDPOINT_ACCESS_DENIED,
    hr.WS_E_SECURITY_VERIFICATION_FAILURE,
    hr.WS_E_ADDRESS_IN_USE,
    hr.WS_E_ADDRESS_NOT_AVAILABLE,
    hr.WS_E_ENDPOINT_NOT_FOUND,
    hr.WS_E_ENDPOINT_NOT_AVAILABLE,
    hr.WS_E_ENDPOINT_FAILURE,
    hr.WS_E_ENDPOINT_UNREACHABLE,
    hr.WS_E_ENDPOINT_ACTION_NOT_SUPPORTED,
    hr.WS_E_ENDPOINT_TOO_BUSY,
    hr.WS_E_ENDPOINT_DISCONNECTED,
    hr.WS_E_PROXY_FAILURE,
    hr.WS_E_PROXY_ACCESS_DENIED,
    hr.WS_E_PROXY_REQUIRES_BASIC_AUTH,
    hr.WS_E_PROXY_REQUIRES_DIGEST_AUTH,
    hr.WS_E_PROXY_REQUIRES_NTLM_AUTH,
    hr.WS_E_PROXY_REQUIRES_NEGOTIATE_AUTH,
    hr.WS_E_SERVER_REQUIRES_BASIC_AUTH,
    hr.WS_E_SERVER_REQUIRES_DIGEST_AUTH,
    hr.WS_E_SERVER_REQUIRES_NTLM_AUTH,
    hr.WS_E_SERVER_REQUIRES_NEGOTIATE_AUTH,
    hr.WS_E_SECURITY_TOKEN_EXPIRED,
    hr.WS_E_SECURITY_SYSTEM_FAILURE,
    hr.E_ACCESSDENIED,
)

_KINDS: dict[int, type[WindowsWebServicesError]] = {
    **dict.fromkeys(_TRANSPORT, NativeTransportError),
    hr.WS_E_OPERATION_TIMED_OUT: NativeTimedOut,
    hr.WS_E_QUOTA_EXCEEDED: NativeMessageError,
    hr.WS_E_NUMERIC_OVERFLOW: NativeDecodeError,
    hr.WS_E_INVALID_FORMAT: NativeDecodeError,
    hr.WS_E_INVALID_ENDPOINT_URL: NativeUsageError,
    hr.WS_E_INVALID_OPERATION: NativeUsageError,
    hr.E_INVALIDARG: NativeUsageError,
    hr.E_OUTOFMEMORY: NativeMemoryError,
}

# HRESULT_FROM_WIN32 of the errors of WinHTTP, which carries HTTP below the DLL.
_WINHTTP = range(0x80072EE1, 0x80072FA0)

_ADVICE = {
    hr.WS_E_QUOTA_EXCEEDED: "a message is larger or nested deeper than allowed, or needs more "
    "heap; raise max_body or max_depth if it is meant to be",
    hr.WS_E_ADDRESS_IN_USE: "another program or another host listens at this address; "
    "`netsh http show servicestate` names it",
    hr.WS_E_ADDRESS_NOT_AVAILABLE: "the host in the address is none of this machine; use `+`, "
    "`*`, localhost or one of its names",
    hr.WS_E_ENDPOINT_NOT_AVAILABLE: "the service is not running, or is closing",
    hr.WS_E_ENDPOINT_NOT_FOUND: "nothing is served at this address; compare the path",
    hr.WS_E_ENDPOINT_UNREACHABLE: "nothing listens at this host and port, or a firewall refuses",
    hr.WS_E_ENDPOINT_ACTION_NOT_SUPPORTED: "the service does not know this operation: is it of "
    "the same version of the contract?",
    hr.WS_E_ENDPOINT_TOO_BUSY: "the service refuses more calls for now; try again later",
    hr.WS_E_INVALID_ENDPOINT_URL: "the address must be http, https, net.tcp or net.pipe, escaped, "
    "without a query",
    hr.WS_E_SECURITY_VERIFICATION_FAILURE: "the certificate or the credentials of the other side "
    "were not accepted",
    hr.WS_E_OBJECT_FAULTED: "the channel or host is broken: close and reset it, or make another",
}


class ErrorObject(Protocol):
    """What can tell more about a failure: `owners.Error`."""

    def strings(self) -> list[str]:
        """The texts that were recorded, the most general first."""
        ...

    def reset(self) -> None:
        """Forget them, because the object keeps growing otherwise."""
        ...


def check(hresult: int, error: ErrorObject | None, what: str, *, url: str = "") -> int:
    """The result, unsigned, if it is a success; else raises a `WindowsWebServicesError`.

    ``error`` is read and reset. ``what`` completes "could not": "open the host"; ``url`` is the
    address that it was about, if any.
    """
    code = hr.unsigned(hresult)
    if not hr.failed(code):
        return code
    raise failure(code, error, what, url=url)


def failure(
    hresult: int, error: ErrorObject | None, what: str, *, url: str = ""
) -> WindowsWebServicesError:
    """The exception for a failed result; ``error`` is read and reset."""
    code = hr.unsigned(hresult)
    strings: list[str] = []
    if error is not None:
        strings = error.strings()
        error.reset()
    kind = _KINDS.get(code, WindowsWebServicesError)
    if code in _WINHTTP:
        kind = NativeTransportError
    return kind(code, hr.name_of(code), what, strings=strings, advice=_advice(code, url))


def _advice(code: int, url: str) -> str:
    if code in (hr.E_ACCESSDENIED, hr.WS_E_ENDPOINT_ACCESS_DENIED) and url:
        return (
            "the address is not reserved for this user; as administrator, run\n"
            f"    {reservation(url)}"
        )
    return _ADVICE.get(code, "")


def reservation(url: str) -> str:
    """The command that lets the present user listen at an address of http.sys.

    http.sys wants the port written out and a path that ends in a slash.
    """
    parts = urlsplit(url)
    host = parts.hostname or "+"
    if host in ("localhost", "127.0.0.1"):
        host = "+"
    elif ":" in host:
        host = f"[{host}]"
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    reserved = urlunsplit((parts.scheme, f"{host}:{port}", path, "", ""))
    return f"netsh http add urlacl url={reserved} user=%USERDOMAIN%\\%USERNAME%"

"""The exceptions of the runtime.

```
WsError
+-- Fault               a SOAP fault; generated exceptions derive from it
+-- TransportError      the call did not reach the service, or no reply came back
|   +-- TimedOut        the deadline passed first
+-- MessageError        a message that is not what the contract says; `path` names the element
|   +-- DecodeError     ... that was received
|   +-- EncodeError     ... that was to be sent
+-- UsageError          a call of ours that makes no sense in this state
+-- LeakError           a host was closed while calls were still running
+-- WindowsWebServicesError  webservices.dll failed; mostly one of the above as well
Cancelled (BaseException)   the call was cancelled: `except Exception` cannot swallow it
```
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .token import CancelReason


class WsError(Exception):
    """Everything that the runtime raises for reasons outside the program."""


class TransportError(WsError):
    """The service could not be reached, or the connection ended without a whole reply.

    ``status`` is the HTTP status of a reply that is no SOAP message, else None.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)


class TimedOut(TransportError, TimeoutError):
    """The deadline of the call passed before the reply came."""


class MessageError(WsError):
    """A value or a message that the contract does not allow.

    ``path`` names the place, for example ``Submit/order/line[2]/quantity`` or
    ``Submit/order/@id``; it is ``""`` where the message as a whole is wrong.
    """

    def __init__(self, message: str, path: str = "") -> None:
        self.message = message
        self.path = path
        super().__init__(message, path)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class DecodeError(MessageError):
    """A received message that the contract does not allow."""


class EncodeError(MessageError):
    """A value that the contract does not allow on the wire, or that XML cannot hold."""


class UsageError(WsError):
    """The program used the runtime in a way, or at a time, that makes no sense."""


class LeakError(WsError):
    """A host was closed while calls were alive; ``operations`` names one for each."""

    def __init__(self, operations: Sequence[str]) -> None:
        self.operations = tuple(operations)
        names = ", ".join(sorted(set(self.operations)))
        super().__init__(f"{len(self.operations)} calls are still alive: {names}")

    def __reduce__(self) -> tuple[type[LeakError], tuple[tuple[str, ...]]]:
        return type(self), (self.operations,)


class WindowsWebServicesError(WsError):
    """A function of webservices.dll failed.

    ``hresult`` is the result as an unsigned number, ``name`` its name, ``strings`` what WS_ERROR
    says, the most general first: they may hold text that the other side sent. ``advice`` is what
    to do, where that is known.
    """

    def __init__(
        self, hresult: int, name: str, what: str, *, strings: Sequence[str] = (), advice: str = ""
    ) -> None:
        self.hresult = hresult
        self.name = name
        self.what = what
        self.strings = tuple(strings)
        self.advice = advice
        lines = [f"could not {what}: {name} (0x{hresult:08X})", *strings]
        if advice:
            lines.append(advice)
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[object, ...]:
        first = (self.hresult, self.name, self.what)
        return _revived, (type(self), first, self.strings, self.advice)


def _revived(
    kind: type[WindowsWebServicesError],
    first: tuple[int, str, str],
    strings: Sequence[str],
    advice: str,
) -> WindowsWebServicesError:
    return kind(*first, strings=strings, advice=advice)


class Cancelled(BaseException):
    """The call was cancelled.

    Like `asyncio.CancelledError` it is no `Exception`, so that a handler's ``except Exception``
    does not swallow it.
    """

    def __init__(self, reason: CancelReason) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"the call was cancelled: {self.reason.name}"

"""The exceptions of the runtime.

```
WsError
+-- Fault               a SOAP fault, raised in handlers and by clients; generated classes derive from it
+-- TransportError      the call did not reach the service, or no reply came back
|   +-- TimedOut        the deadline passed first
+-- MessageError        a message that is not what the contract says; `path` names the element
|   +-- DecodeError     ... that was received
|   +-- EncodeError     ... that was to be sent
+-- UsageError          a call of ours that makes no sense in this state
Cancelled (BaseException)   the call was cancelled: `except Exception` cannot swallow it
```
"""

from __future__ import annotations


class WsError(Exception):
    """Everything that the runtime raises for reasons outside the program."""


class TransportError(WsError):
    """The service could not be reached, or the connection ended without a whole reply."""


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

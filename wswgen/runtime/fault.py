"""SOAP faults as exceptions: raised in handlers, caught by callers."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeVar

from .errors import WsError

if TYPE_CHECKING:
    from .values import QName

F = TypeVar("F", bound="Fault")


class FaultCode(StrEnum):
    """Whose fault it is, in the words of SOAP 1.2; CLIENT and SERVER are those of SOAP 1.1."""

    SENDER = "Sender"
    RECEIVER = "Receiver"
    VERSION_MISMATCH = "VersionMismatch"
    MUST_UNDERSTAND = "MustUnderstand"
    DATA_ENCODING_UNKNOWN = "DataEncodingUnknown"
    CLIENT = "Sender"
    SERVER = "Receiver"


class Fault(WsError):
    """A SOAP fault.

    ``reason`` is text for people, in the language ``lang``. ``subcodes`` refine the code from the
    outside in; SOAP 1.1 has room for one code, the innermost. ``actor`` is the URI of the node
    that failed. ``detail`` is the value of a declared fault, else a list of `XmlElement` or None.

    Raise a generated subclass for a fault that the operation declares; raise this class for any
    other: ``raise Fault("we are closed", code=FaultCode.SENDER)``.
    """

    detail: Any

    def __init__(
        self,
        reason: str,
        *,
        code: FaultCode = FaultCode.RECEIVER,
        subcodes: Sequence[QName] = (),
        lang: str = "en",
        actor: str | None = None,
        detail: Any = None,
    ) -> None:
        self.reason = reason
        self.code = code
        self.subcodes = tuple(subcodes)
        self.lang = lang
        self.actor = actor
        self.detail = detail
        super().__init__(reason)

    def __str__(self) -> str:
        return self.reason

    def because(self, reason: str) -> Self:
        """This fault with another reason text: ``raise UnknownCustomer(...).because("...")``."""
        self.reason = reason
        self.args = (reason,)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # A generated class has an __init__ of its own, so unpickling must not call it.
        return rebuild, (type(self), self.reason), vars(self)


def rebuild(cls: type[F], reason: str, **rest: Any) -> F:
    """A fault as it came from the wire, without the constructor of the generated class."""
    fault = cls.__new__(cls)
    Fault.__init__(fault, reason, **rest)
    return fault

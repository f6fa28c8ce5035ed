"""Operations as data: what a generated ``_contract.py`` states and every backend reads.

Types are named by strings, evaluated on first use in the namespace of the package's ``types``
module, so that importing a contract of a thousand operations builds none of them. There are many
parts in such a contract: tuples and their classes are made in a tenth of the time that frozen
dataclasses take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType, ModuleType
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from .record import record

R = TypeVar("R")
"""What a handler of the operation returns and a client's method gives back."""


NOTHING: Mapping[str, Any] = MappingProxyType({})


class Part(NamedTuple):
    """One element of a SOAP body, header or fault detail, and the type of its content.

    ``type`` is an annotation such as ``"Order"`` or ``"xs.Int"``. Without a ``name`` it is the type
    of the SOAP Body itself (WSDL 1.1, section 3.5), and the only body part of its message.
    ``encoded`` is said of headers and of fault details; a body is encoded or not as a whole.
    """

    name: str
    namespace: str
    type: str
    nillable: bool = False
    encoded: bool = False


class Message(NamedTuple):
    """One direction of an operation.

    ``fields`` are the values that people see, in the order of the elements: with ``wrapped`` the
    fields of the single body part's class, else one for each body part; then one for each header.
    On a request they name the fields of the operation's state. On a response, ``result`` names
    the class that holds several of them; without it there is none (None) or one (itself).
    An ``encoded`` body is written and read as section 5 of SOAP 1.1 says, or section 3 of SOAP 1.2
    part 2 where the envelope is of that version.
    """

    body: Sequence[Part] = ()
    headers: Sequence[Part] = ()
    fields: Sequence[str] = ()
    wrapped: bool = False
    encoded: bool = False
    result: str | None = None
    action: str | None = None


class FaultPart(NamedTuple):
    """A declared fault: the detail element and the exception class (in ``faults``) for it.

    With ``header`` the element is no detail but a block in the header of the fault message (SOAP
    1.1, section 4.4).
    """

    name: str
    detail: Part
    exception: str
    action: str | None = None
    header: bool = False


class Operation(NamedTuple, Generic[R]):
    """One operation, generic in what its handler returns; ``response`` None is one-way."""

    name: str
    request: Message
    response: Message | None = None
    faults: Sequence[FaultPart] = ()
    soap_action: str = ""

    @property
    def encoded(self) -> bool:
        """Whether anything in its messages has the SOAP encoding."""
        messages = [each for each in (self.request, self.response) if each is not None]
        parts = [part for message in messages for part in message.headers]
        parts += [fault.detail for fault in self.faults]
        return any(each.encoded for each in messages) or any(each.encoded for each in parts)


@record
class Endpoint:
    """A port of the WSDL: its envelope version, its address as written, its own actions.

    ``soap_actions`` holds only those that differ from `Operation.soap_action`.
    """

    service: str
    port: str
    binding: str
    soap: Literal["1.1", "1.2"]
    address: str = ""
    soap_actions: Mapping[str, str] = NOTHING


@record
class Contract:
    """A port type: its operations, its endpoints, the modules its types and faults live in.

    ``package`` is the name of the generated package and ``wsdl`` the path of its root document
    below that package. ``documents`` says, for each document below ``wsdl/``, which document a
    location or (for an import without one) a namespace in it means.
    """

    name: str
    namespace: str
    operations: Sequence[Operation[Any]]
    endpoints: Sequence[Endpoint]
    types: ModuleType
    faults: ModuleType | None = None
    package: str | None = ""
    wsdl: str = ""
    documents: Mapping[str, Mapping[str, str]] = NOTHING

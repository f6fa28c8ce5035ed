"""WSDL 1.1 definitions as they were written (W3C Note, sections 2 and 3); names expanded only."""

from __future__ import annotations

from typing import Literal

from wswgen.errors import Location
from wswgen.qname import QName
from wswgen.record import record


@record
class Part:
    """One part of a message (2.3): it has an element or a type.

    ``fallback`` is that element or type in the target namespace, see `wswgen.schema.model.Ref`.
    """

    name: str
    element: QName | None = None
    type: QName | None = None
    fallback: QName | None = None
    documentation: str = ""
    location: Location


@record
class Message:
    """``wsdl:message``: its parts in document order (WSDL 1.1, section 2.3)."""

    name: QName
    parts: tuple[Part, ...]
    documentation: str = ""
    location: Location


@record
class Direction:
    """An input, output or fault of an abstract operation (2.4). ``name`` is empty if absent."""

    name: str
    message: QName
    action: str | None = None
    documentation: str = ""
    location: Location


@record
class Operation:
    """An abstract operation. ``kind`` follows from the order of input and output."""

    name: str
    kind: Literal["request-response", "one-way", "solicit-response", "notification"]
    input: Direction | None
    output: Direction | None
    faults: tuple[Direction, ...]
    documentation: str = ""
    location: Location


@record
class PortType:
    """``wsdl:portType`` (WSDL 1.1, section 2.4)."""

    name: QName
    operations: tuple[Operation, ...]
    documentation: str = ""
    location: Location


@record
class Header:
    """soap:header (3.7): a part of any message, with the soap:headerfault elements inside it.

    These are headers of faults: parts of any message, too.
    """

    message: QName
    part: str
    use: str
    encoding: str = ""
    namespace: str = ""
    faults: tuple[Header, ...] = ()
    location: Location


@record
class BoundDirection:
    """What a binding says of one direction. ``parts`` None means all that are no headers.

    ``foreign`` names an extension element that is not SOAP's, such as a MIME multipart.
    """

    name: str
    parts: tuple[str, ...] | None = None
    use: str = "literal"
    encoding: str = ""
    namespace: str = ""
    headers: tuple[Header, ...] = ()
    foreign: QName | None = None
    location: Location


@record
class BoundOperation:
    """``wsdl:operation`` in a binding, with what SOAP says of it (WSDL 1.1, section 3.4)."""

    name: str
    style: str
    action: str
    input: BoundDirection | None
    output: BoundDirection | None
    faults: tuple[BoundDirection, ...]
    location: Location


@record
class Required:
    """An extension element with wsdl:required="true" (2.1.3)."""

    name: QName
    location: Location


@record
class Binding:
    """A binding (2.5). ``soap`` is empty where it is not SOAP's; ``foreign`` may then say whose."""

    name: QName
    type: QName
    soap: Literal["", "1.1", "1.2"]
    style: str
    transport: str
    operations: tuple[BoundOperation, ...]
    required: tuple[Required, ...] = ()
    foreign: QName | None = None
    location: Location


@record
class Port:
    """``wsdl:port`` (WSDL 1.1, section 2.6)."""

    name: str
    binding: QName
    address: str
    required: tuple[Required, ...] = ()
    documentation: str = ""
    location: Location


@record
class Service:
    """``wsdl:service`` (WSDL 1.1, section 2.7)."""

    name: QName
    ports: tuple[Port, ...]
    required: tuple[Required, ...] = ()
    documentation: str = ""
    location: Location


@record
class Definitions:
    """One wsdl:definitions element."""

    name: str
    namespace: str
    messages: tuple[Message, ...]
    port_types: tuple[PortType, ...]
    bindings: tuple[Binding, ...]
    services: tuple[Service, ...]
    required: tuple[Required, ...] = ()
    documentation: str = ""
    location: Location

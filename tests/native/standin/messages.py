"""The headers of messages."""

from __future__ import annotations

from dataclasses import dataclass, field

from wswgen.runtime.native.abi import (
    WS_ELEMENT_DESCRIPTION,
    WS_MESSAGE_PROPERTY_ID,
    WS_READ_OPTION,
    WS_REPEATING_HEADER_OPTION,
    WS_TYPE,
)
from wswgen.runtime.native.abi import hresults as hr

from .errors import described_name
from .ledger import Graveyard, Ledger, Refused
from .memory import Cells, put_pointer, put_u32
from .scalars import POINTER_SIZE
from .soap import Header, Version
from .tree import Name, Node, parse, serialize
from .xmltools import XmlTools


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A WS_MESSAGE: headers that came in, or headers to be sent."""

    version: Version
    headers: list[Header] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)
    output: bool = False
    depth: int = 32


class Messages:
    """The functions on WS_MESSAGE."""

    def __init__(self, ledger: Ledger, graveyard: Graveyard, xml: XmlTools) -> None:
        self._ledger = ledger
        self._cells = Cells(ledger, graveyard)
        self._xml = xml
        self._messages: dict[int, Message] = {}

    def make(self, message: Message) -> int:
        """The handle of a message."""
        address = self._cells.make()
        self._messages[address] = message
        return address

    def drop(self, address: int) -> None:
        """The message is over."""
        del self._messages[address]
        self._cells.drop(address)

    def WsGetMessageProperty(
        self, message: int, id: int, value: int, value_size: int, error: int
    ) -> None:
        found = self._messages[message]
        ids = WS_MESSAGE_PROPERTY_ID
        if id != ids.WS_MESSAGE_PROPERTY_ENVELOPE_VERSION or value_size != 4 or not value:
            raise Refused(hr.E_INVALIDARG)
        put_u32(value, found.version.value)

    def WsGetCustomHeader(
        self,
        message: int,
        custom_header_description: int,
        repeating_option: int,
        header_index: int,
        read_option: int,
        heap: int,
        value: int,
        value_size: int,
        header_attributes: int,
        error: int,
    ) -> None:
        found = self._messages[message]
        if found.output:
            raise self._ledger.refuse("WsGetCustomHeader: of the message that is to be sent")
        if not custom_header_description or not value:
            raise Refused(hr.E_INVALIDARG)
        name = described_name(custom_header_description)
        kind = WS_ELEMENT_DESCRIPTION.from_address(custom_header_description).type
        headers = [each for each in found.headers if each.node.name == name]
        if repeating_option == WS_REPEATING_HEADER_OPTION.WS_SINGLETON_HEADER:
            if header_index or len(headers) > 1:
                raise Refused(hr.E_INVALIDARG if header_index else hr.WS_E_INVALID_FORMAT)
        elif repeating_option != WS_REPEATING_HEADER_OPTION.WS_REPEATING_HEADER:
            raise Refused(hr.E_INVALIDARG)
        if header_index >= len(headers):
            if read_option == WS_READ_OPTION.WS_READ_REQUIRED_VALUE or value_size != POINTER_SIZE:
                raise Refused(hr.WS_E_INVALID_FORMAT)
            if read_option == WS_READ_OPTION.WS_READ_REQUIRED_POINTER:
                raise Refused(hr.WS_E_INVALID_FORMAT)
            put_pointer(value, 0)
            return
        header = headers[header_index]
        header.read = True
        attributes = header.node.attributes
        if header_attributes:
            relay = attributes.get(Name(found.version.ns, "relay"), "") in ("1", "true")
            put_u32(header_attributes, int(header.must_understand) | 2 * relay)
        node = header.node
        if kind != WS_TYPE.WS_XML_BUFFER_TYPE:
            # They are of SOAP and not of the value.
            node = Node(
                name,
                {key: text for key, text in attributes.items() if key.ns != found.version.ns},
                node.children,
                node.scope,
            )
        if read_option == WS_READ_OPTION.WS_READ_NILLABLE_POINTER and node.is_nil():
            put_pointer(value, 0)
            return
        option = WS_READ_OPTION(read_option)
        if option is not WS_READ_OPTION.WS_READ_REQUIRED_VALUE:
            option = WS_READ_OPTION.WS_READ_REQUIRED_POINTER
        self._xml.read(
            heap, serialize(node), custom_header_description, option, value, value_size,
            found.depth,
        )  # fmt: skip

    def WsAddCustomHeader(
        self,
        message: int,
        header_description: int,
        write_option: int,
        value: int,
        value_size: int,
        header_attributes: int,
        error: int,
    ) -> None:
        found = self._messages[message]
        if not found.output:
            raise self._ledger.refuse("WsAddCustomHeader: to the message that was received")
        if not header_description or header_attributes & ~3:
            raise Refused(hr.E_INVALIDARG)
        data = self._xml.write(header_description, write_option, value, value_size)
        node = parse(data)
        if header_attributes & 1:
            node.attributes[Name(found.version.ns, "mustUnderstand")] = "1"
        found.added.append(serialize(node))

    def WsCheckMustUnderstandHeaders(self, message: int, error: int) -> None:
        found = self._messages[message]
        if not_understood(found) is not None:
            raise Refused(hr.WS_E_INVALID_FORMAT)


def not_understood(message: Message) -> Header | None:
    """A header that must be understood and that nobody has read."""
    return next((h for h in message.headers if h.must_understand and not h.read), None)

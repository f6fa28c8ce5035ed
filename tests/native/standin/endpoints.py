"""Endpoints, contracts and operations, read through the pointers that the host was given."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from wswgen.runtime.native.abi import (
    WS_CHANNEL_BINDING,
    WS_CHANNEL_PROPERTY_ID,
    WS_CHANNEL_TYPE,
    WS_CONTRACT_DESCRIPTION,
    WS_ELEMENT_DESCRIPTION,
    WS_MESSAGE_DESCRIPTION,
    WS_OPERATION_DESCRIPTION,
    WS_PARAMETER_DESCRIPTION,
    WS_SERVICE_CONTRACT,
    WS_SERVICE_ENDPOINT,
    WS_SERVICE_ENDPOINT_PROPERTY_ID,
    WS_TYPE,
    WS_XML_READER_PROPERTIES,
    WS_XML_READER_PROPERTY,
)
from wswgen.runtime.native.abi import hresults as hr

from . import properties
from .described import Struct, pointers
from .ledger import Ledger, Refused
from .memory import pointer_at, u32_at, ws_string, xml_string
from .scalars import POINTER_SIZE
from .soap import Version
from .tree import Name

NORMAL, ARRAY, ARRAY_COUNT, MESSAGES = range(4)
NOT_THERE = 0xFFFF
_CHANNELS = {
    WS_CHANNEL_BINDING.WS_HTTP_CHANNEL_BINDING: WS_CHANNEL_TYPE.WS_CHANNEL_TYPE_REPLY,
    WS_CHANNEL_BINDING.WS_TCP_CHANNEL_BINDING: WS_CHANNEL_TYPE.WS_CHANNEL_TYPE_DUPLEX_SESSION,
    WS_CHANNEL_BINDING.WS_NAMEDPIPE_CHANNEL_BINDING: (
        WS_CHANNEL_TYPE.WS_CHANNEL_TYPE_DUPLEX_SESSION
    ),
}
_SCHEMES = {
    "http": WS_CHANNEL_BINDING.WS_HTTP_CHANNEL_BINDING,
    "https": WS_CHANNEL_BINDING.WS_HTTP_CHANNEL_BINDING,
    "net.tcp": WS_CHANNEL_BINDING.WS_TCP_CHANNEL_BINDING,
    "net.pipe": WS_CHANNEL_BINDING.WS_NAMEDPIPE_CHANNEL_BINDING,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A WS_PARAMETER_DESCRIPTION."""

    kind: int
    input: int
    output: int


class Body:
    """A WS_MESSAGE_DESCRIPTION with its element."""

    def __init__(self, address: int, options: int) -> None:
        found = WS_MESSAGE_DESCRIPTION.from_address(address)
        self.action = xml_string(found.action)
        self.nillable = bool(options & 1)
        self.element: int = found.body_element_description or 0
        self.kind = -1
        self.description = 0
        self.name: Name | None = None
        self.struct: Struct | None = None
        if not self.element:
            return
        element = WS_ELEMENT_DESCRIPTION.from_address(self.element)
        self.kind = element.type
        self.description = element.type_description or 0
        if element.element_local_name:
            self.name = Name(xml_string(element.element_ns), xml_string(element.element_local_name))
        if self.kind == WS_TYPE.WS_STRUCT_TYPE:
            self.struct = Struct(self.description)


class Operation:
    """A WS_OPERATION_DESCRIPTION. Raises `Refused` for one that makes no sense."""

    def __init__(self, address: int, callback: int, ledger: Ledger) -> None:
        found = WS_OPERATION_DESCRIPTION.from_address(address)
        self.callback = callback
        self.stub: int = found.stub_callback or 0
        self.style: int = found.style
        self.input = Body(found.input_message_description, found.input_message_options)
        self.output: Body | None = None
        if found.output_message_description:
            self.output = Body(found.output_message_description, found.output_message_options)
        count = found.parameter_count
        if count and not found.parameter_description:
            raise ledger.refuse("parameters at NULL", hr.E_INVALIDARG)
        array = (WS_PARAMETER_DESCRIPTION * count).from_address(found.parameter_description or 0)
        self.parameters = [
            Parameter(each.parameter_type, each.input_message_index, each.output_message_index)
            for each in (array if count else ())
        ]
        if found.version_info != 1 or not self.stub or not callback or self.style not in (0, 1):
            raise ledger.refuse("an operation without version, stub or function", hr.E_INVALIDARG)
        for body, side in ((self.input, "input"), (self.output, "output")):
            indices = [getattr(each, side) for each in self.parameters]
            self._check(body, side, indices, ledger)

    def _check(self, body: Body | None, side: str, indices: list[int], ledger: Ledger) -> None:
        used = [
            (parameter.kind, index)
            for parameter, index in zip(self.parameters, indices, strict=True)
            if index != NOT_THERE
        ]
        if body is None or not body.element:
            if used:
                raise ledger.refuse(f"{side} parameters without a body", hr.E_INVALIDARG)
            return
        if body.nillable and any(kind != MESSAGES for kind, _ in used):
            raise ledger.refuse("NILLABLE_ELEMENT is for MESSAGES only", hr.E_INVALIDARG)
        if any(kind == MESSAGES for kind, _ in used):
            if len(used) != 1 or body.name is None:
                raise ledger.refuse("MESSAGES is the one parameter of a message", hr.E_INVALIDARG)
            return
        if body.struct is None:
            raise ledger.refuse(f"the {side} body is no structure", hr.E_INVALIDARG)
        fields = body.struct.fields
        found = [(kind, index) for kind, index in used]
        if any(index >= len(fields) for _, index in found):
            raise ledger.refuse(f"an {side} index without a field", hr.E_INVALIDARG)
        wanted: list[tuple[int, int]] = []
        for index, field in enumerate(fields):
            if field.repeating:
                wanted += [(ARRAY_COUNT, index), (ARRAY, index)]
            else:
                wanted.append((NORMAL, index))
        if sorted(found) != sorted(wanted):
            raise ledger.refuse(
                f"the {side} parameters {sorted(found)} are not the fields {sorted(wanted)}",
                hr.E_INVALIDARG,
            )


class Endpoint:
    """A WS_SERVICE_ENDPOINT, checked; its tables are read anew for each request."""

    def __init__(self, address: int, ledger: Ledger) -> None:
        self.address = address
        self._ledger = ledger
        if not address:
            raise ledger.refuse("an endpoint at NULL", hr.E_INVALIDARG)
        found = WS_SERVICE_ENDPOINT.from_address(address)
        ids = WS_SERVICE_ENDPOINT_PROPERTY_ID
        self.settings = properties.read(
            "endpoint", properties.ENDPOINT, ids, found.properties, found.property_count, ledger
        )
        for id, (what, known, inner) in properties.NESTED.items():
            at = self.settings.get(ids(id).name)
            if at is not None:
                self.settings |= properties.read(
                    what, known, inner, pointer_at(at), u32_at(at + POINTER_SIZE), ledger
                )
        channel = found.channel_properties
        self.settings |= properties.read(
            "channel",
            properties.CHANNEL,
            WS_CHANNEL_PROPERTY_ID,
            channel.properties,
            channel.property_count,
            ledger,
        )
        self.binding: int = found.channel_binding
        if _CHANNELS.get(WS_CHANNEL_BINDING(self.binding)) != found.channel_type:
            raise ledger.refuse("a channel type that this binding has not", hr.E_INVALIDARG)
        if found.authorization_callback:
            raise ledger.refuse("the stand-in authorizes nobody", hr.E_NOTIMPL)
        if not found.contract:
            raise ledger.refuse("an endpoint without a contract", hr.E_INVALIDARG)
        self.operations()

    @property
    def url(self) -> str:
        """The address, as it is in memory now."""
        return ws_string(WS_SERVICE_ENDPOINT.from_address(self.address).address.url)

    def check_url(self) -> None:
        """Raises `Refused` for a URL that cannot be listened at."""
        parts = urlsplit(self.url)
        try:
            port = parts.port
        except ValueError:
            port = None
            parts = parts._replace(netloc="")
        wrong = _SCHEMES.get(parts.scheme) != self.binding or not parts.netloc or port == 0
        if wrong or parts.query or parts.fragment or " " in self.url:
            raise Refused(hr.WS_E_INVALID_ENDPOINT_URL)

    def serves(self, url: str) -> bool:
        """Whether a request to this URL is for this endpoint."""
        own, other = urlsplit(self.url), urlsplit(url)
        if own.scheme != other.scheme or own.path != other.path:
            return False
        if own.hostname in ("+", "*") or own.netloc.startswith(("+", "*")):
            return own.netloc.rpartition(":")[2] == other.netloc.rpartition(":")[2]
        return own.netloc == other.netloc

    def operations(self) -> list[Operation]:
        """The operations with the functions of the method table."""
        contract = WS_SERVICE_CONTRACT.from_address(
            WS_SERVICE_ENDPOINT.from_address(self.address).contract
        )
        if contract.default_message_handler_callback:
            raise self._ledger.refuse("the stand-in calls no default handler", hr.E_NOTIMPL)
        if not contract.contract_description or not contract.method_table:
            raise self._ledger.refuse("a contract without its tables", hr.E_INVALIDARG)
        found = WS_CONTRACT_DESCRIPTION.from_address(contract.contract_description)
        return [
            Operation(
                operation, pointer_at(contract.method_table + POINTER_SIZE * index), self._ledger
            )
            for index, operation in enumerate(pointers(found.operations, found.operation_count))
        ]

    @property
    def contract_description(self) -> int:
        """The address of the WS_CONTRACT_DESCRIPTION."""
        contract = WS_SERVICE_ENDPOINT.from_address(self.address).contract
        return WS_SERVICE_CONTRACT.from_address(contract).contract_description or 0

    def find(self, action: str) -> Operation | None:
        """The operation of an action; only its own tables are read."""
        contract = WS_SERVICE_CONTRACT.from_address(
            WS_SERVICE_ENDPOINT.from_address(self.address).contract
        )
        found = WS_CONTRACT_DESCRIPTION.from_address(contract.contract_description)
        for index, address in enumerate(pointers(found.operations, found.operation_count)):
            message = WS_OPERATION_DESCRIPTION.from_address(address).input_message_description
            if xml_string(WS_MESSAGE_DESCRIPTION.from_address(message).action) == action:
                callback = pointer_at(contract.method_table + POINTER_SIZE * index)
                return Operation(address, callback, self._ledger)
        return None

    def setting(self, name: str, default: int) -> int:
        """A number among the properties, by the end of its name."""
        return next(
            (v for k, v in self.settings.items() if k.endswith(f"PROPERTY_{name}")), default
        )

    @property
    def version(self) -> Version:
        """The envelope version; raw is not played."""
        return Version(self.setting("ENVELOPE_VERSION", 2))

    @property
    def addressed(self) -> bool:
        """Whether messages have addressing headers."""
        return self.setting("ADDRESSING_VERSION", 2) == 2

    @property
    def session(self) -> bool:
        """Whether a client has one channel for all its calls."""
        return self.binding != WS_CHANNEL_BINDING.WS_HTTP_CHANNEL_BINDING

    @property
    def depth(self) -> int:
        """How deep the XML of a message may be nested."""
        at = self.settings.get("WS_MESSAGE_PROPERTY_XML_READER_PROPERTIES")
        if at is None:
            return 32
        held = WS_XML_READER_PROPERTIES.from_address(at)
        array = (WS_XML_READER_PROPERTY * held.property_count).from_address(held.properties)
        return next((u32_at(each.value) for each in array if each.id == 0), 32)

"""Messages of an operation to what people see, and back: one function for each direction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import reduce
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from .codec import Codec, Document, NotPlain, Plain, part_codec
from .codec.soapenc import BY_ENVELOPE
from .contract import Contract, FaultPart, Message, Operation, Part
from .errors import DecodeError, EncodeError
from .fault import Fault
from .soap import SOAP11, Envelope, Version, must_understand, write_envelope

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["MessageCodec", "OperationCodec", "resolve"]


def resolve(module: ModuleType, name: str) -> Any:
    """The class that a contract names, such as ``Order`` or ``orders.Order``."""
    return reduce(getattr, name.split("."), module)


def field_names(cls: type[Any]) -> tuple[str, ...]:
    """The fields of a generated class in the order of the elements."""
    names = _field_names.get(cls)
    if names is None:
        names = _field_names[cls] = tuple(field.name for field in fields(cls))
    return names


_field_names: dict[type[Any], tuple[str, ...]] = {}


def tag(part: Part) -> str:
    """The name of a part as an element's ``tag`` has it."""
    return f"{{{part.namespace}}}{part.name}" if part.namespace else part.name


def versions_of(part: Part, types: ModuleType) -> Mapping[str, Codec]:
    """The codec of a header or a detail for each version of SOAP, by the envelope's namespace."""
    if not part.encoded:
        return dict.fromkeys(BY_ENVELOPE, part_codec(part, types))
    return {space: part_codec(part, types, encoding) for space, encoding in BY_ENVELOPE.items()}


def is_body(message: Message) -> bool:
    """Whether the one body part of a message is the SOAP Body itself."""
    return len(message.body) == 1 and not message.body[0].name


def is_loose(message: Message) -> bool:
    """Whether the namespace of body parts may be missing: some tools leave out the one that the
    binding states for the parts of an encoded document.
    """
    return message.encoded and not message.wrapped


_RPC_RESULT = "{http://www.w3.org/2003/05/soap-rpc}result"


class MessageCodec:
    """Reads and writes the messages of one direction of an operation."""

    def __init__(self, message: Message, types: ModuleType, *, is_response: bool = False) -> None:
        self.message = message
        self.is_response = is_response
        self.tags = [tag(part) for part in message.body]
        self.header_tags = {tag(part): index for index, part in enumerate(message.headers)}
        self._types = types
        self._body: list[Codec] = [part_codec(part, types) for part in message.body]
        self._encoded: Mapping[str, list[Codec]] = {}
        if message.encoded:
            self._encoded = {
                envelope: [part_codec(part, types, encoding) for part in message.body]
                for envelope, encoding in BY_ENVELOPE.items()
            }
        self._is_body = is_body(message)
        self._headers = [versions_of(part, types) for part in message.headers]

    # --- reading

    def read(self, envelope: Envelope | Plain) -> list[Any]:
        """The values of ``message.fields``. DecodeError, with the path of what is wrong.

        `NotPlain` for a plain message that has to be decoded from a tree.
        """
        values = self._read_body(envelope)
        if self.message.wrapped:
            values = _spread(values[0])
        if self._headers:
            values += self._read_headers(envelope)
        return values

    def read_result(self, envelope: Envelope | Plain) -> Any:
        """What a client's method returns: nothing, the one output, or an object of all."""
        message = self.message
        if message.result is None:
            return self.join(self.read(envelope))
        cls = resolve(self._types, message.result)
        if not message.headers and len(message.body) == 1:
            value = self._read_body(envelope)[0]
            if type(value) is cls or not message.wrapped:
                return value
            return self.join(_spread(value))
        return self.join(self.read(envelope))

    def _read_body(self, envelope: Envelope | Plain) -> list[Any]:
        if isinstance(envelope, Plain):
            if self._is_body or self.message.encoded or self.tags != [envelope.start.tag]:
                raise NotPlain
            return [self._body[0].decode_plain(envelope)]
        body, document = envelope.body, envelope.document
        if self._is_body:
            element = envelope.element
            envelope.unmark(element)
            return [self._body[0].decode(element, document)]
        envelope.check_no_text()
        codecs = self._codecs(envelope.version)
        if self.message.encoded and body and codecs:
            if self.message.wrapped:
                body = [self._root(codecs[0], body, document)]
            else:
                body = list(self._accessors(codecs, body, document))
        if len(body) != len(self.tags):
            raise DecodeError(f"{len(body)} elements where {len(self.tags)} belong", "Body")
        values: list[Any] = []
        for element, wanted, codec in zip(body, self.tags, codecs, strict=True):
            if element.tag != wanted and not self._is_called_otherwise(element, codec):
                raise DecodeError(f"{element.tag} where {wanted} belongs", "Body")
            values.append(codec.decode(element, document))
        return values

    def _is_called_otherwise(self, element: Element, codec: Codec) -> bool:
        """Whether an element may stand for a part of an encoded message despite its name."""
        if is_loose(self.message):
            return element.tag == codec.name.local
        # SOAP 1.1, section 7.1: the name of a response's element is not significant.
        return self.message.encoded and self.is_response

    def _codecs(self, version: Version) -> list[Codec]:
        """The codecs of the body: what is encoded is so as its version of SOAP says."""
        return self._encoded[version.namespace] if self.message.encoded else self._body

    def _root(self, codec: Codec, body: Sequence[Element], document: Document) -> Element:
        """The one element of an encoded message, with all that it refers to inside it."""
        root = codec.inline(body, document)
        if self.is_response:
            # It names the return value among the parts (SOAP 1.2 part 2, section 4.2.2).
            for element in root.findall(_RPC_RESULT):
                root.remove(element)
        return root

    def _accessors(
        self, codecs: Sequence[Codec], body: Sequence[Element], document: Document
    ) -> Iterator[Element]:
        """The parts of an encoded document, each with all that it refers to inside it.

        What else is in the Body are values that they refer to.
        """
        from .codec.multiref import is_shared  # for encoded messages alone

        left = list(body)
        for wanted, codec in zip(self.tags, codecs, strict=True):
            for element in left:
                if element.tag == wanted or self._is_called_otherwise(element, codec):
                    left.remove(element)
                    yield codec.followed(element, document)
                    break
        yield from (element for element in left if not is_shared(element))

    def _read_headers(self, envelope: Envelope | Plain) -> list[Any]:
        values: list[Any] = [None] * len(self._headers)
        if isinstance(envelope, Plain):
            return values
        seen: set[int] = set()
        for block in envelope.headers:
            index = self.header_tags.get(block.tag)
            if index is None:
                continue
            if index in seen:
                raise DecodeError(f"{block.tag} is there twice", "Header")
            seen.add(index)
            envelope.unmark(block)
            codec, document = self._headers[index][envelope.version.namespace], envelope.document
            if self.message.headers[index].encoded:
                block = codec.followed(block, document)
            values[index] = codec.decode(block, document)
        return values

    def headers(self) -> Iterator[tuple[Part, Codec]]:
        """The declared header blocks with their codecs, for messages in which none is encoded."""
        for part, codecs in zip(self.message.headers, self._headers, strict=True):
            yield part, codecs[SOAP11.namespace]

    def other_blocks(self, envelope: Envelope) -> list[Element]:
        """The header blocks that the message does not name."""
        return [block for block in envelope.headers if block.tag not in self.header_tags]

    # --- writing

    def write(self, version: Version, body: Sequence[Any], headers: Sequence[Any]) -> bytes:
        """The message for body values and header values, in their order; a header may be None."""
        if self._is_body:
            part = self.message.body[0]
            whole = Part("Body", version.namespace, part.type, part.nillable)
            text = part_codec(whole, self._types).encode(body[0])
        elif len(body) == 1 == len(self._body):
            text = self._codecs(version)[0].encode(body[0])
        else:
            text = "".join(
                codec.encode(value)
                for codec, value in zip(self._codecs(version), body, strict=True)
            )
        blocks = "".join(
            codecs[version.namespace].encode(value)
            for codecs, value in zip(self._headers, headers, strict=False)
            if value is not None
        )
        return write_envelope(version, text, blocks, is_body=self._is_body)

    def write_result(self, version: Version, result: Any) -> bytes:
        """The message for what a handler returned. EncodeError for what it may not return."""
        body, headers = self.split(result)
        return self.write(version, body, headers)

    def split(self, result: Any) -> tuple[Sequence[Any], Sequence[Any]]:
        """What a handler returned, as the values of the body parts and of the headers.

        EncodeError for what it may not return.
        """
        message = self.message
        count = len(message.fields)
        values: list[Any]
        if message.result is not None:
            cls = resolve(self._types, message.result)
            if not isinstance(result, cls) and (result is not None or len(message.body) != 1):
                raise EncodeError(f"{type(result).__name__} where {cls.__name__} belongs")
            if len(message.body) == 1 and not message.headers:
                whole = not message.wrapped or message.body[0].type == message.result
                if whole:
                    return [result], ()
            values = [getattr(result, name) for name in message.fields]
        elif count == 0:
            if result is not None:
                raise EncodeError(f"{type(result).__name__} where nothing (None) belongs")
            values = []
        else:
            values = [result]
        inner = count - len(message.headers)
        body, headers = values[:inner], values[inner:]
        if message.wrapped:
            wrapper = resolve(self._types, message.body[0].type)
            body = [wrapper(**dict(zip(field_names(wrapper), body, strict=True)))]
        return body, headers

    def join(self, values: Sequence[Any]) -> Any:
        """The inverse of `split`, from the values of ``message.fields``."""
        message = self.message
        if message.result is None:
            return values[0] if values else None
        cls = resolve(self._types, message.result)
        return cls(**dict(zip(message.fields, values, strict=True)))


def _spread(value: Any) -> list[Any]:
    return [getattr(value, name) for name in field_names(value.__class__)]


class DeclaredFault(NamedTuple):
    """A fault that an operation declares: what it is about lies in its detail, or in a header.

    ``codecs`` has the codec of that element for each version of SOAP, by the envelope's namespace.
    """

    codecs: Mapping[str, Codec]
    exception: type[Fault]
    header: bool
    encoded: bool

    @property
    def codec(self) -> Codec:
        """That of SOAP 1.1, which is that of the other version as well if it is not encoded."""
        return self.codecs[SOAP11.namespace]

    def holds(self, detail: Any) -> bool:
        """Whether there is an element for a detail: for None where it may be nil."""
        return detail is not None or self.codec.nillable


class OperationCodec:
    """Both directions of an operation, and its faults; compiled when first used."""

    def __init__(self, operation: Operation[Any], contract: Contract) -> None:
        self.operation = operation
        self.contract = contract
        self.request = MessageCodec(operation.request, contract.types)
        response = operation.response
        self.response = (
            None if response is None else MessageCodec(response, contract.types, is_response=True)
        )
        self.faults: list[DeclaredFault] = [
            DeclaredFault(
                versions_of(part.detail, contract.types),
                _exception(contract, part),
                part.header,
                part.detail.encoded,
            )
            for part in operation.faults
        ]

    def declared(self, fault: Fault) -> DeclaredFault | None:
        """How the operation declares a fault; None if it does not."""
        return next((each for each in self.faults if isinstance(fault, each.exception)), None)

    def understands(self, envelope: Envelope) -> None:
        """Raise `MustUnderstand` for a header block of a request that must be, and is not."""
        if envelope.headers:
            must_understand(envelope, self.request.header_tags)


def _exception(contract: Contract, part: FaultPart) -> type[Fault]:
    assert contract.faults is not None, "a contract with declared faults has a faults module"
    cls: type[Fault] = resolve(contract.faults, part.exception)
    return cls


class Codecs:
    """The operations of a contract by name, each compiled when it is first used."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._compiled: dict[str, OperationCodec] = {}
        self.operations: Mapping[str, Operation[Any]] = {
            operation.name: operation for operation in contract.operations
        }

    def __call__(self, operation: Operation[Any]) -> OperationCodec:
        codec = self._compiled.get(operation.name)
        if codec is None:
            codec = self._compiled[operation.name] = OperationCodec(operation, self._contract)
        return codec

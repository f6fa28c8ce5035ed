"""The client's half of the HTTP binding without a connection: calls to requests, replies back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from .backend import ClientOptions
from .codec import NotPlain
from .contract import Operation
from .errors import DecodeError, TransportError, UsageError
from .mediatype import media_type
from .messages import Codecs, MessageCodec
from .record import record
from .soap import (
    SOAP11,
    SOAP12,
    VERSIONS,
    Envelope,
    must_understand,
    read_envelope,
    read_plainly,
    to_utf8,
)
from .soapfault import read_fault

R = TypeVar("R")

MAX_DEPTH = 100


@record
class Outgoing:
    """A POST request."""

    headers: Mapping[str, str]
    body: bytes


@record
class Incoming:
    """A whole reply. ``location`` is that of a redirect."""

    status: int
    content_type: str = ""
    body: bytes = b""
    location: str = ""


class Wire:
    """The messages of one client."""

    def __init__(self, options: ClientOptions) -> None:
        self._options = options
        self._version = VERSIONS[options.soap]
        self._codecs = Codecs(options.contract)
        self._headers: dict[str, Mapping[str, str]] = {}

    def request(
        self, operation: Operation[Any], body: Sequence[Any], headers: Sequence[Any]
    ) -> Outgoing:
        """The request of a call. EncodeError for what the contract does not allow."""
        data = self._codecs(operation).request.write(self._version, body, headers)
        found = self._headers.get(operation.name)
        if found is None:
            found = self._headers[operation.name] = self._headers_of(operation)
        return Outgoing(headers=found, body=data)

    def _headers_of(self, operation: Operation[Any]) -> Mapping[str, str]:
        options = self._options
        action = options.soap_actions.get(operation.name, operation.soap_action)
        quoted = '"' + action.replace("\\", "\\\\").replace('"', '\\"') + '"'
        media = f"{self._version.media_type}; charset=utf-8"
        found = {**options.headers}
        if self._version is SOAP11:
            found["Content-Type"], found["SOAPAction"] = media, quoted
        else:
            found["Content-Type"] = f"{media}; action={quoted}" if action else media
        for name, value in found.items():
            # A line break would end the header and begin another.
            if not (name + value).isprintable() or not (name + value).isascii():
                raise UsageError(f"{name}: {value!r} cannot stand in an HTTP header")
        return found

    def result(self, operation: Operation[R], reply: Incoming) -> R:
        """What the caller of the generated method gets.

        Raises the fault in the reply, DecodeError for one that the contract does not allow,
        TransportError for what is no SOAP message.
        """
        codec = self._codecs(operation)
        if codec.response is None and reply.status in (200, 202, 204) and not reply.body.strip():
            return None  # type: ignore[return-value]  # R is None for a one-way operation
        if codec.response is not None and reply.status == 200:
            found, value = self._plain_result(codec.response, reply)
            if found:
                plain_result: R = value
                return plain_result
        envelope = self._envelope(reply)
        fault = read_fault(envelope, codec)
        if fault is not None:
            raise fault
        if reply.status not in (200, 202):
            raise _unexpected(reply, "with a message that is no fault")
        if codec.response is None:
            return None  # type: ignore[return-value]  # as above
        must_understand(envelope, codec.response.header_tags)
        result: R = codec.response.read_result(envelope)
        return result

    def _plain_result(self, response: MessageCodec, reply: Incoming) -> tuple[bool, Any]:
        """Whether the reply is a plain message, and what the caller gets then."""
        media, parameters = media_type(reply.content_type)
        if media not in (SOAP11.media_type, SOAP12.media_type):
            return False, None
        plain = read_plainly(reply.body, parameters.get("charset"), max_depth=MAX_DEPTH)
        try:
            return plain is not None, None if plain is None else response.read_result(plain)
        except NotPlain:
            return False, None

    def _envelope(self, reply: Incoming) -> Envelope:
        if reply.location and 300 <= reply.status < 400:
            raise TransportError(
                f"HTTP {reply.status}: the service moved to {reply.location}"
                " (redirects are not followed)",
                status=reply.status,
            )
        media, parameters = media_type(reply.content_type)
        if media not in (SOAP11.media_type, SOAP12.media_type):
            raise _unexpected(reply, f"of type {media or 'unknown'}")
        try:
            charset = parameters.get("charset")
            body = reply.body if charset is None else to_utf8(reply.body, charset)
            return read_envelope(body, max_depth=MAX_DEPTH)
        except LookupError as error:
            raise _unexpected(reply, str(error)) from None
        except DecodeError as error:
            if reply.status == 200:
                raise
            raise _unexpected(reply, str(error)) from None


def _unexpected(reply: Incoming, what: str) -> TransportError:
    excerpt = " ".join(reply.body[:400].decode("utf-8", "replace").split())[:200]
    text = f"HTTP {reply.status} {what}"
    return TransportError(f"{text}: {excerpt}" if excerpt else text, status=reply.status)

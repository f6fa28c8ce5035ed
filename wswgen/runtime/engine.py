"""A service without a transport: requests to handlers, results to responses.

Everything here is a plain function of a request; the host decides on which thread, and when.
"""

from __future__ import annotations

import inspect
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .backend import Limits
from .cancel import Call, Calls, Runner
from .codec import NotPlain, read_any
from .element import XmlElement
from .errors import DecodeError, EncodeError
from .fault import Fault, FaultCode
from .mediatype import media_type, unquoted
from .messages import Codecs, OperationCodec, is_loose
from .service import Binding, Service, bindings
from .soap import (
    SOAP11,
    SOAP12,
    VERSIONS,
    Envelope,
    MustUnderstand,
    Version,
    VersionMismatch,
    read_envelope,
    read_plainly,
    to_utf8,
)
from .soapfault import (
    fault_status,
    no_answer,
    not_understood,
    unexpected,
    upgrade,
    write_fault,
)
from .state import CallContext, OperationState, bind
from .token import CancelReason
from .workers import Workers

_log = logging.getLogger("wswgen.service")


@dataclass(slots=True, kw_only=True)
class Request:
    """One message as a transport got it; ``action`` is the SOAPAction header, None if absent."""

    content_type: str
    action: str | None
    body: bytes
    address: str = ""
    peer: str = ""
    headers: Callable[[], Mapping[str, str]] = dict[str, str]


@dataclass(slots=True, kw_only=True)
class Response:
    """What to send back; every byte of it exists before the first is sent (C4)."""

    status: int
    content_type: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True, kw_only=True)
class Route:
    """Where a request goes: one whose first element is ``tag``, or ``alias`` with its action."""

    binding: Binding
    handler: Callable[[OperationState], Any]
    is_async: bool
    tag: str | None
    alias: str | None = None
    actions: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


ANY_BODY = "*"  # in place of a tag, where the Body itself has the type of the message


class _Refused(Exception):
    def __init__(
        self, reason: str, *, code: FaultCode = FaultCode.SENDER, status: int | None = None
    ) -> None:
        super().__init__(reason)
        self.fault = Fault(reason, code=code)
        self.status = status


class Engine:
    """A service, its limits, its running calls and the threads of its handlers."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self.service = service
        self.limits = limits
        self.calls = Calls()
        self.workers = Workers(limits.max_calls, "wswgen-call")
        self.hooks = Workers(limits.max_calls, "wswgen-cancel")
        contract = service.contract
        self._codecs = Codecs(contract)
        names = [endpoint.soap for endpoint in contract.endpoints] or list(VERSIONS)
        self.versions = {VERSIONS[name].namespace: VERSIONS[name] for name in names}
        self._preferred = next(iter(self.versions.values()))
        routes = [self._route(binding) for binding in bindings(type(service)).values()]
        self._routes = sorted(routes, key=lambda route: route.tag == ANY_BODY)
        self._has_text = any(route.tag == ANY_BODY for route in self._routes)
        self._by_action: dict[tuple[str, str], list[Route]] = {}
        for route in self._routes:
            for version, actions in route.actions.items():
                for action in actions:
                    self._by_action.setdefault((version, action), []).append(route)

    def _route(self, binding: Binding) -> Route:
        operation = binding.operation
        handler = getattr(self.service, binding.method)
        actions: dict[str, set[str]] = {}
        for endpoint in self.service.contract.endpoints:
            found = actions.setdefault(endpoint.soap, set())
            found.add(endpoint.soap_actions.get(operation.name, operation.soap_action))
            if operation.request.action:
                found.add(operation.request.action)
        for name in VERSIONS:
            actions.setdefault(name, {operation.soap_action})
        body = operation.request.body
        first = body[0] if body else None
        tag = None
        if first is not None and not first.name:
            tag = ANY_BODY
        elif first is not None:
            tag = f"{{{first.namespace}}}{first.name}" if first.namespace else first.name
        return Route(
            binding=binding,
            handler=handler,
            is_async=inspect.iscoroutinefunction(handler),
            tag=tag,
            # As `MessageCodec` reads the parts of encoded documents.
            alias=first.name if first is not None and is_loose(operation.request) else None,
            actions={name: frozenset(found - {""}) for name, found in actions.items()},
        )

    # --- from a request to a call

    def accept(self, request: Request, on_loop: Runner) -> Work | Response:
        """The call that a request asks for, its state built; or the refusal to send back.

        ``on_loop`` runs the cancel hooks of ``async def`` handlers.
        """
        version = self._preferred
        try:
            media, parameters = media_type(request.content_type)
            wanted = _BY_MEDIA_TYPE.get(media)
            if wanted is None:
                return Response(
                    status=415,
                    content_type="text/plain; charset=utf-8",
                    body=b"a SOAP message is text/xml (SOAP 1.1) or application/soap+xml (1.2)\n",
                )
            version = wanted if wanted.namespace in self.versions else version
            if wanted is SOAP12:
                action = parameters.get("action", "").strip()
            else:
                action = unquoted(request.action or "")
            charset = parameters.get("charset")
            found = self._plainly(request.body, wanted, charset, action)
            if found is not None:
                return self._open(request, *found, wanted, (), on_loop)
            envelope = self._read(request.body, wanted, charset)
            if not self._has_text:
                _check_no_text(envelope)
            route = self._find(envelope, action)
            codec = self._codecs(route.binding.operation)
            codec.understands(envelope)
            values = codec.request.read(envelope)
        except VersionMismatch as error:
            return self._mismatch(version, error)
        except MustUnderstand as error:
            fault = Fault(error.message, code=FaultCode.MUST_UNDERSTAND)
            blocks = not_understood(error.blocks) if version is SOAP12 else ""
            return refuse(fault, version, headers=blocks)
        except _Refused as error:
            return refuse(error.fault, version, status=error.status)
        except DecodeError as error:
            return refuse(Fault(str(error), code=FaultCode.SENDER), version)
        except LookupError as error:
            return Response(
                status=415, content_type="text/plain; charset=utf-8", body=f"{error}\n".encode()
            )
        others = codec.request.other_blocks(envelope)
        unknown = [read_any(block, envelope.document) for block in others]
        return self._open(request, route, codec, values, envelope.version, unknown, on_loop)

    def _plainly(
        self, body: bytes, wanted: Version, charset: str | None, action: str
    ) -> tuple[Route, OperationCodec, list[Any]] | None:
        """Where a plain message goes, and its values; None for what must be read from a tree."""
        if wanted.namespace not in self.versions or self._has_text:
            return None
        plain = read_plainly(body, charset, max_depth=self.limits.max_depth)
        if plain is None or plain.start.namespace != wanted.namespace:
            return None
        routes = self._by_action.get((wanted.name, action), []) if action else self._routes
        for route in routes:
            if route.tag == plain.start.tag:
                codec = self._codecs(route.binding.operation)
                try:
                    return route, codec, codec.request.read(plain)
                except NotPlain:
                    break
        return None

    def _read(self, body: bytes, wanted: Version, charset: str | None) -> Envelope:
        try:
            if charset is not None:
                body = to_utf8(body, charset)
            envelope = read_envelope(body, max_depth=self.limits.max_depth)
        except VersionMismatch:
            raise
        except DecodeError as error:
            raise _Refused(str(error), status=400) from None
        if envelope.version is not wanted:
            raise VersionMismatch(
                f"a SOAP {envelope.version.name} envelope is not sent as {wanted.media_type}"
            )
        if wanted.namespace not in self.versions:
            raise VersionMismatch(f"this service does not speak SOAP {wanted.name}")
        return envelope

    def _find(self, envelope: Envelope, action: str) -> Route:
        routes = self._routes
        if action:
            routes = self._by_action.get((envelope.version.name, action), [])
            if not routes:
                raise _Refused(f"the action {action!r} is not supported")
        tag = envelope.body[0].tag if envelope.body else None
        for route in routes:
            if route.tag in (tag, ANY_BODY):
                return route
        found = "an empty body" if tag is None else f"the body element {tag}"
        if action:
            for route in routes:
                if tag is not None and route.alias == tag:
                    return route
            wanted = " or ".join(str(route.tag or "an empty body") for route in routes)
            raise _Refused(f"{found} does not belong to the action {action!r}: {wanted} does")
        raise _Refused(f"{found} belongs to no operation")

    def _open(
        self,
        request: Request,
        route: Route,
        codec: OperationCodec,
        values: list[Any],
        version: Version,
        blocks: Sequence[XmlElement],
        on_loop: Runner,
    ) -> Work | Response:
        operation, limit = codec.operation, self.limits.max_time
        call = self.calls.open(
            operation.name,
            cancellable=route.binding.cancel,
            deadline=None if limit is None else time.monotonic() + limit,
            runner=on_loop if route.is_async else self.hooks.submit,
        )

        def context() -> CallContext:
            return CallContext(
                operation=operation.name,
                soap=version.name,
                address=request.address,
                peer=request.peer,
                headers=request.headers(),
                blocks=blocks,
            )

        cls = route.binding.state
        state = cls.__new__(cls)
        bind(state, call, context)
        work = Work(self, route, codec, version, call, state)
        try:
            # Only now, so that what a __post_init__ of the user's defers belongs to this call.
            build: Any = cls.__init__
            build(state, **dict(zip(operation.request.fields, values, strict=True)))
        except Exception as error:
            call.complete()
            call.release()
            return work.failed(error)
        request.body = b""  # decoded: a call that waits for long should not keep it
        return work

    def _mismatch(self, version: Version, error: VersionMismatch) -> Response:
        fault = Fault(error.message, code=FaultCode.VERSION_MISMATCH)
        return refuse(fault, version, headers=upgrade() if version is SOAP12 else "")


def _check_no_text(envelope: Envelope) -> None:
    try:
        envelope.check_no_text()
    except DecodeError as error:
        raise _Refused(str(error), status=400) from None


_BY_MEDIA_TYPE = {version.media_type: version for version in (SOAP11, SOAP12)}


class Work:
    """A call that is ready for its handler, and the ways in which it can end."""

    __slots__ = ("_codec", "_engine", "call", "route", "state", "version")

    def __init__(
        self,
        engine: Engine,
        route: Route,
        codec: OperationCodec,
        version: Version,
        call: Call,
        state: OperationState,
    ) -> None:
        self._engine = engine
        self._codec = codec
        self.route = route
        self.version = version
        self.call = call
        self.state = state

    @property
    def one_way(self) -> bool:
        """Whether the caller gets no reply but the receipt."""
        return self._codec.response is None

    def returned(self, result: Any) -> Response:
        """The response for what the handler returned: a bad one never leaves. Never raises."""
        response = self._codec.response
        if response is None:
            if result is not None:
                _log.error("%s: a one-way handler returned %r", self.call.operation, result)
            return Response(status=202)
        try:
            body = response.write_result(self.version, result)
        except Exception as error:
            return self._bad_reply(error)
        return Response(status=200, content_type=_content_type(self.version), body=body)

    def failed(self, error: BaseException) -> Response:
        """The response for what the handler raised. Never raises."""
        if not isinstance(error, Fault):
            _log.error("%s: the handler failed", self.call.operation, exc_info=error)
            return refuse(unexpected(error, self._engine.limits.disclose), self.version)
        try:
            body = write_fault(error, self.version, self._codec)
        except Exception as wrong:
            return self._bad_reply(wrong)
        return Response(
            status=fault_status(error, self.version),
            content_type=_content_type(self.version),
            body=body,
        )

    def cancelled(self) -> Response | None:
        """The response for a cancelled call; None if nobody is there to read it."""
        match self.call.reason:
            case CancelReason.DEADLINE:
                text = "the service did not answer in time"
            case CancelReason.HOST_ABORT:
                text = "the service is shutting down"
            case CancelReason.REQUESTED:
                text = "the call was cancelled"
            case _:
                return None
        return refuse(Fault(text), self.version)

    def _bad_reply(self, error: Exception) -> Response:
        known = isinstance(error, EncodeError)
        _log.error(
            "%s: a reply that the contract does not allow was not sent: %s",
            self.call.operation,
            error,
            exc_info=None if known else error,
        )
        return refuse(no_answer(error, self._engine.limits.disclose), self.version)


def refuse(
    fault: Fault, version: Version, *, status: int | None = None, headers: str = ""
) -> Response:
    """The response for a fault without a declared detail."""
    return Response(
        status=status or fault_status(fault, version),
        content_type=_content_type(version),
        body=write_fault(fault, version, headers=headers),
    )


def _content_type(version: Version) -> str:
    return f"{version.media_type}; charset=utf-8"

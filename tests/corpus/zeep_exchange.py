"""One operation between us and zeep: four messages, each with the values that were meant.

Our client writes a request and zeep reads it; zeep calls our service with what it read, and reads
our service's reply; zeep writes that reply for our client. Where zeep reads something else than
we meant, it is told what we meant before it writes. A declared fault is a message more, which our
service writes and both read.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from inspect import signature
from threading import Event
from types import ModuleType
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from zeep.proxy import ServiceProxy

from tests.corpus.packages import Package
from tests.corpus.zeep_side import (
    Published,
    Read,
    Wired,
    arguments,
    client_of,
    read,
    read_fault,
    write,
)
from tests.corpus.zeep_values import Difference, our_differences, part_differences
from wswgen.runtime import Client, Service
from wswgen.runtime.backend import ClientOptions, Scope
from wswgen.runtime.contract import Contract, Endpoint, Message, Operation
from wswgen.runtime.fault import Fault, rebuild
from wswgen.runtime.loopback import Loopback
from wswgen.runtime.messages import MessageCodec, OperationCodec, field_names
from wswgen.runtime.service import bindings
from wswgen.runtime.soap import VERSIONS, Version, read_envelope
from wswgen.runtime.wire import MAX_DEPTH, Incoming, Outgoing, Wire
from wswgen.testing.samples import strategy_of

REQUEST_READ, REQUEST_WRITTEN = "request read", "request written"
REPLY_READ, REPLY_WRITTEN = "reply read", "reply written"
FAULT_READ = "fault read"

Told = Callable[["Failure"], Any]


@dataclass(slots=True, kw_only=True)
class Spoken:
    """What one message says: the values of its body parts and of its headers."""

    body: Sequence[Any]
    headers: Sequence[Any]

    def fields(self, message: Message) -> dict[str, Any]:
        """The values by the names that people see."""
        inner = self.body
        if message.wrapped:
            inner = [getattr(self.body[0], name) for name in field_names(type(self.body[0]))]
        return dict(zip(message.fields, [*inner, *self.headers], strict=True))


@dataclass(slots=True, kw_only=True)
class Failure:
    """A message that did not arrive as it was meant: a difference, or what somebody raised."""

    leg: str
    message: Message
    theirs: Any
    sent: Spoken
    written: bytes = b""
    difference: Difference | None = None
    error: BaseException | None = None

    def __str__(self) -> str:
        if self.difference is not None:
            return f"{self.leg}: {self.difference}"
        return f"{self.leg}: {type(self.error).__name__}: {str(self.error)[:400]}"


class _Recorder:
    """A service that records: a connector for our client, with a reply that was made before."""

    def __init__(self, reply: bytes = b"") -> None:
        self.reply = reply
        self.request = b""
        self._options: ClientOptions | None = None

    def connect(self, options: ClientOptions) -> Self:
        self._options = options
        return self

    def connect_async(self, options: ClientOptions) -> Any:
        raise NotImplementedError

    def call(
        self, operation: Operation[Any], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> Any:
        assert self._options is not None
        wire = Wire(self._options)
        outgoing = wire.request(operation, body, headers)
        self.request = outgoing.body
        return wire.result(operation, self.answer(outgoing, VERSIONS[self._options.soap]))

    def answer(self, outgoing: Outgoing, version: Version) -> Incoming:
        """What the client gets."""
        if not self.reply:
            return Incoming(status=202)
        media = f"{version.media_type}; charset=utf-8"
        return Incoming(status=200, content_type=media, body=self.reply)

    def close(self) -> None:
        """Nothing to give up."""


class _Forwarder(_Recorder):
    """Gives what our client asks to a service of ours; ``heard`` is the response for zeep."""

    def __init__(self, transport: Published | Wired, address: str) -> None:
        super().__init__()
        self.heard: Any = None
        self._transport, self._address = transport, address

    def answer(self, outgoing: Outgoing, version: Version) -> Incoming:
        self.heard = self._transport.post(self._address, outgoing.body, dict(outgoing.headers))
        media = self.heard.headers["Content-Type"]
        return Incoming(status=self.heard.status_code, content_type=media, body=self.heard.content)


@dataclass(slots=True)
class _Desk:
    """What the handlers of a service were asked last, and what they answer."""

    state: Any = None
    answer: Any = None
    asked: Event = field(default_factory=Event)


@dataclass(slots=True, kw_only=True)
class Port:
    """A binding of a contract as both sides have it. ``theirs`` None: zeep has none."""

    contract: Contract
    endpoint: Endpoint
    address: str
    theirs: Any
    service: Any
    desk: _Desk
    client: type[Client]
    methods: dict[str, str]

    @property
    def version(self) -> Version:
        """The version of SOAP that it speaks."""
        return VERSIONS[self.endpoint.soap]


@dataclass(slots=True)
class Peers:
    """The services of a package, in memory or ``wired``, and a client of zeep for them."""

    package: Package
    ports: list[Port] = field(default_factory=list[Port])
    wired: bool = False
    transport: Published | Wired | None = None
    zeep: Any = None
    _open: ExitStack = field(default_factory=ExitStack)

    def open(self) -> None:
        """Start everything. Raises what zeep raises where it cannot load the documents."""
        data = importlib.import_module(f"{self.package.name}._contract")
        contracts = [each for each in vars(data).values() if isinstance(each, Contract)]
        desks = [_Desk() for _ in contracts]
        addresses: list[str] = []
        hosts: dict[str, Loopback] = {}
        classes = []
        try:
            for number, (contract, desk) in enumerate(zip(contracts, desks, strict=True)):
                served = _class(self.package, "service", contract, Service)
                classes.append(served)
                service = _serving(served, desk)
                if self.wired:
                    host = service.start("http://127.0.0.1:0/", backend="portable")
                    addresses.append(self._open.enter_context(host).url)
                else:
                    addresses.append(f"http://localhost/{number}")
                    hosts[addresses[-1]] = self._open.enter_context(Loopback(service))
            self.transport = Wired(addresses) if self.wired else Published(contracts, hosts)
            self.zeep = client = client_of(self.transport)
        except BaseException:
            self._open.close()
            raise
        # Those of imported documents as well, which zeep itself finds through services alone.
        known = [b for each in client.wsdl._definitions.values() for b in each.bindings.values()]
        for contract, desk, served, address in zip(
            contracts, desks, classes, addresses, strict=True
        ):
            methods = {name: binding.method for name, binding in bindings(served).items()}
            seen: set[str] = set()
            for endpoint in contract.endpoints:
                if endpoint.binding in seen:
                    continue
                seen.add(endpoint.binding)
                theirs = next((b for b in known if b.name.localname == endpoint.binding), None)
                proxy: Any = ServiceProxy
                self.ports.append(
                    Port(
                        contract=contract,
                        endpoint=endpoint,
                        address=address,
                        theirs=theirs,
                        service=theirs and proxy(client, theirs, address=address),
                        desk=desk,
                        client=_class(self.package, "client", contract, Client),
                        methods=methods,
                    )
                )

    def close(self) -> None:
        """Stop the services."""
        self._open.close()


def _class(package: Package, module: str, contract: Contract, base: type[Any]) -> type[Any]:
    """The generated class of a contract."""
    found: ModuleType = importlib.import_module(f"{package.name}.{module}")
    return next(
        cls
        for cls in vars(found).values()
        if isinstance(cls, type) and issubclass(cls, base) and vars(cls).get("contract") is contract
    )


def _serving(base: type[Any], desk: _Desk) -> Service:
    async def handler(self: Service, state: Any) -> Any:
        desk.state = state
        desk.asked.set()
        if isinstance(desk.answer, Fault):
            raise desk.answer
        return desk.answer

    methods = {binding.method: handler for binding in bindings(base).values()}
    made: Service = type(base.__name__, (base,), methods)()
    return made


# --- values ---------------------------------------------------------------------------------------


def spoken(operation: Operation[Any], contract: Contract) -> st.SearchStrategy[Any]:
    """Random requests of an operation, with a reply if it has one."""
    messages = [operation.request]
    messages += [operation.response] if operation.response is not None else []
    return st.tuples(*(_said(message, contract) for message in messages))


def raised(operation: Operation[Any], contract: Contract, number: int) -> st.SearchStrategy[Any]:
    """Random requests of an operation, with a detail of one of its declared faults."""
    detail = strategy_of(operation.faults[number].detail, contract)
    return st.tuples(_said(operation.request, contract), detail)


def _said(message: Message, contract: Contract) -> st.SearchStrategy[Spoken]:
    return st.builds(
        lambda body, headers: Spoken(body=body, headers=headers),
        st.tuples(*(strategy_of(part, contract) for part in message.body)),
        st.tuples(*(strategy_of(part, contract) for part in message.headers)),
    )


def examples(values: st.SearchStrategy[Any], count: int) -> list[Any]:
    """The first few values of a strategy, the same ones in every run."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(value=values)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


# --- the four messages ----------------------------------------------------------------------------


def exchange(
    peers: Peers, port: Port, operation: Operation[Any], said: Sequence[Spoken], told: Told
) -> dict[str, list[Failure]]:
    """The failures of each message that there is, of one call with those values.

    ``told`` is what zeep is to be told where it reads, or would write, something else; Ellipsis
    to leave it.
    """
    return dict(_Exchange(peers, port, operation, said, told).run())


REASON = "it cannot be done"


def exchange_fault(
    peers: Peers, port: Port, operation: Operation[Any], number: int, asked: Spoken, detail: Any
) -> tuple[bytes, list[Failure]]:
    """The element of one of the faults that the operation declares, and the failures.

    The request is our client's, which must get the fault as well.
    """
    assert peers.transport is not None
    part = operation.faults[number].detail
    known = OperationCodec(operation, port.contract).faults
    declared = known[number]
    port.desk.answer = rebuild(declared.exception, REASON, detail=detail)
    forwarder = _Forwarder(peers.transport, port.address)
    with pytest.raises(Fault) as caught:
        _call(port, operation, asked, forwarder)
    # Faults with one element are one to those who read it.
    alike = [each for each in known if each.codec.tag == declared.codec.tag]
    assert caught.type in [each.exception for each in alike if each.header is declared.header]
    got = caught.value
    assert (got.detail, got.reason) == (detail, REASON), "our own two halves agree"
    meant = declared.codec.encode(detail).encode()

    def failure(**found: Any) -> Failure:
        return Failure(
            leg=FAULT_READ,
            message=Message(body=[part]),
            theirs=port.theirs.get(operation.name),
            sent=Spoken(body=[detail], headers=[]),
            written=forwarder.heard.content,
            **found,
        )

    schema = peers.zeep.wsdl.types
    try:
        fault = read_fault(peers.zeep, port.theirs, operation.name, forwarder.heard)
        assert fault.message == REASON
        assert fault.code == f"soap:{'Server' if port.endpoint.soap == '1.1' else 'Receiver'}"
        place = fault.detail
        if declared.header:  # a user of zeep finds it in the message alone
            assert place is None
            place = etree.fromstring(forwarder.heard.content).find("{*}Header")
        (node,) = place
        assert canonical(node) == canonical(etree.fromstring(meant))
        held = schema.deserialize(node)
    except Exception as error:
        return meant, [failure(error=error)]
    kind = schema.get_element(node.tag).type
    types = port.contract.types
    found = part_differences(part, types, detail, held, lambda _: None, kind)
    return meant, [failure(difference=each) for each in found if not each.equal]


def canonical(node: etree._Element) -> bytes:
    """An element alone, in canonical form."""
    return bytes(etree.tostring(node, method="c14n", exclusive=True))


def _call(port: Port, operation: Operation[Any], said: Spoken, transport: _Recorder) -> Any:
    """What our client gives its caller."""
    name = port.endpoint.port or None
    with port.client(transport=transport, endpoint=name, soap=port.endpoint.soap) as client:
        method = getattr(client, port.methods[operation.name])
        names = [each for each in signature(method).parameters if each != "self"]
        values = said.fields(operation.request).values()
        return method(**dict(zip(names, values, strict=True)))


@dataclass(slots=True)
class _Exchange:
    peers: Peers
    port: Port
    operation: Operation[Any]
    said: Sequence[Spoken]
    told: Told

    def run(self) -> Iterator[tuple[str, list[Failure]]]:
        operation, port = self.operation, self.port
        theirs = port.theirs.get(operation.name)
        asked = _Message(
            REQUEST_READ, REQUEST_WRITTEN, operation.request, theirs.input, self.said[0]
        )
        reply = None
        answer, answered = None, b""
        if operation.response is not None:
            reply = _Message(
                REPLY_READ, REPLY_WRITTEN, operation.response, theirs.output, self.said[1]
            )
            codec = MessageCodec(operation.response, port.contract.types, is_response=True)
            answered = codec.write(port.version, reply.said.body, reply.said.headers)
            answer = codec.read_result(read_envelope(answered, max_depth=MAX_DEPTH))
        recorder = _Recorder(answered)
        result = self._call(recorder)
        assert result == answer, "our own two halves agree"
        given, failures = self._read(asked, recorder.request)
        yield REQUEST_READ, failures
        if given is not None:
            failures, heard = self._called_by_zeep(asked, given, answer)
            yield REQUEST_WRITTEN, failures
            answered = heard or answered
        if reply is None:
            return
        given, failures = self._read(reply, answered)
        yield REPLY_READ, failures
        if given is not None:
            yield REPLY_WRITTEN, self._answered_by_zeep(reply, given, answer)

    def _call(self, recorder: _Recorder) -> Any:
        return _call(self.port, self.operation, self.said[0], recorder)

    def _read(self, message: _Message, data: bytes) -> tuple[Read | None, list[Failure]]:
        """What zeep reads, told better where it can be, and what it had read otherwise."""
        try:
            given = read(message.theirs, data)
        except Exception as error:
            return None, [message.failure(message.read, data, error=error)]
        failures: list[Failure] = []
        for difference in self._compare(message, given):
            failure = message.failure(message.read, data, difference=difference)
            better = self.told(failure) if difference.put is not None else ...
            if better is not ... and difference.put is not None:
                difference.put(better)
            if better is not ... or not difference.equal:
                failures.append(failure)
        return given, failures

    def _compare(self, message: _Message, given: Read) -> list[Difference]:
        types, parts, said = self.port.contract.types, message.ours.body, message.said
        found: list[Difference] = []

        def set_body(value: Any) -> None:
            given.body = value

        kind = message.theirs.body.type if message.theirs.body is not None else None
        if len(parts) == 1:
            body = part_differences(parts[0], types, said.body[0], given.body, set_body, kind)
            found += body
        elif parts:
            names = list(given.body) if given.body is not None else []
            if len(names) != len(parts):
                found.append(Difference(path="Body", ours=said.body, theirs=given.body))
            known = dict(kind.elements) if kind is not None else {}
            for part, mine, name in zip(parts, said.body, names, strict=False):
                put = _putter(given.body, name)
                found += part_differences(
                    part, types, mine, given.body[name], put, known[name].type
                )
        elif given.body is not None:
            found.append(Difference(path="Body", ours=None, theirs=given.body))
        if message.ours.headers:
            found += self._compare_headers(message, given)
        return found

    def _compare_headers(self, message: _Message, given: Read) -> list[Difference]:
        if given.headers is None:
            return [Difference(path="Header", ours=message.said.headers, theirs=None)]
        found: list[Difference] = []
        known = {
            (element.qname.namespace or "", element.qname.localname): (name, element.type)
            for name, element in message.theirs.header.type.elements
        }
        for part, mine in zip(message.ours.headers, message.said.headers, strict=True):
            if (part.namespace, part.name) not in known:
                found.append(Difference(path=f"Header/{part.name}", ours=mine, theirs=None))
                continue
            name, kind = known[part.namespace, part.name]
            put, types = _putter(given.headers, name), self.port.contract.types
            found += part_differences(part, types, mine, given.headers[name], put, kind)
        return found

    def _called_by_zeep(
        self, message: _Message, given: Read, answer: Any
    ) -> tuple[list[Failure], bytes]:
        """zeep calls our service: what was meant arrives; the bytes of the reply."""
        port, transport = self.port, self.peers.transport
        assert transport is not None
        port.desk.state, port.desk.answer = None, answer
        port.desk.asked.clear()
        transport.messages.clear()
        error: Exception | None = None
        try:
            positional, named = arguments(given)
            port.service[self.operation.name](*positional, **named)
            port.desk.asked.wait(30)  # one way: the caller does not wait for the handler
        except Exception as raised:
            error = raised
        written, heard, *_ = [*transport.messages, b"", b""]
        state = port.desk.state
        if state is None:
            error = error or AssertionError("our service was not reached")
            return [message.failure(message.written, written, error=error)], b""
        # What zeep makes of the reply is the next message's matter.
        return [
            message.failure(message.written, written, difference=each)
            for name, value in message.said.fields(message.ours).items()
            for each in our_differences(value, getattr(state, name), name)
        ], heard

    def _answered_by_zeep(self, message: _Message, given: Read, answer: Any) -> list[Failure]:
        """Our client gets a reply that zeep wrote: what was meant arrives."""
        data = b""
        try:
            data = write(message.theirs, given)
            result = self._call(_Recorder(data))
        except Exception as error:
            return [message.failure(message.written, data, error=error)]
        return [
            message.failure(message.written, data, difference=each)
            for each in our_differences(answer, result)
        ]


@dataclass(slots=True)
class _Message:
    """One direction of an operation as both have it, and what is said in it."""

    read: str
    written: str
    ours: Message
    theirs: Any
    said: Spoken

    def failure(
        self,
        leg: str,
        data: bytes,
        *,
        difference: Difference | None = None,
        error: Exception | None = None,
    ) -> Failure:
        return Failure(
            leg=leg,
            message=self.ours,
            theirs=self.theirs,
            sent=self.said,
            written=data,
            difference=difference,
            error=error,
        )


def _putter(container: Any, key: Any) -> Callable[[Any], None]:
    def put(value: Any) -> None:
        container[key] = value

    return put

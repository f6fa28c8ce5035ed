"""zeep as it sees the documents that our services publish; its messages, read and written.

Its client calls a service of ours through the service's own ASGI application, without a socket.
The messages of a binding also serve as the other side: they read requests and write replies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import zeep
from lxml import etree
from zeep import xsd
from zeep.exceptions import Fault
from zeep.transports import Transport

from tests.corpus.packages import CATALOG
from tests.samples.asgi_transport import InMemory
from wswgen.runtime.contract import Contract
from wswgen.runtime.loopback import Loopback
from wswgen.runtime.published import documents_at


class Published(InMemory):
    """Documents and calls of the services of one package, each at an address of its own."""

    def __init__(self, contracts: Sequence[Contract], hosts: Mapping[str, Loopback]) -> None:
        self.hosts = hosts
        self.root = next(iter(hosts))
        super().__init__(hosts[self.root])
        published = documents_at(contracts[0], self.root)
        self.documents = {
            f"{self.root}?{kind}={quote(name, safe='/')}": data
            for name, data in published.items()
            for kind in ("wsdl", "xsd")
        }
        self.documents[f"{self.root}?wsdl"] = next(iter(published.values()))

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Any:
        """One exchange with the service at the address."""
        self.loopback = self.hosts[address]
        return super().post(address, message, headers)

    def load(self, url: str) -> bytes:
        """A document that we publish, else one that everybody has."""
        return self.documents[url] if url in self.documents else _well_known(url)


class Wired(Transport):
    """Documents and calls of services that are served at addresses of this machine."""

    def __init__(self, addresses: Sequence[str]) -> None:
        make: Any = super().__init__  # it has no types
        make()
        self.addresses = tuple(addresses)
        self.root = addresses[0]
        self.messages: list[bytes] = []

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Any:
        """One exchange, through a socket."""
        untyped: Any = super().post
        reply = untyped(address, message, headers)
        self.messages += [message, reply.content]
        return reply

    def load(self, url: str) -> bytes:
        """A document that a service publishes, else one that everybody has."""
        untyped: Any = super().load
        return bytes(untyped(url)) if url.startswith(self.addresses) else _well_known(url)


def _well_known(url: str) -> bytes:
    catalog: dict[str, str] = json.loads(CATALOG.read_text("utf-8"))
    known = catalog.get(url) or catalog.get(url.replace("https:", "http:", 1))
    if known is None:
        raise LookupError(f"nothing is known of {url}")
    return CATALOG.with_name(known).read_bytes()


def client_of(transport: Published | Wired) -> Any:
    """A strict client of zeep."""
    make: Any = zeep.Client  # it has no types
    # Internal entities are XML 1.0, 4.2.1; zeep refuses them unless told.
    settings = zeep.Settings(strict=True, xml_huge_tree=True, forbid_entities=False)
    return make(f"{transport.root}?wsdl", transport=transport, settings=settings)


@dataclass(slots=True)
class Read:
    """What zeep reads from one message."""

    body: Any
    headers: Any


def read(message: Any, data: bytes) -> Read:
    """A message as zeep reads it."""
    if message.body is None:
        return Read(None, None)
    envelope = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    body = envelope.find("soap-env:Body", namespaces=message.nsmap)
    header = envelope.find("soap-env:Header", namespaces=message.nsmap)
    headers = message._deserialize_headers(header).get("header")
    return Read(message._deserialize_body(body)["body"], headers)


def read_fault(client: Any, binding: Any, name: str, response: Any) -> Fault:
    """What a user of zeep catches after a call of the operation of that name."""
    try:
        binding.process_reply(client, binding.get(name), response)
    except Fault as fault:
        return fault
    raise AssertionError("zeep sees no fault in the reply")


def arguments(given: Read) -> tuple[Sequence[Any], dict[str, Any]]:
    """What a user of zeep passes to say a message."""
    headers = {"_soapheaders": _named(given.headers)} if given.headers is not None else {}
    if given.body is None:
        return (), headers
    if isinstance(given.body, (xsd.CompoundValue, dict)):
        return (), _named(given.body) | headers
    return (given.body,), headers


def write(message: Any, given: Read) -> bytes:
    """A message as zeep writes it."""
    positional, named = arguments(given)
    envelope = message.serialize(*positional, **named).content
    return bytes(etree.tostring(envelope, encoding="utf-8", xml_declaration=True))


def _named(value: Any) -> dict[str, Any]:
    """What is there, by name. No items in a list would count as the branch of a choice."""
    kind = getattr(value, "_xsd_type", None)
    many = {name for name, found in kind.elements if found.accepts_multiple} if kind else set()
    given = {name: value[name] for name in value if value[name] is not None}
    return {
        name: item
        for name, item in given.items()
        if name not in many or item != [] or name.startswith("_value_")
    }

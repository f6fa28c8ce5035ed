"""``?wsdl``: the documents of the contract, with the addresses at which they are served."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote
from xml.parsers import expat

from ..contract import Contract
from ..engine import Response

Scope: TypeAlias = MutableMapping[str, Any]

_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_XSD = "http://www.w3.org/2001/XMLSchema"
_ADDRESSES = (
    "http://schemas.xmlsoap.org/wsdl/soap/\naddress",
    "http://schemas.xmlsoap.org/wsdl/soap12/\naddress",
)
_HOST = re.compile(r"[A-Za-z0-9.\-_~%\[\]:]+")
_ATTRIBUTE = rb"""(?<=\s)%s\s*=\s*(?:"[^"]*"|'[^']*')"""


class Metadata:
    """Answers the requests that are no calls."""

    def __init__(self, contract: Contract, *, trust_forwarded: bool) -> None:
        self._contract = contract
        self._trust = trust_forwarded
        self._root = contract.wsdl.removeprefix("wsdl/")
        self._ports = {(endpoint.service, endpoint.port) for endpoint in contract.endpoints}
        # Bounded: who asks chooses the address, through the Host header.
        self._document: Callable[[str, str], bytes] = lru_cache(maxsize=64)(self._rewritten)

    def answer(self, scope: Scope) -> Response:
        """The document that was asked for: 200, 404, or 405 for what is no such question."""
        query: bytes = scope.get("query_string", b"")
        asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        key, name = asked[0] if len(asked) == 1 else ("", "")
        key = key.lower()
        if scope["method"] not in ("GET", "HEAD") or key not in ("wsdl", "singlewsdl", "xsd"):
            return _plain(405, "POST a SOAP message, or GET ?wsdl", ("allow", "POST, GET, HEAD"))
        name = name or self._root
        known = name == self._root or name in self._contract.documents
        if not known or not self._contract.package or not self._root:
            return _plain(404, f"there is no document {name!r}")
        body = self._document(name, self._address(scope))
        return Response(status=200, content_type="text/xml", body=body)

    def _address(self, scope: Scope) -> str:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        scheme, host = scope.get("scheme", "http"), headers.get(b"host", b"").decode("latin-1")
        if self._trust:
            forwarded = headers.get(b"x-forwarded-proto", b"").decode("latin-1")
            if forwarded in ("http", "https"):
                scheme = forwarded
            host = headers.get(b"x-forwarded-host", b"").decode("latin-1") or host
        if not _HOST.fullmatch(host):
            server = scope.get("server") or ("localhost", None)
            host = server[0] if server[1] is None else f"{server[0]}:{server[1]}"
        raw: bytes | None = scope.get("raw_path")
        path = quote(scope["path"]) if raw is None else raw.decode("latin-1").partition("?")[0]
        return f"{scheme}://{host}{path}"

    def _rewritten(self, name: str, address: str) -> bytes:
        path = files(self._contract.package or "").joinpath("wsdl", *name.split("/"))
        data = _readable(path.read_bytes())
        locations = self._contract.documents.get(name, {})
        edits = _edits(data, locations, self._ports, address)
        for start, attribute, value in reversed(edits):
            data = _with_attribute(data, start, attribute, value)
        return data


def _readable(data: bytes) -> bytes:
    """The document as expat can read it and as bytes can be put into it: UTF-8 unless it is."""
    declared = re.match(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']""", data)
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        encoding = "utf-32"
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif b"\0" in data[:2]:
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    elif declared is not None:
        encoding = declared[1].decode("latin-1")
    else:
        return data
    return re.sub(r"^\ufeff?<\?xml[^>]*\?>", "", data.decode(encoding)).encode()


def _edits(
    data: bytes, locations: Mapping[str, str], ports: set[tuple[str, str]], address: str
) -> list[tuple[int, str, str]]:
    """Where a start tag stands, the attribute to set there, its value."""
    edits: list[tuple[int, str, str]] = []
    names = {"service": "", "port": ""}

    def start(tag: str, attributes: dict[str, str]) -> None:
        namespace, _, local = tag.rpartition("\n")
        if namespace == _WSDL and local in names:
            names[local] = attributes.get("name", "")
        elif tag in _ADDRESSES:
            if (names["service"], names["port"]) in ports:
                edits.append((parser.CurrentByteIndex, "location", address))
        elif local in ("import", "include", "redefine") and namespace in (_WSDL, _XSD):
            attribute = "location" if namespace == _WSDL else "schemaLocation"
            written = attributes.get(attribute, attributes.get("namespace", ""))
            target = locations.get(written)
            if target is not None:
                kind = "wsdl" if namespace == _WSDL else "xsd"
                url = f"{address}?{kind}={quote(target, safe='/')}"
                edits.append((parser.CurrentByteIndex, attribute, url))

    # No namespace that the generator accepts has a line break.
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.StartElementHandler = start
    parser.Parse(data, True)
    return edits


def _with_attribute(data: bytes, start: int, attribute: str, value: str) -> bytes:
    """``data`` with an attribute of the start tag at ``start`` set, all else byte for byte."""
    # Quoted values may hold ">": the end of the tag is the first one outside of them.
    tag = re.compile(rb"""<[^\s/>]+(?:[^>"']|"[^"]*"|'[^']*')*>""").match(data, start)
    assert tag is not None, "expat found a start tag here"
    quoted = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").encode()
    written = attribute.encode() + b'="' + quoted + b'"'
    old = re.compile(_ATTRIBUTE % attribute.encode()).search(data, start, tag.end())
    if old is not None:
        return data[: old.start()] + written + data[old.end() :]
    end = re.compile(rb"<[^\s/>]+").match(data, start)
    assert end is not None
    return data[: end.end()] + b" " + written + data[end.end() :]


def _plain(status: int, text: str, *headers: tuple[str, str]) -> Response:
    return Response(
        status=status,
        content_type="text/plain; charset=utf-8",
        body=f"{text}\n".encode(),
        headers=headers,
    )

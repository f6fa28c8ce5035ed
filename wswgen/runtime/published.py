"""The documents of a contract as a host publishes them: with the addresses of the host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import quote
from xml.parsers import expat

from .contract import Contract

_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_XSD = "http://www.w3.org/2001/XMLSchema"
_ADDRESSES = (
    "http://schemas.xmlsoap.org/wsdl/soap/\naddress",
    "http://schemas.xmlsoap.org/wsdl/soap12/\naddress",
)
_ATTRIBUTE = rb"""(?<=\s)%s\s*=\s*(?:"[^"]*"|'[^']*')"""


def documents_at(contract: Contract, address: str) -> Mapping[str, bytes]:
    """Every document of a contract that is served at ``address``, by name; the root first."""
    root = contract.wsdl.removeprefix("wsdl/")
    names = dict.fromkeys([root, *contract.documents])
    return {name: document_at(contract, name, address) for name in names if name}


def document_at(contract: Contract, name: str, address: str) -> bytes:
    """One document, its ports and its imports pointing to ``address``."""
    path = files(contract.package or "").joinpath("wsdl", *name.split("/"))
    data = _readable(path.read_bytes())
    ports = {(endpoint.service, endpoint.port) for endpoint in contract.endpoints}
    edits = _edits(data, contract.documents.get(name, {}), ports, address)
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

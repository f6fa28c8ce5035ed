"""XML as a small tree that keeps prefixes, because values may contain them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from wswgen.runtime.native.abi import hresults as hr

from .ledger import Refused

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"


class Name(NamedTuple):
    """A name of an element, an attribute or a type."""

    ns: str
    local: str


Scope: TypeAlias = dict[str, str]


@dataclass(eq=False, slots=True)
class Node:
    """An element; ``scope`` has the prefixes that its content may use."""

    name: Name
    attributes: dict[Name, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    scope: Scope = field(default_factory=dict)

    def elements(self) -> list[Node]:
        """The child elements."""
        return [child for child in self.children if isinstance(child, Node)]

    def child(self, ns: str, local: str) -> Node | None:
        """The first child element of this name."""
        return next((each for each in self.elements() if each.name == (ns, local)), None)

    def text(self) -> str:
        """The character data directly inside."""
        return "".join(child for child in self.children if isinstance(child, str))

    def is_nil(self) -> bool:
        """Whether xsi:nil says so."""
        return self.attributes.get(Name(XSI, "nil"), "").strip() in ("true", "1")

    def qname(self, text: str) -> Name:
        """The name that a QName in the content means. Raises `Refused`."""
        prefix, colon, local = text.strip().rpartition(":")
        ns = self.scope.get(prefix) if prefix or "" in self.scope else ""
        if ns is None or not local or (colon and not prefix):
            raise Refused(hr.WS_E_INVALID_FORMAT)
        return Name(ns, local)


def parse(data: bytes, max_depth: int | None = None) -> Node:
    """The root element. Raises `Refused`: WS_E_INVALID_FORMAT, WS_E_QUOTA_EXCEEDED."""
    root: list[Node] = []
    stack: list[Node] = []
    declared: Scope = {}

    def name_of(text: str) -> Name:
        parts = text.split("\n")
        return Name("", parts[0]) if len(parts) == 1 else Name(parts[0], parts[1])

    def start(text: str, attributes: list[str]) -> None:
        nonlocal declared
        outer = stack[-1].scope if stack else {}
        scope = {**outer, **declared} if declared else outer
        declared = {}
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        node = Node(name_of(text), {name_of(key): value for key, value in pairs}, scope=scope)
        (stack[-1].children if stack else root).append(node)
        stack.append(node)
        if max_depth is not None and len(stack) > max_depth:
            raise Refused(hr.WS_E_QUOTA_EXCEEDED)

    def declare(prefix: str | None, uri: str | None) -> None:
        declared[prefix or ""] = uri or ""

    def refuse(*_: object) -> None:
        raise Refused(hr.WS_E_INVALID_FORMAT)  # DTDs are never read

    parser = expat.ParserCreate(namespace_separator="\n")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = lambda text: stack[-1].children.append(text)
    parser.StartNamespaceDeclHandler = declare
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Refused(hr.WS_E_INVALID_FORMAT) from None
    finally:
        # The handlers refer to the parser's own frame: no cycle may stay behind.
        parser.StartElementHandler = parser.StartNamespaceDeclHandler = None
        parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = None
    return root[0]


def serialize(node: Node, scope: Scope | None = None) -> bytes:
    """The element as UTF-8, with every prefix that its content may use."""
    return "".join(_pieces(node, scope or {})).encode()


def _pieces(node: Node, outer: Scope) -> Iterator[str]:
    scope = dict(outer)
    declared: Scope = {}

    def declare(prefix: str, uri: str) -> None:
        scope[prefix] = declared[prefix] = uri

    for prefix, uri in node.scope.items():
        if scope.get(prefix, "") != uri and prefix != "xml":
            declare(prefix, uri)

    def prefixed(name: Name, *, attribute: bool) -> str:
        if not name.ns:
            if not attribute and scope.get(""):
                declare("", "")
            return name.local
        if name.ns == XML:
            return f"xml:{name.local}"
        for prefix, uri in scope.items():
            if uri == name.ns and (prefix or not attribute):
                return f"{prefix}:{name.local}" if prefix else name.local
        if attribute or "" in node.scope:
            prefix = next(f"n{i}" for i in range(1000) if f"n{i}" not in scope)
        else:
            prefix = ""
        declare(prefix, name.ns)
        return f"{prefix}:{name.local}" if prefix else name.local

    tag = prefixed(node.name, attribute=False)
    attributes = [
        (prefixed(name, attribute=True), value) for name, value in node.attributes.items()
    ]
    yield f"<{tag}"
    for prefix, uri in declared.items():
        yield f" xmlns:{prefix}={quoteattr(uri)}" if prefix else f" xmlns={quoteattr(uri)}"
    for key, value in attributes:
        quoted = quoteattr(value, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
        yield f" {key}={quoted}"
    if not node.children:
        yield "/>"
        return
    yield ">"
    for child in node.children:
        if isinstance(child, str):
            yield escape(child, {"\r": "&#13;"})
        else:
            yield from _pieces(child, scope)
    yield f"</{tag}>"

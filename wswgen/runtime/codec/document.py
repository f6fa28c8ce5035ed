"""Bytes to an element tree: DTDs refused, errors with a place, prefixes found when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ..errors import DecodeError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Document", "parse"]

MAX_DEPTH: Final = 100
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
_DOCTYPE: Final = "a DTD is not allowed"


class Scope(Mapping[str, str]):
    """The prefixes in scope at an element: its own declarations, then those around it.

    A chain and not a copy, so that a document that declares much at every level stays linear.
    """

    __slots__ = ("around", "own")

    def __init__(self, own: dict[str, str], around: Scope | None) -> None:
        self.own = own
        self.around = around

    def __getitem__(self, prefix: str) -> str:
        scope: Scope | None = self
        while scope is not None:
            if prefix in scope.own:
                return scope.own[prefix]
            scope = scope.around
        raise KeyError(prefix)

    def __iter__(self) -> Iterator[str]:
        seen: dict[str, None] = {}
        scope: Scope | None = self
        while scope is not None:
            seen.update(dict.fromkeys(scope.own))
            scope = scope.around
        return iter(seen)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Document:
    """A parsed document: its ``root``, and the prefixes in scope at each of its elements."""

    __slots__ = ("_adopted", "_data", "_encoding", "_scopes", "max_depth", "root")

    def __init__(
        self,
        root: Element,
        data: bytes,
        max_depth: int = MAX_DEPTH,
        encoding: str | None = None,
    ) -> None:
        self.root = root
        self.max_depth = max_depth
        self._data = data
        self._encoding = encoding  # instead of the one that the document declares
        self._scopes: dict[Element, Scope] | None = None
        self._adopted: dict[Element, Element] = {}

    def adopt(self, copy: Element, source: Element) -> None:
        """Let a copy have the prefixes in scope of what it was made from."""
        self._adopted[copy] = source

    def scope(self, element: Element) -> Scope:
        """The prefixes in scope at an element of this document; ``""`` is the default one."""
        element = self._adopted.get(element, element)
        if self._scopes is None:
            scopes = _scopes(self._data, self._encoding)
            self._scopes = dict(zip(self.root.iter(), scopes, strict=True))
        return self._scopes[element]


def parse(data: bytes, *, max_depth: int = MAX_DEPTH) -> Document:
    """Parse a whole document.

    DecodeError, with line and column where there is one, for what is not well-formed (XML 1.0,
    Namespaces in XML 1.0), not in its declared encoding, or has a DTD. ``max_depth`` bounds how
    deep decoding follows the tree (a tree that is deeper parses, whoever decodes it is refused).
    """
    # Here and below: loaded for the first message that is not plain.
    from xml.etree.ElementTree import ParseError, XMLParser

    # Expat too takes whatever has a zero among its first two bytes for UTF-16.
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:2]:
        data, encoding = _from_utf16(data), "utf-8"
    else:
        encoding = None
    parser = XMLParser(encoding=encoding)
    if b"<!DOCTYPE" in data:
        _refuse_doctype(data, encoding)
    try:
        parser.feed(data)
        root = parser.close()
    except ParseError as error:
        raise DecodeError(f"not well-formed XML: {error.msg}") from None
    except (ValueError, LookupError) as error:
        # An encoding that Python does not know, or that is not of one byte a character.
        raise DecodeError(f"cannot read the document's encoding: {error}") from None
    return Document(root, data, max_depth, encoding)


def _from_utf16(data: bytes) -> bytes:
    """The same document in UTF-8 (XML 1.0, section 4.3.3: UTF-16 must be understood)."""
    order = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    try:
        text = data.decode(order or ("utf-16-le" if data[:1] != b"\x00" else "utf-16-be"))
    except UnicodeDecodeError as error:
        raise DecodeError(f"not well-formed XML: bad UTF-16 at byte {error.start}") from None
    if "\x00" in text:
        raise DecodeError("not well-formed XML: a zero is no character")
    return text.encode()


def _refuse_doctype(data: bytes, encoding: str | None) -> None:
    """Look closer at the word: it may stand in a comment or in a CDATA section."""
    from xml.parsers import expat

    def refuse(*_: object) -> None:
        raise DecodeError(f"{_DOCTYPE} (line {parser.CurrentLineNumber})")

    parser = expat.ParserCreate(encoding)
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return  # the parser proper says what is wrong


def _scopes(data: bytes, encoding: str | None) -> list[Scope]:
    """The scope of each element, in document order."""
    from xml.parsers import expat

    scopes: list[Scope] = []
    stack = [Scope({"xml": XML_NAMESPACE}, None)]
    declared: dict[str, str] = {}

    def declare(prefix: str | None, uri: str | None) -> None:
        declared[prefix or ""] = uri or ""

    def start(_name: str, _attributes: object) -> None:
        nonlocal declared
        if declared:
            stack.append(Scope(declared, stack[-1]))
            declared = {}
        else:
            stack.append(stack[-1])
        scopes.append(stack[-1])

    def end(_name: str) -> None:
        stack.pop()

    # The separator of ElementTree: expat refuses namespaces that have it, and so has `parse`.
    parser = expat.ParserCreate(encoding, namespace_separator="}")
    parser.StartNamespaceDeclHandler = declare
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(data, True)
    return scopes

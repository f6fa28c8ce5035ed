"""What reading leaves behind: trees whose nodes know their place, and what refers to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, cast

from wswgen.errors import Location
from wswgen.qname import QName
from wswgen.record import NOTHING, record

WSDL = "http://schemas.xmlsoap.org/wsdl/"
WSDL_20 = ("http://www.w3.org/ns/wsdl", "http://www.w3.org/2006/01/wsdl")
XSD = "http://www.w3.org/2001/XMLSchema"
OLD_XSD = ("http://www.w3.org/1999/XMLSchema", "http://www.w3.org/2000/10/XMLSchema")
XML = "http://www.w3.org/XML/1998/namespace"


class UnboundPrefix(Exception):
    """A QName in content has a prefix that no declaration in scope binds."""


class Node:
    """One element. ``attributes`` has local names as keys, ``{namespace}local`` for qualified ones.

    ``namespaces`` maps every prefix in scope (``""`` for the default) to its namespace.
    ``content`` holds text and children in order, only where there is text that is not blank.
    Children and text arrive after the start tag; nothing changes a node once `parse` has returned
    it, and identity is the only equality that makes sense for a place in a file.
    """

    __slots__ = ("attributes", "children", "content", "location", "name", "namespaces")

    def __init__(
        self,
        name: QName,
        attributes: Mapping[str, str],
        namespaces: Mapping[str, str],
        location: Location,
    ) -> None:
        self.name = name
        self.attributes = attributes
        self.namespaces = namespaces
        self.location = location
        self.children: list[Node] = []
        self.content: list[Node | str] | None = None

    def get(self, name: str) -> str | None:
        """The value of an attribute, without white space at its ends; None where it is absent."""
        value = self.attributes.get(name)
        return None if value is None else value.strip()

    def qname(self, text: str) -> QName:
        """The expanded name of a QName in content; unprefixed ones take the default namespace."""
        prefix, colon, local = text.strip().rpartition(":")
        if not colon:
            return QName(self.namespaces.get("", ""), local)
        if prefix not in self.namespaces:
            raise UnboundPrefix(prefix)
        return QName(self.namespaces[prefix], local)

    def walk(self) -> Iterator[Node]:
        """This node and everything in it, in document order."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def text(self) -> str:
        """All character data in the node and in what it holds."""
        if not self.children:
            return "".join(cast("list[str]", self.content or ()))
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                parts.append(item)
            elif item.content is not None:
                stack.extend(reversed(item.content))
            else:
                stack.extend(reversed(item.children))
        return "".join(parts)


class Root(Node):
    """The root of a document; ``names`` are those of all elements in it."""

    __slots__ = ("names",)
    names: frozenset[QName]


@record
class Import:
    """One reference to another document, and where it led: ``targets`` are document names.

    ``namespace`` is as written, None where it is absent. No targets means that nothing was found
    without a network, which is a problem only if something of that namespace is needed.
    """

    kind: Literal["wsdl-import", "import", "include", "redefine"]
    namespace: str | None
    place: str | None
    targets: tuple[str, ...]
    node: Node


@record
class Document:
    """One file: ``name`` is a POSIX path below the root's folder, or one made from its URL.

    ``label`` is the file as the user named it or as it is reached from there, for messages.
    """

    name: str
    label: str
    data: bytes
    sha256: str
    tree: Root
    imports: tuple[Import, ...]


@record
class Documents:
    """The root and every document that it reaches, in the order in which they were reached.

    ``offered`` maps the names of the further files, needed or not, to their SHA-256; ``missing``
    names the local files that references state and that are not there; ``catalog`` is the digest
    of the catalog, ``""`` for none.
    """

    root: Document
    documents: tuple[Document, ...]
    offered: Mapping[str, str] = NOTHING
    missing: tuple[str, ...] = ()
    catalog: str = ""

    def named(self, name: str) -> Document:
        """The document of that name, which must exist."""
        return next(document for document in self.documents if document.name == name)

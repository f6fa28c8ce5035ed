"""Encoded messages to trees as a literal message has them: references followed, marks taken off.

SOAP 1.1, section 5: a value that several accessors share stands once, behind the body's first
element, and they refer to it with ``href``; arrays say what and how many items they have. In SOAP
1.2 (part 2, section 3) such a value stands where the first of them is, and they have ``enc:ref``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from math import prod
from typing import Final
from xml.etree.ElementTree import Element

from ..errors import DecodeError
from ..values import QName
from .document import Document
from .lexical import read_qname
from .soapenc import BY_NAMESPACE, SoapEncoding
from .support import ARRAY_TYPE, ENCODING, XSD, XSI_TYPE, local_name, too_deep
from .text import collapse, shown

MAX_ELEMENTS: Final = 200_000
"""How large references can make a message: shared values would grow without bound."""

_ROOT: Final = f"{{{ENCODING}}}root"


def root_of(
    body: Iterable[Element],
    document: Document,
    knows: Callable[[QName], bool],
    encoding: SoapEncoding,
) -> Element:
    """The element of a Body that is referred to by none, with all that it refers to inside it.

    ``knows`` tells the types that xsi:type may name; another on a leaf says nothing to a reader.
    DecodeError for references that lead nowhere or back to themselves, and partial arrays.
    """
    root = next((each for each in body if not _is_no_root(each)), None)
    if root is None:
        raise DecodeError("no element is the root of the message", "Body")
    return followed(root, document, knows, encoding)


def followed(
    element: Element, document: Document, knows: Callable[[QName], bool], encoding: SoapEncoding
) -> Element:
    """A copy of an element with all that it refers to inside it; DecodeError likewise."""
    return _Copier(document, knows, encoding).copy(element, 0)


def type_said(element: Element, document: Document, encoding: SoapEncoding) -> QName | None:
    """What the value of an element says of its type, where it stands or where it refers to."""
    value = _Copier(document, lambda _: True, encoding).referred(element)
    text = value.get(XSI_TYPE) or element.get(XSI_TYPE)
    if text is None:
        return None
    return read_qname(collapse(text), document.scope(value if value.get(XSI_TYPE) else element))


def is_shared(element: Element) -> bool:
    """Whether an element among the parts of a message is there for others to refer to."""
    ids = (encoding.id in element.attrib for encoding in BY_NAMESPACE.values())
    return _is_no_root(element) or any(ids)


def _is_no_root(element: Element) -> bool:
    return element.get(_ROOT, "").strip() in ("0", "false")


class _Copier:
    """Copies one message; the document answers for the copies as for what they were made from."""

    def __init__(
        self,
        document: Document,
        knows: Callable[[QName], bool],
        encoding: SoapEncoding,
    ) -> None:
        self.encoding = encoding
        self.idle = {encoding.id, encoding.ref, *encoding.idle}
        self.document = document
        self.knows = knows
        self.left = MAX_ELEMENTS
        self.open: set[Element] = set()

    @cached_property
    def ids(self) -> Mapping[str, Element | None]:
        """What can be referred to, wherever in the message; None for an id that two have."""
        found: dict[str, Element | None] = {}
        for element in self.document.root.iter():
            name = element.get(self.encoding.id)
            if name is not None:
                found[name] = None if name in found else element
        return found

    def copy(self, source: Element, depth: int) -> Element:
        self.left -= 1
        if depth > self.document.max_depth:
            raise too_deep(self.document.max_depth)
        if self.left < 0:
            raise DecodeError(f"references make more than {MAX_ELEMENTS} elements of the message")
        value = self.referred(source)
        if value in self.open:
            raise DecodeError("a value that contains itself", local_name(source.tag))
        self.open.add(value)
        result = Element(source.tag, self.attributes(value))
        result.text, result.tail = value.text, source.tail
        self.document.adopt(result, value)
        for child in value:
            result.append(self.copy(child, depth + 1))
        self.open.discard(value)
        return result

    def referred(self, source: Element) -> Element:
        """The element that holds the value: itself, or what its reference leads to."""
        reference = source.get(self.encoding.ref)
        if reference is None:
            return source
        name = self.encoding.target(reference) or ""
        if name not in self.ids:
            raise DecodeError(f"nothing has the id that {shown(reference)} refers to")
        value = self.ids[name]
        if value is None:
            raise DecodeError(f"two elements have the id {shown(name)}")
        if len(source) or (source.text or "").strip():
            raise DecodeError("an element that refers to another one is empty")
        if value.get(self.encoding.ref) is not None:
            raise DecodeError(f"{shown(reference)} leads to another reference")
        return value

    def attributes(self, value: Element) -> dict[str, str]:
        kept: dict[str, str] = {}
        encoding = self.encoding
        if any(tag in value.attrib for tag in encoding.partial):
            raise DecodeError("an array of which only a part is sent")
        for tag, text in value.items():
            if tag == encoding.sizes:
                sizes = encoding.sizes_of(text, len(value))
                known = [size for size in sizes if size is not None]
                if len(known) == len(sizes) and prod(known) != len(value):
                    raise DecodeError(f"the array {shown(text)} has {len(value)} items")
                if len(sizes) > 1:
                    shape = ",".join("" if size is None else str(size) for size in sizes)
                    kept[ARRAY_TYPE] = f"[{shape}]"
            elif tag == XSI_TYPE:
                if self.says(value, text):
                    kept[tag] = text
            elif tag not in self.idle and not tag.startswith(f"{{{encoding.envelope}}}"):
                kept[tag] = text
        return kept

    def says(self, value: Element, text: str) -> bool:
        """Whether xsi:type names a type that the codec can do something with."""
        name = read_qname(collapse(text), self.document.scope(value))
        if name.namespace in BY_NAMESPACE:
            return name.local not in ("Array", "Struct")
        return name.namespace == XSD or self.knows(name) or len(value) > 0

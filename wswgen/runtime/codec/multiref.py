"""Encoded messages to trees as a literal message has them: references followed, marks taken off.

SOAP 1.1, section 5: a value that several accessors share stands once, behind the body's first
element, and they refer to it with ``href``; arrays say what and how many items they have. In SOAP
1.2 (part 2, section 3) such a value stands where the first of them is, and they have ``enc:ref``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    elements = list(body)
    ids: dict[str, Element] = {}
    for element in elements:
        for inner in element.iter():
            name = inner.get(encoding.id)
            if name is not None and ids.setdefault(name, inner) is not inner:
                raise DecodeError(f"two elements have the id {shown(name)}", "Body")
    roots = [each for each in elements if each.get(_ROOT, "").strip() not in ("0", "false")]
    if not roots:
        raise DecodeError("no element is the root of the message", "Body")
    return _Copier(ids, document, knows, encoding).copy(roots[0], 0)


class _Copier:
    """Copies one message; the document answers for the copies as for what they were made from."""

    def __init__(
        self,
        ids: Mapping[str, Element],
        document: Document,
        knows: Callable[[QName], bool],
        encoding: SoapEncoding,
    ) -> None:
        self.encoding = encoding
        self.idle = {encoding.id, encoding.ref, *encoding.idle}
        self.ids = ids
        self.document = document
        self.knows = knows
        self.left = MAX_ELEMENTS
        self.open: set[Element] = set()

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
        value = self.ids.get(self.encoding.target(reference) or "")
        if value is None:
            raise DecodeError(f"nothing has the id that {shown(reference)} refers to")
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

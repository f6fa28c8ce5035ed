"""`XmlElement`: XML that the schema leaves open (xs:any, xs:anyType, mixed content), as a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from .values import QName


@dataclass(slots=True, eq=False, repr=False)
class XmlElement:
    """An element: its name, its attributes, and its text and children in document order.

    ``namespaces`` maps the prefixes that were in scope (``""``: the default) to namespace names.
    It gives a meaning to QNames in text, and decides nothing else: two elements are equal if
    their names, attributes and contents are. Neighbouring strings count as one.
    """

    name: QName
    attributes: dict[QName, str] = field(default_factory=dict[QName, str])
    content: list[str | XmlElement] = field(default_factory=list["str | XmlElement"])
    namespaces: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def text(self) -> str:
        """The text directly in this element, without that of its children."""
        return "".join([part for part in self.content if isinstance(part, str)])

    def __iter__(self) -> Iterator[XmlElement]:
        """The child elements."""
        return iter([part for part in self.content if isinstance(part, XmlElement)])

    def find(self, local: str, namespace: str | None = None) -> XmlElement | None:
        """The first child of that local name (and namespace, if one is given)."""
        for child in self:
            if child.name.local == local and namespace in (None, child.name.namespace):
                return child
        return None

    @classmethod
    def from_bytes(cls, data: bytes) -> XmlElement:
        """Read a whole document; DecodeError if it is not well-formed or has a DTD."""
        from .codec import parse, read_any

        document = parse(data)
        return read_any(document.root, document)

    def to_bytes(self) -> bytes:
        """This element as a document in UTF-8; EncodeError if XML cannot hold it."""
        return str(self).encode()

    def __str__(self) -> str:
        from .codec import write_any

        return write_any(self)

    def __repr__(self) -> str:
        size = f"{len(self.attributes)} attributes, {len(self.content)} parts"
        return f"<XmlElement {self.name}: {size}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, XmlElement):
            return NotImplemented
        # A stack of our own: elements may be nested deeper than Python's calls may.
        pairs: list[tuple[XmlElement, XmlElement]] = [(self, other)]
        while pairs:
            one, two = pairs.pop()
            mine, theirs = _joined(one.content), _joined(two.content)
            if one.name != two.name or one.attributes != two.attributes:
                return False
            if len(mine) != len(theirs):
                return False
            for left, right in zip(mine, theirs, strict=True):
                if isinstance(left, XmlElement) and isinstance(right, XmlElement):
                    pairs.append((left, right))
                elif isinstance(left, XmlElement) or left != right:
                    return False
        return True

    __hash__ = None  # type: ignore[assignment]  # mutable and compared by value: as for list


def _joined(content: list[str | XmlElement]) -> list[str | XmlElement]:
    """The content with neighbouring strings joined and empty ones dropped."""
    parts: list[str | XmlElement] = []
    for is_text, run in groupby(content, lambda part: isinstance(part, str)):
        if is_text:
            text = "".join(part for part in run if isinstance(part, str))
            parts += [text] if text else []
        else:
            parts += run
    return parts

"""XML bytes to dataclasses and back, by code compiled once for each class, on its first use.

```
document = parse(data)                        # hardened: no DTD, bounded depth, errors with a place
codec = part_codec(part, types)               # cached; `part` is a contract.Part
value = codec.decode(element, document)       # DecodeError names the element's path
text = codec.encode(value)                    # EncodeError likewise
```

Elements are those of `xml.etree.ElementTree`: ``tag`` is ``{namespace}local`` (or ``local``),
``attrib`` has the same names, children come by iteration. Only `Document` knows prefixes.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ..contract import Part
from ..element import XmlElement
from ..values import QName
from .document import Document, Element, parse

__all__ = [
    "Codec",
    "Document",
    "Element",
    "codec_for",
    "decode_bytes",
    "encode_bytes",
    "parse",
    "part_codec",
    "read_any",
    "write_any",
]


class Codec:
    """Reads and writes one element of one type."""

    name: QName
    tag: str
    """The name as an element's ``tag`` has it."""

    def decode(self, element: Element, document: Document) -> Any:
        """The value of ``element`` (its name is not looked at); DecodeError with a path."""
        raise NotImplementedError

    def encode(self, value: Any) -> str:
        """The whole element with the namespace declarations it needs; EncodeError with a path.

        Where it is put, there must be no default namespace in scope (elements without a namespace
        have no prefix); prefixes around it do not matter.
        """
        raise NotImplementedError


def part_codec(part: Part, types: ModuleType) -> Codec:
    """The codec of a message part whose type is named in ``types``; cached."""
    raise NotImplementedError


def codec_for(annotation: Any, *, name: QName) -> Codec:
    """The codec of an element called ``name`` of any class or annotation of generated code."""
    raise NotImplementedError


def decode_bytes(annotation: Any, data: bytes, *, name: QName) -> Any:
    """The value of a document whose root is called ``name``."""
    raise NotImplementedError


def encode_bytes(annotation: Any, value: Any, *, name: QName) -> bytes:
    """A document in UTF-8 whose root is called ``name``."""
    raise NotImplementedError


def read_any(element: Element, document: Document) -> XmlElement:
    """``element`` as a value, with the prefixes in scope: a header block that nobody declared."""
    raise NotImplementedError


def write_any(value: XmlElement) -> str:
    """The element as text that declares every prefix it uses; EncodeError if XML cannot hold it."""
    raise NotImplementedError

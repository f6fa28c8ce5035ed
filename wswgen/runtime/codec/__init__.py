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

from typing import TYPE_CHECKING

from ..element import XmlElement
from .anything import read_any_at
from .anything import write_any_text as write_any
from .codec import Codec, codec_for, decode_bytes, encode_bytes, part_codec
from .document import Document, parse
from .plain import NotPlain, Plain, read_plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = [
    "Codec",
    "Document",
    "NotPlain",
    "Plain",
    "codec_for",
    "decode_bytes",
    "encode_bytes",
    "parse",
    "part_codec",
    "read_any",
    "read_plain",
    "write_any",
]


def read_any(element: Element, document: Document) -> XmlElement:
    """``element`` as a value, with the prefixes in scope: a header block that nobody declared."""
    return read_any_at(element, document, 0)

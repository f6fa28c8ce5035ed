"""Change the locations in a document, and nothing else in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from wswgen.documents.document import Node

_ATTRIBUTE = re.compile(r"\s+([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_NAME = re.compile(r"<[^\s/>]+")
_LINE = re.compile(r"\r\n|\r|\n")
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")


def rewrite(data: bytes, locations: Mapping[Node, tuple[str, str]]) -> bytes:
    """``data`` with new values for one attribute of some elements: its name and the value.

    Raises `ValueError` where an attribute is not written in its element, and where the text cannot
    be read as it says.
    """
    if not locations:
        return data
    bom, codec = _codec(data)
    text = data[len(bom) :].decode(codec)
    starts = [0, *(found.end() for found in _LINE.finditer(text))]
    changes: list[tuple[int, int, str]] = []
    for node, (attribute, value) in locations.items():
        place = node.location
        name = _NAME.match(text, starts[place.line - 1] + place.column - 1)
        at = name.end() if name else -1
        while found := _ATTRIBUTE.match(text, at) if at >= 0 else None:
            if found[1] == attribute:
                changes.append((found.start(2), found.end(2), quoteattr(value)))
                break
            at = found.end()
        else:
            raise ValueError(f"no {attribute} is written at {place.line}:{place.column}")
    for start, end, value in sorted(changes, reverse=True):
        text = text[:start] + value + text[end:]
    return bom + text.encode(codec)


def _codec(data: bytes) -> tuple[bytes, str]:
    for bom, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            return bom, codec
    declared = _DECLARED.match(data)
    return b"", declared[1].decode("ascii") if declared else "utf-8"

"""Text of documents: names, and documentation for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from inspect import cleandoc
from xml.parsers import expat

from wswgen.documents.document import Node

# XML 1.0 (fifth edition), section 2.3, without the colon: Namespaces in XML, section 3.
NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_REST = "-.0-9\u00b7\u0300-\u036f\u203f-\u2040"


def ascii_names(expression: str) -> str:
    """A regular expression of names for texts that are ASCII: to compile it all takes 6 ms."""
    return expression.replace(NAME_START, "A-Z_a-z").replace(NAME_REST, "-.0-9")


_NCNAME = f"[{NAME_START}][{NAME_START}{NAME_REST}]*"
_ASCII_NCNAME = re.compile(ascii_names(_NCNAME))


def is_ncname(text: str) -> bool:
    """Whether an element or attribute can be called so."""
    if text.isascii():
        return _ASCII_NCNAME.fullmatch(text) is not None
    return re.fullmatch(_NCNAME, text) is not None


def is_readable(name: str) -> bool:
    """Whether the runtime can read an element or attribute called so.

    It reads with expat, which knows names up to the fourth edition of XML 1.0 (appendix B): no
    ligatures or fullwidth letters, nothing beyond the basic plane.
    """
    if name.isascii():
        return True
    try:
        expat.ParserCreate("utf-8").Parse(f"<{name}/>", True)
    except expat.ExpatError:
        return False
    return True


def documentation(notes: Iterable[Node]) -> str:
    """The text of documentation elements: indentation removed, one blank line between them."""
    written = [note.text() for note in notes]
    if len(written) == 1 and written[0].isprintable():
        return written[0].strip()  # one line, as most are
    texts = (cleandoc(text.expandtabs()).strip() for text in written)
    lines = "\n\n".join(text for text in texts if text).splitlines()
    return "\n".join(line.rstrip() for line in lines)

"""Text as XML holds it: white space, escapes, the characters that XML 1.0 does not have."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from ..errors import EncodeError
from ..pattern import compiled

WhiteSpace: TypeAlias = Literal["preserve", "replace", "collapse"]

WS: Final = " \t\n\r"
"""White space of XML (1.0, section 2.3): `str.split` and `str.isspace` know more than that."""

_REPLACE = str.maketrans("\t\n\r", "   ")
# What is not in production 2, Char: the complement takes ten times as long to compile.
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def collapse(text: str) -> str:
    """White space at the ends removed, each run inside made one blank (XSD part 2, 4.3.6)."""
    if text.isascii():
        # Of what `split` takes for white space, XML text holds only ours as long as it is ASCII.
        return " ".join(text.split())
    return compiled(f"[{WS}]+").sub(" ", text).strip(" ")


def replace(text: str) -> str:
    """Each white space character made a blank."""
    return text.translate(_REPLACE)


def normalize(text: str, white_space: WhiteSpace) -> str:
    """Apply the whiteSpace facet."""
    if white_space == "collapse":
        return collapse(text)
    return replace(text) if white_space == "replace" else text


def check_characters(text: str) -> None:
    """EncodeError for a character that XML 1.0 does not have (section 2.2)."""
    bad = compiled(_FORBIDDEN).search(text)
    if bad:
        raise EncodeError(f"XML cannot hold the character U+{ord(bad.group()):04X}")


def escape(text: str) -> str:
    """Text between tags; a carriage return is written so that parsers keep it."""
    # Printable in the sense of Python: no control character, no surrogate, nothing unassigned.
    printable = text.isprintable()
    if not printable:
        check_characters(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text if printable else text.replace("\r", "&#13;")


def escape_attribute(text: str) -> str:
    """Text between double quotes; tabs and line ends are written so that parsers keep them."""
    check_characters(text)
    return text.translate(_ATTRIBUTE)


def shown(value: object) -> str:
    """A value for a message: short, on one line."""
    text = repr(value[:80] if isinstance(value, (str, bytes)) else value)
    return text if len(text) <= 80 else f"{text[:77]}..."

"""Values of HTTP headers: Content-Type (RFC 9110, section 8.3), quoted strings (5.6.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from .pattern import compiled

_PARAMETER = r';\s*(?:([!#$%&\'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*)))?\s*'


@lru_cache(maxsize=256)
def media_type(header: str) -> tuple[str, Mapping[str, str]]:
    """Type and parameters, names in lower case; the type is "" where the header is malformed."""
    media = header.partition(";")[0]
    parameters: dict[str, str] = {}
    position = len(media)
    while position < len(header):
        match = compiled(_PARAMETER).match(header, position)
        if match is None:
            return "", {}
        name, quoted, token = match.groups()
        if name:
            value = token if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            parameters.setdefault(name.lower(), value)
        position = match.end()
    return media.strip().lower(), parameters


def unquoted(header: str) -> str:
    """The value of a header that is a quoted string, or should be one, such as SOAPAction."""
    text = header.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return re.sub(r'\\(["\\])', r"\1", text) if "\\" in text else text

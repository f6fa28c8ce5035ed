"""The lexical forms of the built-in simple types (XSD 1.0 part 2, section 3)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from wswgen.documents.text import NAME_REST, NAME_START, ascii_names

_ZONE = r"(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR = r"-?([1-9]\d{4,}|\d{4})"
_DAY = r"(0[1-9]|[12]\d|3[01])"
_MONTH = r"(0[1-9]|1[0-2])"
_TIME = r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
_NC = f"[{NAME_START}][{NAME_START}{NAME_REST}]*"
_B64 = r"[A-Za-z0-9+/]"
_INTEGER = r"[+-]?\d{1,4300}"  # as many digits as Python reads (sys.get_int_max_str_digits)

_FORMS = {
    "boolean": "true|false|1|0",
    "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "float": r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d+)?|-?INF|NaN",
    "double": r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d+)?|-?INF|NaN",
    "duration": r"-?P(?!$)(\d+Y)?(\d+M)?(\d+D)?(T(?!$)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "time": f"{_TIME}{_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    # The Recommendation of 2001 wrote --MM--; its errata and part 2, 3.2.14, write --MM.
    "gMonth": f"--{_MONTH}(--)?{_ZONE}",
    "hexBinary": r"([0-9A-Fa-f]{2})*",
    "base64Binary": rf"(({_B64} ?){{4}})*(({_B64} ?){{2}}({_B64} ?|= ?)=)?",
    "QName": f"({_NC}:)?{_NC}",
    "NOTATION": f"({_NC}:)?{_NC}",
    "language": r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*",
    "NMTOKEN": f"[:{NAME_START}{NAME_REST}]+",
    "Name": f"[:{NAME_START}][:{NAME_START}{NAME_REST}]*",
    "NCName": _NC,
    "ID": _NC,
    "IDREF": _NC,
    "ENTITY": _NC,
    "integer": _INTEGER,
}

RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}


def normalised(text: str, white_space: str) -> str:
    """White space as the facet whiteSpace says (part 2, section 4.3.6)."""
    if white_space == "preserve":
        return text
    text = re.sub("[\t\n\r]", " ", text)
    return text if white_space == "replace" else re.sub(" +", " ", text).strip(" ")


def is_lexical(name: str, text: str) -> bool:
    """Whether a normalised text is a literal of the built-in type of that name."""
    if name in RANGES:
        if not _form("integer", True).fullmatch(text):
            return False
        low, high = RANGES[name]
        value = Decimal(text)
        return (low is None or value >= low) and (high is None or value <= high)
    return name not in _FORMS or _form(name, text.isascii()).fullmatch(text) is not None


@cache
def _form(name: str, ascii: bool) -> re.Pattern[str]:
    return re.compile(ascii_names(_FORMS[name]) if ascii else _FORMS[name], re.ASCII)


def is_numeric(name: str) -> bool:
    """Whether a built-in type has numbers for values."""
    return name in RANGES or name in ("decimal", "float", "double")


def number(name: str, text: str) -> Decimal | float:
    """The value of a literal of a numeric type."""
    if name in ("float", "double"):
        return float(text.replace("INF", "inf"))
    return Decimal(text)

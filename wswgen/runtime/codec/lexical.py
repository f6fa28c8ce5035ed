"""The built-in types: text to value and value to text (XSD 1.0 part 2, section 3).

A reader takes text whose white space is normalised and raises DecodeError, a writer takes a value
and raises EncodeError, neither with a path. Exact or refused: nothing is rounded (but xs:float,
whose values have 24 bits), and a value of another Python type is an error.
"""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64, hexlify, unhexlify
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from struct import pack, unpack
from typing import Any, Final, TypeAlias

from ..errors import DecodeError, EncodeError
from ..pattern import compiled
from ..record import record
from ..values import QName
from . import temporal
from .text import WhiteSpace, collapse, replace, shown

Scope: TypeAlias = Mapping[str, str]
"""The prefixes in scope where a text was read."""

Names: TypeAlias = dict[str, str]
"""The prefix for each namespace that a written text uses; writers add to it."""

Reader: TypeAlias = Callable[[str, Scope | None], Any]
Writer: TypeAlias = Callable[[Any, Names | None], str]


@record
class Lexical:
    """How one built-in type is read and written.

    ``plain`` text never needs an escape. ``scoped`` types need the prefixes in scope.
    """

    read: Reader
    write: Writer
    white_space: WhiteSpace = "collapse"
    plain: bool = True
    scoped: bool = False


def wrong_type(expected: str, value: object) -> EncodeError:
    """The error for a value of another Python type."""
    return EncodeError(f"expected {expected}, got {type(value).__name__}: {shown(value)}")


def invalid(name: str, text: str) -> DecodeError:
    """The error for a text that is not of the type."""
    return DecodeError(f"not a valid {name}: {shown(text)}")


# --- strings ----------------------------------------------------------------------------------

_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHAR = _START + "\\-.0-9\xb7\u0300-\u036f\u203f\u2040"
NCNAME: Final = f"[{_START}][{_CHAR}]*"

_STRINGS: Final[dict[str, tuple[WhiteSpace, str | None]]] = {
    "string": ("preserve", None),
    "anySimpleType": ("preserve", None),
    "normalizedString": ("replace", None),
    "token": ("collapse", None),
    # Any text is an IRI reference once it is escaped (section 3.2.17).
    "anyURI": ("collapse", None),
    "language": ("collapse", "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
    "Name": ("collapse", f"[:{_START}][:{_CHAR}]*"),
    "NMTOKEN": ("collapse", f"[:{_CHAR}]+"),
    **dict.fromkeys(("NCName", "ID", "IDREF", "ENTITY"), ("collapse", NCNAME)),
}


def _string(name: str, white_space: WhiteSpace, pattern: str | None) -> Lexical:
    normal = {"preserve": None, "replace": replace, "collapse": collapse}[white_space]

    def read(text: str, _: Scope | None = None) -> str:
        if pattern and not compiled(pattern).fullmatch(text):
            raise invalid(name, text)
        return text

    def write(value: Any, _: Names | None = None) -> str:
        if not isinstance(value, str):
            raise wrong_type("str", value)
        text = str.__str__(value)
        if normal and normal(text) != text:
            raise EncodeError(f"{name} does not keep the white space of {shown(text)}")
        if pattern and not compiled(pattern).fullmatch(text):
            raise EncodeError(f"not a valid {name}: {shown(text)}")
        return text

    return Lexical(read, write, white_space, plain=False)


# --- numbers ----------------------------------------------------------------------------------

INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_INTEGER = r"([+-]?)0*(\d+)"
_DECIMAL = r"[+-]?(\d+(\.\d*)?|\.\d+)"
_FLOAT = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
_SPECIAL = {"INF": float("inf"), "-INF": float("-inf"), "NaN": float("nan")}
_MOST_DIGITS: Final = 1_000_000


def _integer(name: str, low: int | None, high: int | None) -> Lexical:
    bound = f" between {low} and {high}" if low is not None and high is not None else ""

    def inside(value: int) -> bool:
        return (low is None or value >= low) and (high is None or value <= high)

    def read(text: str, _: Scope | None = None) -> int:
        match = compiled(_INTEGER, re.ASCII).fullmatch(text)
        if match is None:
            raise invalid(name, text)
        try:
            value = int(match[1] + match[2])
        except ValueError:
            # Python refuses thousands of digits: reading them takes quadratic time.
            raise DecodeError(f"{name} of {len(match[2])} digits is too long") from None
        if not inside(value):
            raise DecodeError(f"{shown(text)} is not in the range of {name}{bound}")
        return value

    def write(value: Any, _: Names | None = None) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong_type("int", value)
        try:
            text = str(int(value))
        except ValueError:
            raise EncodeError(f"{name} of more digits than Python writes") from None
        if not inside(value):
            raise EncodeError(f"{text[:80]} is not in the range of {name}{bound}")
        return text

    return Lexical(read, write)


def read_decimal(text: str, _: Scope | None = None) -> Decimal:
    """Section 3.2.3: digits and a point, no exponent."""
    if not compiled(_DECIMAL, re.ASCII).fullmatch(text):
        raise invalid("decimal", text)
    return Decimal(text)


def write_decimal(value: Any, _: Names | None = None) -> str:
    """All digits, no exponent; EncodeError for what is not finite."""
    if not isinstance(value, Decimal):
        raise wrong_type("Decimal", value)
    if not value.is_finite():
        raise EncodeError(f"decimal has no {value}")
    if abs(value.adjusted()) > _MOST_DIGITS or -int(value.as_tuple().exponent) > _MOST_DIGITS:
        raise EncodeError("decimal with an exponent too large to be written out")
    return format(value, "f")


def read_double(text: str, _: Scope | None = None) -> float:
    """Sections 3.2.4 and 3.2.5."""
    if compiled(_FLOAT, re.ASCII).fullmatch(text):
        return float(text)
    if text in _SPECIAL:
        return _SPECIAL[text]
    raise invalid("number", text)


def read_float(text: str, _: Scope | None = None) -> float:
    """The nearest value of 24 bits; DecodeError for a finite one out of range."""
    value = read_double(text)
    try:
        return float(unpack("<f", pack("<f", value))[0])
    except OverflowError:
        raise DecodeError(f"{shown(text)} is not in the range of float") from None


def write_double(value: Any, _: Names | None = None) -> str:
    """An int is written if a float of that value exists."""
    if not isinstance(value, (float, int)) or isinstance(value, bool):
        raise wrong_type("float", value)
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if isinstance(value, int) and number != value:
        raise EncodeError(f"no float is exactly {shown(value)}")
    if isfinite(number):
        return repr(number)
    return "NaN" if number != number else "INF" if number > 0 else "-INF"


def write_float(value: Any, _: Names | None = None) -> str:
    """EncodeError for a finite value beyond 32 bits."""
    text = write_double(value)
    try:
        pack("<f", float(value))
    except OverflowError:
        raise EncodeError(f"{text} is not in the range of float") from None
    return text


BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


def read_boolean(text: str, _: Scope | None = None) -> bool:
    """Section 3.2.2."""
    if text not in BOOLEANS:
        raise invalid("boolean", text)
    return BOOLEANS[text]


def write_boolean(value: Any, _: Names | None = None) -> str:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise wrong_type("bool", value)
    return "true" if value else "false"


# --- binary and names -------------------------------------------------------------------------


def read_base64(text: str, _: Scope | None = None) -> bytes:
    """Section 3.2.16: blanks may stand between the characters; unused bits are zero."""
    packed = text.replace(" ", "")
    try:
        value = a2b_base64(packed, strict_mode=True)
    except (Base64Error, ValueError):
        raise invalid("base64Binary", text) from None
    if packed.endswith("=") and not packed.endswith(
        b2a_base64(value[-(len(value) % 3) :], newline=False).decode()
    ):
        raise invalid("base64Binary", text)
    return value


def read_hex(text: str, _: Scope | None = None) -> bytes:
    """Section 3.2.15."""
    try:
        return unhexlify(text)
    except ValueError:
        raise invalid("hexBinary", text) from None


def write_base64(value: Any, _: Names | None = None) -> str:
    """Without line ends."""
    if not isinstance(value, bytes):
        raise wrong_type("bytes", value)
    return b2a_base64(value, newline=False).decode()


def write_hex(value: Any, _: Names | None = None) -> str:
    """In capitals, the canonical form."""
    if not isinstance(value, bytes):
        raise wrong_type("bytes", value)
    return hexlify(value).decode().upper()


def read_qname(text: str, scope: Scope | None) -> QName:
    """Section 3.2.18: without a prefix, the name is in the default namespace."""
    prefix, _, local = text.rpartition(":")
    if not compiled(NCNAME).fullmatch(local) or (
        ":" in text and not compiled(NCNAME).fullmatch(prefix)
    ):
        raise invalid("QName", text)
    namespace = (scope or {}).get(prefix, None if prefix else "")
    if namespace is None:
        raise DecodeError(f"the prefix of {shown(text)} is not declared")
    return QName(namespace, local)


def write_qname(value: Any, names: Names | None) -> str:
    """With a prefix that ``names`` then maps to; no namespace has none."""
    if not isinstance(value, QName):
        raise wrong_type("QName", value)
    if not compiled(NCNAME).fullmatch(value.local):
        raise EncodeError(f"not a valid QName: {shown(value)}")
    if not value.namespace:
        return value.local
    if names is None:
        raise EncodeError("a QName cannot be written here")
    prefix = names.setdefault(value.namespace, f"q{len(names) + 1}")
    return f"{prefix}:{value.local}"


def _period(name: str, home: str) -> Lexical:
    """A class of `periods`: its own ``parse`` and ``str``."""

    def read(text: str, _: Scope | None = None) -> Any:
        from .. import periods

        try:
            return getattr(periods, home).parse(text)
        except ValueError:
            raise invalid(name, text) from None

    def write(value: Any, _: Names | None = None) -> str:
        from .. import periods

        if not isinstance(value, getattr(periods, home)):
            raise wrong_type(home, value)
        try:
            return str(value)
        except ValueError as error:
            raise EncodeError(str(error)) from None

    return Lexical(read, write)


BUILTINS: Final[dict[str, Lexical]] = {
    **{name: _string(name, *how) for name, how in _STRINGS.items()},
    **{name: _integer(name, *bounds) for name, bounds in INTEGERS.items()},
    "boolean": Lexical(read_boolean, write_boolean),
    "decimal": Lexical(read_decimal, write_decimal),
    "float": Lexical(read_float, write_float),
    "double": Lexical(read_double, write_double),
    "dateTime": Lexical(temporal.read_datetime, temporal.write_datetime),
    "date": Lexical(temporal.read_date, temporal.write_date),
    "time": Lexical(temporal.read_time, temporal.write_time),
    "duration": _period("duration", "Duration"),
    "gYear": _period("gYear", "GYear"),
    "gYearMonth": _period("gYearMonth", "GYearMonth"),
    "gMonth": _period("gMonth", "GMonth"),
    "gMonthDay": _period("gMonthDay", "GMonthDay"),
    "gDay": _period("gDay", "GDay"),
    "base64Binary": Lexical(read_base64, write_base64),
    "hexBinary": Lexical(read_hex, write_hex),
    "QName": Lexical(read_qname, write_qname, plain=False, scoped=True),
    "NOTATION": Lexical(read_qname, write_qname, plain=False, scoped=True),
}

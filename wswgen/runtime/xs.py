"""The simple types of XML Schema as annotations: `xs.Int` is `int` to a type checker.

An alias carries its built-in type as `Builtin`; `Facets`, `Union` and `List` in an ``Annotated``
say what a schema makes of them. Nested annotations flatten, so several `Facets` may stand in one
type: they apply from the innermost to the outermost, and all of them apply.

See XSD 1.0 part 2; section numbers stand beside the types.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal as _Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from . import values
from .element import XmlElement
from .record import record

# --- markers ----------------------------------------------------------------------------------


@record
class Builtin:
    """The value is written and read as this built-in type, such as ``"int"``."""

    name: str


@record
class Facets:
    """What one derivation step adds to a simple type (XSD 1.0 part 2, section 4.3).

    ``pattern`` is a regular expression of Python that must match the whole text. Bounds are
    integers or lexical. ``enumeration`` is lexical too, for the list or union types that have one:
    atomic types with an enumeration are classes.
    """

    white_space: Literal["preserve", "replace", "collapse"] | None = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    min_inclusive: int | str | None = None
    max_inclusive: int | str | None = None
    min_exclusive: int | str | None = None
    max_exclusive: int | str | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None
    enumeration: tuple[str, ...] = ()


@record
class Union:
    """A union type: the first member, in the order of the annotation, that reads the text."""


@record
class List:
    """A list type: items between blanks in one text, not repeated elements."""


# --- strings (3.2.1, 3.3.1 to 3.3.12) -----------------------------------------------------------

String: TypeAlias = Annotated[str, Builtin("string")]
NormalizedString: TypeAlias = Annotated[str, Builtin("normalizedString")]
Token: TypeAlias = Annotated[str, Builtin("token")]
Language: TypeAlias = Annotated[str, Builtin("language")]
Name: TypeAlias = Annotated[str, Builtin("Name")]
NCName: TypeAlias = Annotated[str, Builtin("NCName")]
NMTOKEN: TypeAlias = Annotated[str, Builtin("NMTOKEN")]
NMTOKENS: TypeAlias = Annotated[list[str], Builtin("NMTOKENS")]
ID: TypeAlias = Annotated[str, Builtin("ID")]
IDREF: TypeAlias = Annotated[str, Builtin("IDREF")]
IDREFS: TypeAlias = Annotated[list[str], Builtin("IDREFS")]
ENTITY: TypeAlias = Annotated[str, Builtin("ENTITY")]
ENTITIES: TypeAlias = Annotated[list[str], Builtin("ENTITIES")]
AnyURI: TypeAlias = Annotated[str, Builtin("anyURI")]

# --- numbers (3.2.2 to 3.2.5, 3.3.13 to 3.3.25) ---------------------------------------------------

Boolean: TypeAlias = Annotated[bool, Builtin("boolean")]
Decimal: TypeAlias = Annotated[_Decimal, Builtin("decimal")]
Integer: TypeAlias = Annotated[int, Builtin("integer")]
NonPositiveInteger: TypeAlias = Annotated[int, Builtin("nonPositiveInteger")]
NegativeInteger: TypeAlias = Annotated[int, Builtin("negativeInteger")]
NonNegativeInteger: TypeAlias = Annotated[int, Builtin("nonNegativeInteger")]
PositiveInteger: TypeAlias = Annotated[int, Builtin("positiveInteger")]
Long: TypeAlias = Annotated[int, Builtin("long")]
Int: TypeAlias = Annotated[int, Builtin("int")]
Short: TypeAlias = Annotated[int, Builtin("short")]
Byte: TypeAlias = Annotated[int, Builtin("byte")]
UnsignedLong: TypeAlias = Annotated[int, Builtin("unsignedLong")]
UnsignedInt: TypeAlias = Annotated[int, Builtin("unsignedInt")]
UnsignedShort: TypeAlias = Annotated[int, Builtin("unsignedShort")]
UnsignedByte: TypeAlias = Annotated[int, Builtin("unsignedByte")]
Float: TypeAlias = Annotated[float, Builtin("float")]
Double: TypeAlias = Annotated[float, Builtin("double")]

# --- time (3.2.6 to 3.2.14) -----------------------------------------------------------------------

DateTime: TypeAlias = Annotated[datetime, Builtin("dateTime")]
Date: TypeAlias = Annotated[date, Builtin("date")]
Time: TypeAlias = Annotated[time, Builtin("time")]
if TYPE_CHECKING:
    from . import periods

    Duration: TypeAlias = Annotated[periods.Duration, Builtin("duration")]
    GYear: TypeAlias = Annotated[periods.GYear, Builtin("gYear")]
    GYearMonth: TypeAlias = Annotated[periods.GYearMonth, Builtin("gYearMonth")]
    GMonth: TypeAlias = Annotated[periods.GMonth, Builtin("gMonth")]
    GMonthDay: TypeAlias = Annotated[periods.GMonthDay, Builtin("gMonthDay")]
    GDay: TypeAlias = Annotated[periods.GDay, Builtin("gDay")]
else:
    _PERIODS = {
        "Duration": "duration",
        "GYear": "gYear",
        "GYearMonth": "gYearMonth",
        "GMonth": "gMonth",
        "GMonthDay": "gMonthDay",
        "GDay": "gDay",
    }

    def __getattr__(name):
        if name not in _PERIODS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        cls = getattr(import_module(".periods", __package__), name)
        globals()[name] = Annotated[cls, Builtin(_PERIODS[name])]
        return globals()[name]


# --- the rest (3.2.15 to 3.2.19) ------------------------------------------------------------------

Base64Binary: TypeAlias = Annotated[bytes, Builtin("base64Binary")]
HexBinary: TypeAlias = Annotated[bytes, Builtin("hexBinary")]
QName: TypeAlias = Annotated[values.QName, Builtin("QName")]
NOTATION: TypeAlias = Annotated[values.QName, Builtin("NOTATION")]
AnySimpleType: TypeAlias = Annotated[str, Builtin("anySimpleType")]
AnyType: TypeAlias = XmlElement

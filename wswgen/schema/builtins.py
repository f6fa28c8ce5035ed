"""The built-in types of XSD 1.0 (part 2, section 3) and how they derive from each other."""

from __future__ import annotations

# Each name with the type that it restricts; primitives restrict anySimpleType.
BUILTINS: dict[str, str] = {
    "anyType": "",
    "anySimpleType": "anyType",
    **dict.fromkeys(
        "string boolean decimal float double duration dateTime time date gYearMonth gYear "
        "gMonthDay gDay gMonth hexBinary base64Binary anyURI QName NOTATION".split(),
        "anySimpleType",
    ),
    "normalizedString": "string",
    "token": "normalizedString",
    "language": "token",
    "NMTOKEN": "token",
    "Name": "token",
    "NCName": "Name",
    "ID": "NCName",
    "IDREF": "NCName",
    "ENTITY": "NCName",
    "NMTOKENS": "anySimpleType",
    "IDREFS": "anySimpleType",
    "ENTITIES": "anySimpleType",
    "integer": "decimal",
    "nonPositiveInteger": "integer",
    "negativeInteger": "nonPositiveInteger",
    "long": "integer",
    "int": "long",
    "short": "int",
    "byte": "short",
    "nonNegativeInteger": "integer",
    "unsignedLong": "nonNegativeInteger",
    "unsignedInt": "unsignedLong",
    "unsignedShort": "unsignedInt",
    "unsignedByte": "unsignedShort",
    "positiveInteger": "nonNegativeInteger",
}

LISTS = {"NMTOKENS": "NMTOKEN", "IDREFS": "IDREF", "ENTITIES": "ENTITY"}


def primitive(name: str) -> str:
    """The primitive type that a built-in atomic type derives from; other names are their own."""
    while BUILTINS[name] not in ("anySimpleType", "anyType", ""):
        name = BUILTINS[name]
    return name


def white_space(name: str) -> str:
    """The whiteSpace facet of a built-in type (part 2, section 4.3.6)."""
    if name in ("string", "anySimpleType"):
        return "preserve"
    return "replace" if name == "normalizedString" else "collapse"

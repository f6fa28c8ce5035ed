"""What generated decoding functions call when something is not plain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast

from .. import xml
from ..errors import DecodeError
from ..values import QName
from .document import Document
from .lexical import BUILTINS, read_qname
from .simple import Simple
from .text import WS, collapse, shown

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XSD: Final = "http://www.w3.org/2001/XMLSchema"
ENCODING: Final = "http://schemas.xmlsoap.org/soap/encoding/"
ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
ENCODING_12: Final = "http://www.w3.org/2003/05/soap-encoding"
ENVELOPE_12: Final = "http://www.w3.org/2003/05/soap-envelope"
ARRAY_TYPE: Final = f"{{{ENCODING}}}arrayType"
XSI_TYPE: Final = f"{{{XSI}}}type"
XSI_NIL: Final = f"{{{XSI}}}nil"
_IGNORED: Final = frozenset((f"{{{XSI}}}schemaLocation", f"{{{XSI}}}noNamespaceSchemaLocation"))


class _End:
    tag = ""


END: Final = cast("Element", _End())
"""Stands for the child after the last one: its tag is no element's."""

# Section 3 of XSD part 2: what each built-in type is derived from.
_BASES: Final = {
    "normalizedString": "string",
    "token": "normalizedString",
    **dict.fromkeys(("language", "Name", "NMTOKEN"), "token"),
    "NCName": "Name",
    **dict.fromkeys(("ID", "IDREF", "ENTITY"), "NCName"),
    "integer": "decimal",
    **dict.fromkeys(("nonPositiveInteger", "nonNegativeInteger", "long"), "integer"),
    "negativeInteger": "nonPositiveInteger",
    "int": "long",
    "short": "int",
    "byte": "short",
    **dict.fromkeys(("unsignedLong", "positiveInteger"), "nonNegativeInteger"),
    "unsignedInt": "unsignedLong",
    "unsignedShort": "unsignedInt",
    "unsignedByte": "unsignedShort",
}


def local_name(tag: str) -> str:
    """The name without its namespace."""
    return tag.rpartition("}")[2]


def too_deep(limit: int) -> DecodeError:
    """The error for a document that nests deeper than it may."""
    return DecodeError(f"elements are nested deeper than {limit}")


def missing(child: Element, expected: str) -> DecodeError:
    """The error where a required element did not come."""
    if child is END:
        return DecodeError("the required element is missing", local_name(expected))
    return unexpected(child, expected)


def unexpected(child: Element, expected: str = "") -> DecodeError:
    """The error for an element that may not stand where it does."""
    hint = f"; expected {expected}" if expected else ""
    return DecodeError(f"unexpected element {shown(child.tag)}{hint}")


def too_few(count: int, low: int, local: str) -> DecodeError:
    """The error for a list that is too short."""
    return DecodeError(f"occurs {count} times, at least {low} are required", local)


def stray(text: str) -> DecodeError:
    """The error for text where there may only be elements."""
    return DecodeError(f"unexpected text {shown(text.strip(WS))}")


def check_tail(child: Element) -> None:
    """Only white space may follow an element in element content."""
    if child.tail is not None and child.tail.strip(WS):
        raise DecodeError(f"unexpected text {shown(child.tail.strip(WS))} behind the element")


def check_leaf(child: Element, document: Document, simple: Simple) -> None:
    """An element of a simple type: no children, no attributes but those of XML Schema itself."""
    check_tail(child)
    if len(child):
        raise DecodeError(f"unexpected element {shown(child[0].tag)} in text")
    for tag, text in child.items():
        if tag == XSI_TYPE:
            _check_simple_type(text, child, document, simple)
        elif tag not in _IGNORED:
            raise DecodeError(f"unexpected attribute {shown(tag)}")


def _check_simple_type(text: str, child: Element, document: Document, simple: Simple) -> None:
    """xsi:type may name the type itself or a built-in type derived from it."""
    name = read_qname(collapse(text), document.scope(child))
    mark = simple.enum.__dict__["__xml__"] if simple.enum is not None else None
    if mark is not None and name == (mark.namespace, mark.name):
        return
    if name.namespace in (ENCODING, ENCODING_12):
        # soapenc:string and its like extend those of XSD with attributes for references.
        name = QName(XSD, "base64Binary" if name.local == "base64" else name.local)
    if name.namespace == XSD and simple.builtin:
        derived: str | None = name.local
        while derived is not None and derived != simple.builtin:
            derived = _BASES.get(derived)
        if derived is not None:
            lexical = BUILTINS[name.local]
            lexical.read(collapse(child.text or ""), document.scope(child))
            return
        if simple.builtin == "anySimpleType" and name.local in BUILTINS:
            return
    raise DecodeError(f"xsi:type {shown(text)} is not derived from the element's type")


def is_nil(child: Element) -> bool:
    """Whether a nillable element is nil; what says that it is not is taken away.

    The type of a nil element may be abstract here, against cvc-type.2 (XSD 1.0 part 1, 3.4.4):
    the serializers of .NET write such elements, and nothing depends on the type.
    """
    text = child.attrib.get(XSI_NIL)
    if text is None:
        return False
    if collapse(text) in ("false", "0"):
        del child.attrib[XSI_NIL]
        return False
    if collapse(text) not in ("true", "1"):
        raise DecodeError(f"not a valid boolean: {shown(text)}")
    if len(child) or child.text:
        raise DecodeError("a nil element is empty")
    for tag in child.attrib:
        if tag not in (XSI_NIL, XSI_TYPE) and tag not in _IGNORED:
            raise DecodeError(f"attribute {shown(tag)} on a nil element cannot be kept")
    check_tail(child)
    return True


def check_attribute(tag: str) -> None:
    """An attribute that no field takes: one of XML Schema's own, or an error."""
    if tag != XSI_TYPE and tag not in _IGNORED:
        raise DecodeError(f"unexpected attribute {shown(tag)}", f"@{local_name(tag)}")


def admitter(wildcard: xml.Any | xml.AnyAttributes) -> Callable[[str], bool]:
    """Whether a wildcard admits a name (XSD 1.0 part 1, section 3.10.4)."""
    listed, negated = wildcard.namespaces, wildcard.negated
    if listed is None:
        return lambda _: True
    found = frozenset(listed)

    def admits(tag: str) -> bool:
        namespace = tag[1:].partition("}")[0] if tag[:1] == "{" else ""
        return (namespace in found) is not negated

    return admits


def take_any_attribute(
    into: dict[QName, str], tag: str, text: str, admits: Callable[[str], bool]
) -> None:
    """Keep an attribute that a wildcard admits."""
    if tag == XSI_TYPE or tag in _IGNORED:
        return
    if tag == XSI_NIL or not admits(tag):
        raise DecodeError(f"unexpected attribute {shown(tag)}", f"@{local_name(tag)}")
    into[QName.of(tag)] = text


def check_value_content(element: Element) -> None:
    """An element with simple content has no children."""
    if len(element):
        raise DecodeError(f"unexpected element {shown(element[0].tag)} in text")


def set_default(child: Element, text: str) -> None:
    """An empty element stands for its default (XSD 1.0 part 1, section 3.3.4)."""
    if not child.text and not len(child):
        child.text = text


def not_fixed(value: Any, fixed: str) -> DecodeError:
    """The error for a value other than the one there can be."""
    return DecodeError(f"the value is fixed to {shown(fixed)}, not {shown(value)}")

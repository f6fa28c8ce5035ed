"""What generated encoding functions call when something is not plain."""

from __future__ import annotations

from typing import Any, Final, cast

from .. import xml
from ..errors import EncodeError
from ..pattern import compiled
from ..values import QName
from .anything import write_any_text
from .document import XML_NAMESPACE
from .lexical import NCNAME, Names, Writer, wrong_type
from .support import XSI, admitter
from .text import escape, escape_attribute, shown


class Out(list[str]):
    """The parts of a message; ``namespaces`` are those that only this message needs."""

    __slots__ = ("namespaces",)

    def __init__(self) -> None:
        super().__init__()
        self.namespaces: dict[str, None] = {}


def write_string(value: Any) -> str:
    """The text of an xs:string, whatever is in it."""
    if not isinstance(value, str):
        raise wrong_type("str", value)
    return escape(str.__str__(value))


def write_nil(name: str, w: Any, attributes: str = "") -> None:
    """An element that is nil; the root declares the prefix."""
    w.__self__.namespaces[XSI] = None
    w(f'<{name}{attributes} xsi:nil="true"/>')


def _declarations(names: Names) -> str:
    return "".join(
        f' xmlns:{prefix}="{escape_attribute(namespace)}"' for namespace, prefix in names.items()
    )


def scoped_text(write: Writer, value: Any) -> tuple[str, str]:
    """The declarations for a text with QNames, and the text."""
    names: Names = {}
    text = escape(write(value, names))
    return _declarations(names), text


def scoped_attribute(name: str, write: Writer, value: Any) -> str:
    """An attribute with QNames in it and its declarations.

    Its prefixes are its own: two attributes of one element may each declare some.
    """
    names = _Named(name.replace(":", "_"))
    text = write(value, names)
    return f'{_declarations(names)} {name}="{escape_attribute(text)}"'


class _Named(dict[str, str]):
    """Prefixes that start with the attribute's name."""

    def __init__(self, stem: str) -> None:
        super().__init__()
        self.stem = stem

    def setdefault(self, namespace: str, prefix: str = "", /) -> str:
        return super().setdefault(namespace, f"{self.stem}-{prefix}")


def write_any(value: Any, w: Any, name: tuple[str, str] | None) -> None:
    """An element of xs:anyType: the value brings its name, which must be the element's.

    None is for the items of an encoded array, whose names say nothing (SOAP 1.1, section 5.4.2).
    """
    if name is not None and not isinstance(value, QName) and getattr(value, "name", name) != name:
        raise EncodeError(f"expected an element {QName(*name)}, got {value.name}")
    w(write_any_text(value))


def write_admitted(value: Any, w: Any, mark: xml.Any) -> None:
    """An element for xs:any: its namespace must be one that the wildcard admits."""
    text = write_any_text(value)
    if not admitter(mark)(str(value.name)):
        raise EncodeError(f"the wildcard does not admit {value.name}")
    w(text)


def write_mixed(content: Any, w: Any) -> None:
    """Mixed content: text and elements."""
    for part in check_list(content):
        w(escape(part) if isinstance(part, str) else write_any_text(part))


def any_attributes(values: Any, mark: xml.AnyAttributes, taken: frozenset[Any]) -> str:
    """The attributes of xs:anyAttribute, each with the declaration it needs."""
    if not isinstance(values, dict):
        raise wrong_type("dict", values)
    admits = admitter(mark)
    parts: list[str] = []
    pairs = cast("Any", values)
    for number, (name, text) in enumerate(pairs.items()):
        if not isinstance(name, QName):
            raise wrong_type("QName", name)
        if not isinstance(text, str):
            raise wrong_type("str", text)
        if name in taken or name.namespace == XSI or not admits(str(name)):
            raise EncodeError(f"the wildcard does not admit {name}")
        if not compiled(NCNAME).fullmatch(name.local):
            raise EncodeError(f"not a name of XML: {shown(name.local)}")
        if name.namespace == XML_NAMESPACE:
            prefix = "xml:"
        elif name.namespace:
            prefix = f"w{number}:"
            parts.append(f' xmlns:w{number}="{escape_attribute(name.namespace)}"')
        else:
            prefix = ""
        parts.append(f' {prefix}{name.local}="{escape_attribute(text)}"')
    return "".join(parts)


def check_list(value: Any) -> Any:
    """A list, or a tuple in its place."""
    if not isinstance(value, (list, tuple)):
        raise wrong_type("list", value)
    return cast("list[Any]", value)


def wrong_count(count: int, low: int, high: int | None) -> EncodeError:
    """The error for a list that is too short or too long."""
    if count < low:
        return EncodeError(f"{count} items, at least {low} are required")
    return EncodeError(f"{count} items, at most {high} are allowed")


def not_fixed(value: Any, fixed: str) -> EncodeError:
    """The error for a value other than the one there can be."""
    return EncodeError(f"the value is fixed to {shown(fixed)}, not {shown(value)}")


def not_empty(default: str) -> EncodeError:
    """The error for an empty text where empty means something else."""
    return EncodeError(f"an empty element would be read as its default {shown(default)}")


def forbidden() -> EncodeError:
    """The error for a value where a restriction leaves no room for one."""
    return EncodeError("a restriction of the type forbids it")


SUPPORT: Final[dict[str, Any]] = {
    function.__name__: function
    for function in (
        any_attributes,
        check_list,
        escape,
        escape_attribute,
        forbidden,
        not_empty,
        not_fixed,
        scoped_attribute,
        scoped_text,
        write_admitted,
        write_any,
        write_mixed,
        write_nil,
        write_string,
        wrong_count,
        wrong_type,
    )
}

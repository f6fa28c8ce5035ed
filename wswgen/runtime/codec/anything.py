"""`XmlElement` from an element tree and to text, by loops: elements may be nested deeply."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

from ..element import XmlElement
from ..errors import DecodeError, EncodeError
from ..pattern import compiled
from ..values import QName
from .document import XML_NAMESPACE, Document
from .lexical import NCNAME, wrong_type
from .text import escape, escape_attribute, shown

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PREFIX: Final = f"({NCNAME}):"


def read_any_at(element: Element, document: Document, depth: int) -> XmlElement:
    """``element``, which stands ``depth`` deep, as a value."""
    root = _shell(element, document)
    stack = [(element, root, depth)]
    while stack:
        source, target, level = stack.pop()
        if level > document.max_depth:
            raise DecodeError(f"elements are nested deeper than {document.max_depth}")
        if source.text:
            target.content.append(source.text)
        for child in source:
            copy = _shell(child, document)
            target.content.append(copy)
            stack.append((child, copy, level + 1))
            if child.tail:
                target.content.append(child.tail)
    return root


def _shell(element: Element, document: Document) -> XmlElement:
    attributes = {QName.of(tag): text for tag, text in element.items()}
    return XmlElement(QName.of(element.tag), attributes, [], document.scope(element))


def read_mixed(element: Element, document: Document, depth: int) -> list[str | XmlElement]:
    """The text and the children of an element with mixed content."""
    content: list[str | XmlElement] = [element.text] if element.text else []
    for child in element:
        content.append(read_any_at(child, document, depth + 1))
        if child.tail:
            content.append(child.tail)
    return content


def write_any_text(value: Any) -> str:
    """The element with every declaration it needs; no default namespace may be in scope.

    Names are written with prefixes declared once, at the top. Prefixes that stand in text keep
    the meaning that ``namespaces`` gives them: each is declared on the element that needs it.
    """
    prefixes = _prefixes(value)
    out: list[str] = []
    bound = {"": "", "xml": XML_NAMESPACE}  # what the declarations around say
    top = {prefix: namespace for namespace, prefix in prefixes.items()}
    open_now: set[int] = set()
    stack: list[Any] = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, XmlElement):
            if id(part) in open_now:
                raise EncodeError("an element contains itself")
            open_now.add(id(part))
            own = _declarations(part, bound)
            stack.append(_End(_tag(part.name, prefixes, own.get("", bound[""])), part, bound, own))
            stack += reversed(part.content)
            bound.update(own)
            _write_start(part, {**top, **own}, prefixes, bound[""], out)
            top = {}
        elif isinstance(part, _End):
            open_now.discard(id(part.element))
            bound.update(part.before)
            out.append(f"</{part.tag}>")
        elif isinstance(part, str):
            out.append(escape(part))
        else:
            raise wrong_type("str or XmlElement", part)
    return "".join(out)


class _End:
    """An end tag that is still to be written, and what its prefixes meant before the element."""

    __slots__ = ("before", "element", "tag")

    def __init__(
        self, tag: str, element: XmlElement, bound: dict[str, str], own: dict[str, str]
    ) -> None:
        self.tag = tag
        self.element = element
        self.before = {prefix: bound.get(prefix, "") for prefix in own}


def _prefixes(root: Any) -> dict[str, str]:
    """A prefix for each namespace of a name below; none that text uses."""
    spaces: dict[str, None] = {}
    taken: set[str] = set()
    seen: set[int] = set()
    stack: list[Any] = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element, XmlElement):
            raise wrong_type("XmlElement", element)
        if id(element) in seen:
            continue
        seen.add(id(element))
        for name in (element.name, *element.attributes):
            _check_name(name)
        if element.name.namespace != element.namespaces.get("", ""):
            spaces[element.name.namespace] = None
        spaces.update(dict.fromkeys(name.namespace for name in element.attributes))
        for text in _texts(element):
            taken.update(compiled(_PREFIX).findall(text))
        stack += reversed([part for part in element.content if not isinstance(part, str)])
    fresh = (f"x{number}" for number in count() if f"x{number}" not in taken)
    return {space: next(fresh) for space in spaces if space not in ("", XML_NAMESPACE)}


def _check_name(name: Any) -> None:
    if not isinstance(name, QName):
        raise wrong_type("QName", name)
    if not compiled(NCNAME).fullmatch(name.local):
        raise EncodeError(f"not a name of XML: {shown(name.local)}")


def _texts(element: XmlElement) -> list[str]:
    """The texts of an element that may hold a prefix."""
    texts = [part for part in element.content if isinstance(part, str)]
    values: list[Any] = list(element.attributes.values())
    for text in values:
        if not isinstance(text, str):
            raise wrong_type("str", text)
        texts.append(text)
    return [text for text in texts if ":" in text]


def _declarations(element: XmlElement, bound: dict[str, str]) -> dict[str, str]:
    """The prefixes (and the default) that must change at an element for the sake of its texts."""
    known = element.namespaces
    own: dict[str, str] = {}
    default = known.get("", "") if element.name.namespace else ""
    if default != bound[""]:
        own[""] = default
    for text in _texts(element):
        for prefix in compiled(_PREFIX).findall(text):
            namespace = known.get(prefix)
            if namespace and bound.get(prefix) != namespace:
                own[prefix] = namespace
    return own


def _tag(name: QName, prefixes: dict[str, str], default: str) -> str:
    if name.namespace == default:
        return name.local
    if name.namespace == XML_NAMESPACE:
        return f"xml:{name.local}"
    return f"{prefixes[name.namespace]}:{name.local}"


def _write_start(
    element: XmlElement,
    declared: dict[str, str],
    prefixes: dict[str, str],
    default: str,
    out: list[str],
) -> None:
    out.append(f"<{_tag(element.name, prefixes, default)}")
    for prefix, namespace in declared.items():
        colon = ":" if prefix else ""
        out.append(f' xmlns{colon}{prefix}="{escape_attribute(namespace)}"')
    for name, text in element.attributes.items():
        out.append(f' {_tag(name, prefixes, "")}="{escape_attribute(text)}"')
    out.append(">")

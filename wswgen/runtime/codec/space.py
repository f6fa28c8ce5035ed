"""All classes of one generated ``types`` module: their functions, prefixes and type names."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from enum import Enum
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from .. import xml
from ..errors import DecodeError, EncodeError, UsageError
from ..lazy import DefinitionsOnDemand
from ..pattern import compiled
from ..values import QName
from .decoding import Decoding
from .document import MAX_DEPTH, XML_NAMESPACE, Document
from .encoding import Encoding
from .lexical import read_qname, wrong_type
from .model import must_be_derived
from .plain import MAX_SCOPES, NotPlain, Plain, Readers
from .plan import evaluate, fields_of, first_owner, mark_of
from .simple import is_union, split
from .soapenc import SoapEncoding
from .source import Link, Source
from .support import ENCODING, ENCODING_12, ENVELOPE, ENVELOPE_12, XSD, XSI, XSI_TYPE
from .text import collapse, shown
from .typed import namespaces
from .writing import Out

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATTRIBUTE: Final = "__wswgen_codec__"
_NAMESPACE: Final = r"NS\d*|\w*_NS"
_PREFIXES: Final = {
    XSI: "xsi",
    XSD: "xsd",
    ENCODING: "soapenc",
    ENVELOPE: "soap",
    ENCODING_12: "enc",
    ENVELOPE_12: "env",
}
_TYPE: Final = r'xml\.Type\(\s*"([^"]+)"'
_PATH: Final = r"[^]\s()[{}|,:=\"'+-]+"  # not \w: names may have combining marks


class Space:
    """The codec's memory for one module; made once for it, by `space_of`."""

    def __init__(self, module: ModuleType | None, encoding: SoapEncoding | None = None) -> None:
        self.module = module
        self.encoding = encoding
        self._twins: dict[str, Space] = {}
        self.codecs: dict[object, Any] = {}
        self._lock = RLock()
        self._readers: dict[type, Callable[..., Any]] = {}
        self._writers: dict[type, Callable[..., Any]] = {}
        self._prefixes: dict[str, str] | None = None
        self._types: dict[QName, type] | None = None
        self._needs: dict[type, dict[str, None]] = {}
        self._plain: dict[tuple[str, str, str], Readers] = {}
        self._candidate: tuple[str, str, str] | None = None

    def twin(self, encoding: SoapEncoding) -> Space:
        """The same classes in messages with a SOAP encoding."""
        with self._lock:
            if encoding.namespace not in self._twins:
                self._twins[encoding.namespace] = Space(self.module, encoding)
            return self._twins[encoding.namespace]

    # --- functions, made on first use -------------------------------------------------------

    def reader(self, cls: type) -> Callable[..., Any]:
        """The function that decodes a class: ``(element, document, depth)``."""
        with self._lock:
            if cls not in self._readers:
                self._readers[cls] = Decoding(
                    cls, self, encoded=self.encoding is not None
                ).function()
            return self._readers[cls]

    def writer(self, cls: type) -> Callable[..., Any]:
        """The function that encodes a class: ``(object, append, depth)``."""
        with self._lock:
            if cls not in self._writers:
                self._writers[cls] = Encoding(cls, self, MAX_DEPTH, self.encoding).function()
            return self._writers[cls]

    def link_reader(self, source: Source, cls: type) -> str:
        """A name in ``source`` for the reader of ``cls``, which is made when it is called."""
        name = source.name(f"read_{cls.__name__}", cls)
        source.names[name] = Link(source.names, name, lambda: self.reader(cls))
        return name

    def link_writer(self, source: Source, cls: type) -> str:
        """A name in ``source`` for the writer of ``cls``, which is made when it is called."""
        name = source.name(f"write_{cls.__name__}", cls)
        source.names[name] = Link(source.names, name, lambda: self.writer(cls))
        return name

    def plain_readers(self, plain: Plain) -> Readers:
        """The functions for the prefixes of a message; `NotPlain` for the first of its kind."""
        key = plain.start.key
        found = self._plain.get(key)
        if found is not None:
            return found
        with self._lock:
            # Who calls once compiles once; who sends other prefixes each time is not worth it.
            if self._candidate != key or len(self._plain) >= MAX_SCOPES:
                self._candidate = key
                raise NotPlain
            return self._plain.setdefault(key, Readers(plain.start))

    # --- xsi:type ---------------------------------------------------------------------------

    def derived(self, element: Element, document: Document, cls: type) -> Any:
        """The reader that xsi:type asks for; None if it names ``cls`` itself.

        DecodeError for a type that is not known or not derived from ``cls``.
        """
        text = element.attrib[XSI_TYPE]
        name = read_qname(collapse(text), document.scope(element))
        found = self.named(name)
        if found is None:
            raise DecodeError(f"xsi:type {shown(text)}: there is no type {name}")
        if found is cls:
            return None
        if not issubclass(found, cls):
            raise DecodeError(f"xsi:type {shown(text)} is not derived from {cls.__name__}")
        return self.reader(found)

    def knows(self, name: QName) -> bool:
        """Whether xsi:type may name this type."""
        return self.named(name) is not None

    def derived_writer(self, value: Any, w: Any, cls: type) -> tuple[str, Callable[..., Any]]:
        """The xsi:type attribute and the writer for an instance of a class derived from ``cls``.

        EncodeError for an instance of anything else, or of a class without a name in the schema.
        """
        kind: type[Any] = value.__class__
        mark = mark_of(kind)
        if not isinstance(value, cls) or not isinstance(mark, xml.Type) or not mark.name:
            raise wrong_type(cls.__name__, value)
        out: Out = w.__self__
        out.namespaces.update(self.needs(kind))
        out.namespaces[XSI] = None
        type_name = mark.name
        if mark.namespace:
            out.namespaces[mark.namespace] = None
            type_name = f"{self.prefix(mark.namespace)}:{mark.name}"
        return f' xsi:type="{type_name}"', self.writer(kind)

    def nil_type(self, w: Any, cls: type) -> str:
        """The xsi:type attribute for a nil element whose type cannot be ``cls`` itself.

        The first type derived from an abstract one that may be nil; EncodeError if there is none.
        """
        for name, kind in self.types().items():
            if kind is not cls and issubclass(kind, cls) and not must_be_derived(kind):
                out: Out = w.__self__
                type_name = name.local
                if name.namespace:
                    out.namespaces[name.namespace] = None
                    type_name = f"{self.prefix(name.namespace)}:{type_name}"
                return f' xsi:type="{type_name}"'
        raise EncodeError(
            f"{cls.__name__} cannot be nil: it is abstract or has a required attribute"
        )

    def write_derived(self, value: Any, w: Any, n: int, cls: type, tag: str) -> None:
        """Write an element whose value is not of the class that its field names."""
        attribute, write = self.derived_writer(value, w, cls)
        w(f"<{tag}{attribute}")
        write(value, w, n)
        w(f"</{tag}>")

    def types(self) -> dict[QName, type]:
        """The classes by their names in the schema, wherever below the module they are."""
        with self._lock:
            if self._types is None:
                found: dict[QName, type] = {}
                for module in self._modules():
                    for value in _definitions(module):
                        mark = mark_of(value)
                        if isinstance(mark, xml.Type) and mark.name:
                            found.setdefault(QName(mark.namespace, mark.name), value)
                self._types = found
            return self._types

    def named(self, name: QName) -> type | None:
        """The class of that name in the schema, without making all the others if there is a way."""
        module = self.module
        # The name stands in the source as it is, unless a character of it had to be escaped.
        if not isinstance(module, DefinitionsOnDemand) or not name.local.isascii():
            return self.types().get(name)
        for definition in module.defining(_TYPE, name.local):
            found: type = getattr(module, definition)
            mark = mark_of(found)
            if isinstance(mark, xml.Type) and (mark.namespace, mark.name) == name:
                return found
        return None

    def _modules(self) -> list[ModuleType]:
        """The module, or those that it consists of."""
        if self.module is None:
            return []
        name = self.module.__name__
        inner = [each for each in vars(self.module).values() if isinstance(each, ModuleType)]
        parts = [each for each in inner if each.__name__.startswith(f"{name}.")]
        return sorted(parts, key=lambda part: part.__name__) or [self.module]

    # --- namespaces -------------------------------------------------------------------------

    def prefix(self, namespace: str) -> str:
        """The prefix of a namespace: the same in every message, whatever was sent before.

        They are numbered in the order of the module's constants (``..._NS``) and classes; a package
        has all of its constants in ``base``. What does not occur there gets a prefix from its
        name.
        """
        if namespace in _PREFIXES:
            return _PREFIXES[namespace]
        with self._lock:
            if self._prefixes is None:
                self._prefixes = {}
                for known in self._known_namespaces():
                    self._prefixes.setdefault(known, f"n{len(self._prefixes) + 1}")
            if namespace not in self._prefixes:
                from hashlib import sha256  # loads a library that few contracts need

                digest = sha256(namespace.encode()).hexdigest()
                size = 6
                while f"h{digest[:size]}" in self._prefixes.values():
                    size += 1
                self._prefixes[namespace] = f"h{digest[:size]}"
            return self._prefixes[namespace]

    def _known_namespaces(self) -> Iterator[str]:
        if self.module is None:
            return
        base = f"{self.module.__name__}.base"
        home = next((each for each in self._modules() if each.__name__ == base), self.module)
        for name, value in list(vars(home).items()):
            mark = value.__dict__.get("__xml__") if isinstance(value, type) else None
            if compiled(_NAMESPACE).fullmatch(name) and isinstance(value, str) and value:
                yield value
            elif isinstance(mark, (xml.Type, xml.Group, xml.Simple)) and mark.namespace:
                yield mark.namespace

    def needs(self, cls: type) -> dict[str, None]:
        """The namespaces of the names in a message of this class, without those of xsi:type."""
        with self._lock:
            if cls not in self._needs:
                self._needs[cls] = _needs(cls, self._all_namespaces())
                if self.encoding is not None:
                    self._needs[cls].update(namespaces(cls, self.encoding))
            return self._needs[cls]

    def _all_namespaces(self) -> set[str] | None:
        """Those that any message can need, where that can be told without making every class."""
        if not isinstance(self.module, DefinitionsOnDemand):
            return None
        return {*self._known_namespaces()} - {XML_NAMESPACE}


def _needs(root: type, most: set[str] | None) -> dict[str, None]:
    """Read off the annotations without evaluating more of them than must be.

    There are no more namespaces than ``most``, if that is known.
    """
    found: dict[str, None] = {}
    seen: set[type] = set()
    stack = [root]
    while stack and (most is None or not most <= found.keys()):
        cls = stack.pop()
        if cls in seen:
            continue
        seen.add(cls)
        below: list[type] = []
        for name, (owner, annotation) in fields_of(cls).items():
            mark = mark_of(first_owner(cls, name))
            if mark is not None and mark.qualified:
                found[mark.namespace] = None
            names = vars(sys.modules[owner.__module__])
            if isinstance(annotation, str):
                paths = (path.split(".") for path in compiled(_PATH).findall(annotation))
                below += [c for path in paths if (c := _class(_lookup(names, path)))]
            if not isinstance(annotation, str) or "namespace=" in annotation:
                below += _evaluated(evaluate(annotation, names), found)
        stack += reversed(below)
    found.pop("", None)
    found.pop(XML_NAMESPACE, None)
    return found


def _definitions(module: ModuleType) -> list[Any]:
    if isinstance(module, DefinitionsOnDemand):
        return [getattr(module, name) for name in module.__all__]
    return list(vars(module).values())


def _class(value: Any) -> type | None:
    return value if mark_of(value) is not None else None


def _lookup(names: dict[str, Any], path: list[str]) -> Any:
    try:
        value = names[path[0]]
    except KeyError:
        return None
    for name in path[1:]:
        value = getattr(value, name, None)
    return value


def _evaluated(annotation: Any, found: dict[str, None]) -> list[type]:
    """The classes in an annotation; puts the namespaces in its markers into ``found``."""
    classes: list[type] = []
    stack = [annotation]
    while stack:
        bare, metadata = split(stack.pop())
        for mark in metadata:
            if isinstance(mark, (xml.Element, xml.Attribute)) and mark.namespace:
                found[mark.namespace] = None
        if is_union(bare) or hasattr(bare, "__args__"):
            stack += reversed(bare.__args__)
        elif mark_of(bare) is not None:
            classes.append(bare)
    return classes


_making = RLock()


def home_of(module: ModuleType) -> ModuleType:
    """The package ``types`` that a module is in, which has all of its names; else the module."""
    parts = module.__name__.split(".")
    if "types" in parts[1:-1]:
        return sys.modules[".".join(parts[: parts.index("types", 1) + 1])]
    return module


def space_of(module: ModuleType) -> Space:
    """The space of a module, or of the package ``types`` that the module is in."""
    module = home_of(module)
    with _making:
        found = getattr(module, _ATTRIBUTE, None)
        if not isinstance(found, Space):
            found = Space(module)
            setattr(module, _ATTRIBUTE, found)
        return found


def space_for(annotation: Any) -> Space:
    """The space of the class in an annotation; one of its own if there is none."""
    bare, _ = split(annotation)
    if mark_of(bare) is not None or (isinstance(bare, type) and issubclass(bare, Enum)):
        module = sys.modules.get(bare.__module__)
        if module is None:
            raise UsageError(f"the module of {bare!r} is not loaded")
        return space_of(module)
    return Space(None)

"""`Codec`: one element of one type, between XML and Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..contract import Part
from ..errors import DecodeError, EncodeError
from ..values import QName
from .anything import read_any_at, write_any_text
from .document import Document, parse
from .model import must_be_derived
from .plain import NotPlain, Plain
from .plan import content_of, evaluate, tag_of
from .simple import Simple
from .soapenc import SoapEncoding
from .space import Space, space_for, space_of
from .support import XSD, XSI, check_leaf, is_nil, unexpected
from .text import escape, escape_attribute
from .trace import decode_path, encode_path
from .typed import type_attribute, type_of
from .writing import Out, scoped_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MISSES = 16
"""After so many messages that were not plain, so many are not tried."""


class Codec:
    """Reads and writes one element of one type. Nothing is compiled before the first use."""

    def __init__(
        self, name: QName, space: Space, annotation: Callable[[], Any], nillable: bool = False
    ) -> None:
        self.name = name
        self.tag = tag_of(name.namespace, name.local)
        self.nillable = nillable
        self._space = space
        self._annotation = annotation
        self._read: Callable[[Element, Document, int], Any] | None = None
        self._write: Callable[[Any, Out], None] | None = None
        self._plain_class: type | None = None
        self._misses = 0
        self._pause = 0
        self._start = ""
        self._type = ""
        self._qualified = ""
        self._declared: dict[str, None] = {}

    def decode(self, element: Element, document: Document) -> Any:
        """The value of ``element`` (its name is not looked at); DecodeError with a path.

        The element tree may be changed by this: defaults are put into it.
        """
        read = self._read or self._prepare_read()
        try:
            if self.nillable and is_nil(element):
                return None
            return read(element, document, 0)
        except DecodeError as error:
            path = decode_path(error.__traceback__, self.name.local, error.path)
            raise DecodeError(error.message, path) from None
        except RecursionError:
            raise DecodeError("elements are nested too deep", self.name.local) from None

    def decode_plain(self, plain: Plain) -> Any:
        """The value of the element that a plain message is about; its name is not looked at.

        `NotPlain` if the message has to be decoded from a tree.
        """
        if self._pause:
            self._pause -= 1
            raise NotPlain
        try:
            cls = self._plain_class or content_of(self._annotation()).cls
            if cls is None or self._space.encoding is not None:
                raise NotPlain
            self._plain_class = cls
            read = self._space.plain_readers(plain).reader(cls)
            value, place = read(plain.text, plain.place, 0, plain.max_depth)
            plain.finish(place)
        except (NotPlain, DecodeError, ValueError):
            self._misses += 1
            if self._misses > MISSES:
                self._pause = MISSES
            raise NotPlain from None
        self._misses = 0
        return value

    def encode(self, value: Any) -> str:
        """The whole element with the namespace declarations it needs; EncodeError with a path.

        Where it is put, there must be no default namespace in scope (elements without a namespace
        have no prefix); prefixes around it do not matter.
        """
        write = self._write or self._prepare_write()
        out = Out()
        try:
            write(value, out)
        except EncodeError as error:
            path = encode_path(error.__traceback__, self.name.local, error.path)
            raise EncodeError(error.message, path) from None
        except RecursionError:
            raise EncodeError("objects are nested too deep", self.name.local) from None
        return "".join(out)

    def inline(self, body: Iterable[Element], document: Document) -> Element:
        """The element to decode in the body of an encoded message; DecodeError likewise."""
        from .multiref import root_of  # for encoded messages alone

        return root_of(body, document, self._space.knows, self._encoding)

    def followed(self, element: Element, document: Document) -> Element:
        """The element to decode where one stands alone in an encoded message; likewise."""
        from .multiref import followed

        return followed(element, document, self._space.knows, self._encoding)

    def distance(self, element: Element, document: Document) -> int | None:
        """How far the type that an encoded value says it has is derived from this one.

        None if it is another, or says nothing; of simple types none is known to be derived.
        """
        from .multiref import type_said

        name = type_said(element, document, self._encoding)
        if name is None:
            return None
        content = content_of(self._annotation())
        found = None if content.cls is None else self._space.named(name)
        if content.cls is not None and found is not None and issubclass(found, content.cls):
            return found.__mro__.index(content.cls)
        return 0 if name == type_of(content, self._encoding) and name.namespace != XSD else None

    @property
    def _encoding(self) -> SoapEncoding:
        assert self._space.encoding is not None
        return self._space.encoding

    # --- on first use -----------------------------------------------------------------------

    def _prepare_read(self) -> Callable[[Element, Document, int], Any]:
        content = content_of(self._annotation())
        if content.cls is not None:
            self._read = self._space.reader(content.cls)
        elif content.simple is not None:
            self._read = _simple_reader(content.simple)
        else:
            self._read = read_any_at
        return self._read

    def _prepare_write(self) -> Callable[[Any, Out], None]:
        content = content_of(self._annotation())
        if content.cls is not None:
            self._declared = dict(self._space.needs(content.cls))
        encoding = self._space.encoding
        if encoding is not None:
            found = type_of(content, encoding)
            described = (encoding.envelope, XSI, *([] if found is None else [found.namespace]))
            self._declared |= {name: None for name in described if name}
        prefix = ""
        if self.name.namespace:
            self._declared = {self.name.namespace: None, **self._declared}
            prefix = self._space.prefix(self.name.namespace) + ":"
        self._qualified = prefix + self.name.local
        self._start = f"<{self._qualified}{self._declarations(self._declared)}"
        if encoding is not None:
            prefix = self._space.prefix(encoding.envelope)
            self._start += f' {prefix}:encodingStyle="{encoding.namespace}"'
            self._type = type_attribute(content, self._space.prefix, encoding)
        if content.cls is not None:
            self._write = self._class_writer(content.cls)
        elif content.simple is not None:
            self._write = self._simple_writer(content.simple)
        else:
            self._write = self._any_writer
        return self._write

    def _declarations(self, namespaces: dict[str, None]) -> str:
        return "".join(
            f' xmlns:{self._space.prefix(namespace)}="{escape_attribute(namespace)}"'
            for namespace in namespaces
        )

    def _class_writer(self, cls: type) -> Callable[[Any, Out], None]:
        plain = self._space.writer(cls)

        def write(value: Any, out: Out) -> None:
            if value is None and self.nillable and must_be_derived(cls):
                attribute = self._space.nil_type(out.append, cls)
                if self._nil(None, out):
                    more = {name: None for name in out.namespaces if name not in self._declared}
                    nil = out.pop().removesuffix("/>")
                    out.append(f"{nil}{self._declarations(more)}{attribute}/>")
                return
            if self._nil(value, out):
                return
            w = out.append
            w(self._start)
            if type(value) is cls:
                w(self._type)
                plain(value, w, 0)
            else:
                attribute, derived = self._space.derived_writer(value, w, cls)
                w(attribute)
                derived(value, w, 0)
            if out.namespaces:
                more = {name: None for name in out.namespaces if name not in self._declared}
                out[0] += self._declarations(more)
            w(f"</{self._qualified}>")

        return write

    def _simple_writer(self, simple: Simple) -> Callable[[Any, Out], None]:
        def write(value: Any, out: Out) -> None:
            if self._nil(value, out):
                return
            if simple.scoped:
                declarations, text = scoped_text(simple.write, value)
            else:
                declarations, text = "", escape(simple.write(value, None))
            out.append(f"{self._start}{self._type}{declarations}>{text}</{self._qualified}>")

        return write

    def _any_writer(self, value: Any, out: Out) -> None:
        if self._nil(value, out):
            return
        text = write_any_text(value)
        if value.name != self.name:
            raise EncodeError(f"expected an element {self.name}, got {value.name}")
        out.append(text)

    def _nil(self, value: Any, out: Out) -> bool:
        if value is not None or not self.nillable:
            return False
        xsi = self._declarations({"http://www.w3.org/2001/XMLSchema-instance": None})
        out.append(f'{self._start}{xsi} xsi:nil="true"/>')
        return True


def _simple_reader(simple: Simple) -> Callable[[Element, Document, int], Any]:
    def read(element: Element, document: Document, _: int) -> Any:
        check_leaf(element, document, simple)
        scope = document.scope(element) if simple.scoped else None
        return simple.read(element.text or "", scope)

    return read


def part_codec(part: Part, types: ModuleType, encoding: SoapEncoding | None = None) -> Codec:
    """The codec of a message part whose type is named in ``types``; cached."""
    space = space_of(types)
    if encoding is not None:
        space = space.twin(encoding)
    found = space.codecs.get(part)
    if isinstance(found, Codec):
        return found
    name = QName(part.namespace, part.name)
    codec = Codec(name, space, lambda: evaluate(part.type, vars(types)), part.nillable)
    made: Codec = space.codecs.setdefault(part, codec)
    return made


def codec_for(annotation: Any, *, name: QName) -> Codec:
    """The codec of an element called ``name`` of any class or annotation of generated code."""
    return Codec(name, space_for(annotation), lambda: annotation)


def decode_bytes(annotation: Any, data: bytes, *, name: QName) -> Any:
    """The value of a document; DecodeError if its root is not called ``name``."""
    codec = codec_for(annotation, name=name)
    document = parse(data)
    if document.root.tag != codec.tag:
        raise unexpected(document.root, str(name))
    return codec.decode(document.root, document)


def encode_bytes(annotation: Any, value: Any, *, name: QName) -> bytes:
    """A document in UTF-8 whose root is called ``name``."""
    return codec_for(annotation, name=name).encode(value).encode()

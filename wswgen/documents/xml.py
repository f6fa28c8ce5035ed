"""The one place where XML is parsed: nothing is fetched, nothing grows, no unbounded input.

Expat without namespaces of its own choosing: it reports line and column exactly and does not
recurse. A DOCTYPE may declare short texts as entities, as schemas of the W3C do, and attributes;
expat puts them in. Whatever would need another file, or an entity in an entity, is refused.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from xml.parsers import expat

from wswgen.documents.document import XML, Node, Root
from wswgen.errors import GenerateError, Location, Problem
from wswgen.qname import QName

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
MAX_ATTRIBUTES = 1_000  # of one element
# The DTD of XML Schema declares nothing that a schema would mean differently without it.
_SCHEMA_DTD = "http://www.w3.org/2001/XMLSchema.dtd"
_SCHEMA_DTD_PUBLIC = "-//W3C//DTD XMLSCHEMA 200102//EN"
_MAX_ENTITY = 1_000  # characters
_TOO_MUCH = "this is far beyond any real contract; split the document if it is one"

_SEPARATOR = "\n"  # cannot occur in a namespace: attribute values are normalised to spaces
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
# The codecs of Python that are character encodings of documents; the rest (rot13, zlib ...) is not.
_CHARSET = re.compile(
    r"(cp\d+|iso8859-\d+|koi8-[a-z]|mac-[a-z]+|tis-620|big5(hkscs)?|gb(2312|k|18030)|hz|johab|"
    r"shift_jis\w*|euc_\w+|iso2022_\w+|ptcp154|kz1048|utf-32\S*|hp-roman8)$"
)
_NATIVE = {"utf-8": "utf-8", "ascii": "us-ascii", "iso8859-1": "iso-8859-1"}


def parse(data: bytes, file: str) -> Root:
    """The root element of a document. Raises `GenerateError` with one problem."""
    if not data.strip():
        raise _refuse(
            "W004", Location(file=file), "the file is empty", "name the file that holds the WSDL"
        )
    if len(data) > MAX_BYTES:
        raise _refuse(
            "W007", Location(file=file), f"the file has more than {MAX_BYTES} bytes", _TOO_MUCH
        )
    return _Builder(file).read(data)


def _refuse(code: str, location: Location, message: str, help: str = "") -> GenerateError:
    return GenerateError([Problem(code=code, location=location, message=message, help=help)])


def _encoding(data: bytes, file: str) -> tuple[str | None, str | bytes]:
    """The encoding to tell expat, and the input: text where expat does not know the encoding."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-8", _decoded(data, "utf-32", file)
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, data
    declared = _DECLARED.match(data)
    if declared is None:
        return None, data
    name = declared[1].decode("ascii")
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if codec in _NATIVE:
        return _NATIVE[codec], data
    if codec.startswith("utf-16"):
        # The declaration could be read byte by byte: a text that was saved as something else.
        raise _refuse(
            "W003",
            Location(file=file, line=1, column=declared.start(1) + 1),
            f"the file declares the encoding {name}, and its characters are single bytes",
            "declare utf-8, or save the file in the encoding that it declares",
        )
    if not _CHARSET.match(codec):
        raise _refuse(
            "W006",
            Location(file=file, line=1, column=declared.start(1) + 1),
            f"the encoding {name!r} is not known",
            "save the file as UTF-8",
        )
    return "utf-8", _decoded(data, codec, file)


def _decoded(data: bytes, codec: str, file: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[: error.start].rpartition(b"\n")[2]
        column = len(before.decode(codec, "replace")) + 1
        raise _refuse(
            "W003",
            Location(file=file, line=line, column=column),
            f"not well-formed: byte {error.start} is not {codec}",
            "save the file in the encoding that it declares",
        ) from None


class _Builder:
    """The handlers of one parse. Lives only inside `parse`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Root | None = None
        self.open: list[Node] = []
        self.declared: dict[str, str] = {}
        self.names: dict[str, QName] = {}
        self.count = 0
        self.doctype_at: Location | None = None
        self.longest = 0  # of the entities
        self.defaults = 0  # characters in defaults of attributes

    def read(self, data: bytes) -> Root:
        encoding, source = _encoding(data, self.file)
        self.source = source if isinstance(source, bytes) else source.encode()
        parser = self.parser = expat.ParserCreate(encoding, _SEPARATOR)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = self.entity
        parser.AttlistDeclHandler = self.attribute_default
        parser.EndDoctypeDeclHandler = self.doctype_end
        parser.SkippedEntityHandler = self.skipped
        parser.StartNamespaceDeclHandler = self.declare
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        try:
            parser.Parse(source, True)
        except expat.ExpatError as error:
            place = Location(file=self.file, line=error.lineno, column=error.offset + 1)
            reason = _reason(self.source) or expat.ErrorString(error.code)
            help = "mend the XML: nothing is repaired or guessed"
            raise _refuse("W003", place, f"not well-formed: {reason}", help) from None
        assert self.root is not None  # expat reports a document without an element
        self.root.names = frozenset(self.names.values())
        del self.parser  # which holds this builder, and the tree with it
        return self.root

    def refuse(self, code: str, message: str, help: str = "") -> GenerateError:
        place = Location(
            file=self.file,
            line=self.parser.CurrentLineNumber,
            column=self.parser.CurrentColumnNumber + 1,
        )
        return _refuse(code, place, message, help)

    def doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        # Expat calls when it has read the name or the identifiers; the declaration began before.
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        before = self.source[: self.parser.CurrentByteIndex].rpartition(b"<!DOCTYPE")
        if before[1]:
            line = before[0].count(b"\n") + 1
            column = len(before[0].rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        self.doctype_at = Location(file=self.file, line=line, column=column)
        known = public == _SCHEMA_DTD_PUBLIC or system in (_SCHEMA_DTD, "XMLSchema.dtd")
        if (system is not None or public is not None) and not known:
            raise self.dtd(f"refers to {system or public}, which is never fetched")
        if not internal and not known:
            raise self.dtd("declares nothing")

        self.parser.DefaultHandlerExpand = self.declaration

    def declaration(self, token: str) -> None:
        """One token of the DTD: where a parameter entity stands, expat would stop to listen."""
        if token.startswith("%") and token.endswith(";"):
            raise self.dtd(f"uses the parameter entity {token}")

    def dtd(self, why: str) -> GenerateError:
        assert self.doctype_at is not None
        return _refuse(
            "W005",
            self.doctype_at,
            "the file has a document type declaration (DTD)",
            f"it {why[:300]}: remove the <!DOCTYPE ...>, a contract needs none",
        )

    def entity(
        self,
        name: str,
        is_parameter: bool,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        if value is None:
            raise self.dtd(f"declares the entity {name} in another file ({system or public})")
        if "&" in value or "%" in value or "<" in value:
            raise self.dtd(f"declares the entity {name} with markup or other entities in it")
        if len(value) > _MAX_ENTITY:
            raise self.dtd(f"declares the entity {name} with more than {_MAX_ENTITY} characters")
        self.longest = max(self.longest, len(value))

    def attribute_default(
        self, element: str, name: str, kind: str, default: str | None, required: bool
    ) -> None:
        self.defaults += len(default or "")

    def doctype_end(self) -> None:
        self.parser.DefaultHandlerExpand = None
        grown = self.source.count(b"&") * self.longest + self.source.count(b"<") * self.defaults
        if grown > MAX_BYTES:
            raise self.dtd(f"would make the file grow beyond {MAX_BYTES} bytes")

    def skipped(self, name: str, is_parameter: bool) -> None:
        raise self.dtd(f"leaves the entity {name} undeclared")

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self.declared[prefix or ""] = uri or ""

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MAX_DEPTH:
            raise self.refuse("W007", f"elements are nested more than {MAX_DEPTH} deep", _TOO_MUCH)
        if self.count > MAX_ELEMENTS:
            raise self.refuse("W007", f"the file has more than {MAX_ELEMENTS} elements", _TOO_MUCH)
        if len(attributes) > MAX_ATTRIBUTES:
            raise self.refuse(
                "W007", f"an element has more than {MAX_ATTRIBUTES} attributes", _TOO_MUCH
            )
        name = self.names.get(raw)
        if name is None:
            namespace, _, local = raw.rpartition(_SEPARATOR)
            name = self.names[raw] = QName(namespace, local)
        for key in attributes:
            if _SEPARATOR in key:
                attributes = {_clark(key): value for key, value in attributes.items()}
                break
        parser = self.parser
        place = Location(self.file, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        if self.open:
            parent = self.open[-1]
            scope = {**parent.namespaces, **self.declared} if self.declared else parent.namespaces
            node = Node(name, attributes, scope, place)
            parent.children.append(node)
            if parent.content is not None:
                parent.content.append(node)
        else:
            node = self.root = Root(name, attributes, {"xml": XML, **self.declared}, place)
        if self.declared:
            self.declared = {}
        self.open.append(node)

    def end(self, raw: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        parent = self.open[-1]
        if parent.content is None:
            if data.isspace():
                return
            parent.content = list(parent.children)
        parent.content.append(data)


def _reason(source: bytes) -> str:
    """What libxml2 says of a document that is not well-formed: unlike expat it names the tags."""
    from lxml import etree  # only here: most runs need neither its words nor its import time

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    with contextlib.suppress(etree.XMLSyntaxError, ValueError):
        etree.fromstring(source, parser)
    first = next(iter(parser.error_log), None)
    return first.message if first is not None else ""


def _clark(name: str) -> str:
    namespace, separator, local = name.rpartition(_SEPARATOR)
    return f"{{{namespace}}}{local}" if separator else name

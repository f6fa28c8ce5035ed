"""The schemas of an entry as one that other people's validators can compile.

Each schema, inline or a file, is written as it is but for its references: an import names all
that is known of a namespace (libxml2 reads one location for a namespace and no more), an include
within one namespace goes, since the whole namespace is put together anyway. A definition that
several documents repeat is kept once. Taken away is what classes say nothing of: identity
constraints, ``block`` (which derived types may stand in an element), strict wildcards, the
attributes of the SOAP encoding. `PROBE` gets an element for each named type. With ``relaxed``
mixed content may hold anything and an ID may stand twice, which is what the classes of such types
say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from wswgen.contract.encoded import ENCODINGS
from wswgen.documents.document import WSDL, Document, Documents
from wswgen.runtime.values import QName
from wswgen.schema.builtins import BUILTINS

XSD = "http://www.w3.org/2001/XMLSchema"
XML = "http://www.w3.org/XML/1998/namespace"
PROBE = "urn:probe"
_XML_SCHEMA = f"""<xs:schema xmlns:xs="{XSD}" targetNamespace="{XML}">
<xs:attribute name="lang" type="xs:language"/><xs:attribute name="base" type="xs:anyURI"/>
<xs:attribute name="id" type="xs:ID"/>
<xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName">
<xs:enumeration value="default"/><xs:enumeration value="preserve"/>
</xs:restriction></xs:simpleType></xs:attribute>
<xs:attributeGroup name="specialAttrs"><xs:attribute ref="xml:base"/><xs:attribute ref="xml:lang"/>
<xs:attribute ref="xml:space"/><xs:attribute ref="xml:id"/></xs:attributeGroup>
</xs:schema>"""
# A DataSet of .NET refers to xs:schema; neither validator has it ready.
_SCHEMA_OF_SCHEMAS = f"""<xs:schema xmlns:xs="{XSD}" targetNamespace="{XSD}">
<xs:element name="schema" type="xs:anyType"/></xs:schema>"""
# What stands for the schema of a SOAP encoding that is used and not imported, without attributes.
_SIMPLE = sorted(BUILTINS.keys() - {"anyType", "anySimpleType", "NOTATION"})
_ENCODING = f"""<xs:schema xmlns:xs="{XSD}" targetNamespace="{{space}}">
{"".join(
    f'<xs:simpleType name="{name}"><xs:restriction base="xs:{name}"/></xs:simpleType>'
    for name in _SIMPLE
)}
<xs:complexType name="Array"><xs:sequence>
<xs:any minOccurs="0" maxOccurs="unbounded" processContents="lax"/></xs:sequence>
</xs:complexType></xs:schema>"""
_ATTRIBUTES = ("attribute", "attributeGroup", "anyAttribute")
_IDENTITY = ("key", "keyref", "unique")


@dataclass(slots=True)
class _Piece:
    document: Document
    root: etree._Element
    file: str
    namespace: str


class Schemas:
    """The driver schema of an entry, in a folder of its own."""

    def __init__(self, documents: Documents, folder: Path, *, relaxed: bool) -> None:
        self.relaxed = relaxed
        folder.mkdir(parents=True, exist_ok=True)
        self.named: set[QName] = set()
        self.elements: set[QName] = set()
        pieces = [piece for document in documents.documents for piece in _pieces(document)]
        by_document: dict[str, _Piece] = {}
        for piece in pieces:
            by_document.setdefault(piece.document.name, piece)
        self._files = {name: piece.file for name, piece in by_document.items()}
        # What stands in another schema, not beside it: chameleons and what is redefined.
        inside = _inside(documents, by_document)
        spaces: dict[str, list[_Piece]] = {}
        for piece in pieces:
            if piece.file not in inside:
                spaces.setdefault(piece.namespace, []).append(piece)
        self._spaces = {space: f"all-{n}.xsd" for n, space in enumerate(spaces)}
        extra: dict[str, str] = {}
        if XML not in spaces:
            extra[XML] = "xml.xsd"
            (folder / "xml.xsd").write_text(_XML_SCHEMA)
        if any(_refers_to_schemas(piece.root) for piece in pieces):
            extra[XSD] = "xsd.xsd"
            (folder / "xsd.xsd").write_text(_SCHEMA_OF_SCHEMAS)
        for number, space in enumerate(ENCODINGS):
            if space not in spaces and any(_refers_to(space, piece.root) for piece in pieces):
                extra[space] = f"encoding-{number}.xsd"
                (folder / extra[space]).write_text(_ENCODING.format(space=space))
        self._spaces |= extra
        for piece in pieces:
            self._rewrite(piece, by_document)
        for space, members in spaces.items():
            _drop_repeated(members)
            self._collect(space, members)
            lines = [
                f'<xs:include schemaLocation="{piece.file}"/>'
                for piece in members
                if len(piece.root)
            ]
            target = f" targetNamespace={_quoted(space)}" if space else ""
            text = f'<xs:schema xmlns:xs="{XSD}"{target}>{"".join(lines)}</xs:schema>'
            (folder / self._spaces[space]).write_text(text, "utf-8")
        for piece in pieces:
            data = etree.tostring(piece.root, encoding="utf-8", xml_declaration=True)
            (folder / piece.file).write_bytes(data)
        for piece in pieces:
            if piece.file in inside:
                for space in inside[piece.file]:
                    self._collect(space, [piece])
        self.probes = {name: f"T{n}" for n, name in enumerate(sorted(self.named))}
        self.driver = folder / "driver.xsd"
        self.driver.write_text(self._driver(), "utf-8")

    def _rewrite(self, piece: _Piece, by_document: dict[str, _Piece]) -> None:
        root = piece.root
        targets: dict[tuple[str, str], tuple[str, ...]] = {
            (reference.kind, reference.place): reference.targets
            for reference in piece.document.imports
            if reference.place is not None
        }
        for child in list(root):
            kind = _kind(child)
            if kind == "import":
                root.remove(child)
            elif kind in ("include", "redefine"):
                place = str(child.get("schemaLocation") or "")
                found = targets.get((kind, place.strip())) or targets.get((kind, place)) or ()
                target = by_document.get(found[0]) if found else None
                chameleon = target is not None and not target.namespace and bool(piece.namespace)
                if target is None or (kind == "include" and not chameleon):
                    root.remove(child)
                else:
                    child.set("schemaLocation", target.file)
        taken = [*root.iter(*(f"{{{XSD}}}{kind}" for kind in _IDENTITY))]
        attributes = root.iter(*(f"{{{XSD}}}{kind}" for kind in _ATTRIBUTES))
        taken += [
            node
            for node in attributes
            if _space_at(node, "ref") in ENCODINGS
            or (piece.namespace in ENCODINGS and node.getparent() is not root)
        ]
        for node in taken:
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
        for node in root.iter(f"{{{XSD}}}any", f"{{{XSD}}}anyAttribute"):
            node.set("processContents", "lax")
        for node in root.iter(f"{{{XSD}}}*"):
            for name in ("block", "blockDefault"):
                node.attrib.pop(name, None)
        if self.relaxed:
            for node in root.iter(f"{{{XSD}}}complexType"):
                _relax(node)
            for node in root.iter(f"{{{XSD}}}*"):
                _repeatable(node)
        for space, file in reversed(self._spaces.items()):
            if space == piece.namespace:
                continue
            found_import = etree.Element(f"{{{XSD}}}import", schemaLocation=file)
            if space:
                found_import.set("namespace", space)
            root.insert(0, found_import)

    def _collect(self, space: str, pieces: list[_Piece]) -> None:
        for piece in pieces:
            for child in piece.root:
                name = child.get("name")
                if name is None:
                    continue
                if _kind(child) in ("complexType", "simpleType"):
                    self.named.add(QName(space, name.strip()))
                elif _kind(child) == "element":
                    self.elements.add(QName(space, name.strip()))

    def _driver(self) -> str:
        # Prefixes at the top only: xmlschema knows those of the root.
        prefixes = {
            space: f"t{number}"
            for number, space in enumerate(self._spaces)
            if space not in ("", XML)
        }
        declared = " ".join(f"xmlns:{p}={_quoted(space)}" for space, p in prefixes.items())
        lines = [f'<xs:schema xmlns:xs="{XSD}" targetNamespace="{PROBE}" {declared}>']
        for space, file in self._spaces.items():
            named = f"namespace={_quoted(space)} " if space else ""
            lines.append(f'<xs:import {named}schemaLocation="{file}"/>')
        for name, probe in self.probes.items():
            prefix = prefixes[name.namespace] + ":" if name.namespace else ""
            lines.append(f'<xs:element name="{probe}" type="{prefix}{name.local}"/>')
        return "\n".join([*lines, "</xs:schema>"])


def _pieces(document: Document) -> list[_Piece]:
    root = etree.fromstring(document.data, etree.XMLParser(remove_comments=True, huge_tree=True))
    stem = "".join(char if char.isalnum() else "-" for char in document.name)
    if root.tag == f"{{{XSD}}}schema":
        return [_piece(document, root, f"d-{stem}.xsd")]
    if root.tag != f"{{{WSDL}}}definitions":
        return []
    schemas = root.findall(f"{{{WSDL}}}types/{{{XSD}}}schema")
    return [
        _piece(document, etree.fromstring(etree.tostring(schema)), f"i-{stem}-{n}.xsd")
        for n, schema in enumerate(schemas)
    ]


def _piece(document: Document, root: etree._Element, file: str) -> _Piece:
    return _Piece(document, root, file, str(root.get("targetNamespace") or ""))


def _inside(documents: Documents, by_document: dict[str, _Piece]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    imported: set[str] = set()
    for document in documents.documents:
        for reference in document.imports:
            if reference.kind in ("import", "wsdl-import"):
                imported.update(reference.targets)
    for document in documents.documents:
        for reference in document.imports:
            for name in reference.targets:
                target = by_document.get(name)
                if target is None or reference.kind not in ("include", "redefine"):
                    continue
                space = _space_of(document, reference.node.location.line)
                if reference.kind == "redefine" or (not target.namespace and space):
                    found.setdefault(target.file, []).append(space)
    return {
        file: spaces
        for file, spaces in found.items()
        if not any(by_document[name].file == file for name in imported if name in by_document)
    }


def _space_of(document: Document, line: int) -> str:
    """The target namespace of the schema in which a line of a document stands."""
    space = ""
    for node in document.tree.walk():
        if node.name == (XSD, "schema") and node.location.line <= line:
            space = node.get("targetNamespace") or ""
    return space


def _drop_repeated(pieces: list[_Piece]) -> None:
    seen: set[tuple[str, str]] = set()
    for piece in pieces:
        for child in list(piece.root):
            name = child.get("name")
            if name is None:
                continue
            kind = "type" if _kind(child).endswith("Type") else _kind(child)
            if (kind, name) in seen:
                piece.root.remove(child)
            seen.add((kind, name))


_MODELS = ("sequence", "choice", "all", "group")


def _repeatable(node: etree._Element) -> None:
    """Make an ID the name that it is, which another element may have as well."""
    for attribute in ("type", "base"):
        prefix, _, local = str(node.get(attribute) or "").rpartition(":")
        if local == "ID" and node.nsmap.get(prefix or None) == XSD:
            node.set(attribute, f"{prefix}:NCName".removeprefix(":"))


def _relax(node: etree._Element) -> None:
    """Let a complex type with mixed content hold anything beside its attributes."""
    derived = node.find(f"{{{XSD}}}complexContent")
    if "true" not in (node.get("mixed"), derived.get("mixed") if derived is not None else ""):
        return
    if derived is not None:
        for particle in derived.iter(f"{{{XSD}}}any", f"{{{XSD}}}element"):
            particle.set("minOccurs", "0")
        return
    for child in list(node):
        if _kind(child) in _MODELS:
            node.remove(child)
    everything: etree._Element = etree.Element(f"{{{XSD}}}sequence")
    wildcard: etree._Element = etree.SubElement(everything, f"{{{XSD}}}any")
    wildcard.set("processContents", "lax")
    wildcard.set("minOccurs", "0")
    wildcard.set("maxOccurs", "unbounded")
    first = 1 if len(node) and _kind(node[0]) == "annotation" else 0
    node.insert(first, everything)


def _refers_to_schemas(root: etree._Element) -> bool:
    for node in root.iter(f"{{{XSD}}}element"):
        prefix, _, local = str(node.get("ref") or "").rpartition(":")
        if local == "schema" and node.nsmap.get(prefix or None) == XSD:
            return True
    return False


def _refers_to(space: str, root: etree._Element) -> bool:
    """Whether a type of a namespace is used."""
    nodes = root.iter(f"{{{XSD}}}*")
    return any(_space_at(node, name) == space for node in nodes for name in ("type", "base"))


def _space_at(node: etree._Element, attribute: str) -> str | None:
    """The namespace of the prefix in an attribute; None without a prefix."""
    prefix, colon, _ = str(node.get(attribute) or "").rpartition(":")
    return node.nsmap.get(prefix) if colon else None


def _kind(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _quoted(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f'"{escaped}"'

"""Which schemas a contract consists of: inline ones, and all that they include and import."""

from __future__ import annotations

from wswgen.documents.document import OLD_XSD, WSDL, XML, XSD, Document, Documents, Import, Node
from wswgen.documents.xml import parse
from wswgen.errors import Problem
from wswgen.qname import QName
from wswgen.record import record
from wswgen.schema.model import Schema
from wswgen.schema.parse import parse_schema

# http://www.w3.org/2001/xml.xsd, the attributes of XML itself (xml:lang as XML 1.0, 2.12 has it).
_XML_SCHEMA = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang"><xs:simpleType><xs:union memberTypes="xs:language">
    <xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value=""/></xs:restriction>
    </xs:simpleType></xs:union></xs:simpleType></xs:attribute>
  <xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName">
    <xs:enumeration value="default"/><xs:enumeration value="preserve"/></xs:restriction>
    </xs:simpleType></xs:attribute>
  <xs:attribute name="base" type="xs:anyURI"/>
  <xs:attribute name="id" type="xs:ID"/>
  <xs:attributeGroup name="specialAttrs"><xs:attribute ref="xml:base"/>
    <xs:attribute ref="xml:lang"/><xs:attribute ref="xml:space"/><xs:attribute ref="xml:id"/>
  </xs:attributeGroup>
</xs:schema>"""

_SCHEMA_SCHEMA = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/2001/XMLSchema"><xs:element name="schema"/></xs:schema>"""


@record
class Collection:
    """The schemas in document order, and the imports that led to no document."""

    schemas: tuple[Schema, ...]
    unreachable: tuple[Import, ...]
    problems: tuple[Problem, ...]


def collect(documents: Documents) -> Collection:
    """Parse every schema that the WSDL documents contain or reach."""
    by_name = {document.name: document for document in documents.documents}
    problems: list[Problem] = []
    schemas: list[Schema] = []
    unreachable = [
        item
        for document in documents.documents
        for item in document.imports
        if item.kind == "wsdl-import" and not item.targets and item.place is not None
    ]
    # A schema without a target namespace is read once for each namespace that includes it.
    seen: set[tuple[int, str]] = set()
    for start in roots(documents):
        stack = [start]
        while stack:
            document, node, including = stack.pop()
            own = node.get("targetNamespace") or ""
            key = id(node), own or including
            if key in seen:
                continue
            seen.add(key)
            schema, found = parse_schema(node, including)
            schemas.append(schema)
            problems += found
            further: list[tuple[Document, Node, str]] = []
            mine = {id(child) for child in node.children}
            for item in document.imports:
                if id(item.node) not in mine:
                    continue
                if not item.targets and item.place is not None:
                    unreachable.append(item)
                for target in item.targets:
                    other = by_name[target]
                    problem = _mismatch(item, other, key[1])
                    if problem is not None:
                        problems.append(problem)
                        continue
                    inherited = "" if item.kind == "import" else key[1]
                    further.append((other, other.tree, inherited))
            stack += reversed(further)
    if not any(schema.namespace == XML for schema in schemas):
        schemas.append(parse_schema(parse(_XML_SCHEMA, "xml.xsd"))[0])
    # The one component of the schema of schemas that contracts use: DataSets carry a schema.
    schemas.append(parse_schema(parse(_SCHEMA_SCHEMA, "XMLSchema.xsd"))[0])
    return Collection(
        schemas=tuple(schemas), unreachable=tuple(unreachable), problems=tuple(problems)
    )


def roots(documents: Documents) -> list[tuple[Document, Node, str]]:
    """The schemas that WSDL documents contain or import as such, in order."""
    found: list[tuple[Document, Node, str]] = []
    by_name = {document.name: document for document in documents.documents}
    for document in documents.documents:
        if document.tree.name != (WSDL, "definitions"):
            continue
        for types in document.tree.children:
            if types.name == (WSDL, "types"):
                found += [(document, node, "") for node in types.children if _is_schema(node)]
        for item in document.imports:
            for target in item.targets if item.kind == "wsdl-import" else ():
                if _is_schema(by_name[target].tree):
                    found.append((by_name[target], by_name[target].tree, ""))
    return found


def _is_schema(node: Node) -> bool:
    return node.name == (XSD, "schema")


def old_schemas(documents: Documents) -> tuple[Problem, ...]:
    """Types in a namespace of XML Schema before the Recommendation of 2001: one clear refusal."""
    problems: list[Problem] = []
    old = [QName(namespace, "schema") for namespace in OLD_XSD]
    for document in documents.documents:
        if document.tree.names.isdisjoint(old):
            continue
        for node in document.tree.walk():
            if node.name in old:
                problems.append(
                    Problem(
                        code="W108",
                        location=node.location,
                        message=f"the schema is in {node.name.namespace}, a draft of XML Schema",
                        help=f"convert the schema to {XSD}",
                    )
                )
                break
    return tuple(problems)


def _mismatch(item: Import, target: Document, namespace: str) -> Problem | None:
    """What is wrong between a reference and the document it leads to (part 1, 4.2.1, 4.2.3)."""
    if not _is_schema(target.tree):
        return Problem(
            code="W115",
            location=item.node.location,
            message=f"{target.label} is not a schema: its root element is {target.tree.name}",
            help="correct the schemaLocation",
        )
    own = target.tree.get("targetNamespace") or ""
    wanted = (item.namespace or "") if item.kind == "import" else namespace
    if own == wanted or (item.kind != "import" and not own):
        return None
    return Problem(
        code="W109",
        location=item.node.location,
        message=(f"the {item.kind} wants the namespace {wanted!r}, but {target.label} has {own!r}"),
        help="correct the namespace or the schemaLocation",
    )

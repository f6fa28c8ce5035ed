"""xs:simpleType and what is in it, as written (XSD 1.0 part 2, section 4)."""

from __future__ import annotations

from wswgen.documents.document import Node
from wswgen.schema.model import Facet, ListOf, Restriction, SimpleType, UnionOf
from wswgen.schema.reader import Reader, documented

FACETS = (
    "length minLength maxLength pattern enumeration whiteSpace maxInclusive maxExclusive "
    "minInclusive minExclusive totalDigits fractionDigits"
).split()


def simple_type(reader: Reader, node: Node, name: str = "") -> SimpleType:
    """xs:simpleType; ``name`` is given for a global one."""
    derivation: Restriction | ListOf | UnionOf | None = None
    for child in reader.children(node, ("restriction", "list", "union")):
        if derivation is not None:
            reader.problem("W101", child, "a simpleType has one restriction, list or union")
            continue
        match child.name.local:
            case "restriction":
                derivation = restriction(reader, child)
            case "list":
                derivation = list_of(reader, child)
            case _:
                derivation = union_of(reader, child)
    if derivation is None:
        reader.problem("W101", node, "a simpleType needs a restriction, a list or a union")
        derivation = UnionOf(members=(), inner=())
    return SimpleType(
        name=name,
        derivation=derivation,
        final=reader.methods(node, "final", reader.final),
        documentation=documented(node),
        location=node.location,
    )


def restriction(reader: Reader, node: Node) -> Restriction:
    """``xs:restriction`` of a simple type (part 2, section 4.1.2)."""
    base = reader.ref_at(node, "base")
    inner: SimpleType | None = None
    facets: list[Facet] = []
    for child in reader.children(node, ("simpleType", *FACETS)):
        if child.name.local == "simpleType":
            inner = simple_type(reader, child)
        elif (facet := reader.facet(child)) is not None:
            facets.append(facet)
    if (node.get("base") is None) == (inner is None):
        reader.problem("W102", node, "a restriction needs a base or a simpleType, not both")
    return Restriction(base=base, inner=inner, facets=tuple(facets))


def list_of(reader: Reader, node: Node) -> ListOf:
    """``xs:list`` (part 2, section 4.1.2)."""
    inner = [simple_type(reader, child) for child in reader.children(node, ("simpleType",))]
    if (node.get("itemType") is None) != (len(inner) == 1):
        reader.problem("W102", node, "a list needs an itemType or a simpleType, not both")
    return ListOf(item=reader.ref_at(node, "itemType"), inner=inner[0] if inner else None)


def union_of(reader: Reader, node: Node) -> UnionOf:
    """``xs:union`` (part 2, section 4.1.2)."""
    refs = [reader.ref(node, text) for text in (node.get("memberTypes") or "").split()]
    inner = [simple_type(reader, child) for child in reader.children(node, ("simpleType",))]
    if not refs and not inner:
        reader.problem("W102", node, "a union needs memberTypes or a simpleType")
    return UnionOf(members=tuple(ref for ref in refs if ref is not None), inner=tuple(inner))

"""Schema elements to components, one function per element (XSD 1.0 part 1, section 3)."""

from __future__ import annotations

from typing import Literal

from wswgen.documents.document import WSDL, Node
from wswgen.errors import Problem
from wswgen.occurs import ONCE
from wswgen.qname import QName
from wswgen.schema.model import (
    ArrayType,
    Attribute,
    AttributeGroup,
    Attributes,
    ComplexType,
    Component,
    Compositor,
    Constraint,
    Element,
    Facet,
    Group,
    GroupRef,
    Notation,
    Particle,
    Ref,
    Schema,
    SimpleType,
    Wildcard,
)
from wswgen.schema.reader import Reader, documented
from wswgen.schema.simple import FACETS, simple_type

_IN_ELEMENT = ("simpleType", "complexType", "unique", "key", "keyref")
_ATTRIBUTES = ("attribute", "attributeGroup", "anyAttribute")
_FORMS = ("qualified", "unqualified")
_PARTICLES = ("element", "group", "choice", "sequence", "any")
_ARRAY_TYPE = f"{{{WSDL}}}arrayType"
_GLOBAL = ("element", "attribute", "complexType", "simpleType", "group", "attributeGroup")


def parse_schema(node: Node, namespace: str | None = None) -> tuple[Schema, tuple[Problem, ...]]:
    """An xs:schema element. ``namespace`` is that of the schema which includes it, if any."""
    own = node.get("targetNamespace") or ""
    none: frozenset[str] = frozenset()
    first = Reader(namespace=own or namespace or "")
    reader = Reader(
        namespace=first.namespace,
        qualified_elements=first.one_of(node, "elementFormDefault", _FORMS, _FORMS[1]) == _FORMS[0],
        qualified_attributes=first.one_of(node, "attributeFormDefault", _FORMS, _FORMS[1])
        == _FORMS[0],
        block=first.methods(node, "blockDefault", none),
        final=first.methods(node, "finalDefault", none),
        problems=first.problems,
    )
    if "}" in own:
        # Expat refuses namespaces with the character that ElementTree puts behind them.
        message = f"the target namespace {own[:300]!r} has a brace, and most parsers refuse that"
        reader.problem("W103", node, message, "no URI has one (RFC 3986): choose another namespace")
    components: list[Component] = []
    redefined: list[Component] = []
    for child in reader.children(node, (*_GLOBAL, "notation", "import", "include", "redefine")):
        if child.name.local == "redefine":
            for inner in reader.children(child, _GLOBAL[2:]):
                redefined += _component(reader, inner)
        elif child.name.local not in ("import", "include"):
            components += _component(reader, child)
    schema = Schema(
        namespace=reader.namespace,
        components=tuple(components),
        redefined=tuple(redefined),
        location=node.location,
    )
    return schema, tuple(reader.problems)


def _component(reader: Reader, node: Node) -> list[Component]:
    """The global component that a child of xs:schema declares; none where it has no name."""
    name = reader.name(node)
    if not name:
        return []
    match node.name.local:
        case "element":
            return [element(reader, node, top=True)]
        case "attribute":
            return [attribute(reader, node, top=True)]
        case "complexType":
            return [complex_type(reader, node, name)]
        case "simpleType":
            return [simple_type(reader, node, name)]
        case "group":
            return group(reader, node, name)
        case "attributeGroup":
            attributes = attribute_uses(reader, reader.children(node, _ATTRIBUTES))
            return [AttributeGroup(name=name, attributes=attributes, location=node.location)]
        case _:
            return [Notation(name=name, location=node.location)]


# --- elements and particles


def element(reader: Reader, node: Node, *, top: bool = False) -> Element:
    """xs:element, global or local (3.3.2)."""
    inner: SimpleType | ComplexType | None = None
    constraints: list[Constraint] = []
    if node.children:
        for child in reader.children(node, _IN_ELEMENT):
            match child.name.local:
                case "simpleType":
                    inner = simple_type(reader, child)
                case "complexType":
                    inner = complex_type(reader, child, "")
                case kind:
                    name = child.get("name") or ""
                    constraints.append(Constraint(kind=kind, name=name, location=child.location))
    refers = not top and "ref" in node.attributes
    type_ = reader.ref_at(node, "type")
    if type_ is not None and inner is not None:
        reader.problem("W102", node, "an element has a type attribute or a type inside, not both")
    if refers and "name" in node.attributes:
        reader.problem("W102", node, "a local element has a name or a ref, not both")
    default, fixed = _value_constraint(reader, node)
    return Element(
        name=None if refers else _name(reader, node, top),
        ref=reader.ref_at(node, "ref") if refers else None,
        type=type_,
        inner=inner,
        occurs=ONCE if top else reader.occurs(node),
        nillable=reader.boolean(node, "nillable"),
        default=default,
        fixed=fixed,
        abstract=reader.boolean(node, "abstract"),
        block=reader.methods(node, "block", reader.block),
        head=reader.ref_at(node, "substitutionGroup"),
        constraints=tuple(constraints),
        documentation=documented(node),
        location=node.location,
    )


def _name(reader: Reader, node: Node, top: bool) -> QName:
    """The name on the wire: qualified by position, form or the schema's default (3.3.2)."""
    kind = node.name.local
    qualified = reader.qualified_elements if kind == "element" else reader.qualified_attributes
    if "form" in node.attributes:
        usual = "qualified" if qualified else "unqualified"
        qualified = reader.one_of(node, "form", _FORMS, usual) == "qualified"
    local = node.get("name") or "" if top else reader.name(node)
    return QName(reader.namespace if top or qualified else "", local)


def _value_constraint(reader: Reader, node: Node) -> tuple[str | None, str | None]:
    default, fixed = node.attributes.get("default"), node.attributes.get("fixed")
    if default is not None and fixed is not None:
        reader.problem("W102", node, f"<{node.name.local}> has both a default and a fixed value")
    return default, fixed


def particles(reader: Reader, nodes: list[Node]) -> tuple[Particle, ...]:
    """The particles of a compositor, in document order (part 1, section 3.8.2)."""
    return tuple(found for node in nodes if (found := particle(reader, node)) is not None)


def particle(reader: Reader, node: Node) -> Particle | None:
    """One particle of a content model (3.9.2)."""
    match node.name.local:
        case "element":
            return element(reader, node)
        case "any":
            return reader.wildcard(node)
        case "group":
            return group_ref(reader, node)
        case _:
            return compositor(reader, node)


def group_ref(reader: Reader, node: Node) -> GroupRef | None:
    """``xs:group`` with ``ref`` (part 1, section 3.7.2)."""
    ref = reader.ref_at(node, "ref")
    if ref is None:
        if node.get("ref") is None:
            reader.problem("W102", node, "a group here needs a ref", "name a global group")
        return None
    return GroupRef(ref=ref, occurs=reader.occurs(node))


def compositor(reader: Reader, node: Node) -> Compositor:
    """xs:sequence, xs:choice and xs:all (3.8.2)."""
    kind: Literal["sequence", "choice", "all"] = "sequence"
    if node.name.local == "choice":
        kind = "choice"
    elif node.name.local == "all":
        kind = "all"
    inner = particles(reader, reader.children(node, ("element",) if kind == "all" else _PARTICLES))
    return Compositor(
        kind=kind, particles=inner, occurs=reader.occurs(node), location=node.location
    )


def group(reader: Reader, node: Node, name: str) -> list[Component]:
    """A global xs:group (3.7.2)."""
    inner = reader.children(node, ("sequence", "choice", "all"))
    if len(inner) != 1:
        reader.problem("W101", node, "a group holds one sequence, choice or all")
        return []
    return [Group(name=name, particle=compositor(reader, inner[0]), location=node.location)]


# --- complex types and attributes


def complex_type(reader: Reader, node: Node, name: str) -> ComplexType:
    """xs:complexType: simple content, complex content, or the shorthand (3.4.2)."""
    allowed = ("simpleContent", "complexContent", "group", "all", "choice", "sequence")
    children = reader.children(node, (*allowed, *_ATTRIBUTES))
    wrapper = children[0] if children and children[0].name.local in allowed[:2] else None
    derivation: Literal["extension", "restriction"] | None = None
    base: Ref | None = None
    body, body_node = children, node
    if wrapper is not None:
        if len(children) > 1:
            reader.problem("W101", children[1], f"nothing may follow <{wrapper.name.local}>")
        found = reader.children(wrapper, ("extension", "restriction"))
        if len(found) != 1:
            message = f"<{wrapper.name.local}> holds one extension or restriction"
            reader.problem("W101", wrapper, message)
            body = []
        else:
            body_node = found[0]
            derivation = "extension" if body_node.name.local == "extension" else "restriction"
            base = reader.ref_at(body_node, "base")
            if body_node.get("base") is None:
                reader.problem("W102", body_node, f"the {derivation} has no base")
            extra = ("simpleType", *FACETS) if derivation == "restriction" else ()
            body = reader.children(body_node, (*allowed[2:], *_ATTRIBUTES, *extra))
    models = [child for child in body if child.name.local in allowed[2:]]
    for child in models[1:]:
        reader.problem("W101", child, "a complex type has one sequence, choice, all or group")
    mixed = wrapper if wrapper is not None and wrapper.get("mixed") is not None else node
    simple = wrapper is not None and wrapper.name.local == "simpleContent"
    if simple and models:
        reader.problem("W101", models[0], "simpleContent has no elements")
    return ComplexType(
        name=name,
        derivation=derivation,
        base=base,
        simple=simple,
        inner=_inner(reader, body),
        facets=_facets(reader, body),
        particle=_model(reader, models[0]) if models else None,
        attributes=attribute_uses(reader, [n for n in body if n.name.local in _ATTRIBUTES]),
        abstract=reader.boolean(node, "abstract"),
        mixed=reader.boolean(mixed, "mixed"),
        block=reader.methods(node, "block", reader.block),
        final=reader.methods(node, "final", reader.final),
        documentation=documented(node) or documented(body_node),
        location=node.location,
    )


def _model(reader: Reader, node: Node) -> Compositor | GroupRef | None:
    return group_ref(reader, node) if node.name.local == "group" else compositor(reader, node)


def _inner(reader: Reader, body: list[Node]) -> SimpleType | None:
    found = [simple_type(reader, node) for node in body if node.name.local == "simpleType"]
    return found[0] if found else None


def _facets(reader: Reader, body: list[Node]) -> tuple[Facet, ...]:
    found = [reader.facet(node) for node in body if node.name.local in FACETS]
    return tuple(facet for facet in found if facet is not None)


def attribute_uses(reader: Reader, nodes: list[Node]) -> Attributes:
    """Attributes, attribute group references and the wildcard, in order (3.4.2, 3.6.2)."""
    uses: list[Attribute | Ref] = []
    wildcard: Wildcard | None = None
    for node in nodes:
        match node.name.local:
            case "attribute":
                uses.append(attribute(reader, node))
            case "attributeGroup":
                ref = reader.ref_at(node, "ref")
                if ref is not None:
                    uses.append(ref)
                elif node.get("ref") is None:
                    reader.problem("W102", node, "an attributeGroup here needs a ref")
            case _:
                wildcard = reader.wildcard(node)
    return Attributes(uses=tuple(uses), wildcard=wildcard)


def attribute(reader: Reader, node: Node, *, top: bool = False) -> Attribute:
    """xs:attribute, global or local (3.2.2)."""
    inner = [simple_type(reader, child) for child in reader.children(node, ("simpleType",))]
    ref = None if top else reader.ref_at(node, "ref")
    type_ = reader.ref_at(node, "type")
    if type_ is not None and inner:
        reader.problem("W102", node, "an attribute has a type attribute or a type inside, not both")
    use: Literal["optional", "required", "prohibited"] = "optional"
    match reader.one_of(node, "use", ("optional", "required", "prohibited"), "optional"):
        case "required":
            use = "required"
        case "prohibited":
            use = "prohibited"
        case _:
            pass
    default, fixed = _value_constraint(reader, node)
    return Attribute(
        name=None if not top and node.get("ref") is not None else _name(reader, node, top),
        ref=ref,
        type=type_,
        inner=inner[0] if inner else None,
        use=use,
        array=_array_type(reader, node),
        default=default,
        fixed=fixed,
        documentation=documented(node),
        location=node.location,
    )


def _array_type(reader: Reader, node: Node) -> ArrayType | None:
    text = node.get(_ARRAY_TYPE)
    if text is None:
        return None
    name, bracket, dimensions = text.replace(" ", "").partition("[")
    item = reader.ref(node, name)
    return None if item is None else ArrayType(item=item, dimensions=bracket + dimensions)

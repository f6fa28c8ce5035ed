"""Link every reference once: tables of components, and every name that leads to none, together."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TypeVar

from wswgen.documents.document import XML, XSD, Import
from wswgen.errors import Problem
from wswgen.qname import QName
from wswgen.record import record
from wswgen.schema.builtins import BUILTINS
from wswgen.schema.cycles import circular
from wswgen.schema.equal import same
from wswgen.schema.model import (
    Attribute,
    AttributeGroup,
    ComplexType,
    Component,
    Compositor,
    Element,
    Group,
    GroupRef,
    ListOf,
    Notation,
    Ref,
    Restriction,
    Schema,
    SimpleType,
    Type,
    UnionOf,
)
from wswgen.schema.redefine import ORIGINAL, redefining, renamed

T = TypeVar("T")

MAX_SUGGESTIONS = 20  # looking for similar names is slow, and nobody reads a hundred guesses

# Namespaces whose components toolkits know by heart: contracts use them without any schema. Only
# what reaches such a component is refused, see `Components.missing`.
KNOWN = frozenset(
    """http://schemas.xmlsoap.org/soap/encoding/ http://www.w3.org/2003/05/soap-encoding
    http://schemas.xmlsoap.org/soap/envelope/ http://www.w3.org/2003/05/soap-envelope
    http://www.w3.org/2005/08/addressing http://schemas.xmlsoap.org/ws/2004/08/addressing
    http://schemas.xmlsoap.org/ws/2004/03/addressing http://schemas.xmlsoap.org/ws/2003/03/addressing
    http://www.w3.org/2004/08/xop/include http://www.w3.org/2005/05/xmlmime
    http://xml.apache.org/xml-soap http://ws-i.org/profiles/basic/1.1/xsd
    http://schemas.microsoft.com/2003/10/Serialization/""".split()
)


_TABLES = {
    "type": "types",
    "element": "elements",
    "attribute": "attributes",
    "group": "groups",
    "attribute group": "attribute_groups",
    "notation": "notations",
}


@record
class Components:
    """The global components of all schemas by name, in schema order.

    ``members`` maps the head of a substitution group to the elements that name it directly.
    """

    types: Mapping[QName, Type]
    elements: Mapping[QName, Element]
    attributes: Mapping[QName, Attribute]
    groups: Mapping[QName, Group]
    attribute_groups: Mapping[QName, AttributeGroup]
    notations: Mapping[QName, Notation]
    members: Mapping[QName, tuple[QName, ...]]
    order: tuple[tuple[str, QName], ...]

    def table(self, kind: str) -> Mapping[QName, object]:
        """The components of a kind, named as in messages."""
        found: Mapping[QName, object] = getattr(self, _TABLES[kind])
        return found

    def name(self, kind: str, ref: Ref) -> QName:
        """The name of the component that a reference means."""
        table = self.table(kind)
        if ref.fallback is not None and ref.name not in table and ref.fallback in table:
            return ref.fallback
        return ref.name


def resolve(
    schemas: Sequence[Schema], unreachable: Sequence[Import] = ()
) -> tuple[Components, tuple[Problem, ...]]:
    """Tables of all components, and the problems: duplicates, dangling names, circles."""
    tables: dict[str, dict[QName, Component]] = {
        kind: {}
        for kind in ("type", "element", "attribute", "group", "attribute group", "notation")
    }
    order: list[tuple[str, QName]] = []
    redefined, problems = _redefined(schemas)
    for schema in schemas:
        news = [redefining(each, name_of(each, schema.namespace)) for each in schema.redefined]
        olds = [
            renamed(each) if _key(each, schema) in redefined else each for each in schema.components
        ]
        for component in (*news, *olds):
            kind, name = _key(component, schema)
            other = tables[kind].get(name)
            if other is None:
                tables[kind][name] = component
                order.append((kind, name))
            elif not same(other, component):
                problems.append(_duplicate(kind, name, component, other))
    components = Components(
        types=_of(tables["type"], SimpleType) | _of(tables["type"], ComplexType),
        elements=_of(tables["element"], Element),
        attributes=_of(tables["attribute"], Attribute),
        groups=_of(tables["group"], Group),
        attribute_groups=_of(tables["attribute group"], AttributeGroup),
        notations=_of(tables["notation"], Notation),
        members={},
        order=tuple(order),
    )
    problems += dangling(components, unreachable)
    if not problems:
        problems += circular(components, references)
    members: dict[QName, list[QName]] = {}
    for name, element in components.elements.items():
        if element.head is not None:
            members.setdefault(components.name("element", element.head), []).append(name)
    linked = Components(
        types=components.types,
        elements=components.elements,
        attributes=components.attributes,
        groups=components.groups,
        attribute_groups=components.attribute_groups,
        notations=components.notations,
        members={head: tuple(names) for head, names in members.items()},
        order=components.order,
    )
    return linked, tuple(problems)


def _of(table: Mapping[QName, Component], kind: type[T]) -> dict[QName, T]:
    return {name: item for name, item in table.items() if isinstance(item, kind)}


def _key(component: Component, schema: Schema) -> tuple[str, QName]:
    return kind_of(component), name_of(component, schema.namespace)


def kind_of(component: Component) -> str:
    """The table that a component belongs to."""
    match component:
        case SimpleType() | ComplexType():
            return "type"
        case Element():
            return "element"
        case Attribute():
            return "attribute"
        case Group():
            return "group"
        case AttributeGroup():
            return "attribute group"
        case Notation():
            return "notation"


def name_of(component: Component, namespace: str) -> QName:
    """The expanded name of a top-level component."""
    match component:
        case Element() | Attribute():
            assert component.name is not None  # global ones always have a name
            return component.name
        case _:
            return QName(namespace, component.name)


def _redefined(schemas: Sequence[Schema]) -> tuple[set[tuple[str, QName]], list[Problem]]:
    """What is redefined, by kind and name; a problem for what is redefined more than once."""
    found: dict[tuple[str, QName], Component] = {}
    problems: list[Problem] = []
    for schema in schemas:
        for component in schema.redefined:
            key = kind_of(component), name_of(component, schema.namespace)
            other = found.setdefault(key, component)
            if not same(other, component):
                problems.append(
                    Problem(
                        code="W150",
                        location=component.location,
                        message=f"the {key[0]} {key[1]} is redefined twice; the other time is at "
                        f"{other.location}",
                        help="write the redefined component out in a schema of its own",
                    )
                )
    return set(found), problems


def _duplicate(kind: str, name: QName, component: Component, other: Component) -> Problem:
    return Problem(
        code="W106",
        location=component.location,
        message=f"the {kind} {name} is defined twice; the other is at {other.location}",
        help="remove or rename one of them",
    )


def references(component: object) -> list[tuple[str, Ref]]:
    """Every reference in a component, with the kind of what it must lead to."""
    found: list[tuple[str, Ref | None]] = []
    stack = [component]
    while stack:
        item = stack.pop()
        if isinstance(item, Element):  # not by `match`, which takes longer, and most are elements
            found += (("element", item.ref), ("type", item.type), ("element", item.head))
            if item.inner is not None:
                stack.append(item.inner)
        elif isinstance(item, Compositor):
            stack += reversed(item.particles)
        elif isinstance(item, ComplexType):
            found.append(("type", item.base))
            stack += (item.inner, item.particle, *reversed(item.attributes.uses))
        elif isinstance(item, Attribute):
            array = None if item.array is None else item.array.item
            found += (("attribute", item.ref), ("type", item.type), ("type", array))
            stack.append(item.inner)
        elif isinstance(item, SimpleType):
            stack.append(item.derivation)
        elif isinstance(item, Restriction):
            found.append(("type", item.base))
            stack.append(item.inner)
        elif isinstance(item, ListOf):
            found.append(("type", item.item))
            stack.append(item.inner)
        elif isinstance(item, UnionOf):
            found += [("type", member) for member in item.members]
            stack += reversed(item.inner)
        elif isinstance(item, GroupRef):
            found.append(("group", item.ref))
        elif isinstance(item, Group):
            stack.append(item.particle)
        elif isinstance(item, AttributeGroup):
            stack += reversed(item.attributes.uses)
        elif isinstance(item, Ref):
            found.append(("attribute group", item))
    return [(kind, ref) for kind, ref in found if ref is not None]


def dangling(components: Components, unreachable: Sequence[Import]) -> list[Problem]:
    """A problem for each reference to nothing."""
    problems: list[Problem] = []
    found: set[tuple[str, QName, QName | None]] = set()
    for kind, name in components.order:
        for wanted, ref in references(components.table(kind)[name]):
            sought = wanted, ref.name, ref.fallback
            if sought in found:
                continue
            suggest = len(problems) < MAX_SUGGESTIONS
            problem = missing(components, wanted, ref, unreachable, suggest=suggest)
            if problem is not None:
                problems.append(problem)
            else:
                found.add(sought)
    return problems


def missing(
    components: Components,
    kind: str,
    ref: Ref,
    unreachable: Sequence[Import] = (),
    *,
    suggest: bool = True,
) -> Problem | None:
    """The problem of a reference that leads to nothing, with what was probably meant."""
    name = components.name(kind, ref)
    if name in components.table(kind) or (kind == "type" and _builtin(name)):
        return None
    if name.namespace in KNOWN:
        return None
    for item in unreachable:
        if (item.namespace or "") == name.namespace or item.kind != "import":
            return Problem(
                code="W009",
                location=item.node.location,
                message=f"{item.place} was not read, and the {kind} {name} is needed from it "
                f"(at {ref.location})",
                help="nothing is fetched: give the file on the command line, or a --catalog",
            )
    return Problem(
        code="W105",
        location=ref.location,
        message=f"there is no {kind} {str(name).removesuffix(ORIGINAL)}",
        help=suggestion(name, components.table(kind), kind) if suggest else "",
    )


def suggestion(name: QName, table: Mapping[QName, object], kind: str) -> str:
    """Did you mean: the same local name elsewhere, or a similar one in the same namespace."""
    pool: Mapping[QName, object] = table
    if name.namespace == XSD and kind == "type":
        pool = {QName(XSD, builtin): None for builtin in BUILTINS}
    elsewhere = [other for other in pool if other.local == name.local]
    if elsewhere:
        return f"did you mean {elsewhere[0]}?"
    if len(name.local) > 100 or len(pool) > 20_000:
        return "correct the name, or import what defines it"
    same = [other.local for other in pool if other.namespace == name.namespace]
    close = difflib.get_close_matches(name.local, same, n=1)
    if close:
        return f"did you mean {QName(name.namespace, close[0])}?"
    if name.namespace != XML and not same:
        return f"nothing is known of the namespace {name.namespace!r}: import it"
    return "correct the name, or import what defines it"


def _builtin(name: QName) -> bool:
    return name.namespace == XSD and name.local in BUILTINS

"""Schema components as they were written (XSD 1.0 part 1, section 3); names not yet resolved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from wswgen.errors import Location
from wswgen.occurs import ONCE, Occurs
from wswgen.qname import QName
from wswgen.record import record


@record
class Ref:
    """A name that refers to a component.

    ``fallback`` is the same local name in the target namespace, for an unprefixed name where no
    default namespace is declared: strictly it has no namespace, but authors mean their own.
    """

    name: QName
    fallback: QName | None = None
    location: Location


# --- simple types -----------------------------------------------------------------------------


@record
class Facet:
    """One facet element, such as ``maxLength`` with value ``20``."""

    kind: str
    value: str
    namespaces: Mapping[str, str]  # in scope, for QName values
    documentation: str = ""
    location: Location


@record
class Restriction:
    """``base`` or ``inner``, narrowed by facets."""

    base: Ref | None
    inner: SimpleType | None
    facets: tuple[Facet, ...]


@record
class ListOf:
    """White space separated items of type ``item`` or ``inner``."""

    item: Ref | None
    inner: SimpleType | None


@record
class UnionOf:
    """One of ``members``, then one of ``inner``."""

    members: tuple[Ref, ...]
    inner: tuple[SimpleType, ...]


@record
class SimpleType:
    """xs:simpleType. ``name`` is empty for an anonymous type."""

    name: str
    derivation: Restriction | ListOf | UnionOf
    final: frozenset[str] = frozenset()
    documentation: str = ""
    location: Location


# --- particles --------------------------------------------------------------------------------


@record
class Wildcard:
    """xs:any and xs:anyAttribute; ``namespaces`` None means any, see `wswgen.ir.Wildcard`."""

    namespaces: tuple[str, ...] | None
    negated: bool
    process: Literal["strict", "lax", "skip"]
    occurs: Occurs = ONCE
    documentation: str = ""
    location: Location


@record
class Constraint:
    """unique, key or keyref: kept as a fact, enforced by nobody."""

    kind: str
    name: str
    location: Location


@record
class Element:
    """A global or local element, or (with ``ref``) a reference to a global one."""

    name: QName | None
    ref: Ref | None = None
    type: Ref | None = None
    inner: Type | None = None
    occurs: Occurs = ONCE
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None
    abstract: bool = False
    block: frozenset[str] = frozenset()
    head: Ref | None = None  # substitutionGroup
    constraints: tuple[Constraint, ...] = ()
    documentation: str = ""
    location: Location


@record
class Compositor:
    """sequence, choice or all."""

    kind: Literal["sequence", "choice", "all"]
    particles: tuple[Particle, ...]
    occurs: Occurs = ONCE
    location: Location


@record
class GroupRef:
    """A reference to a global model group."""

    ref: Ref
    occurs: Occurs = ONCE


Particle: TypeAlias = Element | Compositor | GroupRef | Wildcard


# --- complex types ----------------------------------------------------------------------------


@record
class ArrayType:
    """wsdl:arrayType: the type of the items and the brackets behind it (WSDL 1.1, section 2.2)."""

    item: Ref
    dimensions: str


@record
class Attribute:
    """A global or local attribute, or (with ``ref``) a reference to a global one."""

    name: QName | None
    ref: Ref | None = None
    type: Ref | None = None
    inner: SimpleType | None = None
    use: Literal["optional", "required", "prohibited"] = "optional"
    default: str | None = None
    fixed: str | None = None
    array: ArrayType | None = None
    documentation: str = ""
    location: Location


@record
class Attributes:
    """Attributes, references to attribute groups, and at most one wildcard, in order."""

    uses: tuple[Attribute | Ref, ...] = ()
    wildcard: Wildcard | None = None


@record
class ComplexType:
    """xs:complexType. Without ``derivation`` it is the shorthand that restricts anyType.

    ``simple`` is whether the content is simpleContent; ``inner`` and ``facets`` are those of
    a simpleContent restriction.
    """

    name: str
    derivation: Literal["extension", "restriction"] | None = None
    base: Ref | None = None
    simple: bool = False
    inner: SimpleType | None = None
    facets: tuple[Facet, ...] = ()
    particle: Compositor | GroupRef | None = None
    attributes: Attributes = Attributes()
    abstract: bool = False
    mixed: bool = False
    block: frozenset[str] = frozenset()
    final: frozenset[str] = frozenset()
    documentation: str = ""
    location: Location


Type: TypeAlias = SimpleType | ComplexType


@record
class Group:
    """A global model group."""

    name: str
    particle: Compositor
    location: Location


@record
class AttributeGroup:
    """A global attribute group."""

    name: str
    attributes: Attributes
    location: Location


@record
class Notation:
    """A global notation; only types derived from NOTATION could use it."""

    name: str
    location: Location


Component: TypeAlias = (
    SimpleType | ComplexType | Element | Attribute | Group | AttributeGroup | Notation
)


@record
class Schema:
    """One schema element: its global components in document order.

    ``redefined`` holds the components of its xs:redefine elements, which replace others.
    """

    namespace: str
    components: tuple[Component, ...]
    redefined: tuple[Component, ...] = ()
    location: Location

"""The contract, as data: the narrow waist between reading XML and writing Python.

Nothing here knows an XML parser, and nothing here knows a Python name. Parsers produce these
values (`wswgen.contract`), planners consume them (`wswgen.plan`). Everything is frozen, hashable
by identity of its parts, and printable as stable JSON (`wswgen describe --format json`).

What the builder has normalised before a `Contract` exists, so that no consumer does it again:

* references are resolved: every `TypeKey` in here is a key of `Contract.types` or a built-in;
* group and attribute-group references are expanded; a prohibited attribute is gone;
* `Sequence` and `All` with occurrence 1..1 directly inside a sequence are flattened into it;
* a `Choice` with occurrence 1..1 directly inside a choice is flattened into it, and a choice with
  one branch is replaced by that branch;
* occurrence is never 0..0, an element in a choice branch has ``min`` >= 1 (a branch that could
  be empty makes the choice optional instead), and in a choice that repeats without bound a branch
  of one element has ``max`` 1 (unless its ``min`` is above 1, when that would admit more);
* a sequence of one particle is that particle with the occurrences multiplied, unless that would
  admit more, as in ``(a{2,2}){0,3}``;
* a reference to the head of a substitution group that has members is a `Choice` whose
  ``head`` names the head and whose branches are the head (unless abstract) and all members
  (in another choice, or where only one branch is left, the rules for choices come first);
* default forms are applied: `ElementUse.name` and `Attribute.name` are the names on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

from wswgen.errors import Location
from wswgen.occurs import ONCE as ONCE
from wswgen.occurs import Occurs as Occurs
from wswgen.qname import QName
from wswgen.record import NOTHING, record

XSD = "http://www.w3.org/2001/XMLSchema"


class TypeKey(NamedTuple):
    """The identity of a type: a component and, for anonymous types, the way down from it.

    ``kind`` says which component ``namespace`` and ``name`` name: a ``builtin`` of XSD, a global
    ``type``, or the global ``element``, ``attribute`` or ``group`` that holds an anonymous type;
    a ``message`` is the type of an rpc wrapper, which only planning makes.
    ``path`` lists the local element or attribute names between that component and the type.
    ``item`` stands for the item type of a list, ``member`` for a member type of a union, ``base``
    for the anonymous base of a restriction; a second anonymous type at the same path ends in
    ``#2``. An attribute group counts as a ``group``.
    """

    kind: Literal["builtin", "type", "element", "attribute", "group", "message"]
    namespace: str
    name: str
    path: tuple[str, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether xsi:type can name it: not what xs:redefine has replaced, ``Order#original``."""
        return self.kind == "type" and not self.path and "#" not in self.name


def builtin(name: str) -> TypeKey:
    """The key of a built-in type of XSD (XSD 1.0 part 2, section 3), such as ``int``."""
    return TypeKey("builtin", XSD, name)


# --- simple types -----------------------------------------------------------------------------


class Variety(Enum):
    """How a simple type makes its values (XSD 1.0 part 2, section 2.5.1)."""

    ATOMIC = "atomic"
    LIST = "list"
    UNION = "union"


@record
class EnumerationValue:
    """One allowed value. ``lexical`` is whitespace-normalised as the base type says."""

    lexical: str
    qname: QName | None = None  # the expanded name, where the base type is QName or NOTATION
    documentation: str = ""


@record
class Pattern:
    """A regular expression of XSD and the same language in Python's `re` (`re.fullmatch`).

    The pattern facets of one derivation step are alternatives, joined with ``|``.
    """

    xsd: str
    python: str


@record
class Facets:
    """The facets of one derivation step, not those it inherits; bounds as written."""

    white_space: Literal["preserve", "replace", "collapse"] | None = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: Pattern | None = None
    enumeration: tuple[EnumerationValue, ...] = ()
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None


@record
class SimpleType:
    """A simple type definition.

    A restriction has ``base``; a list has ``item``; a union has ``members``. ``variety`` is
    that of the type itself, inherited through restriction, and so is ``primitive``: the name of
    the nearest built-in type (``""`` for lists and unions).
    """

    key: TypeKey
    variety: Variety
    primitive: str = ""
    base: TypeKey | None = None
    item: TypeKey | None = None
    members: tuple[TypeKey, ...] = ()
    facets: Facets = Facets()
    documentation: str = ""
    location: Location


# --- complex types ----------------------------------------------------------------------------


@record
class Wildcard:
    """``xs:any`` or ``xs:anyAttribute``: what namespaces it admits and how it is checked.

    ``namespaces`` lists them, ``""`` for no namespace; None means any. With ``negated`` the list
    says which namespaces are not admitted (``##other`` excludes the target namespace and none).
    """

    namespaces: tuple[str, ...] | None = None
    negated: bool = False
    process: Literal["strict", "lax", "skip"] = "strict"


@record
class ElementUse:
    """An element in a content model. ``default`` and ``fixed`` are lexical.

    ``dimensions`` are those of arrays of the SOAP encoding in each other, the outermost first, and
    the element is an item of the innermost: (2,) for ``[,]``, (1, 2) for ``[,][]``, () for ``[]``.
    """

    name: QName
    type: TypeKey
    occurs: Occurs = ONCE
    dimensions: tuple[int, ...] = ()
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None
    documentation: str = ""
    location: Location


@record
class AnyElement:
    """``xs:any`` in a content model."""

    wildcard: Wildcard
    occurs: Occurs = ONCE
    documentation: str = ""
    location: Location


@record
class Sequence:
    """Particles in order. Inside a content model only where its occurrence is not 1..1."""

    particles: tuple[Particle, ...]
    occurs: Occurs = ONCE
    location: Location


@record
class Choice:
    """Exactly one of the branches; each branch is the sequence of particles it stands for.

    ``head`` names the substitution group that this choice stands for, if it does.
    """

    branches: tuple[tuple[Particle, ...], ...]
    occurs: Occurs = ONCE
    head: QName | None = None
    location: Location


@record
class All:
    """Elements in any order, each at most once; only as the whole content of a type.

    A choice among them is a substitution group. The occurrence is 1..1, or 0..1 where there are
    elements that are required as soon as there is any.
    """

    elements: tuple[ElementUse | Choice, ...]
    occurs: Occurs = ONCE
    location: Location


Particle: TypeAlias = ElementUse | AnyElement | Sequence | Choice | All


def element_uses(content: tuple[Particle, ...]) -> list[ElementUse]:
    """Every element in a content, however deep in sequences and choices, from the last on."""
    found: list[ElementUse] = []
    stack: list[Particle] = list(content)
    while stack:
        particle = stack.pop()
        if isinstance(particle, ElementUse):
            found.append(particle)
        elif isinstance(particle, Sequence):
            stack += particle.particles
        elif isinstance(particle, All):
            stack += particle.elements
        elif isinstance(particle, Choice):
            stack += [inner for branch in particle.branches for inner in branch]
    return found


def whole_all(content: tuple[Particle, ...]) -> All | None:
    """The `All` that a content is, unless it may be absent as a whole."""
    only = content[0] if len(content) == 1 else None
    return only if isinstance(only, All) and only.occurs == ONCE else None


@record
class Attribute:
    """An attribute of a complex type. ``default`` and ``fixed`` are lexical."""

    name: QName
    type: TypeKey
    required: bool = False
    default: str | None = None
    fixed: str | None = None
    documentation: str = ""
    location: Location


@record
class ComplexType:
    """A complex type definition, holding only what it adds to ``base``.

    A ``restriction`` holds everything: all that is left of the content and the attributes of its
    bases, one particle for one, as it narrows them; or the narrower ``value``. What it leaves of a
    choice is a choice, even of one branch.
    ``content`` is a flat sequence of particles, or a single `All`. ``value`` is the simple type
    of simple content (not in an extension of a type that has one). A type with ``mixed`` content
    keeps its particles for description; its text and elements are carried as one list.
    With ``array`` it is one of the SOAP encoding: ``content``, its own or that of the base that it
    extends, is its item, unbounded. ``literal`` tells whether the schema gives it the same content
    in literal messages: only one whose items have a name there.
    ``derivation`` is how it derives from ``base``, which is always a complex type of the contract.
    """

    key: TypeKey
    base: TypeKey | None = None
    derivation: Literal["extension", "restriction"] | None = None
    abstract: bool = False
    mixed: bool = False
    array: bool = False
    literal: bool = False
    value: TypeKey | None = None
    content: tuple[Particle, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    any_attribute: Wildcard | None = None
    documentation: str = ""
    location: Location


Type: TypeAlias = SimpleType | ComplexType


# --- operations -------------------------------------------------------------------------------


BODY = QName("", "")
"""In place of the element of a body part: see `Part`."""


class Style(Enum):
    """How the parameters of an operation lie in the SOAP body."""

    WRAPPED = "wrapped"  # one element whose type's elements are the parameters
    BARE = "bare"  # each body part is an element
    RPC = "rpc"  # a wrapper named after the operation, an unqualified element for each part


@record
class Part:
    """One part of a message: an element on the wire and its type.

    An ``accessor`` is an element that no schema declares, named after the part: unqualified in an
    rpc message, else in the namespace that its binding states. With `BODY` there is none: the type
    is that of the SOAP Body itself (WSDL 1.1, section 3.5). It is literal, or ``encoded`` with the
    encoding of the endpoint's version of SOAP, whatever other parts of its message are.
    """

    name: str
    element: QName
    type: TypeKey
    nillable: bool = False
    accessor: bool = False
    encoded: bool = False
    documentation: str = ""
    location: Location


@record
class Message:
    """What one direction of an operation carries.

    ``wrapper`` is the element around the parts of an rpc message. ``encoded`` is about the body.
    ``action`` is the WS-Addressing action where the document states one (wsaw:Action, wsam:Action).
    """

    name: QName
    body: tuple[Part, ...]
    headers: tuple[Part, ...] = ()
    wrapper: QName | None = None
    encoded: bool = False
    action: str | None = None
    documentation: str = ""
    location: Location


class FaultKey(NamedTuple):
    """The identity of a fault, in whichever operations it is declared.

    Where its element is an accessor, its ``message`` tells it from others: tools give the parts of
    all their faults one name.
    """

    element: QName
    header: bool
    message: QName | None = None


@record
class Fault:
    """A declared fault: its name in the port type and the one element of its detail.

    Instead of the detail, the element of a ``header`` fault is in the header of the message
    (soap:headerfault; SOAP 1.1, section 4.4), and its name is that of the element. ``message`` is
    the one that the detail is a part of.
    """

    name: str
    message: QName
    detail: Part
    header: bool = False
    action: str | None = None
    documentation: str = ""
    location: Location

    @property
    def key(self) -> FaultKey:
        """What the fault is, wherever else it is declared."""
        message = self.message if self.detail.accessor else None
        return FaultKey(self.detail.element, self.header, message)


@record
class Operation:
    """One operation of a port type; ``output`` None means one-way."""

    name: str
    style: Style
    input: Message
    output: Message | None
    faults: tuple[Fault, ...] = ()
    documentation: str = ""
    location: Location

    @property
    def encoded(self) -> bool:
        """Whether anything in its messages has the SOAP encoding."""
        messages = [message for message in (self.input, self.output) if message is not None]
        parts = [part for message in messages for part in message.headers]
        parts += [fault.detail for fault in self.faults]
        return any(each.encoded for each in messages) or any(each.encoded for each in parts)


@record
class Endpoint:
    """A port: where a port type is served and with which envelope.

    ``soap_actions`` maps the name of an operation to its soapAction in this port's binding.
    ``address`` is as written, ``""`` where the document has none.
    """

    service: QName
    port: str
    binding: QName
    soap: Literal["1.1", "1.2"]
    transport: str
    address: str
    soap_actions: Mapping[str, str] = NOTHING
    location: Location


@record
class PortType:
    """An interface: its operations in document order, and the endpoints that serve it.

    A binding without a port makes an `Endpoint` whose ``port``, ``address`` and both parts of
    ``service`` are ``""``.
    """

    name: QName
    operations: tuple[Operation, ...]
    endpoints: tuple[Endpoint, ...]
    documentation: str = ""
    location: Location


@record
class Fact:
    """Something the contract states that changes no type: policy, identity constraints."""

    kind: str
    text: str
    location: Location


@record
class Source:
    """One input document: its name relative to the root's folder, and its SHA-256."""

    name: str
    sha256: str


@record
class Contract:
    """Everything a WSDL and its schemas say that the generated package must carry."""

    name: str
    namespace: str
    port_types: tuple[PortType, ...]
    types: Mapping[TypeKey, Type]
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    documentation: str = ""

"""What webservices.dll carries exactly, and what must go through our own codec instead.

A simple type is carried as a C value where the C type has the same values, else as text. A
complex type is carried as a C structure where each of its particles can be a member, else the
elements of it are carried as XML buffers. The grounds are those of the first law: what the DLL
would cut off, merge or drop (`Fallback` says which).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from wswgen import ir
from wswgen.plan.shapes import STRINGS, is_enumeration
from wswgen.record import positional_record

# WS_TYPE with the same values as the type of XSD, by the name of the constant. Not here, against
# wsutil: decimal (unbounded), integer and its kin (unbounded), dateTime, date and time (offset and
# digits), duration (months apart from days, digits), hexBinary (written as base64).
EXACT: Mapping[str, str] = {
    "boolean": "BOOL",
    "byte": "INT8",
    "short": "INT16",
    "int": "INT32",
    "long": "INT64",
    "unsignedByte": "UINT8",
    "unsignedShort": "UINT16",
    "unsignedInt": "UINT32",
    "unsignedLong": "UINT64",
    "float": "FLOAT",
    "double": "DOUBLE",
    "base64Binary": "BYTES",
    "QName": "QNAME",
    "string": "WSZ",
}


class Carrier(Enum):
    """How the value of an element or attribute lies in C."""

    VALUE = "value"  # a C type of `EXACT`
    ENUM = "enum"
    TEXT = "text"  # its lexical form, for our codec
    STRUCT = "struct"
    BUFFER = "buffer"  # the whole element as WS_XML_BUFFER, for our codec


class Fallback(Enum):
    """Why a complex type is no C structure."""

    MIXED = "mixed content"
    ALL = "xs:all, whose elements come in any order"
    GROUP = "a sequence that is optional or repeats"
    WILDCARD = "xs:any or xs:anyAttribute"
    SUBSTITUTION = "the head of a substitution group"
    CHOICE = "a choice with a branch that is not one plain element"
    RESTRICTION = "a type that restricts a complex type"
    ARRAYS = "an array of the SOAP encoding, which is empty in literal messages"
    PREFIX = "an attribute or text with a QName in it"
    DEFAULT = "a default of an element with attributes"
    RELATIVE = "a base or a derived type that is no structure"


@positional_record
class Carried:
    """Which complex types are C structures; the others with the reason."""

    types: Mapping[ir.TypeKey, ir.Type]
    fallbacks: Mapping[ir.TypeKey, Fallback]
    families: Mapping[ir.TypeKey, tuple[ir.TypeKey, ...]]
    """Every type that has a base or derived types, with the latter."""
    known: dict[ir.TypeKey, Carrier]
    """What `carrier` has found so far."""

    def carrier(self, key: ir.TypeKey) -> Carrier:
        """How the content of an element of a type is carried."""
        found = self.known.get(key)
        if found is None:
            if key.kind == "builtin" or isinstance(self.types[key], ir.SimpleType):
                found = _simple_carrier(key, self.types)
            else:
                found = Carrier.BUFFER if key in self.fallbacks else Carrier.STRUCT
            self.known[key] = found
        return found


def carried(types: Mapping[ir.TypeKey, ir.Type]) -> Carried:
    """Decide for every complex type."""
    complexes = [each for each in types.values() if isinstance(each, ir.ComplexType)]
    fallbacks: dict[ir.TypeKey, Fallback] = {}
    derived: dict[ir.TypeKey, list[ir.TypeKey]] = {}
    for definition in complexes:
        reason = _reason(definition, types)
        if reason is not None:
            fallbacks[definition.key] = reason
        if definition.base is not None:
            derived.setdefault(definition.base, []).append(definition.key)
    families = {
        definition.key: tuple(derived.get(definition.key, ()))
        for definition in complexes
        if definition.base is not None or definition.key in derived
    }
    # A pointer to the base may point to any of the family, so one that is no structure takes
    # the others with it.
    waiting = [key for key in fallbacks if key in families]
    while waiting:
        key = waiting.pop()
        found = types[key]
        assert isinstance(found, ir.ComplexType)
        relatives = [*families[key], *([found.base] if found.base is not None else [])]
        for relative in relatives:
            if relative not in fallbacks:
                fallbacks[relative] = Fallback.RELATIVE
                waiting.append(relative)
    return Carried(types, fallbacks, families, {})


def _simple_carrier(key: ir.TypeKey, types: Mapping[ir.TypeKey, ir.Type]) -> Carrier:
    """How the content of an element of a simple type (or anything at all) is carried."""
    key = without_facets(key, types)
    if key.kind == "builtin":
        if key.name in EXACT:
            return Carrier.VALUE
        return Carrier.BUFFER if key.name in ("anyType", "NOTATION") else Carrier.TEXT
    if _scoped(key, types):
        return Carrier.BUFFER
    simple = types[key]
    assert isinstance(simple, ir.SimpleType)
    if is_enumeration(simple) and simple.base == ir.builtin(simple.primitive):
        return Carrier.ENUM if simple.primitive in STRINGS else Carrier.TEXT
    return Carrier.TEXT


def without_facets(key: ir.TypeKey, types: Mapping[ir.TypeKey, ir.Type]) -> ir.TypeKey:
    """The type that a simple type is another name for."""
    while key.kind != "builtin":
        simple = types[key]
        if not isinstance(simple, ir.SimpleType) or simple.variety is not ir.Variety.ATOMIC:
            break
        if simple.facets != ir.Facets() or simple.base is None:
            break
        key = simple.base
    return key


def _scoped(key: ir.TypeKey, types: Mapping[ir.TypeKey, ir.Type]) -> bool:
    """Whether the meaning of a value depends on the prefixes in scope."""
    seen, stack = {key}, [key]
    while stack:
        key = stack.pop()
        if key.kind == "builtin":
            if key.name in ("QName", "NOTATION"):
                return True
            continue
        simple = types[key]
        if isinstance(simple, ir.SimpleType):
            needs = {need for need in (simple.base, simple.item, *simple.members) if need}
            stack += needs - seen
            seen |= needs
    return False


def _reason(definition: ir.ComplexType, types: Mapping[ir.TypeKey, ir.Type]) -> Fallback | None:
    if definition.mixed:
        return Fallback.MIXED
    if definition.derivation == "restriction":
        return Fallback.RESTRICTION
    if definition.any_attribute is not None:
        return Fallback.WILDCARD
    if definition.array and not definition.literal and definition.base is None:
        return Fallback.ARRAYS
    texts = [attribute.type for attribute in definition.attributes]
    if definition.value is not None:
        texts.append(definition.value)
    if any(_scoped(key, types) for key in texts):
        return Fallback.PREFIX
    return next(_particles(definition.content, types), None)


def _particles(
    particles: tuple[ir.Particle, ...], types: Mapping[ir.TypeKey, ir.Type]
) -> Iterator[Fallback]:
    for particle in particles:
        match particle:
            case ir.ElementUse():
                if _has_default(particle) and not _is_text(particle.type, types):
                    yield Fallback.DEFAULT
            case ir.All():
                yield Fallback.ALL
            case ir.AnyElement():
                yield Fallback.WILDCARD
            case ir.Sequence():
                yield Fallback.GROUP
            case ir.Choice(head=None, branches=branches):
                if not all(_is_plain(branch, types) for branch in branches):
                    yield Fallback.CHOICE
            case ir.Choice():
                yield Fallback.SUBSTITUTION


def _is_plain(branch: tuple[ir.Particle, ...], types: Mapping[ir.TypeKey, ir.Type]) -> bool:
    """Whether a branch of a choice can be a member of a union: one element, once, never nil."""
    if len(branch) != 1 or not isinstance(branch[0], ir.ElementUse):
        return False
    use = branch[0]
    return use.occurs == ir.ONCE and not use.nillable and not _has_default(use)


def _has_default(use: ir.ElementUse) -> bool:
    return use.default is not None or use.fixed is not None


def _is_text(key: ir.TypeKey, types: Mapping[ir.TypeKey, ir.Type]) -> bool:
    if key.kind == "builtin":
        return key.name not in ("QName", "NOTATION", "anyType")
    return isinstance(types[key], ir.SimpleType) and not _scoped(key, types)

"""Simple types and their values, as Python expressions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from wswgen import ir
from wswgen.plan.code import (
    Annotation,
    Bracket,
    Expr,
    call,
    either,
    integer,
    pattern,
    string,
    subscript,
    tuple_of,
)
from wswgen.plan.docs import clean
from wswgen.plan.names import enumeration_name
from wswgen.plan.package import AliasPlan, EnumPlan, MemberPlan
from wswgen.plan.renames import Renames
from wswgen.plan.scope import Candidate, assign
from wswgen.plan.shapes import INTEGERS, STRINGS, ClassKey, is_enumeration
from wswgen.record import record


@record
class Vocabulary:
    """What annotations need to know: the types, their names and the namespace constants."""

    types: Mapping[ir.TypeKey, ir.Type]
    classes: Mapping[ClassKey, str]
    namespaces: Mapping[str, str]
    renames: Renames

    def annotation(self, key: ir.TypeKey) -> str:
        """How a type is named in an annotation."""
        if key.kind == "builtin":
            return f"xs.{key.name[0].upper()}{key.name[1:]}"
        return self.classes[key]

    def namespace(self, uri: str) -> str:
        """The constant for a namespace, or an empty string."""
        return self.namespaces[uri] if uri else '""'


def alias(simple: ir.SimpleType, vocabulary: Vocabulary, doc: str) -> AliasPlan:
    """The alias for a simple type that is no enumeration."""
    facets = _facets(simple)
    value: Expr
    if simple.item is not None:
        value = subscript(
            "Annotated", subscript("list", vocabulary.annotation(simple.item)), "xs.List()"
        )
    elif simple.members:
        members = either(*(vocabulary.annotation(member) for member in simple.members))
        value = subscript("Annotated", members, "xs.Union()")
    else:
        assert simple.base is not None
        value = vocabulary.annotation(simple.base)
    if facets is not None:
        value = subscript("Annotated", value, facets)
    name = vocabulary.classes[simple.key]
    return AliasPlan(name=name, code=Annotation(name, "TypeAlias", value), doc=doc)


def enumeration(simple: ir.SimpleType, vocabulary: Vocabulary, doc: str) -> EnumPlan:
    """The enumeration class for a simple type."""
    key = simple.key
    named = key.is_named
    marker = call(
        "xml.Simple",
        string(simple.primitive),
        *((string(key.name), vocabulary.namespace(key.namespace)) if named else ()),
    )
    names = member_names(simple)
    members = tuple(
        MemberPlan(
            name=names[value.lexical],
            value=_literal(simple, value, vocabulary),
            doc=clean(value.documentation),
        )
        for value in distinct(simple)
    )
    base = "enum.StrEnum" if simple.primitive in STRINGS else "enum.Enum"
    return EnumPlan(name=vocabulary.classes[key], base=base, doc=doc, xml=marker, members=members)


def distinct(simple: ir.SimpleType) -> Sequence[ir.EnumerationValue]:
    """The values of an enumeration, each once: ``1`` and ``01`` are one integer."""
    seen: dict[object, ir.EnumerationValue] = {}
    for value in simple.facets.enumeration:
        seen.setdefault(value.qname or _same(simple, value.lexical), value)
    return tuple(seen.values())


def member_names(simple: ir.SimpleType) -> Mapping[str, str]:
    """The names of the members of an enumeration, by lexical value."""
    return assign(
        [
            Candidate(
                key=value.lexical, plain=enumeration_name(value.lexical), rank=0,
                wire=value.lexical, ending="", identity=value.lexical,
            )
            for value in distinct(simple)
        ]
    )  # fmt: skip


def default(key: ir.TypeKey, lexical: str, vocabulary: Vocabulary) -> Expr | None:
    """The Python value of a default, where a literal can say it; else None."""
    enumerated: ir.SimpleType | None = None
    lexical = _normalised(lexical, _white_space(key, vocabulary))
    while key.kind != "builtin":
        simple = vocabulary.types[key]
        if not isinstance(simple, ir.SimpleType) or simple.variety is not ir.Variety.ATOMIC:
            return None
        if is_enumeration(simple):
            enumerated = simple
            break
        assert simple.base is not None
        key = simple.base
    if enumerated is not None:
        wanted = _same(enumerated, lexical)
        names = member_names(enumerated)
        for value in distinct(enumerated):
            if value.qname is None and _same(enumerated, value.lexical) == wanted:
                return f"{vocabulary.classes[enumerated.key]}.{names[value.lexical]}"
        return None
    return _value(key.name, lexical)


def _white_space(key: ir.TypeKey, vocabulary: Vocabulary) -> str:
    """What white space means in the values of a type (XSD part 2, section 4.3.6)."""
    while key.kind != "builtin":
        simple = vocabulary.types[key]
        if not isinstance(simple, ir.SimpleType) or simple.base is None:
            return "collapse"
        if simple.facets.white_space:
            return simple.facets.white_space
        key = simple.base
    if key.name in ("string", "anySimpleType"):
        return "preserve"
    return "replace" if key.name == "normalizedString" else "collapse"


def _normalised(text: str, white_space: str) -> str:
    if white_space == "preserve":
        return text
    text = re.sub("[\t\n\r]", " ", text)
    return text if white_space == "replace" else re.sub(" +", " ", text).strip(" ")


def _value(primitive: str, lexical: str) -> Expr | None:
    try:
        if primitive in STRINGS:
            return string(lexical)
        if primitive in INTEGERS:
            return integer(int(lexical))
        if primitive == "boolean":
            return {"true": "True", "1": "True", "false": "False", "0": "False"}.get(lexical)
        if primitive == "decimal":
            return _decimal(f"{Decimal(lexical):f}")
        if primitive in ("float", "double"):
            number = float(lexical)
            return repr(number) if math.isfinite(number) else None
    except (ValueError, InvalidOperation):
        return None
    return None


def _same(simple: ir.SimpleType, lexical: str) -> object:
    """What is equal for two spellings of one value."""
    if simple.primitive in INTEGERS:
        return int(lexical)
    return Decimal(lexical) if simple.primitive == "decimal" else lexical


def _literal(simple: ir.SimpleType, value: ir.EnumerationValue, vocabulary: Vocabulary) -> Expr:
    if value.qname is not None:
        space = vocabulary.namespace(value.qname.namespace)
        return call("runtime.QName", space, string(value.qname.local))
    if simple.primitive in INTEGERS:
        return integer(int(value.lexical))
    if simple.primitive == "decimal":
        return _decimal(value.lexical)
    return string(value.lexical)


def _decimal(lexical: str) -> Expr:
    # The shorter form where it says the same, as ruff wants it.
    whole = re.fullmatch(r"0|-?[1-9][0-9]*", lexical)
    return call("decimal.Decimal", lexical if whole else string(lexical))


def _facets(simple: ir.SimpleType) -> Bracket | None:
    facets = simple.facets
    if facets == ir.Facets():
        return None
    bounds = {
        name: _bound(simple.primitive, getattr(facets, name))
        for name in ("min_inclusive", "max_inclusive", "min_exclusive", "max_exclusive")
    }
    counts = {
        name: None if value is None else integer(value)
        for name in ("length", "min_length", "max_length", "total_digits", "fraction_digits")
        for value in (getattr(facets, name),)
    }
    values = facets.enumeration
    listed = tuple_of(string(str(v.qname) if v.qname else v.lexical) for v in values)
    return call(
        "xs.Facets",
        white_space=string(facets.white_space) if facets.white_space else None,
        pattern=pattern(facets.pattern.python) if facets.pattern else None,
        **counts,
        **bounds,
        enumeration=listed if values else None,
    )


def _bound(primitive: str, lexical: str | None) -> Expr | None:
    if lexical is None:
        return None
    if primitive in INTEGERS and lexical.strip().lstrip("+-").isdigit():
        return integer(int(lexical))
    return string(lexical.strip())

"""Wildcards: what markers say of them, and those for attributes along a chain of bases, of which
one field carries what all of them admit.
"""

from __future__ import annotations

from collections.abc import Mapping

from wswgen import ir
from wswgen.plan.code import Expr, string, tuple_of
from wswgen.record import replace


def admitted(wildcard: ir.Wildcard) -> dict[str, Expr | None]:
    """What `xml.Any` and `xml.AnyAttributes` say of the namespaces."""
    uris = wildcard.namespaces
    return {
        "namespaces": None if uris is None else tuple_of(string(uri) for uri in uris),
        "negated": "True" if wildcard.negated else None,
    }


def process(wildcard: ir.Wildcard) -> Expr | None:
    """What `xml.Any` says of how an element is checked."""
    return None if wildcard.process == "strict" else string(wildcard.process)


def inherited_wildcard(
    key: ir.TypeKey | None, types: Mapping[ir.TypeKey, ir.Type]
) -> ir.Wildcard | None:
    """The attributes that a type admits beside its own, with what its bases admit."""
    if key is None:
        return None
    definition = types[key]
    assert isinstance(definition, ir.ComplexType)
    before = inherited_wildcard(definition.base, types)
    if definition.any_attribute is None:
        return before
    return union(before, definition.any_attribute)


def union(one: ir.Wildcard | None, two: ir.Wildcard) -> ir.Wildcard:
    """What either wildcard admits (XSD 1.0 part 1, section 3.10.6); ``two`` says how to check."""
    if one is None or two.namespaces is None:
        return two
    if one.namespaces is None:
        return replace(two, namespaces=None, negated=False)
    left, right = one.namespaces, two.namespaces
    if not one.negated and not two.negated:
        return replace(two, namespaces=tuple(dict.fromkeys((*left, *right))))
    if one.negated and two.negated:
        refused = tuple(uri for uri in left if uri in right)
    elif one.negated:
        refused = tuple(uri for uri in left if uri not in right)
    else:
        refused = tuple(uri for uri in right if uri not in left)
    return replace(two, namespaces=refused or None, negated=bool(refused))


def same(one: ir.Wildcard, two: ir.Wildcard) -> bool:
    """Whether two wildcards admit the same namespaces."""
    if one.namespaces is None or two.namespaces is None:
        return one.namespaces == two.namespaces
    return one.negated == two.negated and set(one.namespaces) == set(two.namespaces)

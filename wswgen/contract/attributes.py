"""Attributes of a complex type: groups expanded, prohibited ones gone, wildcards intersected."""

from __future__ import annotations

from wswgen import ir
from wswgen.contract.lookup import Lookup
from wswgen.contract.particles import wildcard
from wswgen.contract.refuse import Refused
from wswgen.errors import Location
from wswgen.qname import QName
from wswgen.record import record, replace
from wswgen.schema import model

MAX_ATTRIBUTES = 10_000


@record
class Attributes:
    """The attribute uses of a type in order, and its wildcard."""

    uses: tuple[ir.Attribute, ...]
    wildcard: ir.Wildcard | None


def attributes(lookup: Lookup, written: model.Attributes) -> Attributes:
    """Expand attribute groups (part 1, section 3.4.2). One reached twice counts once."""
    uses: dict[QName, ir.Attribute] = {}
    wildcards: list[tuple[ir.Wildcard, Location]] = []
    if written.wildcard is not None:
        wildcards.append((wildcard(written.wildcard), written.wildcard.location))
    seen: set[int] = set()
    stack: list[model.Attribute | model.Ref] = list(reversed(written.uses))
    while stack:
        item = stack.pop()
        if isinstance(item, model.Ref):
            group = lookup.attribute_group(item)
            if id(group) in seen:
                continue
            seen.add(id(group))
            stack += reversed(group.attributes.uses)
            if group.attributes.wildcard is not None:
                found = group.attributes.wildcard
                wildcards.append((wildcard(found), found.location))
        elif item.use != "prohibited":
            use = _use(lookup, item)
            if use.name in uses:
                message = f"the attribute {use.name} occurs twice in one type"
                raise Refused("W106", use.location, message, "remove one of them")
            uses[use.name] = use
        if len(uses) > MAX_ATTRIBUTES:
            message = f"the type has more than {MAX_ATTRIBUTES} attributes"
            raise Refused("W114", item.location, message)
    return Attributes(uses=tuple(uses.values()), wildcard=_intersection(wildcards))


def prohibited(lookup: Lookup, written: model.Attributes) -> list[QName]:
    """The attributes that a restriction forbids (3.2.2)."""
    found: list[QName] = []
    for item in written.uses:
        if isinstance(item, model.Attribute) and item.use == "prohibited":
            name = item.name if item.ref is None else lookup.attribute_named(item.ref).name
            assert name is not None  # parsing reports an attribute without name and ref
            found.append(name)
    return found


def _use(lookup: Lookup, written: model.Attribute) -> ir.Attribute:
    target = written if written.ref is None else lookup.attribute_named(written.ref)
    assert target.name is not None  # parsing reports an attribute without name and ref
    own = written.default is not None or written.fixed is not None
    return ir.Attribute(
        name=target.name,
        type=lookup.attribute_type(target),
        required=written.use == "required",
        default=written.default if own else target.default,
        fixed=written.fixed if own else target.fixed,
        documentation=written.documentation or target.documentation,
        location=written.location,
    )


def _intersection(wildcards: list[tuple[ir.Wildcard, Location]]) -> ir.Wildcard | None:
    """What all wildcards of one type admit (3.10.6); how it is checked, the first one says."""
    if not wildcards:
        return None
    result = wildcards[0][0]
    for other, location in wildcards[1:]:
        one, two = result.namespaces, other.namespaces
        if two is None:
            continue
        if one is None:
            result = replace(result, namespaces=two, negated=other.negated)
        elif result.negated and other.negated:
            both = dict.fromkeys((*one, *two))
            if len([uri for uri in both if uri]) > 1:
                message = "two ##other wildcards of different namespaces cannot be combined"
                raise Refused("W158", location, message, "use one anyAttribute")
            result = replace(result, namespaces=tuple(both))
        elif result.negated:
            kept = tuple(uri for uri in two if uri not in one)
            result = replace(result, namespaces=kept, negated=False)
        elif other.negated:
            result = replace(result, namespaces=tuple(uri for uri in one if uri not in two))
        else:
            result = replace(result, namespaces=tuple(uri for uri in one if uri in two))
    return result

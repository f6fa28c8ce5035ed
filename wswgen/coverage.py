"""What becomes of every construct of a contract: exact, by fallback, or refused; how often, where.

A fallback is exact too: our own codec reads what webservices.dll has no type for. It concerns the
native backend alone, and `wswgen.plan.carry` decides it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from wswgen import ir
from wswgen.errors import Location, Problem
from wswgen.plan.carry import Carried, Carrier, carried
from wswgen.record import record

Fate = Literal["exact", "fallback", "refused"]
FATES: tuple[Fate, ...] = ("exact", "fallback", "refused")
SHOWN = 3  # places of one row
REPAIRED = ("W321", "W324", "W325")  # warnings about what is carried all the same


@record
class Row:
    """One construct with one fate, and why if it is not exact."""

    construct: str
    fate: Fate
    reason: str
    places: tuple[Location, ...]


def coverage(contract: ir.Contract, problems: Sequence[Problem]) -> tuple[Row, ...]:
    """The rows for a contract, the refused ones first; ``problems`` say what it leaves out."""
    found: dict[tuple[str, Fate, str], list[Location]] = {}
    for construct, fate, reason, place in (
        *_operations(contract),
        *_types(contract.types),
        *_facts(contract),
        *_refused(problems),
    ):
        found.setdefault((construct, fate, reason), []).append(place)
    order = {fate: number for number, fate in enumerate(reversed(FATES))}
    return tuple(
        Row(construct=construct, fate=fate, reason=reason, places=tuple(sorted(set(places))))
        for (construct, fate, reason), places in sorted(
            found.items(), key=lambda item: (order[item[0][1]], item[0])
        )
    )


def as_text(rows: Sequence[Row]) -> str:
    """A table for people: a line for each row, its first places below it where it is not exact."""
    width = max((len(row.construct) for row in rows), default=0)
    lines: list[str] = []
    for row in rows:
        count = len(row.places)
        reason = f"  {row.reason}" if row.reason else ""
        lines.append(f"{row.fate:<8}  {count:>6}  {row.construct:<{width}}{reason}".rstrip())
        if row.fate != "exact":
            lines += [f"{'':18}{place}" for place in row.places[:SHOWN]]
            more = count - SHOWN
            lines += [f"{'':18}and {more} more"] if more > 0 else []
    totals = {fate: sum(len(r.places) for r in rows if r.fate == fate) for fate in FATES}
    lines.append(", ".join(f"{count} {fate}" for fate, count in totals.items()))
    return "\n".join(lines) + "\n"


def as_json(rows: Sequence[Row]) -> str:
    """The same with every place, for programs."""
    return (
        json.dumps(
            [
                {
                    "construct": row.construct,
                    "fate": row.fate,
                    "reason": row.reason,
                    "count": len(row.places),
                    "places": [str(place) for place in row.places],
                }
                for row in rows
            ],
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


Found = tuple[str, Fate, str, Location]


def _operations(contract: ir.Contract) -> Iterator[Found]:
    for port_type in contract.port_types:
        yield "port type", "exact", "", port_type.location
        for endpoint in port_type.endpoints:
            yield f"SOAP {endpoint.soap} endpoint", "exact", "", endpoint.location
        for operation in port_type.operations:
            messages = [m for m in (operation.input, operation.output) if m is not None]
            use = "encoded" if any(message.encoded for message in messages) else "literal"
            style = "rpc" if operation.style is ir.Style.RPC else "document"
            way = "" if operation.output is not None else ", one-way"
            yield f"operation, {style}/{use}{way}", "exact", "", operation.location
            for message in messages:
                for part in message.headers:
                    yield f"header{_use(part)}", "exact", "", part.location
            for fault in operation.faults:
                what = "header fault" if fault.header else "fault"
                yield f"{what}{_use(fault.detail)}", "exact", "", fault.location


def _use(part: ir.Part) -> str:
    return ", encoded" if part.encoded else ""


def _types(types: Mapping[ir.TypeKey, ir.Type]) -> Iterator[Found]:
    native = carried(types)
    for definition in types.values():
        if isinstance(definition, ir.SimpleType):
            is_exact = native.carrier(definition.key) in (Carrier.VALUE, Carrier.ENUM)
            reason = "" if is_exact else "its text is read by our own codec"
            fate: Fate = "exact" if is_exact else "fallback"
            yield _simple(definition), fate, reason, definition.location
            continue
        fallback = native.fallbacks.get(definition.key)
        reason = "" if fallback is None else fallback.value
        fate = "exact" if fallback is None else "fallback"
        yield _complex(definition), fate, reason, definition.location
        for attribute in definition.attributes:
            yield "attribute", fate, reason, attribute.location
        if definition.any_attribute is not None:
            yield "anyAttribute", fate, reason, definition.location
        yield from _particles(definition.content, native, fate, reason)


def _simple(definition: ir.SimpleType) -> str:
    match definition.variety:
        case ir.Variety.LIST:
            return "simple type, list"
        case ir.Variety.UNION:
            return "simple type, union"
        case ir.Variety.ATOMIC:
            return f"simple type, {'enumeration' if definition.facets.enumeration else 'atomic'}"


def _complex(definition: ir.ComplexType) -> str:
    if definition.array:
        return "complex type, array of the SOAP encoding"
    how = f", {definition.derivation}" if definition.derivation else ""
    if definition.mixed:
        return f"complex type, mixed{how}"
    return f"complex type{', simple content' if definition.value is not None else ''}{how}"


def _particles(
    particles: Sequence[ir.Particle], native: Carried, fate: Fate, reason: str
) -> Iterator[Found]:
    for particle in particles:
        match particle:
            case ir.ElementUse(type=key, location=place):
                own, why = fate, reason
                if fate == "exact" and native.carrier(key) in (Carrier.TEXT, Carrier.BUFFER):
                    own, why = "fallback", "the type of the element is read by our own codec"
                nil = ", nillable" if particle.nillable else ""
                yield f"element{nil}", own, why, place
            case ir.AnyElement(location=place):
                yield "any", fate, reason, place
            case ir.Sequence(particles=nested, location=place):
                yield "sequence that is optional or repeats", fate, reason, place
                yield from _particles(nested, native, fate, reason)
            case ir.All(elements=elements, location=place):
                optional = "" if particle.occurs == ir.ONCE else " that is optional"
                yield f"all{optional}", fate, reason, place
                yield from _particles(elements, native, fate, reason)
            case ir.Choice(branches=branches, head=head, location=place):
                yield "choice" if head is None else "substitution group", fate, reason, place
                for branch in branches:
                    yield from _particles(branch, native, fate, reason)


def _facts(contract: ir.Contract) -> Iterator[Found]:
    for fact in contract.facts:
        if fact.kind in ("key", "keyref", "unique"):
            yield f"{fact.kind} (kept, not enforced)", "exact", "", fact.location


def _refused(problems: Sequence[Problem]) -> Iterator[Found]:
    for problem in problems:
        if problem.code in REPAIRED:
            continue
        yield problem.code, "refused", problem.message[:200], problem.location

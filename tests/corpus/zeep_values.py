"""Our values beside zeep's: where they differ, and where zeep can be told better.

zeep keeps what it reads in dictionaries by local name; groups that repeat, wildcards and simple
content go by ``_value_1`` and the like. Both sides are brought into one form, lists of items by
name, and compared item by item, down to the simple values.
"""

from __future__ import annotations

import dataclasses
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from itertools import chain
from typing import Any, Literal

from lxml import etree
from zeep import xsd
from zeep.xsd.elements import Element as ZeepElement
from zeep.xsd.types.simple import AnySimpleType
from zeep.xsd.valueobjects import ArrayValue

from wswgen.runtime import xml
from wswgen.runtime.codec.plan import (
    AnyPlan,
    ClassPlan,
    Content,
    ElementPlan,
    GroupPlan,
    content_of,
    evaluate,
    mark_of,
    plan_of,
)
from wswgen.runtime.contract import Part
from wswgen.runtime.element import XmlElement
from wswgen.runtime.periods import Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth
from wswgen.runtime.values import QName

Put = Callable[[Any], None]
WILD, VALUE, MIXED, ATTRIBUTES = "*", ".", "~", "@*"


@dataclass(slots=True, kw_only=True)
class Difference:
    """One place where two values are, as a rule, not equal.

    ``put`` gives zeep another value there, ``kind`` is the type that zeep has for it, ``text`` the
    lexical form of our value where it is a simple one. ``owner`` holds what is compared, where
    both values are ours. ``special``: a wildcard of zeep took what belongs to other fields, or
    zeep has a member that is none.
    """

    path: str
    ours: Any
    theirs: Any
    text: str | None = None
    equal: bool = False
    put: Put | None = None
    kind: Any = None
    owner: Any = None
    special: Literal["", "taken", "phantom"] = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.ours!r:.120} ({self.text!r:.60}) is not {self.theirs!r:.120}"


@dataclass(slots=True)
class _Ours:
    value: Any
    content: Content | None
    many: bool = False


@dataclass(slots=True)
class _Theirs:
    value: Any
    put: Put
    kind: Any = None


def plan_for(value: Any) -> ClassPlan:
    """The plan of the class of a value."""
    cls: Any = type(value)
    return plan_of(cls)


# --- what we hold and what zeep holds, by name ----------------------------------------------------


def our_items(value: Any) -> Iterator[tuple[str, _Ours]]:
    plan = plan_for(value)
    for attribute in plan.attributes:
        found = getattr(value, attribute.field)
        if found is not None:
            yield f"@{attribute.local}", _Ours(found, Content(simple=attribute.simple))
    if plan.any_attributes is not None and getattr(value, plan.any_attributes[0]):
        yield ATTRIBUTES, _Ours(getattr(value, plan.any_attributes[0]), None)
    if plan.value is not None:
        yield VALUE, _Ours(getattr(value, plan.value[0]), Content(simple=plan.value[1]))
    if plan.mixed is not None and getattr(value, plan.mixed):
        yield MIXED, _Ours(getattr(value, plan.mixed), None)
    for particle in plan.particles:
        held = getattr(value, particle.field)
        items: Iterable[Any] = held if particle.many else [held]
        ranks = particle.dimensions if isinstance(particle, ElementPlan) else ()
        for _ in range(ranks[0] - 1 if ranks else 0):
            items = chain.from_iterable(items)  # one row of items, as on the wire
        for item in items:
            if isinstance(particle, GroupPlan):
                yield from our_items(item) if item is not None else ()
            elif isinstance(particle, AnyPlan):
                yield from [(WILD, _Ours(item, Content(), True))] if item is not None else []
            elif item is not None or not particle.optional:
                given = xml.NIL if item is None else item
                yield particle.local, _Ours(given, particle.content, particle.many)


def _their_items(value: Any) -> Iterator[tuple[str, _Theirs]]:
    if isinstance(value, ArrayValue):
        for index, item in enumerate(value):
            yield WILD, _Theirs(item, _putter(value, index))
        return
    kind = getattr(value, "_xsd_type", None)
    attributes = dict(kind.attributes) if kind is not None else {}
    nested = kind.elements_nested if kind is not None else []
    simple = [
        name
        for name, element in nested
        if isinstance(element, ZeepElement) and isinstance(element.type, AnySimpleType)
    ]
    for name in value:
        held, put = value[name], _putter(value, name)
        if name in attributes:
            local = attributes[name].name
            if held is not None and held != {}:
                yield (ATTRIBUTES if local is None else f"@{local}"), _Theirs(held, put)
        elif name in simple:
            yield VALUE, _Theirs(held, put)
        elif re.fullmatch(r"_value_\d+", name):
            yield from _dissolved(held, put)
        else:
            yield re.sub(r"__\d+$", "", name), _Theirs(held, put)


def _dissolved(held: Any, put: Put) -> Iterator[tuple[str, _Theirs]]:
    if isinstance(held, list) and not isinstance(held, ArrayValue):
        for index, item in enumerate(held):
            yield from _dissolved(item, _putter(held, index))
    elif isinstance(held, dict):
        yield from _their_items(held)
    elif held is not None:
        yield WILD, _Theirs(held, put)


def _putter(container: Any, key: Any) -> Put:
    def put(value: Any) -> None:
        container[key] = value

    return put


def is_nothing(theirs: Any) -> bool:
    """Whether zeep holds no more than the names of what could be there."""
    if isinstance(theirs, xsd.CompoundValue):
        return all(is_nothing(theirs[name]) for name in theirs)
    return theirs is None or theirs == [] or theirs == {}


def is_empty(ours: Any) -> bool:
    """Whether this is an object of a generated class in which nothing is."""
    known = dataclasses.is_dataclass(ours) and mark_of(type(ours)) is not None
    return known and not any(our_items(ours))


def empty_of(kind: Any) -> dict[str, Any]:
    """What zeep is given for an object in which nothing is: lists for what may repeat."""
    nested = getattr(kind, "elements_nested", [])
    return {name: [] for name, inner in nested if inner.accepts_multiple}


# --- comparing ------------------------------------------------------------------------------------


def part_differences(
    part: Part, types: Any, ours: Any, theirs: Any, put: Put, kind: Any
) -> Iterator[Difference]:
    """Where what zeep holds of one part of a message is not ours; simple values all the same.

    Nothing is what zeep has for a part that is empty: there is no mistaking it for an absent one.
    """
    content = content_of(evaluate(part.type, vars(types)))
    if content.cls is not None and is_empty(ours) and is_nothing(theirs):
        put(empty_of(kind))
        return iter(())
    return _compare("", ours, content, _Theirs(theirs, put, kind))


def _compare(
    path: str, ours: Any, content: Content | None, theirs: _Theirs
) -> Iterator[Difference]:
    value = theirs.value
    found = Difference(path=path, ours=ours, theirs=value, put=theirs.put, kind=theirs.kind)
    if content is not None and content.simple is not None and ours is not xml.NIL:
        text = content.simple.write(ours, {})
        if isinstance(value, xsd.CompoundValue) and "_value_1" in value:
            # Of a type of the SOAP encoding, which adds attributes to that of XSD.
            put = _putter(value, "_value_1")
            found = dataclasses.replace(found, theirs=value["_value_1"], put=put)
            value = found.theirs
        yield dataclasses.replace(found, text=text, equal=same(ours, value, text))
    elif content is not None and content.cls is not None and ours is not xml.NIL:
        if isinstance(value, (xsd.CompoundValue, dict, ArrayValue)):
            yield from _compare_members(path, ours, value)
        else:
            yield found
    elif isinstance(ours, XmlElement):
        if not (isinstance(value, etree._Element) and _element(value) == ours):
            yield found
    elif isinstance(ours, dict):
        if value != {str(name): text for name, text in ours.items()}:
            yield found
    elif not (ours is xml.NIL and value is xsd.Nil):
        yield found


def _compare_members(path: str, ours: Any, theirs: Any) -> Iterator[Difference]:
    mine: dict[str, list[_Ours]] = {}
    for name, item in our_items(ours):
        mine.setdefault(name, []).append(item)
    others: dict[str, list[_Theirs]] = {}
    for name, held in _their_items(theirs):
        others.setdefault(name, []).append(held)
    if MIXED in mine:
        found = [held.value for each in others.values() for held in each if held.value is not None]
        if mine[MIXED][0].value != found:
            yield Difference(path=f"{path}/{MIXED}", ours=mine[MIXED][0].value, theirs=found)
        return
    mark = plan_for(ours).mark
    if isinstance(mark, xml.Type) and mark.order == "array":  # whose items go by any name
        mine = {WILD: [item for items in mine.values() for item in items]} if mine else {}
        others = {WILD: [held for each in others.values() for held in each]} if others else {}
    taken = _taken(mine, others)
    if taken:
        yield Difference(path=f"{path}/{WILD}", ours=sorted(taken), theirs=None, special="taken")
    if _has_phantom(theirs):
        put = _putter(theirs, "_value_1")
        yield Difference(
            path=path, ours=ours, theirs=theirs, put=put, equal=True, special="phantom"
        )
    known = _declared(theirs)
    for name in dict.fromkeys([*mine, *others]):
        if name in taken or (taken and name == WILD):
            continue
        where = f"{path}/{name}"
        items, given = mine.get(name, []), _spread(mine.get(name, []), others.get(name, []))
        if len(given) != len(items):
            given = [each for each in given if each.value is not None]
        if not given and len(items) == 1:
            is_list = isinstance(theirs, ArrayValue)
            given = [_Theirs(None, theirs.append if is_list else _putter(theirs, name))]
        if len(given) == len(items):
            for item, each in zip(items, given, strict=True):
                each.kind = known.get(name)
                yield from _compare(where, item.value, item.content, each)
        else:
            values = [item.value for item in items]
            yield Difference(path=where, ours=values, theirs=[each.value for each in given])


def _has_phantom(theirs: Any) -> bool:
    """Whether zeep has the base type as a member, for the sake of attributes that it has anyway."""
    kind = getattr(theirs, "_xsd_type", None)
    return any(
        isinstance(member, ZeepElement)
        and not isinstance(member.type, AnySimpleType)
        and any(attribute.required for _, attribute in getattr(member.type, "attributes", ()))
        for _, member in (kind.elements_nested if kind is not None else ())
    )


def _declared(theirs: Any) -> dict[str, Any]:
    """The types of the elements that zeep knows in an object, by local name."""
    found: dict[str, Any] = {}

    def collect(particle: Any) -> None:
        if isinstance(particle, ZeepElement):
            found.setdefault(str(particle.name), particle.type)
        elif hasattr(particle, "elements_nested"):
            for _, inner in particle.elements_nested:
                collect(inner)
        elif hasattr(particle, "child"):
            collect(particle.child)

    collect(getattr(theirs, "_xsd_type", None))
    return found


def _taken(mine: dict[str, list[_Ours]], others: dict[str, list[_Theirs]]) -> set[str]:
    """The names of our members that zeep has among what a wildcard admits."""
    held = [each.value for each in _spread([], others.get(WILD, []))]
    tags = {etree.QName(each).localname for each in held if isinstance(each, etree._Element)}
    own = [item.value for item in mine.get(WILD, [])]
    return (tags - {each.name.local for each in own if isinstance(each, XmlElement)}) & mine.keys()


def _spread(items: list[_Ours], others: list[_Theirs]) -> list[_Theirs]:
    """What zeep holds, one by one: lists are many items, unless they are one value of ours."""
    lists = any(isinstance(item.value, list) and not item.many for item in items)
    found: list[_Theirs] = []
    for each in others:
        if isinstance(each.value, list) and not lists and not isinstance(each.value, ArrayValue):
            found += [_Theirs(v, _putter(each.value, n)) for n, v in enumerate(each.value)]
        else:
            found.append(each)
    return found


def _element(node: etree._Element) -> XmlElement:
    alone = etree.tostring(node, encoding="utf-8", with_tail=False)
    return XmlElement.from_bytes(alone)


# --- simple values --------------------------------------------------------------------------------


def same(ours: Any, theirs: Any, text: str) -> bool:
    """Whether a simple value of zeep is ours, as far as Python's types let it say so."""
    if isinstance(ours, Enum):
        ours = ours.value
    match ours:
        case list():
            if isinstance(theirs, str) and len(theirs.split()) == len(
                ours
            ):  # zeep has no list type for NMTOKENS and its like
                return theirs.split() == text.split()
            return (
                isinstance(theirs, list)
                and len(ours) == len(theirs)
                and all(map(same, ours, theirs, text.split()))
            )
        case bool() | str():
            return type(theirs) is type(ours) and bool(ours == theirs)
        case bytes():
            return ours == theirs or (isinstance(theirs, str) and theirs.upper() == text.upper())
        case Duration():
            return _total(theirs) == ours.total()
        case GYear() | GYearMonth() | GMonth() | GMonthDay() | GDay():
            numbers = [getattr(ours, f.name) for f in dataclasses.fields(ours)]
            return isinstance(theirs, tuple) and list(theirs) == numbers
        case QName():
            return isinstance(theirs, str) and theirs.rpartition(":")[2] == ours.local
        case float() if isinstance(theirs, (float, int)):
            return ours == theirs or _single(theirs) == ours
        case _:
            zone, other = getattr(ours, "tzinfo", None), getattr(theirs, "tzinfo", None)
            return bool(ours == theirs) and _offset(zone) == _offset(other)


def _offset(zone: Any) -> timedelta | None:
    return None if zone is None else zone.utcoffset(None)


def _single(value: float) -> float | None:
    try:
        (found,) = struct.unpack("f", struct.pack("f", value))
    except OverflowError:
        return None
    return float(found)


def _total(theirs: Any) -> tuple[int, Decimal] | None:
    if isinstance(theirs, timedelta):
        return Duration.from_timedelta(theirs).total()
    if hasattr(theirs, "months"):
        months = int(theirs.years * 12 + theirs.months)
        return months, Duration.from_timedelta(theirs.tdelta).total()[1]
    return None


# --- two values of ours ---------------------------------------------------------------------------


def our_differences(sent: Any, got: Any, path: str = "", owner: Any = None) -> Iterator[Difference]:
    """Where two values of generated classes differ."""
    if _is_generated(sent) and type(sent) is type(got):
        for item in dataclasses.fields(sent):
            mine, theirs = getattr(sent, item.name), getattr(got, item.name)
            yield from our_differences(mine, theirs, f"{path}/{item.name}", sent)
    elif isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
        for mine, theirs in zip(sent, got, strict=True):
            yield from our_differences(mine, theirs, path, owner)
    elif sent != got:
        yield Difference(path=path, ours=sent, theirs=got, owner=owner)


def _is_generated(value: Any) -> bool:
    """Whether the class of an object is one of a package, and not of the runtime."""
    return dataclasses.is_dataclass(value) and not type(value).__module__.startswith("wswgen.")


def every(value: Any) -> Iterator[Any]:
    """A value of ours and all that it holds."""
    yield value
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from every(item)
    elif _is_generated(value):
        for item in dataclasses.fields(value):
            yield from every(getattr(value, item.name))

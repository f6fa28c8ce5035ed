"""Types in tandem: what is different between two of them, found once for each pair."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from wswgen import ir
from wswgen.diff.change import Effect, TypeChange
from wswgen.diff.content import (
    all_of,
    branch_key,
    content_of,
    elements_in_any_order,
    emptiable,
    key_of,
    kind_of,
    labels,
    lineage,
    local,
    named,
    occurs_effect,
    times,
    value_of,
    wildcard_effect,
    wildcard_of,
)
from wswgen.diff.simple import compare_values, values_of
from wswgen.errors import Location
from wswgen.record import replace

Pair = tuple[ir.TypeKey, ir.TypeKey]


class _Use(NamedTuple):
    """Where a pair of types is used first: a path, and the places of the element or attribute."""

    path: str
    old: Location | None
    new: Location | None


class TypeComparison:
    """Compares pairs of types; `changes` and `below` are filled on demand, once for each pair."""

    def __init__(self, old: ir.Contract, new: ir.Contract) -> None:
        self.old = dict(old.types)
        self.new = dict(new.types)
        self.derived_old = _derived(self.old)
        self.derived_new = _derived(self.new)
        self.changes: dict[Pair, list[TypeChange]] = {}
        self.below: dict[Pair, dict[Pair, _Use]] = {}

    def reach(self, start: Pair, name: str, old: ir.Part, new: ir.Part) -> list[Pair]:
        """Every pair of types that values of ``start`` hold, itself first; all are compared.

        ``name`` is the element that has them, in the parts ``old`` and ``new``.
        """
        found: dict[Pair, None] = {}
        waiting = [(start, _Use(name, old.location, new.location))]
        while waiting:
            pair, use = waiting.pop()
            if pair in found:
                continue
            found[pair] = None
            if pair not in self.changes:
                _Pair(self, pair, use).compare()
            waiting += self.below[pair].items()
        return list(found)


def _derived(types: dict[ir.TypeKey, ir.Type]) -> dict[ir.TypeKey, list[ir.TypeKey]]:
    """The types below each complex type, at any depth; named ones alone have an xsi:type."""
    found: dict[ir.TypeKey, list[ir.TypeKey]] = {}
    for key, each in types.items():
        base = each.base
        while isinstance(each, ir.ComplexType) and base is not None:
            found.setdefault(base, []).append(key)
            base = types[base].base if base in types else None
    return found


def _title(key: ir.TypeKey) -> str:
    if key.kind == "builtin":
        return f"xs:{key.name}"
    return "/".join((key.name, *key.path))


class _Pair:
    """One pair of types while it is compared."""

    def __init__(self, comparison: TypeComparison, pair: Pair, use: _Use) -> None:
        self.comparison = comparison
        self.pair = pair
        self.use = use
        named = pair[0] == pair[1] and pair[0].kind in ("type", "builtin")
        self.title = _title(pair[0]) if named else use.path
        self.found: list[TypeChange] = []
        self.below: dict[Pair, _Use] = {}

    def compare(self) -> None:
        comparison, pair = self.comparison, self.pair
        # Known before it is complete: types hold themselves.
        comparison.changes[pair], comparison.below[pair] = self.found, self.below
        old, new = comparison.old.get(pair[0]), comparison.new.get(pair[1])
        simple_old = not isinstance(old, ir.ComplexType) and pair[0].name != "anyType"
        simple_new = not isinstance(new, ir.ComplexType) and pair[1].name != "anyType"
        if old is not None and new is not None and old.documentation != new.documentation:
            self.add("documentation", "the documentation changed", Effect.NONE, old, new)
        if simple_old and simple_new:
            self.simple()
        elif isinstance(old, ir.ComplexType) and isinstance(new, ir.ComplexType):
            self.complex(old, new)
        elif pair[0] != pair[1]:
            message = f"{_title(pair[0])} became {_title(pair[1])}"
            self.add("type-changed", message, Effect.BOTH, old, new)

    def add(
        self, kind: str, message: str, effect: Effect,
        old: object = None, new: object = None, name: str = "",
    ) -> None:  # fmt: skip
        self.found.append(
            TypeChange(
                kind=kind, where=f"{self.title}/{name}" if name else self.title, message=message,
                effect=effect, old=_place(old) or self._somewhere(old, new, self.use.old),
                new=_place(new) or self._somewhere(old, new, self.use.new),
            )
        )  # fmt: skip

    def _somewhere(self, old: object, new: object, place: Location | None) -> Location | None:
        """Built-in types stand nowhere, and the elements that have them do."""
        return None if _place(old) or _place(new) else place

    def nested(self, pair: Pair, name: str = "", old: object = None, new: object = None) -> None:
        """Types that values of this one hold, by the element or attribute that has them."""
        path = f"{self.title}/{name}" if name else self.title
        places = _place(old) or self.use.old, _place(new) or self.use.new
        self.below.setdefault(pair, _Use(path, *places))

    # --- simple types

    def simple(self) -> None:
        old = values_of(self.pair[0], self.comparison.old)
        new = values_of(self.pair[1], self.comparison.new)
        places = self.comparison.old.get(self.pair[0]), self.comparison.new.get(self.pair[1])
        if old.shape[0] != new.shape[0]:
            message = f"{old.shape[0]} became {new.shape[0]}"
            self.add("type-changed", message, Effect.BOTH, *places)
            return
        members, others = old.shape[1], new.shape[1]
        for pair in zip(members, others, strict=False):
            self.nested(pair)
        if len(members) != len(others):
            effect = Effect.WIDENS if len(others) > len(members) else Effect.NARROWS
            self.add("type-changed", "the union has other members", effect, *places)
        for kind, message, effect in compare_values(old, new):
            self.add(kind, message, effect, *places)
        before, after = _enumeration_docs(places[0]), _enumeration_docs(places[1])
        for value in before:
            if value in after and before[value] != after[value]:
                message = f"the documentation of {value!r} changed"
                self.add("documentation", message, Effect.NONE, *places)

    # --- complex types

    def complex(self, old: ir.ComplexType, new: ir.ComplexType) -> None:
        if old.abstract != new.abstract:
            message = "became abstract" if new.abstract else "is not abstract any more"
            effect = Effect.NARROWS if new.abstract else Effect.WIDENS
            self.add("abstract-changed", message, effect, old, new)
        before, after = self._bases(old, new)
        mixed = any(each.mixed for each in before), any(each.mixed for each in after)
        if mixed[0] != mixed[1]:
            effect = Effect.WIDENS if mixed[1] else Effect.NARROWS
            self.add("content-changed", "mixed content", effect, old, new)
        values = value_of(before), value_of(after)
        if values[0] and values[1]:
            self.nested((values[0], values[1]))
        elif values[0] or values[1]:
            message = "simple content became elements, or the other way round"
            self.add("content-changed", message, Effect.BOTH, old, new)
        self.particles(content_of(before), content_of(after), old, new)
        self.attributes(before, after, old, new)
        self.derived(old, new)

    def _bases(
        self, old: ir.ComplexType, new: ir.ComplexType
    ) -> tuple[list[ir.ComplexType], list[ir.ComplexType]]:
        return lineage(old, self.comparison.old), lineage(new, self.comparison.new)

    def derived(self, old: ir.ComplexType, new: ir.ComplexType) -> None:
        """Types that can stand for this one: a value says so with xsi:type."""
        before = {k for k in self.comparison.derived_old.get(old.key, ()) if k.kind == "type"}
        after = {k for k in self.comparison.derived_new.get(new.key, ()) if k.kind == "type"}
        for key in sorted(before - after):
            place = self.comparison.old[key]
            self.add("derived-type-removed", f"{key.name} is gone", Effect.NARROWS, place)
        for key in sorted(after - before):
            place = self.comparison.new[key]
            self.add("derived-type-added", f"{key.name} is new", Effect.WIDENS, None, place)
        for key in sorted(before & after):
            self.nested((key, key))

    def attributes(
        self, before: list[ir.ComplexType], after: list[ir.ComplexType],
        old: ir.ComplexType, new: ir.ComplexType,
    ) -> None:  # fmt: skip
        was = {each.name: each for step in before for each in step.attributes}
        now = {each.name: each for step in after for each in step.attributes}
        for name, each in was.items():
            if name not in now:
                effect = Effect.BOTH if each.required else Effect.NARROWS
                self.add("attribute-removed", f"@{name.local} is gone", effect, each, new)
        for name, each in now.items():
            if name not in was:
                effect = Effect.BOTH if each.required else Effect.WIDENS
                what = "required" if each.required else "optional"
                self.add("attribute-added", f"@{name.local} is new, and {what}", effect, old, each)
            else:
                self.attribute(was[name], each)
        wild = wildcard_of(before), wildcard_of(after)
        if wild[0] != wild[1]:
            effect = wildcard_effect(wild[0], wild[1])
            self.add("wildcard-changed", "xs:anyAttribute", effect, old, new)

    def attribute(self, old: ir.Attribute, new: ir.Attribute) -> None:
        name = f"@{new.name.local}"
        if old.required != new.required:
            effect = Effect.NARROWS if new.required else Effect.WIDENS
            message = "became required" if new.required else "became optional"
            self.add("attribute-use-changed", message, effect, old, new, name)
        self.fixed(old, new, name)
        self.nested((old.type, new.type), name, old, new)

    def fixed(
        self, old: ir.Attribute | ir.ElementUse, new: ir.Attribute | ir.ElementUse, name: str
    ) -> None:
        if old.fixed != new.fixed:
            effect = Effect.BOTH
            if old.fixed is None or new.fixed is None:
                effect = Effect.WIDENS if new.fixed is None else Effect.NARROWS
            message = f"the fixed value {old.fixed!r} became {new.fixed!r}"
            self.add("fixed-changed", message, effect, old, new, name)
        if old.default != new.default:
            # The same bytes mean another value: nobody is told, so everybody is warned.
            message = f"the default {old.default!r} became {new.default!r}"
            self.add("default-changed", message, Effect.BOTH, old, new, name)
        if old.documentation != new.documentation:
            message = "the documentation changed"
            self.add("documentation", message, Effect.NONE, old, new, name)

    # --- content

    def particles(
        self, old: Sequence[ir.Particle], new: Sequence[ir.Particle], before: object, after: object
    ) -> None:
        """Two sequences of particles, matched by name and order."""
        if any(isinstance(each, ir.All) for each in (*old, *new)):
            self.all_groups(old, new, before, after)
            return
        keys = [key_of(each) for each in old], [key_of(each) for each in new]
        matcher = SequenceMatcher(None, *keys, autojunk=False)
        for tag, i, j, k, m in matcher.get_opcodes():
            gone, came = list(old[i:j]), list(new[k:m])
            if tag == "equal":
                for one, other in zip(gone, came, strict=True):
                    self.particle(one, other)
            elif len(gone) == len(came) == 1 and self.replaced(gone[0], came[0]):
                continue
            else:
                self.moved(gone, came, keys, before, after)

    def replaced(self, old: ir.Particle, new: ir.Particle) -> bool:
        """Whether one particle in the place of another is more than one gone and one new."""
        match old, new:
            case ir.ElementUse(), ir.ElementUse() if old.name.local == new.name.local or (
                (old.type, old.occurs) == (new.type, new.occurs)
            ):
                message = f"{old.name} became {new.name}"
                self.add("element-renamed", message, Effect.BOTH, old, new, new.name.local)
            case ir.ElementUse(), ir.Choice():
                branch = replace(old, occurs=ir.ONCE)
                self.particle(ir.Choice(branches=((branch,),), occurs=old.occurs,
                                        location=old.location), new)  # fmt: skip
            case ir.Choice(), ir.ElementUse():
                branch = replace(new, occurs=ir.ONCE)
                self.particle(old, ir.Choice(branches=((branch,),), occurs=new.occurs,
                                             location=new.location))  # fmt: skip
            case _:
                return False
        return True

    def moved(
        self, gone: Sequence[ir.Particle], came: Sequence[ir.Particle],
        keys: tuple[list[object], list[object]], before: object, after: object,
    ) -> None:  # fmt: skip
        renamed = {
            (one, other) for one in gone for other in came
            if isinstance(one, ir.ElementUse) and isinstance(other, ir.ElementUse)
            and one.name.local == other.name.local and one.name != other.name
        }  # fmt: skip
        for one, other in sorted(renamed, key=lambda pair: named(pair[0])):
            self.replaced(one, other)
        gone = [each for each in gone if not any(each is one for one, _ in renamed)]
        came = [each for each in came if not any(each is other for _, other in renamed)]
        for each in gone:
            if key_of(each) in keys[1]:
                message = f"{named(each)} stands in another place"
                self.add("element-moved", message, Effect.BOTH, each, after, named(each))
                continue
            effect = Effect.NARROWS if emptiable(each) else Effect.BOTH
            what = "optional" if emptiable(each) else "required"
            message = f"{named(each)} is gone, which was {what}"
            self.add(kind_of(each, "removed"), message, effect, each, after, named(each))
        for each in came:
            if key_of(each) in keys[0]:
                continue
            effect = Effect.WIDENS if emptiable(each) else Effect.BOTH
            what = "optional" if emptiable(each) else "required"
            message = f"{named(each)} is new, and {what}"
            self.add(kind_of(each, "added"), message, effect, before, each, named(each))

    def all_groups(
        self, old: Sequence[ir.Particle], new: Sequence[ir.Particle], before: object, after: object
    ) -> None:
        was, now = elements_in_any_order(old), elements_in_any_order(new)
        if was is None or now is None:
            message = "xs:all became other content, or the other way round"
            self.add("content-changed", message, Effect.BOTH, before, after)
            return
        is_all = [all_of(old), all_of(new)]
        free = [each is not None for each in is_all]
        if free[0] != free[1] and len(was) > 1:
            effect = Effect.WIDENS if free[1] else Effect.NARROWS
            message = "the order became free" if free[1] else "the order became fixed"
            self.add("content-changed", message, effect, before, after)
        absent = [each is not None and each.occurs.min == 0 for each in is_all]
        if absent[0] != absent[1]:
            effect = Effect.WIDENS if absent[1] else Effect.NARROWS
            message = f"the content as a whole became {'optional' if absent[1] else 'required'}"
            self.add("occurrence-changed", message, effect, before, after)
        for name in [name for name in was if name in now]:
            self.particle(was[name], now[name])
        self.moved(
            [each for name, each in was.items() if name not in now],
            [each for name, each in now.items() if name not in was],
            ([], []), before, after,
        )  # fmt: skip

    def particle(self, old: ir.Particle, new: ir.Particle) -> None:
        label = named(new)
        if old.occurs != new.occurs:
            effect = occurs_effect(old.occurs, new.occurs)
            message = f"{times(old.occurs)} became {times(new.occurs)}"
            self.add("occurrence-changed", message, effect, old, new, label)
        match old, new:
            case ir.ElementUse(), ir.ElementUse():
                if old.nillable != new.nillable:
                    effect = Effect.WIDENS if new.nillable else Effect.NARROWS
                    message = "became nillable" if new.nillable else "is not nillable any more"
                    self.add("nillable-changed", message, effect, old, new, label)
                if old.dimensions != new.dimensions:
                    message = "the arrays have other dimensions"
                    self.add("content-changed", message, Effect.BOTH, old, new, label)
                self.fixed(old, new, label)
                self.nested((old.type, new.type), label, old, new)
            case ir.AnyElement(), ir.AnyElement():
                if old.wildcard != new.wildcard:
                    effect = wildcard_effect(old.wildcard, new.wildcard)
                    self.add("wildcard-changed", "xs:any", effect, old, new, label)
            case ir.Sequence(), ir.Sequence():
                self.particles(old.particles, new.particles, old, new)
            case ir.Choice(), ir.Choice():
                self.choice(old, new, label)
            case _:
                message = "other content"
                self.add("content-changed", message, Effect.BOTH, old, new, label)

    def choice(self, old: ir.Choice, new: ir.Choice, label: str) -> None:
        was = {branch_key(each): each for each in old.branches}
        now = {branch_key(each): each for each in new.branches}
        for key in [key for key in was if key not in now]:
            other = next(
                (name for name in now if name not in was and local(name) == local(key)), None
            )
            if other is not None:
                self.replaced(was.pop(key)[0], now.pop(other)[0])
        for key, each in was.items():
            if key not in now:
                message = f"the branch {labels(each)} is gone"
                self.add("choice-branch-removed", message, Effect.NARROWS, each[0], new, label)
        for key, each in now.items():
            if key not in was:
                message = f"the branch {labels(each)} is new"
                self.add("choice-branch-added", message, Effect.WIDENS, old, each[0], label)
            else:
                self.particles(was[key], each, old, new)


def _place(found: object) -> Location | None:
    location = getattr(found, "location", None)
    return location if isinstance(location, Location) else None


def _enumeration_docs(found: ir.Type | None) -> dict[str, str]:
    if not isinstance(found, ir.SimpleType):
        return {}
    return {each.lexical: each.documentation for each in found.facets.enumeration}

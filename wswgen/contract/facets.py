"""Facets: read, checked against their base and each other (XSD 1.0 part 2, section 4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from wswgen import ir
from wswgen.contract.lexical import is_lexical, is_numeric, normalised, number
from wswgen.errors import Problem
from wswgen.qname import QName
from wswgen.record import record
from wswgen.schema.builtins import primitive
from wswgen.schema.model import Facet
from wswgen.schema.regex import Untranslatable, check, translate

MAX_DERIVATIONS = 200  # one from another

_NONE = ir.Facets()
_LENGTHS = ("length", "minLength", "maxLength")
_BOUNDS = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
_COMMON = ("pattern", "enumeration", "whiteSpace")
_STRINGS = ("string", "hexBinary", "base64Binary", "anyURI", "QName", "NOTATION")
_STRENGTH = {"preserve": 0, "replace": 1, "collapse": 2}


@record
class Facts:
    """What the facets of a derived type are checked against. ``base`` is None for built-ins."""

    name: str
    variety: ir.Variety
    primitive: str = ""
    white_space: str
    item: Facts | None = None
    members: tuple[Facts, ...] = ()
    own: ir.Facets = _NONE
    base: Facts | None = None
    depth: int = 0

    def derived(self, name: str, own: ir.Facets) -> Facts:
        """The facts of a restriction of this type."""
        return Facts(
            name=name,
            variety=self.variety,
            primitive=self.primitive,
            white_space=own.white_space or self.white_space,
            item=self.item,
            members=self.members,
            own=own,
            base=self,
            depth=self.depth + 1,
        )

    def steps(self) -> Iterator[Facts]:
        """This type and what it restricts, step by step, down to the built-in."""
        step: Facts | None = self
        while step is not None:
            yield step
            step = step.base

    def leaves(self) -> Iterator[Facts]:
        """This type, or the members of a union down to those that are no union."""
        stack: list[Facts] = [self]
        seen: set[int] = set()
        while stack:
            facts = stack.pop()
            if id(facts) in seen:
                continue
            seen.add(id(facts))
            if facts.variety is ir.Variety.UNION:
                stack += facts.members
            else:
                yield facts

    def allowed(self) -> tuple[str, ...]:
        """The facets that apply (part 2, section 4.1.5)."""
        if self.variety is ir.Variety.UNION:
            return "pattern", "enumeration"
        root = "" if self.variety is ir.Variety.LIST else primitive(self.primitive)
        if not root or root in _STRINGS:
            return *_LENGTHS, *_COMMON
        if root == "boolean":
            return "pattern", "whiteSpace"
        if root == "decimal":
            return *_BOUNDS, *_COMMON, "totalDigits", "fractionDigits"
        return *_BOUNDS, *_COMMON


def complaint(facts: Facts, text: str) -> str | None:
    """Why a text is no value of a type; None if it is one, as far as cheap checks can tell.

    Patterns are not run: a hostile one could take for ever, and the runtime checks them anyway.
    """
    if facts.variety is ir.Variety.UNION:
        if any(complaint(leaf, text) is None for leaf in facts.leaves()):
            return None
        return f"{text[:100]!r} is no value of any member of {facts.name}"
    value = normalised(text, facts.white_space)
    if facts.variety is ir.Variety.LIST:
        assert facts.item is not None
        found = (complaint(facts.item, item) for item in value.split())
        return next((each for each in found if each is not None), None)
    if not is_lexical(facts.primitive, value):
        return f"{text[:100]!r} is no value of xs:{facts.primitive}"
    for step in facts.steps():
        known = [each.lexical for each in step.own.enumeration]
        if known and not _one_of(facts, value, known):
            return f"{text[:100]!r} is not one of the values of {step.name}"
        if not _within(facts.primitive, value, step.own):
            return f"{text[:100]!r} is outside the bounds of {step.name}"
    return None


def _one_of(facts: Facts, value: str, known: list[str]) -> bool:
    if value in known:
        return True
    if is_numeric(facts.primitive):
        return number(facts.primitive, value) in [number(facts.primitive, each) for each in known]
    # Equal values may be spelled in several ways; only for strings is the text the value.
    return primitive(facts.primitive) != "string"


def _within(name: str, value: str, bounds: ir.Facets) -> bool:
    if not is_numeric(name):
        return True
    found = number(name, value)
    low, high = bounds.min_inclusive, bounds.max_inclusive
    above, below = bounds.min_exclusive, bounds.max_exclusive
    return (
        (low is None or found >= number(name, low))
        and (high is None or found <= number(name, high))
        and (above is None or found > number(name, above))
        and (below is None or found < number(name, below))
    )


def facets(written: tuple[Facet, ...], base: Facts) -> tuple[ir.Facets, tuple[Problem, ...]]:
    """The facets of one restriction of ``base``, and what is wrong with them."""
    reader = _Reader(base)
    for facet in written:
        reader.read(facet)
    reader.check()
    return reader.result(), tuple(reader.problems)


class _Reader:
    """Collects the facets of one restriction."""

    def __init__(self, base: Facts) -> None:
        self.base = base
        self.allowed = base.allowed()
        self.problems: list[Problem] = []
        self.numbers: dict[str, int] = {}
        self.bounds: dict[str, str] = {}
        self.patterns: list[tuple[str, str]] = []
        self.values: dict[str, ir.EnumerationValue] = {}
        self.places: dict[str, Facet] = {}
        self.white_space: Literal["preserve", "replace", "collapse"] | None = None

    def problem(self, code: str, facet: Facet, message: str, help: str = "") -> None:
        place = facet.location
        self.problems.append(Problem(code=code, location=place, message=message, help=help))

    def read(self, facet: Facet) -> None:
        if facet.kind not in self.allowed:
            message = f"the facet {facet.kind} does not apply to {self.base.name}"
            self.problem("W110", facet, message, f"allowed: {', '.join(self.allowed)}")
            return
        if facet.kind in self.places and facet.kind not in ("pattern", "enumeration"):
            self.problem("W110", facet, f"the facet {facet.kind} is given twice")
            return
        self.places[facet.kind] = facet
        match facet.kind:
            case "pattern":
                self.pattern(facet)
            case "enumeration":
                self.enumeration(facet)
            case "whiteSpace":
                self.spaces(facet)
            case "minInclusive" | "maxInclusive" | "minExclusive" | "maxExclusive":
                self.bound(facet)
            case _:
                self.count(facet)

    def pattern(self, facet: Facet) -> None:
        try:
            python = translate(facet.value)
            check(python)
        except Untranslatable as error:
            self.problem("W111", facet, f"the pattern cannot be carried: {error}")
        except (re.error, RecursionError, OverflowError) as error:
            self.problem("W111", facet, f"the pattern is too large for Python: {error}")
        else:
            self.patterns.append((facet.value, python))

    def enumeration(self, facet: Facet) -> None:
        why = complaint(self.base, facet.value)
        if why is not None:
            help = "correct the value or the base type"
            self.problem("W112", facet, f"the enumeration value {why}", help)
            return
        lexical = normalised(facet.value, self.base.white_space)
        qname: QName | None = None
        if self.base.primitive in ("QName", "NOTATION"):
            prefix, _, local = lexical.rpartition(":")
            if prefix and prefix not in facet.namespaces:
                message = f"the prefix {prefix!r} of {lexical!r} is not declared"
                self.problem("W104", facet, message, f'declare it: xmlns:{prefix}="..."')
                return
            qname = QName(facet.namespaces.get(prefix, ""), local)
        self.values.setdefault(
            lexical,
            ir.EnumerationValue(lexical=lexical, qname=qname, documentation=facet.documentation),
        )

    def spaces(self, facet: Facet) -> None:
        value = facet.value.strip()
        if value not in _STRENGTH:
            message = f"whiteSpace is preserve, replace or collapse, not {value[:100]!r}"
            self.problem("W110", facet, message)
        elif _STRENGTH[value] < _STRENGTH[self.base.white_space]:
            message = f"{self.base.name} already has whiteSpace {self.base.white_space}"
            self.problem("W110", facet, message, "a restriction can only normalise more")
        elif value == "collapse":
            self.white_space = "collapse"
        else:
            self.white_space = "replace" if value == "replace" else "preserve"

    def bound(self, facet: Facet) -> None:
        value = normalised(facet.value, "collapse")
        if not is_lexical(self.base.primitive, value):
            message = f"{facet.kind} {value[:100]!r} is no value of xs:{self.base.primitive}"
            self.problem("W110", facet, message)
            return
        self.bounds[facet.kind] = value

    def count(self, facet: Facet) -> None:
        value = facet.value.strip()
        if not re.fullmatch(r"\+?0*[0-9]{1,9}", value):
            message = f"{facet.kind} {value[:100]!r} is not a number of at most nine digits"
            self.problem("W110", facet, message)
        elif facet.kind == "totalDigits" and int(value) == 0:
            self.problem("W110", facet, "totalDigits must be at least 1")
        else:
            self.numbers[facet.kind] = int(value)

    def check(self) -> None:
        """Facets against each other (part 2: 4.3.1.4, 4.3.7.4 to 4.3.10.4, 4.3.12.4)."""
        self.contradiction("minLength", "maxLength")
        self.contradiction("fractionDigits", "totalDigits")
        if "length" in self.numbers and {"minLength", "maxLength"} & set(self.numbers):
            self.problem("W110", self.places["length"], "length excludes minLength and maxLength")
        for one, other in (("minInclusive", "minExclusive"), ("maxInclusive", "maxExclusive")):
            if one in self.bounds and other in self.bounds:
                self.problem("W110", self.places[one], f"{one} excludes {other}")
        if not is_numeric(self.base.primitive):
            return
        name = self.base.primitive
        for low in ("minInclusive", "minExclusive"):
            for high in ("maxInclusive", "maxExclusive"):
                if low not in self.bounds or high not in self.bounds:
                    continue
                if number(name, self.bounds[low]) > number(name, self.bounds[high]):
                    message = (
                        f"{low} {self.bounds[low][:50]} is above {high} {self.bounds[high][:50]}"
                    )
                    self.problem("W110", self.places[low], message)

    def contradiction(self, low: str, high: str) -> None:
        if low in self.numbers and high in self.numbers and self.numbers[low] > self.numbers[high]:
            message = f"{low} {self.numbers[low]} is above {high} {self.numbers[high]}"
            self.problem("W110", self.places[low], message)

    def result(self) -> ir.Facets:
        pattern: ir.Pattern | None = None
        if len(self.patterns) == 1:
            pattern = ir.Pattern(xsd=self.patterns[0][0], python=self.patterns[0][1])
        elif self.patterns:
            pattern = ir.Pattern(
                xsd="|".join(xsd for xsd, _ in self.patterns),
                python="|".join(python for _, python in self.patterns),
            )
        return ir.Facets(
            white_space=self.white_space,
            length=self.numbers.get("length"),
            min_length=self.numbers.get("minLength"),
            max_length=self.numbers.get("maxLength"),
            pattern=pattern,
            enumeration=tuple(self.values.values()),
            min_inclusive=self.bounds.get("minInclusive"),
            max_inclusive=self.bounds.get("maxInclusive"),
            min_exclusive=self.bounds.get("minExclusive"),
            max_exclusive=self.bounds.get("maxExclusive"),
            total_digits=self.numbers.get("totalDigits"),
            fraction_digits=self.numbers.get("fractionDigits"),
        )

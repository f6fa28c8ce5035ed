"""Where zeep differs from us, and the section that decides. A rule knows a construct, no entry.

`RULES` excuse one difference, or one thing that zeep raised, where the values that were sent show
the construct. Rules of reading may say what a user of zeep passes to mean our value, so that the
message that zeep writes is judged too.
"""

from __future__ import annotations

import base64
import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import isinf
from typing import Any

from zeep import xsd
from zeep.exceptions import ValidationError, XMLParseError
from zeep.wsdl.messages.soap import RpcMessage

from tests.corpus.zeep_exchange import REPLY_WRITTEN, Failure
from tests.corpus.zeep_values import (
    MIXED,
    WILD,
    Difference,
    empty_of,
    every,
    is_empty,
    is_nothing,
    our_items,
    plan_for,
)
from wswgen.runtime import xml
from wswgen.runtime.codec.plan import ElementPlan, GroupPlan, mark_of, plan_of
from wswgen.runtime.element import XmlElement
from wswgen.runtime.periods import Duration
from wswgen.runtime.times import PreciseDateTime, PreciseTime, ZonedDate
from wswgen.runtime.values import QName


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which zeep differs. ``say`` is what a user of zeep passes to mean our value."""

    name: str
    section: str
    explains: Callable[[Failure], bool]
    say: Callable[[Difference], Any] = lambda difference: ...


def _reads(test: Callable[[Difference], bool], *, equal: bool = False) -> Callable[[Failure], bool]:
    """For what zeep reads otherwise or, with ``equal``, reads well but would write otherwise."""

    def explains(failure: Failure) -> bool:
        found = failure.difference
        is_read = failure.leg.endswith("read") and found is not None and found.equal is equal
        return is_read and found is not None and test(found)

    return explains


def _writes(test: Callable[[Difference], bool]) -> Callable[[Failure], bool]:
    def explains(failure: Failure) -> bool:
        found = failure.difference
        return failure.leg.endswith("written") and found is not None and test(found)

    return explains


def _raises(pattern: str, test: Callable[[Failure, str], bool]) -> Callable[[Failure], bool]:
    """For an error of that text; ``test`` gets the group of the pattern that matched."""

    def explains(failure: Failure) -> bool:
        match = None if failure.error is None else re.search(pattern, str(failure.error))
        return match is not None and test(failure, "".join(filter(None, match.groups())))

    return explains


def _holds(failure: Failure, test: Callable[[Any], bool]) -> bool:
    """Whether a value that was sent is, or holds, such a one."""
    return any(test(each) for each in every([*failure.sent.body, *failure.sent.headers]))


# --- constructs -----------------------------------------------------------------------------------


def _is_ours(value: Any) -> bool:
    return dataclasses.is_dataclass(value) and mark_of(type(value)) is not None


def _is_mixed(value: Any) -> bool:
    return _is_ours(value) and plan_for(value).mixed is not None


def _is_array(value: Any) -> bool:
    mark = mark_of(type(value))
    return isinstance(mark, xml.Type) and mark.order == "array"


def _has_array_in_array(value: Any) -> bool:
    return _is_array(value) and any(_is_array(item.value) for _, item in our_items(value))


def _has_dimensions(value: Any) -> bool:
    return _is_array(value) and any(
        isinstance(each, ElementPlan) and each.dimensions for each in plan_for(value).particles
    )


def _has_own_kind_below(array: Any) -> bool:
    if not _is_array(array):
        return False
    below = [each for _, item in our_items(array) for each in every(item.value)]
    return any(type(each) is type(array) for each in below)


def _has_empty_member(array: Any) -> bool:
    values = [item.value for _, item in our_items(array)]
    return any(value in ("", b"", xml.NIL) or is_empty(value) for value in values)


def _is_open(difference: Difference) -> bool:
    """Elements of xs:anyType, but none that a wildcard admits."""
    ours = difference.ours if isinstance(difference.ours, list) else [difference.ours]
    names = {value.name.local for value in ours if isinstance(value, XmlElement)}
    return bool(names) and difference.path.rpartition("/")[2] in ("", *names)


def _is_only_wild(difference: Difference) -> bool:
    """Elements that zeep holds in place of an object that contains them."""
    return difference.path.endswith(f"/{WILD}") and difference.ours == []


def _is_hollow(value: Any) -> bool:
    """What Python takes for false, or an object that holds nothing else."""
    if _is_ours(value):
        return all(_is_hollow(item.value) for _, item in our_items(value))
    return not value


def _is_empty_branch(value: Any) -> bool:
    """A branch of a choice all of whose values Python takes for false."""
    if not isinstance(mark_of(type(value)), xml.Group):
        return False
    items = [item.value for _, item in our_items(value)]
    return bool(items) and all(map(_is_hollow, items))


def _is_behind(value: Any, local: str) -> bool:
    """An object with what a wildcard admits and an element of that name."""
    names = [name for name, _ in our_items(value)] if _is_ours(value) else []
    return WILD in names and local in names


def _is_empty_in(value: Any, names: list[str]) -> bool:
    """An object with an element of one of the names in which nothing is."""
    return _is_ours(value) and any(
        name in names and _is_hollow(item.value) for name, item in our_items(value)
    )


def _leaves_out(value: Any, local: str) -> bool:
    """An object without an optional element of that name, or without the group that it is in."""
    if not _is_ours(value):
        return False
    for particle in plan_for(value).particles:
        if getattr(value, particle.field) in (None, []):
            branches = particle.branches if isinstance(particle, GroupPlan) else ()
            inner = [each for branch in branches for each in plan_of(branch).particles]
            if any(local == getattr(each, "local", None) for each in (particle, *inner)):
                return True
    return False


def _is_in_list_with_nil(failure: Failure) -> bool:
    """What went wrong is in a list, straight in the body, in which there are nil items."""
    found = failure.difference.path if failure.difference is not None else str(failure.error)
    return any(
        isinstance(particle, ElementPlan)
        and particle.many
        and any(item is None or item is xml.NIL for item in getattr(part, particle.field))
        and re.search(rf"\b({particle.local}|{particle.field})\b|^(\[|$)", found) is not None
        for part in failure.sent.body
        if mark_of(type(part)) is not None
        for particle in plan_for(part).particles
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _has_member(value: Any, local: str) -> bool:
    """An object with an element of that name."""
    return _is_ours(value) and any(name == local for name, _ in our_items(value))


def _writes_derived_body(failure: Failure) -> bool:
    """zeep was told a body of a type derived from that of the part, and writes one of the part."""
    derived = [
        value
        for value, part in zip(failure.sent.body, failure.message.body, strict=True)
        if _is_ours(value) and type(value).__name__ != part.type
    ]
    if not failure.leg.endswith("written") or not derived:
        return False
    if failure.difference is not None:
        return any(value == failure.difference.ours for value in derived)
    return "got an unexpected keyword argument" in str(failure.error)


def _has_other_space(item: str) -> bool:
    """Whether there is in a text what Python, and not XSD, holds for white space."""
    return any(char.isspace() and char not in " \t\r\n" for char in item)


def _is_rpc_reply(failure: Failure) -> bool:
    return failure.leg == REPLY_WRITTEN and isinstance(failure.theirs, RpcMessage)


def _is_whole_body(failure: Failure) -> bool:
    return len(failure.message.body) == 1 and not failure.message.body[0].name


# --- the differences ------------------------------------------------------------------------------

RULES = (
    Rule(
        name="type as body",
        section="WSDL 1.1, 3.5: a part with a type is the type of the Body, no element in it",
        explains=_is_whole_body,
    ),
    Rule(
        name="nil",
        section="XSD 1.0 part 1, 2.6.2: an element with xsi:nil is there, and not absent",
        explains=_reads(lambda d: d.ours is xml.NIL and is_nothing(d.theirs)),
        say=lambda d: xsd.Nil,
    ),
    Rule(
        name="nil in a header",
        section="XSD 1.0 part 1, 2.6.2: a nil element has no text; zeep writes Nil for a copy",
        explains=lambda f: (
            f.leg.endswith("written")
            and any(each is None or each is xml.NIL for each in every(f.sent.headers))
            and (
                re.search("'Nil'|'_StaticIdentity'", str(f.error)) is not None
                or (
                    f.difference is not None
                    and f.difference.ours in (None, xml.NIL)
                    and f.difference.theirs in ("Nil", True)
                )
            )
        ),
    ),
    Rule(
        name="nil among others",
        section="XSD 1.0 part 1, 2.6.2: every one of several elements may be nil",
        explains=lambda f: f.leg.endswith("written") and _is_in_list_with_nil(f),
    ),
    Rule(
        name="empty text",
        section="XSD 1.0 part 2, 3.2.1: the empty string is a string like others",
        explains=_reads(lambda d: d.text == "" and d.theirs is None),
        say=lambda d: {"_value_1": d.ours} if getattr(d.kind, "elements_nested", []) else d.ours,
    ),
    Rule(
        name="empty branch of a choice",
        section="XSD 1.0 part 1, 3.8.4: a choice is made by an element, whatever its content",
        explains=lambda f: (
            _writes(lambda d: d.theirs is None and _is_empty_branch(d.ours))(f)
            or (
                _reads(lambda d: d.theirs is None and not d.ours)(f) and _holds(f, _is_empty_branch)
            )
            or _raises(
                r"([^/ ]+(?: or [^/ ]+)*): the required element is missing$|; expected (.+)$",
                lambda f, names: _holds(f, lambda v: _is_empty_in(v, names.split(" or "))),
            )(f)
        ),
    ),
    Rule(
        name="empty element",
        section="XSD 1.0 part 1, 3.4.4: an element whose type asks for nothing may be empty",
        explains=_reads(lambda d: is_empty(d.ours) and is_nothing(d.theirs)),
        say=lambda d: empty_of(d.kind),
    ),
    Rule(
        name="optional group",
        section="XSD 1.0 part 1, 3.9.4: what a group of minOccurs 0 asks for may be absent with it",
        explains=_raises(
            r"^Missing element (\S+)", lambda f, name: _holds(f, lambda v: _leaves_out(v, name))
        ),
    ),
    Rule(
        name="digits of a second",
        section="XSD 1.0 part 2, 3.2.7.1: a second has any number of fractional digits",
        explains=_reads(lambda d: isinstance(d.ours, (PreciseDateTime, PreciseTime))),
        say=lambda d: d.text,
    ),
    Rule(
        name="digits of a duration",
        section="XSD 1.0 part 2, 3.2.6.1: the seconds of a duration have any number of digits",
        explains=lambda f: (
            f.difference is not None
            and isinstance(f.difference.ours, Duration)
            and f.difference.ours.seconds != round(f.difference.ours.seconds, 6)
        ),
    ),
    Rule(
        name="zone of a date",
        section="XSD 1.0 part 2, 3.2.9: a date may have a time zone",
        explains=_reads(lambda d: isinstance(d.ours, ZonedDate)),
        say=lambda d: d.text,
    ),
    Rule(
        name="early year",
        section="XSD 1.0 part 2, 3.2.9.1: a year has four digits at least",
        explains=_reads(lambda d: type(d.theirs) is date and d.theirs.year < 1000, equal=True),
        say=lambda d: d.text,
    ),
    Rule(
        name="QName",
        section="XSD 1.0 part 2, 3.2.18: a QName is a namespace name and a local name, no prefix",
        explains=_raises(
            "the prefix of .* is not declared",
            lambda f, _: _holds(f, lambda value: isinstance(value, QName)),
        ),
    ),
    Rule(
        name="union",
        section="XSD 1.0 part 2, 2.5.1.3: a value of a union is one of a member type, no text",
        explains=_reads(lambda d: d.theirs == d.text),
    ),
    Rule(
        name="white space",
        section="XSD 1.0 part 2, 4.3.6: white space is space, tab, line feed and carriage return",
        explains=lambda f: (
            f.difference is not None
            and any(
                _has_other_space(item) for item in every(f.difference.ours) if isinstance(item, str)
            )
        ),
    ),
    Rule(
        name="infinity",
        section="XSD 1.0 part 2, 3.2.5.1: infinity is INF",
        explains=_reads(lambda d: isinstance(d.theirs, float) and isinf(d.theirs), equal=True),
        say=lambda d: d.text,
    ),
    Rule(
        name="extension of an empty type",
        section="XSD 1.0 part 1, 3.4.2: a type has the attributes of its base, and once",
        explains=_reads(lambda d: d.special == "phantom", equal=True),
        say=lambda d: xsd.SkipValue,
    ),
    Rule(
        name="binary as body",
        section="XSD 1.0 part 2, 3.2.16: base64 stands for octets once; zeep encodes it twice",
        explains=_writes(
            lambda d: isinstance(d.ours, bytes) and d.theirs == base64.b64encode(d.ours)
        ),
    ),
    Rule(
        name="mixed content",
        section="XSD 1.0 part 1, 3.4.2: text stands between the children of mixed content",
        explains=lambda f: (
            _reads(lambda d: d.path.endswith(f"/{MIXED}") or _is_mixed(d.ours))(f)
            or (isinstance(f.error, XMLParseError) and _holds(f, _is_mixed))
            or (str(f.error) == "Missing element for Any" and _holds(f, _is_mixed))
        ),
    ),
    Rule(
        name="mixed content written",
        section="XSD 1.0 part 1, 3.4.2: text stands between the children of mixed content",
        explains=_writes(
            lambda d: any(map(_is_mixed, (d.owner, d.ours, *_listed(d.ours)))),
        ),
    ),
    Rule(
        name="derived type as body",
        section="XSD 1.0 part 1, 2.6.1: xsi:type may be at any element, that of the body too",
        explains=_writes_derived_body,
    ),
    Rule(
        name="member called self",
        section="XSD 1.0 part 1, 3.3.2: the name of an element is any NCName",
        explains=_raises(
            r"got multiple values for argument '(self)'",
            lambda f, name: _holds(f, lambda v: _has_member(v, name)),
        ),
    ),
    Rule(
        name="any type",
        section="XSD 1.0 part 1, 3.4.7: the ur-type has any attributes, text and children",
        explains=lambda f: (
            _reads(_is_open)(f)
            or (_reads(_is_only_wild)(f) and _holds(f, lambda v: isinstance(v, XmlElement)))
        ),
    ),
    Rule(
        name="any type written",
        section="XSD 1.0 part 1, 3.4.7: the ur-type has any attributes, text and children",
        explains=_writes(lambda d: any(isinstance(value, XmlElement) for value in every(d.ours))),
    ),
    Rule(
        name="any type left out",
        section="XSD 1.0 part 1, 3.4.7: the ur-type may be empty",
        explains=_raises(
            r"^Missing element (\S+)|^Expected at least 1 items|"
            "received object of type 'list'|Argument must be bytes or unicode, got 'NoneType'",
            lambda f, name: _holds(
                f,
                lambda value: isinstance(value, XmlElement) and name in ("", value.name.local),
            ),
        ),
    ),
    Rule(
        name="schema in a message",
        section="XSD 1.0 part 1, 3.10.4: what a wildcard admits is an element, xs:schema too",
        explains=_raises(
            "'Schema' object has no attribute 'render'|^No visitor defined for|"
            "^Unable to resolve element .* No schema available|^No element .* in namespace",
            lambda f, _: _holds(
                f, lambda value: isinstance(value, XmlElement) and value.name.local == "schema"
            ),
        ),
    ),
    Rule(
        name="wildcard before elements",
        section="XSD 1.0 part 1, 3.10.4: a wildcard admits the namespaces that it names",
        explains=lambda f: (
            _reads(lambda d: d.special == "taken")(f)
            or _raises(
                r"^Missing element (\S+)", lambda f, name: _holds(f, lambda v: _is_behind(v, name))
            )(f)
        ),
    ),
    Rule(
        name="empty member of an array",
        section="SOAP 1.1, 5.4.2: members of an array go by position; an empty one has its own",
        explains=lambda f: (
            f.difference is not None
            and isinstance(f.difference.ours, list)
            and isinstance(f.difference.theirs, list)
            and len(f.difference.theirs) < len(f.difference.ours)
            and _holds(f, lambda v: _is_array(v) and _has_empty_member(v))
        ),
    ),
    Rule(
        name="array of arrays",
        section="SOAP 1.1, 5.4.2: the members of an array may be arrays",
        explains=lambda f: (
            _holds(f, _has_array_in_array)
            and (
                _reads(lambda d: d.path.endswith(f"/{WILD}/{WILD}"))(f)
                or "Any element received object of type 'Array'" in str(f.error)
            )
        ),
    ),
    Rule(
        name="array of several dimensions",
        section="SOAP 1.1, 5.4.2: arrayType has the size of each dimension of such an array",
        explains=_raises(
            "an array of 2 dimensions does not state its sizes",
            lambda f, _: _holds(f, _has_dimensions),
        ),
    ),
    Rule(
        name="array in its items",
        section="SOAP 1.1, 5.4.2: a member of an array may hold another one of the same type",
        explains=_raises(
            "'NoneType' object has no attribute 'default_value'",
            lambda f, _: _holds(f, _has_own_kind_below),
        ),
    ),
    Rule(
        name="empty array",
        section="SOAP 1.1, 5.4.2: an array may have no members",
        explains=lambda f: (
            isinstance(f.error, ValidationError)
            and "Expected at least 1 items" in str(f.error)
            and _holds(f, lambda v: _is_array(v) and (is_empty(v) or _has_empty_member(v)))
        ),
    ),
    Rule(
        name="name of an rpc response",
        section="WS-I Basic Profile 1.1, R2729: the operation's name and Response",
        explains=_raises(
            r"^Body: (?:\{.*\})?(\S+) where \S+Response belongs",
            lambda f, name: _is_rpc_reply(f) and name == f.theirs.abstract.name.localname,
        ),
    ),
    Rule(
        name="rpc response without parts",
        section="SOAP 1.1, 7.1: a response is a struct, though it have no accessors",
        explains=_raises(
            "^Body: 0 elements where 1 belong",
            lambda f, _: _is_rpc_reply(f) and f.theirs.body is None,
        ),
    ),
)

"""What zeep cannot load: the text of what it raises, and the section that decides."""
LOADING = {
    "redefine": (
        r"No visitor defined for '\{.*XMLSchema\}redefine'",
        "XSD 1.0 part 1, 4.2.2: xs:redefine",
    ),
    "import without a document": (
        r"^nothing is known of \S+\.xsd$",
        "XSD 1.0 part 1, 4.2.3: schemaLocation is a hint; the schema for schemas is known",
    ),
    "operation without input": (
        "'NoneType' object has no attribute 'parts'",
        "WSDL 1.1, 2.4.4: a notification has an output alone",
    ),
    "encoding of SOAP 1.2": (
        r"No schema available for the namespace 'http://www.w3.org/2003/05/soap-encoding'",
        "SOAP 1.2 part 2, 3: the encoding is data, and a type of it needs no schema",
    ),
}

"""What zeep leaves out of a document that it loads, or cannot tell apart."""
LEFT_OUT = {
    "transport": "WSDL 1.1, 3.3: the transport of a binding is any URI; zeep knows HTTP alone",
    "unbound": "WSDL 1.1, 2.5: a binding may say nothing of an operation of its port type",
    "overload": "WSDL 1.1, 2.4.5: names of input and output tell operations of one name apart",
}


def rule_for(failure: Failure) -> Rule | None:
    """The rule that explains a failure."""
    return next((rule for rule in RULES if rule.explains(failure)), None)


def told(failure: Failure) -> Any:
    """What to tell zeep where it reads, or would write, something else."""
    rule = rule_for(failure)
    if rule is None or failure.difference is None:
        return ...
    return rule.say(failure.difference)

"""One change, its verdict, and how changes of types become verdicts.

The sides are those of before: a *caller* is a client made from the old contract that meets a new
service; a *service* is one made from the old contract that new clients call. What a message may
hold is a language. Callers of before are safe if every old request is a new one and every new
response an old one; services of before are safe the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, Flag, auto

from wswgen.errors import Location
from wswgen.record import record


class Effect(Flag):
    """What a change does to the set of documents that a type or message admits."""

    NONE = 0
    WIDENS = auto()  # there are new documents that were not admitted before
    NARROWS = auto()  # there were documents that are not admitted any more
    BOTH = WIDENS | NARROWS


class Position(Flag):
    """In which direction something is sent."""

    NONE = 0
    REQUEST = auto()
    RESPONSE = auto()


class Verdict(Enum):
    """The heading that a change stands under; the first that fits."""

    BREAKS_CALLERS = "breaks callers"
    BREAKS_SERVICES = "breaks services"
    COMPATIBLE = "compatible"
    DOCUMENTATION = "documentation"


@record
class Change:
    """One change of a contract.

    ``kind`` is a stable word of `KINDS`, ``where`` says of what, ``message`` what changed and
    ``reason`` why it has its verdict. ``old`` and ``new`` are its places, None on the side where
    it is not. ``callers`` and ``services`` say whom it breaks.
    """

    kind: str
    where: str
    message: str
    reason: str
    old: Location | None
    new: Location | None
    callers: bool = False
    services: bool = False
    used_by: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst that is true of it."""
        if self.callers:
            return Verdict.BREAKS_CALLERS
        if self.services:
            return Verdict.BREAKS_SERVICES
        return Verdict.DOCUMENTATION if self.kind == "documentation" else Verdict.COMPATIBLE


@record
class TypeChange:
    """A change inside of a type, before it is known where the type is sent."""

    kind: str
    where: str
    message: str
    effect: Effect
    old: Location | None
    new: Location | None


def judged(change: TypeChange, position: Position, used_by: Iterable[str]) -> Change:
    """The verdict on a change of a type that is sent in ``position``."""
    narrows, widens = Effect.NARROWS in change.effect, Effect.WIDENS in change.effect
    asked, answered = Position.REQUEST in position, Position.RESPONSE in position
    reasons: list[str] = []
    if narrows and asked:
        reasons.append("callers of before may send what is not admitted any more")
    if widens and answered:
        reasons.append("callers of before may be answered with what they do not know")
    if widens and asked:
        reasons.append("services of before may be sent what they do not know")
    if narrows and answered:
        reasons.append("services of before may answer with what is not admitted any more")
    if len(reasons) == 4:
        reasons = ["neither side admits all that the other one of before sends"]
    if change.kind == "documentation":
        reasons = ["no message changes"]
    elif not change.effect:
        reasons = ["every message stays as it is"]
    return Change(
        kind=change.kind,
        where=change.where,
        message=change.message,
        reason="; ".join(reasons),
        old=change.old,
        new=change.new,
        callers=(narrows and asked) or (widens and answered),
        services=(widens and asked) or (narrows and answered),
        used_by=tuple(used_by),
    )


KINDS: dict[str, str] = {
    "operation-added": "an operation is new",
    "operation-removed": "an operation is gone",
    "operation-renamed": "a port type has another name, with the same operations",
    "direction-changed": "one-way became request and response, or the other way round",
    "action-changed": "another soapAction or WS-Addressing action",
    "message-changed": "another element, wrapper, namespace or style in the body",
    "use-changed": "literal became encoded, or the other way round",
    "header-added": "a header is new",
    "header-removed": "a header is gone",
    "fault-added": "a declared fault is new",
    "fault-removed": "a declared fault is gone",
    "endpoint-added": "a port is new",
    "endpoint-removed": "a port is gone",
    "endpoint-changed": "another SOAP version or transport at a port",
    "address-changed": "another address at a port",
    "element-added": "an element is new in a type",
    "element-removed": "an element is gone from a type",
    "element-moved": "elements have another order",
    "element-renamed": "an element has another name or namespace",
    "occurrence-changed": "minOccurs or maxOccurs",
    "nillable-changed": "nillable",
    "default-changed": "the default of an element or attribute",
    "fixed-changed": "the fixed value of an element or attribute",
    "choice-branch-added": "a choice has one more branch",
    "choice-branch-removed": "a choice has one branch less",
    "wildcard-changed": "xs:any or xs:anyAttribute",
    "content-changed": "other content that no finer word describes",
    "attribute-added": "an attribute is new",
    "attribute-removed": "an attribute is gone",
    "attribute-use-changed": "an attribute became required or optional",
    "type-changed": "another simple type, or simple became complex",
    "abstract-changed": "a type became abstract or concrete",
    "derived-type-added": "a type is new that can stand for its base (xsi:type)",
    "derived-type-removed": "a type is gone that could stand for its base (xsi:type)",
    "enumeration-added": "a value is new",
    "enumeration-removed": "a value is gone",
    "facet-changed": "length, range, digits, pattern or white space",
    "policy-changed": "a policy or constraint that the contract states",
    "documentation": "words for people",
}
"""Every kind of change."""

"""All WSDL documents together: one table of each kind, and every reference that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from wswgen.documents.document import Import
from wswgen.errors import Location, Problem
from wswgen.qname import QName
from wswgen.record import positional_record, record
from wswgen.schema import model as schema
from wswgen.schema.resolve import MAX_SUGGESTIONS, Components, missing, suggestion
from wswgen.wsdl.model import (
    Binding,
    BoundOperation,
    Definitions,
    Message,
    PortType,
    Required,
    Service,
)

_Named = TypeVar("_Named", Message, PortType, Binding, Service)


@record
class Linked:
    """The components of all definitions by name, in document order.

    ``required`` are extensions of the definitions themselves.
    """

    messages: Mapping[QName, Message]
    port_types: Mapping[QName, PortType]
    bindings: Mapping[QName, Binding]
    services: Mapping[QName, Service]
    required: tuple[Required, ...] = ()


def link(
    definitions: Sequence[Definitions], components: Components, unreachable: Sequence[Import]
) -> tuple[Linked, tuple[Problem, ...]]:
    """Tables of what the documents define, and what is wrong with the names in them."""
    problems: list[Problem] = []
    messages: dict[QName, Message] = {}
    port_types: dict[QName, PortType] = {}
    bindings: dict[QName, Binding] = {}
    services: dict[QName, Service] = {}
    for each in definitions:
        _add("message", messages, each.messages, problems)
        _add("portType", port_types, each.port_types, problems)
        _add("binding", bindings, each.bindings, problems)
        _add("service", services, each.services, problems)
    linked = Linked(
        messages=messages,
        port_types=port_types,
        bindings=bindings,
        services=services,
        required=tuple(extension for each in definitions for extension in each.required),
    )
    check = _Check(linked, components, unreachable, problems)
    for message in messages.values():
        check.message(message)
    for port_type in port_types.values():
        check.port_type(port_type)
    for binding in bindings.values():
        check.binding(binding)
    for service in services.values():
        _unique("port", [(port.name, port.location) for port in service.ports], problems)
        for port in service.ports:
            check.known("binding", bindings, port.binding, port.location)
    return linked, tuple(problems)


def _add(
    kind: str,
    table: dict[QName, _Named],
    found: Iterable[_Named],
    problems: list[Problem],
) -> None:
    for item in found:
        other = table.setdefault(item.name, item)
        if other is not item:
            problems.append(_duplicate(kind, str(item.name), item.location, other.location))


def _duplicate(kind: str, name: str, place: Location, other: Location) -> Problem:
    return Problem(
        code="W205",
        location=place,
        message=f"the {kind} {name[:200]} is defined twice; the other is at {other}",
        help="remove or rename one of them",
    )


def _unique(kind: str, names: Iterable[tuple[str, Location]], problems: list[Problem]) -> None:
    seen: dict[str, Location] = {}
    for name, location in names:
        if seen.setdefault(name, location) is not location:
            problems.append(_duplicate(kind, name, location, seen[name]))


@positional_record
class _Check:
    linked: Linked
    components: Components
    unreachable: Sequence[Import]
    problems: list[Problem]

    def known(self, kind: str, table: Mapping[QName, object], name: QName, place: Location) -> bool:
        """Whether a name is in a table; a problem if not. Empty ones were reported in parsing."""
        if name in table or not name.local:
            return name in table
        for item in self.unreachable:
            if item.kind == "wsdl-import" and (item.namespace or "") == name.namespace:
                self.problems.append(
                    Problem(
                        code="W009",
                        location=item.node.location,
                        message=f"{item.place} was not read, and the {kind} {name} is needed "
                        f"from it (at {place})",
                        help="nothing is fetched: give the file on the command line, or a "
                        "--catalog",
                    )
                )
                return False
        self.problems.append(
            Problem(
                code="W204",
                location=place,
                message=f"there is no {kind} {str(name)[:300]}",
                help=suggestion(name, table, kind) if len(self.problems) < MAX_SUGGESTIONS else "",
            )
        )
        return False

    def message(self, message: Message) -> None:
        _unique("part", [(part.name, part.location) for part in message.parts], self.problems)
        for part in message.parts:
            for kind, name in (("element", part.element), ("type", part.type)):
                if name is None:
                    continue
                ref = schema.Ref(name=name, fallback=part.fallback, location=part.location)
                suggest = len(self.problems) < MAX_SUGGESTIONS
                problem = missing(self.components, kind, ref, self.unreachable, suggest=suggest)
                if problem is not None:
                    self.problems.append(problem)

    def port_type(self, port_type: PortType) -> None:
        for operation in port_type.operations:
            for direction in (operation.input, operation.output, *operation.faults):
                if direction is not None:
                    place = direction.location
                    self.known("message", self.linked.messages, direction.message, place)
            faults = [(fault.name, fault.location) for fault in operation.faults]
            _unique("fault", faults, self.problems)

    def binding(self, binding: Binding) -> None:
        if not self.known("portType", self.linked.port_types, binding.type, binding.location):
            return
        operations = self.linked.port_types[binding.type].operations
        table = {QName("", operation.name): None for operation in operations}
        for bound in binding.operations:
            self.known("operation", table, QName("", bound.name), bound.location)
            self.headers(bound)

    def headers(self, bound: BoundOperation) -> None:
        for direction in (bound.input, bound.output):
            for header in () if direction is None else direction.headers:
                if not self.known("message", self.linked.messages, header.message, header.location):
                    continue
                parts = self.linked.messages[header.message].parts
                table = {QName("", part.name): None for part in parts}
                self.known("part", table, QName("", header.part), header.location)

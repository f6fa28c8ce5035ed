"""Which port types are served, where, and through which of their bindings."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence, Set

from wswgen import ir
from wswgen.contract.encoded import is_own
from wswgen.contract.link import Linked
from wswgen.contract.operations import Carried, carry
from wswgen.contract.overloads import bound
from wswgen.contract.types import Types
from wswgen.errors import GenerateError, Location, Problem, Severity
from wswgen.qname import QName
from wswgen.record import record
from wswgen.wsdl.model import (
    Binding,
    BoundDirection,
    BoundOperation,
    Header,
    Port,
    PortType,
    Required,
    Service,
)
from wswgen.wsdl.names import HTTP


@record
class _Place:
    """A binding and the port that uses it, if one does."""

    binding: Binding
    service: Service | None = None
    port: Port | None = None

    @property
    def location(self) -> Location:
        return self.binding.location if self.port is None else self.port.location

    @property
    def title(self) -> str:
        if self.port is None:
            return f"binding {self.binding.name.local[:200]}"
        return f"port {self.port.name[:200]}"


def serve(
    linked: Linked, types: Types, root: Location, services: Sequence[str], ports: Sequence[str]
) -> tuple[tuple[ir.PortType, ...], tuple[Problem, ...]]:
    """The port types that at least one SOAP endpoint serves, in document order; warnings."""
    problems: list[Problem] = []
    chosen = _chosen(linked, root, services, ports)
    if not any(place.binding.soap for place in chosen):
        raise GenerateError([_no_soap(linked, chosen, root)])
    usable = [place for place in chosen if _is_usable(place, linked.required, problems)]
    found: list[ir.PortType] = []
    for port_type in linked.port_types.values():
        places = [place for place in usable if place.binding.type == port_type.name]
        if places:
            found += _port_type(port_type, places, linked, types, problems)
    if not found:
        message = "no port of this contract can be used: see the warnings"
        problem = Problem(code="W317", location=root, message=message, help=_first_help(problems))
        raise GenerateError([problem, *problems])
    return tuple(found), tuple(problems)


def _first_help(problems: Sequence[Problem]) -> str:
    return next((problem.help for problem in problems if problem.help), "")


def _chosen(
    linked: Linked, root: Location, services: Sequence[str], ports: Sequence[str]
) -> list[_Place]:
    """The ports of the chosen services; and the bindings of port types that have no port."""
    _check_names("service", services, [name.local for name in linked.services], root)
    of_services = [
        service
        for service in linked.services.values()
        if not services or service.name.local in services
    ]
    _check_names(
        "port", ports, [port.name for service in of_services for port in service.ports], root
    )
    places = [
        _Place(binding=linked.bindings[port.binding], service=service, port=port)
        for service in of_services
        for port in service.ports
        if not ports or port.name in ports
    ]
    if services or ports:
        return places
    served = {place.binding.type for place in places}
    return places + [
        _Place(binding=binding)
        for binding in linked.bindings.values()
        if binding.type not in served
    ]


def _check_names(kind: str, wanted: Sequence[str], known: Sequence[str], root: Location) -> None:
    problems: list[Problem] = []
    for name in wanted:
        if name in known:
            continue
        close = difflib.get_close_matches(name[:200], [each[:200] for each in known], n=1)
        listing = ", ".join(dict.fromkeys(known)) or "none"
        help = f"did you mean {close[0]}?" if close else f"there are: {listing[:500]}"
        message = f"the contract has no {kind} {name[:200]!r}"
        problems.append(Problem(code="W207", location=root, message=message, help=help))
    if problems:
        raise GenerateError(problems)


def _no_soap(linked: Linked, chosen: Sequence[_Place], root: Location) -> Problem:
    if chosen:
        place = chosen[0]
        message = f"no SOAP binding: the {place.title} is bound with "
        message += _extension(place.binding)
        root = place.binding.location
    elif linked.bindings:
        message = "no SOAP binding is in use"
    else:
        message = "no SOAP binding: the document has no binding at all"
    help = "give the WSDL that binds the port type with soap:binding"
    return Problem(code="W206", location=root, message=message, help=help)


def _extension(binding: Binding) -> str:
    if binding.foreign is None:
        return "no protocol"
    return "HTTP GET or POST" if binding.foreign.namespace == HTTP else str(binding.foreign)


_TCP = "http://schemas.microsoft.com/soap/tcp"
# SOAP 1.1 and 1.2 over HTTP, Microsoft's over TCP; none stands for HTTP in practice.
_TRANSPORTS = (
    "http://schemas.xmlsoap.org/soap/http",
    "http://www.w3.org/2003/05/soap/bindings/HTTP/",
    _TCP,
    "",
)


def _is_usable(place: _Place, common: Sequence[Required], problems: list[Problem]) -> bool:
    """Whether a port can be carried as such; a warning by name if not."""
    binding = place.binding
    required = [*common, *binding.required]
    if place.service is not None and place.port is not None:
        required += (*place.service.required, *place.port.required)
    if binding.transport == _TCP:
        # Messages have the headers of WS-Addressing there.
        required = [each for each in required if each.name.local != "UsingAddressing"]
    if not binding.soap:
        message = f"the {place.title} is left out: it is bound with {_extension(binding)}, not SOAP"
        code, help = "W301", "use a SOAP port"
    elif required:
        message = f"the {place.title} is left out: it requires the extension {required[0].name}"
        code, help = "W302", "remove wsdl:required if the service works without it"
    else:
        if binding.transport not in _TRANSPORTS:
            what = f"has the transport {binding.transport[:200]}, which no backend speaks"
            help = "give clients and hosts an HTTP address: the messages are the same"
            problems.append(_warning("W323", place.location, f"the {place.title} {what}", help))
        return True
    problems.append(_warning(code, place.location, message, help))
    return False


def _warning(code: str, location: Location, message: str, help: str) -> Problem:
    return Problem(
        code=code, location=location, message=message, help=help, severity=Severity.WARNING
    )


def _port_type(
    port_type: PortType,
    places: Sequence[_Place],
    linked: Linked,
    types: Types,
    problems: list[Problem],
) -> list[ir.PortType]:
    """A port type with the endpoints that agree on its messages; the others are refused.

    Of several ways to bind it, the one that carries most operations is taken, the first of equals.
    """
    groups: dict[object, list[_Place]] = {}
    for place in places:
        groups.setdefault(_signature(place.binding), []).append(place)
    carried: dict[object, Carried] = {
        signature: carry(port_type, group[0].binding, linked, types)
        for signature, group in groups.items()
    }
    best = max(carried, key=lambda signature: len(carried[signature].operations))
    problems += carried[best].problems
    for signature, group in groups.items():
        for place in group if signature != best else ():
            message = (
                f"the {place.title} is left out: it binds {port_type.name.local[:200]} to other "
                f"messages than the {groups[best][0].title}"
            )
            help = "choose one with --port, or bind both alike"
            problems.append(_warning("W303", place.location, message, help))
    if not carried[best].operations and port_type.operations:
        message = f"the port type {port_type.name.local[:200]} is empty: no operation is carried"
        help = "see the warnings about its operations"
        problems.append(_warning("W316", port_type.location, message, help))
    names = {operation.name for operation in carried[best].operations}
    return [
        ir.PortType(
            name=port_type.name,
            operations=carried[best].operations,
            endpoints=tuple(_endpoint(place, port_type, names) for place in groups[best]),
            documentation=port_type.documentation,
            location=port_type.location,
        )
    ]


def _endpoint(place: _Place, port_type: PortType, carried: Set[str]) -> ir.Endpoint:
    binding = place.binding
    assert binding.soap  # `_is_usable` refused the others
    actions = {
        title: said.action
        for _, title, said in bound(port_type.operations, binding)
        if said is not None and title in carried
    }
    return ir.Endpoint(
        service=QName("", "") if place.service is None else place.service.name,
        port="" if place.port is None else place.port.name,
        binding=binding.name,
        soap=binding.soap,
        transport=binding.transport,
        address="" if place.port is None else place.port.address,
        soap_actions=actions,
        location=place.location,
    )


def _signature(binding: Binding) -> object:
    """What two bindings of a port type must agree on: everything but actions and transport."""
    often = Counter(bound.name for bound in binding.operations)
    return frozenset(
        (
            bound.name,
            _names(bound) if often[bound.name] > 1 else (),
            bound.style,
            _side(bound.input, binding.soap),
            _side(bound.output, binding.soap),
            frozenset(
                (fault.name, _use(fault, binding.soap))
                for fault in bound.faults
                if fault.use == "encoded"
            ),
        )
        for bound in binding.operations
    )


def _names(bound: BoundOperation) -> tuple[str, ...]:
    return tuple("" if side is None else side.name for side in (bound.input, bound.output))


def _side(side: BoundDirection | None, soap: str) -> object:
    if side is None:
        return None
    headers = tuple(
        (_block(h, soap), tuple(_block(f, soap) for f in h.faults)) for h in side.headers
    )
    return side.parts, _use(side, soap), side.namespace, headers, side.foreign


def _block(header: Header, soap: str) -> object:
    return header.message, header.part, _use(header, soap)


def _use(bound: BoundDirection | Header, soap: str) -> object:
    if bound.use != "encoded":
        return bound.use
    return bound.use, is_own(bound.encoding, soap), bound.namespace

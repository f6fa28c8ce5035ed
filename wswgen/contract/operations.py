"""Operations as one binding serves them; what cannot be carried is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from functools import partial

from wswgen import ir
from wswgen.contract.encoded import ENCODINGS, OWN, is_own
from wswgen.contract.link import Linked
from wswgen.contract.overloads import bound
from wswgen.contract.refuse import Refused
from wswgen.contract.simple import key_text
from wswgen.contract.types import Types
from wswgen.contract.unwrap import is_wrapped
from wswgen.documents.text import is_readable
from wswgen.errors import Location, Problem, Severity
from wswgen.qname import QName
from wswgen.record import record
from wswgen.schema import model as schema
from wswgen.wsdl.model import (
    Binding,
    BoundDirection,
    BoundOperation,
    Direction,
    Header,
    Message,
    Operation,
    Part,
    PortType,
)


@record
class Carried:
    """The operations of a port type that one binding carries, and why not the others."""

    operations: tuple[ir.Operation, ...]
    problems: tuple[Problem, ...]


def carry(port_type: PortType, binding: Binding, linked: Linked, types: Types) -> Carried:
    """Build every operation of a port type, in its order."""
    operations: list[ir.Operation] = []
    problems: list[Problem] = []
    wires: set[object] = set()
    for operation, title, said in bound(port_type.operations, binding):
        builder = _Builder(operation, binding, linked, types)
        try:
            if not title:
                message = "another operation of the port type has its name and that of its input"
                raise Refused("W304", operation.location, message, "give their inputs names")
            built = builder.build(title, said)
            if title != operation.name or title in wires:
                _tell_apart(built, said, wires)
            wires |= {operation.name, _on_the_wire(built, said)}
            operations.append(built)
            problems += builder.problems
        except Refused as refusal:
            cause = refusal.problem
            problems.append(
                Problem(
                    code=cause.code,
                    location=cause.location,
                    message=f"the operation {operation.name[:200]} is left out: {cause.message}",
                    help=cause.help,
                    severity=Severity.WARNING,
                )
            )
    return Carried(operations=tuple(operations), problems=tuple(problems))


def _on_the_wire(operation: ir.Operation, bound: BoundOperation | None) -> object:
    """What a service tells a request by: its action and its first element."""
    request = operation.input
    first = request.wrapper or next((part.element for part in request.body), None)
    return "" if bound is None else bound.action, first


def _tell_apart(
    operation: ir.Operation, bound: BoundOperation | None, wires: Container[object]
) -> None:
    if _on_the_wire(operation, bound) in wires:
        message = "requests to another operation of that name look the same"
        raise Refused("W304", operation.location, message, "give each an action of its own")


class _Builder:
    """Builds one operation. ``problems`` are warnings about what does not refuse it."""

    def __init__(
        self, operation: Operation, binding: Binding, linked: Linked, types: Types
    ) -> None:
        self.operation = operation
        self.binding = binding
        self.linked = linked
        self.types = types
        self.problems: list[Problem] = []

    def warn(self, code: str, location: Location, message: str, help: str) -> None:
        self.problems.append(
            Problem(
                code=code, location=location, message=message, help=help, severity=Severity.WARNING
            )
        )

    def build(self, title: str, bound: BoundOperation | None) -> ir.Operation:
        operation = self.operation
        if operation.kind in ("notification", "solicit-response") or operation.input is None:
            message = f"{operation.kind} operations, which the service starts, are not supported"
            raise Refused("W305", operation.location, message, "make it a request")
        if bound is None and not self.binding.operations:
            # As if it named them all: a binding that says nothing of its operations leaves no
            # other choice than its own style, literal use and no action.
            bound = BoundOperation(
                name=operation.name,
                style=self.binding.style,
                action="",
                input=None,
                output=None,
                faults=(),
                location=self.binding.location,
            )
            message = f"the binding {self.binding.name.local[:200]} does not list its operations"
            self.warn("W314", self.binding.location, message, "add them, with their soapAction")
        if bound is None:
            message = f"the binding {self.binding.name.local} does not bind it"
            raise Refused("W314", operation.location, message, "add it to the binding")
        style = self.style(bound)
        if not (bound.action.isascii() and bound.action.isprintable()):
            message = f"the action {bound.action[:200]!r} cannot stand in an HTTP header"
            raise Refused("W320", bound.location, message, "an action is a URI of ASCII characters")
        rpc = style == "rpc"
        request = self.message(operation.input, bound.input, bound, rpc, operation.name)
        response: ir.Message | None = None
        if operation.output is not None:
            # WSDL 1.1, 3.5: the wrapper of an rpc reply is named after the operation; by
            # convention, and WS-I BP 1.1 R2729, "Response" is appended.
            name = f"{operation.name}Response"
            response = self.message(operation.output, bound.output, bound, rpc, name)
        layout = ir.Style.RPC if rpc else ir.Style.BARE
        encoded = request.encoded or (response is not None and response.encoded)
        if not (rpc or encoded) and is_wrapped(
            operation.name, request, response, self.types.types, self.types.lookup
        ):
            layout = ir.Style.WRAPPED
        return ir.Operation(
            name=title,
            style=layout,
            input=request,
            output=response,
            faults=(*self.faults(bound), *self.header_faults(bound)),
            documentation=operation.documentation,
            location=operation.location,
        )

    def style(self, bound: BoundOperation) -> str:
        """The style of the operation; that of the binding where it states none that there is."""
        styles = ("document", "rpc")
        if bound.style in styles:
            return bound.style
        message = f"the style {bound.style[:100]!r} is neither document nor rpc"
        if self.binding.style not in styles:
            raise Refused("W306", bound.location, message)
        self.warn(
            "W321",
            bound.location,
            f"operation {bound.name[:200]}: {message}; that of its binding is taken, "
            f"{self.binding.style}",
            "correct the style of the operation",
        )
        return self.binding.style

    # --- messages

    def message(
        self,
        direction: Direction,
        bound: BoundDirection | None,
        operation: BoundOperation,
        rpc: bool,
        wrapper: str,
    ) -> ir.Message:
        bound = bound or BoundDirection(name="", location=operation.location)
        if bound.foreign is not None:
            text = f"its message is bound with {bound.foreign}, which is not supported"
            raise Refused("W307", bound.location, text, "bind it with soap:body")
        encoded = self.is_encoded(bound)
        message = self.linked.messages[direction.message]
        # What is bound twice is one header all the same: each is the same element.
        named = {(header.message, header.part): header for header in bound.headers}
        headers = [self.header(header) for header in named.values()]
        body = self.body_parts(message, bound)
        if rpc:
            self.readable(wrapper, direction.location)
            self.speakable(bound.namespace, bound.location)
            parts = tuple(self.accessor(part, encoded) for part in body)
        elif encoded:
            parts = tuple(self.encoded_part(part, bound.namespace, "W308") for part in body)
        else:
            parts = tuple(self.body_part(part, body) for part in body)
        return ir.Message(
            name=message.name,
            body=parts,
            headers=tuple(headers),
            wrapper=QName(bound.namespace, wrapper) if rpc else None,
            encoded=encoded,
            action=direction.action,
            documentation=direction.documentation or message.documentation,
            location=direction.location,
        )

    def is_encoded(self, bound: BoundDirection | Header) -> bool:
        """Whether it has the encoding of the binding's version of SOAP; refuse any other use."""
        if bound.use == "literal":
            return False
        if bound.use != "encoded":
            message = f'use="{bound.use[:100]}" is neither literal nor encoded'
            help = 'correct it: use="literal" is what most mean'
            raise Refused("W306", bound.location, message, help)
        soap = self.binding.soap
        if not is_own(bound.encoding, soap):
            message = f"the encoding {bound.encoding[:200]!r} is not supported in SOAP {soap}"
            help = f"the encoding of SOAP {soap} is {OWN[soap]}"
            raise Refused("W306", bound.location, message, help)
        return True

    def body_parts(self, message: Message, bound: BoundDirection) -> list[Part]:
        """The parts in soap:body (3.5). Without a list, they are all but those in headers.

        The Note says all parts; but a part cannot be in two places, and toolkits agree.
        """
        in_headers = {header.part for header in bound.headers if header.message == message.name}
        if bound.parts is None:
            return [part for part in message.parts if part.name not in in_headers]
        named = {part.name: part for part in message.parts}
        for name in bound.parts:
            if name not in named:
                text = f"the message {message.name.local} has no part {name[:100]!r}"
                raise Refused("W313", bound.location, text, f"it has: {', '.join(named)[:300]}")
        for name in named:
            if name not in bound.parts and name not in in_headers:
                text = f"the part {name[:100]!r} of {message.name.local[:200]} is bound to nothing"
                self.warn("W324", bound.location, text, "list it in soap:body parts if it is sent")
        return [named[name] for name in dict.fromkeys(bound.parts)]

    def accessor(self, part: Part, encoded: bool) -> ir.Part:
        """A part of an rpc message: an unqualified element with the part's name (3.5)."""
        if part.type is None:
            # WSDL 1.1, 3.5, puts the element inside the accessor, most tools in its place.
            message = f"the rpc part {part.name[:100]!r} names an element, which tools send in "
            message += "different places"
            raise Refused("W308", part.location, message, "give the part a type")
        return self.named_after(part, part.type, "", encoded=encoded)

    def named_after(self, part: Part, kind: QName, namespace: str, *, encoded: bool) -> ir.Part:
        """A part of a type, under an element of its name."""
        self.readable(part.name, part.location)
        ref = schema.Ref(name=kind, fallback=part.fallback, location=part.location)
        return ir.Part(
            name=part.name,
            element=QName(namespace, part.name),
            type=self.usable(self.types.lookup.type(ref), part.location, encoded=encoded),
            accessor=True,
            encoded=encoded,
            documentation=part.documentation,
            location=part.location,
        )

    def encoded_part(self, part: Part, namespace: str, code: str) -> ir.Part:
        """An encoded part that stands alone: in the Body of a document, in a header or a detail.

        WSDL 1.1, section 3.5: its name, its type and the namespace of the binding are what it is
        encoded from. Tools that write parts with an element there mean that element.
        """
        if part.type is None:
            return self.element(part, code, encoded=True)
        self.speakable(namespace, part.location)
        return self.named_after(part, part.type, namespace, encoded=True)

    def body_part(self, part: Part, body: list[Part]) -> ir.Part:
        """A part in document style: an element, or (WSDL 1.1, 3.5) the type of the Body itself."""
        if part.type is None:
            return self.element(part, "W308")
        message = f"the part {part.name[:100]!r} names a type, which has no element of its own"
        help = "give the part an element"
        if len(body) > 1:
            raise Refused("W308", part.location, message, help)
        key = self.types.lookup.type(
            schema.Ref(name=part.type, fallback=part.fallback, location=part.location)
        )
        if key in (ir.builtin("anyType"), ir.builtin("anySimpleType")):
            raise Refused("W308", part.location, message, help)
        return ir.Part(
            name=part.name,
            element=ir.BODY,
            type=self.usable(key, part.location),
            documentation=part.documentation,
            location=part.location,
        )

    def speakable(self, namespace: str, location: Location) -> None:
        """Refuse a namespace that a binding states and no tag of ElementTree's can hold."""
        if "}" in namespace:
            text = f"the namespace {namespace[:300]!r} has a brace"
            raise Refused("W319", location, text, "no URI has one (RFC 3986)")

    def readable(self, name: str, location: Location) -> None:
        """Refuse an element of rpc style that no message could be read with."""
        if not is_readable(name):
            message = f"{name[:100]!r} is a name that XML 1.0 allows since its fifth edition only"
            help = "most parsers cannot read it: choose another name"
            raise Refused("W319", location, message, help)

    def element(self, part: Part, code: str, *, encoded: bool = False) -> ir.Part:
        """A part that is an element of a schema."""
        if part.element is None:
            message = f"the part {part.name[:100]!r} names a type, which has no element of its own"
            raise Refused(code, part.location, message, "give the part an element")
        ref = schema.Ref(name=part.element, fallback=part.fallback, location=part.location)
        declared = self.types.lookup.element_named(ref)
        name = self.types.lookup.components.name("element", ref)
        if self.types.lookup.is_substituted(name):
            message = f"other elements can stand for {name}, the head of a substitution group"
            raise Refused("W318", part.location, message, "name an element that stands for itself")
        return ir.Part(
            name=part.name,
            element=name,
            type=self.usable(
                self.types.lookup.element_type(declared), part.location, encoded=encoded
            ),
            nillable=declared.nillable,
            encoded=encoded,
            documentation=part.documentation or declared.documentation,
            location=part.location,
        )

    def usable(self, key: ir.TypeKey, location: Location, *, encoded: bool = False) -> ir.TypeKey:
        cause = self.types.refused.get(key)
        if cause is None:
            why = self.types.misfits(encoded).get(key)
            if key.namespace in ENCODINGS and key not in self.types.types:
                why = "it is a type of the SOAP encoding itself, which does not say what it holds"
            if why:
                text = f"the type {key_text(key)} cannot be in its message: {why}"
                raise Refused("W322", location, text, "change the type, or the use of the binding")
            return key
        message = f"it needs {key_text(key)}, which is refused: {cause.message}"
        message += f" ({cause.code} at {cause.location})"
        raise Refused("W312", location, message, cause.help)

    def header(self, header: Header) -> ir.Part:
        parts = self.linked.messages[header.message].parts
        return self.block(header, next(p for p in parts if p.name == header.part), "W309")

    def block(self, header: Header, part: Part, code: str) -> ir.Part:
        """A header block (3.7), literal or encoded."""
        if not self.is_encoded(header):
            return self.element(part, code)
        if part.type is not None and not header.namespace:
            text = f"the part {part.name[:100]!r} names a type, and its header no namespace"
            help = "state its namespace: header blocks have one (SOAP 1.1, section 4.2)"
            raise Refused(code, header.location, text, help)
        return self.encoded_part(part, header.namespace, code)

    # --- faults

    def faults(self, bound: BoundOperation) -> Iterable[ir.Fault]:
        bindings = {fault.name: fault for fault in bound.faults}
        for fault in self.operation.faults:
            own = bindings.get(fault.name)
            what = f"the fault {fault.name[:200]}"
            yield from self.kept("W311", what, partial(self.fault, fault, own))

    def header_faults(self, bound: BoundOperation) -> Iterable[ir.Fault]:
        """The header faults (3.7), each element once, whichever headers it is about."""
        found: dict[ir.FaultKey, ir.Fault] = {}
        for direction in (bound.input, bound.output):
            for header in () if direction is None else direction.headers:
                for fault in header.faults:
                    what = f"the header fault {fault.part[:200]}"
                    for built in self.kept("W310", what, partial(self.header_fault, fault)):
                        found.setdefault(built.key, built)
        return found.values()

    def kept(self, code: str, what: str, build: Callable[[], ir.Fault]) -> Iterable[ir.Fault]:
        """The fault; nothing but a warning where it is refused, for the operation works without."""
        try:
            yield build()
        except Refused as refusal:
            cause = refusal.problem
            name = self.operation.name[:200]
            message = f"{what} of operation {name} is left out: {cause.message}"
            self.warn(code, cause.location, message, cause.help)

    def header_fault(self, fault: Header) -> ir.Fault:
        """A header fault (3.7): a part of any message, which is an element or encoded."""
        self.two_way(fault.location, "W310")
        message = self.linked.messages.get(fault.message)
        parts = () if message is None else message.parts
        part = next((part for part in parts if part.name == fault.part), None)
        if part is None:
            text = f"there is no part {fault.part[:100]!r} of a message {str(fault.message)[:300]}"
            raise Refused("W310", fault.location, text, "correct its message or its part")
        detail = self.block(fault, part, "W310")
        return ir.Fault(
            name=detail.element.local,
            message=fault.message,
            detail=detail,
            header=True,
            documentation=detail.documentation,
            location=fault.location,
        )

    def two_way(self, location: Location, code: str) -> None:
        """Refuse a fault of an operation that has no reply."""
        if self.operation.kind == "one-way":
            raise Refused(code, location, "a one-way operation has no faults")

    def fault(self, fault: Direction, bound: BoundDirection | None) -> ir.Fault:
        """A fault (3.6): its message has one part, an element or encoded, whatever the style."""
        encoded = bound is not None and self.is_encoded(bound)
        message = self.linked.messages[fault.message]
        if len(message.parts) != 1:
            text = f"its message {message.name.local} has {len(message.parts)} parts instead of one"
            raise Refused("W311", message.location, text, "give it one part with an element")
        self.two_way(fault.location, "W311")
        (part,) = message.parts
        if bound is not None and encoded:
            detail = self.encoded_part(part, bound.namespace, "W311")
        else:
            detail = self.element(part, "W311")
        return ir.Fault(
            name=fault.name,
            message=message.name,
            detail=detail,
            action=fault.action,
            documentation=fault.documentation or message.documentation,
            location=fault.location,
        )

"""WSDL elements to definitions, one function per element (WSDL 1.1, sections 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from wswgen.documents.document import WSDL, Node, UnboundPrefix
from wswgen.documents.text import documentation, is_ncname
from wswgen.errors import Problem
from wswgen.qname import QName
from wswgen.wsdl.model import (
    Binding,
    BoundDirection,
    BoundOperation,
    Definitions,
    Direction,
    Header,
    Message,
    Operation,
    Part,
    Port,
    PortType,
    Required,
    Service,
)
from wswgen.wsdl.names import ADDRESSING, POLICY, SOAP, is_required

_USING_ADDRESSING = tuple(QName(namespace, "UsingAddressing") for namespace in ADDRESSING)
# Extensions that need not be understood to speak to a port: they are kept as facts.
_FACTS = (*SOAP, *ADDRESSING, *POLICY)


@dataclass(slots=True)
class _Reader:
    """One document being read. ``namespace`` is its target namespace."""

    namespace: str
    problems: list[Problem] = field(default_factory=list[Problem])

    def problem(self, code: str, node: Node, message: str, help: str = "") -> None:
        self.problems.append(Problem(code=code, location=node.location, message=message, help=help))

    def name(self, node: Node) -> str:
        name = node.get("name") or ""
        if not name:
            self.problem("W203", node, f"<{node.name.local}> has no name", "give it one")
        elif not is_ncname(name):
            help = "a name begins with a letter or _ and has no white space and no colon"
            self.problem("W203", node, f"{name[:100]!r} is not a name that XML allows", help)
        return name

    def written(self, node: Node, attribute: str) -> QName | None:
        """The name in an attribute."""
        text = node.get(attribute)
        if not text:
            return None
        try:
            return node.qname(text)
        except UnboundPrefix as error:
            message = f"the prefix {str(error)!r} of {text[:200]!r} is not declared"
            self.problem("W104", node, message, f'declare it: xmlns:{error}="..."')
            return None

    def own(self, name: QName) -> QName:
        """A name without a namespace is taken for one of the document's own."""
        return name if name.namespace else QName(self.namespace, name.local)

    def needed(self, node: Node, attribute: str) -> QName:
        before = len(self.problems)
        name = self.written(node, attribute)
        if (name is None or not name.local) and len(self.problems) == before:
            message = f"<{node.name.local}> names nothing in its {attribute} attribute"
            self.problem("W203", node, message, "name what it refers to")
        return QName("", "") if name is None else self.own(name)


def parse_definitions(node: Node) -> tuple[Definitions, tuple[Problem, ...]]:
    """A wsdl:definitions element, which the caller has recognised."""
    reader = _Reader(node.get("targetNamespace") or "")
    definitions = Definitions(
        name=node.get("name") or "",
        namespace=reader.namespace,
        messages=tuple(message(reader, child) for child in _children(node, "message")),
        port_types=tuple(port_type(reader, child) for child in _children(node, "portType")),
        bindings=tuple(binding(reader, child) for child in _children(node, "binding")),
        services=tuple(service(reader, child) for child in _children(node, "service")),
        required=_required(node.children),
        documentation=_documentation(node),
        location=node.location,
    )
    return definitions, tuple(reader.problems)


def _children(node: Node, *names: str) -> list[Node]:
    return [c for c in node.children if c.name.namespace == WSDL and c.name.local in names]


def _documentation(node: Node) -> str:
    return documentation(_children(node, "documentation"))


def _soap(node: Node, name: str) -> list[Node]:
    return [c for c in node.children if c.name.namespace in SOAP and c.name.local == name]


def _required(nodes: Iterable[Node]) -> tuple[Required, ...]:
    """The extensions among some elements that are required (2.1.3), and that we do not honour."""
    return tuple(
        Required(name=node.name, location=node.location)
        for node in nodes
        if is_required(node)
        and (node.name in _USING_ADDRESSING or node.name.namespace not in (*_FACTS, WSDL))
    )


def message(reader: _Reader, node: Node) -> Message:
    """``wsdl:message`` (WSDL 1.1, section 2.3)."""
    return Message(
        name=QName(reader.namespace, reader.name(node)),
        parts=tuple(part(reader, child) for child in _children(node, "part")),
        documentation=_documentation(node),
        location=node.location,
    )


def part(reader: _Reader, node: Node) -> Part:
    """``wsdl:part`` (WSDL 1.1, section 2.3)."""
    element, type_ = reader.written(node, "element"), reader.written(node, "type")
    name = element or type_
    if (node.get("element") is None) == (node.get("type") is None):
        reader.problem("W203", node, "a part has an element or a type, and not both")
    return Part(
        name=reader.name(node),
        element=element,
        type=type_,
        fallback=None if name is None or name.namespace else reader.own(name),
        documentation=_documentation(node),
        location=node.location,
    )


def port_type(reader: _Reader, node: Node) -> PortType:
    """``wsdl:portType`` (WSDL 1.1, section 2.4)."""
    return PortType(
        name=QName(reader.namespace, reader.name(node)),
        operations=tuple(operation(reader, child) for child in _children(node, "operation")),
        documentation=_documentation(node),
        location=node.location,
    )


def operation(reader: _Reader, node: Node) -> Operation:
    """An abstract operation; the order of input and output says its kind (2.4.1 to 2.4.4)."""
    sides = _children(node, "input", "output")
    inputs = [side for side in sides if side.name.local == "input"]
    outputs = [side for side in sides if side.name.local == "output"]
    kind: Literal["request-response", "one-way", "solicit-response", "notification"]
    if inputs and outputs:
        kind = "request-response" if sides[0] is inputs[0] else "solicit-response"
    else:
        kind = "one-way" if inputs else "notification"
    for side in (*inputs[1:], *outputs[1:]):
        reader.problem("W203", side, f"the operation has two <{side.name.local}> elements")
    if not sides:
        reader.problem("W203", node, "the operation has neither input nor output")
    return Operation(
        name=reader.name(node),
        kind=kind,
        input=direction(reader, inputs[0]) if inputs else None,
        output=direction(reader, outputs[0]) if outputs else None,
        faults=tuple(direction(reader, child) for child in _children(node, "fault")),
        documentation=_documentation(node),
        location=node.location,
    )


def direction(reader: _Reader, node: Node) -> Direction:
    """``wsdl:input`` or ``wsdl:output`` in a binding (WSDL 1.1, section 2.5)."""
    actions = (node.get(f"{{{namespace}}}Action") for namespace in ADDRESSING)
    return Direction(
        name=reader.name(node) if node.name.local == "fault" else node.get("name") or "",
        message=reader.needed(node, "message"),
        action=next((action for action in actions if action), None),
        documentation=_documentation(node),
        location=node.location,
    )


def binding(reader: _Reader, node: Node) -> Binding:
    """A binding: SOAP's if it has a soap:binding element (3.3)."""
    found = _soap(node, "binding")
    soap: Literal["", "1.1", "1.2"] = ""
    style = "document"
    if found:
        soap = "1.1" if SOAP[found[0].name.namespace] == "1.1" else "1.2"
        style = found[0].get("style") or "document"
    foreign = [c.name for c in node.children if c.name.namespace not in (WSDL, *_FACTS)]
    return Binding(
        name=QName(reader.namespace, reader.name(node)),
        type=reader.needed(node, "type"),
        soap=soap,
        style=style,
        transport=found[0].get("transport") or "" if found else "",
        operations=tuple(
            bound_operation(reader, child, style) for child in _children(node, "operation")
        ),
        required=_required(node.walk()),
        foreign=foreign[0] if foreign else None,
        location=node.location,
    )


def bound_operation(reader: _Reader, node: Node, style: str) -> BoundOperation:
    """soap:operation (3.4) and what is bound in each direction."""
    found = _soap(node, "operation")
    inputs, outputs = _children(node, "input"), _children(node, "output")
    return BoundOperation(
        name=reader.name(node),
        style=(found[0].get("style") if found else None) or style,
        action=found[0].get("soapAction") or "" if found else "",
        input=bound_direction(reader, inputs[0]) if inputs else None,
        output=bound_direction(reader, outputs[0]) if outputs else None,
        faults=tuple(bound_direction(reader, child) for child in _children(node, "fault")),
        location=node.location,
    )


def bound_direction(reader: _Reader, node: Node) -> BoundDirection:
    """soap:body or soap:fault, and soap:header elements (3.5 to 3.7)."""
    found = (*_soap(node, "body"), *_soap(node, "fault"))
    body = found[0] if found else None
    parts = None if body is None else body.get("parts")
    foreign = [c.name for c in node.children if c.name.namespace not in (WSDL, *_FACTS)]
    return BoundDirection(
        name=node.get("name") or "",
        parts=None if parts is None else tuple(parts.split()),
        use=(body.get("use") if body is not None else None) or "literal",
        encoding=(body.get("encodingStyle") if body is not None else None) or "",
        namespace=(body.get("namespace") if body is not None else None) or "",
        headers=tuple(header(reader, child) for child in _soap(node, "header")),
        foreign=foreign[0] if foreign else None,
        location=node.location,
    )


def header(reader: _Reader, node: Node) -> Header:
    """``soap:header``, or ``soap:headerfault`` in one (WSDL 1.1, section 3.7)."""
    if not node.get("part"):
        message = f"the {node.name.local} names no part"
        reader.problem("W203", node, message, "name a part of the message")
    return Header(
        message=reader.needed(node, "message"),
        part=node.get("part") or "",
        use=node.get("use") or "literal",
        encoding=node.get("encodingStyle") or "",
        namespace=node.get("namespace") or "",
        faults=tuple(header(reader, child) for child in _soap(node, "headerfault")),
        location=node.location,
    )


def service(reader: _Reader, node: Node) -> Service:
    """``wsdl:service`` (WSDL 1.1, section 2.7)."""
    return Service(
        name=QName(reader.namespace, reader.name(node)),
        ports=tuple(port(reader, child) for child in _children(node, "port")),
        required=_required(node.children),
        documentation=_documentation(node),
        location=node.location,
    )


def port(reader: _Reader, node: Node) -> Port:
    """``wsdl:port`` (WSDL 1.1, section 2.6)."""
    addresses = [child.get("location") or "" for child in _soap(node, "address")]
    return Port(
        name=reader.name(node),
        binding=reader.needed(node, "binding"),
        address=addresses[0] if addresses else "",
        required=_required(node.walk()),
        documentation=_documentation(node),
        location=node.location,
    )

"""rpc messages as classes: the wrapper element gets a type of its own, one field for each part.

SOAP 1.1 section 7.1 and WS-I Basic Profile 1.1 section 4.7.20: the wrapper is named after the
operation (its response with ``Response``), the accessors in it after the parts, unqualified.
"""

from __future__ import annotations

from wswgen import ir
from wswgen.qname import QName
from wswgen.record import replace


def with_rpc_wrappers(contract: ir.Contract) -> ir.Contract:
    """The same contract with one body part, of a complex type, for each rpc message."""
    types = dict(contract.types)
    port_types = tuple(
        replace(
            port_type,
            operations=tuple(_operation(o, port_type, types) for o in port_type.operations),
        )
        for port_type in contract.port_types
    )
    return replace(contract, port_types=port_types, types=types)


def _operation(
    operation: ir.Operation, port_type: ir.PortType, types: dict[ir.TypeKey, ir.Type]
) -> ir.Operation:
    if operation.style is not ir.Style.RPC:
        return operation
    output = operation.output
    return replace(
        operation,
        input=_message(operation.input, port_type, types),
        output=None if output is None else _message(output, port_type, types),
    )


def _message(
    message: ir.Message, port_type: ir.PortType, types: dict[ir.TypeKey, ir.Type]
) -> ir.Message:
    wrapper = message.wrapper
    assert wrapper is not None
    content = tuple(
        ir.ElementUse(
            name=QName("", part.name),
            type=part.type,
            nillable=part.nillable,
            documentation=part.documentation,
            location=part.location,
        )
        for part in message.body
    )
    key = ir.TypeKey("message", wrapper.namespace, wrapper.local)
    existing = types.get(key)
    if isinstance(existing, ir.ComplexType) and _signature(existing.content) != _signature(content):
        key = key._replace(path=(port_type.name.local,))
    types[key] = ir.ComplexType(key=key, content=content, location=message.location)
    part = ir.Part(name=wrapper.local, element=wrapper, type=key, location=message.location)
    return replace(message, body=(part,))


def _signature(content: tuple[ir.Particle, ...]) -> list[tuple[QName, ir.TypeKey]]:
    return [(use.name, use.type) for use in content if isinstance(use, ir.ElementUse)]

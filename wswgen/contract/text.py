"""A contract as text for people: `wswgen describe`."""

from __future__ import annotations

from collections.abc import Iterator

from wswgen import ir


def summary(contract: ir.Contract) -> str:
    """Port types, endpoints and operations, a line each; then what else the contract states."""
    return "\n".join(_lines(contract)) + "\n"


def _lines(contract: ir.Contract) -> Iterator[str]:
    yield f"{contract.name} ({contract.namespace})"
    simple = sum(isinstance(t, ir.SimpleType) for t in contract.types.values())
    yield f"  {len(contract.types) - simple} complex types, {simple} simple types"
    for port_type in contract.port_types:
        yield f"  port type {port_type.name.local}"
        for endpoint in port_type.endpoints:
            place = endpoint.address or "no address"
            port = f"port {endpoint.port}" if endpoint.port else f"binding {endpoint.binding.local}"
            yield f"    {port}: SOAP {endpoint.soap} at {place}"
        for operation in port_type.operations:
            yield f"    {operation.name} ({operation.style.value}): {_signature(operation)}"
    for fact in contract.facts:
        yield f"  {fact.kind}: {fact.text} ({fact.location})"


def _signature(operation: ir.Operation) -> str:
    text = _message(operation.input)
    if operation.output is None:
        text += " -> (one-way)"
    else:
        text += f" -> {_message(operation.output)}"
    if operation.faults:
        text += f", faults {', '.join(map(_fault, operation.faults))}"
    return text


def _fault(fault: ir.Fault) -> str:
    return f"header {fault.name}" if fault.header else fault.name


def _message(message: ir.Message) -> str:
    parts = [_part(part) for part in message.body]
    parts += [f"header {_part(part)}" for part in message.headers]
    return f"({', '.join(parts)})"


def _part(part: ir.Part) -> str:
    return f"{part.name}: {part.type.name}" if part.type.kind != "element" else part.element.local

"""A contract as a graph: operations, the types of their messages, and what those hold."""

from __future__ import annotations

from collections.abc import Iterator

from wswgen import ir
from wswgen.contract.graph import dependencies
from wswgen.contract.prune import reachable


def mermaid(contract: ir.Contract) -> str:
    """A flowchart of Mermaid."""
    numbers = _numbers(contract)
    lines = ["flowchart LR"]
    for name, number in numbers.items():
        left, right = ("([", "])") if name[0] == "operation" else ("[", "]")
        lines.append(f'  n{number}{left}"{_mermaid(name[1])}"{right}')
    lines += [f"  n{numbers[one]} -->|{what}| n{numbers[other]}" if what
              else f"  n{numbers[one]} --> n{numbers[other]}"
              for one, other, what in _edges(contract)]  # fmt: skip
    return "\n".join(lines) + "\n"


def dot(contract: ir.Contract) -> str:
    """A digraph of Graphviz."""
    numbers = _numbers(contract)
    lines = ["digraph contract {", "  rankdir=LR; node [shape=box, fontname=sans-serif];"]
    for name, number in numbers.items():
        shape = ", shape=oval" if name[0] == "operation" else ""
        lines.append(f'  n{number} [label="{_dot(name[1])}"{shape}];')
    for one, other, what in _edges(contract):
        label = f' [label="{what}"]' if what else ""
        lines.append(f"  n{numbers[one]} -> n{numbers[other]}{label};")
    return "\n".join([*lines, "}"]) + "\n"


_Name = tuple[str, str, object]


def _numbers(contract: ir.Contract) -> dict[_Name, int]:
    names: dict[_Name, None] = {}
    for one, other, _ in _edges(contract):
        names[one] = names[other] = None
    for operation in _operations(contract):
        names[operation[0]] = None
    return {name: number for number, name in enumerate(names)}


def _operations(contract: ir.Contract) -> Iterator[tuple[_Name, ir.Operation]]:
    for port_type in contract.port_types:
        for operation in port_type.operations:
            yield ("operation", operation.name, port_type.name), operation


def _edges(contract: ir.Contract) -> Iterator[tuple[_Name, _Name, str]]:
    types = reachable(contract.port_types, contract.types)
    for name, operation in _operations(contract):
        messages = (("request", operation.input), ("reply", operation.output))
        for what, message in messages:
            for part in (*message.body, *message.headers) if message else ():
                if part.type in types:
                    yield name, _name(part.type), what
        for fault in operation.faults:
            if fault.detail.type in types:
                yield name, _name(fault.detail.type), "fault"
    for key, found in types.items():
        for other in dict.fromkeys(dependencies(found)):
            if other in types:
                yield _name(key), _name(other), "base" if other == found.base else ""


def _name(key: ir.TypeKey) -> _Name:
    return ("type", "/".join((key.name, *key.path)), key)


def _mermaid(text: str) -> str:
    return (
        text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
    )


def _dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')

"""Every name that the package shares: classes, exceptions, services, states, constants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from wswgen import ir
from wswgen.plan.names import (
    class_name,
    constant_name,
    interface_name,
    member_name,
    namespace_name,
    words,
)
from wswgen.plan.renames import Renames, class_text
from wswgen.plan.scope import Candidate, assign
from wswgen.plan.shapes import ClassKey, GroupKey, plain_class_name
from wswgen.qname import QName
from wswgen.record import record

# What people can already reach on a state, a service and a client: `wswgen.runtime`.
STATE_NAMES = frozenset({"check", "context", "defer", "of", "on_cancel", "token"})
METHOD_NAMES = frozenset("""
    aclose asgi close contract documents endpoint operations serve start states url within
    """.split())

_RANKS = {"type": 0, "element": 2, "attribute": 2, "group": 2, "message": 6, "builtin": 0}


FaultUse: TypeAlias = tuple[str, ir.FaultKey, str | None]
"""How an operation declares a fault: its name, what it is, and its action."""


@record
class InterfaceNames:
    """The names of one port type."""

    contract: str
    service: str
    client: str
    async_client: str


@record
class OperationNames:
    """The names of one operation of one port type."""

    constant: str
    method: str
    state: str
    result: str


@record
class Naming:
    """The names of everything, by what it is."""

    classes: Mapping[ClassKey, str]
    faults: Mapping[ir.FaultKey, str]
    interfaces: Mapping[QName, InterfaceNames]
    operations: Mapping[tuple[QName, str], OperationNames]
    shared_faults: Mapping[FaultUse, str]
    namespaces: Mapping[str, str]


def shared_faults(contract: ir.Contract) -> Mapping[FaultUse, ir.Fault]:
    """The faults that several operations declare with one name and one action."""
    found: dict[FaultUse, list[ir.Fault]] = {}
    for port_type in contract.port_types:
        for operation in port_type.operations:
            for fault in operation.faults:
                found.setdefault((fault.name, fault.key, fault.action), []).append(fault)
    return {key: faults[0] for key, faults in found.items() if len(faults) > 1}


def name_everything(
    contract: ir.Contract,
    classes: Iterable[ClassKey],
    namespaces: Iterable[str],
    details: Mapping[ir.FaultKey, ir.TypeKey],
    renames: Renames,
) -> Naming:
    """Name the ``classes`` and ``namespaces`` of a plan and all that follows from the contract.

    ``details`` are the declared faults with the types of their elements.
    """
    faulty = set(details.values())
    candidates: list[Candidate[tuple[str, object]]] = [
        renames.named(_class_candidate(key, key in faulty), class_text(key)) for key in classes
    ]
    candidates += [renames.named(_fault_candidate(each), _fault_text(each)) for each in details]
    spelled: dict[tuple[QName, str], str] = {}
    for port_type in contract.port_types:
        about = interface_name(port_type.name.local)
        about = renames.wish(f"port type {port_type.name}", class_name) or about
        where = f"_{_tail(port_type.name.namespace)}"
        for role, plain in (
            ("service", f"{about}Service"),
            ("client", f"{about}Client"),
            ("async_client", f"Async{about}Client"),
        ):
            candidates.append(
                Candidate(
                    key=(role, port_type.name), plain=plain, rank=4, wire=port_type.name.local,
                    ending=where, identity=f"{role} {port_type.name}",
                )
            )  # fmt: skip
        for operation in port_type.operations:
            wish = renames.wish(f"{port_type.name}.{operation.name}", member_name)
            spelled[port_type.name, operation.name] = wish or operation.name
            camel = "".join(word[0].upper() + word[1:] for word in (wish or "").split("_") if word)
            for role, ending in (("state", "State"), ("result", "Result")):
                if role == "result" and not needs_result(operation):
                    continue
                candidates.append(
                    Candidate(
                        key=(role, (port_type.name, operation.name)),
                        plain=class_name(camel or operation.name).rstrip("_") + ending,
                        rank=5, wire=operation.name, ending=f"_{about}",
                        identity=f"{role} {port_type.name} {operation.name}",
                    )
                )  # fmt: skip
    names = renames.assign(candidates)
    constants = _namespaces(namespaces)
    interfaces = _interfaces(contract, names)
    taken = {*constants.values(), *(i.contract for i in interfaces.values())}
    operations = _operations(contract, names, spelled, taken)
    taken.update(each.constant for each in operations.values())
    return Naming(
        classes={key: names["class", key] for key in classes},
        faults={each: names["fault", each] for each in details},
        interfaces=interfaces,
        operations=operations,
        shared_faults=_shared_faults(contract, names, taken),
        namespaces=constants,
    )


def needs_result(operation: ir.Operation) -> bool:
    """Whether the outputs of an operation are gathered in a class made for them."""
    output = operation.output
    if output is None:
        return False
    if output.headers:
        return True
    return operation.style is ir.Style.BARE and len(output.body) > 1


def _class_candidate(key: ClassKey, detail: bool) -> Candidate[tuple[str, object]]:
    owner = key.owner if isinstance(key, GroupKey) else key
    if isinstance(key, GroupKey):
        rank, ending = 7, "_branch"
    elif key.path:
        rank, ending = 3, f"_{_tail(key.namespace)}"
    elif key.kind == "type":
        rank, ending = 0, f"_{_tail(key.namespace)}"
    else:
        rank, ending = _RANKS[key.kind], "Detail" if detail else f"_{key.kind}"
    wire = key.path[-1] if isinstance(key, GroupKey) else key.name
    return Candidate(
        key=("class", key), plain=plain_class_name(key), rank=rank, wire=wire, ending=ending,
        identity=f"{owner} {key.path}",
    )  # fmt: skip


def _fault_candidate(fault: ir.FaultKey) -> Candidate[tuple[str, object]]:
    local = (fault.message or fault.element).local
    return Candidate(
        key=("fault", fault), plain=class_name(local), rank=1, wire=local,
        ending="HeaderError" if fault.header else "Error", identity=_fault_text(fault),
    )  # fmt: skip


def _fault_text(fault: ir.FaultKey) -> str:
    """What a fault is called in the settings."""
    about = fault.element if fault.message is None else f"message {fault.message}"
    return f"{'header fault' if fault.header else 'fault'} {about}"


def _interfaces(
    contract: ir.Contract, names: Mapping[tuple[str, object], str]
) -> Mapping[QName, InterfaceNames]:
    constants = assign(
        [
            Candidate(
                key=port_type.name,
                plain=f"{constant_name(interface_name(port_type.name.local))}_CONTRACT",
                rank=0, wire=port_type.name.local, ending=f"_{_tail(port_type.name.namespace)}",
                identity=str(port_type.name),
            )
            for port_type in contract.port_types
        ]
    )  # fmt: skip
    return {
        port_type.name: InterfaceNames(
            contract=constants[port_type.name],
            service=names["service", port_type.name],
            client=names["client", port_type.name],
            async_client=names["async_client", port_type.name],
        )
        for port_type in contract.port_types
    }


def _operations(
    contract: ir.Contract,
    names: Mapping[tuple[str, object], str],
    spelled: Mapping[tuple[QName, str], str],
    taken: Iterable[str],
) -> Mapping[tuple[QName, str], OperationNames]:
    every = [(p, o) for p in contract.port_types for o in p.operations]
    constants = assign(
        [
            Candidate(
                key=(p.name, o.name), plain=constant_name(spelled[p.name, o.name]), rank=0,
                wire=o.name,
                ending=f"_{constant_name(interface_name(p.name.local))}",
                identity=f"{p.name} {o.name}",
            )
            for p, o in every
        ],
        {"DOCUMENTS", *taken},
    )  # fmt: skip
    found: dict[tuple[QName, str], OperationNames] = {}
    for port_type in contract.port_types:
        methods = assign(
            [
                Candidate(
                    key=o.name, plain=member_name(spelled[port_type.name, o.name]), rank=0,
                    wire=o.name,
                    ending="_operation", identity=o.name,
                )
                for o in port_type.operations
            ],
            METHOD_NAMES,
        )  # fmt: skip
        for operation in port_type.operations:
            key = (port_type.name, operation.name)
            found[key] = OperationNames(
                constant=constants[key],
                method=methods[operation.name],
                state=names["state", key],
                result=names.get(("result", key), ""),
            )
    return found


def _shared_faults(
    contract: ir.Contract, names: Mapping[tuple[str, object], str], taken: Iterable[str]
) -> Mapping[FaultUse, str]:
    return assign(
        [
            Candidate(
                key=key, plain=constant_name(names["fault", fault.key]), rank=0, wire=fault.name,
                ending="_FAULT", identity=f"{fault.name} {fault.key} {fault.action}",
            )
            for key, fault in shared_faults(contract).items()
        ],
        {"DOCUMENTS", *taken},
    )  # fmt: skip


def _namespaces(uris: Iterable[str]) -> Mapping[str, str]:
    return assign(
        [
            Candidate(key=uri, plain=namespace_name(uri), rank=0, wire=uri, ending="", identity=uri)
            for uri in uris
        ]
    )


def _tail(uri: str) -> str:
    return "".join(words(namespace_name(uri).removesuffix("_NS"))).lower() or "local"


def parameter_names(parts: Sequence[ir.Part], taken: frozenset[str]) -> list[str]:
    """Names for the parts of a message, in order."""
    names = assign(
        [
            Candidate(
                key=position, plain=member_name(part.name), rank=0, wire=part.name,
                ending="_part", identity=f"{part.name} {part.element}",
            )
            for position, part in enumerate(parts)
        ],
        taken,
    )  # fmt: skip
    return [names[position] for position in range(len(parts))]

"""From a contract to the plan of its package: `plan_package`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, partial

from wswgen import ir
from wswgen.options import Options
from wswgen.plan import modules
from wswgen.plan.code import Bracket, array, call, string
from wswgen.plan.docs import clean
from wswgen.plan.messages import with_rpc_wrappers
from wswgen.plan.names import default_package
from wswgen.plan.naming import Naming, name_everything, shared_faults
from wswgen.plan.native import NativePlanner
from wswgen.plan.operations import Planner, plan_fault
from wswgen.plan.package import (
    Definition,
    FaultPlan,
    InterfacePlan,
    PackagePlan,
    SharedFaultPlan,
    TypesPlan,
)
from wswgen.plan.parts import BASE, MANY, Reach, Share, described, divided, namespaces_of, spread
from wswgen.plan.renames import Renames
from wswgen.plan.shapes import ClassKey, shapes
from wswgen.plan.types import Classes, needed, plan_types
from wswgen.plan.values import Vocabulary


def plan_package(
    contract: ir.Contract,
    options: Options,
    documents: Mapping[str, Mapping[str, str]],
) -> PackagePlan:
    """Plan everything that will be printed.

    ``documents`` says for each input document what its locations mean (`runtime.Contract`); the
    first is the root.
    """
    contract = with_rpc_wrappers(contract)
    root = next(iter(documents))
    source = string(root)[1:-1]  # for comments: a file's name may have line breaks
    drafts = {shape.key: shape for shape in shapes(contract.types)}
    details = _details(contract)
    renames = Renames(options.names)
    naming = _naming(contract, drafts, renames)
    vocabulary = Vocabulary(
        types=contract.types, classes=naming.classes, namespaces=naming.namespaces, renames=renames
    )
    classes = Classes(drafts, vocabulary)
    planner = Planner(
        vocabulary=vocabulary, naming=naming, classes=classes, cancel_off=options.cancel_off
    )
    faults = tuple(plan_fault(fault, planner, naming.faults) for fault in details.values())
    shared = tuple(
        SharedFaultPlan(constant=naming.shared_faults[key], data=planner.fault_part(fault))
        for key, fault in shared_faults(contract).items()
    )
    home = modules.Home(options.vendor_runtime)
    below = modules.Home(options.vendor_runtime, "..")
    results = {
        naming.operations[port_type.name, operation.name].result: operation
        for port_type in contract.port_types
        for operation in port_type.operations
        if naming.operations[port_type.name, operation.name].result
    }
    names = (*naming.classes.values(), *results)
    parts: Mapping[str, Collection[str]] = {}
    if len(names) > MANY:
        common = {naming.classes[key] for key in needed(drafts, contract.types)}
        parts = spread(names, common)

    @cache
    def shares() -> Mapping[str, Share]:
        return divided(parts, contract.types, drafts.values(), naming.classes)

    def definitions(part: str = "") -> tuple[Definition, ...]:
        share = shares()[part] if part else (contract.types, drafts.values())
        return plan_types(*share, vocabulary, classes) + tuple(
            planner.result_class(operation, name)
            for name, operation in results.items()
            if not part or name in parts[part]
        )

    @cache
    def namespaces() -> Sequence[str]:
        used = namespaces_of(drafts.values(), contract.types)
        return [uri for uri in naming.namespaces if uri in used]

    @cache
    def all_definitions() -> tuple[Definition, ...]:
        return definitions()

    def types() -> TypesPlan:
        every = all_definitions()
        module = modules.types_module(every, naming, home)
        return TypesPlan(doc="The types of the contract.", module=module, definitions=every)

    def types_of(part: str) -> TypesPlan:
        reach = Reach(part, frozenset(names))
        own = tuple(map(reach.definition, definitions(part)))
        constants = namespaces() if part == BASE else ()
        module = modules.part_module(own, constants, naming, below)
        return TypesPlan(doc=described(part), module=module, definitions=own)

    @cache
    def interfaces() -> tuple[InterfacePlan, ...]:
        return tuple(
            _interface(port_type, planner, faults, root, len(documents) > 1)
            for port_type in contract.port_types
        )

    if options.names:
        all_definitions()  # so that each of them is found wrong that names nothing
    native = NativePlanner(
        contract=contract,
        shapes=drafts,
        classes=classes,
        naming=naming,
        vocabulary=vocabulary,
        home=home,
        cancel_off=options.cancel_off,
    )
    return PackagePlan(
        name=options.package or default_package(root),
        source=source,
        doc=clean(contract.documentation) or f"Generated from {source}.",
        size=len(naming.classes),
        definitions=all_definitions,
        faults=faults,
        shared_faults=shared,
        interfaces=interfaces,
        types=(
            {f"types/{part}.py": partial(types_of, part) for part in parts}
            if parts
            else {"types.py": types}
        ),
        types_package=(
            (lambda: modules.types_package(parts, namespaces(), naming)) if parts else None
        ),
        faults_module=cache(lambda: modules.faults_module(faults, home)),
        contract_module=cache(
            lambda: modules.contract_module(interfaces(), shared, naming, documents, home)
        ),
        service_module=cache(lambda: modules.service_module(interfaces(), home)),
        client_module=cache(lambda: modules.client_module(interfaces(), home)),
        native=cache(native.plan),
        init_module=cache(lambda: modules.init_module(naming, parts, home)),
        wrong_names=renames.wrong(),
    )


def names_of(contract: ir.Contract, options: Options) -> Naming:
    """The names that the package of a contract has, for descriptions of it."""
    contract = with_rpc_wrappers(contract)
    drafts = {shape.key: shape for shape in shapes(contract.types)}
    return _naming(contract, drafts, Renames(options.names))


def _naming(contract: ir.Contract, drafts: Iterable[ClassKey], renames: Renames) -> Naming:
    keys = [*contract.types, *(key for key in drafts if key not in contract.types)]
    details = {key: fault.detail.type for key, fault in _details(contract).items()}
    return name_everything(contract, keys, _namespaces(contract), details, renames)


def _details(contract: ir.Contract) -> dict[ir.FaultKey, ir.Fault]:
    found: dict[ir.FaultKey, ir.Fault] = {}
    for port_type in contract.port_types:
        for operation in port_type.operations:
            for fault in operation.faults:
                found.setdefault(fault.key, fault)
    return found


def _namespaces(contract: ir.Contract) -> list[str]:
    """Every namespace that the package may have to name, in order of first use."""
    found: dict[str, None] = {contract.namespace: None}
    for key, definition in contract.types.items():
        found[key.namespace] = None
        if isinstance(definition, ir.SimpleType):
            found |= {v.qname.namespace: None for v in definition.facets.enumeration if v.qname}
        else:
            for attribute in definition.attributes:
                found[attribute.name.namespace] = None
            stack: list[ir.Particle] = list(definition.content)
            while stack:
                particle = stack.pop()
                match particle:
                    case ir.ElementUse(name=name):
                        found[name.namespace] = None
                    case ir.Sequence(particles=nested):
                        stack += reversed(nested)
                    case ir.Choice(branches=branches, head=head):
                        if head is not None:
                            found[head.namespace] = None
                        stack += reversed([p for branch in branches for p in branch])
                    case ir.All(elements=elements):
                        stack += reversed(elements)
                    case ir.AnyElement():
                        pass
    for port_type in contract.port_types:
        found[port_type.name.namespace] = None
        for operation in port_type.operations:
            for message in (operation.input, operation.output):
                if message is not None:
                    for part in (*message.body, *message.headers):
                        found[part.element.namespace] = None
            for fault in operation.faults:
                found[fault.detail.element.namespace] = None
    return [uri for uri in found if uri]


def _interface(
    port_type: ir.PortType,
    planner: Planner,
    faults: tuple[FaultPlan, ...],
    root: str,
    several: bool,
) -> InterfacePlan:
    names = planner.naming.interfaces[port_type.name]
    operations = tuple(planner.operation(port_type, o) for o in port_type.operations)
    endpoints = [_endpoint(endpoint, port_type) for endpoint in port_type.endpoints]
    data = call(
        "Contract",
        name=string(port_type.name.local),
        namespace=planner.vocabulary.namespace(port_type.name.namespace),
        operations=array(operation.declaration.name for operation in operations),
        endpoints=array(endpoints),
        types="types",
        faults="faults" if faults else None,
        package="__package__",
        wsdl=string(f"wsdl/{root}"),
        documents="DOCUMENTS" if several else None,
    )
    return InterfacePlan(
        wire=port_type.name.local,
        constant=names.contract,
        data=data,
        service=Bracket(names.service, ("runtime.Service",)),
        client=Bracket(names.client, ("runtime.Client",)),
        async_client=Bracket(names.async_client, ("runtime.AsyncClient",)),
        doc=clean(port_type.documentation) or f"Port type {port_type.name.local}.",
        operations=operations,
    )


def _endpoint(endpoint: ir.Endpoint, port_type: ir.PortType) -> Bracket:
    first = port_type.endpoints[0].soap_actions
    own = [
        f"{string(name)}: {string(action)}"
        for name, action in endpoint.soap_actions.items()
        if first.get(name, "") != action
    ]
    return call(
        "Endpoint",
        service=string(endpoint.service.local),
        port=string(endpoint.port),
        binding=string(endpoint.binding.local),
        soap=string(endpoint.soap),
        address=string(endpoint.address) if endpoint.address else None,
        soap_actions=Bracket("", tuple(own), "{", "}") if own else None,
    )

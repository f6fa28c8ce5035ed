"""From a contract to the plan of its package: `plan_package`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wswgen import ir
from wswgen.options import Options
from wswgen.plan.code import (
    Annotation,
    Bracket,
    Either,
    Expr,
    Import,
    Keyword,
    Signature,
    array,
    call,
    string,
)
from wswgen.plan.docs import clean
from wswgen.plan.messages import with_rpc_wrappers
from wswgen.plan.names import package_name
from wswgen.plan.naming import Naming, name_everything
from wswgen.plan.operations import Planner, plan_fault
from wswgen.plan.order import imported, listed
from wswgen.plan.package import (
    AliasPlan,
    ClassPlan,
    ConstantPlan,
    Definition,
    EnumPlan,
    FaultPlan,
    InterfacePlan,
    ModulePlan,
    PackagePlan,
)
from wswgen.plan.shapes import shapes
from wswgen.plan.types import plan_types
from wswgen.plan.values import Vocabulary
from wswgen.qname import QName


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
    keys = [*contract.types, *(key for key in drafts if key not in contract.types)]
    details = _details(contract)
    naming = name_everything(
        contract, keys, _namespaces(contract), {q: p.detail.type for q, p in details.items()}
    )
    vocabulary = Vocabulary(
        types=contract.types, classes=naming.classes, namespaces=naming.namespaces
    )
    definitions = plan_types(drafts, vocabulary)
    by_name = {d.name: d for d in definitions if isinstance(d, ClassPlan)}
    classes = {
        key: by_name[naming.classes[key]]
        for key, definition in contract.types.items()
        if isinstance(definition, ir.ComplexType)
    }
    planner = Planner(
        vocabulary=vocabulary, naming=naming, classes=classes, cancel_off=options.cancel_off
    )
    faults = tuple(plan_fault(fault, planner, naming.faults) for fault in details.values())
    home = Home(options.vendor_runtime)
    interfaces = tuple(
        _interface(port_type, planner, faults, root, len(documents) > 1)
        for port_type in contract.port_types
    )
    definitions += tuple(
        planner.result_class(operation, naming.operations[port_type.name, operation.name].result)
        for port_type in contract.port_types
        for operation in port_type.operations
        if naming.operations[port_type.name, operation.name].result
    )
    local = {d.name for d in definitions}
    return PackagePlan(
        name=options.package or package_name(re.sub(r"\.[^./]*$", "", root.rpartition("/")[2])),
        source=source,
        doc=clean(contract.documentation) or f"Generated from {source}.",
        types=_types_module(definitions, naming, home),
        definitions=definitions,
        faults_module=_faults_module(faults, local, home),
        faults=faults,
        contract_module=_contract_module(interfaces, naming, documents, home),
        service_module=_service_module(interfaces, local, home),
        client_module=_client_module(interfaces, local, home),
        interfaces=interfaces,
        init_module=_init_module(definitions, faults, interfaces),
        all=array(string(name) for name in listed(_public(definitions, faults, interfaces))),
    )


def _details(contract: ir.Contract) -> dict[QName, ir.Fault]:
    found: dict[QName, ir.Fault] = {}
    for port_type in contract.port_types:
        for operation in port_type.operations:
            for fault in operation.faults:
                found.setdefault(fault.detail.element, fault)
    return found


def _namespaces(contract: ir.Contract) -> list[str]:
    """Every namespace that the package may have to name, in order of first use."""
    found: dict[str, None] = {contract.namespace: None}
    for key, definition in contract.types.items():
        found[key.namespace] = None
        if isinstance(definition, ir.ComplexType):
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


# --- modules ----------------------------------------------------------------------------------


def _types_module(definitions: tuple[Definition, ...], naming: Naming, home: Home) -> ModulePlan:
    used: set[str] = set()
    for definition in definitions:
        match definition:
            case AliasPlan(value=value):
                used |= {*_words(value), "TypeAlias"}
            case EnumPlan(xml=marker):
                used |= {*_words(marker), "enum"}
            case ClassPlan(xml=marker, fields=fields):
                used |= {*_words(marker), "dataclass"}
                for field in fields:
                    used |= set(_words(field.code))
    return ModulePlan(
        imports=_groups(_stdlib(used, dataclasses=True), _runtime(used, home)),
        constants=_constants(used, naming),
    )


def _faults_module(faults: tuple[FaultPlan, ...], local: set[str], home: Home) -> ModulePlan:
    used: set[str] = set()
    for fault in faults:
        used |= {*_words(fault.detail), *_words(fault.signature), *_words(fault.init)}
    return _using(used, local, home)


def _contract_module(
    interfaces: tuple[InterfacePlan, ...],
    naming: Naming,
    documents: Mapping[str, Mapping[str, str]],
    home: Home,
) -> ModulePlan:
    used: set[str] = set()
    for interface in interfaces:
        used |= set(_words(interface.data))
        for operation in interface.operations:
            used |= set(_words(operation.declaration))
    names = ("Contract", "Endpoint", "FaultPart", "Message", "Operation", "Part")
    vocabulary = [
        *_runtime(used, home),
        Import(f"{home.package}.contract", tuple(n for n in names if n in used)),
    ]
    modules = ("faults", "types") if "faults" in used else ("types",)
    local: list[Expr] = [Import(".", modules)]
    runtime: list[Expr] = []
    (local if home.vendored else runtime).extend(vocabulary)
    return ModulePlan(
        imports=_groups((), runtime, local),
        constants=(*_constants(used, naming), *_documents(documents)),
    )


def _service_module(
    interfaces: tuple[InterfacePlan, ...], local: set[str], home: Home
) -> ModulePlan:
    used: set[str] = {"abstractmethod", "dataclass"}
    for interface in interfaces:
        for operation in interface.operations:
            used |= set(_words(operation.result))
            for field in operation.fields:
                used |= set(_words(field.code))
    return _using(used, local, home, contract=True)


def _client_module(
    interfaces: tuple[InterfacePlan, ...], local: set[str], home: Home
) -> ModulePlan:
    used: set[str] = set()
    for interface in interfaces:
        for operation in interface.operations:
            used |= {*_words(operation.method_signature), *_words(operation.call)}
    return _using(used, local, home, contract=True)


def _init_module(
    definitions: tuple[Definition, ...],
    faults: tuple[FaultPlan, ...],
    interfaces: tuple[InterfacePlan, ...],
) -> ModulePlan:
    services = [i.service.head for i in interfaces]
    states = [operation.state for i in interfaces for operation in i.operations]
    groups = {
        ".client": [name for i in interfaces for name in (i.async_client.head, i.client.head)],
        ".faults": [fault.name for fault in faults],
        ".service": services + states,
        ".types": [definition.name for definition in definitions],
    }
    lines = [Import(module, imported(names)) for module, names in groups.items() if names]
    return ModulePlan(imports=_groups((), (), lines))


@dataclass(frozen=True, slots=True)
class Home:
    """Where the runtime is imported from: the installed one, or the copy in the package."""

    vendored: bool

    @property
    def package(self) -> str:
        """The name that the runtime's modules are imported from."""
        return "._runtime" if self.vendored else "wswgen.runtime"

    def itself(self) -> Expr:
        """The import of the runtime as ``runtime``."""
        return (
            Import(".", ("_runtime as runtime",))
            if self.vendored
            else Import("wswgen", ("runtime",))
        )


def _using(used: set[str], local: set[str], home: Home, *, contract: bool = False) -> ModulePlan:
    runtime = [home.itself(), *_runtime(used, home)]
    own: list[Expr] = []
    if home.vendored:
        own, runtime = runtime, []
    if contract:
        own.insert(0, Import(".", ("_contract",)))
    types = imported(used & local)
    if types:
        own.append(Import(".types", types))
    return ModulePlan(imports=_groups(_stdlib(used), runtime, own))


def _stdlib(used: set[str], *, dataclasses: bool = False) -> list[Expr]:
    lines: list[Expr] = [f"import {name}" for name in ("decimal", "enum") if name in used]
    if "abstractmethod" in used:
        lines.append(Import("abc", ("abstractmethod",)))
    if "abc" in used:
        lines.append(Import("collections", ("abc",)))
    for module, names in (
        ("dataclasses", ("dataclass", "field")),
        ("typing", ("Annotated", "TypeAlias")),
    ):
        found = tuple(name for name in names if name in used)
        if found:
            lines.append(Import(module, found))
    return lines


def _runtime(used: set[str], home: Home) -> list[Expr]:
    names = tuple(name for name in ("xml", "xs") if name in used)
    return [Import(home.package, names)] if names else []


def _groups(*groups: Sequence[Expr]) -> tuple[tuple[Expr, ...], ...]:
    return tuple(tuple(group) for group in groups if group)


def _constants(used: set[str], naming: Naming) -> tuple[ConstantPlan, ...]:
    return tuple(
        ConstantPlan(name=name, value=string(uri))
        for uri, name in naming.namespaces.items()
        if name in used
    )


def _documents(documents: Mapping[str, Mapping[str, str]]) -> Iterator[ConstantPlan]:
    if len(documents) > 1:
        lines = ["{"]
        for name, locations in documents.items():
            if not locations:
                lines.append(f"    {string(name)}: {{}},")
                continue
            lines.append(f"    {string(name)}: {{")
            for location, target in locations.items():
                lines.append(f"        {string(location)}: {string(target)},")
            lines.append("    },")
        yield ConstantPlan(name="DOCUMENTS", value="\n".join([*lines, "}"]))


def _public(
    definitions: tuple[Definition, ...],
    faults: tuple[FaultPlan, ...],
    interfaces: tuple[InterfacePlan, ...],
) -> Iterator[str]:
    yield from (definition.name for definition in definitions)
    yield from (fault.name for fault in faults)
    for interface in interfaces:
        yield from (interface.service.head, interface.client.head, interface.async_client.head)
        yield from (operation.state for operation in interface.operations)


_BETWEEN = re.compile(r"[][\s(){}|,:=@]+")  # not \W: identifiers may have combining marks


def _names(text: str) -> Iterator[str]:
    """The names in a piece of code, without the attributes that are reached through them."""
    for piece in _BETWEEN.split(text):
        yield piece.partition(".")[0]


def _words(expr: Expr) -> Iterator[str]:
    """The names in an expression, without what stands in string literals or names a keyword."""
    match expr:
        case str():
            if not expr.startswith(('"', "'", 'r"')):
                yield from _names(expr)
        case Bracket(head, items, _, _):
            yield from _names(head)
            for item in items:
                yield from _words(item)
        case Either(items):
            for item in items:
                yield from _words(item)
        case Keyword(_, value):
            yield from _words(value)
        case Annotation(_, annotation, default):
            yield from _words(annotation)
            if default is not None:
                yield from _words(default)
        case Signature(_, parameters, result):
            for parameter in (*parameters, result):
                yield from _words(parameter)
        case Import():
            pass

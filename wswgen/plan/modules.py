"""What each module of the package imports, and the constants it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
from wswgen.plan.naming import Naming
from wswgen.plan.order import imported, listed
from wswgen.plan.package import (
    AliasPlan,
    ClassPlan,
    ConstantPlan,
    Definition,
    EnumPlan,
    FaultPlan,
    InitPlan,
    InterfacePlan,
    ModulePlan,
    SharedFaultPlan,
)
from wswgen.plan.parts import BASE
from wswgen.record import positional_record


def types_module(definitions: tuple[Definition, ...], naming: Naming, home: Home) -> ModulePlan:
    """The imports and constants of ``types.py``."""
    used = _used_by(definitions, naming)
    return ModulePlan(
        imports=_groups(
            _stdlib(used),
            [*([home.itself()] if "runtime" in used else []), *_runtime(used, home)],
        ),
        constants=_constants(used, naming),
    )


def part_module(
    definitions: tuple[Definition, ...], namespaces: Iterable[str], naming: Naming, home: Home
) -> ModulePlan:
    """The imports of a module in the package ``types``.

    It has constants for ``namespaces``, those of all modules or none; others are in ``base``.
    """
    used = _used_by(definitions, naming)
    constants = {naming.namespaces[uri] for uri in namespaces}
    itself = [home.itself()] if "runtime" in used else []
    vocabulary = _runtime(used, home)
    whole: list[Expr] = [Import("..", ("types",))] if "types" in used else []
    base: list[Expr] = []
    if f"_{BASE}" in used:
        base.append(Import(".", (f"{BASE} as _{BASE}",)))
    names = [constant.name for constant in _constants(used - constants, naming)]
    if names:
        base.append(Import(f".{BASE}", imported(names)))
    imports = (
        [[], [*itself, *whole, *vocabulary, *base]]
        if home.vendored
        else [[*itself, *vocabulary], [*whole, *base]]
    )
    return ModulePlan(
        imports=_groups(_stdlib(used), *imports), constants=_constants(constants, naming)
    )


def types_package(
    parts: Mapping[str, Iterable[str]], namespaces: Iterable[str], naming: Naming
) -> InitPlan:
    """What ``__init__.py`` of the package ``types`` offers: all that its modules have."""
    constants = [naming.namespaces[uri] for uri in namespaces]
    groups = {name: [*names, *(constants if name == BASE else ())] for name, names in parts.items()}
    lines = [Import(f".{part}", imported(names)) for part, names in groups.items() if names]
    every = listed(name for names in groups.values() for name in names)
    return InitPlan(imports=_groups(lines), all=array(string(name) for name in every))


def _used_by(definitions: tuple[Definition, ...], naming: Naming) -> set[str]:
    used: set[str] = set()
    code: list[Expr] = []
    for definition in definitions:
        match definition:
            case AliasPlan():
                code.append(definition.code)
            case EnumPlan():
                used.add("enum")
                code += [definition.xml, *(member.value for member in definition.members)]
            case ClassPlan():
                used.add("dataclass")
                code += [definition.xml, definition.header]
                code += [field.code for field in definition.fields]
    return used | _used(code, (*_IMPORTED, f"_{BASE}", *naming.namespaces.values()))


def faults_module(faults: tuple[FaultPlan, ...], home: Home) -> ModulePlan:
    """The imports of ``faults.py``."""
    code = [code for fault in faults for code in (fault.detail, fault.signature, fault.init)]
    return _using(_used(code), home)


def contract_module(
    interfaces: tuple[InterfacePlan, ...],
    shared: tuple[SharedFaultPlan, ...],
    naming: Naming,
    documents: Mapping[str, Mapping[str, str]],
    home: Home,
) -> ModulePlan:
    """The imports and constants of ``_contract.py``."""
    code: list[Expr] = [fault.data for fault in shared]
    for interface in interfaces:
        code += (interface.data, *(operation.declaration for operation in interface.operations))
    used = _used(code, (*_VOCABULARY, "faults", "xml", "xs", *naming.namespaces.values()))
    vocabulary = [
        *_runtime(used, home),
        Import(f"{home.package}.contract", tuple(n for n in _VOCABULARY if n in used)),
    ]
    modules = ("faults", "types") if "faults" in used else ("types",)
    local: list[Expr] = [Import(".", modules)]
    runtime: list[Expr] = []
    (local if home.vendored else runtime).extend(vocabulary)
    return ModulePlan(
        imports=_groups((), runtime, local),
        constants=(*_constants(used, naming), *_documents(documents)),
    )


def service_module(interfaces: tuple[InterfacePlan, ...], home: Home) -> ModulePlan:
    """The imports of ``service.py``."""
    operations = [operation for interface in interfaces for operation in interface.operations]
    used = {"_contract"}
    if operations:
        used |= {"abstractmethod", "dataclass"}
    code = [code for o in operations for code in (o.result, *(field.code for field in o.fields))]
    return _using(used | _used(code), home)


def client_module(interfaces: tuple[InterfacePlan, ...], home: Home) -> ModulePlan:
    """The imports of ``client.py``."""
    operations = [operation for interface in interfaces for operation in interface.operations]
    code = [code for o in operations for code in (o.method_signature, o.call)]
    return _using({"_contract"} | _used(code), home)


def native_module(code: Sequence[Expr], home: Home) -> ModulePlan:
    """The imports of ``_native.py``."""
    runtime: list[Expr] = [Import(home.package, ("native",))]
    own: list[Expr] = [Import(".", ("_contract", *sorted(_used(code, ("types",)))))]
    if home.vendored:
        own, runtime = [*own, *runtime], []
    return ModulePlan(imports=_groups((), runtime, own))


def init_module(naming: Naming, parts: Iterable[str], home: Home) -> InitPlan:
    """What ``__init__.py`` offers: every public name, found in its module when it is used.

    ``parts`` are the modules of the package ``types``, if that is one.
    """
    each, operations = naming.interfaces.values(), naming.operations.values()
    groups = {
        ".client": [name for i in each for name in (i.async_client, i.client)],
        ".faults": [*naming.faults.values()],
        ".service": [*(i.service for i in each), *(o.state for o in operations)],
        ".types": [*naming.classes.values(), *(o.result for o in operations if o.result)],
    }
    lines: list[Expr] = [Import(m, imported(names)) for m, names in groups.items() if names]
    helpers = ["names_on_demand"]
    loading: list[Expr] = []
    if len(groups[".types"]) > _MANY:
        helpers.insert(0, "definitions_on_demand")
        where = [string(name) for name in ("types", *parts)]
        loading.append(call("definitions_on_demand", "__name__", *where))
    # Types first: to look for a name there costs least.
    homes = [module for module in ("types", "client", "faults", "service") if groups[f".{module}"]]
    loading.append(call("names_on_demand", "__name__", *map(string, homes)))
    typing = Import("typing", ("TYPE_CHECKING",))
    runtime = Import(f"{home.package}.lazy", tuple(helpers))
    every = listed(name for names in groups.values() for name in names)
    return InitPlan(
        imports=_groups([typing], [runtime]),
        public=tuple(lines),
        loading=tuple(loading),
        all=array(string(name) for name in every),
    )


_MANY = 100
"""With more definitions than this, they are made one by one instead of all at the import."""


@positional_record
class Home:
    """Where the runtime is imported from: the installed one, or the copy in the package.

    ``above`` is that package, as the module knows it.
    """

    vendored: bool
    above: str = "."

    @property
    def package(self) -> str:
        """The name that the runtime's modules are imported from."""
        return f"{self.above}_runtime" if self.vendored else "wswgen.runtime"

    def itself(self) -> Expr:
        """The import of the runtime as ``runtime``."""
        return (
            Import(self.above, ("_runtime as runtime",))
            if self.vendored
            else Import("wswgen", ("runtime",))
        )


def _using(used: set[str], home: Home) -> ModulePlan:
    runtime = [home.itself(), *_runtime(used, home)]
    own: list[Expr] = []
    if home.vendored:
        own, runtime = runtime, []
    modules = tuple(name for name in ("_contract", "types") if name in used)
    if modules:
        own.insert(0, Import(".", modules))
    return ModulePlan(imports=_groups(_stdlib(used), runtime, own))


def _stdlib(used: set[str]) -> list[Expr]:
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


_BETWEEN = re.compile(r"[][\s(){}|,:=@]+")  # not \W: identifiers may have combining marks


_IMPORTED = "Annotated TypeAlias _contract abc decimal enum field runtime types xml xs".split()
_VOCABULARY = ("Contract", "Endpoint", "FaultPart", "Message", "Operation", "Part")


def _used(expressions: Iterable[Expr], names: Iterable[str] = _IMPORTED) -> set[str]:
    """Which of the names expressions use, but not in a string or as a keyword.

    Of what is reached through a name, the name alone: of ``types.Order``, ``types``.
    """
    waiting = set(names)
    used: set[str] = set()
    seen: set[str] = set()
    stack = list(expressions)
    while stack and waiting:
        expr = stack.pop()
        line = expr if isinstance(expr, str) else expr.line
        if line is None:
            stack += _parts(expr)
        elif line not in seen:
            seen.add(line)
            for name in waiting:
                if name in line:
                    found = waiting & _names(expr)
                    used |= found
                    waiting -= found
                    break
    return used


def _names(expr: Expr) -> set[str]:
    names: set[str] = set()
    stack = [expr]
    while stack:
        expr = stack.pop()
        if not isinstance(expr, str):
            stack += _parts(expr)
        elif not expr.startswith(('"', "'", 'r"')):
            names.update([piece.partition(".")[0] for piece in _BETWEEN.split(expr)])
    return names


def _parts(expr: Expr) -> Iterable[Expr]:
    """What an expression that is no word consists of, where it names something."""
    if isinstance(expr, Bracket):
        return (expr.head, *expr.items)
    if isinstance(expr, Either):
        return expr.items
    if isinstance(expr, Keyword):
        return (expr.value,)
    if isinstance(expr, Annotation):
        return (expr.annotation,) if expr.default is None else (expr.annotation, expr.default)
    return (*expr.parameters, expr.result) if isinstance(expr, Signature) else ()

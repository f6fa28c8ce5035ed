"""What templates may see: every name, annotation and text is final here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from wswgen.plan.code import Annotation, Bracket, Expr, Signature
from wswgen.plan.renames import WrongName
from wswgen.record import record


@record
class FieldPlan:
    """A field of a dataclass: as written there, and as a parameter of the same name and type."""

    name: str
    code: Annotation
    hint: Expr
    default: Expr | None = None
    doc: str = ""
    origin: object = None  # the particle, attribute or wildcard that it stands for


@record
class ClassPlan:
    """A dataclass of ``types.py``; ``xml`` is its marker."""

    name: str
    base: str | None
    doc: str
    xml: Expr
    fields: tuple[FieldPlan, ...]
    kind: str = "class"

    @property
    def header(self) -> Expr:
        """The name and, in brackets, the base."""
        return Bracket(self.name, (self.base,)) if self.base else self.name


@record
class MemberPlan:
    """A member of an enumeration."""

    name: str
    value: Expr
    doc: str = ""


@record
class EnumPlan:
    """An enumeration of ``types.py``; ``base`` is ``StrEnum`` or ``Enum``."""

    name: str
    base: str
    doc: str
    xml: Expr
    members: tuple[MemberPlan, ...]
    kind: str = "enum"

    @property
    def header(self) -> Expr:
        """The name and, in brackets, the base."""
        return Bracket(self.name, (self.base,))


@record
class AliasPlan:
    """A simple type that is no enumeration."""

    name: str
    code: Annotation
    doc: str
    kind: str = "alias"


Definition: TypeAlias = ClassPlan | EnumPlan | AliasPlan


@record
class ConstantPlan:
    """A module constant."""

    name: str
    value: str


@record
class FaultPlan:
    """An exception class, whose constructor takes the fields of its detail or the detail itself."""

    name: str
    doc: str
    detail: Expr
    signature: Signature
    init: Expr

    @property
    def header(self) -> Expr:
        """The name and, in brackets, the base."""
        return Bracket(self.name, ("runtime.Fault",))


@record
class SharedFaultPlan:
    """A fault that several operations declare, as data."""

    constant: str
    data: Bracket


@record
class OperationPlan:
    """One operation, as data, as a state, as a handler and as a client's method."""

    declaration: Annotation
    doc: str
    result: Expr
    state: str
    state_doc: str
    fields: tuple[FieldPlan, ...]
    handler: Bracket
    handle: Signature
    method_signature: Signature
    async_signature: Signature
    call: Bracket

    @property
    def header(self) -> Expr:
        """The name of the state and, in brackets, its base."""
        return Bracket(self.state, ("runtime.OperationState",))


@record
class InterfacePlan:
    """A port type: its contract constant, its service class and its two clients."""

    wire: str
    constant: str
    data: Bracket
    service: Bracket
    client: Bracket
    async_client: Bracket
    doc: str
    operations: tuple[OperationPlan, ...]


@record
class StructPlan:
    """A C structure of ``_native.py``: a function that makes it, called on first use."""

    signature: Signature
    data: Bracket


@record
class StubPlan:
    """An operation stub of ``_native.py``; ``registers`` False is C10."""

    signature: Signature
    decorator: Bracket
    registers: bool


@record
class NativePlan:
    """``_native.py``: its imports, structures, stubs and the contracts made of them."""

    module: ModulePlan
    structs: tuple[StructPlan, ...]
    stubs: tuple[StubPlan, ...]
    contracts: Expr


@record
class ModulePlan:
    """What every module has: its imports, in groups, and the constants that it uses."""

    imports: tuple[tuple[Expr, ...], ...]
    constants: tuple[ConstantPlan, ...] = ()


@record
class TypesPlan:
    """A module of definitions: ``types.py``, or one of the package ``types``."""

    doc: str
    module: ModulePlan
    definitions: tuple[Definition, ...]


@record
class InitPlan:
    """An ``__init__.py`` and the names that it offers.

    Where something is done for ``loading``, that finds them, and type checkers import ``public``.
    """

    imports: tuple[tuple[Expr, ...], ...]
    all: Expr
    public: tuple[Expr, ...] = ()
    loading: tuple[Expr, ...] = ()


@record
class PackagePlan:
    """A whole package.

    What only one module prints is planned, once, when it is asked for: a large package is printed
    by two processes, and each plans its own half of this. ``size`` counts definitions, which are in
    the modules ``types``, by file; if those are several, ``types_package`` makes a package of them.
    """

    name: str
    source: str
    doc: str
    size: int
    definitions: Callable[[], tuple[Definition, ...]]
    faults: tuple[FaultPlan, ...]
    shared_faults: tuple[SharedFaultPlan, ...]
    interfaces: Callable[[], tuple[InterfacePlan, ...]]
    types: Mapping[str, Callable[[], TypesPlan]]
    types_package: Callable[[], InitPlan] | None
    faults_module: Callable[[], ModulePlan]
    contract_module: Callable[[], ModulePlan]
    service_module: Callable[[], ModulePlan]
    client_module: Callable[[], ModulePlan]
    native: Callable[[], NativePlan]
    init_module: Callable[[], InitPlan]
    wrong_names: tuple[WrongName, ...] = ()

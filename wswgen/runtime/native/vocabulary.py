"""The words of a generated ``_native.py``: structures, their members, operations.

They say what lies in C and how; names, namespaces, defaults and bounds are those of the class
(`wswgen.runtime.xml`), and the WS_FIELD options follow from the word and the C type. Nothing here
touches ctypes: importing the module costs next to nothing. Structures and tables are made from
these words in `layout` and `tables`, on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ..contract import Contract as ContractData
from ..contract import Operation as OperationData
from ..errors import UsageError
from ..xml import Type

if TYPE_CHECKING:
    from enum import Enum

    from .stub import StubCall


class FieldOptions(IntFlag):
    """WS_FIELD_OPTIONS: how the absence of a member shows (``ne-ws_type``)."""

    NONE = 0
    POINTER = 1
    OPTIONAL = 2
    NILLABLE = 4
    NILLABLE_ITEM = 8


POINTER: Final = FieldOptions.POINTER
OPTIONAL: Final = FieldOptions.OPTIONAL
NILLABLE: Final = FieldOptions.NILLABLE
NILLABLE_ITEM: Final = FieldOptions.NILLABLE_ITEM


# --- C types ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scalar:
    """A C type with the values of a built-in type of XSD; ``name`` is that of its WS_TYPE."""

    name: str


BOOL: Final = Scalar("BOOL")
INT8: Final = Scalar("INT8")
INT16: Final = Scalar("INT16")
INT32: Final = Scalar("INT32")
INT64: Final = Scalar("INT64")
UINT8: Final = Scalar("UINT8")
UINT16: Final = Scalar("UINT16")
UINT32: Final = Scalar("UINT32")
UINT64: Final = Scalar("UINT64")
FLOAT: Final = Scalar("FLOAT")
DOUBLE: Final = Scalar("DOUBLE")
BYTES: Final = Scalar("BYTES")
QNAME: Final = Scalar("QNAME")
WSZ: Final = Scalar("WSZ")
"""A string: WCHAR*, ended by a zero, which no XML document can contain."""
TEXT: Final = Scalar("TEXT")
"""A WSZ that holds the lexical form of a value, which our codec reads and writes."""


@dataclass(frozen=True, slots=True)
class EnumType:
    """WS_ENUM_TYPE: the members of the class, numbered in their order."""

    cls: type[Enum]


@dataclass(frozen=True, slots=True)
class StructType:
    """WS_STRUCT_TYPE, always behind a pointer."""

    make: StructMaker


@dataclass(frozen=True, slots=True)
class BufferType:
    """WS_XML_BUFFER_TYPE: a whole element, which our codec reads and writes.

    ``annotation`` is that of its content, as `wswgen.runtime.contract.Part` has it.
    """

    annotation: str


@dataclass(frozen=True, slots=True)
class WholeType:
    """A body element that is one parameter (WS_PARAMETER_TYPE_MESSAGES), not its members."""

    type: CType


@dataclass(frozen=True, slots=True)
class PartsType:
    """The body of a message of several parts: a structure that is not on the wire."""

    types: tuple[CType, ...]


CType: TypeAlias = Scalar | EnumType | StructType | BufferType
BodyType: TypeAlias = CType | WholeType | PartsType
Given: TypeAlias = "CType | StructMaker"
"""As ``_native.py`` says it: a structure is the function that makes it."""


def _ctype(given: Given) -> CType:
    return given if isinstance(given, CType) else StructType(given)


def enum(cls: type[Enum]) -> EnumType:
    """An enumeration of strings."""
    return EnumType(cls)


def buffer(annotation: str) -> BufferType:
    """An element of a type that has no structure."""
    return BufferType(annotation)


def whole(type: Given) -> WholeType:
    """A structure that is one parameter of its operation; of others their members are."""
    return WholeType(_ctype(type))


def parts(*types: Given) -> PartsType:
    """The parts of a message, one element each."""
    return PartsType(tuple(map(_ctype, types)))


# --- members ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """WS_ELEMENT_FIELD_MAPPING, or WS_ATTRIBUTE_ or WS_TEXT_FIELD_MAPPING: one value."""

    name: str
    type: CType
    options: FieldOptions
    mapping: str


@dataclass(frozen=True, slots=True)
class Array:
    """WS_REPEATING_ELEMENT_FIELD_MAPPING: a count and a pointer to so many items."""

    name: str
    type: CType
    options: FieldOptions


@dataclass(frozen=True, slots=True)
class Branch:
    """One member of a union: ``cls`` has the one field that lies there."""

    cls: type
    type: CType


@dataclass(frozen=True, slots=True)
class Choice:
    """WS_ELEMENT_CHOICE_FIELD_MAPPING: a selector and a union; ``many`` is the repeating one."""

    name: str
    branches: tuple[Branch, ...]
    options: FieldOptions
    many: bool = False


AnyMember: TypeAlias = Member | Array | Choice


def element(name: str, type: Given) -> Member:
    """A child element that is there once."""
    return _single(name, type, FieldOptions.NONE)


def optional(name: str, type: Given) -> Member:
    """A child element that may be absent: NULL."""
    return _single(name, type, OPTIONAL)


def nillable(name: str, type: Given) -> Member:
    """A child element that is there and may be nil: NULL."""
    return _single(name, type, NILLABLE)


def _single(name: str, type: Given, options: FieldOptions) -> Member:
    ctype = _ctype(type)
    if options and not _has_null(ctype):
        # The only legal form that tells absent from zero has all three.
        options |= POINTER | NILLABLE
    return Member(name, ctype, _pointed(ctype, options), "element")


def attribute(name: str, type: CType) -> Member:
    """An attribute that is there."""
    return Member(name, type, FieldOptions.NONE, "attribute")


def optional_attribute(name: str) -> Member:
    """An attribute that may be absent. It is text, whose NULL no value is."""
    return Member(name, TEXT, OPTIONAL, "attribute")


def text(name: str, type: CType) -> Member:
    """The text of an element with simple content."""
    return Member(name, type, FieldOptions.NONE, "text")


def array(name: str, type: Given, *, nillable: bool = False) -> Array:
    """A repeated child element, or one that may be absent and may be nil.

    A ``nillable`` item may be nil: NULL.
    """
    ctype = _ctype(type)
    options = FieldOptions.NONE
    if nillable:
        options = NILLABLE_ITEM if _has_null(ctype) else POINTER | NILLABLE_ITEM
    return Array(name, ctype, _pointed(ctype, options))


def _has_null(ctype: CType) -> bool:
    """Whether the C type has a NULL of its own, or is pointed to in any case."""
    return isinstance(ctype, StructType | BufferType) or ctype in (WSZ, TEXT)


def _pointed(ctype: CType, options: FieldOptions) -> FieldOptions:
    return options | POINTER if isinstance(ctype, StructType) else options


def branch(cls: type, type: Given) -> Branch:
    """One element of a choice."""
    return Branch(cls, _ctype(type))


def choice(name: str, *branches: Branch) -> Choice:
    """One of several elements."""
    return Choice(name, branches, FieldOptions.NONE)


def optional_choice(name: str, *branches: Branch) -> Choice:
    """One of several elements, or none of them."""
    return Choice(name, branches, OPTIONAL)


def choices(name: str, *branches: Branch) -> Choice:
    """Any number of several elements, in any order."""
    return Choice(name, branches, FieldOptions.NONE, many=True)


@dataclass(frozen=True, slots=True)
class Struct:
    """WS_STRUCT_DESCRIPTION: the own members of a type; those of its base come before them.

    Of a type that has a base or is the base of ``derived`` ones, the first member points to the
    description of the object's own type.
    """

    cls: type
    name: str
    namespace: str
    fields: tuple[AnyMember, ...]
    base: StructMaker | None
    derived: tuple[StructMaker, ...]
    abstract: bool


StructMaker: TypeAlias = Callable[[], Struct]


def struct(
    cls: type,
    *fields: AnyMember,
    name: str = "",
    base: StructMaker | None = None,
    derived: tuple[StructMaker, ...] = (),
) -> Struct:
    """The structure of a class: its attributes, its text, its elements.

    ``name`` is the local name of an anonymous type where that is not the name of the class.
    """
    marker: Type = vars(cls)["__xml__"]
    name = name or marker.name or cls.__name__
    return Struct(cls, name, marker.namespace, fields, base, derived, marker.abstract)


# --- operations -------------------------------------------------------------------------------


DOCUMENT: Final = 0
RPC: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationTables:
    """What WS_OPERATION_DESCRIPTION is made of, and the stub that it points to."""

    data: OperationData[Any]
    input: BodyType | None
    output: BodyType | None
    style: int
    stub: Callable[[StubCall], int]


def operation(
    data: OperationData[Any],
    *,
    input: BodyType | StructMaker | None = None,
    output: BodyType | StructMaker | None = None,
    style: int = DOCUMENT,
) -> Callable[[Callable[[StubCall], int]], OperationTables]:
    """Make the tables of an operation out of its stub.

    Its parameters are the members of the structure of ``input`` and then those of ``output``.
    What is no structure, or `whole`, is one parameter; of `parts` each is one.
    """

    def make(stub: Callable[[StubCall], int]) -> OperationTables:
        return OperationTables(
            data=data,
            input=_body(input),
            output=_body(output),
            style=style,
            stub=stub,
        )

    return make


def _body(given: BodyType | StructMaker | None) -> BodyType | None:
    return given if given is None or isinstance(given, BodyType) else StructType(given)


@dataclass(frozen=True, slots=True)
class Contract:
    """WS_CONTRACT_DESCRIPTION: the operations of a port type, in order."""

    data: ContractData
    operations: Sequence[OperationTables]
    by_name: dict[str, OperationTables] = field(init=False, repr=False)

    def tables(self, name: str) -> OperationTables:
        """Those of an operation. Raises `UsageError` for one that the DLL does not carry."""
        found = self.by_name.get(name)
        if found is None:
            raise UsageError(
                f"{self.data.name}.{name} has the SOAP encoding, which webservices.dll does not"
                " carry: use backend='portable'"
            )
        return found

    def __post_init__(self) -> None:
        table = {tables.data.name: tables for tables in self.operations}
        object.__setattr__(self, "by_name", table)

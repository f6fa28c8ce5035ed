"""Records: to type checkers what ``@dataclass(frozen=True, slots=True, kw_only=True)`` is.

The generator declares over a hundred kinds of them and makes hundreds of thousands. A frozen
dataclass costs half a millisecond to declare, and each of its fields is set by a call of
``object.__setattr__``. A record costs a tenth of that, and its fields are set as anybody's are:
that nobody sets them again is left to the type checkers.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar, cast, dataclass_transform

T = TypeVar("T")

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""The default of a mapping that may be empty."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a record of a class with annotated fields; their defaults must not be mutable.

    Fields are given by name. Records of one class with equal fields are equal and have the same
    hash.
    """
    return _record(cls, kw_only=True)


@dataclass_transform(frozen_default=True)
def positional_record(cls: type[T]) -> type[T]:
    """As `record`, but fields may be given, and matched, by position."""
    return _record(cls, kw_only=False)


def is_record(value: object) -> bool:
    """Whether ``value`` is an object of a class made by `record`."""
    return hasattr(value, "__fields__")


def fields(value: object) -> Mapping[str, Any]:
    """The fields of a record by name."""
    return {name: getattr(value, name) for name in cast("Any", value).__fields__}


def defaults(value: object) -> Mapping[str, object]:
    """The defaults of those fields of a record that have one."""
    return cast("Mapping[str, object]", cast("Any", value).__defaults__)


def replace(value: T, /, **changes: Any) -> T:
    """A copy of a record with some fields changed."""
    for name in cast("Any", value).__fields__:
        if name not in changes:
            changes[name] = getattr(value, name)
    return cast("T", cast("Any", type(value))(**changes))


def _record(cls: type[T], *, kw_only: bool) -> type[T]:
    members = dict(vars(cls))
    for name in ("__dict__", "__weakref__"):
        members.pop(name, None)
    names = tuple(cls.__annotations__)
    given = {name: members.pop(name) for name in names if name in members}
    members |= {
        "__slots__": names,
        "__fields__": names,
        "__defaults__": given,
        "__match_args__": () if kw_only else names,
        "__eq__": _eq,
        "__hash__": _hash,
        "__repr__": _repr,
    }
    made = cast("Any", type(cls))(cls.__name__, cls.__bases__, members)

    def first(self: Any, /, *args: object, **values: object) -> None:
        """Compiled with the first object: a run makes records of half the classes."""
        made.__init__ = _init(names, given, kw_only)
        made.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
        made.__init__(self, *args, **values)

    made.__init__ = first
    return cast("type[T]", made)


def _init(names: tuple[str, ...], given: Mapping[str, object], kw_only: bool) -> Any:
    parameters = [f"{name}=given[{name!r}]" if name in given else name for name in names]
    if kw_only and names:
        parameters.insert(0, "*")
    lines = [f"    self.{name} = {name}\n" for name in names] or ["    pass\n"]
    space: dict[str, Any] = {"given": given}
    exec(f"def __init__(self, {', '.join(parameters)}):\n{''.join(lines)}", space)
    return space["__init__"]


def _values(value: Any) -> tuple[object, ...]:
    return tuple([getattr(value, name) for name in value.__fields__])


def _eq(self: Any, other: Any) -> Any:
    if self is other:
        return True
    if type(self) is not type(other):
        return NotImplemented
    return _values(self) == _values(other)


def _hash(self: Any) -> int:
    return hash(_values(self))


def _repr(self: Any) -> str:
    text = ", ".join(f"{name}={value!r}" for name, value in fields(self).items())
    return f"{type(self).__qualname__}({text})"

"""Records: to type checkers what ``@dataclass(frozen=True, slots=True)`` is.

Every program that imports generated code makes dozens of their classes, most of them for nothing.
The class of a frozen dataclass takes half a millisecond; that of a record takes a twentieth of it,
because its ``__init__`` is compiled with the first object. That nobody sets a field again is left
to the type checkers.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a record of a class with annotated fields; their defaults must not be mutable.

    Records are equal, and have the same hash, if they are of one class and their fields are equal.
    """
    members: dict[str, Any] = {**vars(cls)}
    for name in ("__dict__", "__weakref__"):
        members.pop(name, None)
    names: tuple[str, ...] = tuple(cls.__annotations__)
    given = {name: members.pop(name) for name in names if name in members}
    methods = {"__eq__": _equal, "__hash__": _hashed, "__repr__": _shown, "__init__": _first}
    members |= {"__slots__": names, "__match_args__": names, "__defaults__": given, **methods}
    return cast("type[T]", type(cls.__name__, cls.__bases__, members))


def replace(value: T, /, **changes: Any) -> T:
    """A copy of a record with some fields changed."""
    cls: Any = type(value)
    same = {name: getattr(value, name) for name in cls.__match_args__}
    return cast("T", cls(**{**same, **changes}))


def _first(self: Any, /, *args: Any, **values: Any) -> None:
    """The first object of a class brings the ``__init__`` for all."""
    cls: Any = self.__class__
    names: tuple[str, ...] = cls.__match_args__
    given: dict[str, Any] = cls.__defaults__
    parameters = [f"{name}=given[{name!r}]" if name in given else name for name in names]
    lines = [f"    self.{name} = {name}\n" for name in names] or ["    pass\n"]
    space: dict[str, Any] = {"given": given}
    exec(f"def __init__({', '.join(['self', *parameters])}):\n{''.join(lines)}", space)
    cls.__init__ = space["__init__"]
    self.__init__(*args, **values)


def _values(value: Any) -> tuple[Any, ...]:
    return tuple([getattr(value, name) for name in value.__match_args__])


def _equal(self: Any, other: Any) -> Any:
    return _values(self) == _values(other) if type(self) is type(other) else NotImplemented


def _hashed(self: Any) -> int:
    return hash((self.__class__, _values(self)))


def _shown(self: Any) -> str:
    texts = [f"{name}={getattr(self, name)!r}" for name in self.__match_args__]
    return f"{type(self).__qualname__}({', '.join(texts)})"

"""Annotations of simple types to readers and writers: atomic types, lists, unions, enumerations."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache, reduce
from types import NoneType, UnionType
from typing import Annotated, Any, cast, get_args, get_origin
from typing import Union as TypingUnion

from .. import xml, xs
from ..errors import DecodeError, EncodeError, UsageError
from ..record import record
from .facets import Check, checks
from .lexical import BUILTINS, Names, Reader, Scope, Writer, invalid, wrong_type
from .text import WhiteSpace, collapse, normalize

_LISTS = {"NMTOKENS": "NMTOKEN", "IDREFS": "IDREF", "ENTITIES": "ENTITY"}


@record
class Simple:
    """A simple type: ``read`` takes text as it stands in the document, ``write`` gives it raw.

    ``builtin`` names the built-in type that this is without any facet, else it is "".
    ``primitive`` names the one it comes from ("" for lists, unions and their like).
    """

    read: Reader
    write: Writer
    plain: bool = True
    scoped: bool = False
    builtin: str = ""
    primitive: str = ""
    enum: type[Enum] | None = None


def split(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The bare annotation and its metadata, innermost first."""
    if get_origin(annotation) is Annotated:
        return annotation.__origin__, annotation.__metadata__
    return annotation, ()


def join(annotation: Any, metadata: tuple[Any, ...]) -> Any:
    """The inverse of `split`."""
    return reduce(lambda inner, mark: Annotated[inner, mark], metadata, annotation)


def is_union(annotation: Any) -> bool:
    """Whether this is ``A | B``."""
    return get_origin(annotation) in (UnionType, TypingUnion)


def simple_type(annotation: Any) -> Simple | None:
    """The simple type that an annotation states; None if it states something else."""
    bare, metadata = split(annotation)
    facets = [mark for mark in metadata if isinstance(mark, xs.Facets)]
    for mark in metadata:
        match mark:
            case xs.Builtin(name) if name in _LISTS:
                item = _atomic(_LISTS[name], [])
                return _list(item, [xs.Facets(min_length=1), *facets])
            case xs.Builtin(name):
                return _atomic(name, facets)
            case xs.List():
                return _list(_require(get_args(bare)[0]), facets)
            case xs.Union():
                members = [_require(member) for member in get_args(bare) if member is not NoneType]
                return _union(members or [_require(bare)], facets)
            case _:
                pass
    if (
        isinstance(bare, type)
        and issubclass(bare, Enum)
        and isinstance(bare.__dict__.get("__xml__"), xml.Simple)
    ):
        return _enumeration(bare, facets)
    return None


def _require(annotation: Any) -> Simple:
    found = simple_type(annotation)
    if found is None:
        raise UsageError(f"{annotation!r} is not a simple type")
    return found


def _parse(read: Reader) -> Callable[[str], Any]:
    return lambda text: read(text, None)


def _white_space(inherited: WhiteSpace, facets: list[xs.Facets]) -> WhiteSpace:
    for step in facets:
        inherited = step.white_space or inherited
    return inherited


def _checked(
    read: Reader, write: Writer, white_space: WhiteSpace, found: list[Check]
) -> tuple[Reader, Writer]:
    """Put white space and facets around the reader and the writer of a base."""

    def check_read(text: str, scope: Scope | None = None) -> Any:
        text = normalize(text, white_space)
        value = read(text, scope)
        for check in found:
            problem = check(text, value)
            if problem:
                raise DecodeError(problem)
        return value

    def check_write(value: Any, names: Names | None = None) -> str:
        text = write(value, names)
        if normalize(text, white_space) != text:
            raise EncodeError("the type does not keep this white space")
        for check in found:
            problem = check(text, value)
            if problem:
                raise EncodeError(problem)
        return text

    return check_read, check_write


def _atomic(name: str, facets: list[xs.Facets]) -> Simple:
    return _restricted(name, facets) if facets else _plain(name)


@cache
def _plain(name: str) -> Simple:
    return _restricted(name, [])


def _restricted(name: str, facets: list[xs.Facets]) -> Simple:
    base = BUILTINS[name]
    white_space = _white_space(base.white_space, facets)
    found = checks(facets, _parse(base.read), not base.scoped)
    read, write = _checked(base.read, base.write, white_space, found)
    return Simple(
        read,
        write if found or white_space != base.white_space else base.write,
        plain=base.plain,
        scoped=base.scoped,
        builtin="" if facets else name,
        primitive=name,
    )


def _list(item: Simple, facets: list[xs.Facets]) -> Simple:
    """Section 4.2.1.2: items between white space."""

    def read(text: str, scope: Scope | None) -> list[Any]:
        return [item.read(part, scope) for part in text.split(" ")] if text else []

    def write(value: Any, names: Names | None) -> str:
        if not isinstance(value, (list, tuple)):
            raise wrong_type("list", value)
        parts = [item.write(part, names) for part in cast("list[Any]", value)]
        if any(collapse(part) != part or " " in part or not part for part in parts):
            raise EncodeError("an item of a list is not empty and has no white space in it")
        return " ".join(parts)

    found = checks(facets, lambda text: read(collapse(text), None), True)
    read_all, write_all = _checked(read, write, "collapse", found)
    return Simple(read_all, write_all, plain=item.plain, scoped=item.scoped)


def _union(members: list[Simple], facets: list[xs.Facets]) -> Simple:
    """Section 4.2.1.3: the first member that takes the text."""

    def read(text: str, scope: Scope | None) -> Any:
        for member in members:
            try:
                return member.read(text, scope)
            except DecodeError:
                pass
        raise invalid("value of any type of the union", text)

    def write(value: Any, names: Names | None) -> str:
        errors: list[str] = []
        for member in members:
            try:
                text = member.write(value, names)
            except EncodeError as error:
                errors.append(error.message)
                continue
            scope = {prefix: namespace for namespace, prefix in (names or {}).items()}
            back = read(text, scope)
            same = type(back) is type(value) or isinstance(back, Enum)
            if same and (back == value or value != value):
                return text
            errors.append(f"{text!r} would be read as {type(back).__name__}")
        raise EncodeError("no type of the union takes the value: " + "; ".join(errors))

    found = checks(facets, lambda text: read(text, None), False)
    read_all, write_all = _checked(read, write, _white_space("preserve", facets), found)
    return Simple(
        read_all,
        write_all,
        plain=all(member.plain for member in members),
        scoped=any(member.scoped for member in members),
    )


def _enumeration(cls: type[Enum], facets: list[xs.Facets]) -> Simple:
    mark: xml.Simple = cls.__dict__["__xml__"]
    base = (
        _atomic(mark.base, [])
        if mark.base not in _LISTS
        else _list(_atomic(_LISTS[mark.base], []), [])
    )
    members: dict[Any, Enum] = {_key(member.value): member for member in cls}

    def read(text: str, scope: Scope | None) -> Enum:
        member = members.get(_key(base.read(text, scope)))
        if member is None:
            raise invalid(cls.__name__, text)
        return member

    def write(value: Any, names: Names | None) -> str:
        if not isinstance(value, cls):
            raise wrong_type(cls.__name__, value)
        return base.write(value.value, names)

    found = checks(facets, lambda text: read(text, None), False)
    white_space: WhiteSpace = (
        BUILTINS[mark.base].white_space if mark.base in BUILTINS else "collapse"
    )
    read_all, write_all = _checked(read, write, _white_space(white_space, facets), found)
    return Simple(
        read_all, write_all, plain=base.plain, scoped=base.scoped, primitive=mark.base, enum=cls
    )


def _key(value: Any) -> Any:
    """A value as a key: NaN equals nothing, a list is not hashable."""
    if isinstance(value, list):
        return tuple(cast("Any", value))
    return "NaN" if value != value else value

"""Pieces of Python that may have to be broken over lines, and nothing more.

The planner says what an expression consists of; `wswgen.render.fit` decides where it breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from wswgen.record import record


@record(kw_only=False)
class Bracket:
    """``head(item, item)`` with the given brackets; breaks after the bracket and each comma."""

    head: str
    items: tuple[Expr, ...]
    open: str = "("
    close: str = ")"


@record(kw_only=False)
class Either:
    """``item | item``; breaks before each bar."""

    items: tuple[Expr, ...]


@record(kw_only=False)
class Keyword:
    """``name=value`` among the items of a bracket, or ``name: annotation = default``."""

    name: str
    value: Expr


@record(kw_only=False)
class Annotation:
    """``name: annotation`` and, if there is one, ``= default``."""

    name: str
    annotation: Expr
    default: Expr | None = None


@record(kw_only=False)
class Import:
    """``from module import name, name``; in parentheses only where it must be broken."""

    module: str
    names: tuple[str, ...]


@record(kw_only=False)
class Signature:
    """``def name(parameters) -> result:``; the result breaks only if it must."""

    head: str
    parameters: tuple[Expr, ...]
    result: Expr


Expr: TypeAlias = str | Bracket | Either | Keyword | Annotation | Import | Signature


def call(head: str, *items: Expr, **keywords: Expr | None) -> Bracket:
    """A call; keyword arguments that are None are left out."""
    named = [Keyword(name, value) for name, value in keywords.items() if value is not None]
    return Bracket(head, (*items, *named))


def subscript(head: str, *items: Expr) -> Bracket:
    """``head[item, item]``."""
    return Bracket(head, items, "[", "]")


def array(items: Iterable[Expr]) -> Bracket:
    """``[item, item]``."""
    return Bracket("", tuple(items), "[", "]")


def tuple_of(items: Iterable[Expr]) -> Bracket:
    """``(item, item)``."""
    return Bracket("", tuple(items))


def either(*items: Expr) -> Expr:
    """A union, flattened, of each item once; of one item it is that item."""
    flat: dict[Expr, None] = {}
    for item in items:
        flat.update(dict.fromkeys(item.items if isinstance(item, Either) else (item,)))
    return next(iter(flat)) if len(flat) == 1 else Either(tuple(flat))


def flat(expr: Expr) -> str:
    """The expression on one line."""
    if isinstance(expr, str):  # most are: not by `match`, which costs twice as much
        return expr
    match expr:
        case Bracket(head, items, opening, closing):
            comma = "," if not head and opening == "(" and len(items) == 1 else ""
            return f"{head}{opening}{', '.join([flat(item) for item in items])}{comma}{closing}"
        case Keyword(name, value):
            return f"{name}={flat(value)}"
        case Either(items):
            return " | ".join([flat(item) for item in items])
        case Annotation(name, annotation, default):
            text = f"{name}: {flat(annotation)}"
            return text if default is None else f"{text} = {flat(default)}"
        case Import(module, names):
            return f"from {module} import {', '.join(names)}"
        case Signature(head, parameters, result):
            return f"{head}({', '.join([flat(item) for item in parameters])}) -> {flat(result)}:"


def is_longer(expr: Expr, room: int) -> bool:
    """Whether the expression has more characters than ``room`` on one line, at the least.

    It looks no further than it must: most expressions that are too long are so by far.
    """
    return _left(expr, room) < 0


def _left(expr: Expr, room: int) -> int:
    if isinstance(expr, str):
        return room - len(expr)
    match expr:
        case Bracket(head, items, _, _):
            return _left_of(items, room - len(head) - 2, 2)
        case Keyword(name, value):
            return _left(value, room - len(name) - 1)
        case Either(items):
            return _left_of(items, room, 3)
        case Annotation(name, annotation, default):
            room = _left(annotation, room - len(name) - 2)
            return room if default is None or room < 0 else _left(default, room - 3)
        case Import(module, names):
            return _left_of(names, room - len(module) - 13, 2)
        case Signature(head, parameters, result):
            return _left_of((*parameters, result), room - len(head) - 5, 2)


def _left_of(items: Sequence[Expr], room: int, between: int) -> int:
    room += between if items else 0
    for item in items:
        room = _left(item, room - between)
        if room < 0:
            break
    return room


_RAW = re.compile(r'[^"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]*[^"\\\x00-\x1f\x7f-\x9f]')
_USUAL = re.compile(r"[ !#-\[\]-~]*")
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f"
                        r"\ud800-\udfff\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]*")  # fmt: skip


def string(value: str) -> str:
    """A string literal in the quotes that black prefers, every unusual character escaped."""
    if _USUAL.fullmatch(value):
        return f'"{value}"'
    body = "".join(_ESCAPES.get(c) or (c if _PRINTABLE.fullmatch(c) else _escape(c)) for c in value)
    if body.count('"') > body.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def pattern(value: str) -> str:
    """A literal for a regular expression: a raw string where that says the same."""
    if "\\" in value and _RAW.fullmatch(value):
        return f'r"{value}"'
    return string(value)


def integer(value: int) -> str:
    """An integer literal."""
    return str(value)


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(c: str) -> str:
    n = ord(c)
    return f"\\x{n:02x}" if n < 0x100 else f"\\u{n:04x}" if n < 0x10000 else f"\\U{n:08x}"

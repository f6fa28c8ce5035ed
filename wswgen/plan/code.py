"""Pieces of Python that may have to be broken over lines, and nothing more.

The planner says what an expression consists of; `wswgen.render.fit` decides where it breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

LONGEST = 88
"""The columns of a line."""


class Node:
    """Several pieces of code. Equal ones have equal parts; nobody changes one.

    ``line`` is the whole on one line, None where that has more than `LONGEST` characters. It is
    made with the node, from those of its parts, so that laying out a tree never looks twice.
    """

    __slots__ = ("line",)
    __match_args__: tuple[str, ...] = ()
    line: str | None

    def _parts(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._parts()}"


class Bracket(Node):
    """``head(item, item)`` with the given brackets; breaks after the bracket and each comma."""

    __slots__ = ("close", "head", "items", "open")
    __match_args__ = ("head", "items", "open", "close")

    def __init__(
        self, head: str, items: tuple[Expr, ...], open: str = "(", close: str = ")"
    ) -> None:
        self.head = head
        self.items = items
        self.open = open
        self.close = close
        # As `_joined` does, but this is the busiest place of all.
        lines: list[str] = []
        for item in items:
            line = item if isinstance(item, str) else item.line
            if line is None:
                self.line = None
                return
            lines.append(line)
        comma = "," if not head and open == "(" and len(items) == 1 else ""
        line = f"{head}{open}{', '.join(lines)}{comma}{close}"
        self.line = line if len(line) <= LONGEST else None


class Either(Node):
    """``item | item``; breaks before each bar."""

    __slots__ = ("items",)
    __match_args__ = ("items",)

    def __init__(self, items: tuple[Expr, ...]) -> None:
        self.items = items
        self.line = _joined(items, " | ")


class Keyword(Node):
    """``name=value`` among the items of a bracket."""

    __slots__ = ("name", "value")
    __match_args__ = ("name", "value")

    def __init__(self, name: str, value: Expr) -> None:
        self.name = name
        self.value = value
        line = value if isinstance(value, str) else value.line
        self.line = None if line is None else _short(f"{name}={line}")


class Annotation(Node):
    """``name: annotation`` and, if there is one, ``= default``."""

    __slots__ = ("annotation", "default", "name")
    __match_args__ = ("name", "annotation", "default")

    def __init__(self, name: str, annotation: Expr, default: Expr | None = None) -> None:
        self.name = name
        self.annotation = annotation
        self.default = default
        line = _joined((annotation,) if default is None else (annotation, default), " = ")
        self.line = None if line is None else _short(f"{name}: {line}")


class Import(Node):
    """``from module import name, name``; in parentheses only where it must be broken."""

    __slots__ = ("module", "names")
    __match_args__ = ("module", "names")

    def __init__(self, module: str, names: tuple[str, ...]) -> None:
        self.module = module
        self.names = names
        line = _joined(names, ", ")
        self.line = None if line is None else _short(f"from {module} import {line}")


class Signature(Node):
    """``def name(parameters) -> result:``; the result breaks only if it must."""

    __slots__ = ("head", "parameters", "result")
    __match_args__ = ("head", "parameters", "result")

    def __init__(self, head: str, parameters: tuple[Expr, ...], result: Expr) -> None:
        self.head = head
        self.parameters = parameters
        self.result = result
        given, line = _joined(parameters, ", "), line_of(result)
        both = given is not None and line is not None
        self.line = _short(f"{head}({given}) -> {line}:") if both else None


Expr: TypeAlias = str | Bracket | Either | Keyword | Annotation | Import | Signature


def line_of(expr: Expr) -> str | None:
    """The expression on one line, if it is not longer than `LONGEST`; a word is what it is."""
    return expr if isinstance(expr, str) else expr.line


def _joined(items: Iterable[Expr], between: str) -> str | None:
    lines: list[str] = []
    for item in items:
        line = item if isinstance(item, str) else item.line
        if line is None:
            return None
        lines.append(line)
    return _short(between.join(lines))


def _short(line: str) -> str | None:
    return line if len(line) <= LONGEST else None


def call(head: str, *items: Expr, **keywords: Expr | None) -> Bracket:
    """A call; keyword arguments that are None are left out."""
    if not keywords:
        return Bracket(head, items)
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
    """The expression on one line, however long."""
    line = line_of(expr)
    if line is not None:
        return line
    match expr:
        case str():
            return expr
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

"""Lay expressions out in 88 columns exactly as black would.

An expression stays on one line if it fits; else its outermost bracket is opened and each item
stands on a line of its own, with a trailing comma, so that black sees nothing to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from wswgen.plan.code import (
    LONGEST,
    Annotation,
    Bracket,
    Either,
    Expr,
    Import,
    Keyword,
    Signature,
    flat,
    line_of,
)

WIDTH = LONGEST


def fit(expr: Expr, indent: int = 0, prefix: str = "", suffix: str = "") -> str:
    """The lines of ``prefix expr suffix``; the first is not indented, the others are."""
    return "\n".join(_lines(expr, indent, prefix, suffix))


def width(text: str) -> int:
    """The columns of a line as black counts them: wide East Asian characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fits(text: str, indent: int) -> bool:
    return indent + (len(text) if text.isascii() else width(text)) <= WIDTH


def _lines(expr: Expr, indent: int, prefix: str, suffix: str) -> list[str]:
    line = line_of(expr)
    if line is not None:
        line = f"{prefix}{line}{suffix}"
        if _fits(line, indent):
            return [line]
    match expr:
        case Annotation(name, annotation, default):
            return _annotation(name, annotation, default, indent, prefix, suffix)
        case Keyword(name, value):
            return _lines(value, indent, f"{prefix}{name}=", suffix)
        case Bracket(head, items, opening, closing) if items:
            body = _items(expr, indent + 4)
            return [f"{prefix}{head}{opening}", *body, f"{' ' * indent}{closing}{suffix}"]
        case Import(module, names):
            body = [f"{' ' * (indent + 4)}{name}," for name in names]
            return [f"{prefix}from {module} import (", *body, f"{' ' * indent}){suffix}"]
        case Signature():
            return _signature(expr, indent)
        case Either(items):
            body = _either(items, indent + 4, "")
            return [f"{prefix}(", *body, f"{' ' * indent}){suffix}"]
        case _:
            return _atom(flat(expr), indent, prefix, suffix)


def _annotation(
    name: str, annotation: Expr, default: Expr | None, indent: int, prefix: str, suffix: str
) -> list[str]:
    """What does not fit on one line: which side of ``=`` opens depends on what has room.

    black's rules, found by asking it; the tests ask it again with names and types of all lengths.
    """
    head = f"{prefix}{name}: "
    margin = " " * indent
    if not suffix and _has_no_room(head, annotation, default, indent):
        # A statement, whose annotation gets a bracket of its own; parameters never get one.
        inner = _indented(_lines(annotation, indent + 4, "", ""), indent + 4)
        if isinstance(annotation, str) or all(_fits(line, 0) for line in inner):
            return [f"{head}(", *inner, *_value(default, indent, alone=len(inner) == 1)]
    if default is None:
        return _lines(annotation, indent, head, suffix)
    simple = isinstance(annotation, str) and not isinstance(default, Either)
    if simple and not _fits(f"{head}{annotation} = (", indent):
        # An alias whose name leaves no room behind ``=``: its annotation moves down.
        value = _lines(default, indent, ") = ", suffix)
        if isinstance(default, Bracket) and not _fits(f"{head}(", indent):
            body = _items(default, indent + 4)
            value = [f") = {default.head}{default.open}", *body, f"{margin}{default.close}{suffix}"]
        return [f"{head}(", f"{margin}    {annotation}", *_indented(value, indent)]
    tail = f" = {flat(default)}{suffix}"
    # The value opens if its head has room, else it moves into a bracket, else both sides open.
    if (
        isinstance(default, Bracket)
        and default.items
        and _fits(f"{head}{flat(annotation)} = {default.head}{default.open}", indent)
    ):
        return _lines(default, indent, f"{head}{flat(annotation)} = ", suffix)
    if isinstance(default, Bracket) and _fits(f"{head}{flat(annotation)} = (", indent):
        inner = _indented(_lines(default, indent + 4, "", ""), indent + 4)
        return [f"{head}{flat(annotation)} = (", *inner, f"{margin}){suffix}"]
    if (
        isinstance(default, Bracket)
        and default.items
        and isinstance(annotation, Bracket)
        and not (
            _fits(f"{annotation.close}{tail}", indent)
            and _fits(f"{head}{annotation.head}{annotation.open}", indent)
        )
    ):
        return [
            f"{head}{annotation.head}{annotation.open}",
            *_items(annotation, indent + 4),
            f"{margin}{annotation.close} = {default.head}{default.open}",
            *_items(default, indent + 4),
            f"{margin}{default.close}{suffix}",
        ]
    if isinstance(annotation, str) and isinstance(default, Either):
        return _lines(default, indent, f"{head}{annotation} = ", suffix)
    if isinstance(annotation, str) and isinstance(default, str):
        return [f"{head}{annotation} = (", f"{margin}    {default}", f"{margin}){suffix}"]
    opened = f"{head}{flat(annotation)} = ("
    if isinstance(annotation, Either) and isinstance(default, str) and _fits(opened, indent):
        return [opened, f"{margin}    {default}", f"{margin}){suffix}"]
    return _lines(annotation, indent, head, tail)


def _has_no_room(head: str, annotation: Expr, default: Expr | None, indent: int) -> bool:
    """Whether nothing of an annotation can stand behind ``name:``, but a bracket can."""
    if isinstance(annotation, Bracket):
        first = f"{annotation.head}{annotation.open}"
        return not _fits(f"{head}{first}", indent) and _fits(f"{head}(", indent)
    if not isinstance(annotation, str) or default is not None:
        return False
    return not _fits(f"{head}{annotation}", indent) and _is_put_below(annotation, indent)


_DOTTED = re.compile(r"\w+(\.\w+)+")


def _is_put_below(text: str, indent: int) -> bool:
    """Whether black gives a word that has no room a line of its own: where that helps, or a dot."""
    return _fits(text, indent + 4) or _DOTTED.fullmatch(text) is not None


def _value(default: Expr | None, indent: int, *, alone: bool) -> list[str]:
    """The end of a field whose annotation stands in a bracket, on a line ``alone`` or on more."""
    margin = " " * indent
    match default:
        case None:
            return [f"{margin})"]
        case Bracket(head, _, opening, closing):
            body = _items(default, indent + 4)
            return [f"{margin}) = {head}{opening}", *body, f"{margin}{closing}"]
        case _ if alone:
            return [f"{margin}) = ({flat(default)})"]
        case _:
            return [f"{margin}) = (", f"{margin}    {flat(default)}", f"{margin})"]


def _signature(signature: Signature, indent: int) -> list[str]:
    result = signature.result
    if not signature.parameters:
        # Not on one line, or `_lines` would not ask; a bracket opens, anything else gets one.
        if isinstance(result, str):
            return [
                f"{signature.head}() -> (",
                f"{' ' * (indent + 4)}{result}",
                f"{' ' * indent}):",
            ]
        return _lines(result, indent, f"{signature.head}() -> ", ":")
    room = not isinstance(result, str) or _fits(f") -> {result}:", indent)
    if isinstance(result, str) and not room and _is_put_below(result, indent):
        returned = [") -> (", f"{' ' * (indent + 4)}{result}", f"{' ' * indent}):"]
    else:
        returned = _lines(result, indent, ") -> ", ":")
    body = _each(signature.parameters, indent + 4)
    return [f"{signature.head}(", *body, *_indented(returned, indent)]


def _items(bracket: Bracket, indent: int) -> list[str]:
    if len(bracket.items) == 1 and bracket.open == "[" and bracket.head:
        # black gives a subscript of one item no trailing comma: that would make it a tuple.
        item = bracket.items[0]
        if isinstance(item, Either) and not _fits(flat(item), indent):
            return _either(item.items, indent, "")
        return _indented(_lines(item, indent, "", ""), indent)
    return _each(bracket.items, indent)


def _each(items: Iterable[Expr], indent: int) -> list[str]:
    """Each item on a line of its own, or on several, with a comma."""
    margin = " " * indent
    lines: list[str] = []
    for item in items:
        line = item if isinstance(item, str) else item.line
        if line is not None and _fits(line, indent + 1):  # most do
            lines.append(f"{margin}{line},")
        elif isinstance(item, Either):
            lines += _either(item.items, indent, ",")
        else:
            lines += _indented(_lines(item, indent, "", ","), indent)
    return lines


def _either(items: tuple[Expr, ...], indent: int, suffix: str) -> list[str]:
    whole = " | ".join(map(flat, items)) + suffix
    if _fits(whole, indent):
        return [" " * indent + whole]
    lines: list[str] = []
    for position, item in enumerate(items):
        last = suffix if position == len(items) - 1 else ""
        lines += _indented(_lines(item, indent, "| " if position else "", last), indent)
    return lines


def _indented(lines: list[str], indent: int) -> list[str]:
    return [" " * indent + lines[0], *lines[1:]]


_ASSIGNS = re.compile(r"[\w.]+(: .+)? = $")


def _atom(text: str, indent: int, prefix: str, suffix: str) -> list[str]:
    if "\n" in text:  # laid out by the planner
        return [f"{prefix}{text}{suffix}"]
    if _ASSIGNS.fullmatch(prefix) and not suffix and _is_put_below(text, indent):
        return [f"{prefix}(", " " * (indent + 4) + text, " " * indent + ")"]
    return [f"{prefix}{text}{suffix}"]

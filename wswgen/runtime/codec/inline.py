"""The code for one simple value: what is usual is written in line, the rest is a call."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

from . import temporal
from .lexical import BOOLEANS, INTEGERS
from .simple import Simple
from .source import Source

READ_NAMES: Final[dict[str, Any]] = {
    "BOOLEANS": BOOLEANS,
    "DIGITS": "0123456789",
    "read_datetime": temporal.read_datetime,
}
"""What the code of `read_expression` takes for granted."""

WRITE_NAMES: Final[dict[str, Any]] = {
    "TWO": tuple(f"{number:02}" for number in range(60)),
    "datetime": datetime,
    "utc": UTC,
    "write_datetime": temporal.write_datetime,
}
"""What the code of `write_lines` takes for granted, beside `writing.SUPPORT`."""


def read_expression(source: Source, simple: Simple, element: str) -> str:
    """The expression for the value of text ``t``; what is usual is written in line."""
    if simple.builtin == "string":
        return "t"
    read = source.name(f"read_{simple.primitive or 'simple'}", simple.read)
    if simple.scoped:
        return f"{read}(t, d.scope({element}))"
    slow = f"{read}(t, None)"
    if simple.builtin == "boolean":
        return f"BOOLEANS[t] if t in BOOLEANS else {slow}"
    if simple.builtin == "dateTime":
        return "read_datetime(t)"
    if simple.builtin == "double":
        return f"float(t) if t.strip(DIGITS) == '.' != t else {slow}"
    if simple.builtin in INTEGERS:
        low, high = INTEGERS[simple.builtin]
        size = 9 if high is None else len(str(high)) - 1
        if size and low != 1 and (high is None or high > 0):
            fast = f"len(t) <= {min(size, 9)} and t.isdigit() and t.isascii()"
            return f"int(t) if {fast} else {slow}"
    if simple.enum is not None and simple.primitive in ("string", "token", "NMTOKEN"):
        members: dict[Any, Enum] = {member.value: member for member in simple.enum}
        known = source.name(f"{simple.enum.__name__}_members", members)
        return f"{known}[t] if t in {known} else {slow}"
    return slow


def write_lines(source: Source, simple: Simple, value: str, *, is_attribute: bool = False) -> None:
    """Turn a value into its text in place; what is usual is checked in line."""
    add = source.add
    if simple.builtin == "string" and not is_attribute:
        with source.block(f"if type({value}) is str and {value}.isprintable():"):
            for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
                add(f"if {char!r} in {value}: {value} = {value}.replace({char!r}, {entity!r})")
        add(f"else: {value} = write_string({value})")
        return
    write = source.name(f"write_{simple.primitive or 'simple'}", simple.write)
    if simple.builtin in INTEGERS:
        low, high = INTEGERS[simple.builtin]
        # Python refuses to write very long integers: only those in bounds are sure to go.
        low = -(10**18) if low is None else low
        high = 10**18 if high is None else high
        test = f"type({value}) is not int or not {low} <= {value} <= {high}"
        add(f"if {test}: {value} = {write}({value}, None)")
    elif simple.builtin == "boolean":
        known = f"'true' if {value} is True else 'false' if {value} is False"
        add(f"{value} = {known} else {write}({value}, None)")
    elif simple.builtin == "double":
        test = f"type({value}) is float and {value} - {value} == 0"
        add(f"{value} = repr({value}) if {test} else {write}({value}, None)")
    elif simple.builtin == "dateTime":
        # `isoformat` asks the zone for its offset, which takes longer than all the rest.
        usual = f"type({value}) is datetime and {value}.tzinfo is utc and {value}.year > 999"
        day = f"{{{value}.year}}-{{TWO[{value}.month]}}-{{TWO[{value}.day]}}"
        clock = ":".join(f"{{TWO[{value}.{part}]}}" for part in ("hour", "minute", "second"))
        with source.block(f"if {usual} and not {value}.microsecond:"):
            add(f"{value} = f'{day}T{clock}Z'")
        add(f"else: {value} = write_datetime({value})")
    elif simple.plain:
        add(f"{value} = {write}({value}, None)")
    else:
        escape = "escape_attribute" if is_attribute else "escape"
        add(f"{value} = {escape}({write}({value}, None))")

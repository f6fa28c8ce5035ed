"""black's style, with one pinned mode that no user's configuration changes.

What `fit` lays out within 88 columns is what black would print (tests prove it on samples, on
random code and on real contracts), and black is slow: over 0.1 ms a line. So it is asked only
about the top-level pieces in which a line is too long and is more than one word, where its rules
are many. black formats a piece between two empty lines just as it formats it inside the whole.
"""

from __future__ import annotations

import re

from wswgen.render.fit import WIDTH, width
from wswgen.render.syntax import Syntax

_BETWEEN = re.compile(r"(\n\n+)(?=\S)")

_MEMBERS = re.compile(r"\n\n(?=    (?:@|def |async def ))")

# What no formatter can break: a comment; a name, a string or a keyword argument that is one of
# them; an item of a dictionary; the head of a class or a function that is opened already, of a
# class without a base, or of a field whose name leaves no room (see `fit`); a parameter; a member
# of a union.
_STRING = r"""r?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_ONE_WORD = re.compile(
    rf"\s*(?:#.*|(?:class |\| |\w+: (?=[\w.]+,$))?[^\s()\[\]{{}}]+"
    rf"|(?:\w+=|\w+ = |{_STRING}: )?{_STRING},?"
    r"|def \w+\(\) -> \(|(?:class|def|async def) \w+\(|\w+: \w+\[|\w{85,}: \()"
)


def format_module(text: str, syntax: Syntax) -> str:
    """``text`` in black's style. Raises `SyntaxError` if it is no Python: a defect of ours."""
    result = text.rstrip("\n")
    if _too_long(result):
        pieces = _BETWEEN.split(result)
        try:
            styled = [_in_style(piece) if _too_long(piece) else piece for piece in pieces]
        except SyntaxError:
            styled = [_black(result)]  # what looked like a piece stands in a string
        result = "".join(styled)
    result += "\n"
    syntax.check(result)
    return result


def _too_long(text: str) -> bool:
    """Whether a line is, and is more than one word. A wide character is two columns at most."""
    lines = text.split("\n")
    least = WIDTH if text.isascii() else WIDTH // 2
    long = [line for line in lines if len(line) > least]
    return any(width(line) > WIDTH and not _ONE_WORD.fullmatch(line) for line in long)


def _in_style(piece: str) -> str:
    """A top-level piece as black would have it; a large class member by member."""
    head, *members = _MEMBERS.split(piece)
    if len(members) < 2 or not head.startswith("class "):
        return _black(piece)
    try:
        styled = [_member(each) if _too_long(each) else each for each in (head, *members)]
    except SyntaxError:
        return _black(piece)  # what looked like a member stands in a string
    return "\n\n".join(styled)


def _member(text: str) -> str:
    if text.startswith("class "):
        return _black(text)
    return _black(f"class C:\n{text}").partition("\n")[2]


def _black(piece: str) -> str:
    # A tenth of a second, which most contracts need not pay.
    import black
    from black.mode import TargetVersion
    from black.parsing import InvalidInput

    mode = black.Mode(target_versions={TargetVersion.PY311}, line_length=WIDTH)
    try:
        return black.format_str(piece, mode=mode).rstrip("\n")
    except InvalidInput as error:
        raise SyntaxError(str(error)) from error

"""Whether what was printed is Python: its parser is asked, once about pieces of one shape.

A third of the time that a large contract takes would go to the parser, and most of what it reads
differs in names and in strings only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import kwlist, softkwlist
from symtable import symtable

_PARTS = re.compile(r"\n\n(?=\S)")
_MANY = 8

_MEMBERS = re.compile(r"\n\n(?=    (?:@|def |async def ))")
_SOME = 2_000  # characters

# A string without escapes in which there is nothing that Python could refuse, and a name. No word
# in them looks behind: that alone would take ten times as long.
_STRING = re.compile(
    r'"(?:""[^"\\\0-\x09\x0b-\x1f\ud800-\udfff]*""|(?!"")[^"\\\0-\x1f\ud800-\udfff]*)"'
)


def _words(words: list[str]) -> str:
    """An expression for the words, by their first letters: with so many it is twice as fast."""
    ends: dict[str, list[str]] = {}
    for word in words:
        ends.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in ends.items())


_NAME = re.compile(
    rf"\b(?!(?:{_words([*kwlist, *softkwlist, '__future__'])})\b)[A-Za-z_]\w*",
    re.ASCII,
)

# In a shape: what may be the beginning of a string of another kind, or of a comment that could
# hide one; and where it counts which names are the same: parameters, and declarations. Each
# alternative begins with a character, by which it is looked for.
_OF_ITS_OWN = re.compile(
    r"""'|"(?<!"")(?!")|"""
    r'"""|"(?<=\w")|\#(?![ .N]*$)'
    r"|:=|def N(?!\((?:N(?:: [.N]+)?)?\))|lambda|global|nonlocal|__future__",
    re.MULTILINE,
)


class Syntax:
    """Asks Python's parser about text; remembers the shapes that it has found to be Python.

    Pieces that differ in names that are no keywords, or in what stands in plain strings, are both
    Python or both none. `_OF_ITS_OWN` are those of which that is not true.
    """

    def __init__(self) -> None:
        self._known: set[str] = set()

    def check(self, text: str) -> None:
        """Raise `SyntaxError` unless the text is Python.

        Piece by piece: to parse a large module at once takes a quarter longer, and much memory.
        """
        begun: list[str] = []
        for piece in _PARTS.split(text):
            shape = _shape(piece) if len(piece) < _SOME else piece
            if not begun and shape in self._known:
                continue
            begun.append(piece)
            try:
                _parse("\n\n".join(begun))
            except SyntaxError:
                if len(begun) == _MANY:
                    break  # what looks like pieces may be paragraphs of a string, but not so many
                continue
            if len(begun) == 1 and not _OF_ITS_OWN.search(shape):
                self._known.add(shape)
            begun = []
        if begun:
            symtable(text, "<generated>", "exec")


def _shape(piece: str) -> str:
    return _NAME.sub("N", _STRING.sub('""', piece))


def _parse(piece: str) -> None:
    members: list[str] = []
    if piece.startswith("class "):
        piece, *members = _MEMBERS.split(piece)
    symtable(f"{piece}\n\n    pass" if members else piece, "<generated>", "exec")
    for some in _together(members):
        symtable(f"if True:\n{some}", "<generated>", "exec")


def _together(members: list[str]) -> Iterator[str]:
    """The members of a class, as many at a time as make some lines."""
    some: list[str] = []
    length = 0
    for member in members:
        some.append(member)
        length += len(member)
        if length > _SOME:
            yield "\n\n".join(some)
            some, length = [], 0
    if some:
        yield "\n\n".join(some)

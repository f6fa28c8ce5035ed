"""Regular expressions of XSD 1.0 (part 2, appendix F) as patterns for Python's `re.fullmatch`.

Exact or refused. What Python has no escape for is written out as ranges, from tables of a fixed
Unicode version, so that the same contract gives the same pattern under every Python.
"""

from __future__ import annotations

import re
import string
from functools import cache

from wswgen.documents.text import NAME_REST, NAME_START
from wswgen.schema.unicode import BLOCKS, CATEGORIES

MAX_NESTING = 50
MAX_LENGTH = 200_000  # what `re` compiles in a second and 100 MB
_LAST = 0x10FFFF

Ranges = tuple[tuple[int, int], ...]

# Appendix F lets few characters be escaped. Schemas escape others, such as / and @, and whoever
# takes that, libxml2 for one, takes them for themselves.
_SINGLE = {"n": "\n", "r": "\r", "t": "\t", **{char: char for char in string.punctuation + " "}}
_SPECIAL = frozenset(".\\?*+{}()|[]^$")  # what Python reads as more than itself, outside of sets
_ESCAPE_OR_SET = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_QUANTIFIER = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")


class Untranslatable(Exception):
    """The expression is not one of XSD, or Python cannot say it; the text says why."""


def translate(pattern: str) -> str:
    """The same language in Python, or `Untranslatable`."""
    parser = _Parser(pattern)
    result = parser.expression(0)
    if parser.at < len(pattern):
        raise Untranslatable(f"unbalanced ')' at character {parser.at + 1}")
    return result


def check(python: str) -> None:
    """Raise what `re.compile` raises for a translated expression, in less time.

    A set of the characters of names takes it 3 ms: each is compiled once, whatever it is part of.
    """
    re.compile(_ESCAPE_OR_SET.sub(lambda found: _in_short(found[0]), python))


@cache
def _in_short(atom: str) -> str:
    if atom.startswith("\\"):
        return atom
    re.compile(atom)
    return "[a]"


class _Parser:
    """Recursive descent over one expression; ``at`` is the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.range_end = 0  # in a class: where the last range ended
        self.left = MAX_LENGTH

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise Untranslatable("it ends too early")
        self.at += 1
        return char

    # --- F: regExp, branch, piece, atom

    def expression(self, depth: int) -> str:
        if depth > MAX_NESTING:
            raise Untranslatable(f"groups are nested more than {MAX_NESTING} deep")
        result: list[str] = []
        while self.at < len(self.text) and self.peek() != ")":
            result.append(self.take() if self.peek() == "|" else self.piece(depth))
        return "".join(result)

    def piece(self, depth: int) -> str:
        atom = self.atom(depth)
        char = self.peek()
        if char and char in "?*+":
            self.at += 1
            return atom + char
        if char != "{":
            return atom
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None:
            raise Untranslatable(f"the quantifier at character {self.at + 1} is not one of XSD")
        self.at = found.end()
        low, comma, high = found.groups()
        if max(len(low), len(high or "")) > 6:
            raise Untranslatable(f"the quantifier {found[0][:40]} is too large")
        if high and int(low) > int(high):
            raise Untranslatable(f"the quantifier {found[0]} has its bounds the wrong way round")
        return f"{atom}{{{int(low)}{comma or ''}{int(high) if high else ''}}}"

    def atom(self, depth: int) -> str:
        char = self.take()
        match char:
            case "(":
                inner = self.expression(depth + 1)
                if self.peek() != ")":
                    raise Untranslatable("a '(' is not closed")
                self.at += 1
                return f"(?:{inner})"
            case "[":
                return self.char_class(depth)
            case ".":
                return r"[^\n\r]"
            case "\\":
                return self.escape_atom()
            case "?" | "*" | "+" | "{" | "}" | "]":
                raise Untranslatable(f"{char!r} at character {self.at} repeats or closes nothing")
            case _:
                return _literal(char, _SPECIAL)

    def escape_atom(self) -> str:
        char = self.peek()
        if char and char in _SINGLE:
            self.at += 1
            return _literal(_SINGLE[char], _SPECIAL)
        body = self.class_escape()
        if body in (r"\d", r"\D"):
            return body
        return f"[{body}]"

    # --- F.1: character classes

    def char_class(self, depth: int) -> str:
        """What follows ``[``: a group, perhaps negated, less another class."""
        if depth > MAX_NESTING:
            raise Untranslatable(f"classes are nested more than {MAX_NESTING} deep")
        negated = self.peek() == "^"
        if negated:
            self.at += 1
        body: list[str] = []
        subtracted = ""
        start = self.at
        while self.peek() != "]":
            if self.text.startswith("-[", self.at) and self.at > start:
                self.at += 2
                subtracted = self.char_class(depth + 1)
                if self.peek() != "]":
                    raise Untranslatable("nothing may follow a subtracted class")
                break
            body.append(self.class_part(start))
        self.at += 1
        if not body:
            raise Untranslatable("a class is empty")
        result = f"[{'^' if negated else ''}{''.join(body)}]"
        return f"(?:(?!{subtracted}){result})" if subtracted else result

    def class_part(self, start: int) -> str:
        """A range, a character or an escape in a class."""
        first_at = self.at
        first = self.class_char()
        if len(first) != 1:
            return first.removeprefix("\0")
        if first == "-" and self.text[first_at] == "-":
            # F.1: an unescaped hyphen stands for itself only first or last in its group. After
            # a range, or an escape for many characters, it cannot begin one: XSD 1.1 allows it.
            before = self.text[first_at - 2 : first_at]
            alone = first_at in (start, self.range_end) or re.fullmatch(r"\\[a-zA-Z]", before)
            if not alone and self.peek() != "]":
                raise Untranslatable(f"the '-' at character {first_at + 1} is ambiguous")
            return r"\-"
        if self.peek() != "-" or self.text.startswith(("-[", "-]"), self.at):
            return _literal(first, frozenset("\\]^-[&~|"))
        self.at += 1
        last = self.class_char()
        if len(last) != 1:
            raise Untranslatable("a range must end in a character")
        if first > last:
            raise Untranslatable(f"the range {first}-{last} has its ends the wrong way round")
        self.range_end = self.at
        ends = frozenset("\\]^-[&~|")
        return f"{_literal(first, ends)}-{_literal(last, ends)}"

    def class_char(self) -> str:
        """One character; or, behind a NUL, the body of a class for an escape of many."""
        char = self.take()
        if char == "[":
            raise Untranslatable("'[' inside a class must be escaped")
        if char != "\\":
            return char
        escaped = self.peek()
        if escaped and escaped in _SINGLE:
            self.at += 1
            return _SINGLE[escaped]
        return "\0" + self.class_escape()

    def class_escape(self) -> str:
        r"""What follows a backslash, as the body of a class: ``\d``, ``\p{L}`` ..."""
        body = self.class_of(self.take())
        self.left -= len(body)
        if self.left < 0:
            raise Untranslatable(f"its classes take more than {MAX_LENGTH} characters in Python")
        return body

    def class_of(self, char: str) -> str:
        match char:
            case "d" | "D":
                return f"\\{char}"  # Python's is the category Nd as well
            case "s":
                return r"\t\n\r "
            case "S":
                return _body(_complement(((9, 10), (13, 13), (32, 32))))
            case "i" | "c":
                # XML 1.0, fifth edition: names are what the rest of the program takes for names.
                return _name(char)
            case "I" | "C":
                return _body(_complement(_parsed(_name(char.lower()))))
            case "w":
                return _body(_complement(_categories("PZC")))
            case "W":
                return _body(_categories("PZC"))
            case "p" | "P":
                ranges = self.property()
                return _body(ranges if char == "p" else _complement(ranges))
            case _:
                raise Untranslatable(f"\\{char} is not an escape of XSD")

    def property(self) -> Ranges:
        """The characters of ``{L}``, ``{Lu}`` or ``{IsBasicLatin}`` after a p."""
        found = re.compile(r"\{([A-Za-z0-9-]+)\}").match(self.text, self.at)
        if found is None:
            raise Untranslatable("\\p needs a category or a block in braces")
        self.at = found.end()
        name = found[1]
        if name.startswith("Is"):
            if name[2:] not in BLOCKS:
                raise Untranslatable(f"{name[2:]} is not a block of Unicode that XSD 1.0 knows")
            return BLOCKS[name[2:]]
        if name not in "LMNPZSC" and name not in CATEGORIES and name != "Cn":
            raise Untranslatable(f"{name} is not a category of Unicode")
        return _categories(name)


# --- characters and ranges


def _literal(char: str, special: frozenset[str]) -> str:
    """A character as Python's `re` reads it back, and as people can read it."""
    if char in special:
        return f"\\{char}"
    if char in "\t\n\r":
        return {"\t": r"\t", "\n": r"\n", "\r": r"\r"}[char]
    code = ord(char)
    if 0x20 <= code < 0x7F or (0xA1 <= code < 0x250 and code != 0xAD):
        return char
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@cache
def _body(ranges: Ranges) -> str:
    ends = frozenset("\\]^-[&~|")
    return "".join(
        (
            _literal(chr(low), ends)
            if low == high
            else f"{_literal(chr(low), ends)}-{_literal(chr(high), ends)}"
        )
        for low, high in ranges
    )


@cache
def _name(kind: str) -> str:
    return _body(_parsed(":" + NAME_START + (NAME_REST if kind == "c" else "")))


def _parsed(body: str) -> Ranges:
    """The ranges of the body of a class made of characters and ranges."""
    found: list[tuple[int, int]] = []
    pattern = r"\\U(?P<U>.{8})|\\u(?P<u>.{4})|\\(?P<e>.)|(?P<c>.)"
    codes: list[int | None] = []
    for token in re.finditer(pattern, body, re.DOTALL):
        if token["U"] or token["u"]:
            codes.append(int(token["U"] or token["u"], 16))
        elif token["c"] == "-" and codes:
            codes.append(None)
        else:
            codes.append(ord(token["e"] or token["c"]))
    at = 0
    while at < len(codes):
        code = codes[at]
        after = codes[at + 2] if at + 2 < len(codes) and codes[at + 1] is None else None
        if code is None:
            found.append((ord("-"), ord("-")))
        else:
            found.append((code, code if after is None else after))
        at += 1 if after is None else 3
    return _merged(found)


def _merged(ranges: list[tuple[int, int]]) -> Ranges:
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return tuple(result)


def _complement(ranges: Ranges) -> Ranges:
    result: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if low > start:
            result.append((start, low - 1))
        start = high + 1
    if start <= _LAST:
        result.append((start, _LAST))
    return tuple(result)


@cache
def _categories(names: str) -> Ranges:
    """The characters of a category such as ``Lu``, or of all that start with one of the letters."""
    groups = "" if len(names) == 2 else names
    wanted = [name for name in CATEGORIES if name == names or name[0] in groups]
    found = [run for name in wanted for run in _runs(name)]
    if names == "Cn" or "C" in groups:
        # Unassigned: whatever no category has. Surrogates are no characters of XML.
        found += _complement(_merged([run for name in CATEGORIES for run in _runs(name)]))
    return _merged(found)


def _runs(category: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    end = 0
    for word in CATEGORIES[category].split():
        gap, _, length = word.partition("-")
        start = end + int(gap, 36)
        end = start + int(length or "0", 36)
        found.append((start, end))
    return found

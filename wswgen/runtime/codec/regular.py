"""Patterns matched in time that grows with the text alone.

Python's `re` tries one way through an expression after the other. Where a text has many ways, as
with ``(a+)+`` or ``\\w+([-.]\\w+)*``, one that fits in none of them can take it hours, and no other
thread runs meanwhile. The expressions of XML Schema are regular, so all ways can be followed at
once instead. That is slower for what `re` does well: only ambiguous expressions come here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TypeAlias

from ..record import record

_MOST_POSITIONS = 1_000
"""Of an expression with its repetitions written out; beyond that `re` has to do."""

_MOST_STEPS = 10_000
"""What an automaton remembers; then it starts to learn again."""

_ATOM = re.compile(
    r"\\u.{4}|\\U.{8}|\\.|\[\^?(?:\\.|[^\\\]])+\]|\(\?:\(\?!|\(\?:|[^\\*+?{(\[]", re.S
)
_QUANTIFIER = re.compile(r"([*+?])|\{(\d+)(,?)(\d*)\}")
_LAST = 0x10FFFF
_BOUNDS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}

Ranges: TypeAlias = list[tuple[int, int]]


def matching(pattern: str) -> Callable[[str], object]:
    """What tells whether the whole of a text matches.

    ``pattern`` is an expression for `re`. Its time is linear where it is of the kind that the
    generator makes from XSD 1.0 (part 2, appendix F); others are left to `re`.
    """
    compiled = re.compile(pattern)
    if not any(sign in pattern for sign in "*+{"):
        return compiled.fullmatch
    try:
        tree = _Parser(pattern).whole()
        if _Positions(tree, counted=True).clear:
            return compiled.fullmatch
        positions = _Positions(tree, counted=False)
    except _NotOurs:
        return compiled.fullmatch
    return compiled.fullmatch if positions.clear else _Automaton(positions).matches


class _NotOurs(Exception):
    """The expression is not of our kind, or too large."""


# --- the expression ---------------------------------------------------------------------------


@record
class _Chars:
    """One character of a set; ``pattern`` says which, ``within`` is a set that has them all."""

    pattern: str
    within: str


@record
class _All:
    """One after the other."""

    parts: tuple[_Tree, ...]


@record
class _Either:
    """One of them."""

    branches: tuple[_Tree, ...]


@record
class _Times:
    """As often as that; ``high`` None: no bound."""

    part: _Tree
    low: int
    high: int | None


_Tree: TypeAlias = "_Chars | _All | _Either | _Times"


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> _Tree:
        tree = self._expression()
        if self._at < len(self._text):
            raise _NotOurs
        return tree

    def _expression(self) -> _Tree:
        branches: list[_Tree] = []
        parts: list[_Tree] = []
        while self._at < len(self._text) and self._text[self._at] != ")":
            if self._text[self._at] == "|":
                self._at += 1
                branches.append(_All(tuple(parts)))
                parts = []
            else:
                parts.append(self._piece())
        last = _All(tuple(parts))
        return _Either((*branches, last)) if branches else last

    def _piece(self) -> _Tree:
        atom = self._atom()
        found = _QUANTIFIER.match(self._text, self._at)
        if found is None:
            return atom
        self._at = found.end()
        sign, low, comma, high = found.groups()
        if sign:
            return _Times(atom, *_BOUNDS[sign])
        return _Times(atom, int(low), int(high) if high else None if comma else int(low))

    def _atom(self) -> _Tree:
        start = self._at
        found = _ATOM.match(self._text, start)
        if found is None:
            raise _NotOurs
        self._at = found.end()
        match found[0]:
            case "(?:(?!":  # a set without the characters of another
                self._atom()
                self._close()
                within = self._atom()
                self._close()
                if not isinstance(within, _Chars):
                    raise _NotOurs
                return _Chars(self._text[start : self._at], within.within)
            case "(?:":
                inner = self._expression()
                self._close()
                return inner
            case "^" | "$" | ")":
                raise _NotOurs
            case chars:
                return _Chars(chars, chars)

    def _close(self) -> None:
        if self._text[self._at : self._at + 1] != ")":
            raise _NotOurs
        self._at += 1


# --- sets of characters -----------------------------------------------------------------------

_CHAR = re.compile(r"\\u(.{4})|\\U(.{8})|\\(.)|(.)", re.DOTALL)
_CODES = {"t": 9, "n": 10, "r": 13}


def _disjoint(sets: Iterable[_Chars]) -> bool:
    """Whether no character is in two of them, as far as is easily told."""
    which = [each.within for each in sets]
    if len(which) < 2:
        return True
    every = sorted(ends for each in which for ends in _merged(_ranges(each)))
    return all(high < low for (_, high), (low, _) in pairwise(every))


def _ranges(chars: str) -> Ranges:
    """The characters of a set in brackets, of an escape, or of a character."""
    if chars == ".":
        return [(0, _LAST)]
    if not chars.startswith("["):
        return _characters(chars)
    negated = chars.startswith("[^")
    tokens = [token[0] for token in _CHAR.finditer(chars, 1 + negated, len(chars) - 1)]
    if negated and (r"\d" in tokens or r"\D" in tokens):
        return [(0, _LAST)]
    found: Ranges = []
    at = 0
    while at < len(tokens):
        ends = _characters(tokens[at])
        if tokens[at + 1 : at + 2] == ["-"] and at + 2 < len(tokens):
            ends = [(ends[0][0], _characters(tokens[at + 2])[-1][1])]
            at += 2
        found += ends
        at += 1
    return _complement(found) if negated else found


def _characters(token: str) -> Ranges:
    """The characters of an escape or of a character; for a category all that may be in it."""
    found = _CHAR.fullmatch(token)
    if found is None:
        raise _NotOurs
    short, long, escaped, plain = found.groups()
    if escaped == "d":
        return [(48, 57), (128, _LAST)]
    if escaped == "D":
        return [(0, 47), (58, _LAST)]
    if short or long:
        code = int(short or long, 16)
    elif escaped in _CODES:
        code = _CODES[escaped]
    elif escaped and escaped.isalnum():
        raise _NotOurs
    else:
        code = ord(escaped or plain)
    return [(code, code)]


def _merged(ranges: Ranges) -> Ranges:
    result: Ranges = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return result


def _complement(ranges: Ranges) -> Ranges:
    result: Ranges = []
    start = 0
    for low, high in _merged(ranges):
        if low > start:
            result.append((start, low - 1))
        start = high + 1
    return [*result, (start, _LAST)] if start <= _LAST else result


# --- the automaton ----------------------------------------------------------------------------


@record
class _Part:
    """Where a text of a part of the expression can begin and end, and whether it may be empty."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    empty: bool


class _Positions:
    """The sets of an expression, each at a position, and which may follow which (Glushkov).

    ``clear``: no text has two ways through it, so that `re` never has another to try. With
    ``counted`` a part that is repeated stands there once, else as often as it can occur.
    """

    def __init__(self, tree: _Tree, *, counted: bool) -> None:
        self.sets: list[_Chars] = []
        self.follow: list[set[int]] = []
        self.clear = True
        self._counted = counted
        part = self._place(tree)
        self.first, self.last, self.empty = frozenset(part.first), frozenset(part.last), part.empty
        if self.clear:
            self.clear = all(
                _disjoint(self.sets[at] for at in after) for after in (self.first, *self.follow)
            )

    def _place(self, tree: _Tree) -> _Part:
        match tree:
            case _Chars():
                if len(self.sets) == _MOST_POSITIONS:
                    raise _NotOurs
                self.sets.append(tree)
                self.follow.append(set())
                here = (len(self.sets) - 1,)
                return _Part(here, here, False)
            case _All():
                return self._sequence(self._place(part) for part in tree.parts)
            case _Either():
                branches = [self._place(branch) for branch in tree.branches]
                if sum(branch.empty for branch in branches) > 1:
                    self.clear = False
                return _Part(
                    tuple(at for branch in branches for at in branch.first),
                    tuple(at for branch in branches for at in branch.last),
                    any(branch.empty for branch in branches),
                )
            case _Times():
                return self._repeated(tree)

    def _sequence(self, parts: Iterable[_Part]) -> _Part:
        whole = _Part((), (), True)
        for part in parts:
            self._connect(whole.last, part.first)
            whole = _Part(
                (*whole.first, *part.first) if whole.empty else whole.first,
                (*whole.last, *part.last) if part.empty else part.last,
                whole.empty and part.empty,
            )
        return whole

    def _repeated(self, tree: _Times) -> _Part:
        if tree.high == 0:
            return _Part((), (), True)
        if tree.high == 1:
            part = self._place(tree.part)
            if tree.low == 0 and part.empty:
                self.clear = False
            return _Part(part.first, part.last, part.empty or tree.low == 0)
        if self._counted:
            part = self._loop(tree.part)
            return _Part(part.first, part.last, part.empty or tree.low == 0)
        return self._sequence(self._written_out(tree))

    def _written_out(self, tree: _Times) -> Iterator[_Part]:
        """As many as there must be, then those that there may be, each only after the last."""
        for _ in range(tree.low if tree.high is not None else tree.low - 1):
            yield self._place(tree.part)
        if tree.high is None:
            part = self._loop(tree.part)
            yield _Part(part.first, part.last, part.empty or tree.low == 0)
        elif tree.high > tree.low:
            yield self._optional(tree.part, tree.high - tree.low)

    def _optional(self, tree: _Tree, most: int) -> _Part:
        parts = [self._place(tree) for _ in range(most)]
        last: list[int] = []
        for part, after in zip(parts, [*parts[1:], None], strict=True):
            last += part.last
            if part.empty:
                self.clear = False
            if after is not None:
                self._connect(part.last, after.first)
        # What may be empty can be left out: what is after it may then be first as well.
        first = [at for part in (parts if parts[0].empty else parts[:1]) for at in part.first]
        if parts[0].empty:
            for at, part in enumerate(parts):
                for after in parts[at + 2 :]:
                    self._connect(part.last, after.first)
        return _Part(tuple(first), tuple(last), True)

    def _loop(self, tree: _Tree) -> _Part:
        part = self._place(tree)
        if part.empty:
            self.clear = False
        self._connect(part.last, part.first)
        return part

    def _connect(self, before: Iterable[int], after: Iterable[int]) -> None:
        """A second way from one position to another makes a text ambiguous."""
        after = set(after)
        for at in before:
            follow = self.follow[at]
            if not follow.isdisjoint(after):
                self.clear = False
            follow |= after


class _State:
    """The positions at which a text may have arrived."""

    __slots__ = ("accepts", "follow", "steps")

    def __init__(self, follow: frozenset[int], accepts: bool) -> None:
        self.follow = follow
        self.accepts = accepts
        self.steps: dict[str, _State] = {}


class _Automaton:
    """Follows all ways through an expression at once; what it finds it remembers."""

    def __init__(self, positions: _Positions) -> None:
        self._positions = positions
        self._tests = [re.compile(each.pattern).match for each in positions.sets]
        self._begin()

    def _begin(self) -> None:
        self._left = _MOST_STEPS
        self._states: dict[frozenset[int], _State] = {}
        self._start = _State(self._positions.first, self._positions.empty)

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        state = self._start
        for char in text:
            try:
                state = state.steps[char]
            except KeyError:
                state = self._step(state, char)
            if not state.follow and not state.accepts:
                return False
        return state.accepts

    def _step(self, state: _State, char: str) -> _State:
        reached = frozenset(at for at in state.follow if self._tests[at](char))
        self._left -= 1
        if self._left < 0:
            self._begin()
        following = self._states.get(reached)
        if following is None:
            follow = self._positions.follow
            after = frozenset[int]().union(*(follow[at] for at in reached))
            following = _State(after, not reached.isdisjoint(self._positions.last))
            self._states[reached] = following
        state.steps[char] = following
        return following

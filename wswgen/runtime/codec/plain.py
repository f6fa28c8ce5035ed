"""Messages as programs write them, decoded from their text without a tree.

Most messages are plain: namespaces are declared on the envelope or on the root of the body, no
element has an attribute, there are no comments. Such text is matched by one regular expression
for each run of simple elements, in half the time that it takes to build a tree of it.

This is a second reader beside the one in `decoding`, and it decides nothing: whatever it does not
know, or finds wrong, raises `NotPlain`, and the whole message is read again from a tree, which says
what is wrong and where. What it accepts means the same there. For that, all of this must hold:

* the text has no character that XML does not have, no carriage return, no ``]]``, and no reference
  but those to the five entities of XML;
* every tag is matched in full, so there are no attributes, comments, sections or instructions;
* no expression tries twice (all are possessive), as no reader of a tree does;
* a class with two elements of one name, or with anything but elements, is not plain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from itertools import groupby
from typing import Any, Final, TypeAlias

from .. import xml
from ..pattern import compiled
from ..record import record
from .document import XML_NAMESPACE
from .inline import READ_NAMES, read_expression
from .lexical import INTEGERS
from .model import construct
from .plan import ClassPlan, Content, ElementPlan, plan_of
from .simple import Simple
from .source import Link, Source
from .support import not_fixed

__all__ = ["NotPlain", "Plain", "read_plain"]

_NAME = "[A-Za-z_][A-Za-z0-9_.-]*+"
_DECLARATIONS = rf'(?:[ \n\t]++xmlns(?::{_NAME})?="[^"<>&{{}}\s]*+")*+'
_START: Final = (
    r'(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")? ?\?>)?+'
    rf"[ \n\t]*+<((?:{_NAME}:)?+)Envelope({_DECLARATIONS})[ \n\t]*+>[ \n\t]*+<\1Body>[ \n\t]*+"
    rf"<((?:{_NAME}:)?+)({_NAME})({_DECLARATIONS})[ \n\t]*+>"
)
_DECLARATION: Final = rf'xmlns(?::({_NAME}))?="([^"]*+)"'
_REFERENCE: Final = "&(?!(?:amp|lt|gt|quot|apos);)"
_SPACE: Final = r"[ \n\t]*+"
_FORBIDDEN: Final = bytes(code for code in range(32) if code not in b"\n\t")
_TEXT: Final = "([^<]*+)"
_NUMBERS: Final = frozenset((*INTEGERS, "boolean", "dateTime", "double"))

MAX_SCOPES: Final = 8
"""Who writes messages chooses the prefixes, and with them the functions that are made."""


class NotPlain(Exception):
    """The text is not plain, or wrong: the tree knows."""


@record
class Start:
    """The start tags of a message.

    ``namespace`` is that of the envelope, ``tag`` the name of the body element as in trees.
    ``scope`` says what prefixes mean (``""``: the default), ``key`` is the text that says so.
    """

    namespace: str
    tag: str
    ends: tuple[str, str, str]
    scope: Mapping[str, str]
    key: tuple[str, str, str]


@record
class Plain:
    """A message that has been read up to ``place``, the end of its start tags."""

    text: str
    place: int
    start: Start
    max_depth: int

    def finish(self, place: int) -> None:
        """Raise `NotPlain` unless nothing but the end tags stands behind ``place``."""
        text, ends = self.text, self.start.ends
        if text[place:] == "".join(ends):
            return
        for end in ends:
            found = compiled(_SPACE).match(text, place)
            place = found.end() if found else place
            if not text.startswith(end, place):
                raise NotPlain
            place += len(end)
        if text[place:].strip(" \n\t"):
            raise NotPlain


def read_plain(data: bytes, *, max_depth: int) -> Plain | None:
    """The start of a message that may be plain."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    match = compiled(_START).match(text)
    if match is None or len(data.translate(None, _FORBIDDEN)) != len(data):
        return None
    if not data.isascii() and ("\ufffe" in text or "\uffff" in text):
        return None
    if "]]" in text or compiled(_REFERENCE).search(text):
        return None
    start = _declared(*match.groups())
    if start is None:
        return None
    return Plain(text=text, place=match.end(), start=start, max_depth=max_depth)


@lru_cache(maxsize=128)
def _declared(soap: str, outer: str, prefix: str, local: str, inner: str) -> Start | None:
    """What the start tags of a message say, those of the envelope and of the root of its body."""
    found = [compiled(_DECLARATION).findall(declarations) for declarations in (outer, inner)]
    if any(len(each) != len(dict(each)) for each in found):
        return None
    if any(_forbidden(name, uri) for declarations in found for name, uri in declarations):
        return None
    scope = dict(found[0])
    namespace = scope.get(soap[:-1])
    scope.update(found[1])
    root = scope.get(prefix[:-1])
    if not namespace or (root is None and prefix):
        return None
    return Start(
        namespace=namespace,
        tag=f"{{{root}}}{local}" if root else local,
        ends=(f"</{prefix}{local}>", f"</{soap}Body>", f"</{soap}Envelope>"),
        scope=scope,
        key=(outer, inner, prefix),
    )


def _forbidden(prefix: str, uri: str) -> bool:
    """What sections 3 and 6 of Namespaces in XML 1.0 do not let anybody declare."""
    return (
        prefix.startswith("xml")
        or (prefix != "" and uri == "")
        or uri in (XML_NAMESPACE, "http://www.w3.org/2000/xmlns/")
    )


def unescape(text: str) -> str:
    """Text with entities replaced, of which there are but the five of XML."""
    text = text.replace("&lt;", "<").replace("&gt;", ">")
    if "&quot;" in text or "&apos;" in text:
        text = text.replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")


Reader: TypeAlias = Callable[[str, int, int, int], tuple[Any, int]]
"""Decodes the content of an element: text, place, depth, greatest depth; a value and the place."""

Flat: TypeAlias = tuple[str, Callable[..., Any]]
"""A class of simple elements: the expression for its content, and its making from the groups."""


class Readers:
    """The functions for one meaning of the prefixes."""

    def __init__(self, start: Start) -> None:
        prefix = start.key[2]
        self._prefixes = {uri: f"{name}:" if name else "" for name, uri in start.scope.items()}
        self._prefixes[start.scope.get(prefix[:-1], "")] = prefix
        if start.scope.get(""):
            self._prefixes.pop("", None)  # no element can be without a namespace
        else:
            self._prefixes[""] = ""
        self._made: dict[type, Reader] = {}
        self._flat: dict[type, Flat | None] = {}

    def reader(self, cls: type) -> Reader:
        """The function for the content of a class; one that raises `NotPlain` if there is none."""
        if cls not in self._made:
            readable = is_readable(plan_of(cls))
            self._made[cls] = _Reading(cls, self).reader() if readable else _refuse
        return self._made[cls]

    def flat(self, cls: type) -> Flat | None:
        """How to match a class that has nothing but simple elements, each at most once."""
        if cls not in self._flat:
            plan = plan_of(cls)
            simple = is_readable(plan) and all(map(_is_leaf, plan.particles))
            self._flat[cls] = _Reading(cls, self).flat() if simple else None
        return self._flat[cls]

    def name(self, plan: ElementPlan) -> str:
        """An element's name as it stands in text; one that no text has if it cannot be there."""
        prefix = self._prefixes.get(plan.namespace)
        return "<" if prefix is None else f"{prefix}{plan.local}"


def _refuse(_text: str, _place: int, _depth: int, _most: int) -> tuple[Any, int]:
    raise NotPlain


def is_readable(plan: ClassPlan) -> bool:
    """Whether the elements of a class can be matched in their order."""
    if isinstance(plan.mark, xml.Type) and (plan.mark.abstract or plan.mark.order == "any"):
        return False
    if plan.mixed is not None or (plan.value is not None and plan.value[1].scoped):
        return False
    for attribute in plan.attributes:
        given = attribute.default if attribute.default is not None else attribute.fixed
        if attribute.simple.scoped or not (attribute.optional or given is not None):
            return False
    for particle in plan.particles:
        if not isinstance(particle, ElementPlan) or particle.content == Content():
            return False
        if particle.max == 0:
            return False
        if particle.content.simple is None:
            if particle.default is not None or particle.fixed is not None:
                return False
        elif particle.content.simple.scoped:
            return False
    names = [particle.tag for particle in plan.particles if isinstance(particle, ElementPlan)]
    return len({*names}) == len(names)


def _is_leaf(particle: object) -> bool:
    return (
        isinstance(particle, ElementPlan)
        and particle.content.simple is not None
        and not particle.many
    )


class _Reading:
    """Writes the functions for one class.

    In the generated code ``s`` is the text, ``p`` the place in it, ``n`` the depth, ``t`` the text
    of an element, and ``t_x`` that of the field ``x`` before it is read.
    """

    def __init__(self, cls: type, readers: Readers) -> None:
        self.plan = plan_of(cls)
        self.readers = readers
        self.source = Source()
        self.elements = [p for p in self.plan.particles if isinstance(p, ElementPlan)]
        names = self.source.names
        names.update(READ_NAMES)
        names.update(NotPlain=NotPlain, new=object.__new__, not_fixed=not_fixed, unescape=unescape)
        names.update(iso=datetime.fromisoformat)

    def flat(self) -> Flat:
        """See `Readers.flat`."""
        value = self.plan.value
        fields = [plan.field for plan in self.elements] if value is None else [value[0]]
        with self.source.block(f"def make({', '.join(f't_{field}' for field in fields)}):"):
            self._value()
            for plan in self.elements:
                self._leaf(plan)
            self._finish()
            self.source.add("return o")
        pattern = self._leaves(self.elements) + _SPACE if value is None else _TEXT
        return pattern, self.source.compile(self._title())["make"]

    def reader(self) -> Reader:
        """See `Readers.reader`."""
        with self.source.block("def read(s, p, n, most):"):
            self.source.add("if n >= most: raise NotPlain")
            if self.plan.value is not None:
                self._match(_TEXT, [self.plan.value[0]])
                self._value()
            for leaves, run in groupby(self.elements, _is_leaf):
                plans = [*run]
                if leaves:
                    self._match(self._leaves(plans), [plan.field for plan in plans])
                    for plan in plans:
                        self._leaf(plan)
                else:
                    for plan in plans:
                        self._other(plan)
            self._finish()
            self.source.add("return o, p")
        reader: Reader = self.source.compile(self._title())["read"]
        return reader

    def _title(self) -> str:
        return f"plain {self.plan.cls.__qualname__} {id(self):x}"

    def _finish(self) -> None:
        for attribute in self.plan.attributes:
            given = attribute.default if attribute.default is not None else attribute.fixed
            value = f"v_{attribute.field}"
            if given is None:
                self.source.add(f"{value} = None")
            else:
                self.source.add(f"t = {given!r}")
                self.source.add(f"{value} = {read_expression(self.source, attribute.simple, '')}")
        if self.plan.any_attributes is not None:
            self.source.add(f"v_{self.plan.any_attributes[0]} = {{}}")
        construct(self.source, self.plan)

    # --- text ---------------------------------------------------------------------------------

    def _compiled(self, pattern: str) -> str:
        return self.source.name("match", re.compile(pattern).match)

    def _match(self, pattern: str, fields: list[str]) -> None:
        self.source.add(f"m = {self._compiled(pattern)}(s, p)", "if m is None: raise NotPlain")
        self.source.add(
            f"{''.join(f't_{field}, ' for field in fields)} = m.groups()", "p = m.end()"
        )

    def _element(self, plan: ElementPlan, content: str) -> str:
        tag = re.escape(self.readers.name(plan))
        return f"{_SPACE}<{tag}>{content}</{tag}>"

    def _leaves(self, plans: list[ElementPlan]) -> str:
        parts = [(self._element(plan, _TEXT), plan.optional) for plan in plans]
        return "".join(f"(?:{whole})?+" if optional else whole for whole, optional in parts)

    # --- values -------------------------------------------------------------------------------

    def _value(self) -> None:
        if self.plan.value is not None:
            field, simple = self.plan.value
            self.source.add(f"t = t_{field}")
            self._read(f"v_{field}", simple)

    def _leaf(self, plan: ElementPlan) -> None:
        simple, value = plan.content.simple, f"v_{plan.field}"
        assert simple is not None
        if plan.optional:
            self.source.add(f"if t_{plan.field} is None: {value} = None")
        with self.source.block("else:" if plan.optional else "if True:"):
            self.source.add(f"t = t_{plan.field}")
            self._present(plan, simple, value)

    def _present(self, plan: ElementPlan, simple: Simple, value: str) -> None:
        default = plan.default if plan.default is not None else plan.fixed
        if default:
            self.source.add(f"if not t: t = {default!r}")
        self._read(value, simple)
        if plan.fixed is not None:
            fixed = self.source.name("fixed", simple.read(plan.fixed, None))
            self.source.add(f"if {value} != {fixed}: raise not_fixed({value}, {plan.fixed!r})")

    def _read(self, value: str, simple: Simple) -> None:
        if simple.builtin not in _NUMBERS:
            self.source.add("if '&' in t: t = unescape(t)")
        expression = read_expression(self.source, simple, "")
        if simple.builtin == "dateTime":  # a ValueError is a reason to leave it to the tree
            expression = f"iso(t) if len(t) == 20 and t[4::3] == '--T::Z' else {expression}"
        self.source.add(f"{value} = {expression}")

    def _other(self, plan: ElementPlan) -> None:
        """An element of a class, or any number of elements."""
        add, value, source = self.source.add, f"v_{plan.field}", self.source
        simple, cls = plan.content.simple, plan.content.cls
        flat = None if cls is None else self.readers.flat(cls)
        if simple is not None:
            pattern = self._element(plan, _TEXT)
        elif flat is not None:
            pattern = self._element(plan, flat[0])
        else:
            pattern = f"{_SPACE}<{re.escape(self.readers.name(plan))}>"
        match = self._compiled(pattern)

        def consume(target: str) -> None:
            add("p = m.end()")
            if simple is not None:
                add("t = m[1]")
                self._present(plan, simple, target)
            elif flat is not None:
                add(f"{target} = {source.name('make', flat[1])}(*m.groups())")
            elif cls is not None:
                name = source.name(f"read_{cls.__name__}", cls)
                make = partial(self.readers.reader, cls)
                source.names[name] = Link(source.names, name, make)
                end = f"{_SPACE}</{re.escape(self.readers.name(plan))}>"
                add(f"{target}, p = {name}(s, p, n + 1, most)", f"m = {self._compiled(end)}(s, p)")
                add("if m is None: raise NotPlain", "p = m.end()")

        if plan.many:
            add(f"{value} = []")
            bound = f" and len({value}) < {plan.max}" if plan.max is not None else ""
            with source.block(f"while (m := {match}(s, p)) is not None{bound}:"):
                consume("x")
                add(f"{value}.append(x)")
            if plan.min > 0:
                add(f"if len({value}) < {plan.min}: raise NotPlain")
            return
        add(f"m = {match}(s, p)")
        absent = f"{value} = None" if plan.optional else "raise NotPlain"
        add(f"if m is None: {absent}")
        with source.block("else:"):
            consume(value)

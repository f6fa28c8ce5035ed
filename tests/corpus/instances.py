"""Random valid documents, made from the schema by walking the components of xmlschema.

Nothing here knows our codec. A `Maker` also knows the simple type of each text that it wrote, so
that `normal` can bring two documents to one form. `NORMAL` is the list of what may differ: how a
value is spelled, and nothing else.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from lxml import etree

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
XSD = "{http://www.w3.org/2001/XMLSchema}"
DEEP = 3
MOST = 150  # elements, before only what must be there is


class Unable(Exception):
    """This type has no instance that the maker can find."""


# --- the normalisations that are allowed ----------------------------------------------------------


def _decimal(text: str) -> str:
    return f"{Decimal(text).normalize():f}" if Decimal(text) else "0"


def _float(text: str) -> str:
    return repr(float(text)).replace("inf", "INF").replace("nan", "NaN")


def _single(text: str) -> str:
    (nearest,) = struct.unpack("f", struct.pack("f", float(text)))
    return _float(str(nearest))


def _fraction(text: str) -> str:
    text = re.sub(r"(\.[0-9]*?)0+(?![0-9])", r"\1", text)
    return re.sub(r"\.(?![0-9])", "", text).replace("+00:00", "Z").replace("-00:00", "Z")


def _duration(text: str) -> str:
    """P07DT0H is P7D; months and minutes have the same letter."""
    days, _, seconds = _fraction(text).partition("T")
    sign, _, days = days.partition("P")
    days, seconds = (
        re.sub(r"(?<![0-9.])0+(?:[YMDHS]|(?=[0-9]))", "", part) for part in (days, seconds)
    )
    if not days and not seconds:
        return "PT0S"
    return f"{sign}P{days}" + (f"T{seconds}" if seconds else "")


NORMAL: dict[str, Callable[[str], str]] = {
    "boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
    "decimal": _decimal,  # also of the integers: +01 is 1
    "float": _single,  # 0.1 is the single nearest to it
    "double": _float,
    "dateTime": _fraction,  # 12:00:00.10 is 12:00:00.1
    "time": _fraction,
    "date": _fraction,
    "hexBinary": str.upper,
    "base64Binary": lambda text: re.sub(r"\s", "", text),
    "duration": _duration,
}


# --- simple values --------------------------------------------------------------------------------

_POOL: dict[str, list[str]] = {
    "string": ["", "a", "A b", "x & <y>", "é\u4e2d", "0", "long " * 9 + "x"],
    "boolean": ["true", "false", "1", "0"],
    "decimal": ["0", "1", "+01", "-1.50", "12345.678", "7", "00", "99", "2020", "-0.10"],
    "float": ["0", "1.5", "-1E4", "INF", "1e-3", "100", "-INF"],
    "double": ["0", "1.5", "-1E4", "INF", "1e-3", "100", "NaN"],
    "dateTime": ["2020-02-29T12:30:00", "2020-01-01T00:00:00.120Z", "1999-12-31T23:59:59+05:30"],
    "time": ["12:30:00", "00:00:00.5Z", "23:59:59-08:00"],
    "date": ["2020-02-29", "1999-12-31Z", "2001-01-01+02:00"],
    "duration": ["P1D", "PT1H30M", "-P1Y2M", "PT0.5S", "P0Y07DT0H", "P10DT0S"],
    "gYear": ["2020", "1999Z"],
    "gYearMonth": ["2020-02", "1999-12Z"],
    "gMonth": ["--02"],
    "gMonthDay": ["--02-28"],
    "gDay": ["---05", "---31Z"],
    "hexBinary": ["", "00ff", "CAFE", "00" * 16],
    "base64Binary": ["", "AAEC", "aGk=", "aGkg aGk="],
    "anyURI": ["http://a/b?c=d", "urn:x", "#here"],
    "QName": ["xsi:type", "xsi:nil"],
    "NOTATION": ["xsi:type"],
}
_WORDS = ["a", "B-1", "en", "x_y", "n9", "true", "12", "en-US", "Z", "abc" * 5]


class Maker:
    """Makes documents from one compiled schema, with one random source."""

    def __init__(self, schema: Any, seed: int) -> None:
        self.schema = schema
        self.random = random.Random(seed)
        self.left = MOST
        self.number = 0  # of the last xs:ID, which is one of a kind in a document
        self.derived: dict[Any, list[Any]] = {}
        for kind in schema.maps.types.values():
            base = getattr(kind, "base_type", None)
            if base is not None and hasattr(kind, "content") and kind.is_complex():
                self.derived.setdefault(base.name, []).append(kind)
        self.texts: dict[int, tuple[ET.Element, Any]] = {}
        self.attributes: dict[tuple[int, str], Any] = {}
        self.unordered: dict[int, ET.Element] = {}

    def document(self, element: Any) -> ET.Element:
        """A document whose root is a global element."""
        self.left = MOST
        self.texts.clear()
        self.attributes.clear()
        self.unordered.clear()
        return self.element(element, 0)

    # --- elements

    def element(self, declared: Any, depth: int) -> ET.Element:
        """An element with random content."""
        self.left -= 1
        if depth > 40:
            raise Unable("too deep")
        declared = declared.ref or declared
        node = ET.Element(declared.name)
        kind = self.kind(declared.type, depth)
        if kind is not declared.type:
            node.set(f"{XSI}type", kind.name)
        if kind.name == f"{XSD}anyType":
            node.text = "any text"
            return node
        nil = declared.nillable and declared.fixed is None and self.random.random() < 0.15
        if kind.is_complex():
            self.fill_attributes(node, kind)
            nil = nil and not node.attrib.keys() - {f"{XSI}type"}
        if nil:
            node.set(f"{XSI}nil", "true")
            return node
        if kind.is_simple() or kind.has_simple_content():
            simple = kind if kind.is_simple() else kind.content
            node.text = declared.fixed if declared.fixed is not None else self.text(simple)
            if not node.text and declared.default is not None:
                node.text = declared.default
            self.texts[id(node)] = (node, simple)
            return node
        if kind.content is not None:
            node.extend(self.group(kind.content, depth + 1))
            if kind.content.model == "all":
                self.unordered[id(node)] = node
        if kind.mixed and self.random.random() < 0.5:
            node.text = "mixed & text"
            for child in node:
                child.tail = self.random.choice([None, " tail "])
        return node

    def kind(self, declared: Any, depth: int) -> Any:
        """The type itself or one derived from it."""
        if declared.is_simple() or declared.name is None:
            return declared
        options = [declared] if not declared.abstract else []
        if declared.abstract or (depth < DEEP and self.random.random() < 0.3):
            options += self.below(declared)
        if not options:
            raise Unable(f"{declared.name} is abstract")
        return self.random.choice(options)

    def below(self, declared: Any) -> list[Any]:
        """The concrete types derived from a type, however far."""
        if declared.name == f"{XSD}anyType":
            return []
        found: list[Any] = []
        pending = list(self.derived.get(declared.name, ()))
        while pending:
            kind = pending.pop()
            pending += self.derived.get(kind.name, ())
            found += [] if kind.abstract else [kind]
        return found

    def group(self, group: Any, depth: int) -> list[ET.Element]:
        """The elements of a model group, as often as it occurs."""
        found: list[ET.Element] = []
        for _ in range(self.times(group, depth)):
            particles = list(group)
            if group.model == "choice":
                if not particles:
                    continue
                particles = [self.branch(particles, depth)]
            for particle in particles:
                if hasattr(particle, "model"):
                    found += self.group(particle, depth)
                elif hasattr(particle, "process_contents"):
                    found += [self.wild(particle) for _ in range(self.times(particle, depth))]
                else:
                    found += [
                        self.element(self.member(particle), depth)
                        for _ in range(self.times(particle, depth))
                    ]
        return found

    def branch(self, particles: list[Any], depth: int) -> Any:
        """A branch of a choice; deep down one that needs no more elements, if there is one."""
        if depth < DEEP and self.left > 0:
            return self.random.choice(particles)
        simple = [p for p in particles if not hasattr(p, "model") and self.is_leaf(p)]
        return self.random.choice(simple or particles)

    def is_leaf(self, particle: Any) -> bool:
        kind = getattr(particle, "type", None)
        return bool(particle.min_occurs == 0 or (kind is not None and kind.is_simple()))

    def times(self, particle: Any, depth: int) -> int:
        low = particle.min_occurs
        if depth >= DEEP or self.left <= 0:
            return int(low)
        high = low + 2 if particle.max_occurs is None else min(particle.max_occurs, low + 2)
        return self.random.randint(low, high)

    def member(self, particle: Any) -> Any:
        """The declaration, or one of its substitution group."""
        declared = particle.ref or particle
        members = list(self.schema.maps.substitution_groups.get(declared.name, ()))
        options = [m for m in members if not m.abstract]
        options += [] if declared.abstract else [declared]
        if not options:
            raise Unable(f"{declared.name} is abstract")
        return self.random.choice(sorted(options, key=lambda m: str(m.name)))

    def wild(self, particle: Any) -> ET.Element:
        for space in ("urn:other", "", particle.target_namespace):
            if particle.is_namespace_allowed(space):
                node = ET.Element(f"{{{space}}}wild" if space else "wild", {"a": "1"})
                node.text = "text"
                return node
        raise Unable("no namespace for a wildcard")

    # --- attributes and text

    def fill_attributes(self, node: ET.Element, kind: Any) -> None:
        """Attributes at random; one with a default that is left out is noted as that."""
        for name, declared in kind.attributes.items():
            if name is None or declared.use == "prohibited":
                continue
            given = declared.fixed if declared.fixed is not None else declared.default
            if declared.use != "required" and self.random.random() < 0.5:
                if given is not None:
                    self.attributes[id(node), name] = (node, declared.type, given)
                continue
            node.set(
                name, declared.fixed if declared.fixed is not None else self.text(declared.type)
            )
            self.attributes[id(node), name] = (node, declared.type, None)

    def text(self, simple: Any) -> str:
        """A valid text of a simple type."""
        names = set(_ancestry(simple))
        if f"{XSD}ID" in names:
            self.number += 1
            return f"id{self.number}"
        pool = self.pool(simple)
        self.random.shuffle(pool)
        for text in pool:
            if simple.is_valid(text) and "\r" not in text:
                return text
        raise Unable(f"no text for {simple.name or simple}")

    def pool(self, simple: Any) -> list[str]:
        listed = getattr(simple, "enumeration", None)
        if listed:
            return [str(value) for value in listed]
        if getattr(simple, "member_types", None):
            return [text for each in simple.member_types for text in self.pool(each)]
        if simple.is_list():
            item = simple.item_type if hasattr(simple, "item_type") else simple.primitive_type
            words = self.pool(item)
            picked = [w for w in words if w and " " not in w] or [""]
            return [" ".join(self.random.choices(picked, k=n)) for n in (1, 2, 3, 4, 0)]
        primitive = primitive_of(simple)
        found = list(_POOL.get(primitive, _POOL["string"]))
        if primitive == "string":
            found += _WORDS
        for name in ("min_length", "max_length"):
            size = getattr(simple, name, None)
            if size and size < 5000:
                found += ["x" * size, "A" * size, "1" * size, "00" * size]
        for name in ("min_value", "max_value"):
            bound = getattr(simple, name, None)
            if bound is not None and "inf" not in str(bound):
                found.append(str(bound))
        if primitive in ("float", "double"):
            return found  # xmlschema has patterns for them, and few of their texts are in range
        for pattern in getattr(getattr(simple, "patterns", None), "regexps", None) or ():
            found += [text for text in (sample(pattern, self.random) for _ in range(9)) if text]
        return found


def _ancestry(simple: Any) -> list[str | None]:
    found: list[str | None] = []
    while simple is not None:
        found.append(simple.name)
        simple = simple.base_type
    return found


def primitive_of(simple: Any) -> str:
    """The local name of the primitive type behind a simple type."""
    primitive = getattr(simple, "primitive_type", None)
    return str((primitive or simple).local_name or "string")


def sample(pattern: str, source: random.Random) -> str:
    """A text that a simple regular expression may match; empty for what is not understood."""
    import re._parser as parser  # type: ignore[import-not-found]

    try:
        tree = parser.parse(pattern)
    except re.error:
        return ""
    return "".join(_sampled(tree, source))


def _sampled(tree: Any, source: random.Random) -> list[str]:
    out: list[str] = []
    for kind, value in tree:
        match str(kind):
            case "LITERAL":
                out.append(chr(value))
            case "ANY" | "NOT_LITERAL":
                out.append("x")
            case "IN":
                kinds = [(str(k), v) for k, v in value]
                if kinds[0][0] == "NEGATE":
                    out.append(source.choice("xyz019 "))
                    continue
                name, found = source.choice(kinds)
                if name == "LITERAL":
                    out.append(chr(found))
                elif name == "RANGE":
                    out.append(chr(source.randint(found[0], min(found[1], found[0] + 30))))
                else:
                    digit = str(found) == "CATEGORY_DIGIT"
                    out.append(source.choice("0123456789" if digit else "ab9"))
            case "MAX_REPEAT" | "MIN_REPEAT":
                low, high, inner = value
                for _ in range(source.randint(low, min(int(high), low + 3))):
                    out += _sampled(inner, source)
            case "SUBPATTERN":
                out += _sampled(value[-1], source)
            case "BRANCH":
                out += _sampled(source.choice(value[1]), source)
            case _:
                pass
    return out


# --- two documents in one form --------------------------------------------------------------------


def normal(simple: Any, text: str, namespaces: dict[str | None, str]) -> str:
    """The text of a simple type as `NORMAL` spells it; QNames with their namespaces."""
    if simple.white_space in ("replace", "collapse"):
        text = re.sub("[\t\n\r]", " ", text)
    if simple.white_space == "collapse" or simple.is_list():
        text = re.sub(" +", " ", text).strip(" ")
    if getattr(simple, "member_types", None):
        member = next((each for each in simple.member_types if each.is_valid(text)), None)
        return text if member is None else normal(member, text, namespaces)
    if simple.is_list():
        item = getattr(simple, "item_type", None) or simple.base_type.item_type
        return " ".join(normal(item, part, namespaces) for part in text.split())
    primitive = primitive_of(simple)
    if primitive in ("QName", "NOTATION"):
        prefix, _, local = text.rpartition(":")
        return f"{{{namespaces.get(prefix or None, '')}}}{local}"
    try:
        return NORMAL.get(primitive, str)(text)
    except ArithmeticError:
        return text


def written(root: ET.Element, mixed: Maker | None = None) -> bytes:
    """The document as bytes; every prefix stands at the root, also that of xsi:type.

    With ``mixed``, its maker, what stands in xs:all comes in any order.
    """
    prefixes = {XSI[1:-1]: "xsi"}
    for node in root.iter():
        names = [node.tag, *node.attrib, node.get(f"{XSI}type", "")]
        for name in names:
            if name.startswith("{"):
                prefixes.setdefault(name[1:].partition("}")[0], f"p{len(prefixes)}")
    prefixes["http://www.w3.org/XML/1998/namespace"] = "xml"

    def short(name: str) -> str:
        space, _, local = name.rpartition("}")
        return f"{prefixes[space[1:]]}:{local}" if space else local

    out: list[str] = []

    def write(node: ET.Element) -> None:
        out.append(f"<{short(node.tag)}")
        if node is root:
            out.extend(f" xmlns:{p}={_quoted(s)}" for s, p in prefixes.items() if p != "xml")
        for name, text in node.attrib.items():
            shown = short(text) if name == f"{XSI}type" else text
            out.append(f" {short(name)}={_quoted(shown)}")
        out.append(">" + _escaped(node.text or ""))
        children = list(node)
        if mixed is not None and id(node) in mixed.unordered:
            mixed.random.shuffle(children)
        for child in children:
            write(child)
            out.append(_escaped(child.tail or ""))
        out.append(f"</{short(node.tag)}>")

    write(root)
    return "".join(out).encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return '"' + _escaped(text).replace('"', "&quot;").replace("\n", "&#10;") + '"'


def difference(maker: Maker, made: ET.Element, after: bytes) -> str:
    """How a document differs from what was made, in canonical form; "" where it does not.

    Beside `NORMAL`: an absent attribute has its default, a nil element has no xsi:type, and what
    stands in xs:all comes in the order of the schema.
    """
    one, two = etree.fromstring(written(made)), etree.fromstring(after)
    lefts, rights = [*one.iter()], [*two.iter()]
    if [node.tag for node in lefts] != [node.tag for node in rights]:
        return "other elements"
    for source, left, right in zip(made.iter(), lefts, rights, strict=True):
        _, simple = maker.texts.get(id(source), (None, None))
        for node in (left, right):
            scope: dict[str | None, str] = dict(node.nsmap)
            if simple is not None and f"{XSI}nil" not in node.attrib:
                node.text = normal(simple, node.text or "", scope)
            if f"{XSI}nil" in node.attrib:
                node.attrib.pop(f"{XSI}type", None)  # nothing is nil, of whatever type
            elif f"{XSI}type" in node.attrib:
                prefix, _, local = str(node.get(f"{XSI}type")).rpartition(":")
                node.set(f"{XSI}type", f"{{{scope.get(prefix or None, '')}}}{local}")
            for (number, name), (_, kind, default) in maker.attributes.items():
                if number != id(source):
                    continue
                if default is not None and name not in node.attrib:
                    node.set(name, default)  # an absent attribute has its default
                node.set(name, normal(kind, str(node.get(name)), scope))
    left_text, right_text = (
        ET.canonicalize(etree.tostring(tree, encoding="unicode"), rewrite_prefixes=True)
        for tree in (one, two)
    )
    if left_text == right_text:
        return ""
    pairs = enumerate(zip(left_text, right_text, strict=False))
    start = next((n for n, (a, b) in pairs if a != b), 0)
    return f"{left_text[max(start - 90, 0) : start + 90]}\n  not {right_text[start : start + 90]}"

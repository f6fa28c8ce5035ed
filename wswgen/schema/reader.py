"""What the parsers of schema elements share: attributes read with their rules, problems kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

from wswgen.documents.document import XSD, Node, UnboundPrefix
from wswgen.documents.text import documentation, is_ncname, is_readable
from wswgen.errors import Problem
from wswgen.occurs import ONCE, Occurs
from wswgen.qname import QName
from wswgen.schema.model import Facet, Ref, Wildcard

_ANNOTATION = QName(XSD, "annotation")
_DOCUMENTATION = QName(XSD, "documentation")
_NUMBER = re.compile(r"\+?[0-9]{1,9}")
_BOOLEAN = {"true": True, "1": True, "false": False, "0": False}
_NAMES = "a name begins with a letter or _ and has no white space and no colon"
_XSI_ALL = ("extension", "restriction", "substitution", "list", "union")


@dataclass(slots=True, kw_only=True)
class Reader:
    """One schema being read: its target namespace, its defaults, and the problems found so far."""

    namespace: str
    qualified_elements: bool = False
    qualified_attributes: bool = False
    block: frozenset[str] = frozenset()
    final: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list[Problem])

    def problem(self, code: str, node: Node, message: str, help: str = "") -> None:
        self.problems.append(Problem(code=code, location=node.location, message=message, help=help))

    def children(self, node: Node, allowed: Collection[str]) -> list[Node]:
        """The schema elements in a node, except annotations; others are reported."""
        found: list[Node] = []
        for child in node.children:
            namespace, local = child.name
            if namespace == XSD and local in allowed:
                found.append(child)
            elif child.name != _ANNOTATION:
                what = child.name.local if child.name.namespace == XSD else str(child.name)
                message = f"<{what}> is not allowed in <{node.name.local}>"
                self.problem("W101", child, message, "correct the schema")
        return found

    def ref(self, node: Node, text: str) -> Ref | None:
        """The reference that a QName in an attribute makes."""
        try:
            name = node.qname(text)
        except UnboundPrefix as error:
            message = f"the prefix {str(error)!r} of {text!r} is not declared"
            self.problem("W104", node, message, f'declare it: xmlns:{error}="..."')
            return None
        fallback = None
        if not name.namespace and ":" not in text and self.namespace:
            fallback = QName(self.namespace, name.local)
        return Ref(name=name, fallback=fallback, location=node.location)

    def ref_at(self, node: Node, attribute: str) -> Ref | None:
        text = node.get(attribute)
        return None if text is None else self.ref(node, text)

    def name(self, node: Node) -> str:
        """The name of a component; empty, and a problem, where it has no usable one."""
        name = node.get("name")
        if name is None:
            self.problem("W102", node, f"<{node.name.local}> has no name", "give it one")
            return ""
        if not is_ncname(name):
            self.problem("W103", node, f"{name[:100]!r} is not a name that XML allows", _NAMES)
            return ""
        if node.name.local in ("element", "attribute") and not is_readable(name):
            message = f"{name[:100]!r} is a name that XML 1.0 allows since its fifth edition only"
            self.problem("W103", node, message, "most parsers cannot read it: choose another name")
        return name

    def boolean(self, node: Node, attribute: str) -> bool:
        text = node.get(attribute)
        if text is None:
            return False
        if text not in _BOOLEAN:
            self.problem("W103", node, f'{attribute}="{text[:100]}" is neither true nor false')
            return False
        return _BOOLEAN[text]

    def one_of(self, node: Node, attribute: str, allowed: Collection[str], default: str) -> str:
        text = node.get(attribute)
        if text is None:
            return default
        if text not in allowed:
            message = f'{attribute}="{text[:100]}" must be one of {", ".join(sorted(allowed))}'
            self.problem("W103", node, message)
            return default
        return text

    def methods(self, node: Node, attribute: str, default: frozenset[str]) -> frozenset[str]:
        """block or final: derivation methods, or #all (part 1, section 3.3.2)."""
        text = node.get(attribute)
        if text is None:
            return default
        return frozenset(_XSI_ALL) if text == "#all" else frozenset(text.split())

    def occurs(self, node: Node) -> Occurs:
        low, high = node.get("minOccurs"), node.get("maxOccurs")
        if low is None and high is None:
            return ONCE
        least = self._count(node, "minOccurs", low or "1")
        # Part 1, 3.9.1: an absent maxOccurs means 1, so a missing attribute is not "unbounded".
        most = None if high == "unbounded" else self._count(node, "maxOccurs", high or "1")
        if most is not None and least > most:
            message = f"minOccurs {least} is more than maxOccurs {most}"
            self.problem("W103", node, message, "an absent minOccurs or maxOccurs means 1")
            return ONCE
        return Occurs(least, most)

    def _count(self, node: Node, attribute: str, text: str) -> int:
        if not _NUMBER.fullmatch(text):
            message = f'{attribute}="{text[:100]}" is not a number of at most nine digits'
            self.problem("W103", node, message)
            return 1
        return int(text)

    def wildcard(self, node: Node) -> Wildcard:
        """xs:any and xs:anyAttribute (part 1, section 3.10.2)."""
        negated = False
        namespaces: tuple[str, ...] | None
        match node.get("namespace"):
            case None | "##any":
                namespaces = None
            case "##other":
                # 3.10.2: ##other also excludes elements without a namespace.
                namespaces = tuple(_unique((self.namespace, "")))
                negated = True
            case text:
                special = {"##targetNamespace": self.namespace, "##local": ""}
                namespaces = tuple(_unique(special.get(uri, uri) for uri in text.split()))
        process: Literal["strict", "lax", "skip"] = "strict"
        match self.one_of(node, "processContents", ("strict", "lax", "skip"), "strict"):
            case "lax":
                process = "lax"
            case "skip":
                process = "skip"
            case _:
                pass
        return Wildcard(
            namespaces=namespaces,
            negated=negated,
            process=process,
            occurs=self.occurs(node) if node.name.local == "any" else ONCE,
            documentation=documented(node),
            location=node.location,
        )

    def facet(self, node: Node) -> Facet | None:
        value = node.attributes.get("value")  # with its white space: it may be significant
        if value is None:
            self.problem("W102", node, f"the facet <{node.name.local}> has no value")
            return None
        return Facet(
            kind=node.name.local,
            value=value,
            namespaces=node.namespaces,
            documentation=documented(node),
            location=node.location,
        )


def documented(node: Node) -> str:
    """The text of all xs:documentation of a component."""
    if not node.children:
        return ""
    return documentation(
        note
        for child in node.children
        if child.name == _ANNOTATION
        for note in child.children
        if note.name == _DOCUMENTATION
    )


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))

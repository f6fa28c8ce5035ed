"""WS-Policy and WS-Addressing in a WSDL, as facts: what the document asks for beyond messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from wswgen.documents.document import Node, Root
from wswgen.errors import Location
from wswgen.qname import QName
from wswgen.record import record
from wswgen.wsdl.names import ADDRESSING, POLICY, is_required

_NAMESPACES = frozenset((*POLICY, *ADDRESSING))
_OPERATORS = ("Policy", "All", "ExactlyOne", "OneOrMore")


@record
class Assertion:
    """One policy assertion, a reference to a policy elsewhere, or wsaw:UsingAddressing."""

    kind: Literal["policy", "policy-reference", "addressing"]
    name: QName
    text: str
    location: Location


def assertions(trees: Iterable[Root]) -> tuple[Assertion, ...]:
    """All assertions in document order. What is nested in one belongs to it."""
    found: list[Assertion] = []
    for tree in trees:
        if not any(name.namespace in _NAMESPACES for name in tree.names):
            continue
        stack: list[Node] = [tree]
        while stack:
            node = stack.pop()
            namespace, local = node.name
            if namespace in POLICY and local == "Policy":
                found += _policy(node)
            elif namespace in POLICY and local == "PolicyReference":
                if not (node.get("URI") or "").startswith("#"):
                    found.append(_assertion("policy-reference", node, node.get("URI") or ""))
            elif namespace in ADDRESSING and local == "UsingAddressing":
                required = ", required" if is_required(node) else ""
                found.append(_assertion("addressing", node, f"{node.name}{required}"))
            else:
                stack += reversed(node.children)
    return tuple(found)


def _policy(policy: Node) -> list[Assertion]:
    found: list[Assertion] = []
    stack = list(reversed(policy.children))
    while stack:
        node = stack.pop()
        if node.name.namespace in POLICY and node.name.local in _OPERATORS:
            stack += reversed(node.children)
        elif node.name.namespace in POLICY and node.name.local == "PolicyReference":
            if not (node.get("URI") or "").startswith("#"):
                found.append(_assertion("policy-reference", node, node.get("URI") or ""))
        else:
            found.append(_assertion("policy", node, str(node.name)))
    return found


def _assertion(
    kind: Literal["policy", "policy-reference", "addressing"], node: Node, text: str
) -> Assertion:
    return Assertion(kind=kind, name=node.name, text=text, location=node.location)

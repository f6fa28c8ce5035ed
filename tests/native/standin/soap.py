"""Envelopes and faults on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from xml.sax.saxutils import escape

from wswgen.runtime.native.abi import hresults as hr

from .errors import FaultData
from .ledger import Refused
from .tree import Name, Node, Scope, parse, serialize


class Version(Enum):
    """WS_ENVELOPE_VERSION."""

    SOAP_1_1 = 1
    SOAP_1_2 = 2

    @property
    def ns(self) -> str:
        """The namespace of the envelope."""
        if self is Version.SOAP_1_1:
            return "http://schemas.xmlsoap.org/soap/envelope/"
        return "http://www.w3.org/2003/05/soap-envelope"


WSA = "http://www.w3.org/2005/08/addressing"
_OLD_CODES = {"Sender": "Client", "Receiver": "Server"}


@dataclass(eq=False, slots=True)
class Header:
    """One header of a request; ``read`` once somebody has asked for it."""

    node: Node
    must_understand: bool
    read: bool = False


@dataclass(eq=False, slots=True)
class Request:
    """An envelope that came in."""

    headers: list[Header]
    body: Node
    addressing: dict[str, str] = field(default_factory=dict)


def open_envelope(data: bytes, version: Version, *, addressed: bool) -> Request:
    """The parts of an envelope. Raises `Refused`."""
    root = parse(data)
    if root.name != (version.ns, "Envelope"):
        raise Refused(hr.WS_E_INVALID_FORMAT)
    body = root.child(version.ns, "Body")
    if body is None:
        raise Refused(hr.WS_E_INVALID_FORMAT)
    headers: list[Header] = []
    addressing: dict[str, str] = {}
    block = root.child(version.ns, "Header")
    for node in block.elements() if block is not None else ():
        if addressed and node.name.ns == WSA:
            addressing[node.name.local] = node.text().strip()
            continue
        flag = node.attributes.get(Name(version.ns, "mustUnderstand"), "")
        headers.append(Header(node, flag.strip() in ("1", "true")))
    return Request(headers, body, addressing)


def close_envelope(
    version: Version, headers: list[bytes], body: bytes, *, action: str = "", relates_to: str = ""
) -> bytes:
    """The text of an envelope around finished pieces."""
    blocks = list(headers)
    if action:
        blocks.append(f'<a:Action xmlns:a="{WSA}">{escape(action)}</a:Action>'.encode())
    if relates_to:
        blocks.append(f'<a:RelatesTo xmlns:a="{WSA}">{escape(relates_to)}</a:RelatesTo>'.encode())
    header = b"<s:Header>" + b"".join(blocks) + b"</s:Header>" if blocks else b""
    start = f'<s:Envelope xmlns:s="{version.ns}">'.encode()
    return start + header + b"<s:Body>" + body + b"</s:Body></s:Envelope>"


def fault_body(version: Version, fault: FaultData) -> bytes:
    """The fault element; what its code is when only the detail was set is the caller's choice."""
    codes = [Name(each.ns or version.ns, each.local) for each in fault.codes]
    reasons = fault.reasons or [("en", "")]
    if version is Version.SOAP_1_1:
        code = codes[0]
        if code.ns == version.ns:
            code = Name(code.ns, _OLD_CODES.get(code.local, code.local))
        text, scope = _qname(code, {})
        root = Node(Name(version.ns, "Fault"), scope={"f": version.ns})
        root.children = [
            Node(Name("", "faultcode"), children=[text], scope=scope),
            Node(Name("", "faultstring"), children=[reasons[0][1]]),
        ]
        if fault.actor:
            root.children.append(Node(Name("", "faultactor"), children=[fault.actor]))
        if fault.detail:
            inside = parse(b"<d>" + fault.detail + b"</d>").elements()
            root.children.append(Node(Name("", "detail"), children=list(inside)))
        return serialize(root)
    v = version.ns
    root = Node(Name(v, "Fault"), scope={"f": v})
    parent = Node(Name(v, "Code"))
    root.children.append(parent)
    for index, code in enumerate(codes):
        text, scope = _qname(code, {"f": v})
        parent.children.append(Node(Name(v, "Value"), children=[text], scope=scope))
        if index + 1 < len(codes):
            inner = Node(Name(v, "Subcode"))
            parent.children.append(inner)
            parent = inner
    texts: list[Node | str] = [
        Node(
            Name(v, "Text"),
            {Name("http://www.w3.org/XML/1998/namespace", "lang"): lang},
            [reason],
        )
        for lang, reason in reasons
    ]
    root.children.append(Node(Name(v, "Reason"), children=texts))
    if fault.node:
        root.children.append(Node(Name(v, "Node"), children=[fault.node]))
    if fault.actor:
        root.children.append(Node(Name(v, "Role"), children=[fault.actor]))
    if fault.detail:
        inside = parse(b"<d>" + fault.detail + b"</d>").elements()
        root.children.append(Node(Name(v, "Detail"), children=list(inside)))
    return serialize(root)


def _qname(name: Name, scope: Scope) -> tuple[str, Scope]:
    if not name.ns:
        return name.local, scope
    for prefix, ns in scope.items():
        if ns == name.ns:
            return f"{prefix}:{name.local}", scope
    return f"c:{name.local}", {**scope, "c": name.ns}

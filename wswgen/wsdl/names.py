"""WSDL extensions: the namespaces that we know something about, and which are required."""

from __future__ import annotations

from wswgen.documents.document import WSDL, Node

SOAP = {
    "http://schemas.xmlsoap.org/wsdl/soap/": "1.1",
    "http://schemas.xmlsoap.org/wsdl/soap12/": "1.2",
}
HTTP = "http://schemas.xmlsoap.org/wsdl/http/"
MIME = "http://schemas.xmlsoap.org/wsdl/mime/"

# WS-Addressing: the WSDL binding of 2006, the metadata of 2007, and the drafts before them.
ADDRESSING = (
    "http://www.w3.org/2007/05/addressing/metadata",
    "http://www.w3.org/2006/05/addressing/wsdl",
    "http://www.w3.org/2006/02/addressing/wsdl",
    "http://www.w3.org/2005/02/addressing/wsdl",
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/03/addressing",
)
POLICY = (
    "http://www.w3.org/ns/ws-policy",
    "http://www.w3.org/2006/07/ws-policy",
    "http://schemas.xmlsoap.org/ws/2004/09/policy",
    "http://schemas.xmlsoap.org/ws/2002/12/policy",
)


def is_required(node: Node) -> bool:
    """Whether an extension element has wsdl:required="true" (WSDL 1.1, section 2.1.3)."""
    return (node.get(f"{{{WSDL}}}required") or "") in ("true", "1")

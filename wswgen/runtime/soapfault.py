"""Faults on the wire: SOAP 1.1 section 4.4, SOAP 1.2 part 1 section 5.4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .codec import Document, read_any, write_any
from .element import XmlElement
from .errors import DecodeError, EncodeError
from .fault import Fault, FaultCode, rebuild
from .messages import DeclaredFault, OperationCodec
from .soap import SOAP11, SOAP12, Envelope, Version, escape, read_qname, write_envelope
from .values import QName

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Block: TypeAlias = "tuple[Element, Document]"
"""An element of a message, and the document that it is in."""

_SOAP11_CODES = {
    "Client": FaultCode.SENDER,
    "Server": FaultCode.RECEIVER,
    "VersionMismatch": FaultCode.VERSION_MISMATCH,
    "MustUnderstand": FaultCode.MUST_UNDERSTAND,
}
_SOAP11_NAMES = {code: name for name, code in _SOAP11_CODES.items()}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def fault_status(fault: Fault, version: Version) -> int:
    """The HTTP status: 500, but 400 for a Sender fault of SOAP 1.2 (part 2, table 20)."""
    return 400 if version is SOAP12 and fault.code is FaultCode.SENDER else 500


def write_fault(
    fault: Fault, version: Version, operation: OperationCodec | None = None, headers: str = ""
) -> bytes:
    """The whole message. EncodeError for a detail that ``operation`` does not declare."""
    declared = None if operation is None else operation.declared(fault)
    detail = _write_detail(fault, declared, version)
    if declared is not None and declared.header:
        headers, detail = headers + detail, ""
    reason = _text(fault.reason)
    if version is SOAP11:
        if fault.subcodes:
            code = _code(fault.subcodes[-1], "faultcode")
        else:
            code = f"<faultcode>soap:{_SOAP11_NAMES.get(fault.code, 'Server')}</faultcode>"
        actor = f"<faultactor>{_text(fault.actor)}</faultactor>" if fault.actor else ""
        if detail:
            detail = f"<detail>{detail}</detail>"
        body = f"{code}<faultstring>{reason}</faultstring>{actor}{detail}"
    else:
        code = f"<soap:Value>soap:{fault.code.value}</soap:Value>"
        subcodes = "".join(
            f"<soap:Subcode>{_code(name, 'soap:Value')}" for name in fault.subcodes
        ) + "</soap:Subcode>" * len(fault.subcodes)
        role = f"<soap:Role>{_text(fault.actor)}</soap:Role>" if fault.actor else ""
        if detail:
            detail = f"<soap:Detail>{detail}</soap:Detail>"
        lang = _text(fault.lang).replace('"', "&quot;")
        body = (
            f"<soap:Code>{code}{subcodes}</soap:Code>"
            f'<soap:Reason><soap:Text xml:lang="{lang}">{reason}</soap:Text></soap:Reason>'
            f"{role}{detail}"
        )
    return write_envelope(version, f"<soap:Fault>{body}</soap:Fault>", headers)


def not_understood(blocks: tuple[QName, ...]) -> str:
    """The header blocks that name what was not understood (SOAP 1.2 part 1, section 5.4.8)."""
    return "".join(
        f'<soap:NotUnderstood xmlns:q="{_quoted(name.namespace)}" qname="q:{name.local}"/>'
        for name in blocks
    )


def upgrade() -> str:
    """The header block that names the version we speak (SOAP 1.2 part 1, section 5.4.7)."""
    return '<soap:Upgrade><soap:SupportedEnvelope qname="soap:Envelope"/></soap:Upgrade>'


def _code(name: QName, element: str) -> str:
    if not name.namespace:
        return f"<{element}>{_text(name.local)}</{element}>"
    return f'<{element} xmlns:c="{_quoted(name.namespace)}">c:{_text(name.local)}</{element}>'


def unexpected(error: BaseException, disclose: bool) -> Fault:
    """What callers get for an exception that is no fault; its text only where that is allowed."""
    if disclose:
        return Fault(f"{type(error).__name__}: {error}")
    return Fault("the service could not process the request")


def no_answer(error: Exception, disclose: bool) -> Fault:
    """What callers get in place of a reply that the contract does not allow."""
    text = "the service has no valid answer"
    return Fault(f"{text}: {error}" if disclose else text)


def printable(text: str) -> str:
    """Text that any XML can hold: what cannot be written is replaced, a fault must get out."""
    return "".join(letter if _is_xml(letter) else "\ufffd" for letter in text)


def _text(text: str) -> str:
    return escape(printable(text))


def _is_xml(letter: str) -> bool:
    return (
        letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff"
    ) or (letter in "\t\n\r")


def _quoted(text: str) -> str:
    return _text(text).replace('"', "&quot;")


def _write_detail(fault: Fault, declared: DeclaredFault | None, version: Version) -> str:
    detail = fault.detail
    if declared is not None and declared.holds(detail):
        return declared.codecs[version.namespace].encode(detail)
    if detail is None:
        return ""
    if isinstance(detail, XmlElement):
        return write_any(detail)
    if isinstance(detail, list):
        items = cast("list[object]", detail)
        elements = [item for item in items if isinstance(item, XmlElement)]
        if len(elements) == len(items):
            return "".join(map(write_any, elements))
    name = type(fault).__name__
    raise EncodeError(f"{name} is no fault that this operation declares, and its detail no XML")


def read_fault(envelope: Envelope, operation: OperationCodec) -> Fault | None:
    """The exception to raise if the message is a fault; of a generated class if it is declared.

    DecodeError for a fault that is none.
    """
    body = envelope.body
    if not body or body[0].tag != f"{{{envelope.version.namespace}}}Fault":
        return None
    facts, detail = (_read11 if envelope.version is SOAP11 else _read12)(body[0], envelope.document)
    entries = [] if detail is None else list(detail)
    for block in envelope.headers:
        envelope.unmark(block)
    document = envelope.document
    return made_of(
        operation,
        facts,
        [(each, document) for each in entries],
        [(each, document) for each in envelope.headers],
        envelope.version,
    )


def made_of(
    operation: OperationCodec,
    facts: dict[str, Any],
    entries: Sequence[Block],
    blocks: Sequence[Block],
    version: Version = SOAP11,
) -> Fault:
    """The exception for a fault with these ``entries`` of its detail and these header blocks."""
    reason = facts.pop("reason")
    for header, block in (*((False, entry) for entry in entries[:1]), *((True, b) for b in blocks)):
        declared = _declared(operation.faults, header, block, version)
        if declared is None:
            continue
        codec = declared.codecs[version.namespace]
        element, document = block
        try:
            if declared.encoded:
                element = codec.followed(element, document)
            value = codec.decode(element, document)
        except DecodeError:
            # Not what the contract declares: as open XML, so that nothing is lost.
            entries = [*entries, block] if header else entries
            continue
        return rebuild(declared.exception, reason, detail=value, **facts)
    elements = [read_any(element, document) for element, document in entries]
    return Fault(reason, detail=elements or None, **facts)


def _declared(
    faults: Sequence[DeclaredFault], header: bool, block: Block, version: Version
) -> DeclaredFault | None:
    """Which of the declared faults an element is about.

    It has the name of one. What is encoded says its type as well, which tells faults of one name
    apart; Axis names the element of a detail after a class of the service, and others leave out
    its namespace. What could be either of two is neither.
    """
    element, document = block
    alike = [each for each in faults if each.header is header]
    named = [each for each in alike if element.tag == each.codec.tag]
    literal = next((each for each in named if not each.encoded), None)
    if literal is not None:
        return literal
    encoded = named if header else [each for each in alike if each.encoded]
    near: dict[int, list[DeclaredFault]] = {}
    for each in encoded:
        try:
            distance = each.codecs[version.namespace].distance(element, document)
        except DecodeError:
            return None
        if distance is not None:
            near.setdefault(distance, []).append(each)
    found = near[min(near)] if near else encoded
    if len(found) > 1 or not near:
        found = [e for e in found if element.tag in (e.codec.tag, e.codec.name.local)]
    return found[0] if len(found) == 1 else None


def _read11(fault: Element, document: Document) -> tuple[dict[str, Any], Element | None]:
    code = fault.find("faultcode")
    if code is None:
        raise DecodeError("a fault without faultcode", "Fault")
    name = read_qname(code.text or "", code, document)
    known = _SOAP11_CODES.get(name.local) if name.namespace == SOAP11.namespace else None
    facts: dict[str, Any] = {"reason": (fault.findtext("faultstring") or "").strip()}
    if known is not None:
        facts["code"] = known
    else:
        # SOAP 1.1 section 4.4.1: what follows the first dot refines the code before it.
        first = name.local.partition(".")[0]
        facts["code"] = _SOAP11_CODES.get(first, FaultCode.RECEIVER)
        facts["subcodes"] = (name,)
    text = fault.find("faultstring")
    if text is not None and text.get(_LANG):
        facts["lang"] = text.get(_LANG)
    facts["actor"] = (fault.findtext("faultactor") or "").strip() or None
    return facts, fault.find("detail")


def _read12(fault: Element, document: Document) -> tuple[dict[str, Any], Element | None]:
    space = f"{{{SOAP12.namespace}}}"
    code = fault.find(f"{space}Code")
    names: list[QName] = []
    while code is not None:
        value = code.find(f"{space}Value")
        if value is None:
            raise DecodeError("a fault code without Value", "Fault/Code")
        names.append(read_qname(value.text or "", value, document))
        code = code.find(f"{space}Subcode")
    if not names or names[0].namespace != SOAP12.namespace:
        raise DecodeError("a fault without one of the codes of SOAP 1.2", "Fault/Code")
    try:
        main = FaultCode(names[0].local)
    except ValueError:
        raise DecodeError(f"{names[0].local} is no fault code", "Fault/Code") from None
    texts = fault.findall(f"{space}Reason/{space}Text")
    best = next((text for text in texts if text.get(_LANG, "").startswith("en")), None)
    if best is None and texts:
        best = texts[0]
    facts: dict[str, Any] = {
        "reason": "" if best is None else (best.text or "").strip(),
        "lang": "en" if best is None else best.get(_LANG, "en"),
        "code": main,
        "subcodes": tuple(names[1:]),
        "actor": (fault.findtext(f"{space}Role") or "").strip() or None,
    }
    return facts, fault.find(f"{space}Detail")

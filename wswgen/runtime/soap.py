"""SOAP envelopes: SOAP 1.1 (W3C note of May 2000) and SOAP 1.2 part 1 (second edition)."""

from __future__ import annotations

import codecs
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Final, Literal

from .codec import Document, Plain, parse, read_plain
from .errors import DecodeError
from .pattern import compiled
from .record import record
from .values import QName

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = [
    "SOAP11",
    "SOAP12",
    "Envelope",
    "MustUnderstand",
    "Version",
    "VersionMismatch",
    "escape",
    "must_understand",
    "read_envelope",
    "read_plainly",
    "read_qname",
    "to_utf8",
    "write_envelope",
]


@record
class Version:
    """What differs between the two versions on the outside of a message.

    ``prologue`` and ``epilogue`` stand around the content of the body in a message without
    headers. They use the prefix ``soap``.
    """

    name: Literal["1.1", "1.2"]
    namespace: str
    media_type: str
    role: str
    next: str
    prologue: str
    epilogue: str


def _version(name: Literal["1.1", "1.2"], namespace: str, media_type: str, **rest: str) -> Version:
    start = f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{namespace}">'
    return Version(
        name=name,
        namespace=namespace,
        media_type=media_type,
        prologue=start + "<soap:Body>",
        epilogue="</soap:Body></soap:Envelope>",
        **rest,
    )


SOAP11: Final = _version(
    "1.1",
    "http://schemas.xmlsoap.org/soap/envelope/",
    "text/xml",
    role="actor",
    next="http://schemas.xmlsoap.org/soap/actor/next",
)
SOAP12: Final = _version(
    "1.2",
    "http://www.w3.org/2003/05/soap-envelope",
    "application/soap+xml",
    role="role",
    next="http://www.w3.org/2003/05/soap-envelope/role/next",
)
VERSIONS: Final = {version.name: version for version in (SOAP11, SOAP12)}
_BY_TAG: Final = {f"{{{version.namespace}}}Envelope": version for version in (SOAP11, SOAP12)}
_ULTIMATE: Final = f"{SOAP12.namespace}/role/ultimateReceiver"


def escape(text: str) -> str:
    """Character data; a carriage return would be read back as a line feed if it stood bare."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


class VersionMismatch(DecodeError):
    """The envelope is of no version that the receiver knows."""


class MustUnderstand(DecodeError):
    """Header blocks that must be understood, and are not; ``blocks`` names them."""

    def __init__(self, blocks: Sequence[QName]) -> None:
        self.blocks = tuple(blocks)
        names = ", ".join(map(str, blocks))
        super().__init__(f"header blocks that must be understood are not: {names}", "Header")


@record
class Envelope:
    """A parsed message: header blocks and body elements, in order; ``element`` is the Body."""

    version: Version
    document: Document
    headers: Sequence[Element]
    body: Sequence[Element]
    element: Element

    @property
    def space(self) -> str:
        """What the tags of the envelope begin with."""
        return f"{{{self.version.namespace}}}"

    def unmark(self, element: Element) -> None:
        """Take off what SOAP says of an element, such as mustUnderstand: its type knows nothing."""
        for name in [name for name in element.attrib if name.startswith(self.space)]:
            del element.attrib[name]

    def check_no_text(self) -> None:
        """Raise DecodeError for text among the elements of the Body."""
        if self.element.text and not self.element.text.isspace():
            raise DecodeError("text where an element belongs", "Body")


def read_envelope(data: bytes, *, max_depth: int) -> Envelope:
    """Parse a message. `VersionMismatch` for a foreign envelope, else `DecodeError`."""
    document = parse(data, max_depth=max_depth)
    root = document.root
    version = _BY_TAG.get(root.tag)
    if version is None:
        if root.tag.endswith("}Envelope"):
            raise VersionMismatch(f"{root.tag} is no SOAP 1.1 or SOAP 1.2 envelope")
        raise DecodeError(f"the root element is {root.tag}, not a SOAP envelope")
    space = f"{{{version.namespace}}}"
    headers: Sequence[Element] = ()
    children = iter(root)
    body = next(children, None)
    if body is not None and body.tag == f"{space}Header":
        headers = list(body)
        body = next(children, None)
    if body is None or body.tag != f"{space}Body":
        raise DecodeError("the envelope has no Body where it belongs", "Envelope")
    if version is SOAP12 and next(children, None) is not None:
        raise DecodeError("nothing may follow the Body", "Envelope")
    return Envelope(version, document, headers, list(body), body)


def read_plainly(data: bytes, charset: str | None, *, max_depth: int) -> Plain | None:
    """The start of a message that may be plain, without headers; its envelope's version is known.

    ``charset`` is that of the Content-Type.
    """
    if charset is not None and charset.lower() != "utf-8":
        return None
    plain = read_plain(data, max_depth=max_depth)
    if plain is None or f"{{{plain.start.namespace}}}Envelope" not in _BY_TAG:
        return None
    return plain


def must_understand(envelope: Envelope, known: Container[str]) -> None:
    """Raise `MustUnderstand` for blocks that are for us, mandatory and not in ``known`` (tags)."""
    version = envelope.version
    flag, target = (
        f"{{{version.namespace}}}mustUnderstand",
        f"{{{version.namespace}}}{version.role}",
    )
    missing: list[QName] = []
    for block in envelope.headers:
        mandatory = block.get(flag, "0").strip()
        if mandatory in ("0", "false"):
            continue
        if mandatory not in ("1", "true"):
            raise DecodeError(f"mustUnderstand is {mandatory!r}, neither 0 nor 1", "Header")
        role = block.get(target, "").strip()
        if block.tag not in known and role in ("", version.next, _ULTIMATE):
            missing.append(QName.of(block.tag))
    if missing:
        raise MustUnderstand(missing)


def write_envelope(
    version: Version, body: str, headers: str = "", *, is_body: bool = False
) -> bytes:
    """The message around elements that are written already; or, ``is_body``, around the Body."""
    if is_body:
        start = version.prologue.removesuffix("<soap:Body>")
        block = f"<soap:Header>{headers}</soap:Header>" if headers else ""
        return f"{start}{block}{body}</soap:Envelope>".encode()
    if not headers:
        return f"{version.prologue}{body}{version.epilogue}".encode()
    start = version.prologue.removesuffix("<soap:Body>")
    return (
        f"{start}<soap:Header>{headers}</soap:Header><soap:Body>{body}{version.epilogue}".encode()
    )


def read_qname(text: str, element: Element, document: Document) -> QName:
    """A QName in the text of an element; DecodeError for a prefix that is not declared."""
    prefix, colon, local = text.strip().rpartition(":")
    namespace = document.scope(element).get(prefix)
    if namespace is None:
        if colon:
            raise DecodeError(f"the prefix of {text.strip()!r} is not declared")
        namespace = ""
    return QName(namespace, local)


_DECLARATION = r"\s*<\?xml\s[^>]*\?>"


def to_utf8(data: bytes, charset: str) -> bytes:
    """``data`` in the charset of its Content-Type, which has precedence over the XML declaration.

    RFC 7303, section 3. LookupError for a charset that we do not know, DecodeError for bytes that
    are not in it.
    """
    if codecs.lookup(charset).name == "utf-8":
        head = data[:200].removeprefix(codecs.BOM_UTF8)
        if not head.startswith(b"<?xml") or b"encoding" not in head.partition(b"?>")[0]:
            return data
    try:
        text = data.decode(charset)
    except (UnicodeError, ValueError) as error:
        raise DecodeError(f"the message is not in {charset}: {error}") from None
    return compiled(_DECLARATION).sub("", text.removeprefix("\ufeff"), count=1).encode()

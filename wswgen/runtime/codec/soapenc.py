"""What the two SOAP encodings call things: SOAP 1.1, section 5; SOAP 1.2 part 2, section 3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..record import record
from .arrays import sizes_of, sizes_of_list
from .support import ENCODING, ENCODING_12, ENVELOPE, ENVELOPE_12


@record
class SoapEncoding:
    """One of the encodings, which belongs to the version of SOAP whose namespace is ``envelope``.

    ``id`` is the attribute of a value that others refer to, and ``ref`` that of who does; ``sizes``
    has the sizes of an array, with ``between`` between them. ``idle`` attributes say nothing that
    a reader needs, ``partial`` ones that there is less than the whole of an array.
    """

    namespace: str
    envelope: str
    id: str
    ref: str
    sizes: str
    between: str
    idle: frozenset[str]
    partial: tuple[str, ...] = ()

    def target(self, reference: str) -> str | None:
        """The id that a reference leads to; None for one that leads out of the message."""
        if self is SOAP12:
            return reference.strip()
        return reference[1:] if reference.startswith("#") else None

    def sizes_of(self, text: str, count: int) -> list[int | None]:
        """The size of each dimension of an array of ``count`` items; None for one not stated."""
        return sizes_of_list(text, count) if self is SOAP12 else sizes_of(text)


SOAP11: Final = SoapEncoding(
    namespace=ENCODING,
    envelope=ENVELOPE,
    id="id",
    ref="href",
    sizes=f"{{{ENCODING}}}arrayType",
    between=",",
    idle=frozenset((f"{{{ENCODING}}}root",)),
    partial=(f"{{{ENCODING}}}offset", f"{{{ENCODING}}}position"),
)
SOAP12: Final = SoapEncoding(
    namespace=ENCODING_12,
    envelope=ENVELOPE_12,
    id=f"{{{ENCODING_12}}}id",
    ref=f"{{{ENCODING_12}}}ref",
    sizes=f"{{{ENCODING_12}}}arraySize",
    between=" ",
    idle=frozenset((f"{{{ENCODING_12}}}itemType", f"{{{ENCODING_12}}}nodeType")),
)
BY_ENVELOPE: Final[Mapping[str, SoapEncoding]] = {each.envelope: each for each in (SOAP11, SOAP12)}
BY_NAMESPACE: Final[Mapping[str, SoapEncoding]] = {
    each.namespace: each for each in (SOAP11, SOAP12)
}

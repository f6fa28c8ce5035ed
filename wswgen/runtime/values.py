"""Names with a namespace, and time zones as XSD writes them."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from typing import Final, NamedTuple


class QName(NamedTuple):
    """A namespace name and a local name; ``namespace`` is ``""`` for no namespace."""

    namespace: str
    local: str

    def __str__(self) -> str:
        return f"{{{self.namespace}}}{self.local}" if self.namespace else self.local

    @classmethod
    def of(cls, text: str) -> QName:
        """Read what `str` writes: ``{namespace}local``, or ``local`` alone."""
        namespace, brace, local = text.rpartition("}")
        return cls(namespace[1:], local) if brace else cls("", text)


# --- time zones -------------------------------------------------------------------------------

ZONE: Final = r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
"""The optional time zone of XSD 1.0 part 2, section 3.2.7.3, as a group of a pattern."""


def zone_of(text: str | None) -> timezone | None:
    """The zone for what the group in `ZONE` matched."""
    if not text:
        return None
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def zone_text(offset: timedelta | None) -> str:
    """``Z``, ``+hh:mm`` or nothing; ValueError for an offset that XSD cannot write."""
    if offset is None:
        return ""
    if not offset:
        return "Z"
    minutes, rest = divmod(offset, timedelta(minutes=1))
    if rest or abs(minutes) > 14 * 60:
        raise ValueError(f"the time zone {offset} is not a number of minutes up to 14 hours")
    hours, minutes = divmod(abs(minutes), 60)
    return f"{'-' if offset < timedelta(0) else '+'}{hours:02}:{minutes:02}"

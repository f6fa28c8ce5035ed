"""Dates and times that `datetime` cannot hold exactly.

`PreciseDateTime` and `PreciseTime` are a `datetime` and a `time` with more than six digits of
fraction, `ZonedDate` is a `date` with a time zone. They come out of a message only where the plain
type would lose something, and may be used wherever the plain type may. All are immutable, hashable
and can be pickled.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Any, SupportsIndex

from .values import zone_text

# --- more than the library's date and time ----------------------------------------------------


def _digits(digits: str) -> str:
    if digits and not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"not digits: {digits!r}")
    return digits.rstrip("0")


def _with_digits(text: str, digits: str) -> str:
    """Put further digits behind the six of an ISO time that ends in its zone or its fraction."""
    at = text.index(".") + 7
    return text[:at] + digits + text[at:]


class PreciseDateTime(datetime):
    """A `datetime` with ``digits`` after the six digits of its microseconds.

    What the library computes from it (``replace``, ``+``) has microseconds, no further digits.
    """

    __slots__ = ("digits",)
    digits: str

    def __new__(cls, *args: Any, digits: str = "", **kwargs: Any) -> PreciseDateTime:
        self = super().__new__(cls, *args, **kwargs)
        object.__setattr__(self, "digits", _digits(digits))
        return self

    @classmethod
    def of(cls, value: datetime, digits: str) -> PreciseDateTime:
        """``value`` with ``digits`` after its microseconds."""
        v = value
        return cls(
            *(v.year, v.month, v.day, v.hour, v.minute, v.second, v.microsecond, v.tzinfo),
            digits=digits,
            fold=v.fold,
        )

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        if timespec != "auto" or not self.digits:
            return super().isoformat(sep, timespec)
        return _with_digits(super().isoformat(sep, "microseconds"), self.digits)

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) is True and self.digits == getattr(other, "digits", "")

    def __hash__(self) -> int:
        return hash((datetime.__hash__(self), self.digits)) if self.digits else super().__hash__()

    def __lt__(self, other: Any, /) -> bool:
        if datetime.__eq__(self, other):
            return self.digits < getattr(other, "digits", "")
        return super().__lt__(other)

    def __gt__(self, other: Any, /) -> bool:
        if datetime.__eq__(self, other):
            return self.digits > getattr(other, "digits", "")
        return super().__gt__(other)

    def __le__(self, other: Any, /) -> bool:
        return not self > other

    def __ge__(self, other: Any, /) -> bool:
        return not self < other

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        plain = datetime.combine(self.date(), self.timetz())
        return (type(self).of, (plain, self.digits))

    def __repr__(self) -> str:
        return f"PreciseDateTime({self.isoformat()!r})"


class PreciseTime(time):
    """A `time` with ``digits`` after the six digits of its microseconds."""

    __slots__ = ("digits",)
    digits: str

    def __new__(cls, *args: Any, digits: str = "", **kwargs: Any) -> PreciseTime:
        self = super().__new__(cls, *args, **kwargs)
        object.__setattr__(self, "digits", _digits(digits))
        return self

    @classmethod
    def of(cls, value: time, digits: str) -> PreciseTime:
        """``value`` with ``digits`` after its microseconds."""
        v = value
        return cls(v.hour, v.minute, v.second, v.microsecond, v.tzinfo, digits=digits, fold=v.fold)

    def isoformat(self, timespec: str = "auto") -> str:
        if timespec != "auto" or not self.digits:
            return super().isoformat(timespec)
        return _with_digits(super().isoformat("microseconds"), self.digits)

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) is True and self.digits == getattr(other, "digits", "")

    def __hash__(self) -> int:
        return hash((time.__hash__(self), self.digits)) if self.digits else super().__hash__()

    def __lt__(self, other: Any, /) -> bool:
        if time.__eq__(self, other):
            return self.digits < getattr(other, "digits", "")
        return super().__lt__(other)

    def __gt__(self, other: Any, /) -> bool:
        if time.__eq__(self, other):
            return self.digits > getattr(other, "digits", "")
        return super().__gt__(other)

    def __le__(self, other: Any, /) -> bool:
        return not self > other

    def __ge__(self, other: Any, /) -> bool:
        return not self < other

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        v = self
        plain = time(v.hour, v.minute, v.second, v.microsecond, v.tzinfo, fold=v.fold)
        return (type(self).of, (plain, self.digits))

    def __repr__(self) -> str:
        return f"PreciseTime({self.isoformat()!r})"


class ZonedDate(date):
    """A `date` in a time zone, such as ``2026-03-01+01:00``."""

    __slots__ = ("tzinfo",)
    tzinfo: tzinfo | None

    def __new__(cls, year: int, month: int, day: int, tzinfo: timezone | None = None) -> ZonedDate:
        self = super().__new__(cls, year, month, day)
        object.__setattr__(self, "tzinfo", tzinfo)
        return self

    def utcoffset(self) -> timedelta | None:
        """The offset of the zone; None without one."""
        return self.tzinfo.utcoffset(None) if self.tzinfo is not None else None

    def isoformat(self) -> str:
        return super().isoformat() + zone_text(self.utcoffset())

    __str__ = isoformat

    def __eq__(self, other: object) -> bool:
        if super().__eq__(other) is not True:
            return False
        return self.utcoffset() == (other.utcoffset() if isinstance(other, ZonedDate) else None)

    def __hash__(self) -> int:
        zone = self.utcoffset()
        return super().__hash__() if zone is None else hash((date.__hash__(self), zone))

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return (type(self), (self.year, self.month, self.day, self.tzinfo))

    def __repr__(self) -> str:
        return f"ZonedDate({self.isoformat()!r})"

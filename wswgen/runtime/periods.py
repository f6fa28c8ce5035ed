"""Values of the built-in types of XSD that the standard library has no type for.

`Duration` and `GYear`, `GYearMonth`, `GMonth`, `GMonthDay`, `GDay`, which few contracts need: they
are loaded when they are used. Every class here is immutable, hashable and can be pickled; `parse`
reads the lexical form of XSD 1.0 part 2 (ValueError where the text is none) and `str` writes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Final

from .values import ZONE, zone_of, zone_text

# --- duration ---------------------------------------------------------------------------------

# Addition is exact at this precision; it costs no more than the digits there are.
_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)

_DURATION: Final = re.compile(
    r"(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Duration:
    """A length of time (XSD 1.0 part 2, section 3.2.6), kept in the parts it was written in.

    Durations of as many months and as many seconds are equal: ``P1Y`` is ``P12M``, but no number
    of days is a month. No part may be negative; ``negative`` turns the whole around.
    """

    years: int = 0
    months: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: Decimal = Decimal(0)
    negative: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.seconds, int):
            object.__setattr__(self, "seconds", Decimal(self.seconds))
        parts = (self.years, self.months, self.days, self.hours, self.minutes)
        if not self.seconds.is_finite() or self.seconds < 0 or min(parts) < 0:
            raise ValueError("the parts of a duration are not negative; `negative` is for that")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read ``PnYnMnDTnHnMnS``."""
        match = _DURATION.fullmatch(text)
        if match is None:
            raise ValueError(f"not a duration: {text!r}")
        sign, *whole, seconds = match.groups()
        years, months, days, hours, minutes = (int(part or 0) for part in whole)
        return cls(
            years=years,
            months=months,
            days=days,
            hours=hours,
            minutes=minutes,
            seconds=Decimal(seconds or 0),
            negative=sign is not None,
        )

    @classmethod
    def from_timedelta(cls, delta: timedelta) -> Duration:
        """The same length in days and seconds."""
        whole = abs(delta)
        seconds = Decimal(whole.microseconds).scaleb(-6) + whole.seconds
        return cls(days=whole.days, seconds=seconds, negative=delta < timedelta(0))

    def to_timedelta(self) -> timedelta:
        """The same length; ValueError where there are months in it or digits would be lost."""
        months, seconds = self.total()
        micros = seconds.scaleb(6)
        if months or micros != micros.to_integral_value():
            raise ValueError(f"{self} is not a number of microseconds")
        return timedelta(microseconds=int(micros))

    def total(self) -> tuple[int, Decimal]:
        """The months and the seconds, both negative for a negative duration."""
        months = self.years * 12 + self.months
        minutes = (self.days * 24 + self.hours) * 60 + self.minutes
        seconds = _EXACT.add(self.seconds, Decimal(minutes * 60))
        return (-months, seconds.copy_negate()) if self.negative else (months, seconds)

    def __eq__(self, other: object) -> bool:
        return self.total() == other.total() if isinstance(other, Duration) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.total())

    def __str__(self) -> str:
        day = "".join(
            f"{n}{unit}"
            for n, unit in ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
            if n
        )
        clock = "".join(f"{n}{unit}" for n, unit in ((self.hours, "H"), (self.minutes, "M")) if n)
        if self.seconds:
            clock += f"{self.seconds:f}S"
        text = f"P{day}{'T' if clock else ''}{clock}" if day or clock else "PT0S"
        return f"-{text}" if self.negative else text


# --- parts of dates ---------------------------------------------------------------------------

_YEAR = r"(-?(?:[1-9]\d{3,}|0\d{3}))"
_LAST_DAY: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _read(pattern: str, text: str, what: str) -> tuple[list[int], timezone | None]:
    match = re.fullmatch(pattern + ZONE, text, re.ASCII)
    if match is None:
        raise ValueError(f"not a {what}: {text!r}")
    *numbers, zone = match.groups()
    return [int(number) for number in numbers], zone_of(zone)


def _suffix(zone: timezone | None) -> str:
    return zone_text(zone.utcoffset(None)) if zone is not None else ""


def _year(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def _check(ok: bool, what: str) -> None:
    if not ok:
        raise ValueError(what)


@dataclass(frozen=True, slots=True)
class GYear:
    """A year (XSD 1.0 part 2, section 3.2.11); there is no year 0."""

    year: int
    zone: timezone | None = None

    def __post_init__(self) -> None:
        _check(self.year != 0, "there is no year 0000")

    @classmethod
    def parse(cls, text: str) -> GYear:
        """Read ``CCYY`` and an optional zone."""
        (year,), zone = _read(_YEAR, text, "year")
        return cls(year, zone)

    def __str__(self) -> str:
        return _year(self.year) + _suffix(self.zone)


@dataclass(frozen=True, slots=True)
class GYearMonth:
    """A month of one year (section 3.2.10)."""

    year: int
    month: int
    zone: timezone | None = None

    def __post_init__(self) -> None:
        _check(self.year != 0, "there is no year 0000")
        _check(1 <= self.month <= 12, "a month is between 1 and 12")

    @classmethod
    def parse(cls, text: str) -> GYearMonth:
        """Read ``CCYY-MM`` and an optional zone."""
        (year, month), zone = _read(_YEAR + r"-(\d\d)", text, "year and month")
        return cls(year, month, zone)

    def __str__(self) -> str:
        return f"{_year(self.year)}-{self.month:02}{_suffix(self.zone)}"


@dataclass(frozen=True, slots=True)
class GMonth:
    """A month of every year (section 3.2.14)."""

    month: int
    zone: timezone | None = None

    def __post_init__(self) -> None:
        _check(1 <= self.month <= 12, "a month is between 1 and 12")

    @classmethod
    def parse(cls, text: str) -> GMonth:
        """Read ``--MM`` and an optional zone."""
        (month,), zone = _read(r"--(\d\d)", text, "month")
        return cls(month, zone)

    def __str__(self) -> str:
        return f"--{self.month:02}{_suffix(self.zone)}"


@dataclass(frozen=True, slots=True)
class GMonthDay:
    """A day of every year (section 3.2.12)."""

    month: int
    day: int
    zone: timezone | None = None

    def __post_init__(self) -> None:
        _check(1 <= self.month <= 12, "a month is between 1 and 12")
        _check(1 <= self.day <= _LAST_DAY[self.month - 1], "the month has no such day")

    @classmethod
    def parse(cls, text: str) -> GMonthDay:
        """Read ``--MM-DD`` and an optional zone."""
        (month, day), zone = _read(r"--(\d\d)-(\d\d)", text, "month and day")
        return cls(month, day, zone)

    def __str__(self) -> str:
        return f"--{self.month:02}-{self.day:02}{_suffix(self.zone)}"


@dataclass(frozen=True, slots=True)
class GDay:
    """A day of every month (section 3.2.13)."""

    day: int
    zone: timezone | None = None

    def __post_init__(self) -> None:
        _check(1 <= self.day <= 31, "a day is between 1 and 31")

    @classmethod
    def parse(cls, text: str) -> GDay:
        """Read ``---DD`` and an optional zone."""
        (day,), zone = _read(r"---(\d\d)", text, "day")
        return cls(day, zone)

    def __str__(self) -> str:
        return f"---{self.day:02}{_suffix(self.zone)}"

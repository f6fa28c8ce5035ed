"""The order of values (XSD 1.0 part 2): which of two is the smaller, if the standard says."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Any, Final

from ..periods import Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth

_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_FARTHEST_ZONE: Final = 14 * 3600
# Section 3.2.6.2: durations are ordered if adding them to each of these months says the same.
_STARTS: Final = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


def compare(one: Any, two: Any) -> int | None:
    """-1, 0 or 1 as ``one`` is less than, equal to or more than ``two``; None if neither."""
    if isinstance(one, Duration) and isinstance(two, Duration):
        orders = {_sign(_added(start, one), _added(start, two)) for start in _STARTS}
        return orders.pop() if len(orders) == 1 else None
    if isinstance(one, (int, float, Decimal)):
        return _sign(one, two)
    (left, left_zoned), (right, right_zoned) = _instant(one), _instant(two)
    if left_zoned == right_zoned:
        return _sign(left, right)
    # Section 3.2.7.4: without a zone, a time may be up to 14 hours to either side.
    apart = _EXACT.subtract(left, right)
    return _sign(apart, 0) if abs(apart) > _FARTHEST_ZONE else None


def _sign(one: Any, two: Any) -> int | None:
    return -1 if one < two else 1 if one > two else 0 if one == two else None


def _days(year: int, month: int, day: int) -> int:
    """Days since a fixed day, in the Gregorian calendar without end to either side."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year


def _added(start: tuple[int, int], duration: Duration) -> Decimal:
    months, seconds = duration.total()
    years, month = divmod(start[1] - 1 + months, 12)
    return _EXACT.add(seconds, Decimal(_days(start[0] + years, month + 1, 1) * 86400))


def _instant(value: Any) -> tuple[Decimal, bool]:
    """Seconds on one time line, and whether the value says in which zone it is."""
    # What a value leaves open is the same on both sides: any leap year with long months will do.
    year, month, day = 2000, 12, 31
    second = Decimal(0)
    match value:
        case datetime() | time():
            digits: str = getattr(value, "digits", "")
            if isinstance(value, datetime):
                year, month, day = value.year, value.month, value.day
            minutes = value.hour * 60 + value.minute
            second = Decimal(f"{minutes * 60 + value.second}.{value.microsecond:06}{digits}")
            offset = value.utcoffset()
        case date():
            year, month, day = value.year, value.month, value.day
            zone = getattr(value, "tzinfo", None)
            offset = zone.utcoffset(None) if zone is not None else None
        case GYear() | GYearMonth() | GMonth() | GMonthDay() | GDay():
            year = getattr(value, "year", year)
            month = getattr(value, "month", month if isinstance(value, GDay) else 1)
            day = getattr(value, "day", 1)
            offset = value.zone.utcoffset(None) if value.zone is not None else None
        case _:
            raise TypeError(f"values of {type(value).__name__} have no order")
    whole = _days(year, month, day) * 86400 - int((offset or timedelta()).total_seconds())
    return _EXACT.add(second, Decimal(whole)), offset is not None

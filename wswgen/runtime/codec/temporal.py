"""dateTime, date and time: text to value and value to text (XSD 1.0 part 2, 3.2.7 to 3.2.9)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from ..errors import DecodeError, EncodeError
from ..pattern import compiled
from ..times import PreciseDateTime, PreciseTime, ZonedDate
from ..values import ZONE, zone_of, zone_text
from .text import WS, shown

_YEAR = r"(-?(?:[1-9]\d{3,}|0\d{3}))"
_CLOCK = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
_DATETIME: Final = rf"{_YEAR}-(\d\d)-(\d\d)T{_CLOCK}{ZONE}"
_DATE: Final = rf"{_YEAR}-(\d\d)-(\d\d){ZONE}"
_TIME: Final = rf"{_CLOCK}{ZONE}"
_UTC: Final = UTC
_from_iso = datetime.fromisoformat


def _date(name: str, text: str, year: str, month: str, day: str) -> date:
    if len(year) > 4 or year == "0000":
        raise DecodeError(f"{shown(text)}: years before 1 and after 9999 are not supported")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise DecodeError(f"not a valid {name}: {shown(text)} ({error})") from None


def _time(name: str, text: str, clock: tuple[str, str, str, str | None]) -> tuple[time, str, bool]:
    """The time of day, the digits beyond microseconds, and whether it is the end of the day."""
    hour, minute, second, fraction = clock
    digits = (fraction or "").ljust(6, "0")
    if hour == "24" and not (minute + second + digits).strip("0"):
        return time(0), "", True
    try:
        value = time(int(hour), int(minute), int(second), int(digits[:6]))
    except ValueError as error:
        raise DecodeError(f"not a valid {name}: {shown(text)} ({error})") from None
    return value, digits[6:].rstrip("0"), False


def read_datetime(text: str, _: Any = None) -> datetime:
    """A `datetime`, or a `PreciseDateTime` for more than six digits of fraction."""
    # The two usual forms: the library's parser takes more than XSD, but nothing else of this shape.
    shape = text[4::3]
    if (shape == "--T::Z" and len(text) == 20) or (shape == "--T::" and len(text) == 19):
        try:
            return _from_iso(text)
        except ValueError:
            pass
    # Called with text as it stands, for the sake of the usual forms.
    match = compiled(_DATETIME, re.ASCII).fullmatch(text.strip(WS))
    if match is None:
        raise DecodeError(f"not a valid dateTime: {shown(text)}")
    year, month, day, *clock, zone = match.groups()
    of_day, digits, is_end = _time("dateTime", text, (clock[0], clock[1], clock[2], clock[3]))
    value = datetime.combine(_date("dateTime", text, year, month, day), of_day, zone_of(zone))
    if is_end:
        try:
            value += timedelta(days=1)
        except OverflowError:
            raise DecodeError(f"{shown(text)}: years after 9999 are not supported") from None
    return PreciseDateTime.of(value, digits) if digits else value


def read_date(text: str, _: Any = None) -> date:
    """A `date`, or a `ZonedDate` for one with a time zone."""
    match = compiled(_DATE, re.ASCII).fullmatch(text)
    if match is None:
        raise DecodeError(f"not a valid date: {shown(text)}")
    year, month, day, zone = match.groups()
    value = _date("date", text, year, month, day)
    return ZonedDate(value.year, value.month, value.day, zone_of(zone)) if zone else value


def read_time(text: str, _: Any = None) -> time:
    """A `time`, or a `PreciseTime` for more than six digits of fraction."""
    match = compiled(_TIME, re.ASCII).fullmatch(text)
    if match is None:
        raise DecodeError(f"not a valid time: {shown(text)}")
    *clock, zone = match.groups()
    value, digits, _end = _time("time", text, (clock[0], clock[1], clock[2], clock[3]))
    if zone:
        value = value.replace(tzinfo=zone_of(zone))
    return PreciseTime.of(value, digits) if digits else value


def _zone(offset: timedelta | None, zone: tzinfo | None) -> str:
    if offset is None and zone is not None:
        raise EncodeError(f"the time zone {zone} has no fixed offset")
    try:
        return zone_text(offset)
    except ValueError as error:
        raise EncodeError(str(error)) from None


def _wrong(expected: str, value: object) -> EncodeError:
    return EncodeError(f"expected {expected}, got {type(value).__name__}: {shown(value)}")


def _clock(value: datetime | time) -> str:
    digits: str = getattr(value, "digits", "")
    text = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    return f"{text}.{value.microsecond:06}{digits}" if value.microsecond or digits else text


def write_datetime(value: Any, _: Any = None) -> str:
    """With the zone that the value has; ``Z`` for UTC."""
    if type(value) is datetime:
        if value.tzinfo is None:
            return value.isoformat()
        if value.tzinfo is _UTC:
            return value.isoformat()[:-6] + "Z"
    if not isinstance(value, datetime):
        raise _wrong("datetime", value)
    day = f"{value.year:04}-{value.month:02}-{value.day:02}"
    return f"{day}T{_clock(value)}{_zone(value.utcoffset(), value.tzinfo)}"


def write_date(value: Any, _: Any = None) -> str:
    """A `datetime` is no date."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _wrong("date", value)
    text = f"{value.year:04}-{value.month:02}-{value.day:02}"
    if isinstance(value, ZonedDate):
        text += _zone(value.utcoffset(), value.tzinfo)
    return text


def write_time(value: Any, _: Any = None) -> str:
    """With the zone that the value has."""
    if not isinstance(value, time):
        raise _wrong("time", value)
    return _clock(value) + _zone(value.utcoffset(), value.tzinfo)

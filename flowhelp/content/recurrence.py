"""`every:` of a page: how often it is to be done, and when that is again.

Pure. Of a rule of iCalendar only the rhythm is read, FREQ and INTERVAL; on which days of a
week it falls is not known here, so it is due that long after it was last done.

Source: ISO 8601-1:2019 §5.5.2 for durations, RFC 5545 §3.3.10 for rules.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

_DURATION = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?"
)
_RULE = re.compile(r"(?:RRULE:)?FREQ=(\w+)(;.*)?")
_INTERVAL = re.compile(r";INTERVAL=(\d{1,4})(?:;|$)")
_UNITS = {
    "YEARLY": (12, timedelta()),
    "MONTHLY": (1, timedelta()),
    "WEEKLY": (0, timedelta(weeks=1)),
    "DAILY": (0, timedelta(days=1)),
    "HOURLY": (0, timedelta(hours=1)),
    "MINUTELY": (0, timedelta(minutes=1)),
}
_MONTHS_A_YEAR = 12
_LAST_YEAR = 9999
_SOON = 0.1
"""Share of the time between two times that counts as soon, before it is due."""

Day = TypeVar("Day", date, datetime)


@dataclass(frozen=True, slots=True)
class Every:
    """A rhythm: months of the calendar, and time besides; together more than nothing."""

    months: int = 0
    time: timedelta = timedelta()

    def after(self, last: Day) -> Day:
        """The moment or day one turn later; the last day of a month stays inside its month.

        Returns:
            `last` itself where there would be no such year any more.
        """
        year, month = divmod(last.year * _MONTHS_A_YEAR + last.month - 1 + self.months, 12)
        if year >= _LAST_YEAR:
            return last
        day = min(last.day, monthrange(year, month + 1)[1])
        try:
            return last.replace(year=year, month=month + 1, day=day) + self.time
        except OverflowError:
            return last


def every(text: str) -> Every | None:
    """The rhythm that a text names: `P2W`, `P6M`, `FREQ=WEEKLY;INTERVAL=2`; None for no such."""
    typed = text.strip().upper()
    if rule := _RULE.fullmatch(typed):
        months, time = _UNITS.get(rule[1], (0, timedelta()))
        found = _INTERVAL.search(rule[2] or "")
        times = int(found[1]) if found else 1
        return _sound(months * times, time * times)
    duration = _DURATION.fullmatch(typed)
    if duration is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in duration.groups())
    time = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return _sound(_MONTHS_A_YEAR * years + months, time)


def is_soon(last: datetime, due: datetime, now: datetime) -> bool:
    """Whether it is due, or will be before another tenth of the time between has passed."""
    return now >= due - (due - last) * _SOON


def _sound(months: int, time: timedelta) -> Every | None:
    return Every(months, time) if months or time else None

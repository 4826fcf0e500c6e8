"""Times and durations as people read them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def local(moment: datetime, zone: tzinfo | None = None) -> str:
    """A moment by the clock on the wall of a zone, by default of this machine's, to the minute."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def clock(moment: datetime, later_s: float = 0.0) -> str:
    """The time of day by the clock on the wall, so many seconds later: `14:05:30`."""
    return (moment + timedelta(seconds=later_s)).astimezone().strftime("%H:%M:%S")


def ago(seconds: float) -> str:
    """How long it is since, in the largest unit that fits: `3 min ago`."""
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= unit:
            return f"{int(seconds // unit)} {name} ago"
    return "just now"


def lasting(seconds: float) -> str:
    """A duration in at most two units: `1 h 5 min`, `48 s`."""
    whole = round(seconds)
    if whole >= _HOUR:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    if whole >= _MINUTE:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    return f"{whole} s"

"""Which moment a wait until a time of day means, where the machine is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

_DAYS = 3
"""Today and tomorrow may have passed the time, where a time zone leaves out a day."""


def next_time(clock: time, now: datetime) -> datetime:
    """The first moment after `now` at which the clock on the wall shows that time of day, in UTC.

    In the night in which clocks are set back, an hour is shown twice, and either
    counts. Where they are set forward, a time that is left out counts as if they
    had not been: it is then as long until it as anybody would have reckoned.

    Args:
        clock: The time of day, by this machine's time zone.
        now: Aware.
    """
    return min(moment for moment in _moments(clock, now) if moment > now)


def _moments(clock: time, now: datetime) -> Iterator[datetime]:
    """When the clock shows that time, today and in the days after."""
    today = now.astimezone().date()
    for number in range(_DAYS):
        day = today + timedelta(days=number)
        naive = [datetime.combine(day, clock.replace(fold=fold)) for fold in (0, 1)]
        both = [each.astimezone(UTC) for each in naive]
        # Read back, a time that is left out shows another one.
        shown = [each for each in both if each.astimezone().time() == clock]
        yield from shown or [max(both)]

"""How often a page is to be done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from flowhelp.content.recurrence import every, is_soon

DAY = datetime(2026, 1, 31, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("P2W", "2026-02-14T08:00"),
        ("P1M", "2026-02-28T08:00"),
        ("P1Y", "2027-01-31T08:00"),
        ("PT12H", "2026-01-31T20:00"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-02-14T08:00"),
        ("RRULE:FREQ=MONTHLY;BYDAY=1MO", "2026-02-28T08:00"),
        ("freq=daily", "2026-02-01T08:00"),
    ],
)
def test_a_rhythm_leads_from_one_time_to_the_next(text: str, then: str) -> None:
    rhythm = every(text)

    assert rhythm is not None
    assert rhythm.after(DAY).isoformat().startswith(then)


@pytest.mark.parametrize("text", ["", "P", "PT", "P0D", "weekly", "FREQ=SECONDLY", "1W"])
def test_what_is_no_rhythm_is_none(text: str) -> None:
    assert every(text) is None


def test_a_day_stays_a_day_and_time_has_an_end() -> None:
    rhythm = every("P6M")

    assert rhythm is not None
    assert rhythm.after(date(2026, 8, 31)) == date(2027, 2, 28)
    assert rhythm.after(date(9998, 12, 1)) == date(9998, 12, 1)


def test_it_is_due_soon_in_the_last_tenth() -> None:
    due = DAY + timedelta(days=10)

    assert not is_soon(DAY, due, DAY + timedelta(days=8))
    assert is_soon(DAY, due, DAY + timedelta(days=9))

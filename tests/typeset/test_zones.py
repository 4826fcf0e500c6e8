"""The zone of the times in a report."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flowhelp.typeset.zones import zone_words

BERLIN = ZoneInfo("Europe/Berlin")


def record(*times: str) -> dict[str, Any]:
    """A record with these times, each at another place."""
    first, *more = times
    steps = [{"sid": "a", "at": at, "readings": [{"at": at}]} for at in more[:1]]
    return {"started_at": first, "steps": steps, "deviations": [{"at": at} for at in more[1:]]}


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Europe/Berlin", "UTC+02:00"), ("Asia/Kolkata", "UTC+05:30"), ("Europe/London", "UTC+01:00"),
     ("America/St_Johns", "UTC-02:30"), ("UTC", "UTC")],
)  # fmt: skip
def test_one_offset_is_said_once(zone: str, words: str) -> None:
    found = record("2031-05-04T12:00:00.000000Z", "2031-05-05T12:00:00.000000Z")

    assert zone_words(found, ZoneInfo(zone)) == words


def test_where_clocks_were_changed_each_offset_says_from_when_on() -> None:
    found = record(
        "2031-10-27T08:12:00.000000Z", "2031-10-25T16:00:00.000000Z", "2031-10-25T17:00:00.000000Z"
    )

    assert zone_words(found, BERLIN) == (
        "UTC+02:00 from 2031-10-25 18:00, UTC+01:00 from 2031-10-27 09:12"
    )


def test_what_is_no_time_is_left_alone() -> None:
    assert zone_words(record("2031-05-04T12:00:00Z", "x"), BERLIN) == "UTC+02:00"

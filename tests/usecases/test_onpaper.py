"""Times on paper: what they mean, and which are none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.ids import RunId, StepId
from flowhelp.journal.events import Moment, StepDone
from flowhelp.usecases.onpaper import Paper, PaperTimeError, time_on_paper

NOW = datetime(2031, 12, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def there(read: datetime) -> datetime:
    """A naive time by the clocks in Berlin."""
    return read.replace(tzinfo=BERLIN)


def meant(text: str, after: datetime | None = None) -> str:
    """What a time on paper means in Berlin, in UTC."""
    return time_on_paper(text, NOW, after, there).isoformat()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2031-05-04 14:30", "2031-05-04T12:30:00+00:00"),
        (" 2031-05-04T14:30:05 ", "2031-05-04T12:30:05+00:00"),
        ("2031-01-04 14:30", "2031-01-04T13:30:00+00:00"),
        ("2031-05-04T14:30:00Z", "2031-05-04T14:30:00+00:00"),
        ("2031-05-04T14:30:00-07:00", "2031-05-04T21:30:00+00:00"),
        ("2031-05-04 14:30:00.25 +0200", "2031-05-04T12:30:00.250000+00:00"),
        ("2031-12-01 13:00", "2031-12-01T12:00:00+00:00"),
    ],
)
def test_a_time_without_an_offset_is_one_of_the_clock_on_the_wall(text: str, moment: str) -> None:
    assert meant(text) == moment


def test_the_hour_that_comes_twice_is_the_first_unless_the_paper_is_past_it() -> None:
    first, second = "2031-10-26T00:30:00+00:00", "2031-10-26T01:30:00+00:00"

    assert meant("2031-10-26 02:30") == first
    assert meant("2031-10-26 02:30", datetime.fromisoformat(first)) == first
    assert meant("2031-10-26 02:30", datetime(2031, 10, 26, 0, 45, tzinfo=UTC)) == second
    assert meant("2031-10-26 02:30", datetime(2031, 10, 27, tzinfo=UTC)) == first


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2031-03-30 02:30", "no clock showed 2031-03-30 02:30 here"),
        ("2031-12-01 13:01", "has not come yet"),
        ("2031-12-01T12:00:01Z", "has not come yet"),
        ("9999-12-31 23:59", "has not come yet"),
        ("0001-01-01T00:00:00+23:59", "is no date and time"),
        ("14:30", "is no date and time"),
        ("2031-02-30 14:30", "is no date and time"),
        ("2031-05-04 24:61", "is no date and time"),
        ("2031-05-04", "is no date and time"),
        ("٢٠٣١-05-04 14:30", "is no date and time"),
        ("", "is no date and time"),
    ],
)
def test_what_is_no_time_or_has_not_come_is_refused(text: str, why: str) -> None:
    with pytest.raises(PaperTimeError, match=why):
        meant(text)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2031, 1, 1)))  # noqa: DTZ001 - a wall clock
def test_a_time_that_a_clock_showed_is_read_back_the_same(shown: datetime) -> None:
    text = shown.strftime("%Y-%m-%d %H:%M")
    try:
        moment = time_on_paper(text, NOW, None, there)
    except PaperTimeError:
        gap = shown.replace(tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN)
        assert gap.strftime("%H:%M") != shown.strftime("%H:%M")
    else:
        assert moment.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") == text


def test_a_fact_is_marked_and_a_name_that_it_has_stays() -> None:
    fact = StepDone(run=RunId("r"), at=Moment(NOW), sid=StepId("s"))
    named = StepDone(run=RunId("r"), at=Moment(NOW), sid=StepId("s"), by="lee")
    paper = Paper(NOW, "mo", "clerk")

    marked = paper.marked(fact)

    assert isinstance(marked, StepDone)
    assert (marked.by, marked.paper_at, marked.keyed_by) == ("mo", NOW, "clerk")
    assert paper.marked(named).by == "lee"
    assert Paper().marked(fact) is fact

"""Events as rows."""

from __future__ import annotations

import dataclasses
import json
import typing
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.ids import DeviceId, EventId, RunId, StepId
from flowhelp.journal.codec import GENESIS, Row, UnreadableEventError, decode, encode, written
from flowhelp.journal.events import (
    Event,
    FileAttached,
    Moment,
    StepDone,
    StepFact,
    TimerStarted,
    UnknownEvent,
)
from tests.journal.worlds import NOW, RUN

KINDS = [kind for kind in typing.get_args(Event) if kind is not UnknownEvent]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TIMES = st.datetimes(timezones=st.just(UTC))
st.register_type_strategy(str, TEXT)
st.register_type_strategy(float, NUMBERS)
st.register_type_strategy(datetime, TIMES)
EVENTS = st.sampled_from(KINDS).flatmap(st.from_type)


def read_back(event: Event) -> Event:
    tag, body = encode(event)
    sid = event.sid if isinstance(event, StepFact) else ""
    return decode(tag, run=event.run, sid=sid, at=written(event.at.wall), body=body)


@given(EVENTS)
def test_every_event_is_read_back_as_it_was_written(event: Event) -> None:
    assert read_back(event) == event


@given(EVENTS)
def test_a_body_is_canonical(event: Event) -> None:
    _, body = encode(event)

    again = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert again == body


def test_tags_are_unique_and_cover_those_of_the_format() -> None:
    tags = [kind.tag for kind in KINDS]

    assert len(set(tags)) == len(tags)
    assert set(tags) >= set(
        "run.started step.opened step.done step.na step.skipped reading reading.corrected verify"
        " timer.started timer.ended hold.set hold.released sign branch cmd file note run.paused"
        " run.resumed run.ended".split()
    )


def test_an_event_of_a_newer_flowhelp_is_kept_as_it_is() -> None:
    body = '{"boot":"b","mono":3.5,"moon":"full"}'

    event = decode("step.dreamt", run=RUN, sid="boil", at="2031-05-04T12:00:00.000000Z", body=body)

    assert isinstance(event, UnknownEvent)
    assert encode(event) == ("step.dreamt", body)


def test_a_field_of_a_newer_flowhelp_is_passed_over() -> None:
    at = "2031-05-04T12:00:00.000000Z"

    event = decode("step.done", run=RUN, sid="boil", at=at, body='{"mood":"good"}')

    assert event == StepDone(run=RUN, at=Moment(NOW.wall), sid=StepId("boil"))


def test_facts_from_before_a_field_was_there_are_read_with_its_default() -> None:
    at = "2031-05-04T12:00:00.000000Z"

    timer = decode("timer.started", run=RUN, sid="s", at=at, body='{"required_s":300}')
    file = decode("file", run=RUN, sid="s", at=at, body='{"name":"a.jpg","sha256":"ab"}')

    assert isinstance(timer, TimerStarted)
    assert isinstance(file, FileAttached)
    assert (timer.number, file.field) == (1, "")


@pytest.mark.parametrize("body", ["", "[]", "{", '{"via":3}', "null"])
def test_a_row_that_is_no_event_is_said(body: str) -> None:
    with pytest.raises(UnreadableEventError, match="cannot be read"):
        decode("step.done", run=RUN, sid="s", at="2031-05-04T12:00:00.000000Z", body=body)


def test_the_line_of_a_row_is_canonical_json() -> None:
    row = Row(EventId("e"), DeviceId("d"), 1, RunId("r"), StepId('"'), "note", "t", "{}", GENESIS)

    line = json.loads(row.line)

    assert line["sid"] == '"'
    assert json.dumps(line, sort_keys=True, separators=(",", ":")) == row.line
    assert row.digest() != dataclasses.replace(row, sid=StepId("x")).digest()


def test_durations_do_not_depend_on_the_wall_clock_within_one_boot() -> None:
    earlier = Moment(datetime(2031, 5, 4, 12, tzinfo=UTC), 10.0, "a")
    later = Moment(datetime(2030, 5, 4, 12, tzinfo=UTC), 15.0, "a")

    assert later.seconds_since(earlier) == 5.0
    assert dataclasses.replace(later, boot="b").seconds_since(earlier) == 0.0

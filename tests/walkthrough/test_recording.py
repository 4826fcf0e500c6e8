"""Blanks: instruments and their calibration, the right component, limits and stop ranges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Field
from flowhelp.content.parse import parse_page
from flowhelp.journal.events import Deviation, Moment, Reading, ReadingCorrected
from flowhelp.walkthrough import Walk, decide
from flowhelp.walkthrough.actions import Complete, Record, Release, Skip
from flowhelp.walkthrough.blanks import ReasonDemand
from flowhelp.walkthrough.demands import ReleaseDemand, demands
from flowhelp.walkthrough.instruments import InstrumentRefusedError, apart
from flowhelp.walkthrough.readings import ValueRefusedError, asked_for, measured
from flowhelp.walkthrough.refusals import NotReadyError
from tests.walkthrough.worlds import NOW, begun, do

AXES = """---
params:
  machine: {type: asset}
---
# Measure the axes

1. Read the plate.
   - **Record:** Plate: ___ (scan {{machine}})
2. Read the gauge.
   - **Record:** PG-1: ___ bar (140–160, stop 130–170)
   - **Record:** Found: ___

## 3. Backlash

| Axis | Backlash (µm) | Limit |
| --- | --- | --- |
| X | ___ | ≤ 10 |
| Y | ___ | ≤ 15 |
"""
LATER = Moment(datetime(2031, 5, 4, 13, tzinfo=UTC), 200.0, "boot-1")


def axes(**params: str) -> Walk:
    return replace(begun(parse_page(AXES, path="axes.md")), params=params)


def reading(walk: Walk, action: Record) -> Reading:
    found = decide(walk, action, at=NOW)[0]
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize(
    ("typed", "value", "name", "due"),
    [
        ("150 @TW-07", 150.0, "TW-07", ""),
        ("150,5 bar @ TW-07 2031-06-01", 150.5, "TW-07", "2031-06-01"),
        ("150@TW-07 1.6.2031", 150.0, "TW-07", "2031-06-01"),
        ("150", 150.0, "", ""),
    ],
)
def test_an_instrument_is_typed_behind_the_number(
    typed: str, value: float, name: str, due: str
) -> None:
    found = reading(axes(), Record("2", "pg_1", typed))

    assert (found.value, found.instrument, found.cal_due) == (value, name, due)


def test_an_instrument_is_also_a_word_of_its_own() -> None:
    found = reading(axes(), Record("2", "pg_1", "150", instrument="TW-07", cal_due="2031-06-01"))

    assert (found.instrument, found.cal_due) == ("TW-07", "2031-06-01")


def test_words_keep_their_at_sign() -> None:
    found = reading(axes(), Record("2", "found", "leak @ V-12 2031-01-01"))

    assert found.value == "leak @ V-12 2031-01-01"
    assert found.instrument == ""


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Record("2", "pg_1", "150 @TW-07 soon"), "one like 2031-02-28"),
        (Record("2", "pg_1", "150", cal_due="2031-06-01"), "needs its instrument"),
        (Record("2", "pg_1", "150", instrument="x" * 61), "at most 60"),
    ],
)
def test_what_is_no_instrument_is_refused(action: Record, words: str) -> None:
    with pytest.raises(InstrumentRefusedError, match=words):
        decide(axes(), action, at=NOW)


@given(st.text(max_size=30))
def test_taking_an_instrument_off_never_fails_and_loses_nothing_without_one(typed: str) -> None:
    value, name, due = apart(typed)

    assert (value, name, due) == (typed, "", "") or (name and "@" not in value)


def test_a_calibration_that_is_over_is_said_once_and_still_leaves_the_limits_to_explain() -> None:
    walk = axes(machine="V-1")
    walk = do(walk, Record("2", "pg_1", "139 @TW-07 2031-05-03"))

    (deviation,) = walk.deviations
    assert deviation.kind == "override"
    assert deviation.reason == "the calibration of TW-07 ended on 2031-05-03"
    step = walk.plan.find("2")
    assert step
    assert any(isinstance(each, ReasonDemand) for each in demands(walk, step))
    assert len(do(walk, Record("2", "pg_1", "138 @TW-07")).deviations) == 1
    assert do(walk, Record("2", "pg_1", "138 @TW-07")).outcome == "completed_with_deviation"


def test_a_calibration_that_ends_today_is_good() -> None:
    assert do(axes(), Record("2", "pg_1", "150 @TW-07 2031-05-04")).deviations == ()


def test_the_date_of_an_instrument_is_typed_once_in_a_walk() -> None:
    walk = do(axes(), Record("2", "pg_1", "150 @TW-07 2031-06-01"))

    found = reading(walk, Record("2", "pg_1", "151 @TW-07"))

    assert found.cal_due == "2031-06-01"


def test_the_right_component_is_the_one_that_is_worked_on() -> None:
    with pytest.raises(ValueRefusedError, match="depends on 'machine'") as refused:
        decide(axes(), Record("1", "", "VMC-07"), at=NOW)
    assert refused.value.hint == "--set machine=VMC-07".replace("VMC-07", "VALUE")
    with pytest.raises(ValueRefusedError, match=r"not the right one \(VMC\.07\)"):
        decide(axes(machine="VMC.07"), Record("1", "", "VMC-07"), at=NOW)

    assert reading(axes(machine="VMC-07"), Record("1", "", "VMC-07")).within is True


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9))
def test_a_value_in_a_pattern_is_meant_as_it_stands(value: str) -> None:
    field = asked_for(Field("x", "X", "scan", pattern="{{machine}}"), {"machine": value})

    assert measured(field, value).value == value
    with pytest.raises(ValueRefusedError):
        measured(field, value + "0")


def test_a_table_has_a_blank_for_each_row_with_limits_of_its_own() -> None:
    walk = axes()

    assert reading(walk, Record("3", "backlash_x", "11")).within is False
    assert reading(walk, Record("3", "backlash_y", "11")).within is True


def test_outside_the_stop_range_nothing_goes_on_until_somebody_releases_it() -> None:
    walk = do(axes(), Record("2", "pg_1", "171", "stuck"), Record("2", "found", "air"))

    step = walk.plan.find("2")
    assert step
    assert [type(each) for each in demands(walk, step)] == [ReleaseDemand]
    for action in (Complete("2"), Skip("2", "why")):
        with pytest.raises(NotReadyError, match="it is held"):
            decide(walk, action, at=NOW)
    walk = do(walk, Release("2", "Kim", "bled"))
    assert demands(walk, step) == ()


def test_a_correction_is_a_fact_of_its_own_and_needs_a_reason() -> None:
    walk = do(axes(), Record("2", "pg_1", "150"), Record("2", "found", "-"), Complete("2"))

    events = decide(walk, Record("2", "pg_1", "171", "misread"), at=LATER)

    assert [type(each) for each in events] == [ReadingCorrected, Deviation]
    correction = events[0]
    assert isinstance(correction, ReadingCorrected)
    assert (correction.value, correction.stopped, correction.reason) == (171.0, True, "misread")
    assert decide(walk, Record("2", "pg_1", "150"), at=LATER) == ()

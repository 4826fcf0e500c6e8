"""Calculated blanks: when they are filled, with what, and when once more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.parse import parse_page
from flowhelp.journal.events import Deviation, HoldSet, Reading, ReadingCorrected
from flowhelp.walkthrough import Walk, decide
from flowhelp.walkthrough.actions import (
    Back,
    Complete,
    Explain,
    Finish,
    Open,
    Record,
    Release,
    SetParam,
)
from flowhelp.walkthrough.blanks import ReadingDemand, ReasonDemand
from flowhelp.walkthrough.demands import ReleaseDemand, demands
from flowhelp.walkthrough.figures import CALCULATED, figure
from flowhelp.walkthrough.readings import ValueRefusedError
from flowhelp.walkthrough.recording import CalculatedError
from flowhelp.walkthrough.refusals import NotReadyError
from flowhelp.walkthrough.steering import Again
from tests.walkthrough.worlds import NOW, begun, do

AXES = """---
params:
  factor: {type: number, default: "2"}
---
# Backlash

1. Measure.
   - **Record:** X: ___ µm
   - **Record:** Y: ___ µm
   - **Record:** Mean: ___ µm (= (x + y) / 2, ≤ 10, stop 0–20)
2. Weigh it.
   - **Record:** Score: ___ (= mean * factor, < 15)
3. Divide.
   - **Record:** Parts: ___
   - **Record:** Each: ___ µm (= x / parts)
"""


def axes(text: str = AXES, **params: str) -> Walk:
    walk = do(begun(parse_page(text, path="axes.md"), "continuous"), Open("1"))
    return replace(walk, params=params or {"factor": "2"})


def value(walk: Walk, n: str, name: str) -> object:
    found = walk.plan.find(n)
    assert found is not None
    reading = walk.readings.get((found.sid, name))
    return None if reading is None else reading.value


def measured(x: str = "8", y: str = "9") -> Walk:
    """Step 1 as it stands after both values."""
    return do(axes(), Record("1", "x", x), Record("1", "y", y))


def test_a_value_is_calculated_as_soon_as_all_is_there() -> None:
    walk = do(axes(), Record("1", "x", "8"))
    assert [type(each) for each in decide(walk, Record("1", "x", "7"), at=NOW)] == [Reading]

    facts = decide(walk, Record("1", "y", "9"), at=NOW)

    assert [type(each) for each in facts] == [Reading, Reading]
    mean = facts[1]
    assert isinstance(mean, Reading)
    assert (mean.name, mean.value, mean.source, mean.within) == ("mean", 8.5, CALCULATED, True)
    assert (mean.label, mean.unit, mean.max, mean.stop_max) == ("Mean", "µm", 10, 20)


def test_it_is_never_asked_for() -> None:
    walk = axes()
    asked = [each for each in demands(walk, walk.plan.steps[0]) if isinstance(each, ReadingDemand)]

    assert [each.field.name for each in asked] == ["x", "y"]
    assert demands(measured(), walk.plan.steps[0]) == ()


def test_it_is_not_filled_in_by_hand() -> None:
    for walk in (axes(), measured()):
        with pytest.raises(CalculatedError, match="'Mean' is calculated, and not filled in"):
            decide(walk, Record("1", "mean", "5"), at=NOW)
    with pytest.raises(CalculatedError):
        decide(axes(), Record("1", "x", "5", source=CALCULATED), at=NOW)


def test_other_values_calculate_it_again() -> None:
    walk = do(measured(), Record("1", "x", "9,5"))

    assert value(walk, "1", "mean") == 9.25
    assert decide(walk, Record("1", "x", "9.5"), at=NOW) == ()


def test_out_of_limits_it_needs_a_reason() -> None:
    walk = measured("12", "11")

    assert demands(walk, walk.plan.steps[0]) == (ReasonDemand(walk.plan.steps[0].fields[2]),)
    with pytest.raises(NotReadyError, match="'Mean' is out of limits and needs a reason"):
        decide(walk, Complete("1"), at=NOW)
    walk = do(walk, Explain("1", "mean", "worn"))
    assert demands(walk, walk.plan.steps[0]) == ()
    again = do(walk, Record("1", "x", "13"))
    assert [type(each) for each in demands(again, walk.plan.steps[0])] == [ReasonDemand]


def test_outside_the_stop_range_it_holds_the_work() -> None:
    walk = measured("30", "31")

    assert isinstance(demands(walk, walk.plan.steps[0])[0], ReleaseDemand)
    facts = decide(do(axes(), Record("1", "x", "30")), Record("1", "y", "31"), at=NOW)
    assert [type(each) for each in facts] == [Reading, Reading, HoldSet]
    walk = do(walk, Release("1", "Kim", "looked"), Explain("1", "mean", "worn"), Complete("1"))
    assert walk.state(walk.plan.steps[0].sid).value == "done"


def test_a_value_of_an_earlier_step_and_a_parameter_are_enough_when_the_step_is_opened() -> None:
    walk = do(measured(), Complete("1"))
    assert value(walk, "2", "score") is None

    walk = do(walk, Open("2"))

    assert value(walk, "2", "score") == 17
    assert value(do(walk, SetParam("factor", "1,5")), "2", "score") == 12.75


def test_a_step_that_was_never_opened_is_calculated_when_it_is_done() -> None:
    walk = do(measured("1", "2"), Complete("1"), Complete("2"))

    assert value(walk, "2", "score") == 3


def test_a_correction_corrects_what_was_calculated_from_it() -> None:
    walk = do(measured("1", "2"), Complete("1"), Open("2"), Complete("2"))

    facts = decide(walk, Record("1", "x", "20", "misread"), at=NOW)

    assert [type(each) for each in facts] == [
        *(ReadingCorrected, ReadingCorrected, Deviation, ReadingCorrected, Deviation)
    ]
    corrected = [each for each in facts if isinstance(each, ReadingCorrected)]
    assert [(each.name, each.value, each.reason) for each in corrected] == [
        ("x", 20, "misread"),
        ("mean", 11, "calculated again: misread"),
        ("score", 22, "calculated again: misread"),
    ]
    after = do(walk, Record("1", "x", "20", "misread"))
    assert after.readings[after.plan.steps[0].sid, "mean"].source == CALCULATED
    with pytest.raises(CalculatedError):
        decide(after, Record("1", "mean", "5", "because"), at=NOW)


def test_a_correction_after_the_end_still_counts() -> None:
    text = AXES[: AXES.index("3. Divide")]
    walk = do(axes(text), Record("1", "x", "1"), Record("1", "y", "2"), Complete("1"))
    walk = do(walk, Complete("2"), Finish())
    assert walk.ended is not None

    walk = do(walk, Record("1", "x", "2", "misread"))

    assert (value(walk, "1", "mean"), value(walk, "2", "score")) == (2, 4)


def test_going_back_calculates_later_steps_again() -> None:
    walk = do(measured("1", "2"), Complete("1"), Complete("2"), Back("1"))
    assert value(walk, "1", "mean") is None
    assert value(walk, "2", "score") == 3

    walk = do(walk, Record("1", "x", "3"), Record("1", "y", "4"))

    assert (value(walk, "1", "mean"), value(walk, "2", "score")) == (3.5, 7)


def test_each_round_is_calculated_anew() -> None:
    text = AXES.replace("2. Weigh", "   - **Repeat:** until it is good, max 3\n2. Weigh")
    walk = do(axes(text), Record("1", "x", "8"), Record("1", "y", "9"), Again("1"))
    assert value(walk, "1", "mean") is None

    facts = decide(do(walk, Record("1", "x", "1")), Record("1", "y", "2"), at=NOW)

    mean = facts[-1]
    assert isinstance(mean, Reading)
    assert (mean.value, mean.round) == (1.5, 2)


@pytest.mark.parametrize(
    ("parts", "why"),
    [("0", "it would divide by zero"), ("many", "there is no number for parts")],
)
def test_what_cannot_be_calculated_is_recorded_by_hand(parts: str, why: str) -> None:
    walk = do(measured("1", "2"), Complete("1"), Complete("2"), Open("3"))
    walk = do(walk, Record("3", "parts", parts))
    step = walk.plan.steps[2]

    assert demands(walk, step) == (ReadingDemand(step.fields[1], why),)
    with pytest.raises(NotReadyError, match=f"'Each' cannot be calculated \\({why}\\)"):
        decide(walk, Complete("3"), at=NOW)
    walk = do(walk, Record("3", "each", "7"))
    assert walk.readings[step.sid, "each"].source == "manual"
    assert demands(walk, step) == ()
    walk = do(walk, Record("3", "parts", "4"))
    assert (value(walk, "3", "each"), walk.readings[step.sid, "each"].source) == (0.3, CALCULATED)


def test_words_that_are_a_number_are_one() -> None:
    walk = do(measured("1", "2"), Complete("1"), Complete("2"), Open("3"))

    assert value(do(walk, Record("3", "parts", "2,5")), "3", "each") == 0.4


@pytest.mark.parametrize(
    ("x", "y", "mean"),
    [("8", "8", 8.0), ("0,1", "0,2", 0.15), ("1", "2,25", 1.625), ("-1", "0", -0.5), ("0", "0", 0)],
)
def test_the_result_has_one_decimal_more_than_its_most_exact_part(
    x: str, y: str, mean: float
) -> None:
    assert value(measured(x, y), "1", "mean") == mean


def test_halves_are_rounded_up() -> None:
    text = AXES.replace("(x + y) / 2", "x / 16 * y")

    walk = do(axes(text), Record("1", "x", "1"), Record("1", "y", "4"))

    assert value(walk, "1", "mean") == 0.3


def test_functions_are_worked_out() -> None:
    text = AXES.replace("(x + y) / 2", "max(x, y) - min(x, y) + mean(x, y, 3) + abs(x - y)")

    walk = do(axes(text), Record("1", "x", "2"), Record("1", "y", "1"))

    assert value(walk, "1", "mean") == 4


NUMBERS = st.floats(min_value=-1e300, max_value=1e300) | st.integers(-50, 50).map(float)


@given(NUMBERS, NUMBERS, st.sampled_from(["x + y", "x - y", "x * y", "x / y", "x / (x - y) * y"]))
def test_any_numbers_give_a_number_or_the_reason_why_not(x: float, y: float, formula: str) -> None:
    walk = axes(AXES.replace("(x + y) / 2", formula))
    try:
        walk = do(walk, Record("1", "x", repr(x)), Record("1", "y", repr(y)))
    except ValueRefusedError:
        return
    step = walk.plan.steps[0]
    found = figure(walk, step, step.fields[2])

    assert (found.value is None) == bool(found.why)
    assert value(walk, "1", "mean") == found.value

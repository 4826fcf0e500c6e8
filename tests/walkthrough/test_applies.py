"""Steps that the tool settles by their conditions, and ways that are closed."""

from __future__ import annotations

import pytest

from flowhelp.content import Field, Param
from flowhelp.content.parse import parse_page
from flowhelp.errors import RefusedError
from flowhelp.journal.events import StepNa, StepOpened
from flowhelp.walkthrough import decide
from flowhelp.walkthrough.actions import (
    Back,
    Choose,
    Complete,
    NotApplicable,
    Open,
    Record,
    SetParam,
    Skip,
)
from flowhelp.walkthrough.applies import applies, open_ways, ruled_out
from flowhelp.walkthrough.demands import ChoiceDemand, demands
from flowhelp.walkthrough.walk import Walk
from tests.walkthrough.worlds import NOW, RUN, after, begun, do, states, step, walk_of

GAUGE = Field("pressure", "Pressure", "number", "bar")


def pumping() -> Walk:
    """Measure, bleed when the pressure is low, go on."""
    return walk_of(
        step("measure", fields=(GAUGE,)),
        step("bleed", when="pressure < 140", steps=(step("valve"),)),
        step("go"),
    )


def test_a_step_that_does_not_apply_is_settled_when_it_comes_up() -> None:
    walk = pumping()

    walk = do(walk, Record("measure", "", "150"))
    assert states(walk) == {}
    walk = do(walk, Complete("measure"))

    assert states(walk) == {"measure": "done", "bleed": "na", "valve": "na"}
    assert after(walk) == "go"
    assert walk.count == (2, 3)


def test_the_record_says_by_which_value() -> None:
    walk = do(pumping(), Record("measure", "", "150"))

    events = decide(walk, Complete("measure"), at=NOW)

    fact = next(event for event in events if isinstance(event, StepNa))
    assert (fact.sid, fact.via) == ("bleed", "tool")
    assert fact.reason == "pressure < 140 (pressure is 150 bar)"


def test_a_step_that_applies_is_done_as_any_other() -> None:
    walk = do(pumping(), Record("measure", "", "139"), Complete("measure"))

    assert after(walk) == "bleed"
    assert after(do(walk, Complete("bleed"), Complete("valve"))) == "go"


def test_a_corrected_value_brings_the_step_back() -> None:
    walk = do(pumping(), Record("measure", "", "150"), Complete("measure"))

    walk = do(walk, Record("measure", "", "120", "misread"))

    assert states(walk) == {"measure": "done"}
    assert after(walk) == "bleed"


def test_taking_the_measurement_back_brings_the_step_back() -> None:
    walk = do(pumping(), Record("measure", "", "150"), Complete("measure"), Back())

    assert states(walk) == {}
    walk = do(walk, Record("measure", "", "120"), Complete("measure"))
    assert after(walk) == "bleed"


def test_where_a_name_has_no_value_the_person_is_asked() -> None:
    walk = walk_of(step("a", when="zone = red"), params=(Param("zone"),))
    first = walk.plan.steps[0]

    judgement = applies(walk, first)
    assert judgement is not None
    assert judgement.verdict.unknown == ("zone",)
    assert states(do(walk, Complete("a"))) == {"a": "done"}
    assert states(do(walk, NotApplicable("a"))) == {"a": "na"}
    assert states(do(walk, SetParam("zone", "blue"))) == {"a": "na"}


def test_a_first_step_that_does_not_apply_opens_the_next() -> None:
    walk = walk_of(step("a", when="os = windows"), step("b"))

    events = decide(walk, Open("a"), at=NOW)

    assert [type(event) for event in events] == [StepNa, StepOpened]
    assert events[1] == StepOpened(run=RUN, at=NOW, sid=walk.plan.steps[1].sid)


def test_unless_turns_a_condition_around() -> None:
    labels = [("if", "unless", "`os = linux`")]
    walk = walk_of(step("a", when="os = linux", labels=labels), step("b"))

    judgement = ruled_out(walk, walk.plan.steps[0])

    assert judgement is not None
    assert judgement.reason == "unless os = linux (os is linux)"


def test_a_step_that_was_ruled_out_is_not_taken_up_again() -> None:
    walk = do(pumping(), Record("measure", "", "150"), Complete("measure"))

    with pytest.raises(RefusedError, match="step bleed does not apply: pressure < 140"):
        decide(walk, Back("bleed"), at=NOW)


def test_a_later_step_that_does_not_apply_is_refused() -> None:
    walk = walk_of(step("a"), step("b", when="os = windows"))

    with pytest.raises(RefusedError, match="step b does not apply"):
        decide(walk, Complete("b"), at=NOW)


def test_a_text_that_is_no_condition_asks_the_person() -> None:
    walk = walk_of(step("a", when="the red lamp ("))

    assert applies(walk, walk.plan.steps[0]) is None
    assert states(do(walk, Complete("a"))) == {"a": "done"}


def test_the_nearest_reading_before_a_step_counts() -> None:
    walk = walk_of(
        step("one", fields=(GAUGE,)),
        step("two", fields=(GAUGE,)),
        step("bleed", when="pressure < 140"),
        step("go"),
    )

    walk = do(walk, Record("one", "", "100"), Complete("one"))
    walk = do(walk, Record("two", "", "150"), Complete("two"))

    assert after(walk) == "go"


ROADS = (
    ("by road", "#road", "choice", "snow = no"),
    ("by rail", "#rail"),
    ("by air", "#rail", "choice", "nobody = knows"),
)


def travelling(snow: str) -> Walk:
    """A decision of three ways, one of them open only without snow."""
    choose = step("choose", "1", edges=ROADS)
    walk = walk_of(choose, step("road", "2"), step("rail", "3"), params=(Param("snow"),))
    return do(walk, SetParam("snow", snow))


def test_a_way_whose_condition_is_not_met_is_closed_and_keeps_its_number() -> None:
    walk = travelling("yes")
    first = walk.plan.steps[0]

    assert [number for number, _ in open_ways(walk, first)] == [2, 3]
    demand = demands(walk, first)[0]
    assert isinstance(demand, ChoiceDemand)
    assert demand.open == (2, 3)
    with pytest.raises(RefusedError, match=r"'by road' is open only if snow = no \(snow is yes\)"):
        decide(walk, Choose("choose", "1"), at=NOW)
    assert after(do(walk, Choose("choose", "2"))) == "rail"


def test_an_open_way_can_be_taken() -> None:
    assert after(do(travelling("no"), Choose("choose", "by road"))) == "road"


GROUPED = """---
params:
  x: {type: int}
---
# Bleed

1. Look.
2. Bleed the pump.
   1. Open it.
   2. Wait.
      - **If:** `x = 1`
   3. Close it.
3. Look again.
"""


def test_a_group_is_skipped_also_where_a_part_of_it_does_not_apply() -> None:
    walk = do(begun(parse_page(GROUPED, path="bleed.md")), SetParam("x", "2"))

    walk = do(walk, Skip("2", "dry"))

    stands = {walk.plan.find(sid).n: state for sid, state in states(walk).items()}  # type: ignore[union-attr]
    assert stands == {"2.1": "skipped", "2.3": "skipped"}
    walk = do(walk, Complete("1"))
    assert walk.next_step is not None
    assert walk.next_step.n == "3"

"""Readings of a run that goes over to another version of its page."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from flowhelp.ids import DeviceId, EventId
from flowhelp.journal.codec import Recorded, decode, encode, written
from flowhelp.journal.events import Document, Event, ReadingJudged, RunMoved, StepFact
from flowhelp.journal.record import run_record
from flowhelp.walkthrough import Walk, decide, evolve
from flowhelp.walkthrough.actions import Complete, Explain, Finish, Record, Release, Resume, Sign
from flowhelp.walkthrough.blanks import ReadingDemand, ReasonDemand
from flowhelp.walkthrough.demands import ReleaseDemand, demands
from flowhelp.walkthrough.drift import contents
from flowhelp.walkthrough.judging import judged_anew
from flowhelp.walkthrough.plan import plan_of
from flowhelp.walkthrough.steering import Move
from tests.walkthrough.worlds import NOW, after, attempt, begun, states

PUMP = """# Pump

1. Measure the pressure.
   - **Record:** Pressure: ___ {blank}
   - **Sign (performed):** fitter
2. Start the pump.
3. Listen.
"""


def pump(blank: str) -> Procedure:
    """A page whose first step asks for that."""
    return parse_page(PUMP.format(blank=blank), path="pump.md")


def pumped(old: str, value: str, why: str = "") -> tuple[Walk, list[Event]]:
    """A walk with that value in its first step, and what was recorded of it."""
    walk = begun(pump(old))
    assert walk.started
    journal: list[Event] = [walk.started]
    actions = (Record("1", "pressure", value, why), Sign("1", "Jo"), Complete("1"), Complete("2"))
    for action in actions:
        events = decide(walk, action, at=NOW)
        journal += events
        walk = reduce(evolve, events, walk)
    return walk, journal


def moved(walk: Walk, page: Procedure) -> tuple[Walk, tuple[Event, ...]]:
    """The walk after it went over to a page, and the facts of that."""
    back = decide(walk, Resume(page.steps_hash), at=NOW)
    doc = Document(id=page.id, path=page.path, title="Pump", steps_hash=page.steps_hash)
    now = reduce(evolve, back, walk)
    events = (*back, *decide(now, Move(doc, contents(plan_of(page)), "new", page), at=NOW))
    return folded(walk, events, page), events


def folded(walk: Walk, events: tuple[Event, ...] | list[Event], page: Procedure) -> Walk:
    """A walk after events; from the move on it goes by the other page."""
    for event in events:
        walk = evolve(walk, event)
        if isinstance(event, RunMoved):
            walk = replace(walk, plan=plan_of(page))
    return walk


def kinds(walk: Walk) -> list[str]:
    """What the first step asks for."""
    return [type(each).__name__ for each in demands(walk, walk.plan.steps[0])]


def record(events: list[Event]) -> dict[str, Any]:
    """The record of these events."""
    device = DeviceId("d")
    return run_record(Recorded(EventId(f"e{n}"), device, n, each) for n, each in enumerate(events))


def test_a_value_that_is_outside_now_needs_its_reason_and_names_again() -> None:
    walk, journal = pumped("bar (1–5)", "4")

    after_move, events = moved(walk, pump("bar (1–3)"))

    assert after(after_move) == after_move.plan.steps[0].sid
    assert kinds(after_move) == [ReasonDemand.__name__, "SignDemand"]
    (told,) = judged_anew(walk, after_move)
    assert (told.step.n, told.value, told.now) == ("1", 4.0, "outside")
    (step, *_) = record([*journal, *events])["steps"]
    (reading,) = step["readings"]
    assert step["state"] == "todo"
    assert (reading["value"], reading["max"], reading["within"]) == (4.0, 3.0, False)
    assert reading["before"] | {"judged_at": ""} == {
        "unit": "bar", "ucum": "bar", "min": 1.0, "max": 5.0, "within": True, "judged_at": "",
    }  # fmt: skip
    end = after_move
    for action in (Explain("1", "pressure", "old gauge"), Sign("1", "Jo"), Complete("1")):
        end = reduce(evolve, decide(end, action, at=NOW), end)
    assert states(end)[after_move.plan.steps[0].sid] == "done"
    assert [each.reason for each in end.deviations] == ["old gauge"]


def test_a_value_that_is_inside_now_deviates_no_longer() -> None:
    walk, journal = pumped("bar (1–3)", "4", "old gauge")
    assert walk.outcome == "completed_with_deviation"

    after_move, events = moved(walk, pump("bar (1–5)"))

    assert after_move.outcome == "completed"
    assert after(after_move) == after_move.plan.steps[2].sid
    assert [each.now for each in judged_anew(walk, after_move)] == ["inside"]
    found = record([*journal, *events])
    assert found["deviations"] == []
    assert found["steps"][0]["readings"][0]["within"] is True


def test_a_value_outside_the_new_stop_range_holds_the_work() -> None:
    walk, _ = pumped("bar (1–5)", "4")

    after_move, _ = moved(walk, pump("bar (1–3, stop 0–3.5)"))

    assert kinds(after_move) == [ReleaseDemand.__name__, ReasonDemand.__name__, "SignDemand"]
    assert [each.now for each in judged_anew(walk, after_move)] == ["stopped"]
    freed = reduce(evolve, decide(after_move, Release("1", "Kim", "safe"), at=NOW), after_move)
    assert kinds(freed) == [ReasonDemand.__name__, "SignDemand"]


@pytest.mark.parametrize("blank", ["psi (1–5)", "(low / high)", "(scan P-[0-9]+)"])
def test_a_value_that_answers_another_question_is_asked_again(blank: str) -> None:
    walk, journal = pumped("bar (1–5)", "4")

    after_move, events = moved(walk, pump(blank))

    assert kinds(after_move) == [ReadingDemand.__name__, "SignDemand"]
    assert [each.now for each in judged_anew(walk, after_move)] == ["void"]
    found = record([*journal, *events])
    assert found["steps"][0]["readings"][0]["counts"] is False


@pytest.mark.parametrize(("old", "new"), [("bar (1–5)", "bar (1–5)"), ("bar (1–5)", "bar (1–6)")])
def test_a_value_that_is_inside_both_opens_nothing(old: str, new: str) -> None:
    walk, _ = pumped(old, "4")
    page = parse_page(PUMP.format(blank=new).replace("Listen", "Listen to it"), path="pump.md")

    after_move, events = moved(walk, page)

    judged = [each for each in events if isinstance(each, ReadingJudged)]
    assert [each.max for each in judged] == ([] if old == new else [6.0])
    assert judged_anew(walk, after_move) == ()
    assert after(after_move) == page.steps[2].sid


def test_a_reason_that_was_given_still_stands() -> None:
    walk, _ = pumped("bar (1–3)", "4", "old gauge")

    after_move, _ = moved(walk, pump("bar (1–3.5)"))

    assert after(after_move) == after_move.plan.steps[2].sid
    assert len(after_move.deviations) == 1


LIMIT = st.sampled_from(["bar", "bar (1–3)", "bar (1–5)", "bar (2–4, stop 1–6)", "psi (1–5)", ""])
VALUE = st.sampled_from(["1", "2.5", "4", "5.5", "9"])


@settings(max_examples=150, deadline=None)
@given(LIMIT, LIMIT, LIMIT, VALUE)
def test_a_moved_walk_is_its_replay_and_agrees_with_its_record(
    first: str, second: str, third: str, value: str
) -> None:
    walk = begun(pump(first))
    assert walk.started
    journal: list[Event] = [walk.started]
    pages = {pump(each).steps_hash: pump(each) for each in (first, second, third)}
    for action in (Record("1", "pressure", value), Explain("1", "pressure", "so"),
                   Release("1", "Kim", "ok"), Sign("1", "Jo"), Complete("1")):  # fmt: skip
        events = attempt(walk, action)
        journal += events
        walk = reduce(evolve, events, walk)
    for blank in (second, third):
        if pump(blank).steps_hash != walk.plan.procedure.steps_hash:
            walk, found = moved(walk, pump(blank))
            journal += found

    again = Walk.of(walk.run, pump(first))
    for event in map(_read_back, journal):
        again = evolve(again, event)
        if isinstance(event, RunMoved):
            again = replace(again, plan=plan_of(pages[event.doc.steps_hash]))
    assert again == walk
    (step, *_) = record(journal)["steps"]
    live = walk.readings.get((walk.plan.steps[0].sid, "pressure"))
    (reading,) = step["readings"]
    assert reading.get("counts", True) is (live is not None)
    assert live is None or (reading["within"], reading.get("max")) == (live.within, live.max)
    assert attempt(walk, Finish()) == ()


def _read_back(event: Event) -> Event:
    tag, body = encode(event)
    sid = event.sid if isinstance(event, StepFact) else ""
    return decode(tag, run=event.run, sid=sid, at=written(event.at.wall), body=body)

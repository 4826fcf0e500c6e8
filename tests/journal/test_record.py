"""Records as FORMAT.md §11.2 has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flowhelp.ids import DeviceId, EventId, RunId, StepId
from flowhelp.journal.codec import Recorded
from flowhelp.journal.events import (
    Branched,
    ChildEnded,
    ChildStarted,
    Deviation,
    Document,
    Event,
    HoldReleased,
    HoldSet,
    Moment,
    Noted,
    Person,
    Reading,
    ReadingCorrected,
    RunEnded,
    RunPaused,
    RunResumed,
    Signed,
    StepDone,
    StepFact,
    StepOpened,
    StepReopened,
    StepSkipped,
    Verified,
)
from flowhelp.journal.record import run_record
from tests.journal.worlds import NOON, NOW, RUN, started

BOIL, STEEP = StepId("boil"), StepId("steep")


def at(seconds: float) -> Moment:
    """That long after noon."""
    return Moment(NOON + timedelta(seconds=seconds), 100.0 + seconds, "boot-1")


def record(*events: Event) -> dict[str, Any]:
    """The record of a run that begins at noon."""
    device = DeviceId("dev-1")
    every = (started(), *events)
    return run_record(
        Recorded(EventId(f"e{number}"), device, number, event)
        for number, event in enumerate(every, start=1)
    )


def test_a_run_that_has_just_begun_is_open() -> None:
    found = record()

    assert found["schema"] == "flowhelp.run/1"
    assert found["id"] == RUN
    assert found["state"] == "open"
    assert found["doc"]["steps_hash"] == "fh1-abc"
    assert found["device"]["id"] == "dev-1"
    assert found["started_at"] == "2031-05-04T12:00:00.000000Z"
    assert "outcome" not in found
    assert found["steps"] == []


def test_a_finished_run_has_its_steps_in_the_order_of_the_page() -> None:
    found = record(
        StepOpened(run=RUN, at=at(10), sid=STEEP),
        StepDone(run=RUN, at=at(40), sid=STEEP),
        StepSkipped(run=RUN, at=at(50), sid=BOIL, reason="hot already"),
        Deviation(run=RUN, at=at(50), sid=BOIL, kind="skip", reason="hot already"),
        RunEnded(run=RUN, at=at(60), outcome="completed_with_deviation"),
    )

    assert [(step["n"], step["title"], step["state"]) for step in found["steps"]] == [
        ("1", "Boil water", "skipped"),
        ("2", "Steep leaves", "done"),
    ]
    assert found["steps"][1]["dwell_s"] == 30.0
    assert found["steps"][0]["reason"] == "hot already"
    assert found["outcome"] == "completed_with_deviation"
    assert found["ended_at"] == "2031-05-04T12:01:00.000000Z"
    assert found["active_s"] == 60.0
    assert found["count"] == {"skipped": 1, "done": 1}
    (deviation,) = found["deviations"]
    assert (deviation["kind"], deviation["reason"], deviation["by"]) == (
        "skip",
        "hot already",
        "jo",
    )


def test_a_long_break_is_no_work_and_a_short_one_is() -> None:
    found = record(
        RunPaused(run=RUN, at=at(100)),
        RunResumed(run=RUN, at=at(400)),
        RunPaused(run=RUN, at=at(500)),
        RunResumed(run=RUN, at=at(5000)),
    )

    assert (found["active_s"], found["paused_s"], found["state"]) == (500.0, 4500.0, "open")


def test_work_stops_at_the_end_of_the_run_whatever_is_added_later() -> None:
    found = record(
        StepOpened(run=RUN, at=at(0), sid=BOIL),
        Reading(run=RUN, at=at(10), sid=BOIL, name="temp", value=97.0),
        StepDone(run=RUN, at=at(30), sid=BOIL),
        RunEnded(run=RUN, at=at(60), outcome="completed"),
        ReadingCorrected(run=RUN, at=at(90_000), sid=BOIL, name="temp", value=98.0, reason="typo"),
        RunResumed(run=RUN, at=at(180_000)),
        Noted(run=RUN, at=at(180_001), sid=BOIL, text="unclear"),
    )

    assert (found["active_s"], found["paused_s"], found["steps"][0]["dwell_s"]) == (60.0, 0.0, 30.0)
    assert [reading["value"] for reading in found["steps"][0]["readings"]] == [97.0, 98.0]


def test_durations_do_not_follow_a_wall_clock_that_jumps() -> None:
    back = replace(at(30), wall=NOON - timedelta(days=400))

    found = record(StepOpened(run=RUN, at=at(0), sid=BOIL), StepDone(run=RUN, at=back, sid=BOIL))

    assert found["steps"][0]["dwell_s"] == 30.0


def test_readings_signs_and_holds_belong_to_their_step() -> None:
    found = record(
        Reading(
            run=RUN, at=NOW, sid=BOIL, name="temp", label="Temp", value=97.0, unit="°C", min=95
        ),
        Verified(run=RUN, at=NOW, sid=BOIL, result="ok"),
        Signed(
            run=RUN,
            at=NOW,
            sid=BOIL,
            meaning="verified",
            part="second",
            person=Person("kim", "Kim", auth="typed"),
        ),
        HoldSet(run=RUN, at=NOW, sid=BOIL, role="lead"),
        HoldReleased(run=RUN, at=NOW, sid=BOIL, by="lee", reason="looked"),
        StepDone(run=RUN, at=NOW, sid=BOIL),
        ReadingCorrected(run=RUN, at=at(9), sid=BOIL, name="temp", value=98.0, reason="typo"),
    )

    (step,) = found["steps"]
    assert [reading["value"] for reading in step["readings"]] == [97.0, 98.0]
    assert step["readings"][1]["unit"] == "°C"
    assert step["readings"][1]["reason"] == "typo"
    assert step["verify"] == {"result": "ok", "method": "ask"}
    assert step["signs"][0]["name"] == "Kim"
    assert step["hold"]["released_by"] == "lee"
    assert [(other["id"], other["part"]) for other in found["others"]] == [("kim", "second")]


def test_a_step_taken_up_again_keeps_what_was_measured() -> None:
    found = record(
        Reading(run=RUN, at=NOW, sid=BOIL, name="temp", value=90.0),
        StepDone(run=RUN, at=NOW, sid=BOIL),
        StepReopened(run=RUN, at=NOW, sid=BOIL),
        StepDone(run=RUN, at=NOW, sid=STEEP),
        StepReopened(run=RUN, at=NOW, sid=STEEP),
    )

    assert [(step["sid"], step["state"]) for step in found["steps"]] == [("boil", "todo")]


def test_a_branch_that_was_taken_back_is_no_part_of_the_path() -> None:
    taken = Branched(
        run=RUN, at=NOW, sid=BOIL, kind="choice", target="#steep", to=STEEP, choice="x"
    )

    assert record(taken)["path"] == [["boil", "steep", "x"]]
    assert record(taken, StepReopened(run=RUN, at=NOW, sid=BOIL))["path"] == []
    assert record(taken, StepReopened(run=RUN, at=NOW, sid=BOIL, cause="jump"))["path"]


def test_remarks_are_kept_with_their_step() -> None:
    note: StepFact = Noted(run=RUN, at=NOW, sid=BOIL, text="unclear")
    assert isinstance(note, Noted)

    assert [(each["sid"], each["text"]) for each in record(note)["notes"]] == [("boil", "unclear")]


def test_a_scenario_that_has_ended_has_its_variables_and_was_passed_by_its_outcome() -> None:
    document = Document(id="sim", path="sim.md", title="Sim", type="scenario")
    begun = replace(started(), doc=document, variables=(("minutes", 0.0), ("risk", 1.0)))
    way = Branched(
        run=RUN,
        at=NOW,
        sid=BOIL,
        kind="choice",
        target="#x",
        effects=(("risk", 2.0), ("left", 0.5)),
    )
    ended = RunEnded(run=RUN, at=NOW, outcome="completed", word="bestanden")

    def told(*events: Event) -> dict[str, Any]:
        return run_record(Recorded(EventId(""), DeviceId("d"), 1, event) for event in events)

    after = told(begun, way, ended)
    assert after["variables"] == {"minutes": 0, "risk": 3, "left": 0.5}
    assert [type(value) for value in after["variables"].values()] == [int, int, float]
    assert after["score"] == {"passed": True}
    assert "variables" not in told(begun, way)
    back = StepReopened(run=RUN, at=NOW, sid=BOIL)
    assert told(begun, way, back, replace(ended, outcome="failed"))["variables"]["risk"] == 1
    old = replace(begun, variables=())
    assert told(old, way, ended)["variables"] == {"risk": 2, "left": 0.5}
    assert "variables" not in told(old, ended)


def test_no_events_make_no_record() -> None:
    assert run_record([]) == {}


def test_a_step_names_the_run_that_it_began() -> None:
    child = RunId("r2")
    begun = ChildStarted(run=RUN, at=at(1), sid=BOIL, child=child, procedure="kitchen/kettle")
    ended = ChildEnded(run=RUN, at=at(9), sid=BOIL, child=child, outcome="completed")

    (open_step,) = record(StepOpened(run=RUN, at=at(0), sid=BOIL), begun)["steps"]
    (done_step,) = record(begun, ended, StepDone(run=RUN, at=at(9), sid=BOIL))["steps"]

    assert open_step["child"] == {"run": child, "procedure": "kitchen/kettle"}
    assert done_step["child"] == open_step["child"] | {"outcome": "completed"}


def test_a_step_that_went_on_without_its_other_procedure_says_so() -> None:
    event = ChildEnded(run=RUN, at=at(9), sid=BOIL, child=RunId(""), outcome="accepted")

    (step,) = record(event)["steps"]

    assert step["child"] == {"outcome": "accepted"}

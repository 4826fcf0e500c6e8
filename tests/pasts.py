"""A past: runs written straight into a journal, so that a test knows all that is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flowhelp.ids import RunId, StepId
from flowhelp.journal.events import (
    CommandEnded,
    Deviation,
    Document,
    Event,
    Line,
    Moment,
    Noted,
    Person,
    Reading,
    ReadingCorrected,
    RunEnded,
    RunPaused,
    RunStarted,
    Signed,
    StepDone,
    StepOpened,
    StepSkipped,
    TimerEnded,
    TimerStarted,
    UnknownEvent,
)
from flowhelp.usecases.workspace import Workspace

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
KIM = Person(id="kim", name="Kim Lange", roles=("technician",))
LEE = Person(id="lee", name="Lee Park")
STEPS = (Line(StepId("s-a"), "1", "Close valve V-12"), Line(StepId("s-b"), "2", "Read the gauge"),
         Line(StepId("s-c"), "3", "Open valve V-12"))  # fmt: skip


def run_id(number: int) -> RunId:
    """The id of a run; its last eight characters are its number."""
    return RunId(f"01a00000-0000-7000-8000-{number:012d}")


def at(day: float, minute: float = 0) -> Moment:
    """So many days after the first one at noon, and so many minutes."""
    return Moment(NOON + timedelta(days=day, minutes=minute))


def started(  # noqa: PLR0913 (what there is to say of a run)
    number: int,
    day: float,
    *,
    page: str = "plant/pump",
    title: str = "Swap the feed pump",
    who: Person = KIM,
    context: Sequence[tuple[str, str]] = (),
    parent: RunId | None = None,
) -> RunStarted:
    """The beginning of a run."""
    doc = Document(id=page, path=f"{page}.md", title=title, source="lib", steps_hash="fh1-abcdefgh")
    return RunStarted(
        run=run_id(number),
        at=at(day),
        doc=doc,
        actor=who,
        params=(("line", "a"),),
        context=tuple(context),
        steps=STEPS,
        parent=parent or RunId(""),
    )


def whole(  # noqa: PLR0913 (what there is to say of a run)
    number: int,
    day: float,
    value: float | str,
    *,
    equipment: str = "P-7",
    unit: str = "bar",
    who: Person = KIM,
    within: bool | None = True,
) -> list[Event]:
    """A run to its end, with one reading."""
    run, limits = run_id(number), isinstance(value, float)
    found: list[Event] = [
        started(number, day, who=who, context=(("equipment", equipment), ("work_order", "WO-1"))),
        StepOpened(run=run, at=at(day), sid=StepId("s-a")),
        StepDone(run=run, at=at(day, 1), sid=StepId("s-a")),
        Reading(run=run, at=at(day, 2), sid=StepId("s-b"), name="gauge", label="Gauge PG-2",
                value=value, unit=unit if limits else "", within=within if limits else None,
                instrument="DVM-031", cal_due="2031-12-01",
                min=1.0 if limits else None, max=5.0 if limits else None,
                stop_max=8.0 if limits else None),
        StepDone(run=run, at=at(day, 3), sid=StepId("s-b")),
    ]  # fmt: skip
    if within is False:
        found.append(Deviation(run=run, at=at(day, 3), sid=StepId("s-b"), kind="out_of_limits",
                               reason="air in the line", field="gauge"))  # fmt: skip
    outcome = "completed" if within is not False else "completed_with_deviation"
    return [
        *found,
        StepDone(run=run, at=at(day, 9), sid=StepId("s-c")),
        RunEnded(run=run, at=at(day, 10), outcome=outcome),
    ]


def keyed_in(events: Sequence[Event], days: float) -> list[Event]:
    """The same run, keyed in so many days after the work from a paper with all the times on it."""
    later = timedelta(days=days)
    return [
        replace(
            event,
            at=Moment(event.at.wall + later),
            paper_at=event.at.wall,
            keyed_by="clerk",
        )
        for event in events
        if not isinstance(event, UnknownEvent)
    ]


def eventful(number: int, day: float) -> list[Event]:
    """A run in which a lot happened, and that is not over."""
    run, sid = run_id(number), StepId("s-b")
    return [
        started(number, day, who=LEE, context=(("equipment", "P-9"),)),
        StepOpened(run=run, at=at(day), sid=StepId("s-a")),
        StepSkipped(run=run, at=at(day, 1), sid=StepId("s-a"), reason="was closed"),
        Deviation(run=run, at=at(day, 1), sid=StepId("s-a"), kind="skip", reason="was closed"),
        StepOpened(run=run, at=at(day, 1), sid=sid),
        Reading(run=run, at=at(day, 2), sid=sid, name="gauge", label="Gauge PG-2", value=9.0,
                unit="bar", within=False, stopped=True, min=1.0, max=5.0, stop_max=8.0),
        ReadingCorrected(run=run, at=at(day, 3), sid=sid, name="gauge", value=4.0, within=True,
                         reason="read the wrong gauge"),
        CommandEnded(run=run, at=at(day, 4), sid=sid, index=0, exit=3, dur_s=1.5),
        TimerStarted(run=run, at=at(day, 4), sid=sid, required_s=300),
        TimerEnded(run=run, at=at(day, 5), sid=sid, waited_s=60, early=True),
        Signed(run=run, at=at(day, 6), sid=sid, meaning="verified", person=KIM, part="second",
               role="shift lead", method="pin", factors=2),
        Noted(run=run, at=at(day, 7), sid=sid, text="The picture is of the old gauge."),
        StepDone(run=run, at=at(day, 8), sid=sid),
        RunPaused(run=run, at=at(day, 9)),
    ]  # fmt: skip


def write_past(shop: Workspace, *runs: Sequence[Event]) -> None:
    """Write them into the journal."""
    for events in runs:
        shop.journal.append(events)

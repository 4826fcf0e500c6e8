"""What a person sensibly does next, for walks that tests take through any page."""

from __future__ import annotations

from datetime import UTC, datetime

from flowhelp.content import Field, Step
from flowhelp.ids import RunId
from flowhelp.journal.events import (
    Event,
    StepDone,
    StepFailed,
    StepNa,
    StepReopened,
    StepSkipped,
)
from flowhelp.walkthrough import Action, Walk
from flowhelp.walkthrough.actions import (
    Acknowledge,
    Choose,
    Complete,
    Explain,
    Fail,
    Finish,
    Forgo,
    Record,
    Release,
    Sign,
    Verify,
)
from flowhelp.walkthrough.attaching import AttachDemand, Enclosed, takes_file
from flowhelp.walkthrough.blanks import ReadingDemand, ReasonDemand
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.demands import (
    AlertDemand,
    ChoiceDemand,
    Demand,
    ReleaseDemand,
    SignDemand,
    VerifyDemand,
    demands,
)
from flowhelp.walkthrough.drift import DriftDemand, UnreadDemand
from flowhelp.walkthrough.loops import RoundDemand
from flowhelp.walkthrough.steering import (
    Accept,
    Again,
    EndChild,
    EndTimer,
    StartChild,
    StartTimer,
    Stay,
)
from flowhelp.walkthrough.waits import WaitDemand

TOMORROW = datetime(2031, 5, 5, 8, tzinfo=UTC)


def answer(  # noqa: C901, PLR0911, PLR0912 - one case a demand
    step: Step, demand: Demand, pick: int
) -> Action:
    """What a person would do about a demand."""
    match demand:
        case UnreadDemand():
            return Sign("", "Jo")
        case DriftDemand():
            return Stay()
        case AlertDemand(owner=owner, alert=alert):
            return Acknowledge(owner, alert)
        case ReleaseDemand():
            return Release(step.sid, "Kim", "looked at it")
        case ReadingDemand(field=field):
            return Record(step.sid, field.name, value_for(field), enclosed=file_for(field))
        case ReasonDemand(field=field):
            return Explain(step.sid, field.name, "because")
        case AttachDemand(what=what):
            return Forgo(step.sid, what, "no camera")
        case VerifyDemand():
            return Verify(step.sid, ok=True)
        case SignDemand(fields=(field, *_)):
            file = file_for(field)
            return Record(step.sid, field.name, value_for(field), by="Kim", enclosed=file)
        case SignDemand(label=label, part=part):
            return Sign(step.sid, "Kim" if part == "second" else "Lee", label.arg, part)
        case ChoiceDemand(open=numbers):
            if not numbers:
                return Fail(step.sid, "no answer fits")
            return Choose(step.sid, str(numbers[pick % len(numbers)]), "once more")
        case WaitDemand(timer=None):
            return StartTimer(step.sid, TOMORROW)
        case WaitDemand():
            return EndTimer(step.sid, "no time")
        case ChildDemand():
            return _about_child(step, demand, pick)
        case RoundDemand():
            return _about_round(step, demand, pick)


def value_for(field: Field) -> str:
    """A value that fits a blank and is within its limits."""
    if field.type == "number" and (field.min is not None or field.max is not None):
        low = field.min if field.min is not None else (field.max or 0.0) - 1
        high = field.max if field.max is not None else low + 2
        return f"{(low + high) / 2:.6f}"
    if field.type == "choice":
        return field.choices[0]
    known = {"scan": "VMC-07", "yes/no": "yes", "date": "2031-05-04", "time": "08:00"}
    return known.get(field.type, "1.5")


def file_for(field: Field) -> Enclosed | None:
    """A file for a blank that takes one."""
    return Enclosed("1.5", "ab" * 32) if takes_file(field) else None


def way_on(walk: Walk, pick: int = 0) -> Action:
    """The next sensible thing to do."""
    step = walk.next_step
    if step is None or (walk.use == "continuous" and step.sid in walk.failures):
        return Finish()
    missing = demands(walk, step)
    return answer(step, missing[0], pick) if missing else Complete(step.sid, "once more")


def check_nothing_is_settled_twice(journal: list[Event]) -> None:
    """Between two settlings of a step it was opened again."""
    settled: set[str] = set()
    for event in journal:
        if isinstance(event, StepReopened):
            settled.discard(event.sid)
        elif isinstance(event, StepDone | StepNa | StepSkipped | StepFailed):
            assert event.sid not in settled, event
            settled.add(event.sid)


def _about_child(step: Step, demand: ChildDemand, pick: int) -> Action:
    if demand.child is None:
        return StartChild(step.sid, RunId(f"child-{pick}"), "other")
    if not demand.child.outcome:
        return EndChild(step.sid, "failed" if pick % 2 else "completed")
    return Accept(step.sid, "it will do")


def _about_round(step: Step, demand: RoundDemand, pick: int) -> Action:
    if demand.free and (pick % 2 or demand.beyond):
        return Complete(step.sid, "once more")
    if demand.beyond and not demand.following:
        return Fail(step.sid, "enough")
    return Again(step.sid, "once more")

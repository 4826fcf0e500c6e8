"""The facts a journal can hold.

This is a closed set and an append-only one: an event is never edited after it
is written, and an event type is never changed after it is released, except by
fields with a default. A new fact is a new class with a new `tag`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flowhelp.journal.events.common import (
    NO_STEP,
    Changes,
    Document,
    Fact,
    Line,
    Moment,
    Person,
    StepFact,
)
from flowhelp.journal.events.evidence import (
    CommandEnded,
    CommandStarted,
    FileAttached,
    Reading,
    ReadingCorrected,
    ReadingJudged,
    Signed,
    Value,
    Verified,
)
from flowhelp.journal.events.run import (
    ChildEnded,
    ChildStarted,
    Erased,
    Feedback,
    ParamSet,
    RunEnded,
    RunHandedOver,
    RunMoved,
    RunPaused,
    RunResumed,
    RunStarted,
)
from flowhelp.journal.events.step import (
    AlertAcknowledged,
    Branched,
    Deviation,
    HoldReleased,
    HoldSet,
    Noted,
    RoundStarted,
    StepDone,
    StepFailed,
    StepNa,
    StepOpened,
    StepReopened,
    StepSkipped,
    TimerEnded,
    TimerStarted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent(StepFact):
    """A fact of a newer flowhelp: kept and shown, never understood.

    Attributes:
        name: Its tag.
        body: Its other fields, as they were written.
    """

    tag: ClassVar[str] = ""
    name: str
    body: str


Event = (
    RunStarted
    | RunPaused
    | RunResumed
    | RunEnded
    | RunMoved
    | RunHandedOver
    | ParamSet
    | ChildStarted
    | ChildEnded
    | Feedback
    | Erased
    | StepOpened
    | StepDone
    | StepNa
    | StepSkipped
    | StepFailed
    | StepReopened
    | AlertAcknowledged
    | Branched
    | RoundStarted
    | TimerStarted
    | TimerEnded
    | HoldSet
    | HoldReleased
    | Deviation
    | Noted
    | Reading
    | ReadingCorrected
    | ReadingJudged
    | Verified
    | Signed
    | CommandStarted
    | CommandEnded
    | FileAttached
    | UnknownEvent
)

__all__ = [
    "NO_STEP",
    "AlertAcknowledged",
    "Branched",
    "Changes",
    "ChildEnded",
    "ChildStarted",
    "CommandEnded",
    "CommandStarted",
    "Deviation",
    "Document",
    "Erased",
    "Event",
    "Fact",
    "Feedback",
    "FileAttached",
    "HoldReleased",
    "HoldSet",
    "Line",
    "Moment",
    "Noted",
    "ParamSet",
    "Person",
    "Reading",
    "ReadingCorrected",
    "ReadingJudged",
    "RoundStarted",
    "RunEnded",
    "RunHandedOver",
    "RunMoved",
    "RunPaused",
    "RunResumed",
    "RunStarted",
    "Signed",
    "StepDone",
    "StepFact",
    "StepFailed",
    "StepNa",
    "StepOpened",
    "StepReopened",
    "StepSkipped",
    "TimerEnded",
    "TimerStarted",
    "UnknownEvent",
    "Value",
    "Verified",
]

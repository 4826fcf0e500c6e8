"""Facts about the place a step has in a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flowhelp.ids import StepId
from flowhelp.journal.events.common import NO_STEP, StepFact


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOpened(StepFact):
    """A step was put before the person; its time counts from here."""

    tag: ClassVar[str] = "step.opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone(StepFact):
    """A step was carried out; `via` is human, or tool where it settled by itself."""

    tag: ClassVar[str] = "step.done"
    via: str = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNa(StepFact):
    """A step does not apply.

    Attributes:
        via: human, or tool where it follows from another step.
        because: That step: it led another way, or does not apply itself.
    """

    tag: ClassVar[str] = "step.na"
    reason: str = ""
    via: str = "human"
    because: StepId = NO_STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped(StepFact):
    """A step was passed over on purpose; `second` is the account that agreed, if any."""

    tag: ClassVar[str] = "step.skipped"
    reason: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFailed(StepFact):
    """A step did not work."""

    tag: ClassVar[str] = "step.failed"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReopened(StepFact):
    """A settled step is to be done again.

    Attributes:
        cause: back, retry, jump, round, condition, parts, or moved. After that one only what
            people answered for with their names is asked again, what was measured is not.
    """

    tag: ClassVar[str] = "step.reopened"
    cause: str = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged(StepFact):
    """A safety message was read; `sid` is empty for one that holds for the page."""

    tag: ClassVar[str] = "alert.acknowledged"
    signal: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branched(StepFact):
    """A way on was taken.

    Attributes:
        kind: choice, jump, failure or rollback.
        target: As the page writes it.
        to: The step it leads to; empty where it leads out of the page.
        choice: The words that were chosen, or empty.
        effects: Changes of scenario variables that the choice brought.
    """

    tag: ClassVar[str] = "branch"
    kind: str
    target: str
    to: StepId = NO_STEP
    choice: str = ""
    effects: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStarted(StepFact):
    """A loop began its next round, counted from 1; `item` is the one of ``for each``."""

    tag: ClassVar[str] = "round"
    number: int
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerStarted(StepFact):
    """A wait began: so many seconds, or until a time of day.

    Attributes:
        number: Which of the step's waits it is, counted from 1.
    """

    tag: ClassVar[str] = "timer.started"
    required_s: float
    max_s: float | None = None
    until: datetime | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerEnded(StepFact):
    """A wait is over; an early end has its reason."""

    tag: ClassVar[str] = "timer.ended"
    waited_s: float
    early: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSet(StepFact):
    """Work stops here until somebody releases it; `why` is author or stop."""

    tag: ClassVar[str] = "hold.set"
    why: str = "author"
    role: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased(StepFact):
    """Somebody (`by`) let the work go on."""

    tag: ClassVar[str] = "hold.released"
    role: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation(StepFact):
    """The work differs from the page, and why.

    Attributes:
        kind: skip, out_of_limits, early_timer, order or override.
        field: The reading that is out of limits; of an override what was to be attached
            and is not; or empty.
    """

    tag: ClassVar[str] = "deviation"
    kind: str
    reason: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(StepFact):
    """A remark; `to` is author for one about the page, run for one about the work."""

    tag: ClassVar[str] = "note"
    text: str
    to: str = "author"

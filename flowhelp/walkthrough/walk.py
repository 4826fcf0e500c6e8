"""A walk: one person's passage through one procedure, as far as it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from flowhelp.content import Procedure, Role, Step
from flowhelp.content.changes import UNDERSTOOD
from flowhelp.ids import RunId, StepId
from flowhelp.journal.events import (
    Branched,
    Changes,
    Deviation,
    Document,
    FileAttached,
    Line,
    Moment,
    Noted,
    Person,
    Reading,
    RunEnded,
    RunMoved,
    RunStarted,
    Signed,
)
from flowhelp.walkthrough.plan import Plan, plan_of


class State(StrEnum):
    """Where one step stands (FORMAT.md §6.6); `held` is told by `Walk.held`."""

    TODO = "todo"
    OPEN = "open"
    DONE = "done"
    NA = "na"
    SKIPPED = "skipped"
    FAILED = "failed"


SETTLED = frozenset({State.DONE, State.NA, State.SKIPPED, State.FAILED})

Mark = tuple[StepId, str, str]
"""A safety message that was read: its step, signal and text."""


ROLLED_BACK = "rolled back"
"""The word of an ending that the page gives no word, at the end of the rollback."""

ACCEPTED = "accepted"
"""How a sub-procedure ends for its step when the person goes on although it did not end well."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A wait that began.

    Attributes:
        since: When.
        required_s: How long it has to last, in seconds; `max_s` how long it may.
        until: The time of day it lasts to, in UTC, or None for one counted in seconds.
        waited_s: How long it lasted, or None while it runs.
    """

    since: Moment
    required_s: float
    max_s: float | None = None
    until: datetime | None = None
    waited_s: float | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """The run of another procedure that a step began.

    Attributes:
        outcome: As its record has it, or `accepted` where the person goes on without
            its ending well; empty while it runs.
    """

    run: RunId
    procedure: str
    outcome: str = ""

    @property
    def well(self) -> bool:
        """Whether the step may count as done."""
        return self.outcome.startswith("completed") or self.outcome == ACCEPTED


@dataclass(frozen=True, slots=True)
class Walk:
    """Which steps are settled, what was found out, and so what is next.

    Attributes:
        states: Of every step that is no longer to do.
        readings: The latest of each blank, by step and field.
        explained: Blanks out of limits whose reason was given.
        held: Steps at which work stops until somebody releases it.
        released: Steps whose hold was released.
        acknowledged: Safety messages that were read.
        verified: The last answer to **Verify**.
        signs: Names under steps.
        handled: Failed steps from which the page led on.
        elsewhere: Steps that fell away, each with the step that made it so.
        trail: Steps a person settled, in that order.
        path: Ways that were taken.
        computed: Steps that do not apply because their condition is false.
        rounds: Number of the round a loop is in, counted from 1.
        timers: The wait of each step that began last; `waits` how many of them are over.
        files: What was attached to each step, or fills a blank of it; kept when it is done again.
        forgone: What was to be attached to a step, and will not be, as a reason says.
        children: The sub-procedure of each step.
        moved: How the run went over to another version of its page, the last time.
        today: Version of the page when the person last came back; empty before that.
        stayed: Versions of the page that the person saw and did not move to.
    """

    run: RunId
    plan: Plan
    started: RunStarted | None = None
    states: Mapping[StepId, State] = field(default_factory=dict)
    readings: Mapping[tuple[StepId, str], Reading] = field(default_factory=dict)
    explained: frozenset[tuple[StepId, str]] = frozenset()
    held: frozenset[StepId] = frozenset()
    released: frozenset[StepId] = frozenset()
    acknowledged: frozenset[Mark] = frozenset()
    verified: Mapping[StepId, bool] = field(default_factory=dict)
    signs: tuple[Signed, ...] = ()
    handled: frozenset[StepId] = frozenset()
    elsewhere: Mapping[StepId, StepId] = field(default_factory=dict)
    trail: tuple[StepId, ...] = ()
    path: tuple[Branched, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    notes: tuple[Noted, ...] = ()
    computed: frozenset[StepId] = frozenset()
    rounds: Mapping[StepId, int] = field(default_factory=dict)
    timers: Mapping[StepId, Timer] = field(default_factory=dict)
    waits: Mapping[StepId, int] = field(default_factory=dict)
    files: Mapping[StepId, tuple[FileAttached, ...]] = field(default_factory=dict)
    forgone: frozenset[tuple[StepId, str]] = frozenset()
    children: Mapping[StepId, Child] = field(default_factory=dict)
    moved: RunMoved | None = None
    today: str = ""
    stayed: frozenset[str] = frozenset()
    params: Mapping[str, str] = field(default_factory=dict)
    paused: bool = False
    ended: RunEnded | None = None

    @classmethod
    def of(cls, run: RunId, procedure: Procedure, part: str = "") -> Walk:
        """A walk that has not begun."""
        return cls(run, plan_of(procedure, part))

    @property
    def use(self) -> str:
        """How close the text must be followed: information, reference or continuous."""
        return self.started.use if self.started else "reference"

    @property
    def actor(self) -> Person | None:
        """Who performs it now; None before it began."""
        return self.started.actor if self.started else None

    @property
    def doc(self) -> Document | None:
        """The version that is followed; None before it began."""
        return self.moved.doc if self.moved else self.started.doc if self.started else None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The table of contents of the version that is followed."""
        return self.moved.steps if self.moved else self.started.steps if self.started else ()

    @property
    def drifted(self) -> bool:
        """Whether the page has changed since it was begun, and nobody said what to do about it."""
        followed = self.doc.steps_hash if self.doc else ""
        return self.today not in {"", followed} and followed != "" and self.today not in self.stayed

    @property
    def unread(self) -> Changes | None:
        """What changed and has to be read and signed before anything is done; else None."""
        asked = self.started.unread if self.started and self.use != "information" else None
        read = any(not sign.sid and sign.meaning == UNDERSTOOD for sign in self.signs)
        return None if read else asked

    @property
    def child(self) -> tuple[StepId, Child] | None:
        """The sub-procedure that runs now, with the step that asked for it."""
        running = ((sid, child) for sid, child in self.children.items() if not child.outcome)
        return next((each for each in running if not self.settled(each[0])), None)

    @property
    def rollback(self) -> bool:
        """Whether the rollback is part of the path."""
        inside = False
        for branch in self.path:
            step = self.plan.find(branch.to) if branch.to else None
            if step is not None and step.role is not Role.AFTER:
                inside = step.role is Role.ROLLBACK
        return inside

    @property
    def node(self) -> StepId:
        """The node that was reached last, on a page of nodes."""
        for branch in reversed(self.path):
            step = self.plan.find(branch.to) if branch.to else None
            if step is not None and step.role not in {Role.BEFORE, Role.AFTER}:
                return self.plan.top(step.sid)
        main = (step for step in self.plan.steps if step.role is Role.MAIN)
        return next((self.plan.top(step.sid) for step in main), StepId(""))

    @property
    def in_play(self) -> tuple[Step, ...]:
        """What belongs to the path as it is now, in order."""
        return self.played(rollback=self.rollback)

    def played(self, *, rollback: bool) -> tuple[Step, ...]:
        """What belongs to the path, with the rollback or without."""
        if not self.plan.nodes:
            return tuple(
                step for step in self.plan.steps if rollback or step.role is not Role.ROLLBACK
            )
        node = self.node
        around = {Role.BEFORE, Role.AFTER} | ({Role.ROLLBACK} if rollback else set())
        return tuple(
            step
            for step in self.plan.steps
            if step.role in around or self.plan.top(step.sid) == node
        )

    def state(self, sid: StepId) -> State:
        """Where a step stands."""
        return self.states.get(sid, State.TODO)

    def open(self, sid: StepId) -> bool:
        """Whether a step still waits: unsettled, or failed where nothing may be passed over."""
        state = self.state(sid)
        stuck = self.use == "continuous" and sid not in self.handled
        return state not in SETTLED or (state is State.FAILED and stuck)

    def settled(self, sid: StepId) -> bool:
        """Whether a step needs no more; one that failed may still be tried again."""
        return self.state(sid) in SETTLED and sid not in self.failures

    @property
    def next_step(self) -> Step | None:
        """The first step of the path that still waits; None when nothing is left to do."""
        return next((step for step in self.in_play if self.open(step.sid)), None)

    @property
    def failures(self) -> frozenset[StepId]:
        """Steps that failed, and from which nothing led on."""
        failed = {sid for sid, state in self.states.items() if state is State.FAILED}
        # A step that is on the page no more cannot be tried again.
        return frozenset(failed & self.plan.places.keys()) - self.handled

    @property
    def count(self) -> tuple[int, int]:
        """How many steps of the path are settled, and how many there are."""
        steps = [step for step in self.in_play if step.sid not in self.elsewhere]
        return sum(not self.open(step.sid) for step in steps), len(steps)

    @property
    def outcome(self) -> str:
        """The word that ending now would leave in the record.

        Work that was taken back is no work done, however well the taking back went.
        """
        if self.failures or self.rollback:
            return "failed"
        return "completed_with_deviation" if self.deviations else "completed"

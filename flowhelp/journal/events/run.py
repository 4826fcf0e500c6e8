"""Facts about a run as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flowhelp.ids import RunId, StepId
from flowhelp.journal.events.common import (
    NO_RUN,
    NO_STEP,
    Changes,
    Document,
    Fact,
    Line,
    Person,
    StepFact,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Fact):
    """Somebody began. Everything that pins the run to what was followed is here.

    Attributes:
        use: information, reference or continuous, as executed.
        purpose: perform, simulate, practice, assess or acknowledge.
        record: team, private, local or none: how far the record may travel.
        params: Values given at the start; secrets never.
        context: equipment, site, work_order, ticket, alert: what was worked on.
        steps: The table of contents of what was followed.
        parent: The run this is a part of, or empty; `parent_sid` the step that asked.
        change_from: Steps hash this person last followed, and the level of change since.
        unread: What she has to read and sign for before she begins, or None.
        variables: What the variables of a scenario begin with, by name.
    """

    tag: ClassVar[str] = "run.started"
    doc: Document
    actor: Person
    app: str = ""
    os: str = ""
    use: str = "reference"
    purpose: str = "perform"
    record: str = "team"
    params: tuple[tuple[str, str], ...] = ()
    context: tuple[tuple[str, str], ...] = ()
    steps: tuple[Line, ...] = ()
    parent: RunId = NO_RUN
    parent_sid: StepId = NO_STEP
    change_from: tuple[str, str] | None = None
    unread: Changes | None = None
    variables: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPaused(Fact):
    """The person left; everything is kept."""

    tag: ClassVar[str] = "run.paused"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResumed(Fact):
    """The person came back, perhaps to a changed file (`steps_hash` is today's).

    Attributes:
        stayed: Whether she saw that it changed, and stays with the version she began with.
    """

    tag: ClassVar[str] = "run.resumed"
    steps_hash: str = ""
    stayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(Fact):
    """The run is over.

    Attributes:
        outcome: completed, completed_with_deviation, failed, abandoned or superseded.
        word: The word of **End** that was reached, or empty.
        reason: Why it was given up, or empty.
    """

    tag: ClassVar[str] = "run.ended"
    outcome: str
    word: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMoved(Fact):
    """An open run went over to another version of its page, for a reason.

    Attributes:
        doc: The version followed from here on; `steps` is its table of contents.
        carried: (old sid, new sid) of steps that are the same under another name.
    """

    tag: ClassVar[str] = "run.moved"
    doc: Document
    reason: str
    steps: tuple[Line, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHandedOver(Fact):
    """Another person goes on."""

    tag: ClassVar[str] = "run.handed_over"
    to: Person
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamSet(Fact):
    """A value was given after the start. A secret leaves its name only."""

    tag: ClassVar[str] = "param.set"
    name: str
    value: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildStarted(StepFact):
    """The step **Do** began a run of another procedure."""

    tag: ClassVar[str] = "child.started"
    child: RunId
    procedure: str
    steps_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnded(StepFact):
    """The run of the other procedure is over."""

    tag: ClassVar[str] = "child.ended"
    child: RunId
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Fact):
    """What the person thought of the page: −1, 0 or 1, and perhaps words."""

    tag: ClassVar[str] = "feedback"
    useful: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Fact):
    """A run that came from another machine was erased here; its last hash stays.

    Attributes:
        of: The run; this fact itself is of none.
        device: Who wrote its last event, of which `seq` is the number and `sha256` the hash;
            empty where it had come as a record alone.
        by: Who erased it.
    """

    tag: ClassVar[str] = "erased"
    of: RunId
    device: str = ""
    seq: int = 0
    sha256: str = ""
    by: str = ""

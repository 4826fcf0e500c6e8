"""What a person can do to a walk besides its steps: time, rounds, sub-procedures, versions.

`step` is a sid or a number as shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flowhelp.content import Procedure
from flowhelp.ids import RunId
from flowhelp.journal.events import Document, Line, Person


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Say that the action is done, and let its wait begin.

    Attributes:
        until: For a wait until a time of day, which moment that is (`waiting.next_time`).
    """

    step: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EndTimer:
    """Go on after a wait; early or late it needs a reason.

    Attributes:
        waited_s: How long it lasted, where a paper says so; else it is measured.
    """

    step: str
    reason: str = ""
    waited_s: float | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """Begin the next round of a loop; beyond its limit that needs a reason."""

    step: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StartChild:
    """Say that the sub-procedure of a step was begun.

    Attributes:
        child: Its run.
        procedure: Its id, with `#section` where only a section is walked.
        stack: The procedures around this walk, outermost first, written likewise.
    """

    step: str
    child: RunId
    procedure: str
    steps_hash: str = ""
    stack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndChild:
    """Say how the sub-procedure of a step ended, as its record has it."""

    step: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Accept:
    """Go on although the sub-procedure of a step did not end well, or was not walked here."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Confirm the pause point a step belongs to: what was done from memory is done."""

    step: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Let another person go on."""

    to: Person
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Stay with the version the walk began with, having seen that the page changed."""


@dataclass(frozen=True, slots=True)
class Move:
    """Go over to the page as it is now.

    Attributes:
        doc: Which version that is.
        steps: Its table of contents (`drift.contents`).
        page: The page itself, by whose limits readings are judged.
    """

    doc: Document
    steps: tuple[Line, ...]
    reason: str
    page: Procedure


Steering = (
    StartTimer
    | EndTimer
    | Again
    | StartChild
    | EndChild
    | Accept
    | Confirm
    | HandOver
    | Stay
    | Move
)

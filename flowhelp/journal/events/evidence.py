"""Facts that prove something: readings, checks, signatures, commands, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flowhelp.ids import EventId
from flowhelp.journal.events.common import NO_EVENT, Person, StepFact

Value = float | str | bool | None
"""What a blank was filled with: a number, words, yes or no; None for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(StepFact):
    """A blank was filled, with the limits that held at that time.

    Attributes:
        min_open: Whether `min` itself is outside: more than it. `max_open` likewise: below it.
        within: Whether it is within limits; None where there are none.
        stopped: Whether it lies outside the stop range.
        source: manual, scan, device, or calculated for one that was worked out.
        part: Empty, or second for the independent reading of a second person.
        round: Number of the loop's round, counted from 1; 0 outside a loop.
    """

    tag: ClassVar[str] = "reading"
    name: str
    value: Value
    label: str = ""
    unit: str = ""
    ucum: str = ""
    min: float | None = None
    max: float | None = None
    min_open: bool = False
    max_open: bool = False
    stop_min: float | None = None
    stop_max: float | None = None
    target: float | None = None
    within: bool | None = None
    stopped: bool = False
    source: str = "manual"
    part: str = ""
    instrument: str = ""
    cal_due: str = ""
    round: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingCorrected(StepFact):
    """A reading was wrong; the original stays, this one counts.

    Attributes:
        corrects: The event that was wrong; empty where its name says enough.
    """

    tag: ClassVar[str] = "reading.corrected"
    name: str
    value: Value
    reason: str
    within: bool | None = None
    stopped: bool = False
    part: str = ""
    corrects: EventId = NO_EVENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingJudged(StepFact):
    """A reading was judged by the version its run went over to; its value stays as it was taken.

    Attributes:
        within: Whether it is within the limits that hold now; None where there are none.
        stopped: Whether it lies outside the stop range.
        fits: Whether it is an answer to the blank as it is now; else it counts no more.
        cleared: Whether it deviated before, and does so no longer.
    """

    tag: ClassVar[str] = "reading.judged"
    name: str
    label: str = ""
    unit: str = ""
    ucum: str = ""
    min: float | None = None
    max: float | None = None
    min_open: bool = False
    max_open: bool = False
    stop_min: float | None = None
    stop_max: float | None = None
    target: float | None = None
    within: bool | None = None
    stopped: bool = False
    fits: bool = True
    cleared: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(StepFact):
    """A step was checked.

    Attributes:
        result: ok, failed or warning.
        method: ask for a question, exit for a command.
        exit: Exit status of the command, or None.
        attempt: Which try it was, counted from 1.
        early: Whether it was checked before the step was done, which proves nothing.
    """

    tag: ClassVar[str] = "verify"
    result: str
    method: str = "ask"
    exit: int | None = None
    attempt: int = 1
    early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(StepFact):
    """Somebody answers for the step with a name.

    Attributes:
        meaning: performed, verified, witnessed, reviewed, approved, released, or, with an
            empty `sid`, read and understood.
        person: Who.
        part: performer, second, holder, coach or observer.
        role: In which role.
        method: typed, pin, ssh or sso; `factors` how many were asked for.
        statement: SHA-256 of the record so far, which the signature binds; may be empty.
        signature: The signature itself, or empty.
    """

    tag: ClassVar[str] = "sign"
    meaning: str
    person: Person
    part: str = "performer"
    role: str = ""
    method: str = "typed"
    factors: int = 1
    statement: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandStarted(StepFact):
    """A command was about to run; without its `cmd` the outcome is unknown.

    Attributes:
        index: Which of the step's commands, counted from 0.
        text_sha256: Of the bytes that were shown, agreed to and run.
        consent: How the person agreed: asked, or kept from before.
    """

    tag: ClassVar[str] = "cmd.started"
    index: int
    lang: str = ""
    text_sha256: str = ""
    consent: str = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandEnded(StepFact):
    r"""A command is over.

    Attributes:
        exit: Exit status; None where a signal or a time limit ended it.
        ended: exit, signal, timeout, interrupt or unknown.
        dur_s: How long it took.
        out_sha256: Of all that it printed, its line ends as it wrote them, whether it ran in
            a terminal or not; `out_bytes` how much that was. Secrets are masked before.
        output: The output as lines of text, without terminal control and with `\n` only;
            empty unless the page asks for it.
        matched: Whether it was what **Expect** says; None where nothing was expected.
    """

    tag: ClassVar[str] = "cmd"
    index: int
    exit: int | None
    ended: str = "exit"
    dur_s: float = 0.0
    out_sha256: str = ""
    out_bytes: int = 0
    output: str = ""
    matched: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAttached(StepFact):
    """A file or photo was kept, named by its content.

    Attributes:
        field: The blank that it fills; empty for one attached to the step.
    """

    tag: ClassVar[str] = "file"
    name: str
    sha256: str
    media: str = ""
    size: int = 0
    field: str = ""

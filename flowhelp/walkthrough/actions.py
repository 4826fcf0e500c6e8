"""What a person can do to a walk. A closed set; the engine answers each of them.

`step` is a sid or a number as shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from flowhelp.content import Alert
from flowhelp.walkthrough.attaching import Enclosed
from flowhelp.walkthrough.proof import Proof
from flowhelp.walkthrough.steering import Steering


@dataclass(frozen=True, slots=True)
class Open:
    """Look at a step in order to do it; its time counts from here."""

    step: str


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Say that a safety message was read; `owner` is its step, or empty for the page."""

    owner: str
    alert: Alert


@dataclass(frozen=True, slots=True)
class Complete:
    """Do a step; `reason` is why it leads back once more although there were enough rounds."""

    step: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Pass over a step that does apply.

    Attributes:
        by: The other person who agrees, which continuous use asks for.
        proof: How that name was shown to be theirs; None for one that was only typed.
    """

    step: str
    reason: str = ""
    by: str = ""
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """Pass over a step because it does not apply here."""

    step: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fail:
    """Say that a step did not work."""

    step: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Fill a blank with what was typed. On a settled step this is a correction, and needs a reason.

    Attributes:
        field: Its name; may be empty where the step has one blank only.
        value: As typed; a number may be followed by `@`, its instrument, and the date until
            which that is calibrated: `12,3 @TW-07 2031-02-28`.
        reason: Why a value out of limits is kept.
        source: manual, scan or device.
        instrument: What it was measured with, or empty.
        cal_due: Until when that is calibrated, as a date, or empty.
        by: Id of who measured, for a blank of the second person; empty for the performer.
        enclosed: The file that fills a blank for one; None for any other.
    """

    step: str
    field: str
    value: str
    reason: str = ""
    source: str = "manual"
    instrument: str = ""
    cal_due: str = ""
    by: str = ""
    enclosed: Enclosed | None = None


@dataclass(frozen=True, slots=True)
class Forgo:
    """Say why nothing is attached although the page asks for it.

    Attributes:
        what: In the words of the page; may be empty where one thing only is missing.
    """

    step: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explain:
    """Give the reason why a reading out of limits is kept."""

    step: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verify:
    """Answer the question of **Verify**."""

    step: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Choose:
    """Take one of a decision's ways: its words, or its number counted from 1.

    Attributes:
        reason: Why it leads back once more although there were enough rounds.
    """

    step: str
    choice: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """Put a name under a step, or, where `step` is empty, under what changed on the page.

    Attributes:
        part: performer, or second for a second person.
        proof: How the name was shown to be theirs; None for one that was only typed.
    """

    step: str
    name: str
    meaning: str = ""
    part: str = "performer"
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Let the work go on at a hold; `proof` is as in `Sign`."""

    step: str
    by: str
    reason: str
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Leave a remark, for the author of the page or about the work (`to` author or run)."""

    text: str
    step: str = ""
    to: str = "author"


@dataclass(frozen=True, slots=True)
class SetParam:
    """Give a value that text and commands refer to."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Back:
    """Take a settled step up again: the last one, or `step`."""

    step: str = ""


@dataclass(frozen=True, slots=True)
class RollBack:
    """Leave the main path for the rollback."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Go away; everything is kept."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Come back, perhaps to a changed page.

    Attributes:
        steps_hash: Version of the page as it is now; empty where nobody looked.
    """

    steps_hash: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """End a walk that has nothing left to do, or one that failed."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """Give a walk up for good."""

    reason: str = ""


Action = (
    Open
    | Acknowledge
    | Complete
    | Skip
    | NotApplicable
    | Fail
    | Record
    | Explain
    | Forgo
    | Verify
    | Choose
    | Sign
    | Release
    | Note
    | SetParam
    | Back
    | RollBack
    | Leave
    | Resume
    | Finish
    | Abandon
    | Steering
)

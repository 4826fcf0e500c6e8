"""What every fact has: the run it belongs to, and when it happened by two clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flowhelp.ids import EventId, RunId, StepId

NO_RUN = RunId("")
NO_STEP = StepId("")
NO_EVENT = EventId("")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, by the wall clock and by one that never jumps.

    Attributes:
        wall: Aware, in UTC. It may have been wrong, so nothing is ordered by it.
        mono: Seconds of this boot's monotonic clock, or None when nobody looked.
        boot: Names the boot in which `mono` counts; empty when it is unknown.
    """

    wall: datetime
    mono: float | None = None
    boot: str = ""

    def seconds_since(self, earlier: Moment) -> float:
        """The time from `earlier` to here, at least 0.

        Two readings of one boot's monotonic clock are subtracted. Between boots
        only the wall clocks are left, and one that went back counts as no time.
        """
        if self.mono is not None and earlier.mono is not None and self.boot == earlier.boot != "":
            return max(0.0, self.mono - earlier.mono)
        return max(0.0, (self.wall - earlier.wall).total_seconds())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part.

    Attributes:
        id: Stable and possibly a pseudonym; the account name when nobody gave another.
        name: As printed.
        home: Where the account is known: a host or an https address.
        roles: As the organisation names them.
        auth: How we know: os, ssh, sso, pin, or typed.
    """

    id: str
    name: str = ""
    home: str = ""
    roles: tuple[str, ...] = ()
    auth: str = "os"


@dataclass(frozen=True, slots=True)
class Document:
    """What was followed, so exactly that it can be found again (FORMAT.md §11.2, `doc`).

    Attributes:
        sha256: Of its bytes, under which they are kept on this machine; empty where they are not.
    """

    id: str
    path: str
    title: str
    type: str = "procedure"
    source: str = ""
    anchor: str = ""
    lang: str = ""
    steps_hash: str = ""
    blob: str = ""
    commit: str = ""
    repo: str = ""
    dirty: bool = False
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a person has to read and sign before she begins.

    Attributes:
        level: editorial, minor or major since she last followed the page; empty for a first reader.
        entries: Titles of the entries under What changed.
        steps: What became of the steps, one line each.
    """

    level: str = ""
    entries: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One step as the table of contents has it, so that a record reads without the file."""

    sid: StepId
    n: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The root of every event.

    Attributes:
        tag: Its type as FORMAT.md §11.4 names it. A later version of one adds `/2`.
        run: The run it belongs to.
        at: When it was written down.
        by: Who did it; empty for the performer of the run.
        paper_at: The time on the paper form, for a run keyed in afterwards.
        keyed_by: Who keyed it in from paper; empty when nobody did.
    """

    tag: ClassVar[str]

    run: RunId
    at: Moment
    by: str = ""
    paper_at: datetime | None = None
    keyed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFact(Fact):
    """A fact about one step; `sid` is empty where it is about the whole page."""

    sid: StepId

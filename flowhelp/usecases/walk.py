"""Walk a procedure, writing down every step before anybody sees its tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flowhelp.content import Procedure
from flowhelp.errors import InputError, MissingError, RefusedError
from flowhelp.ids import DeviceId, EventId, RunId
from flowhelp.journal.codec import Recorded
from flowhelp.journal.events import (
    Document,
    Event,
    Moment,
    RunStarted,
    UnknownEvent,
)
from flowhelp.journal.record import run_record
from flowhelp.walkthrough import Action, Walk, decide, evolve
from flowhelp.walkthrough.actions import Open, Resume
from flowhelp.walkthrough.walk import SETTLED

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_RANDOM_BITS = 74
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class NewerRunError(RefusedError):
    """The run holds facts that this flowhelp does not understand."""


class NoSuchRunError(MissingError):
    """The journal has no such run."""


class NothingToResumeError(MissingError):
    """No run is unfinished."""


class PageGoneError(MissingError):
    """The page of a run is in no library any more."""


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that has begun and not ended."""

    started: RunStarted
    last: Moment

    @property
    def run(self) -> RunId:
        """Its id."""
        return self.started.run


class WalkSession:
    """A walk joined to the journal it is written in.

    Attributes:
        walk: As it stands, everything in it being on the disk.
        changed: Whether the page has changed since the walk began.
    """

    def __init__(
        self, workspace: Workspace, walk: Walk, *, keep: bool, last: EventId | None = None
    ) -> None:
        self.walk = walk
        self.changed = False
        self._workspace = workspace
        self._blank = Walk(walk.run, walk.plan)
        self._boot = _boot(workspace)
        self._keeps = keep
        self._last = last
        self._unsure = False
        self._rehearsed: list[Recorded] = []

    @property
    def record(self) -> dict[str, Any]:
        """The record of the walk so far (FORMAT.md §11.2)."""
        journal = self._workspace.journal
        return run_record(journal.read(self.walk.run) if self._keeps else self._rehearsed)

    @property
    def kept(self) -> bool:
        """Whether what is done is written down."""
        return self._keeps

    def perform(self, action: Action) -> Walk:
        """Do `action` now; return the walk after it, which is on the disk by then.

        Raises:
            FlowhelpError: The action was refused, or could not be written; nothing was.
            UnknownOutcomeError: Nobody knows whether it was written; the next call reads
                the walk again before it does anything.
        """
        from flowhelp.journal.store import RunChangedError

        if self._unsure:
            self._read_again()
        events = decide(self.walk, action, at=self.moment())
        try:
            self._write(events)
        except RunChangedError:
            # Another terminal was faster: decide once more on what it did.
            self._read_again()
            events = decide(self.walk, action, at=self.moment())
            self._write(events)
        self.walk = reduce(evolve, events, self.walk)
        return self.walk

    def begin(self, started: RunStarted) -> None:
        """Write down that the walk begins."""
        self._write((started,))
        self.walk = evolve(self.walk, started)

    def open_next(self) -> Walk:
        """Put the next step before the person; its time counts from here."""
        step = self.walk.next_step
        if step is None or self.walk.state(step.sid) in SETTLED:
            return self.walk
        return self.perform(Open(step.sid))

    def moment(self) -> Moment:
        """Now, by both clocks."""
        return Moment(self._workspace.now(), self._workspace.monotonic(), self._boot)

    def _write(self, events: Sequence[Event]) -> None:
        if not self._keeps:
            nobody, seq = DeviceId(""), len(self._rehearsed)
            for number, event in enumerate(events, start=seq + 1):
                self._rehearsed.append(Recorded(EventId(""), nobody, number, event))
        if not (events and self._keeps):
            return
        self._unsure = True
        written = self._workspace.journal.append(events, after=self._last)
        self._last = written[-1].id
        self._unsure = False

    def _read_again(self) -> None:
        recorded = self._workspace.journal.read(self.walk.run)
        self.walk = _replayed(self._blank, recorded)
        self._last = recorded[-1].id if recorded else None
        self._unsure = False


def resume(workspace: Workspace, run: RunId, *, keep: bool = True) -> WalkSession:
    """An unfinished walk as it was left; that it goes on is on the disk.

    Args:
        workspace: Its journal and libraries.
        run: Which one.
        keep: False for a rehearsal, of which nothing is written.

    Raises:
        NoSuchRunError: There is no such run.
        NewerRunError: A newer flowhelp wrote in it.
        PageGoneError: Its page is in no library any more.
    """
    recorded = workspace.journal.read(run)
    started = next((r.event for r in recorded if isinstance(r.event, RunStarted)), None)
    if started is None:
        raise NoSuchRunError(f"there is no run {run}", hint="flowhelp log")
    if any(isinstance(each.event, UnknownEvent) for each in recorded):
        raise NewerRunError(f"run {run} was written by a newer flowhelp", hint="update flowhelp")
    procedure = _page_of(workspace, started.doc)
    walk = _replayed(Walk.of(run, procedure, started.doc.anchor), recorded)
    session = WalkSession(workspace, walk, keep=keep, last=recorded[-1].id)
    session.changed = procedure.steps_hash != started.doc.steps_hash
    if walk.ended is None:
        session.perform(Resume())
        session.open_next()
    return session


def unfinished(workspace: Workspace, procedure: str = "") -> tuple[OpenRun, ...]:
    """Runs that have begun and not ended, the latest first.

    Args:
        workspace: Its journal.
        procedure: Only of the procedure with that id; of any when empty.
    """
    journal = workspace.journal
    ended = {each.event.run for each in journal.tagged("run.ended")}
    found = []
    for each in journal.tagged("run.started"):
        event = each.event
        if not isinstance(event, RunStarted) or event.run in ended:
            continue
        if procedure in {"", event.doc.id}:
            found.append(OpenRun(event, journal.read(event.run)[-1].event.at))
    return tuple(sorted(found, key=lambda run: run.last.wall, reverse=True))


def _replayed(blank: Walk, recorded: Sequence[Recorded]) -> Walk:
    return reduce(evolve, (each.event for each in recorded), blank)


def _page_of(workspace: Workspace, doc: Document) -> Procedure:
    from flowhelp.usecases.library import load, resolve

    name = f"{doc.source}:{doc.id}" if doc.source else doc.path
    try:
        return load(workspace, resolve(workspace, name))
    except (InputError, MissingError) as error:
        raise PageGoneError(
            f"{doc.title!r} ({doc.id}) is in no library any more", hint="flowhelp source list"
        ) from error


def _boot(workspace: Workspace) -> str:
    """Names the boot in which the monotonic clock counts; this process where none is told."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return f"{workspace.noise(64):016x}"

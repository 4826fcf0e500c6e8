"""Walk a procedure, writing down every step before anybody sees its tick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flowhelp import clock
from flowhelp.content import Procedure
from flowhelp.errors import MissingError, RefusedError
from flowhelp.ids import DeviceId, EventId, RunId, StepId
from flowhelp.journal.codec import Recorded
from flowhelp.journal.events import (
    Document,
    Event,
    Moment,
    RunMoved,
    RunStarted,
    UnknownEvent,
)
from flowhelp.journal.record import run_record
from flowhelp.usecases.held import Held
from flowhelp.usecases.pinned import page_now, pinned
from flowhelp.usecases.unattended import sync_later
from flowhelp.walkthrough import Action, Walk, decide, evolve
from flowhelp.walkthrough.actions import Open, Resume
from flowhelp.walkthrough.plan import plan_of
from flowhelp.walkthrough.walk import SETTLED

if TYPE_CHECKING:
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.workspace import Workspace

_RANDOM_BITS = 74


class NewerRunError(RefusedError):
    """The run holds facts that this flowhelp does not understand."""


class NoSuchRunError(MissingError):
    """The journal has no such run."""


class NothingToResumeError(MissingError):
    """No run is unfinished."""


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
        doc: The version of the page that it goes by; None before it has begun.
        now: The page as it is in its library now, with its entry; None where it is in none.
        parent: The walk that it is a part of, or None.
        rehearses: Whether it is only tried, so that nothing may be run.
        durations: Seconds of each step in earlier walks, and how many those were; None before
            anybody asked.
        held: What is kept in memory and nowhere else, such as secrets.
    """

    def __init__(
        self, workspace: Workspace, walk: Walk, *, keep: bool, last: EventId | None = None
    ) -> None:
        self.walk = walk
        self.doc: Document | None = None
        self.now: tuple[Entry, Procedure] | None = None
        self.parent: WalkSession | None = None
        self.rehearses = False
        self.durations: tuple[dict[StepId, list[float]], int] | None = None
        self.mark: Callable[[Event], Event] = _unmarked
        self.held = Held()
        self._workspace = workspace
        self._blank = Walk(walk.run, walk.plan)
        self._boot = clock.boot() or f"{workspace.noise(64):016x}"
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
    def changed(self) -> bool:
        """Whether the page has steps other than those that the walk goes by."""
        hash_now = self.now[1].steps_hash if self.now else ""
        return hash_now not in {"", self.walk.plan.procedure.steps_hash}

    @property
    def kept(self) -> bool:
        """Whether what is done is written down."""
        return self._keeps

    @property
    def workspace(self) -> Workspace:
        """What the walk is done in."""
        return self._workspace

    @property
    def head(self) -> str:
        """The hash of the last fact of the walk; empty for a rehearsal."""
        return self._workspace.journal.head_of(self.walk.run) if self._keeps else ""

    def perform(self, action: Action) -> Walk:
        """Do `action` now; return the walk after it, which is on the disk by then.

        Raises:
            FlowhelpError: The action was refused, or could not be written; nothing was.
            UnknownOutcomeError: Nobody knows whether it was written; the next call reads
                the walk again before it does anything.
        """
        return self.perform_at(lambda _: action)

    def perform_at(self, act: Callable[[Moment], Action]) -> Walk:
        """Do what `act` says at the moment it is told; as `perform` otherwise.

        It is asked again where another terminal was faster, so that a signature is
        over the record as it is, and not as it was.
        """
        from flowhelp.journal.schema import RunChangedError

        if self._unsure:
            self._read_again()
        try:
            events = self._decided(act)
        except RunChangedError:
            # Another terminal was faster: decide once more on what it did.
            self._read_again()
            events = self._decided(act)
        return self._grown(events)

    def note(self, events: Iterable[Event]) -> Walk:
        """Write down facts that no action brings about, like a file that was kept.

        Raises:
            FlowhelpError: They could not be written, or another terminal was faster.
        """
        if self._unsure:
            self._read_again()
        marked = tuple(map(self.mark, events))
        self._write(marked)
        return self._grown(marked)

    def folded(self, walk: Walk, events: Iterable[Event]) -> Walk:
        """The walk after those events; one that moves to another version goes by that page."""
        for event in events:
            walk = evolve(walk, event)
            if isinstance(event, RunStarted):
                self.doc = event.doc
            elif isinstance(event, RunMoved):
                self.doc = event.doc
                page = pinned(self._workspace, event.doc)
                walk = replace(walk, plan=plan_of(page, event.doc.anchor))
        return walk

    def begin(self, started: RunStarted) -> None:
        """Write down that the walk begins."""
        self._write((started,))
        self.walk = self.folded(self.walk, (started,))

    def launch(self, action: Action, other: WalkSession, started: RunStarted) -> None:
        """Do `action`, by which another walk begins; both are written down, or neither.

        Args:
            action: What this walk says of it.
            other: The walk that begins.
            started: Its first fact.

        Raises:
            FlowhelpError: As `perform` does.
        """
        if self._unsure:
            self._read_again()
        own = tuple(map(self.mark, decide(self.walk, action, at=self.moment())))
        if self._keeps:
            self._unsure = True
            written = self._workspace.journal.append((*own, started), after=self._last)
            self._last, other._last = written[-2].id, written[-1].id
            self._unsure = False
        else:
            self._write(own)
            other._write((started,))
        self.walk = self.folded(self.walk, own)
        other.walk = other.folded(other.walk, (started,))

    def open_next(self) -> Walk:
        """Put the next step before the person; its time counts from here."""
        step = self.walk.next_step
        if step is None or self.walk.state(step.sid) in SETTLED:
            return self.walk
        return self.perform(Open(step.sid))

    def moment(self) -> Moment:
        """Now, by both clocks."""
        return Moment(self._workspace.now(), self._workspace.monotonic(), self._boot)

    def _decided(self, act: Callable[[Moment], Action]) -> tuple[Event, ...]:
        at = self.moment()
        events = tuple(map(self.mark, decide(self.walk, act(at), at=at)))
        self._write(events)
        return events

    def _grown(self, events: Sequence[Event]) -> Walk:
        """The walk with what is on the disk now, which may travel once the walk has ended."""
        self.walk = self.folded(self.walk, events)
        is_part = self.parent is not None  # of a walk, with whose end it goes
        if events and self._keeps and self.walk.ended is not None and not is_part:
            sync_later(self._workspace)
        return self.walk

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
        if recorded or self._last is None:  # else another journal is in this one's place
            self.walk = self.folded(self._blank, (each.event for each in recorded))
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
    blank = Walk.of(run, pinned(workspace, started.doc), started.doc.anchor)
    session = WalkSession(workspace, blank, keep=keep, last=recorded[-1].id)
    session.walk = walk = session.folded(blank, (each.event for each in recorded))
    session.now = page_now(workspace, session.doc or started.doc, walk.plan.procedure)
    if walk.ended is None:
        session.perform(Resume(session.now[1].steps_hash if session.now else ""))
        session.open_next()
    return session


def unfinished(workspace: Workspace, procedure: str = "") -> tuple[OpenRun, ...]:
    """Runs that have begun and not ended, but for parts of such runs, the latest first.

    Args:
        workspace: Its journal.
        procedure: Only of the procedure with that id; of any when empty.
    """
    journal = workspace.journal
    ended = {each.event.run for each in journal.tagged("run.ended")}
    begun = (each.event for each in journal.tagged("run.started"))
    left = [each for each in begun if isinstance(each, RunStarted) and each.run not in ended]
    open_runs = {each.run for each in left}
    found = [
        OpenRun(each, journal.read(each.run)[-1].event.at)
        for each in left
        if each.parent not in open_runs and procedure in {"", each.doc.id}
    ]
    return tuple(sorted(found, key=lambda run: run.last.wall, reverse=True))


def _unmarked(event: Event) -> Event:
    return event

"""Run the command of a step: what would run, whether it may, and what became of it.

An `Offer` is what the person sees; `run` takes that very value, so the bytes
that were shown are the bytes that run. That a command begins is on the disk
before it does; one whose end is missing there is unknown, and is never run
again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from flowhelp.content import BlockKind, Step
from flowhelp.errors import RefusedError, UnavailableError
from flowhelp.execution.expect import Comparison, comparable, compared
from flowhelp.execution.redact import redacted
from flowhelp.execution.watching import Job, Outcome, Screen
from flowhelp.ids import StepId
from flowhelp.journal.events import CommandEnded, CommandStarted, Event
from flowhelp.usecases.offers import NoSuchCommandError, Offer, consents_of, offer, offer_of
from flowhelp.walkthrough.attaching import is_output

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession

__all__ = [
    "Begun",
    "NoSuchCommandError",
    "NotRunnableError",
    "Offer",
    "Outcome",
    "Ran",
    "Screen",
    "begin",
    "carry_out",
    "conclude",
    "could_not",
    "offer",
    "offer_of",
    "run",
    "run_unattended",
    "unknown",
]

_MOST_KEPT_OUTPUT = 64 << 10
"""Characters of output that a record takes where the page asks for it."""


class NotRunnableError(RefusedError):
    """The command can be read and copied, and is not run from here."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a command.

    Attributes:
        expected: How its output compares with what the page expects; None where it expects none.
    """

    outcome: Outcome
    expected: Comparison | None = None

    @property
    def good(self) -> bool:
        """Whether it ended by itself with status 0."""
        return self.outcome.exit == 0


@dataclass(frozen=True, slots=True)
class Begun:
    """A command of which it is on the disk that it begins.

    Attributes:
        offered: What was agreed to.
        job: What runs.
        step: Whose command it is.
    """

    offered: Offer
    job: Job
    step: Step | None


def run(session: WalkSession, offered: Offer, screen: Screen, *, always: bool = False) -> Ran:
    """Run what was offered and agreed to; how it ended is on the disk when this returns.

    Args:
        session: The walk it belongs to.
        offered: The very value that the person was shown.
        screen: Where its output goes and its keys come from.
        always: Whether the person said "always for this".

    Raises:
        NotRunnableError: It may not run.
        NoInterpreterError: Its interpreter or folder is not there.
        FlowhelpError: That it begins could not be written down; it did not run.
    """
    begun = begin(session, offered, always=always)
    return _noted(session, begun, lambda: carry_out(begun, screen))


def run_unattended(session: WalkSession, offered: Offer, show: Callable[[str], None]) -> Ran:
    """Run what was agreed to for good, without a terminal and without input; else as `run`.

    Args:
        session: The walk it belongs to.
        offered: What is run; it is for the caller to see that it is `known`.
        show: Takes what it prints.

    Raises:
        FlowhelpError: As `run` does.
    """
    from flowhelp.execution.runner import unattended

    begun = begin(session, offered)
    return _noted(session, begun, lambda: unattended(begun.job, show))


def _noted(session: WalkSession, begun: Begun, running: Callable[[], Outcome]) -> Ran:
    """Run what has begun, and write down how it ended."""
    try:
        outcome = running()
    except UnavailableError:
        could_not(session, begun)
        raise
    return conclude(session, begun, outcome)


def begin(session: WalkSession, offered: Offer, *, always: bool = False) -> Begun:
    """The first of three parts of `run`: that it begins is on the disk when this returns.

    A front end that must not wait calls `carry_out` in another thread, and then `conclude`,
    or `could_not`, where it called this.

    Raises:
        NotRunnableError: It may not run.
        FlowhelpError: That it begins could not be written down.
    """
    job = _agreed_job(offered)
    if always and offered.can_keep:
        consents_of(session.workspace).keep(offered.key)
    step = session.walk.plan.find(offered.sid)
    session.note((_started(session, offered),))
    return Begun(offered, job, step)


def carry_out(begun: Begun, screen: Screen) -> Outcome:
    """The second part: the program runs, in whatever thread this is called; nothing is written.

    Raises:
        NoInterpreterError: Its interpreter or folder is not there.
    """
    from flowhelp.execution.runner import run as run_there

    return run_there(begun.job, screen)


def conclude(session: WalkSession, begun: Begun, outcome: Outcome) -> Ran:
    """The last part: how it ended is on the disk when this returns.

    Raises:
        FlowhelpError: It could not be written down; so it is unknown.
    """
    expected = _compared(begun.step, outcome)
    _note_surely(session, _ended(session, begun.offered, outcome, expected, begun.step))
    return Ran(outcome, expected)


def could_not(session: WalkSession, begun: Begun) -> None:
    """The last part for a program that is not there."""
    _note_surely(session, _ended(session, begun.offered, _not_begun(), None, begun.step))


def unknown(session: WalkSession) -> tuple[tuple[StepId, int], ...]:
    """Commands that began and whose end nobody knows: step and place, in the order they began."""
    if not session.kept:
        return ()
    open_ones: dict[tuple[StepId, int], None] = {}
    for recorded in session.workspace.journal.read(session.walk.run):
        match recorded.event:
            case CommandStarted(sid=sid, index=index):
                open_ones[sid, index] = None
            case CommandEnded(sid=sid, index=index):
                open_ones.pop((sid, index), None)
    return tuple(open_ones)


def _agreed_job(offered: Offer) -> Job:
    if offered.refusal or offered.job is None:
        raise NotRunnableError(
            f"it is not run: {offered.refusal}", hint="copy the command, and run it by hand"
        )
    return offered.job


def _started(session: WalkSession, offered: Offer) -> Event:
    return CommandStarted(
        run=session.walk.run,
        at=session.moment(),
        sid=offered.sid,
        index=offered.index,
        lang=offered.prepared.interpreter,
        text_sha256=sha256(offered.prepared.script).hexdigest(),
        consent="kept" if offered.known else "asked",
    )


def _not_begun() -> Outcome:
    """What is recorded of a program that is not there: the status a shell gives then."""
    return Outcome(127, "exit", 0.0, sha256().hexdigest(), 0, b"")


def _ended(
    session: WalkSession,
    offered: Offer,
    outcome: Outcome,
    expected: Comparison | None,
    step: Step | None,
) -> Event:
    wanted = step is not None and any(map(is_output, step.values("attach")))
    secrets = offered.job.secrets if offered.job else ()
    text = redacted(outcome.text, secrets)[:_MOST_KEPT_OUTPUT] if wanted else ""
    return CommandEnded(
        run=session.walk.run,
        at=session.moment(),
        sid=offered.sid,
        index=offered.index,
        exit=outcome.exit,
        ended=outcome.ended,
        dur_s=round(outcome.dur_s, 3),
        out_sha256=outcome.out_sha256,
        out_bytes=outcome.out_bytes,
        output=text,
        matched=expected.matched if expected else None,
    )


def _note_surely(session: WalkSession, event: Event) -> None:
    """Write it down, also where another terminal wrote in the meantime."""
    from flowhelp.journal.schema import RunChangedError

    try:
        session.note((event,))
    except RunChangedError:
        # The session reads the walk again before its next write; the end of a command stays true.
        session.note((event,))


def _compared(step: Step | None, outcome: Outcome) -> Comparison | None:
    """The first comparison that differs, else the last; None where nothing is expected."""
    found = [compared(text, outcome.text) for text in _expectations(step)] if step else []
    return next((each for each in found if each.matched is not True), found[-1] if found else None)


def _expectations(step: Step) -> Iterator[str]:
    """What the page says of the output: blocks of it, and `output contains "…"`."""
    blocks = {block.text for block in step.blocks if block.kind is BlockKind.OUTPUT}
    for label in step.values("expect"):
        if label.value in blocks or comparable(label.value):
            yield label.value

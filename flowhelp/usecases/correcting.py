"""A correction of what was recorded: a fact of its own; what was there before stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flowhelp.errors import RefusedError
from flowhelp.journal.events import Event, ReadingCorrected
from flowhelp.usecases.history import run_named
from flowhelp.usecases.start import actor
from flowhelp.usecases.walk import resume
from flowhelp.walkthrough.actions import Record

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


class StillWalkedError(RefusedError):
    """The walk goes on, and is corrected there."""


def correct(  # noqa: PLR0913 - what a correction is made of
    workspace: Workspace, name: str, step: str, *, field: str, value: str, reason: str
) -> bool:
    """Whether a correction was written; not where the value is what it was.

    Args:
        workspace: Its journal.
        name: The run, as for `flowhelp log`; it has ended.
        step: Its number or id.
        field: The blank; may be empty where the step has one only.
        value: As typed.
        reason: Why.

    Raises:
        StillWalkedError: The run has not ended.
        FlowhelpError: As for `WalkSession.perform` with a `Record`.
    """
    run = run_named(workspace, name)
    rehearsal = resume(workspace, run, keep=False)
    if rehearsal.walk.ended is None:
        raise StillWalkedError(
            "the walk has not ended; go back to the step there", hint=f"flowhelp resume {name}"
        )
    session = resume(workspace, run)
    who = actor().id
    performer = str(session.record["actor"]["id"])

    def mark(event: Event) -> Event:
        is_of_another = isinstance(event, ReadingCorrected) and not event.by and who != performer
        return replace(event, by=who) if is_of_another else event

    before = session.head
    session.mark = mark
    session.perform(Record(step, field, value, reason))
    return session.head != before

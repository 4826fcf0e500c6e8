"""Where a walk that was left stands: its record so far, and every step it had before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flowhelp.ids import RunId
from flowhelp.journal.events import Line, RunMoved, RunStarted, StepOpened

if TYPE_CHECKING:
    from flowhelp.journal.codec import Recorded
    from flowhelp.usecases.walk import WalkSession
    from flowhelp.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """See the module.

    Attributes:
        record: As `journal.record.run_record` has it.
        steps: In the order of the page.
        at: The one it stands at; None before the first.
    """

    record: Mapping[str, Any]
    steps: tuple[Line, ...]
    at: Line | None


def standing(workspace: Workspace, run: RunId) -> Standing:
    """Where that walk stands.

    Raises:
        FlowhelpError: The journal cannot be read.
    """
    from flowhelp.journal.record import run_record

    recorded = workspace.journal.read(run)
    return Standing(run_record(recorded), *place(recorded))


def place(recorded: Sequence[Recorded]) -> tuple[tuple[Line, ...], Line | None]:
    """Every step of a run, and the one it stands at; None before the first.

    Args:
        recorded: Of one run, oldest first.
    """
    steps: tuple[Line, ...] = ()
    at = ""
    for each in recorded:
        event = each.event
        if isinstance(event, RunStarted | RunMoved):
            steps = event.steps
        elif isinstance(event, StepOpened):
            at = event.sid
    return steps, next((line for line in steps if line.sid == at), None)


def of_another(session: WalkSession) -> str:
    """Who does the walk, where that is not who is at this machine now; empty where it is.

    A name that was only typed, or that stood on paper, is nobody's account.
    """
    from flowhelp.usecases.start import actor

    person, here = session.walk.actor, actor()
    if person is None or person.auth == "typed" or person.id == here.id:
        return ""
    return person.name or person.id

"""How long the rest of a walk takes, by the records of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowhelp.errors import FlowhelpError
from flowhelp.journal.events import RunStarted
from flowhelp.journal.record import run_record
from flowhelp.walkthrough.estimate import Estimate, estimate

if TYPE_CHECKING:
    from flowhelp.ids import StepId
    from flowhelp.usecases.walk import WalkSession

_MOST_RUNS = 20
"""Of the latest walks of a page; older ones were of other people and other machines."""


def time_left(session: WalkSession) -> Estimate | None:
    """The median of what each step that waits took before; None where nobody did it here."""
    found = session.durations
    if found is None:
        try:
            found = _durations(session)
        except FlowhelpError:  # an estimate is no reason to stop
            found = {}, 0
        session.durations = found
    durations, runs = found
    return estimate(session.walk, durations, runs) if runs else None


def _durations(session: WalkSession) -> tuple[dict[StepId, list[float]], int]:
    """Seconds that each step took in earlier walks of the same page, and in how many."""
    journal = session.workspace.journal
    doc = session.walk.doc
    wanted = doc.id if doc else ""
    earlier = [
        each.event.run
        for each in journal.tagged("run.started")
        if isinstance(each.event, RunStarted)
        and each.event.doc.id == wanted
        and each.event.run != session.walk.run
    ]
    found: dict[StepId, list[float]] = {}
    runs = 0
    for run in earlier[-_MOST_RUNS:]:
        record = run_record(journal.read(run))
        took = {
            step["sid"]: step["dwell_s"]
            for step in record["steps"]
            if step["state"] == "done" and step.get("dwell_s") and not step.get("group")
        }
        runs += bool(took)
        for sid, seconds in took.items():
            found.setdefault(sid, []).append(seconds)
    return found, runs

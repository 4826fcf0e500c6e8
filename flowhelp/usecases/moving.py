"""An open walk and its page, which has changed: what differs, and going over to it."""

from __future__ import annotations

from dataclasses import replace

from flowhelp.usecases.pinned import pin
from flowhelp.usecases.start import document
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough.drift import Drift, contents, drift, edited
from flowhelp.walkthrough.plan import plan_of
from flowhelp.walkthrough.steering import Move


def drift_of(session: WalkSession) -> Drift | None:
    """What became of the steps of a walk; None where its page is in no library any more."""
    if session.now is None:
        return None
    walk, page = session.walk, session.now[1]
    old = walk.lines or contents(walk.plan)
    return drift(old, contents(plan_of(page, walk.plan.part)), edited(walk.plan.procedure, page))


def move(session: WalkSession, reason: str) -> bool:
    """Go over to the page as it is now; whether that was possible.

    Raises:
        FlowhelpError: The page cannot be kept, or the move could not be written.
    """
    if session.now is None:
        return False
    entry, page = session.now
    part = session.walk.plan.part
    doc = document(session.workspace, entry, page, part)
    if session.kept:
        doc = replace(doc, sha256=pin(session.workspace, entry, page))
    session.perform(Move(doc, contents(plan_of(page, part)), reason, page))
    return True

"""Sub-procedures: a step that asks for another page gets a run of that page inside this one.

Both facts, that the step began it and that it began, are written at once. The parent is told
how the child ended when somebody comes back to it, also after a crash in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowhelp.ids import RunId, StepId
from flowhelp.usecases.library import load
from flowhelp.usecases.links import NoSuchPageError, inside, page_at
from flowhelp.usecases.start import Start, prepared
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.steering import EndChild, StartChild
from flowhelp.walkthrough.walk import SETTLED

if TYPE_CHECKING:
    from flowhelp.content import Procedure, Step
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.workspace import Workspace


def begin_child(
    session: WalkSession, step: Step, asked: ChildDemand, *, asks: bool = True
) -> WalkSession:
    """The walk of the page that a step asks for, begun; both runs are on the disk.

    Args:
        session: The walk around it.
        step: The step that asks.
        asked: For what, with which values.
        asks: Whether a person is there to be asked for others.

    Raises:
        NoSuchPageError: The page is not there.
        FlowhelpError: It cannot be begun; nothing was written.
    """
    entry, procedure, part = page_of(session, asked.link)
    known = {param.name for param in procedure.params}
    around = session.walk.started
    context = dict(around.context) if around else {}
    how = Start(
        front=around.app.rpartition(" ")[2] if around else "plain",
        params={name: value for name, value in asked.values if name in known},
        context=context,
        part=part,
        keep=session.kept,
        asks=asks,
        parent=(session.walk.run, step.sid),
    )
    child, started = prepared(session.workspace, entry, procedure, how)
    name = f"{entry.id}#{part}" if part else entry.id
    begin = StartChild(step.sid, child.walk.run, name, procedure.steps_hash, stack(session))
    session.launch(begin, child, started)
    child.parent = session
    child.open_next()
    return child


def running_child(session: WalkSession) -> tuple[StepId, RunId] | None:
    """The step whose sub-procedure has begun and is not over, and that run; None without one."""
    return next(
        (
            (sid, child.run)
            for sid, child in session.walk.children.items()
            if not child.outcome and session.walk.state(sid) not in SETTLED
        ),
        None,
    )


def resumed_child(session: WalkSession) -> WalkSession | None:
    """The sub-procedure that was left in the middle, gone on with; None when there is none.

    One that ended meanwhile is noted in the parent instead.
    """
    running = running_child(session)
    if running is None:
        return None
    child = resume(session.workspace, running[1], keep=session.kept)
    child.parent = session
    if child.walk.ended is not None:
        end_child(session, running[0], child)
        return None
    return child


def end_child(session: WalkSession, sid: StepId, child: WalkSession) -> None:
    """Note in the parent how the walk of its sub-procedure ended."""
    if child.walk.ended is not None:
        session.perform(EndChild(sid, child.walk.ended.outcome))


def stack(session: WalkSession) -> tuple[str, ...]:
    """The procedures around a walk, outermost first."""
    around: list[str] = []
    parent = session.parent
    while parent is not None:
        doc = parent.walk.doc
        around.insert(0, f"{doc.id}#{doc.anchor}" if doc and doc.anchor else doc.id if doc else "")
        parent = parent.parent
    return tuple(around)


def root_of(workspace: Workspace, run: RunId) -> RunId:
    """The outermost open run that a run is a part of; itself where it is of none."""
    from flowhelp.journal.events import RunEnded, RunStarted

    seen: set[RunId] = set()
    while run not in seen:
        seen.add(run)
        events = [each.event for each in workspace.journal.read(run)]
        started = next((event for event in events if isinstance(event, RunStarted)), None)
        if started is None or not started.parent:
            return run
        around = [each.event for each in workspace.journal.read(started.parent)]
        if not around or any(isinstance(event, RunEnded) for event in around):
            return run
        run = started.parent
    return run


def page_of(session: WalkSession, link: str) -> tuple[Entry, Procedure, str]:
    """The page a link of the walked page leads to, and which procedure on it.

    Raises:
        NoSuchPageError: There is none in the same library.
    """
    path, _, anchor = link.partition("#")
    doc = session.walk.doc
    if doc is None:
        raise NoSuchPageError("the walk has not begun")
    found = page_at(session.workspace, doc.source, inside(doc.path, path))
    if found is None:
        raise NoSuchPageError(
            f"{doc.path} asks for {link}, which is not in its library",
            hint=f"flowhelp show {doc.id}",
        )
    procedure = load(session.workspace, found)
    return found, procedure, anchor if anchor in {slug for slug, _ in procedure.parts} else ""

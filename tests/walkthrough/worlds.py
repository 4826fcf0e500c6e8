"""Small procedures and walks for tests, built by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from flowhelp.content import Edge, Kind, Label, Metadata, Mode, PageType, Procedure, Section, Step
from flowhelp.content.model import Role
from flowhelp.errors import FlowhelpError
from flowhelp.ids import ProcedureId, RunId, StepId
from flowhelp.journal.events import Document, Event, Moment, Person, RunStarted
from flowhelp.walkthrough import Action, Walk, decide, evolve
from flowhelp.walkthrough.drift import contents

NOW = Moment(datetime(2031, 5, 4, 12, tzinfo=UTC), 100.0, "boot-1")
RUN = RunId("r1")


def step(sid: str, n: str = "", **fields: Any) -> Step:
    """A step whose title is its name."""
    labels = tuple(Label(*label) for label in fields.pop("labels", ()))
    edges = tuple(Edge(*edge) for edge in fields.pop("edges", ()))
    title = fields.pop("title", sid)
    return Step(StepId(sid), n or sid, title, labels=labels, edges=edges, **fields)


def task(sid: str, **fields: Any) -> Step:
    """A step whose place in its list does not matter."""
    return step(sid, kind=Kind.TASK, **fields)


def page(
    *steps: Step,
    shape: Mode = Mode.LIST,
    sections: Sequence[Section] = (),
    type: PageType = PageType.PROCEDURE,  # noqa: A002 - the field's name
    **fields: Any,
) -> Procedure:
    """A page with these steps."""
    keys = {name: fields.pop(name) for name in ("use", "order", "mode") if name in fields}
    meta = Metadata(**keys)
    return Procedure(
        ProcedureId("kitchen/tea"),
        "kitchen/tea.md",
        type,
        "Make tea",
        meta,
        shape,
        steps=steps,
        sections=tuple(sections),
        **fields,
    )


def section(slug: str, line: int, role: Role = Role.MAIN) -> Section:
    """A heading."""
    return Section(slug, slug, 2, role, line)


def walk_of(*steps: Step, use: str = "reference", **fields: Any) -> Walk:
    """A walk that has begun."""
    return begun(page(*steps, **fields), use)


def begun(procedure: Procedure, use: str = "reference") -> Walk:
    """A walk through that page that has begun."""
    doc = Document(
        id=procedure.id,
        path=procedure.path,
        title=procedure.title,
        steps_hash=procedure.steps_hash,
    )
    blank = Walk.of(RUN, procedure)
    started = RunStarted(
        run=RUN,
        at=NOW,
        doc=doc,
        actor=Person("jo", "Jo"),
        os="linux",
        use=use,
        steps=contents(blank.plan),
    )
    return evolve(blank, started)


def do(walk: Walk, *actions: Action, at: Moment = NOW) -> Walk:
    """The walk after these actions."""
    for action in actions:
        walk = reduce(evolve, decide(walk, action, at=at), walk)
    return walk


def later(seconds: float, *, wall: float | None = None, boot: str = "boot-1") -> Moment:
    """A moment after NOW; the wall clock may show another time, or the machine start anew."""
    shown = seconds if wall is None else wall
    return Moment(NOW.wall + timedelta(seconds=shown), 100.0 + seconds, boot)


def attempt(walk: Walk, action: Action) -> tuple[Event, ...]:
    """The events of an action, or none where it is refused."""
    try:
        return decide(walk, action, at=NOW)
    except FlowhelpError:
        return ()


def states(walk: Walk) -> dict[str, str]:
    """Every state that is not `todo`."""
    return {sid: state.value for sid, state in walk.states.items()}


def after(walk: Walk) -> str:
    """The name of the next step, or nothing."""
    return walk.next_step.sid if walk.next_step else ""

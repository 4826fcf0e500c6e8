"""The ways on: what falls away when one is taken, and what is to be done again."""

from __future__ import annotations

from flowhelp.content import Edge, Role, Step
from flowhelp.journal.events import (
    NO_STEP,
    Branched,
    Deviation,
    Event,
    Moment,
    RoundStarted,
    StepNa,
    StepReopened,
)
from flowhelp.walkthrough.branches import turn
from flowhelp.walkthrough.loops import limit_reached, next_round
from flowhelp.walkthrough.refusals import LimitError, NoRollbackError
from flowhelp.walkthrough.walk import SETTLED, State, Walk

OTHER_PATH = "other path"
NOT_DONE = "was not done"


def led(  # noqa: PLR0913 - what a way on is made of
    walk: Walk, step: Step, edge: Edge, at: Moment, *, kind: str, reason: str = ""
) -> tuple[Event, ...]:
    """The way on was taken: what fell away, and what is to be done again.

    Args:
        walk: As it is once `step` is settled.
        step: The step that leads on.
        edge: The way.
        at: When.
        kind: choice, jump or failure.
        reason: Why there is another round although there were enough.

    Raises:
        LimitError: There were enough rounds, and nobody says why there is another.
    """
    linked = walk.plan.target(edge.target)
    target = linked and _entry(walk, linked)
    branch = Branched(
        run=walk.run,
        at=at,
        sid=step.sid,
        kind=kind,
        target=edge.target,
        to=target.sid if target else NO_STEP,
        choice=edge.text if kind == "choice" else "",
        effects=edge.effects,
    )
    if linked is None or target is None:
        return (branch,)
    # A step that failed says why with that; its way back is not counted.
    limit = limit_reached(walk, step, edge) if kind != "failure" else None
    if limit is not None and not reason.strip():
        raise LimitError(step, limit)
    rounds = _counted(walk, step, target, at, limit=limit, reason=reason)
    return (branch, *turned(walk, step, target, at), *rounds)


def _counted(  # noqa: PLR0913 - what a round is made of
    walk: Walk, step: Step, target: Step, at: Moment, *, limit: int | None, reason: str
) -> tuple[Event, ...]:
    """The round that a way back begins, and why there is one more than there should be."""
    facts: tuple[Event, ...] = ()
    number = next_round(walk, step, target)
    if number is not None:
        facts = (RoundStarted(run=walk.run, at=at, sid=step.sid, number=number),)
    if limit is None:
        return facts
    words = f"beyond {limit} rounds: {reason.strip()}"
    return (
        *facts,
        Deviation(run=walk.run, at=at, sid=step.sid, kind="override", reason=words),
    )


def turned(walk: Walk, step: Step, target: Step, at: Moment) -> tuple[Event, ...]:
    """What going from `step` to `target` does to the other steps."""
    change = turn(walk, step, target)
    vain = _vain(walk, target)
    unsettled = (each for each in vain if walk.state(each.sid) not in SETTLED)
    away = [*(each for each in change.away if each not in vain)]
    facts: list[Event] = [gone(walk, each, OTHER_PATH, step, at) for each in away]
    for each in unsettled:
        base = walk.plan.find(walk.plan.undoes(each) or "") or step
        facts.append(gone(walk, each, f"step {base.n} {NOT_DONE}", base, at))
    facts += [
        StepReopened(run=walk.run, at=at, sid=each.sid, cause="jump")
        for each in change.again
        if each not in vain
    ]
    return tuple(facts)


def gone(walk: Walk, step: Step, reason: str, because: Step, at: Moment) -> StepNa:
    """A step does not apply any more, because of another one."""
    return StepNa(run=walk.run, at=at, sid=step.sid, reason=reason, via="tool", because=because.sid)


def rolled_back(walk: Walk, at: Moment) -> tuple[Event, ...]:
    """What follows from leaving for the rollback.

    Raises:
        NoRollbackError: The page has none, and nothing was done that it says how to undo.
    """
    if walk.rollback:
        return ()
    steps = [step for step in walk.plan.steps if step.role is Role.ROLLBACK]
    written = next((step for step in steps if walk.plan.undoes(step) is None), None)
    target = _first_undo(walk) or written
    if target is None:
        hint = "leave, or give the walk up"
        raise NoRollbackError(
            "nothing was done that can be undone" if steps else "this page has no rollback",
            hint=hint,
        )
    last = walk.next_step or walk.in_play[-1]
    branch = Branched(run=walk.run, at=at, sid=last.sid, kind="rollback", target="", to=target.sid)
    return (branch, *turned(walk, last, target, at))


def parts_too(walk: Walk, step: Step, reason: str, at: Moment) -> tuple[Event, ...]:
    """The parts of a step that is passed over fall away with it."""
    parts = (part for part in walk.plan.work_of(step) if part.sid != step.sid)
    waiting = (part for part in parts if walk.state(part.sid) not in SETTLED)
    return tuple(gone(walk, part, reason, step, at) for part in waiting)


def _entry(walk: Walk, target: Step) -> Step:
    """Where a way really leads: what was done is taken back before the written rollback begins."""
    if target.role is not Role.ROLLBACK or walk.rollback or walk.plan.undoes(target):
        return target
    steps = walk.plan.steps
    written = (s for s in steps if s.role is Role.ROLLBACK and not walk.plan.undoes(s))
    return (_first_undo(walk) or target) if next(written) == target else target


def _first_undo(walk: Walk) -> Step | None:
    """The first step that takes something back which was done."""
    undo = ((step, walk.plan.undoes(step)) for step in walk.plan.steps)
    return next((step for step, base in undo if base and walk.state(base) is State.DONE), None)


def _vain(walk: Walk, target: Step) -> tuple[Step, ...]:
    """Steps that would take back what was not done, when the rollback is entered."""
    if target.role is not Role.ROLLBACK or walk.rollback:
        return ()
    undo = ((step, walk.plan.undoes(step)) for step in walk.plan.steps)
    return tuple(step for step, base in undo if base and walk.state(base) is not State.DONE)

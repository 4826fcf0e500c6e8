"""Whose turn it is: which step can be worked on now, and what has to come before it."""

from __future__ import annotations

from flowhelp.content import Kind, PageType, Step
from flowhelp.journal.events import Deviation, Event, Moment
from flowhelp.walkthrough.plan import is_group
from flowhelp.walkthrough.refusals import NotOnThePathError, OutOfOrderError, named
from flowhelp.walkthrough.walk import Walk


def playable(walk: Walk, name: str, *, parts: bool = False) -> Step:
    """The step of that name, if there is something to do in it now.

    Args:
        walk: The walk as it stands.
        name: Its sid or number.
        parts: Whether a step that only groups others will do.

    Raises:
        NoSuchStepError: The page has none.
        NotOnThePathError: It is on another path, or is only a heading over its parts.
    """
    step = named(walk, name)
    if is_group(step) and not parts:
        raise NotOnThePathError(
            f"step {step.n} is done when its parts are", hint=f"do step {step.steps[0].n}"
        )
    played = {each.sid for each in walk.in_play}
    if not any(each.sid in played for each in walk.plan.work_of(step)):
        waiting = walk.next_step
        raise NotOnThePathError(
            f"step {step.n}, {step.title!r}, is not on the path taken",
            hint=f"the next step is {waiting.n}" if waiting else None,
        )
    return step


def in_order(walk: Walk, step: Step, *, at: Moment | None = None) -> tuple[Event, ...]:
    """Nothing when it is this step's turn; else a deviation, where that is allowed.

    Raises:
        OutOfOrderError: In continuous use, an earlier step waits.
    """
    earlier = waiting_before(walk, step)
    if earlier is None:
        return ()
    if walk.use == "continuous":
        raise OutOfOrderError(step, earlier)
    if walk.use == "information" or at is None:
        return ()
    reason = f"before step {earlier.n}"
    return (Deviation(run=walk.run, at=at, sid=step.sid, kind="order", reason=reason),)


def waiting_before(walk: Walk, step: Step) -> Step | None:
    """The first required step that has to come before this one and still waits."""
    if walk.plan.procedure.meta.order == "any":
        return None
    for earlier in walk.in_play:
        if earlier.sid == step.sid:
            return None
        if walk.open(earlier.sid) and not earlier.optional and not _beside(walk, earlier, step):
            return earlier
    return None


def from_memory(walk: Walk) -> bool:
    """Whether the work is done from memory, and confirmed list by list (`mode: do-confirm`)."""
    procedure = walk.plan.procedure
    usual = "do-confirm" if procedure.type is PageType.CHECKLIST else "read-do"
    return (procedure.meta.mode or usual) == "do-confirm"


def pause_point(walk: Walk, step: Step) -> tuple[Step, ...]:
    """The steps that are confirmed together with `step`, itself included, in order."""
    top = walk.plan.find(walk.plan.top(step.sid)) or step
    if not top.phase and top.steps:
        return tuple(each for each in walk.in_play if walk.plan.top(each.sid) == top.sid)
    tops = (walk.plan.find(walk.plan.top(each.sid)) or each for each in walk.in_play)
    pairs = zip(walk.in_play, tops, strict=True)
    here = (top.phase, top.role)
    return tuple(each for each, around in pairs if (around.phase, around.role) == here)


def _beside(walk: Walk, one: Step, other: Step) -> bool:
    """Whether two tasks stand in one list, or belong to one pause point, where order is free."""
    tasks = one.kind is Kind.TASK and other.kind is Kind.TASK
    parents = [walk.plan.parents.get(each.sid) for each in (one, other)]
    same = parents[0] is parents[1] and (one.phase, one.role) == (other.phase, other.role)
    if tasks and same:
        return True
    return from_memory(walk) and other in pause_point(walk, one)

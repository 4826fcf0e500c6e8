"""The rules of steering: rounds, waits, sub-procedures, hand-over, and changed pages."""

from __future__ import annotations

from dataclasses import replace

from flowhelp.content import Step
from flowhelp.errors import InputError, RefusedError
from flowhelp.ids import RunId
from flowhelp.journal.events import (
    ChildEnded,
    ChildStarted,
    Deviation,
    Event,
    Moment,
    RoundStarted,
    RunHandedOver,
    RunMoved,
    RunResumed,
    StepReopened,
)
from flowhelp.walkthrough import timing
from flowhelp.walkthrough.attaching import AttachDemand
from flowhelp.walkthrough.blanks import ReasonDemand
from flowhelp.walkthrough.children import DEEPEST, child_demand, include_of
from flowhelp.walkthrough.demands import ChoiceDemand, Demand, SignDemand, VerifyDemand, demands
from flowhelp.walkthrough.drift import contents, drift
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.judging import judgements
from flowhelp.walkthrough.loops import RoundDemand, items_of, own_loop, round_demand
from flowhelp.walkthrough.order import from_memory, in_order, pause_point, playable
from flowhelp.walkthrough.plan import plan_of
from flowhelp.walkthrough.refusals import (
    LimitError,
    NotReadyError,
    ReasonMissingError,
    wants_reason,
)
from flowhelp.walkthrough.settling import confirmed
from flowhelp.walkthrough.steering import (
    Accept,
    Again,
    Confirm,
    EndChild,
    EndTimer,
    HandOver,
    Move,
    StartChild,
    StartTimer,
    Stay,
    Steering,
)
from flowhelp.walkthrough.walk import ACCEPTED, SETTLED, State, Walk

_OUTCOMES = frozenset(
    {"completed", "completed_with_deviation", "failed", "abandoned", "superseded"}
)


class NoLoopError(InputError):
    """The step has no rounds, or no more of them."""


class NoChildError(InputError):
    """The step asks for no other procedure, or none runs."""


class CycleError(RefusedError):
    """A procedure would run inside itself, or too deep inside others."""


class DriftError(RefusedError):
    """The page has changed, and nobody has said whether to stay or to move."""

    def __init__(self) -> None:
        super().__init__(
            "the page has changed since this walk began",
            hint="look at what changed; stay with the version you began with, or move",
        )


class NotFromMemoryError(InputError):
    """The page is followed step by step, and not confirmed list by list."""


class SamePersonError(InputError):
    """The run is handed over to nobody, or to who has it."""


def facts(walk: Walk, action: Steering, at: Moment) -> tuple[Event, ...]:
    """What follows from steering."""
    match action:
        case HandOver():
            return _handed_over(walk, action, at)
        case Stay():
            return _stayed(walk, at)
        case Move():
            return _moved(walk, action, at)
        case _:
            return _on_step(walk, action, at)


def first_round(walk: Walk, step: Step, at: Moment) -> tuple[Event, ...]:
    """The beginning of a loop's first round, when the step is opened."""
    loop = own_loop(walk.plan, step)
    if loop is None or step.sid in walk.rounds:
        return ()
    items = items_of(walk, loop)
    item = items[0] if items else ""
    return (RoundStarted(run=walk.run, at=at, sid=step.sid, number=1, item=item),)


def _on_step(  # noqa: PLR0911 - one case an action
    walk: Walk,
    action: StartTimer | EndTimer | Again | StartChild | EndChild | Accept | Confirm,
    at: Moment,
) -> tuple[Event, ...]:
    step = playable(walk, action.step)
    if isinstance(action, Confirm):
        return _confirmed(walk, step, at)
    if walk.settled(step.sid):
        return ()
    in_order(walk, step)
    start: tuple[Event, ...] = ()
    if walk.state(step.sid) is State.FAILED:
        again = StepReopened(run=walk.run, at=at, sid=step.sid, cause="retry")
        start, walk = (again,), evolve(walk, again)
    match action:
        case StartTimer():
            return (*start, *timing.started(walk, step, action, at))
        case EndTimer():
            return (*start, *timing.ended(walk, step, action, at))
        case Again():
            return (*start, *_again(walk, step, action, at))
        case StartChild():
            return (*start, *_child_started(walk, step, action, at))
        case EndChild():
            return (*start, *_child_ended(walk, step, action, at))
        case Accept():
            return (*start, *_accepted(walk, step, action, at))


def _again(walk: Walk, step: Step, action: Again, at: Moment) -> tuple[Event, ...]:
    loop, asked = own_loop(walk.plan, step), round_demand(walk, step)
    if loop is None or asked is None:
        raise NoLoopError(f"step {step.n} has no further round", hint="it is done, or not")
    for missing in demands(walk, step):
        if not _may_repeat(missing):
            raise NotReadyError(step, missing)
    reason = action.reason.strip()
    if asked.beyond and not reason:
        raise LimitError(step, asked.limit or 0)
    number = asked.number + 1
    found: list[Event] = [
        RoundStarted(run=walk.run, at=at, sid=step.sid, number=number, item=asked.following)
    ]
    parts = (part for part in walk.plan.work_of(step) if part.sid != step.sid)
    found += [
        StepReopened(run=walk.run, at=at, sid=part.sid, cause="round")
        for part in parts
        if walk.state(part.sid) in SETTLED
    ]
    if asked.beyond:
        words = f"beyond {asked.limit} rounds: {reason}"
        found.append(Deviation(run=walk.run, at=at, sid=step.sid, kind="override", reason=words))
    return tuple(found)


def _may_repeat(missing: Demand) -> bool:
    """Whether a demand of the round may be left for the next one.

    A value out of limits and a check that said no are why there is a next one, and what is to
    be attached may be attached in the last.
    """
    if isinstance(missing, VerifyDemand):
        return missing.failed
    return isinstance(
        missing, ReasonDemand | AttachDemand | SignDemand | ChoiceDemand | RoundDemand
    )


def _child_started(walk: Walk, step: Step, action: StartChild, at: Moment) -> tuple[Event, ...]:
    asked = child_demand(walk, step)
    if asked is None:
        if include_of(step) is None:
            raise NoChildError(f"step {step.n} asks for no other procedure")
        return ()
    if asked.child is not None and not asked.child.outcome:
        return ()
    doc = walk.doc
    own = f"{doc.id}#{doc.anchor}" if doc and doc.anchor else doc.id if doc else ""
    stack = (*action.stack, own)
    if action.procedure in stack:
        raise CycleError(f"{action.procedure} is being walked already, around this step")
    if len(stack) >= DEEPEST:
        raise CycleError(f"procedures are inside each other more than {DEEPEST} deep")
    return (
        ChildStarted(
            run=walk.run,
            at=at,
            sid=step.sid,
            child=action.child,
            procedure=action.procedure,
            steps_hash=action.steps_hash,
        ),
    )


def _child_ended(walk: Walk, step: Step, action: EndChild, at: Moment) -> tuple[Event, ...]:
    child = walk.children.get(step.sid)
    if child is None:
        raise NoChildError(f"no procedure was begun in step {step.n}")
    if action.outcome not in _OUTCOMES:
        raise NoChildError(f"a run does not end as {action.outcome!r}")
    if child.outcome:
        return ()
    return (ChildEnded(run=walk.run, at=at, sid=step.sid, child=child.run, outcome=action.outcome),)


def _accepted(walk: Walk, step: Step, action: Accept, at: Moment) -> tuple[Event, ...]:
    asked = child_demand(walk, step)
    if asked is None:
        return ()
    given = wants_reason(walk, action.reason, f"going on without {asked.text!r}")
    words = f"{asked.words}: {given}" if given else asked.words
    run = asked.child.run if asked.child else RunId("")
    return (
        ChildEnded(run=walk.run, at=at, sid=step.sid, child=run, outcome=ACCEPTED),
        Deviation(run=walk.run, at=at, sid=step.sid, kind="override", reason=words),
    )


def _confirmed(walk: Walk, step: Step, at: Moment) -> tuple[Event, ...]:
    if not from_memory(walk):
        raise NotFromMemoryError("this page is followed step by step", hint="do the steps")
    steps = pause_point(walk, step)
    first = next((each for each in steps if walk.open(each.sid)), None)
    if first is not None:
        in_order(walk, first)
    return confirmed(walk, steps, at)


def _handed_over(walk: Walk, action: HandOver, at: Moment) -> tuple[Event, ...]:
    to = action.to
    if not to.id.strip() or (walk.actor is not None and to.id == walk.actor.id):
        raise SamePersonError("a run is handed over to another person", hint="name who goes on")
    return (RunHandedOver(run=walk.run, at=at, to=to, reason=action.reason.strip()),)


def _stayed(walk: Walk, at: Moment) -> tuple[Event, ...]:
    if not walk.drifted:
        return ()
    return (RunResumed(run=walk.run, at=at, steps_hash=walk.today, stayed=True),)


def _moved(walk: Walk, action: Move, at: Moment) -> tuple[Event, ...]:
    if walk.doc is None or walk.doc.steps_hash == action.doc.steps_hash:
        return ()
    if not action.reason.strip():
        raise ReasonMissingError("moving to the changed page needs a reason")
    old = walk.lines or contents(walk.plan)
    moved = RunMoved(
        run=walk.run,
        at=at,
        doc=action.doc,
        reason=action.reason.strip(),
        steps=action.steps,
        carried=drift(old, action.steps).carried,
    )
    after = replace(evolve(walk, moved), plan=plan_of(action.page, action.doc.anchor))
    return (moved, *judgements(after, at))

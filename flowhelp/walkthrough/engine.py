"""The rules of walking a procedure, and nothing but the rules.

`decide` holds every rule and may refuse; it answers with facts. `evolve` (in
`folding`) holds none and cannot fail. Resuming a walk is therefore folding its
journal, and no front end can hold its own opinion of what finishing a step
means. No file, clock, screen or database can be reached from this room.
"""

from __future__ import annotations

from functools import reduce

from flowhelp.ids import StepId
from flowhelp.journal.events import (
    NO_STEP,
    Event,
    HoldSet,
    Moment,
    Noted,
    ParamSet,
    RunEnded,
    RunPaused,
    RunResumed,
    StepDone,
    StepNa,
    StepOpened,
    StepReopened,
)
from flowhelp.walkthrough import evidence, flow, settling
from flowhelp.walkthrough.actions import (
    Abandon,
    Acknowledge,
    Action,
    Back,
    Choose,
    Complete,
    Explain,
    Fail,
    Finish,
    Forgo,
    Leave,
    NotApplicable,
    Note,
    Open,
    Record,
    Release,
    Resume,
    RollBack,
    SetParam,
    Sign,
    Skip,
    Verify,
)
from flowhelp.walkthrough.applies import consequences, ruled_out
from flowhelp.walkthrough.calculating import calculated
from flowhelp.walkthrough.drift import UnreadDemand
from flowhelp.walkthrough.endings import last_word
from flowhelp.walkthrough.filling import ParamRefusedError, checked, known_params
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.order import in_order, playable
from flowhelp.walkthrough.plan import READ
from flowhelp.walkthrough.refusals import (
    NothingToGoBackToError,
    OverError,
    RuledOutError,
    StepsLeftError,
    UnreadError,
    named,
    wants_reason,
)
from flowhelp.walkthrough.roles import hold_role
from flowhelp.walkthrough.signing import acknowledged
from flowhelp.walkthrough.steering import HandOver, Move, Stay
from flowhelp.walkthrough.walk import SETTLED, State, Walk

_WHILE_CHANGED = (Leave, Resume, Finish, Abandon, Note, HandOver, Stay, Move, Open)
"""What can be done while nobody has said yet what to do about a changed page."""

_WHILE_UNREAD = (Leave, Resume, Abandon, Note, HandOver, Stay, Move, Open, SetParam)
"""What can be done while what changed was not read and signed."""

_APART = (Leave, Finish, Abandon, Note)
"""What no condition has to do with."""


def decide(walk: Walk, action: Action, *, at: Moment) -> tuple[Event, ...]:
    """The facts that follow from doing `action` at that moment.

    Args:
        walk: The walk as it stands; it is not changed.
        action: What the person did.
        at: When.

    Returns:
        The events, oldest first. None at all when there is nothing new in it, so
        that a doubled key press writes nothing twice.

    Raises:
        InputError: A value does not fit, or there is no such step.
        RefusedError: A rule forbids it; the message says which.
    """
    if walk.ended is not None and not isinstance(action, Record | Note):
        if isinstance(action, Finish | Leave):
            return ()
        raise OverError(walk.ended.outcome)
    if walk.ended is None:
        _may_begin(walk, action)
    facts = _facts(walk, action, at)
    if isinstance(action, Move):
        return facts  # What it means for the steps is said by the page that is followed now.
    facts, after = _with_figures(walk, facts, action, at)
    stuck = after.ended is not None or after.drifted or after.unread is not None
    if not stuck and not isinstance(action, _APART):
        more = _consequences(after, at, opening=isinstance(action, Open))
        more, after = _with_figures(after, more, action, at)
        facts = (*facts, *more)
    closed = (*facts, *_groups(after, at))
    if isinstance(action, Complete) and _was_read(walk, after):
        return (*closed, RunEnded(run=walk.run, at=at, outcome=after.outcome))
    return closed


def _may_begin(walk: Walk, action: Action) -> None:
    """Nothing, when it is known what is followed, and what changed was read."""
    if isinstance(action, Sign) and not action.step:
        return
    if walk.unread is not None and not isinstance(action, _WHILE_UNREAD):
        raise UnreadError(UnreadDemand(walk.unread))
    if walk.drifted and not isinstance(action, _WHILE_CHANGED):
        raise flow.DriftError


def _with_figures(
    walk: Walk, facts: tuple[Event, ...], action: Action, at: Moment
) -> tuple[tuple[Event, ...], Walk]:
    """Those facts and the calculated values that follow from them, and the walk after all that."""
    after = reduce(evolve, facts, walk)
    if not facts or after.drifted or after.unread is not None or isinstance(action, _APART):
        return facts, after
    reason = action.reason if isinstance(action, Record) else ""
    more = calculated(after, at, reason=reason)
    return (*facts, *more), reduce(evolve, more, after)


def _facts(  # noqa: C901, PLR0911 - one case an action
    walk: Walk, action: Action, at: Moment
) -> tuple[Event, ...]:
    match action:
        case Complete() | Choose() | Skip() | NotApplicable() | Fail() | RollBack():
            return settling.facts(walk, action, at)
        case Sign(step=""):
            return acknowledged(walk, action, at)
        case Acknowledge() | Record() | Explain() | Forgo() | Verify() | Sign() | Release():
            return evidence.facts(walk, action, at)
        case Open(step=name):
            return () if walk.drifted or walk.unread else _opened(walk, name, at)
        case Back(step=name):
            return _back(walk, name, at)
        case SetParam(name=name, value=value):
            return _param(walk, name, value, at)
        case Note(text=text, step=name, to=to):
            sid = named(walk, name).sid if name else NO_STEP
            words = text.strip()
            return (Noted(run=walk.run, at=at, sid=sid, text=words, to=to),) if words else ()
        case Leave(reason=reason):
            return () if walk.paused else (RunPaused(run=walk.run, at=at, reason=reason),)
        case Resume(steps_hash=given):
            steps_hash = given or walk.plan.procedure.steps_hash
            return (RunResumed(run=walk.run, at=at, steps_hash=steps_hash),)
        case Finish():
            return _finished(walk, at)
        case Abandon(reason=reason):
            given = wants_reason(walk, reason, "giving up")
            return (RunEnded(run=walk.run, at=at, outcome="abandoned", reason=given),)
        case _:
            return flow.facts(walk, action, at)


def _opened(walk: Walk, name: str, at: Moment) -> tuple[Event, ...]:
    step = playable(walk, name)
    if walk.state(step.sid) is not State.TODO:
        return ()
    judgement = ruled_out(walk, step)
    if judgement is not None:
        if walk.next_step == step:
            return ()  # It is settled as a consequence.
        raise RuledOutError(step, judgement.reason)
    in_order(walk, step)
    facts: tuple[Event, ...] = (StepOpened(run=walk.run, at=at, sid=step.sid),)
    for label in step.values("hold")[:1] if walk.use != "information" else ():
        role = hold_role(walk.plan.procedure, step)
        facts += (HoldSet(run=walk.run, at=at, sid=step.sid, role=role, condition=label.value),)
    return (*facts, *flow.first_round(walk, step, at))


def _consequences(walk: Walk, at: Moment, *, opening: bool) -> tuple[Event, ...]:
    """What the conditions settle, and the step that is opened in place of one they settled."""
    facts = consequences(walk, at)
    after = reduce(evolve, facts, walk)
    step = after.next_step
    if not (opening and facts and step is not None) or after.state(step.sid) is not State.TODO:
        return facts
    return (*facts, *_opened(after, step.sid, at))


def _back(walk: Walk, name: str, at: Moment) -> tuple[Event, ...]:
    """The step and what fell away because of it, to be done again."""
    if name:
        step = named(walk, name)
        judgement = ruled_out(walk, step) if step.sid in walk.computed else None
        if judgement is not None:
            raise RuledOutError(step, judgement.reason)
        found = [part.sid for part in walk.plan.work_of(step) if walk.state(part.sid) in SETTLED]
        found = _with_later(walk, found) if walk.plan.nodes else found
    else:
        played = {step.sid for step in walk.plan.steps}
        trail = [each for each in walk.trail if each in played and walk.state(each) in SETTLED]
        if not trail:
            raise NothingToGoBackToError("this is the first step", hint="flowhelp walk --new")
        found = [trail[-1]]
    followed = [each for each, because in walk.elsewhere.items() if because in found]
    found += [each for each in followed if walk.state(each) in SETTLED and each not in found]
    return tuple(StepReopened(run=walk.run, at=at, sid=each, cause="back") for each in found)


def _with_later(walk: Walk, found: list[StepId]) -> list[StepId]:
    """Those steps and all that were settled after the first of them, the last one first.

    In a tree of questions only the node that was reached last counts, so what an earlier
    answer led to is taken back with it.
    """
    first = next((place for place, sid in enumerate(walk.trail) if sid in found), None)
    later = walk.trail[first:] if first is not None else ()
    return [*reversed(later), *(sid for sid in found if sid not in later)]


def _param(walk: Walk, name: str, value: str, at: Moment) -> tuple[Event, ...]:
    known = known_params(walk.plan.procedure)
    if name not in known:
        names = ", ".join(param.name for param in walk.plan.procedure.params) or "none"
        raise ParamRefusedError(f"there is no parameter {name!r}", hint=f"parameters: {names}")
    fitting = checked(known[name], value)
    secret = known[name].type == "secret"
    if walk.params.get(name) == fitting and not secret:
        return ()
    return (ParamSet(run=walk.run, at=at, name=name, value=fitting, secret=secret),)


def _finished(walk: Walk, at: Moment) -> tuple[Event, ...]:
    if walk.next_step is not None and not walk.failures:
        settled, total = walk.count
        raise StepsLeftError(total - settled, walk.next_step)
    return (RunEnded(run=walk.run, at=at, outcome=walk.outcome, word=last_word(walk)),)


def _was_read(before: Walk, after: Walk) -> bool:
    """Whether a page without steps has just been read, which is all there was to do."""
    only = len(before.plan.places) == 1 and READ in before.plan.places
    return only and before.open(READ) and after.state(READ) is State.DONE


def _groups(walk: Walk, at: Moment) -> tuple[Event, ...]:
    """What became of the steps that only group others."""
    facts: list[Event] = []
    for group in walk.plan.groups:
        states = {walk.state(part.sid) for part in group.steps}
        settled = walk.state(group.sid) in SETTLED
        fact: Event | None = None
        if settled and not states <= SETTLED:
            fact = StepReopened(run=walk.run, at=at, sid=group.sid, cause="parts")
        elif not settled and states == {State.NA}:
            fact = StepNa(run=walk.run, at=at, sid=group.sid, via="tool")
        elif not settled and states <= SETTLED:
            fact = StepDone(run=walk.run, at=at, sid=group.sid, via="tool")
        if fact is not None:
            facts.append(fact)
            walk = evolve(walk, fact)
    return tuple(facts)

"""The rules of settling a step: done, skipped, not applicable, failed, and the ways on."""

from __future__ import annotations

from functools import reduce

from flowhelp.content import Edge, Kind, Role, Step
from flowhelp.errors import InputError
from flowhelp.journal.events import (
    NO_STEP,
    Branched,
    Deviation,
    Event,
    Moment,
    RunEnded,
    StepDone,
    StepFailed,
    StepNa,
    StepReopened,
    StepSkipped,
)
from flowhelp.walkthrough.actions import Choose, Complete, Fail, NotApplicable, RollBack, Skip
from flowhelp.walkthrough.branches import turn
from flowhelp.walkthrough.demands import ChoiceDemand, demands
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.plan import choices, end_word, failure, is_group, jump, waivable
from flowhelp.walkthrough.refusals import (
    NoSkippingError,
    NotOnThePathError,
    NotReadyError,
    OutOfOrderError,
    named,
    wants_reason,
)
from flowhelp.walkthrough.walk import SETTLED, State, Walk

Settling = Complete | Choose | Skip | NotApplicable | Fail | RollBack

OTHER_PATH = "other path"
UNMET = "condition not met"


class NoSuchChoiceError(InputError):
    """The decision has no such answer."""


class NoRollbackError(InputError):
    """The page has no rollback."""


def facts(  # noqa: PLR0911 - one case an action
    walk: Walk, action: Settling, at: Moment
) -> tuple[Event, ...]:
    """What follows from settling a step, or from leaving for the rollback."""
    if isinstance(action, RollBack):
        return _rolled_back(walk, at)
    step = playable(walk, action.step, parts=isinstance(action, Skip | NotApplicable))
    if is_group(step):
        return _each(walk, step, action, at)
    retry = step.sid in walk.failures and isinstance(action, Complete | Choose)
    if not walk.open(step.sid) and not retry:
        return ()
    start = in_order(walk, step, at=at) if not isinstance(action, NotApplicable) else ()
    if walk.state(step.sid) is State.FAILED:
        reopened = StepReopened(run=walk.run, at=at, sid=step.sid, cause="retry")
        start, walk = (*start, reopened), evolve(walk, reopened)
    match action:
        case Complete():
            return (*start, *_completed(walk, step, at))
        case Choose(choice=choice):
            return (*start, *_chosen(walk, step, choice, at))
        case Skip(reason=reason):
            return (*start, *_skipped(walk, step, reason, at))
        case NotApplicable(reason=reason):
            return (*start, *_not_applicable(walk, step, reason, at))
        case Fail(reason=reason):
            given = wants_reason(walk, reason, "a failed step")
            return (*start, *failed(walk, step, given, at))


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


def failed(walk: Walk, step: Step, reason: str, at: Moment) -> tuple[Event, ...]:
    """A step that did not work, and where the page leads from there."""
    fact = StepFailed(run=walk.run, at=at, sid=step.sid, reason=reason)
    edge = failure(step)
    if edge is None:
        return (fact,)
    return (fact, *_led(evolve(walk, fact), step, edge, at, kind="failure"))


def _beside(walk: Walk, one: Step, other: Step) -> bool:
    """Whether two tasks stand in one list, where order is free."""
    tasks = one.kind is Kind.TASK and other.kind is Kind.TASK
    parents = [walk.plan.parents.get(each.sid) for each in (one, other)]
    same = parents[0] is parents[1] and (one.phase, one.role) == (other.phase, other.role)
    return tasks and same


def _each(walk: Walk, group: Step, action: Settling, at: Moment) -> tuple[Event, ...]:
    """The same for all open parts of a step, all or none."""
    found: tuple[Event, ...] = ()
    for part in walk.plan.work_of(group):
        if walk.open(part.sid) and isinstance(action, Skip | NotApplicable):
            facts_of_part = facts(walk, type(action)(part.sid, action.reason), at)
            walk = reduce(evolve, facts_of_part, walk)
            found += facts_of_part
    return found


def _completed(walk: Walk, step: Step, at: Moment) -> tuple[Event, ...]:
    for missing in demands(walk, step):
        raise NotReadyError(step, missing)
    done = StepDone(run=walk.run, at=at, sid=step.sid)
    word = end_word(step)
    if word is not None:
        after = evolve(walk, done)
        return (done, RunEnded(run=walk.run, at=at, outcome=after.outcome, word=word))
    edge = jump(walk.plan, step)
    return (done, *_led(evolve(walk, done), step, edge, at, kind="jump")) if edge else (done,)


def _chosen(walk: Walk, step: Step, choice: str, at: Moment) -> tuple[Event, ...]:
    ways = choices(walk.plan, step)
    if not ways:
        raise NoSuchChoiceError(f"step {step.n} asks for no choice", hint="it is done, or not")
    edge = _way(step, ways, choice)
    for missing in demands(walk, step):
        if not isinstance(missing, ChoiceDemand):
            raise NotReadyError(step, missing)
    done = StepDone(run=walk.run, at=at, sid=step.sid)
    after = evolve(walk, done)
    if edge.kind == "end":
        ended = RunEnded(run=walk.run, at=at, outcome=after.outcome, word=edge.text)
        return (done, ended)
    return (done, *_led(after, step, edge, at, kind="choice"))


def _way(step: Step, ways: tuple[Edge, ...], choice: str) -> Edge:
    """The answer with these words, else with this number."""
    wanted = choice.strip().casefold()
    for edge in ways:
        if edge.text.strip().casefold() == wanted:
            return edge
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(ways):
        return ways[int(wanted) - 1]
    raise NoSuchChoiceError(
        f"step {step.n} has no answer {choice!r}",
        hint="choose one of: " + " / ".join(edge.text for edge in ways),
    )


def _skipped(walk: Walk, step: Step, reason: str, at: Moment) -> tuple[Event, ...]:
    if walk.use == "continuous" and not step.optional:
        raise NoSkippingError(
            f"step {step.n} cannot be skipped: this page is followed step by step",
            hint="do it, say that it failed, or leave",
        )
    _not_held(walk, step)
    given = reason.strip() if step.optional else wants_reason(walk, reason, "skipping a step")
    fact = StepSkipped(run=walk.run, at=at, sid=step.sid, reason=given)
    if step.optional or walk.use == "information":
        return (fact, *_parts_too(walk, step, at))
    deviation = Deviation(run=walk.run, at=at, sid=step.sid, kind="skip", reason=given)
    return (fact, deviation, *_parts_too(walk, step, at))


def _not_applicable(walk: Walk, step: Step, reason: str, at: Moment) -> tuple[Event, ...]:
    _not_held(walk, step)
    around = any(waivable(each) for each in walk.plan.ancestors(step.sid))
    free = waivable(step) or around or walk.use == "information"
    if not free and walk.use == "continuous":
        raise NoSkippingError(
            f"step {step.n} always applies: this page is followed step by step",
            hint="do it, say that it failed, or leave",
        )
    given = reason.strip() if free else wants_reason(walk, reason, "a step that does not apply")
    fact = StepNa(run=walk.run, at=at, sid=step.sid, reason=given or (UNMET if free else ""))
    rest = _parts_too(walk, step, at)
    if free:
        return (fact, *rest)
    override = Deviation(run=walk.run, at=at, sid=step.sid, kind="override", reason=given)
    return (fact, override, *rest)


def _not_held(walk: Walk, step: Step) -> None:
    if step.sid in walk.held:
        raise NotReadyError(step, demands(walk, step)[0])


def _parts_too(walk: Walk, step: Step, at: Moment) -> tuple[Event, ...]:
    """The parts of a step that is passed over fall away with it."""
    parts = (part for part in walk.plan.work_of(step) if part.sid != step.sid)
    waiting = (part for part in parts if walk.state(part.sid) not in SETTLED)
    return tuple(_away(walk, part, UNMET, step, at) for part in waiting)


def _away(walk: Walk, step: Step, reason: str, because: Step, at: Moment) -> StepNa:
    return StepNa(run=walk.run, at=at, sid=step.sid, reason=reason, via="tool", because=because.sid)


def _led(walk: Walk, step: Step, edge: Edge, at: Moment, *, kind: str) -> tuple[Event, ...]:
    """The way on was taken: what fell away, and what is to be done again."""
    target = walk.plan.target(edge.target)
    to = target.sid if target else NO_STEP
    words = edge.text if kind == "choice" else ""
    branch = Branched(
        run=walk.run, at=at, sid=step.sid, kind=kind, target=edge.target, to=to, choice=words
    )
    if target is None:
        return (branch,)
    return (branch, *_turned(walk, step, target, at))


def _turned(walk: Walk, step: Step, target: Step, at: Moment) -> tuple[Event, ...]:
    change = turn(walk, step, target)
    away = (_away(walk, each, OTHER_PATH, step, at) for each in change.away)
    again = (StepReopened(run=walk.run, at=at, sid=each.sid, cause="jump") for each in change.again)
    return (*away, *again)


def _rolled_back(walk: Walk, at: Moment) -> tuple[Event, ...]:
    target = next((step for step in walk.plan.steps if step.role is Role.ROLLBACK), None)
    if target is None:
        raise NoRollbackError("this page has no rollback", hint="leave, or give the walk up")
    if walk.rollback:
        return ()
    last = walk.next_step or walk.in_play[-1]
    branch = Branched(run=walk.run, at=at, sid=last.sid, kind="rollback", target="", to=target.sid)
    return (branch, *_turned(walk, last, target, at))

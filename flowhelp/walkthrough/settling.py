"""The rules of settling a step: done, skipped, not applicable, failed, and the ways on."""

from __future__ import annotations

from functools import reduce

from flowhelp.content import Edge, Step
from flowhelp.errors import InputError
from flowhelp.journal.events import (
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
from flowhelp.walkthrough.applies import UNMET, closed, open_ways, ruled_out
from flowhelp.walkthrough.calculating import calculated_in
from flowhelp.walkthrough.demands import ChoiceDemand, Demand, demands, may_be_left
from flowhelp.walkthrough.endings import close_at
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.leading import led, parts_too, rolled_back
from flowhelp.walkthrough.order import in_order, playable
from flowhelp.walkthrough.plan import choices, failure, is_group, jump, waivable
from flowhelp.walkthrough.refusals import (
    ClosedWayError,
    NoSkippingError,
    NotReadyError,
    RuledOutError,
    wants_reason,
)
from flowhelp.walkthrough.second import PART, is_performer
from flowhelp.walkthrough.signing import proof_of, signature
from flowhelp.walkthrough.timing import rung
from flowhelp.walkthrough.walk import State, Walk

Settling = Complete | Choose | Skip | NotApplicable | Fail | RollBack


class NoSuchChoiceError(InputError):
    """The decision has no such answer."""


def facts(walk: Walk, action: Settling, at: Moment) -> tuple[Event, ...]:
    """What follows from settling a step, or from leaving for the rollback."""
    if isinstance(action, RollBack):
        return rolled_back(walk, at)
    step = playable(walk, action.step, parts=isinstance(action, Skip | NotApplicable))
    if is_group(step):
        return _each(walk, step, action, at)
    retry = step.sid in walk.failures and isinstance(action, Complete | Choose)
    if not walk.open(step.sid) and not retry:
        return ()
    judgement = ruled_out(walk, step)
    if judgement is not None and not isinstance(action, NotApplicable):
        if walk.next_step == step:
            return ()  # It is settled as a consequence.
        raise RuledOutError(step, judgement.reason)
    start = in_order(walk, step, at=at) if not isinstance(action, NotApplicable) else ()
    if walk.state(step.sid) is State.FAILED:
        reopened = StepReopened(run=walk.run, at=at, sid=step.sid, cause="retry")
        start, walk = (*start, reopened), evolve(walk, reopened)
    return (*start, *_settled(walk, step, action, at))


def _settled(
    walk: Walk, step: Step, action: Complete | Choose | Skip | NotApplicable | Fail, at: Moment
) -> tuple[Event, ...]:
    match action:
        case Complete(reason=reason):
            return _completed(walk, step, reason, at)
        case Choose():
            return _chosen(walk, step, action, at)
        case Skip():
            return _skipped(walk, step, action, at)
        case NotApplicable(reason=reason):
            return _not_applicable(walk, step, reason, at)
        case Fail(reason=reason):
            return failed(walk, step, wants_reason(walk, reason, "a failed step"), at)


def failed(walk: Walk, step: Step, reason: str, at: Moment) -> tuple[Event, ...]:
    """A step that did not work, and where the page leads from there."""
    fact = StepFailed(run=walk.run, at=at, sid=step.sid, reason=reason)
    edge = failure(step)
    if edge is None:
        return (fact,)
    return (fact, *led(evolve(walk, fact), step, edge, at, kind="failure"))


def confirmed(walk: Walk, steps: tuple[Step, ...], at: Moment) -> tuple[Event, ...]:
    """What was done from memory is done: every step of a pause point, or none.

    Raises:
        NotReadyError: One of them still asks for something; the refusal says for what.
    """
    facts_found: tuple[Event, ...] = ()
    for step in steps:
        if walk.open(step.sid) and ruled_out(walk, step) is None:
            found = _completed(walk, step, "", at)
            walk = reduce(evolve, found, walk)
            facts_found += found
    return facts_found


def _each(walk: Walk, group: Step, action: Settling, at: Moment) -> tuple[Event, ...]:
    """The same for all open parts of a step, all or none."""
    found: tuple[Event, ...] = ()
    for part in walk.plan.work_of(group):
        if not walk.open(part.sid):
            continue
        if isinstance(action, Skip) and ruled_out(walk, part) is not None:
            continue  # It is settled as a consequence, when its turn comes.
        if isinstance(action, Skip):
            each: Settling = Skip(part.sid, action.reason, action.by, action.proof)
        elif isinstance(action, NotApplicable):
            each = NotApplicable(part.sid, action.reason)
        else:
            continue
        facts_of_part = facts(walk, each, at)
        walk = reduce(evolve, facts_of_part, walk)
        found += facts_of_part
    return found


def _ready(walk: Walk, step: Step, *beside: type[Demand]) -> None:
    """Nothing is missing, apart from demands of these kinds and what the person decides."""
    for missing in demands(walk, step):
        if not may_be_left(missing) and not isinstance(missing, beside):
            raise NotReadyError(step, missing)


def _by_itself(walk: Walk, step: Step, at: Moment) -> tuple[Event, ...]:
    """What nobody has to do for a step that is being settled: a wait is over, a value follows."""
    return (*rung(walk, step, at), *calculated_in(walk, step, at))


def _completed(walk: Walk, step: Step, reason: str, at: Moment) -> tuple[Event, ...]:
    start = _by_itself(walk, step, at)
    walk = reduce(evolve, start, walk)
    _ready(walk, step)
    done = StepDone(run=walk.run, at=at, sid=step.sid)
    after = evolve(walk, done)
    close = close_at(after, step)
    if close is not None:
        ended = RunEnded(
            run=walk.run, at=at, outcome=close.outcome, word=close.word, reason=close.reason
        )
        return (*start, done, ended)
    edge = jump(walk.plan, step)
    if edge is None:
        return (*start, done)
    return (*start, done, *led(after, step, edge, at, kind="jump", reason=reason))


def _chosen(walk: Walk, step: Step, action: Choose, at: Moment) -> tuple[Event, ...]:
    ways = choices(walk.plan, step)
    if not ways:
        raise NoSuchChoiceError(f"step {step.n} asks for no choice", hint="it is done, or not")
    edge = _way(walk, step, ways, action.choice)
    start = _by_itself(walk, step, at)
    walk = reduce(evolve, start, walk)
    _ready(walk, step, ChoiceDemand)
    done = StepDone(run=walk.run, at=at, sid=step.sid)
    after = evolve(walk, done)
    if edge.kind == "end":
        ended = RunEnded(run=walk.run, at=at, outcome=after.outcome, word=edge.text)
        return (*start, done, ended)
    return (*start, done, *led(after, step, edge, at, kind="choice", reason=action.reason))


def _way(walk: Walk, step: Step, ways: tuple[Edge, ...], choice: str) -> Edge:
    """The answer with these words, else with this number."""
    wanted = choice.strip().casefold()
    found = next((edge for edge in ways if edge.text.strip().casefold() == wanted), None)
    if found is None and wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(ways):
        found = ways[int(wanted) - 1]
    if found is None:
        raise NoSuchChoiceError(
            f"step {step.n} has no answer {choice!r}",
            hint="choose one of: " + " / ".join(edge.text for _, edge in open_ways(walk, step)),
        )
    judgement = closed(walk, step, found)
    if judgement is not None:
        raise ClosedWayError(found.text, judgement.reason)
    return found


def _skipped(walk: Walk, step: Step, action: Skip, at: Moment) -> tuple[Event, ...]:
    start: tuple[Event, ...] = ()
    second = ""
    if walk.use == "continuous" and not step.optional:
        start, second = _agreed(walk, step, action, at)
    _not_held(walk, step)
    given = action.reason.strip()
    if not step.optional:
        given = wants_reason(walk, given, "skipping a step")
    fact = StepSkipped(run=walk.run, at=at, sid=step.sid, reason=given, second=second)
    rest = parts_too(walk, step, UNMET, at)
    if step.optional or walk.use == "information":
        return (fact, *rest)
    deviation = Deviation(run=walk.run, at=at, sid=step.sid, kind="skip", reason=given)
    return (*start, fact, deviation, *rest)


def _agreed(walk: Walk, step: Step, action: Skip, at: Moment) -> tuple[tuple[Event, ...], str]:
    """The second account that agrees to pass over a step, which continuous use asks for."""
    if not action.by.strip() and action.proof is None:
        raise NoSkippingError(
            f"step {step.n} cannot be skipped: this page is followed step by step",
            hint="do it, say that it failed, leave, or have a second person agree",
        )
    proof = proof_of(action.by, action.proof, "agreeing")
    if is_performer(walk, proof.person):
        raise NoSkippingError(
            f"step {step.n} cannot be skipped: who agrees has to be another person",
            hint="do it, say that it failed, or leave",
        )
    signed = signature(walk, step.sid, proof, word="approved", part=PART, at=at)
    return (signed,), proof.person.id


def _not_applicable(walk: Walk, step: Step, reason: str, at: Moment) -> tuple[Event, ...]:
    _not_held(walk, step)
    around = any(waivable(each) for each in walk.plan.ancestors(step.sid))
    free = waivable(step) or around or walk.use == "information"
    if not free and walk.use == "continuous":
        raise NoSkippingError(
            f"step {step.n} always applies: this page is followed step by step",
            hint="do it, say that it failed, leave, or have a second person agree to skip it",
        )
    given = reason.strip() if free else wants_reason(walk, reason, "a step that does not apply")
    fact = StepNa(run=walk.run, at=at, sid=step.sid, reason=given or (UNMET if free else ""))
    rest = parts_too(walk, step, UNMET, at)
    if free:
        return (fact, *rest)
    override = Deviation(run=walk.run, at=at, sid=step.sid, kind="override", reason=given)
    return (fact, override, *rest)


def _not_held(walk: Walk, step: Step) -> None:
    if step.sid in walk.held:
        raise NotReadyError(step, demands(walk, step)[0])

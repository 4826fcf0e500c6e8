"""The rules of waiting: when a wait begins, when it is over, and what early and late mean."""

from __future__ import annotations

from flowhelp.content import Step
from flowhelp.errors import InputError
from flowhelp.journal.events import Deviation, Event, Moment, TimerEnded, TimerStarted
from flowhelp.walkthrough.demands import demands, may_be_left
from flowhelp.walkthrough.refusals import NotReadyError, wants_reason
from flowhelp.walkthrough.steering import EndTimer, StartTimer
from flowhelp.walkthrough.waits import WaitDemand, duration, left, running, wait_demand, waits_of
from flowhelp.walkthrough.walk import Timer, Walk


class NoWaitError(InputError):
    """The step has no wait, or nobody said which moment a time of day is."""


def started(walk: Walk, step: Step, action: StartTimer, at: Moment) -> tuple[Event, ...]:
    """What follows from saying that the action is done; nothing when the wait has begun.

    Raises:
        NoWaitError: There is nothing to wait for.
        NotReadyError: Something has to be done before the wait may begin.
    """
    if not waits_of(step):
        raise NoWaitError(f"step {step.n} has no wait")
    asked = wait_demand(walk, step)
    if asked is None or asked.timer is not None:
        return ()
    wait = asked.wait
    if wait.until is not None and action.until is None:
        raise NoWaitError(f"which day step {step.n} waits for was not said")
    missing = (each for each in demands(walk, step) if not may_be_left(each))
    first = next(missing, None)
    if first is not None and not isinstance(first, WaitDemand):
        raise NotReadyError(step, first)
    until = action.until if wait.until is not None else None
    seconds = wait.required_s if until is None else max(0.0, (until - at.wall).total_seconds())
    return (
        TimerStarted(
            run=walk.run,
            at=at,
            sid=step.sid,
            required_s=seconds,
            max_s=wait.max_s,
            until=until,
            number=asked.number,
        ),
    )


def ended(walk: Walk, step: Step, action: EndTimer, at: Moment) -> tuple[Event, ...]:
    """What follows from going on after a wait; nothing when it was over.

    Raises:
        NoWaitError: The wait has not begun.
        ReasonMissingError: It is early or late, and nobody said why.
    """
    timer = walk.timers.get(step.sid)
    if timer is None:
        raise NoWaitError(f"the wait of step {step.n} has not begun")
    if timer.waited_s is not None:
        return ()
    waited = at.seconds_since(timer.since) if action.waited_s is None else action.waited_s
    waited = max(0.0, waited)
    early = waited < timer.required_s if action.waited_s is not None else left(timer, at) > 0
    fact = TimerEnded(run=walk.run, at=at, sid=step.sid, waited_s=waited, early=early)
    late = timer.max_s is not None and waited > timer.max_s
    if not (early or late):
        return (fact,)
    words = _off(timer, waited, early=early)
    reason = wants_reason(walk, action.reason, f"having waited {words}")
    return (
        TimerEnded(run=walk.run, at=at, sid=step.sid, waited_s=waited, early=early, reason=reason),
        Deviation(
            run=walk.run,
            at=at,
            sid=step.sid,
            kind="early_timer" if early else "out_of_limits",
            reason=f"waited {words}: {reason}",
        ),
    )


def rung(walk: Walk, step: Step, at: Moment) -> tuple[Event, ...]:
    """The end of a wait that lasted as long as it had to, for a step that is being settled."""
    timer = running(walk, step)
    if timer is None or left(timer, at) > 0:
        return ()
    waited = at.seconds_since(timer.since)
    if timer.max_s is not None and waited > timer.max_s:
        return ()
    return (TimerEnded(run=walk.run, at=at, sid=step.sid, waited_s=waited),)


def _off(timer: Timer, waited: float, *, early: bool) -> str:
    """By how much a wait was not as it should have been."""
    if not early:
        return f"{duration(waited)}, at most {duration(timer.max_s or 0.0)}"
    if timer.until is not None:
        return "less than until the time that is set"
    return f"{duration(waited)} of {duration(timer.required_s)}"

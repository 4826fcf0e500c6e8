"""The rules of finding something out about a step: readings, checks, names, releases."""

from __future__ import annotations

from flowhelp.content import Step
from flowhelp.ids import StepId
from flowhelp.journal.events import (
    AlertAcknowledged,
    Deviation,
    Event,
    Moment,
    StepReopened,
    Verified,
)
from flowhelp.walkthrough.actions import Acknowledge, Explain, Forgo, Record, Release, Sign, Verify
from flowhelp.walkthrough.attaching import (
    NothingToAttachError,
    asked_for,
    attach_demands,
)
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.order import in_order, playable
from flowhelp.walkthrough.plan import failure
from flowhelp.walkthrough.recording import NoSuchFieldError, corrected, explained, recorded
from flowhelp.walkthrough.refusals import named, wants_reason
from flowhelp.walkthrough.settling import failed
from flowhelp.walkthrough.signing import released, signed
from flowhelp.walkthrough.walk import State, Walk

Finding = Acknowledge | Record | Explain | Forgo | Verify | Sign | Release


def facts(  # noqa: PLR0911 - one case an action
    walk: Walk, action: Finding, at: Moment
) -> tuple[Event, ...]:
    """What follows from finding something out."""
    if isinstance(action, Acknowledge):
        return _acknowledged(walk, action, at)
    step = named(walk, action.step)
    if walk.ended or walk.settled(step.sid):
        return corrected(walk, step, action, at) if isinstance(action, Record) else ()
    playable(walk, step.sid)
    in_order(walk, step)
    start: tuple[Event, ...] = ()
    if walk.state(step.sid) is State.FAILED:
        again = StepReopened(run=walk.run, at=at, sid=step.sid, cause="retry")
        start, walk = (again,), evolve(walk, again)
    match action:
        case Record():
            return (*start, *recorded(walk, step, action, at))
        case Explain():
            return (*start, *explained(walk, step, action, at))
        case Forgo():
            return (*start, *_forgone(walk, step, action, at))
        case Verify(ok=ok):
            return (*start, *_verified(walk, step, ok=ok, at=at))
        case Sign():
            return (*start, *signed(walk, step, action, at))
        case Release():
            return (*start, *released(walk, step, action, at))


def _acknowledged(walk: Walk, action: Acknowledge, at: Moment) -> tuple[Event, ...]:
    owner = StepId(action.owner)
    alert = action.alert
    start: tuple[Event, ...] = ()
    if owner in walk.failures:
        start = (StepReopened(run=walk.run, at=at, sid=owner, cause="retry"),)
    elif (owner, alert.signal, alert.text) in walk.acknowledged:
        return ()
    return (
        *start,
        AlertAcknowledged(run=walk.run, at=at, sid=owner, signal=alert.signal, text=alert.text),
    )


def _forgone(walk: Walk, step: Step, action: Forgo, at: Moment) -> tuple[Event, ...]:
    """That something is not attached, and why; nothing where it is not missing."""
    wanted = " ".join(action.what.split()).rstrip(".").casefold()
    if not any(wanted in {"", each.casefold()} for each in asked_for(step)):
        words = repr(action.what) if wanted else "a file"
        raise NothingToAttachError(f"step {step.n} does not ask for {words}")
    missing = (each.what for each in attach_demands(walk, step))
    what = next((each for each in missing if wanted in {"", each.casefold()}), None)
    if what is None:
        return ()
    given = wants_reason(walk, action.reason, f"attaching nothing for {what!r}")
    reason = f"nothing attached for {what!r}: {given}"
    return (
        Deviation(run=walk.run, at=at, sid=step.sid, kind="override", reason=reason, field=what),
    )


def _verified(walk: Walk, step: Step, *, ok: bool, at: Moment) -> tuple[Event, ...]:
    if not step.values("verify"):
        raise NoSuchFieldError(f"step {step.n} has nothing to verify")
    if walk.verified.get(step.sid) is ok:
        return ()
    fact = Verified(run=walk.run, at=at, sid=step.sid, result="ok" if ok else "failed")
    if ok or failure(step) is None:
        return (fact,)
    return (fact, *failed(walk, step, "verify said no", at))

"""The rules of finding something out about a step: readings, checks, names, releases."""

from __future__ import annotations

from flowhelp.content import Field, Step
from flowhelp.errors import InputError
from flowhelp.ids import StepId
from flowhelp.journal.events import (
    AlertAcknowledged,
    Deviation,
    Event,
    HoldReleased,
    HoldSet,
    Moment,
    Person,
    Reading,
    ReadingCorrected,
    Signed,
    StepReopened,
    Verified,
)
from flowhelp.walkthrough.actions import Acknowledge, Explain, Record, Release, Sign, Verify
from flowhelp.walkthrough.demands import ReleaseDemand, demands, may_be_empty, meaning
from flowhelp.walkthrough.plan import failure
from flowhelp.walkthrough.readings import Measured, ValueRefusedError, measured
from flowhelp.walkthrough.refusals import ReasonMissingError, SettledError, named
from flowhelp.walkthrough.settling import failed, in_order, playable
from flowhelp.walkthrough.walk import State, Walk

Finding = Acknowledge | Record | Explain | Verify | Sign | Release


class NoSuchFieldError(InputError):
    """The step has no blank of that name."""


class NameRefusedError(InputError):
    """A name is missing, or is not another person's."""


def facts(  # noqa: PLR0911 - one case an action
    walk: Walk, action: Finding, at: Moment
) -> tuple[Event, ...]:
    """What follows from finding something out."""
    if isinstance(action, Acknowledge):
        return _acknowledged(walk, action, at)
    step = named(walk, action.step)
    if walk.ended or walk.settled(step.sid):
        return _corrected(walk, step, action, at) if isinstance(action, Record) else ()
    playable(walk, step.sid)
    in_order(walk, step)
    start: tuple[Event, ...] = ()
    if walk.state(step.sid) is State.FAILED:
        start = (StepReopened(run=walk.run, at=at, sid=step.sid, cause="retry"),)
    match action:
        case Record():
            return (*start, *_recorded(walk, step, action, at))
        case Explain():
            return (*start, *_explained(walk, step, action, at))
        case Verify(ok=ok):
            return (*start, *_verified(walk, step, ok=ok, at=at))
        case Sign():
            return (*start, *_signed(walk, step, action, at))
        case Release():
            return (*start, *_released(walk, step, action, at))


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


def _field(step: Step, name: str) -> Field:
    """The blank of that name or label, or the only one."""
    if not name and len(step.fields) == 1:
        return step.fields[0]
    for field in step.fields:
        if name in {field.name, field.label}:
            return field
    names = ", ".join(field.name for field in step.fields) or "none"
    raise NoSuchFieldError(f"step {step.n} has no blank {name!r}", hint=f"its blanks: {names}")


def _value(walk: Walk, field: Field, typed: str) -> Measured:
    if not typed.strip() and not may_be_empty(walk, field):
        raise ValueRefusedError(f"{field.label or field.name!r} needs a value")
    return measured(field, typed)


def _recorded(walk: Walk, step: Step, action: Record, at: Moment) -> tuple[Event, ...]:
    field = _field(step, action.field)
    found = _value(walk, field, action.value)
    old = walk.readings.get((step.sid, field.name))
    again = old is not None and old.value == found.value and type(old.value) is type(found.value)
    facts_found: list[Event] = []
    if not again:
        facts_found.append(_reading(walk, step, field, found, source=action.source, at=at))
        if found.stopped and step.sid not in walk.held:
            why = f"{field.label or field.name} is outside its stop range"
            facts_found.append(
                HoldSet(run=walk.run, at=at, sid=step.sid, why="stop", condition=why)
            )
    known = again and (step.sid, field.name) in walk.explained
    if action.reason.strip() and found.within is False and not known:
        facts_found.append(_deviation(walk, step, field, action.reason, at))
    return tuple(facts_found)


def _reading(  # noqa: PLR0913 - what a reading is made of
    walk: Walk, step: Step, field: Field, found: Measured, *, source: str, at: Moment
) -> Reading:
    return Reading(
        run=walk.run,
        at=at,
        sid=step.sid,
        name=field.name,
        label=field.label,
        value=found.value,
        unit=field.unit,
        ucum=field.ucum,
        min=field.min,
        max=field.max,
        stop_min=field.stop_min,
        stop_max=field.stop_max,
        target=field.target,
        within=found.within,
        stopped=found.stopped,
        source=source,
    )


def _corrected(walk: Walk, step: Step, action: Record, at: Moment) -> tuple[Event, ...]:
    field = _field(step, action.field)
    old = walk.readings.get((step.sid, field.name))
    if old is None:
        raise SettledError(f"step {step.n} is settled without a value for {field.name!r}")
    found = _value(walk, field, action.value)
    if found.value == old.value:
        return ()
    if not action.reason.strip():
        raise ReasonMissingError(f"correcting {field.name!r} needs a reason")
    return (
        ReadingCorrected(
            run=walk.run,
            at=at,
            sid=step.sid,
            name=field.name,
            value=found.value,
            reason=action.reason.strip(),
            within=found.within,
            stopped=found.stopped,
        ),
    )


def _explained(walk: Walk, step: Step, action: Explain, at: Moment) -> tuple[Event, ...]:
    field = _field(step, action.field)
    reading = walk.readings.get((step.sid, field.name))
    settled = (step.sid, field.name) in walk.explained
    if reading is None or settled or not (reading.within is False or reading.stopped):
        return ()
    if not action.reason.strip():
        raise ReasonMissingError(f"{field.label or field.name!r} out of limits needs a reason")
    return (_deviation(walk, step, field, action.reason, at),)


def _deviation(walk: Walk, step: Step, field: Field, reason: str, at: Moment) -> Deviation:
    return Deviation(
        run=walk.run,
        at=at,
        sid=step.sid,
        kind="out_of_limits",
        reason=reason.strip(),
        field=field.name,
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


def _signed(walk: Walk, step: Step, action: Sign, at: Moment) -> tuple[Event, ...]:
    name = action.name.strip()
    if not name:
        raise NameRefusedError("a signature needs a name")
    second = action.part == "second"
    if second and walk.started and name.casefold() in _names(walk.started.actor):
        raise NameRefusedError("the second person has to be another one")
    word = "verified" if second else action.meaning or _meaning(step)
    if any((s.sid, s.part, s.meaning) == (step.sid, action.part, word) for s in walk.signs):
        return ()
    person = Person(id=name, name=name, auth="typed")
    part = action.part
    return (
        Signed(run=walk.run, at=at, sid=step.sid, meaning=word, person=person, part=part, by=name),
    )


def _names(person: Person) -> set[str]:
    return {person.id.casefold(), person.name.casefold()}


def _meaning(step: Step) -> str:
    return next((meaning(label) for label in step.values("sign")), "performed")


def _released(walk: Walk, step: Step, action: Release, at: Moment) -> tuple[Event, ...]:
    name = action.by.strip()
    waiting = [each for each in demands(walk, step) if isinstance(each, ReleaseDemand)]
    if not waiting:
        return ()
    if not name:
        raise NameRefusedError("a release needs the name of who releases")
    if not action.reason.strip():
        raise ReasonMissingError("a release needs a reason")
    facts_found: tuple[Event, ...] = ()
    role = waiting[0].role
    if step.sid not in walk.held:
        facts_found = (HoldSet(run=walk.run, at=at, sid=step.sid, role=role, condition=role),)
    reason = action.reason.strip()
    released = HoldReleased(run=walk.run, at=at, sid=step.sid, by=name, role=role, reason=reason)
    return (*facts_found, released)

"""What becomes of readings when a run goes over to another version of its page.

Nothing is measured again: a value stays as it was taken, and is judged by the
limits that hold now. What they put outside needs its reason, and what no
longer answers the blank is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from flowhelp.content import Field, Role, Step
from flowhelp.ids import StepId
from flowhelp.journal.events import (
    Event,
    HoldSet,
    Moment,
    Reading,
    ReadingJudged,
    StepReopened,
    Value,
)
from flowhelp.walkthrough.blanks import blank_demands
from flowhelp.walkthrough.carrying import MOVED
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.readings import (
    Measured,
    ValueRefusedError,
    asked_for,
    measured,
    same_unit,
)
from flowhelp.walkthrough.second import base, part
from flowhelp.walkthrough.walk import SETTLED, State, Walk

_RANGE = ("min", "max", "min_open", "max_open", "stop_min", "stop_max", "target")
_LIMITS = ("label", "unit", "ucum", *_RANGE)
_AFTER = frozenset({Role.ROLLBACK, Role.AFTER})


@dataclass(frozen=True, slots=True)
class Judgement:
    """A reading that means something else by the version that is followed now.

    Attributes:
        now: outside, stopped, inside, or void where the value no longer answers the blank.
    """

    step: Step
    field: Field
    value: Value
    now: str


def judgements(walk: Walk, at: Moment) -> tuple[Event, ...]:
    """The judgements on all readings, and what is opened again or held because of them.

    Args:
        walk: As it goes by the version it moved to.
        at: When.

    Returns:
        Judgements first; none on a reading whose blank is what it was.
    """
    facts: list[Event] = list(_judged(walk, at))
    after = reduce(evolve, facts, walk)
    stopped = [fact for fact in facts if isinstance(fact, ReadingJudged) and _stops(walk, fact)]
    held = {fact.sid for fact in stopped}
    for step in after.in_play:
        if after.state(step.sid) is State.DONE and _may_open(after, step):
            names = {fact.name for fact in _about(facts, step.sid)}
            if names and (step.sid in held or _asks(after, step)):
                facts.append(StepReopened(run=walk.run, at=at, sid=step.sid, cause=MOVED))
    for fact in stopped:
        state = reduce(evolve, facts, walk).state(fact.sid)
        if fact.sid not in walk.held and (state not in SETTLED):
            why = f"{fact.label or fact.name} is outside its stop range"
            facts.append(HoldSet(run=walk.run, at=at, sid=fact.sid, why="stop", condition=why))
            walk = evolve(walk, facts[-1])
    return tuple(facts)


def judged_anew(before: Walk, after: Walk) -> tuple[Judgement, ...]:
    """What a move changed about readings, in the order of the page; for telling the person."""
    names = dict(after.moved.carried) if after.moved else {}
    old = {(StepId(names.get(s, s)), f): each for (s, f), each in before.readings.items()}
    found: list[Judgement] = []
    for step in after.plan.steps:
        for field in step.fields:
            was, now = old.get((step.sid, field.name)), after.readings.get((step.sid, field.name))
            word = _word(was, now) if was is not None else ""
            if was is not None and word:
                found.append(Judgement(step, field, was.value, word))
    return tuple(found)


def _word(was: Reading, now: Reading | None) -> str:
    if now is None:
        return "void"
    if now.stopped and not was.stopped:
        return "stopped"
    outside, before = now.within is False, was.within is False
    if outside == before:
        return ""
    return "outside" if outside else "inside"


def _judged(walk: Walk, at: Moment) -> Iterator[ReadingJudged]:
    steps = {step.sid: step for step in walk.plan.steps}
    for (sid, name), reading in walk.readings.items():
        fields = steps[sid].fields if sid in steps else ()
        field = next((each for each in fields if each.name == name), None)
        if field is None or reading.value in {"", None}:
            continue
        found = _found(walk, field, reading)
        limits = {each: getattr(field, each) for each in _LIMITS}
        same = all(getattr(reading, each) == limits[each] for each in _LIMITS)
        if found and same and (found.within, found.stopped) == (reading.within, reading.stopped):
            continue
        bad = reading.within is False or reading.stopped
        yield ReadingJudged(
            run=walk.run,
            at=at,
            sid=sid,
            name=base(field),
            part=part(field),
            within=found.within if found else None,
            stopped=found.stopped if found else False,
            fits=found is not None,
            cleared=bad and (found is None or (found.within is not False and not found.stopped)),
            **limits,
        )


def _found(walk: Walk, field: Field, reading: Reading) -> Measured | None:
    """The value of a reading by the limits of a blank; None where it does not answer that."""
    value = reading.value
    if field.type == "number" and reading.unit and field.unit and not same_unit(reading, field):
        return None
    typed = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    try:
        return measured(asked_for(field, walk.params), typed)
    except ValueRefusedError:
        return None


def _stops(walk: Walk, fact: ReadingJudged) -> bool:
    name = f"{fact.name}@{fact.part}" if fact.part else fact.name
    return fact.stopped and not walk.readings[fact.sid, name].stopped


def _about(facts: list[Event], sid: StepId) -> Iterator[ReadingJudged]:
    return (fact for fact in facts if isinstance(fact, ReadingJudged) and fact.sid == sid)


def _asks(walk: Walk, step: Step) -> bool:
    """Whether a judged step asks for a reason, or for a value that counts no more."""
    missing = any((step.sid, field.name) not in walk.readings for field in step.fields)
    return walk.use != "information" and (missing or bool(blank_demands(walk, step)))


def _may_open(walk: Walk, step: Step) -> bool:
    """Whether its work is not yet taken back."""
    return not walk.rollback or step.role in _AFTER

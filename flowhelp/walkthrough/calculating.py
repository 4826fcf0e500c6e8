"""The rules of calculated blanks: when a value is worked out, and when it is once more.

A value is written down as soon as all that it is calculated from is there, and again whenever
that has changed. In a step that is settled this is a correction, and the old value stays on
record like any other. What cannot be worked out is left as it is.
"""

from __future__ import annotations

from functools import reduce

from flowhelp.content import Field, Step
from flowhelp.journal.events import Event, Moment, ReadingCorrected
from flowhelp.walkthrough.actions import Record
from flowhelp.walkthrough.figures import CALCULATED, figure
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.instruments import Instrument
from flowhelp.walkthrough.readings import judged
from flowhelp.walkthrough.recording import deviation_for, hold_for, reading_of
from flowhelp.walkthrough.second import base, part
from flowhelp.walkthrough.walk import State, Walk

_KEPT = frozenset({State.DONE, State.NA, State.SKIPPED})
"""States of a step whose values are corrected and no longer taken."""


def calculated(walk: Walk, at: Moment, *, reason: str = "") -> tuple[Event, ...]:
    """What follows for the calculated blanks from the values as they are now.

    Args:
        walk: The walk as it stands.
        at: When.
        reason: Why a value changed that others are calculated from.
    """
    facts: list[Event] = []
    for step in walk.plan.steps:
        if any(field.formula for field in step.fields) and _is_begun(walk, step):
            found = calculated_in(walk, step, at, reason=reason)
            walk = reduce(evolve, found, walk)
            facts += found
    return tuple(facts)


def calculated_in(walk: Walk, step: Step, at: Moment, *, reason: str = "") -> tuple[Event, ...]:
    """The same for one step, begun or not."""
    facts: list[Event] = []
    for field in step.fields:
        if field.formula:
            found = _one(walk, step, field, reason, at)
            walk = reduce(evolve, found, walk)
            facts += found
    return tuple(facts)


def _is_begun(walk: Walk, step: Step) -> bool:
    measured = any(sid == step.sid for sid, _ in walk.readings)
    return measured or walk.state(step.sid) is not State.TODO


def _one(walk: Walk, step: Step, field: Field, reason: str, at: Moment) -> tuple[Event, ...]:
    state, old = walk.state(step.sid), walk.readings.get((step.sid, field.name))
    value = figure(walk, step, field).value
    if value is None or state is State.FAILED:
        return ()
    if state in _KEPT or walk.ended is not None:
        by_itself = old is not None and old.source == CALCULATED and old.value != value
        return _corrected(walk, step, field, value, reason=reason, at=at) if by_itself else ()
    if old is not None and (old.value, old.source) == (value, CALCULATED):
        return ()
    found = judged(field, value)
    action = Record(step.sid, field.name, "", source=CALCULATED)
    fact = reading_of(walk, step, field, found, action=action, tool=Instrument(), at=at)
    if found.stopped and step.sid not in walk.held:
        return (fact, hold_for(walk, step, field, at))
    return (fact,)


def _corrected(  # noqa: PLR0913 - what a correction is made of
    walk: Walk, step: Step, field: Field, value: float, *, reason: str, at: Moment
) -> tuple[Event, ...]:
    found = judged(field, value)
    why = f"calculated again: {reason.strip()}" if reason.strip() else "calculated again"
    fact = ReadingCorrected(
        run=walk.run,
        at=at,
        sid=step.sid,
        name=base(field),
        part=part(field),
        value=value,
        reason=why,
        within=found.within,
        stopped=found.stopped,
    )
    if found.within is False and walk.ended is None:
        return (fact, deviation_for(walk, step, field, why, at))
    return (fact,)

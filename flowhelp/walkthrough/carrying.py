"""What is carried over when a run goes on by another version of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flowhelp.ids import StepId
from flowhelp.journal.events import Deviation, Reading, ReadingCorrected, ReadingJudged
from flowhelp.walkthrough.walk import Walk

ONCE = "CAUTION"
"""The signal that is acknowledged once in a run."""

MOVED = "moved"
"""Why a step is opened again whose readings the limits of another version put outside."""

_JUDGED = (
    "label",
    "unit",
    "ucum",
    "min",
    "max",
    "min_open",
    "max_open",
    "stop_min",
    "stop_max",
    "target",
    "within",
    "stopped",
)


def carried_over(walk: Walk, carried: Mapping[str, str]) -> Walk:
    """The same walk with steps under their new names."""

    def name(sid: StepId) -> StepId:
        return StepId(carried.get(sid, sid))

    return replace(
        walk,
        states={name(sid): state for sid, state in walk.states.items()},
        readings={(name(sid), field): each for (sid, field), each in walk.readings.items()},
        explained=frozenset((name(sid), field) for sid, field in walk.explained),
        held=frozenset(map(name, walk.held)),
        released=frozenset(map(name, walk.released)),
        acknowledged=frozenset((name(mark[0]), *mark[1:]) for mark in walk.acknowledged),
        verified={name(sid): each for sid, each in walk.verified.items()},
        signs=tuple(replace(sign, sid=name(sign.sid)) for sign in walk.signs),
        handled=frozenset(map(name, walk.handled)),
        elsewhere={name(sid): name(each) for sid, each in walk.elsewhere.items()},
        trail=tuple(map(name, walk.trail)),
        path=tuple(replace(each, sid=name(each.sid), to=name(each.to)) for each in walk.path),
        deviations=tuple(replace(each, sid=name(each.sid)) for each in walk.deviations),
        computed=frozenset(map(name, walk.computed)),
        rounds={name(sid): each for sid, each in walk.rounds.items()},
        timers={name(sid): each for sid, each in walk.timers.items()},
        waits={name(sid): each for sid, each in walk.waits.items()},
        files={name(sid): each for sid, each in walk.files.items()},
        forgone=frozenset((name(sid), what) for sid, what in walk.forgone),
        children={name(sid): each for sid, each in walk.children.items()},
    )


def judged(walk: Walk, event: ReadingJudged) -> Walk:
    """The walk in which a reading has the limits of the version that is followed."""
    blank = (event.sid, blank_of(event))
    old = walk.readings.get(blank)
    if old is None:
        return walk
    readings = {key: each for key, each in walk.readings.items() if key != blank}
    if event.fits:
        limits = {name: getattr(event, name) for name in _JUDGED}
        readings[blank] = replace(old, **limits)
    worse = (event.within is False and old.within is not False) or (
        event.stopped and not old.stopped
    )
    again = event.cleared or worse or not event.fits
    return replace(
        walk,
        readings=readings,
        explained=walk.explained - ({blank} if again else set()),
        deviations=tuple(
            each for each in walk.deviations if not (event.cleared and is_about(each, event))
        ),
    )


def is_about(deviation: Deviation, event: ReadingJudged) -> bool:
    """Whether a deviation is about the reading that was judged."""
    return (deviation.sid, deviation.field) == (event.sid, blank_of(event))


def asked_again(walk: Walk, sid: StepId) -> Walk:
    """The walk in which a step waits with all that was measured, and nobody's name under it."""
    return replace(
        walk,
        states=without(walk.states, sid),
        released=walk.released - {sid},
        trail=tuple(each for each in walk.trail if each != sid),
        signs=tuple(sign for sign in walk.signs if sign.sid != sid),
        acknowledged=frozenset(m for m in walk.acknowledged if m[0] != sid or m[1] == ONCE),
    )


def blank_of(event: Reading | ReadingCorrected | ReadingJudged) -> str:
    """The name of the blank on the page: a second person has blanks of their own."""
    return f"{event.name}@{event.part}" if event.part else event.name


def without(mapping: Mapping[StepId, Any], sid: StepId) -> dict[StepId, Any]:
    """What is known of all steps but one."""
    return {key: value for key, value in mapping.items() if key != sid}

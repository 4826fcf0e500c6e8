"""A fact into a walk. There are no rules here, and nothing can be refused."""

from __future__ import annotations

from dataclasses import replace

from flowhelp.ids import StepId
from flowhelp.journal.events import (
    AlertAcknowledged,
    Branched,
    ChildEnded,
    ChildStarted,
    Deviation,
    Event,
    FileAttached,
    HoldReleased,
    HoldSet,
    Noted,
    ParamSet,
    Reading,
    ReadingCorrected,
    ReadingJudged,
    RoundStarted,
    RunEnded,
    RunHandedOver,
    RunMoved,
    RunPaused,
    RunResumed,
    RunStarted,
    Signed,
    StepDone,
    StepFailed,
    StepNa,
    StepOpened,
    StepReopened,
    StepSkipped,
    TimerEnded,
    TimerStarted,
    Verified,
)
from flowhelp.walkthrough.carrying import (
    MOVED,
    ONCE,
    asked_again,
    blank_of,
    carried_over,
    judged,
    without,
)
from flowhelp.walkthrough.walk import Child, State, Timer, Walk

_UNDONE = {"skip", "override"}


def evolve(walk: Walk, event: Event) -> Walk:  # noqa: C901, PLR0911 - one case a fact
    """The walk after one more fact. Facts of other walks leave it unchanged."""
    if event.run != walk.run:
        return walk
    settled = _settled(walk, event)
    if settled is not None:
        return settled
    match event:
        case RunStarted():
            return replace(walk, started=event, params={**walk.params, **dict(event.params)})
        case RunPaused():
            return replace(walk, paused=True)
        case RunResumed():
            # After a break the dangers are read again.
            known = frozenset(mark for mark in walk.acknowledged if mark[1] == ONCE)
            stayed = walk.stayed | ({event.steps_hash} if event.stayed else set())
            today = event.steps_hash or walk.today
            return replace(walk, paused=False, acknowledged=known, stayed=stayed, today=today)
        case RunEnded():
            return replace(walk, ended=event, paused=False)
        case RunMoved(carried=carried):
            return replace(carried_over(walk, dict(carried)), moved=event)
        case RunHandedOver(to=person):
            begun = replace(walk.started, actor=person) if walk.started else None
            return replace(walk, started=begun)
        case ParamSet(name=name, value=value, secret=False):
            return replace(walk, params={**walk.params, name: value})
        case Branched():
            handled = walk.handled | ({event.sid} if event.kind == "failure" else set())
            return replace(walk, path=(*walk.path, event), handled=handled)
        case Noted():
            return replace(walk, notes=(*walk.notes, event))
        case _:
            return _evidence(walk, event)


def _settled(walk: Walk, event: Event) -> Walk | None:  # noqa: PLR0911 - one case a fact
    """The walk after a step changed its state; None when the event is another."""
    match event:
        case StepOpened(sid=sid):
            return replace(walk, states={**walk.states, sid: State.OPEN})
        case StepDone(sid=sid):
            return _to(walk, sid, State.DONE, by_person=event.via == "human")
        case StepSkipped(sid=sid):
            return _to(walk, sid, State.SKIPPED, by_person=True)
        case StepFailed(sid=sid):
            return _to(walk, sid, State.FAILED, by_person=True)
        case StepNa():
            return _not_applicable(walk, event)
        case StepReopened():
            return _reopened(walk, event)
        case _:
            return None


def _evidence(  # noqa: C901, PLR0911 - one case a fact
    walk: Walk, event: Event
) -> Walk:
    """The walk after something was found out about a step."""
    match event:
        case AlertAcknowledged():
            mark = (event.sid, event.signal, event.text)
            return replace(walk, acknowledged=walk.acknowledged | {mark})
        case Reading():
            blank = (event.sid, blank_of(event))
            readings = {**walk.readings, blank: event}
            return replace(walk, readings=readings, explained=walk.explained - {blank})
        case ReadingCorrected():
            return _corrected(walk, event)
        case ReadingJudged():
            return judged(walk, event)
        case Deviation():
            return _deviated(walk, event)
        case FileAttached(sid=sid):
            files = (*walk.files.get(sid, ()), event)
            return replace(walk, files={**walk.files, sid: files})
        case Verified(sid=sid, result=result, early=False):
            return replace(walk, verified={**walk.verified, sid: result != "failed"})
        case HoldSet(sid=sid):
            return replace(walk, held=walk.held | {sid})
        case HoldReleased(sid=sid):
            return replace(walk, held=walk.held - {sid}, released=walk.released | {sid})
        case Signed():
            return replace(walk, signs=(*walk.signs, event))
        case _:
            return _under_way(walk, event)


def _under_way(walk: Walk, event: Event) -> Walk:
    """The walk after something began or ended that takes its time: a wait, a round, a child."""
    match event:
        case RoundStarted(sid=sid, number=number):
            fresh = renewed(walk, sid) if number > 1 else walk
            fresh = _without_files(fresh, sid) if event.item and number > 1 else fresh
            return replace(fresh, rounds={**walk.rounds, sid: number})
        case TimerStarted(sid=sid):
            timer = Timer(event.at, event.required_s, event.max_s, event.until)
            return replace(walk, timers={**walk.timers, sid: timer})
        case TimerEnded(sid=sid, waited_s=waited) if sid in walk.timers:
            over = replace(walk.timers[sid], waited_s=waited)
            count = walk.waits.get(sid, 0) + 1
            return replace(
                walk, timers={**walk.timers, sid: over}, waits={**walk.waits, sid: count}
            )
        case ChildStarted(sid=sid):
            child = Child(event.child, event.procedure)
            return replace(walk, children={**walk.children, sid: child})
        case ChildEnded(sid=sid, child=run, outcome=outcome):
            ended = replace(walk.children.get(sid, Child(run, "")), outcome=outcome)
            return replace(walk, children={**walk.children, sid: ended})
        case _:
            return walk


def _not_applicable(walk: Walk, event: StepNa) -> Walk:
    sid, tool = event.sid, event.via == "tool"
    after = _to(walk, sid, State.NA, by_person=not tool)
    if event.because:
        return replace(after, elsewhere={**walk.elsewhere, sid: event.because})
    if tool and sid in walk.plan.places:
        return replace(after, computed=walk.computed | {sid})
    return after


def _to(walk: Walk, sid: StepId, state: State, *, by_person: bool) -> Walk:
    trail = (*walk.trail, sid) if by_person else walk.trail
    return replace(walk, states={**walk.states, sid: state}, trail=trail)


def _reopened(walk: Walk, event: StepReopened) -> Walk:
    if event.cause == MOVED:
        return asked_again(walk, event.sid)
    path = walk.path
    if event.cause == "back" and path and path[-1].sid == event.sid:
        path = path[:-1]
    return replace(reopened(walk, event.sid), path=path)


def reopened(walk: Walk, sid: StepId) -> Walk:
    """The walk in which a step is as if nobody had touched it; what deviated stays said."""
    return replace(
        renewed(walk, sid),
        forgone=frozenset(each for each in walk.forgone if each[0] != sid),
        states=without(walk.states, sid),
        held=walk.held - {sid},
        released=walk.released - {sid},
        handled=walk.handled - {sid},
        elsewhere=without(walk.elsewhere, sid),
        trail=tuple(each for each in walk.trail if each != sid),
        computed=walk.computed - {sid},
        rounds=without(walk.rounds, sid),
        deviations=tuple(
            each for each in walk.deviations if each.sid != sid or each.kind not in _UNDONE
        ),
    )


def renewed(walk: Walk, sid: StepId) -> Walk:
    """The walk in which nothing was found out about a step yet: another round of it begins."""
    return replace(
        walk,
        readings={key: value for key, value in walk.readings.items() if key[0] != sid},
        explained=frozenset(key for key in walk.explained if key[0] != sid),
        acknowledged=frozenset(m for m in walk.acknowledged if m[0] != sid or m[1] == ONCE),
        verified=without(walk.verified, sid),
        signs=tuple(sign for sign in walk.signs if sign.sid != sid),
        timers=without(walk.timers, sid),
        waits=without(walk.waits, sid),
        children=without(walk.children, sid),
    )


def _without_files(walk: Walk, sid: StepId) -> Walk:
    """The walk in which a step and its parts have no files: the round is for another thing."""
    step = walk.plan.find(sid)
    names = {sid, *(part.sid for part in (walk.plan.work_of(step) if step else ()))}
    return replace(
        walk,
        files={each: found for each, found in walk.files.items() if each not in names},
        forgone=frozenset(each for each in walk.forgone if each[0] not in names),
    )


def _deviated(walk: Walk, event: Deviation) -> Walk:
    deviations = (*walk.deviations, event)
    named = {(event.sid, event.field)} if event.field else set()
    if event.kind == "override":
        return replace(walk, deviations=deviations, forgone=walk.forgone | named)
    return replace(walk, deviations=deviations, explained=walk.explained | named)


def _corrected(walk: Walk, event: ReadingCorrected) -> Walk:
    blank = (event.sid, blank_of(event))
    old = walk.readings.get(blank)
    if old is None:
        return walk
    new = replace(old, value=event.value, within=event.within, stopped=event.stopped)
    return replace(walk, readings={**walk.readings, blank: new})

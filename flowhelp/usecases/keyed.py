"""A walk keyed in from a file of answers: all of it is checked before any of it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce

from flowhelp.content import Step
from flowhelp.errors import FlowhelpError
from flowhelp.execution.watching import nowhere
from flowhelp.ids import RunId
from flowhelp.journal.events import Event, Moment
from flowhelp.usecases.attachments import attach, enclosed, looked_at
from flowhelp.usecases.identity import NotThemselvesError, check_keyed
from flowhelp.usecases.keyed_runs import RUN, StoppedError, run_agreed, to_run
from flowhelp.usecases.keyedfiles import attached, file_of, with_file
from flowhelp.usecases.lines import PAPER, Answer, AnswersError, papers, read_answers
from flowhelp.usecases.onpaper import Paper
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Action, Walk, decide, evolve
from flowhelp.walkthrough.actions import (
    Abandon,
    Acknowledge,
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
    Sign,
    Skip,
    Verify,
)
from flowhelp.walkthrough.blanks import ReasonDemand
from flowhelp.walkthrough.demands import AlertDemand, VerifyDemand, demands
from flowhelp.walkthrough.order import waiting_before
from flowhelp.walkthrough.refusals import OutOfOrderError, SettledError, named
from flowhelp.walkthrough.steering import (
    Accept,
    Again,
    Confirm,
    EndChild,
    EndTimer,
    StartChild,
    StartTimer,
)
from flowhelp.walkthrough.waits import read_wait

__all__ = ["Answer", "AnswersError", "StoppedError", "check", "perform", "read_answers"]

_STEPLESS = frozenset({"leave", "note", "finish", "abandon", "back"})
_SETTLING = frozenset({"done", "skip", "na", "fail", "choose"})


def check(session: WalkSession, answers: Iterable[Answer]) -> None:
    """Nothing, when all answers fit this walk, one after the other; nothing is run.

    Raises:
        AnswersError: One does not; its line is named.
    """
    listed, at, walk = tuple(answers), session.moment(), session.walk
    for answer, paper in zip(listed, papers(listed, at.wall), strict=True):
        walk = _tried(session, walk, answer, paper, at)
    _check_names(session, listed, papers(listed, at.wall))


def perform(
    session: WalkSession, answers: Sequence[Answer], show: Callable[[str], None] = nowhere
) -> Walk:
    """Do what the answers say; at the end the walk is finished, or left.

    Args:
        session: The walk.
        answers: All of them.
        show: Takes what the commands among them print.

    Raises:
        AnswersError: One of them does not fit; nothing was written.
        StoppedError: A command did not end well; what stands before it is kept.
        KeyboardInterrupt: Ctrl-C ended a command; likewise.
    """
    now = session.moment()
    check(session, answers)
    last = Paper()
    for answer, paper in zip(answers, papers(answers, now.wall), strict=True):
        session.mark, last = paper.marked, paper
        try:
            _do(session, answer, paper, show)
        except (StoppedError, KeyboardInterrupt):
            session.perform(Leave())
            raise
    session.mark = last.marked
    if session.walk.ended is None:
        session.perform(Leave() if session.walk.next_step else Finish())
    session.mark = Paper().marked
    return session.walk


def _do(session: WalkSession, answer: Answer, paper: Paper, show: Callable[[str], None]) -> None:
    """Do what one line says."""
    if answer.do == "attach":
        step = named(session.walk, answer.text("step"))
        session.note((attach(session, step, file_of(answer)),))
    for action in _actions(session.walk, answer):
        session.perform(with_file(session.walk, answer, action, partial(enclosed, session)))
    if answer.do == RUN:
        run_agreed(session, answer, paper, show)


def _check_names(
    session: WalkSession, answers: Iterable[Answer], papers_of: Iterable[Paper]
) -> None:
    """Nothing, when every name in the file may come from one."""
    performer = session.walk.actor
    for answer, paper in zip(answers, papers_of, strict=True):
        name = _signer(answer).strip()
        if answer.do in {"sign", "release", "skip"} and name and not paper.keyed_by:
            try:
                check_keyed(session.workspace, name, performer)
            except NotThemselvesError as error:
                raise answer.refused(error.message, error.hint) from error


def _tried(session: WalkSession, walk: Walk, answer: Answer, paper: Paper, at: Moment) -> Walk:
    """The walk after an answer, without writing anything."""
    before = walk
    try:
        if answer.do == "attach":
            walk = evolve(walk, paper.marked(attached(walk, answer, at)))
        for action in _actions(walk, answer):
            whole = with_file(walk, answer, action, looked_at)
            events: Iterable[Event] = map(paper.marked, decide(walk, whole, at=at))
            walk = reduce(evolve, events, walk)
        if answer.do == RUN:
            to_run(session, walk, answer, paper)
    except AnswersError:
        raise
    except FlowhelpError as error:
        raise answer.refused(error.message, error.hint) from error
    if walk == before and answer.do in _SETTLING:
        step = named(walk, answer.text("step"))
        state = walk.state(step.sid).value
        raise answer.refused(SettledError(f"step {step.n} is {state} already").message)
    return walk


def _actions(walk: Walk, answer: Answer) -> list[Action]:
    """What a line means for this walk."""
    other = answer.text("procedure")
    if other and other.rpartition(":")[2] != walk.plan.procedure.id:
        raise answer.refused(f"it is for {other}, and this is {walk.plan.procedure.id}")
    if answer.do == PAPER:
        return []
    if answer.do == "sign" and not answer.text("step") and walk.started and walk.started.unread:
        return [Sign("", _signer(answer))]
    if answer.do in _STEPLESS:
        return [_about_the_walk(answer)]
    name = answer.text("step")
    if not name:
        raise answer.refused(f"{answer.do!r} needs a step", hint='"step": "1"')
    step = named(walk, name)
    earlier = waiting_before(walk, step)
    if earlier is not None and walk.open(step.sid):
        raise OutOfOrderError(step, earlier)
    start: list[Action] = [Open(step.sid)] if _waits(walk, step) else []
    return [*start, *_about_a_step(walk, step, answer)]


def _waits(walk: Walk, step: Step) -> bool:
    return step.sid in walk.plan.places and walk.open(step.sid)


def _about_the_walk(answer: Answer) -> Action:
    step, text, reason = answer.text("step"), answer.text("text"), answer.text("reason")
    match answer.do:
        case "note":
            if not text.strip():
                raise answer.refused("a note needs a text", hint='"text": "…"')
            return Note(text, step)
        case "finish":
            return Finish()
        case "abandon":
            return Abandon(reason)
        case "back":
            return Back(step)
        case _:
            return Leave(reason)


def _about_a_step(walk: Walk, step: Step, answer: Answer) -> list[Action]:
    make = _STEPS.get(answer.do)
    if make is None:
        known = ", ".join(sorted((*_STEPS, *_STEPLESS)))
        raise answer.refused(f"{answer.do!r} is nothing to do", hint=f"one of: {known}")
    agreed = _agreed(walk, step, answer) if answer.do in _AGREEING else []
    return [*agreed, *make(step.sid, answer, answer.text("reason"))]


def _sign(sid: str, answer: Answer, _: str) -> list[Action]:
    part = answer.text("part") or "performer"
    return [Sign(sid, answer.text("by"), answer.text("meaning"), part)]


def _signer(answer: Answer) -> str:
    """The name that is put down; under what changed it may stand as the value, too."""
    whole = answer.do == "sign" and not answer.text("step")
    return answer.text("by") or (answer.text("value") if whole else "")


def _choose(sid: str, answer: Answer, reason: str) -> list[Action]:
    return [Choose(sid, answer.text("choice"), reason)]


def _child(sid: str, answer: Answer, _: str) -> list[Action]:
    """A sub-procedure that has a form, and so a run, of its own."""
    run, name = answer.text("run"), answer.text("child")
    if not run or not name:
        raise answer.refused(
            "'child' needs the procedure and its run", hint='"child": "safety/lockout", "run": "…"'
        )
    outcome = answer.text("outcome") or "completed"
    return [StartChild(sid, RunId(run), name), EndChild(sid, outcome)]


def _skip(sid: str, answer: Answer, reason: str) -> list[Action]:
    return [Skip(sid, reason, answer.text("by"))]


def _release(sid: str, answer: Answer, reason: str) -> list[Action]:
    return [Release(sid, answer.text("by"), reason)]


def _record(sid: str, answer: Answer, reason: str) -> list[Action]:
    """A reading with what it was taken with; `by` names who took one for the second person."""
    by = answer.text("by") if answer.text("field").endswith("@second") else ""
    words = (answer.text("field"), answer.text("value"), reason)
    source = answer.text("source") or "manual"
    return [Record(sid, *words, source, answer.text("instrument"), answer.text("cal_due"), by)]


def _wait(sid: str, answer: Answer, reason: str) -> list[Action]:
    """A wait that lasted as long as the paper says: seconds, or words like `5 min`."""
    text = answer.text("waited")
    wait = read_wait(text if not text.replace(".", "", 1).isdigit() else f"{text} s")
    if wait is None or wait.until is not None:
        raise answer.refused("'wait' needs how long it was", hint='"waited": "5 min"')
    return [StartTimer(sid), EndTimer(sid, reason, wait.required_s)]


def _agreed(walk: Walk, step: Step, answer: Answer) -> list[Action]:
    """What `done` says on paper: messages were read, the check said yes; `run` the first only."""
    found: list[Action] = []
    reason = answer.text("reason")
    for demand in demands(walk, step):
        if isinstance(demand, AlertDemand):
            found.append(Acknowledge(demand.owner, demand.alert))
        elif answer.do == RUN:
            continue
        elif isinstance(demand, VerifyDemand):
            found.append(Verify(step.sid, ok=True))
        elif isinstance(demand, ReasonDemand) and reason:
            found.append(Explain(step.sid, demand.field.name, reason))
    return found


_STEPS: dict[str, Callable[[str, Answer, str], list[Action]]] = {
    "accept": lambda sid, _, reason: [Accept(sid, reason)],
    "again": lambda sid, _, reason: [Again(sid, reason)],
    "attach": lambda *_: [],
    "child": _child,
    "choose": _choose,
    "confirm": lambda sid, *_: [Confirm(sid)],
    "done": lambda sid, _, reason: [Complete(sid, reason)],
    "forgo": lambda sid, answer, reason: [Forgo(sid, answer.text("what"), reason)],
    "fail": lambda sid, _, reason: [Fail(sid, reason)],
    "na": lambda sid, _, reason: [NotApplicable(sid, reason)],
    "record": _record,
    "release": _release,
    RUN: lambda *_: [],
    "sign": _sign,
    "skip": _skip,
    "wait": _wait,
}
_AGREEING = frozenset({"done", "choose", RUN})

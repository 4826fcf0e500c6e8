"""A walk keyed in from a file of answers: all of it is checked before any of it is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from flowhelp.content import Step
from flowhelp.errors import FlowhelpError, InputError
from flowhelp.journal.events import Moment
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
from flowhelp.walkthrough.demands import AlertDemand, ReasonDemand, VerifyDemand, demands
from flowhelp.walkthrough.refusals import OutOfOrderError, SettledError, named
from flowhelp.walkthrough.settling import waiting_before

_STEPLESS = frozenset({"leave", "note", "finish", "abandon", "back"})
_SETTLING = frozenset({"done", "skip", "na", "fail", "choose"})
_EXAMPLE = '{"do": "done", "step": "1"}'
_LATER = frozenset({"run", "attach"})
_LARGEST = 4 * 1024 * 1024


class AnswersError(InputError):
    """A line of the file is no answer, or not one to this walk; nothing was written."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line: what to do, and the words with it."""

    number: int
    do: str
    fields: dict[str, Any]

    def text(self, name: str) -> str:
        """A word of the answer, or nothing.

        Raises:
            AnswersError: It is no text and no number.
        """
        value = self.fields.get(name, "")
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return str(value)
        if not isinstance(value, str):
            raise self.refused(f"{name!r} has to be a text")
        return value

    def refused(self, why: str, hint: str | None = None) -> AnswersError:
        """The error that names this line."""
        return AnswersError(f"line {self.number} of the answers: {why}", hint=hint)


def read_answers(path: Path) -> tuple[Answer, ...]:
    """The answers in a file of JSON lines; empty lines are passed over.

    Raises:
        AnswersError: It cannot be read, or a line of it is no answer.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise AnswersError(f"the answers in {path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise AnswersError(f"the answers in {path} are not UTF-8") from error
    if len(content) > _LARGEST:
        raise AnswersError(f"the answers in {path} are more than {_LARGEST} bytes")
    lines = enumerate(text.split("\n"), start=1)
    return tuple(_answer(number, line) for number, line in lines if line.strip())


def check(walk: Walk, answers: Iterable[Answer], at: Moment) -> None:
    """Nothing, when all answers fit this walk, one after the other.

    Raises:
        AnswersError: One does not; its line is named.
    """
    for answer in answers:
        walk = _tried(walk, answer, at)


def perform(session: WalkSession, answers: Sequence[Answer]) -> Walk:
    """Do what the answers say; at the end the walk is finished, or left.

    Raises:
        AnswersError: One of them does not fit; nothing was written.
    """
    check(session.walk, answers, session.moment())
    for answer in answers:
        for action in _actions(session.walk, answer):
            session.perform(action)
    if session.walk.ended is None:
        session.perform(Leave() if session.walk.next_step else Finish())
    return session.walk


def _tried(walk: Walk, answer: Answer, at: Moment) -> Walk:
    """The walk after an answer, without writing anything."""
    before = walk
    try:
        for action in _actions(walk, answer):
            walk = reduce(evolve, decide(walk, action, at=at), walk)
    except AnswersError:
        raise
    except FlowhelpError as error:
        raise answer.refused(error.message, error.hint) from error
    if walk == before and answer.do in _SETTLING:
        step = named(walk, answer.text("step"))
        state = walk.state(step.sid).value
        raise answer.refused(SettledError(f"step {step.n} is {state} already").message)
    return walk


def _answer(number: int, line: str) -> Answer:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"line {number} of the answers is not JSON ({error})"
        raise AnswersError(message, hint=_EXAMPLE) from error
    do = fields.get("do") if isinstance(fields, dict) else None
    if not isinstance(do, str):
        message = f"line {number} of the answers does not say what to do"
        raise AnswersError(message, hint=_EXAMPLE)
    return Answer(number, do, fields)


def _actions(walk: Walk, answer: Answer) -> list[Action]:
    """What a line means for this walk."""
    other = answer.text("procedure")
    if other and other.rpartition(":")[2] != walk.plan.procedure.id:
        raise answer.refused(f"it is for {other}, and this is {walk.plan.procedure.id}")
    if answer.do in _LATER:
        raise answer.refused(f"{answer.do!r} needs a person at the terminal")
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


def _about_a_step(  # noqa: PLR0911 - one case an action
    walk: Walk, step: Step, answer: Answer
) -> list[Action]:
    sid, reason = step.sid, answer.text("reason")
    match answer.do:
        case "done":
            return [*_agreed(walk, step, reason), Complete(sid)]
        case "choose":
            return [*_agreed(walk, step, reason), Choose(sid, answer.text("choice"))]
        case "skip":
            return [Skip(sid, reason)]
        case "na":
            return [NotApplicable(sid, reason)]
        case "fail":
            return [Fail(sid, reason)]
        case "record":
            return [Record(sid, answer.text("field"), answer.text("value"), reason)]
        case "sign":
            part = answer.text("part") or "performer"
            return [Sign(sid, answer.text("by"), answer.text("meaning"), part)]
        case "release":
            return [Release(sid, answer.text("by"), reason)]
        case _:
            known = "done, skip, na, fail, record, choose, sign, release, note, leave"
            raise answer.refused(f"{answer.do!r} is nothing to do", hint=f"one of: {known}")


def _agreed(walk: Walk, step: Step, reason: str) -> list[Action]:
    """What `done` says on paper: messages were read, the check said yes."""
    found: list[Action] = []
    for demand in demands(walk, step):
        if isinstance(demand, AlertDemand):
            found.append(Acknowledge(demand.owner, demand.alert))
        elif isinstance(demand, VerifyDemand):
            found.append(Verify(step.sid, ok=True))
        elif isinstance(demand, ReasonDemand) and reason:
            found.append(Explain(step.sid, demand.field.name, reason))
    return found

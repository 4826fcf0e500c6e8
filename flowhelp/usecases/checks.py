"""Checks that a command answers, and values that a command suggests.

Both run without a terminal and without input, and never unasked.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flowhelp.content import BlockKind, Command, Label, Param, Step
from flowhelp.errors import RefusedError, UnavailableError
from flowhelp.execution.remote import Remote
from flowhelp.execution.watching import Job, Outcome
from flowhelp.journal.events import Event, Verified
from flowhelp.usecases.origin import origin_of
from flowhelp.usecases.running import NotRunnableError, Offer, offer_of
from flowhelp.walkthrough import decide
from flowhelp.walkthrough.actions import Verify
from flowhelp.walkthrough.waits import read_wait

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession

CHECK_SECONDS = 60.0
"""A single try of a check may take."""

SUGGEST_SECONDS = 5.0
"""The command of `from:` may take."""

MOST_SUGGESTIONS = 200
_LONGEST_SUGGESTION = 200
_MOST_TRIES = 100
_LONGEST_INTERVAL = 600.0
_SPAN = re.compile(r"(`+)([^`\n]+)\1")
_TRIES = re.compile(r"(\d{1,3})\s*(?:times|tries|retries|x|×|mal|fois)\b", re.IGNORECASE)
_EVERY = re.compile(r"(?:every|alle|toutes les)\s+([^,;]+)", re.IGNORECASE)
_RESULTS = {0: "ok", 2: "warning"}


class UntrustedSuggestionError(RefusedError):
    """Values are suggested by commands of trusted libraries only."""


class NoSuggestionError(UnavailableError):
    """The command that lists values did not do so."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check said.

    Attributes:
        result: ok, failed or warning.
        attempts: How many tries it took.
        early: Whether the step was not done yet.
        before: Whether it had said ok before the step was done, so that it proves nothing.
    """

    result: str
    outcome: Outcome
    attempts: int = 1
    early: bool = False
    before: bool = False

    @property
    def proves(self) -> bool:
        """Whether it tells anything about the step."""
        return not (self.before or (self.early and self.result != "failed"))


def check_command(step: Step) -> tuple[Command, Label] | None:
    """The command of a step's first **Verify**, with its label; None for a question.

    A code block is one, and so is a text that is a single code span.
    """
    for label in step.values("verify")[:1]:
        for block in step.blocks:
            if block.kind is BlockKind.CODE and block.text == label.value:
                return Command(block.lang, label.value), label
        span = _SPAN.fullmatch(label.value.strip().rstrip("."))
        if span:
            return Command("", span[2].strip()), label
    return None


def check_offer(session: WalkSession, step: Step) -> Offer | None:
    """What the check of a step would run; None where it is a question to a person."""
    found = check_command(step)
    return offer_of(session, step, found[0], len(step.commands)) if found else None


def check(
    session: WalkSession,
    step: Step,
    offered: Offer,
    *,
    early: bool = False,
    pause: Callable[[float], None] = time.sleep,
) -> Checked:
    """Run a step's check, as often as the page says, and write down what it said.

    Args:
        session: The walk.
        step: Whose check it is.
        offered: What the person was shown and agreed to.
        early: Whether the step is not done yet; what it says then proves nothing.
        pause: Waits that many seconds between tries.

    Raises:
        NotRunnableError: It may not run.
        FlowhelpError: What it said could not be written down.
    """
    tried = attempt(step, offered, early=early, pause=pause)
    return settle(session, step, tried)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a check, before it is written down.

    Attributes:
        outcome: Of the last try.
        attempts: How many there were.
        early: Whether the step was not done yet.
    """

    outcome: Outcome
    attempts: int
    early: bool


def attempt(
    step: Step,
    offered: Offer,
    *,
    early: bool = False,
    pause: Callable[[float], None] = time.sleep,
    remote: Remote | None = None,
) -> Tried:
    """The first part of `check`: it runs, in whatever thread this is called; nothing is written.

    Args:
        step: Whose check it is.
        offered: What the person was shown and agreed to.
        early: As in `check`.
        pause: Waits that many seconds between tries.
        remote: Who may end it; what it says then is nothing to write down.

    Raises:
        NotRunnableError: It may not run.
        NoInterpreterError: Its interpreter or folder is not there.
    """
    from flowhelp.execution.runner import captured

    if offered.refusal or offered.job is None:
        raise NotRunnableError(
            f"the check is not run: {offered.refusal}", hint="look yourself, and answer y or n"
        )
    job = _limited(offered.job, CHECK_SECONDS)
    found = check_command(step)
    tries, interval = (1, 0.0) if early or found is None else repeats(found[1])
    count, outcome = 1, captured(job, remote)
    while outcome.exit not in _RESULTS and count < tries:
        pause(interval)
        if remote is not None and remote.stopped:
            break
        count, outcome = count + 1, captured(job, remote)
    return Tried(outcome, count, early)


def settle(session: WalkSession, step: Step, tried: Tried) -> Checked:
    """The second part: what the check said is on the disk when this returns.

    Raises:
        FlowhelpError: It could not be written down.
    """
    outcome, early = tried.outcome, tried.early
    result = _RESULTS.get(-1 if outcome.exit is None else outcome.exit, "failed")
    before = not early and _was_ok(session, step)
    checked = Checked(result, outcome, tried.attempts, early, before)
    session.note(_facts(session, step, checked))
    return checked


def repeats(label: Label) -> tuple[int, float]:
    """How often a check is tried and how many seconds lie between: `(5 times, every 10 s)`.

    Returns:
        At least one try; the pause is 0 to 600 seconds.
    """
    tries = _TRIES.search(label.arg)
    every = _EVERY.search(label.arg)
    wait = read_wait(every[1]) if every else None
    count = min(max(int(tries[1]), 1), _MOST_TRIES) if tries else 1
    return count, min(wait.required_s, _LONGEST_INTERVAL) if wait else 5.0


def suggestions(session: WalkSession, param: Param) -> tuple[str, ...]:
    """The values that the page's `from:` lists now, in its order, each once.

    Only called when the person asks for it.

    Raises:
        UntrustedSuggestionError: The library is not trusted, or its commands are only shown.
        NoSuggestionError: The command failed, took too long, or needs values itself.
    """
    return suggested(param, suggesting(session, param))


def suggesting(session: WalkSession, param: Param) -> Job:
    """The first part of `suggestions`: what would list the values. Nothing runs.

    Raises:
        UntrustedSuggestionError: The library is not trusted, or its commands are only shown.
        NoSuggestionError: The command needs values itself, or there is none.
    """
    origin = origin_of(session)
    if origin.refusal or not origin.trusted:
        why = origin.refusal or f"{origin.name} is not trusted"
        raise UntrustedSuggestionError(
            f"no values are suggested: {why}",
            hint=None if origin.refusal else f"flowhelp source trust {origin.name}",
        )
    step = session.walk.next_step or session.walk.plan.steps[0]
    offered = offer_of(session, step, Command("", param.source), 0)
    if offered.refusal or offered.job is None or not param.source:
        raise NoSuggestionError(f"{param.name} has no suggestions: {offered.refusal or 'no from'}")
    return _limited(offered.job, SUGGEST_SECONDS)


def suggested(param: Param, job: Job, remote: Remote | None = None) -> tuple[str, ...]:
    """The second part: runs it, in whatever thread this is called.

    Raises:
        NoSuggestionError: The command failed, or took too long.
    """
    from flowhelp.execution.runner import captured

    outcome = captured(job, remote)
    if outcome.exit != 0:
        how = "took too long" if outcome.ended == "timeout" else "failed"
        raise NoSuggestionError(
            f"the command that lists values for {param.name} {how}", hint="type the value"
        )
    lines = dict.fromkeys(line.strip() for line in outcome.text.splitlines())
    fit = (line for line in lines if line.isprintable() and 0 < len(line) <= _LONGEST_SUGGESTION)
    return tuple(fit)[:MOST_SUGGESTIONS]


def _limited(job: Job, seconds: float) -> Job:
    return replace(job, seconds=min(job.seconds or seconds, seconds), grace=1.0)


def _was_ok(session: WalkSession, step: Step) -> bool:
    """Whether the last early check of the step said ok, since it was opened last."""
    if not session.kept:
        return False
    said = False
    for recorded in session.workspace.journal.read(session.walk.run):
        event = recorded.event
        if isinstance(event, Verified) and event.sid == step.sid and event.early:
            said = event.result != "failed"
    return said


def _facts(session: WalkSession, step: Step, checked: Checked) -> tuple[Event, ...]:
    """The facts that follow; the engine says what a check that failed brings about."""
    at = session.moment()
    if checked.early:
        return (
            Verified(
                run=session.walk.run,
                at=at,
                sid=step.sid,
                result=checked.result,
                method="exit",
                exit=checked.outcome.exit,
                early=True,
            ),
        )
    facts = decide(session.walk, Verify(step.sid, checked.result != "failed"), at=at)
    return tuple(
        replace(
            fact,
            result=checked.result,
            method="exit",
            exit=checked.outcome.exit,
            attempt=checked.attempts,
        )
        if isinstance(fact, Verified)
        else fact
        for fact in facts
    )

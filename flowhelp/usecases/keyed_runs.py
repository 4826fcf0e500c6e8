"""Commands that a file of answers runs: what the person has agreed to for good, and nothing else.

Nobody is there to be asked. So a line may only say that the time has come for
something that was agreed to at a terminal before, to the byte, in a library that is
trusted, and that is not dangerous. It runs without a terminal and without input.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from flowhelp.content import Step
from flowhelp.errors import FlowhelpError, InputError, RefusedError
from flowhelp.usecases.lines import Answer
from flowhelp.usecases.onpaper import Paper
from flowhelp.usecases.running import Offer, offer, run_unattended
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.demands import ReleaseDemand, demands
from flowhelp.walkthrough.order import playable
from flowhelp.walkthrough.refusals import NotReadyError, SettledError
from flowhelp.walkthrough.walk import SETTLED

RUN = "run"
"""What such a line does."""


class NotAgreedError(RefusedError):
    """Somebody would have to be asked before the command runs."""


class StoppedError(InputError):
    """A command did not end well, and the keying stopped there; what stands before it is kept."""


def to_run(session: WalkSession, walk: Walk, answer: Answer, paper: Paper) -> Offer:
    """What a line would run at that point of the walk. Nothing runs, and nothing is written.

    Args:
        session: The walk, or a rehearsal of it.
        walk: As it is when the line's turn has come.
        answer: The line; `index` says which of several commands, counted from 1, else the first.
        paper: What the paper says of it.

    Raises:
        NotAgreedError: It was not agreed to for good, or cannot be.
        FlowhelpError: It does not fit the walk, or cannot run at all.
    """
    if paper.at is not None or paper.keyed_by:
        raise answer.refused(
            "a command runs now, and not when it stands on paper",
            hint="leave the line out; a remark can tell how it ended on that day",
        )
    step = playable(walk, answer.text("step"))
    if walk.state(step.sid) in SETTLED:
        raise SettledError(
            f"step {step.n} is {walk.state(step.sid).value} already",
            hint=f'take it up again first: {{"do": "back", "step": "{step.n}"}}',
        )
    held = next((each for each in demands(walk, step) if isinstance(each, ReleaseDemand)), None)
    if held is not None:
        raise NotReadyError(step, held)
    then = copy(session)
    then.walk = walk
    offered = offer(then, step, _index(answer))
    _agreed_to(then, step, offered)
    return offered


def run_agreed(
    session: WalkSession, answer: Answer, paper: Paper, show: Callable[[str], None]
) -> None:
    """Run what a line says; how it ended is on the disk when this returns.

    Args:
        session: The walk; of a rehearsal nothing is run.
        answer: The line, which was checked before.
        paper: What the paper says of it.
        show: Takes what is run, and what that prints.

    Raises:
        StoppedError: It may not run any more, or did not end with status 0.
        KeyboardInterrupt: Ctrl-C ended it; that is written down.
    """
    try:
        offered = to_run(session, session.walk, answer, paper)
        if session.rehearses:
            return
        show(f"$ {offered.prepared.script.decode('utf-8', 'replace')}\n")
        ran = run_unattended(session, offered, show)
    except FlowhelpError as error:
        raise _stopped(session, answer, error.message) from error
    if ran.outcome.ended == "interrupt":
        raise KeyboardInterrupt
    if not ran.good:
        code = ran.outcome.exit
        how = f"status {code}" if ran.outcome.ended == "exit" else ran.outcome.ended
        raise _stopped(session, answer, f"the command ended with {how}")


def _index(answer: Answer) -> int:
    """Which of the step's commands, counted from 0."""
    text = answer.text("index") or "1"
    if not (text.isascii() and text.isdigit() and int(text[:9])):
        raise answer.refused(f"'index' counts the commands from 1, and is {text!r}")
    return int(text[:9]) - 1


def _agreed_to(session: WalkSession, step: Step, offered: Offer) -> None:
    """Nothing, where a person has agreed to exactly this for good."""
    page = session.doc.id if session.doc else session.walk.plan.procedure.id
    at_terminal = f"walk it once at a terminal: flowhelp walk {page}, then r at step {step.n}"
    if offered.prepared.missing:
        hint = " ".join(f"--set {name}=VALUE" for name in offered.prepared.missing)
        raise NotAgreedError(f"the command is not run: {offered.refusal}", hint=hint)
    if offered.refusal:
        raise NotAgreedError(f"the command is not run: {offered.refusal}", hint=at_terminal)
    if offered.dangers:
        raise NotAgreedError(
            f"the command is asked for each time: {offered.dangers[0]}", hint=at_terminal
        )
    if not offered.can_keep:
        raise NotAgreedError("nothing is agreed to for good in a CI", hint=at_terminal)
    if not offered.known:
        raise NotAgreedError(
            "nobody has agreed to the command for good", hint=f"{at_terminal}, and answer a"
        )


def _stopped(session: WalkSession, answer: Answer, why: str) -> StoppedError:
    return StoppedError(
        f"line {answer.number} of the answers: {why}",
        hint=f"what stands before it is kept: flowhelp resume {session.walk.run[-8:]}",
    )

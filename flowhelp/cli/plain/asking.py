"""The questions a step asks, one by one; each answer is written down at once."""

from __future__ import annotations

from flowhelp.cli import output
from flowhelp.cli.plain import around, attaching, blanks, reading, signing, steering, view
from flowhelp.cli.plain.commands import run_check
from flowhelp.content import Alert, BlockKind, Label, Step
from flowhelp.errors import FlowhelpError, InputError, RefusedError
from flowhelp.ids import StepId
from flowhelp.typeset.styles import Style
from flowhelp.usecases.attachments import left
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Action
from flowhelp.walkthrough.actions import (
    Acknowledge,
    Choose,
    Complete,
    Verify,
)
from flowhelp.walkthrough.attaching import AttachDemand
from flowhelp.walkthrough.blanks import ReadingDemand, ReasonDemand
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.demands import (
    AlertDemand,
    ChoiceDemand,
    Demand,
    ReleaseDemand,
    SignDemand,
    VerifyDemand,
    demands,
)
from flowhelp.walkthrough.drift import DriftDemand, UnreadDemand
from flowhelp.walkthrough.loops import RoundDemand
from flowhelp.walkthrough.plan import choices, jump
from flowhelp.walkthrough.second import is_second
from flowhelp.walkthrough.waits import WaitDemand

_YES = {"y", "yes"}
_NO = {"n", "no"}


def attempt(session: WalkSession, action: Action) -> bool:
    """Do it and show what it settled; a refusal is said and changes nothing."""
    before = session.walk
    try:
        after = session.perform(action)
    except FlowhelpError as error:
        if not _is_refusal(error):
            raise
        output.line(f"No: {error.message}.", style=Style.WARNING)
        if error.hint:
            output.line(f"    {error.hint}", style=Style.DIM)
        return False
    view.changes(before, after)
    return True


def messages(session: WalkSession, step: Step) -> None:
    """Show every safety message that has to be read now, and have it acknowledged."""
    for demand in demands(session.walk, step):
        if isinstance(demand, AlertDemand):
            _message(session, demand.owner, demand.alert)


def settle(session: WalkSession, step: Step) -> None:
    """Ask what the step still asks for, and call it done when all was answered."""
    while session.walk.ended is None and session.walk.open(step.sid):
        missing = left(session, step, demands(session.walk, step))
        if not missing:
            why = steering.why_again(session, step, jump(session.walk.plan, step))
            if why is not None:
                attempt(session, Complete(step.sid, why))
            return
        if not _asked(session, step, missing[0]):
            return


def typed_value(session: WalkSession, step: Step, typed: str) -> bool:
    """Take words as the value of the blank that is asked for next; whether there is one."""
    missing = demands(session.walk, step)
    if not (typed and missing and isinstance(missing[0], ReadingDemand)):
        return False
    if blanks.take(session, step, missing[0].field, typed, attempt):
        settle(session, step)
    return True


def _asked(  # noqa: C901, PLR0911 - one case a demand
    session: WalkSession, step: Step, demand: Demand
) -> bool:
    """Ask one question; whether to go on with the next one."""
    match demand:
        case AlertDemand(owner=owner, alert=alert):
            return _message(session, owner, alert)
        case ReleaseDemand():
            return signing.release(session, step, demand)
        case ReadingDemand(field=field):
            return blanks.fill(session, step, field, attempt)
        case ReasonDemand(field=field) if is_second(field):
            return signing.explanation(session, step, demand)
        case ReasonDemand(field=field):
            return blanks.judge(session, step, field, attempt)
        case AttachDemand():
            return attaching.ask(session, step, demand, attempt)
        case VerifyDemand():
            return _verification(session, step, demand)
        case SignDemand():
            return signing.signature(session, step, demand)
        case ChoiceDemand(edges=edges):
            typed = output.prompt(f"Which one, 1 to {len(edges)}? ").strip()
            if typed:
                choose(session, step, typed)
            return False
        case UnreadDemand():
            return reading.ask(session)
        case WaitDemand() | RoundDemand() | ChildDemand() | DriftDemand():
            return steering.ask(session, step, demand, attempt)


def choose(session: WalkSession, step: Step, typed: str) -> bool:
    """Take a way on; one that leads back once more than it should asks why."""
    numbered = enumerate(choices(session.walk.plan, step), start=1)
    word = typed.strip().casefold()
    way = next((w for n, w in numbered if word in {str(n), w.text.strip().casefold()}), None)
    why = steering.why_again(session, step, way)
    return why is not None and attempt(session, Choose(step.sid, typed, why))


def _message(session: WalkSession, owner: StepId, message: Alert) -> bool:
    view.alert(message)
    output.prompt(f"{view.INDENT}Press Enter when you have read it. ")
    return attempt(session, Acknowledge(owner, message))


def _verification(session: WalkSession, step: Step, demand: VerifyDemand) -> bool:
    checked = run_check(session, step)
    if checked is not None and checked.proves:
        if checked.result == "failed":
            around.failing(session.walk, step)
        return checked.result != "failed"
    question = _question(session, step, demand.label)
    while True:
        typed = output.prompt(f"{question} y/n: ").strip().lower()
        if typed in _YES:
            return attempt(session, Verify(step.sid, ok=True))
        if typed in _NO:
            attempt(session, Verify(step.sid, ok=False))
            around.failing(session.walk, step)
            return False
        output.line("Please type y or n.")


def _question(session: WalkSession, step: Step, label: Label) -> str:
    """What is asked about a check: whether its command succeeded, or whether it is so."""
    codes = [block.text for block in step.blocks if block.kind is BlockKind.CODE]
    if any(label.value.strip() == code.strip() for code in codes):
        return "Did the check succeed?"
    words = " ".join(view.worded(session.walk, label.value).split())
    return f"Check: {words} Is it so?" if words else "Is it so?"


def _is_refusal(error: FlowhelpError) -> bool:
    return isinstance(error, InputError | RefusedError)

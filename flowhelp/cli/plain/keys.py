"""What the keys of a plain walk do, one function a key."""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.cli import output
from flowhelp.cli.plain import around, attaching, signing, view
from flowhelp.cli.plain.asking import attempt, settle
from flowhelp.cli.plain.commands import copy, run_check, run_one
from flowhelp.cli.plain.leaving import Left, reason
from flowhelp.content import Step
from flowhelp.typeset.styles import Style
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough.actions import (
    Abandon,
    Back,
    Fail,
    NotApplicable,
    Note,
    RollBack,
    Skip,
)
from flowhelp.walkthrough.advice import can_roll_back
from flowhelp.walkthrough.order import from_memory
from flowhelp.walkthrough.plan import waivable
from flowhelp.walkthrough.steering import Confirm, HandOver

HELP = (
    ("Enter, d", "done"),
    ("s", "skip it, with a reason"),
    ("n", "it does not apply"),
    ("f", "it failed"),
    ("b", "back to the step before"),
    ("r", "run its command, after you have seen it"),
    ("c", "copy its commands, and print them alone"),
    ("a", "attach a file or a photo"),
    ("v", "run its check before you begin, to see whether that tells anything"),
    ("o", "a remark for the author of the page"),
    ("?", "this list"),
    ("q", "leave; everything is kept"),
    ("handover", "let another person go on"),
    ("abandon", "give the walk up for good"),
)
"""Key → what it does."""


def _skip(session: WalkSession, step: Step) -> None:
    if session.walk.use == "continuous" and not step.optional:
        signing.skip(session, step)
        return
    free = step.optional or session.walk.use != "reference"
    why = "" if free else reason("Why is it skipped? (Enter to stay)")
    if free or why:
        attempt(session, Skip(step.sid, why))


def _not_applicable(session: WalkSession, step: Step) -> None:
    free = waivable(step) or session.walk.use != "reference"
    why = "" if free else reason("Why does it not apply? (Enter to stay)")
    if free or why:
        attempt(session, NotApplicable(step.sid, why))


def _fail(session: WalkSession, step: Step) -> None:
    why = reason("What went wrong? (Enter to stay)")
    if not why and session.walk.use != "information":
        return
    if attempt(session, Fail(step.sid, why)):
        around.failing(session.walk, step, why)
        if step.sid in session.walk.failures and session.walk.use != "continuous":
            output.line("b goes back to it; otherwise the walk goes on.", style=Style.DIM)


def _back(session: WalkSession, step: Step) -> None:
    del step
    attempt(session, Back())


def _remark(session: WalkSession, step: Step) -> None:
    text = reason("Remark for the author:")
    if text and attempt(session, Note(text, step.sid)):
        output.line("Noted.")


def _help(session: WalkSession, step: Step) -> None:
    del step
    output.line()
    for key, words in HELP:
        output.spans((f"  {key:<9}", Style.NUMBER), words)
    if from_memory(session.walk):
        output.spans(("  all      ", Style.NUMBER), "everything in this list is done")
    if can_roll_back(session.walk):
        output.spans(("  rollback ", Style.NUMBER), "undo: leave the steps for the rollback")
    output.line()
    view.overview(session.walk)
    output.line()


def _roll_back(session: WalkSession, step: Step) -> None:
    del step
    attempt(session, RollBack())


def abandon(session: WalkSession, step: Step | None) -> None:
    """Give the walk up for good, with a reason."""
    del step
    why = reason("Why is the walk given up? (Enter to stay)")
    if why:
        attempt(session, Abandon(why))


def _leave(session: WalkSession, step: Step) -> None:
    del session, step
    raise Left


def _run(session: WalkSession, step: Step) -> None:
    run_one(session, step)


def _look_first(session: WalkSession, step: Step) -> None:
    if run_check(session, step, early=True) is None:
        output.line(f"Step {step.n} has no check that was run.")


def _attach(session: WalkSession, step: Step) -> None:
    typed = output.prompt("Which file? (Enter to stay) ").strip()
    if typed:
        attaching.attached(session, step, typed)


def _hand_over(session: WalkSession, step: Step) -> None:
    del step
    known = signing.somebody(session, "Who goes on? (Enter to stay) ", None)
    if known is None:
        return
    why = reason("Anything to say with it?")
    if attempt(session, HandOver(known.person, why)):
        output.line(f"From here on it is done by {known.person.name}.")


def _all(session: WalkSession, step: Step) -> None:
    attempt(session, Confirm(step.sid))


KEYS: dict[str, Callable[[WalkSession, Step], None]] = {
    "": settle,
    "d": settle,
    "done": settle,
    "s": _skip,
    "n": _not_applicable,
    "f": _fail,
    "b": _back,
    "r": _run,
    "run": _run,
    "c": copy,
    "a": _attach,
    "v": _look_first,
    "o": _remark,
    "?": _help,
    "h": _help,
    "q": _leave,
    "quit": _leave,
    "rollback": _roll_back,
    "handover": _hand_over,
    "all": _all,
    "abandon": abandon,
}

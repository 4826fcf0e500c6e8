"""A walk from the first prompt to the last."""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.cli import output
from flowhelp.cli.plain import view
from flowhelp.cli.plain.asking import attempt, messages, reason, settle, typed_value
from flowhelp.cli.styles import Style
from flowhelp.content import Role, Step
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.actions import (
    Abandon,
    Back,
    Choose,
    Fail,
    Finish,
    Leave,
    NotApplicable,
    Note,
    RollBack,
    Skip,
)
from flowhelp.walkthrough.plan import choices, waivable

_HELP = (
    ("Enter, d", "done"),
    ("s", "skip it, with a reason"),
    ("n", "it does not apply"),
    ("f", "it failed"),
    ("b", "back to the step before"),
    ("c", "print its commands alone, for copying"),
    ("o", "a remark for the author of the page"),
    ("?", "this list"),
    ("q", "leave; everything is kept"),
    ("abandon", "give the walk up for good"),
)


class _Left(Exception):  # noqa: N818 - no failure: the person goes away
    """The person leaves the walk."""


def walk_plainly(session: WalkSession) -> Walk:
    """Walk with a person at a line terminal, until the end or until she leaves.

    Raises:
        KeyboardInterrupt: Ctrl-C; the walk was left, and how to go on was said.
    """
    try:
        while session.walk.ended is None:
            session.open_next()
            step = session.walk.next_step
            if step is None or _stuck(session.walk, step):
                _end(session, step)
            else:
                _step(session, step)
    except (_Left, EOFError):
        leave(session)
    except KeyboardInterrupt:
        output.line()
        leave(session)
        raise
    else:
        summary(session)
    return session.walk


def leave(session: WalkSession) -> None:
    """Leave the walk, and say how to go on."""
    session.perform(Leave())
    settled, total = session.walk.count
    output.line()
    if session.kept:
        output.line(f"Left at {settled} of {total}; everything is kept.")
        output.line(f"Go on with: flowhelp resume {session.walk.run[-8:]}")
    else:
        output.line("Left. Nothing was recorded.")


def summary(session: WalkSession) -> None:
    """Write how the walk ended."""
    walk = session.walk
    if walk.ended is None:
        return
    words = walk.ended.outcome.replace("_", " ")
    good = walk.ended.outcome == "completed"
    output.line()
    output.line(
        f"The walk is over: {words}{f', {walk.ended.word}' if walk.ended.word else ''}.",
        style=Style.GOOD if good else Style.WARNING,
    )
    for deviation in walk.deviations:
        step = walk.plan.find(deviation.sid)
        kind = deviation.kind.replace("_", " ")
        output.line(f"  {step.n if step else deviation.sid}: {kind}: {deviation.reason}")
    if session.kept:
        output.line(f"The record: flowhelp log {walk.run[-8:]}", style=Style.DIM)


def _stuck(walk: Walk, step: Step) -> bool:
    """Whether a failed step blocks the way, and has been shown already."""
    return walk.use == "continuous" and step.sid in walk.failures


def _step(session: WalkSession, step: Step) -> None:
    """Show a step and do with it what the person says, until another one is next."""
    view.place(session.walk, step)
    messages(session, step)
    view.page_step(session.walk, step)
    asked = bool(choices(session.walk.plan, step))
    while session.walk.ended is None and session.walk.next_step == step:
        question = "Answer" if asked else "Done?"
        free = ", n does not apply" if waivable(step) else ""
        typed = output.prompt(f"{question} (Enter{free}, ? for help): ").strip()
        if asked and _is_answer(session, step, typed):
            attempt(session, Choose(step.sid, typed))
            return
        before = session.walk.trail
        _key(session, step, typed)
        if session.walk.trail != before:
            return


def _is_answer(session: WalkSession, step: Step, typed: str) -> bool:
    ways = choices(session.walk.plan, step)
    words = {way.text.strip().casefold() for way in ways}
    return typed.isdigit() or (len(typed) > 1 and typed.casefold() in words)


def _key(session: WalkSession, step: Step, key: str) -> None:
    """Do what a key says."""
    action = _KEYS.get(key.lower())
    if action is None and not typed_value(session, step, key):
        output.line(f"{key!r} is no key here; ? shows them.")
    elif action is not None:
        action(session, step)


def _skip(session: WalkSession, step: Step) -> None:
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
        view.failing(session.walk, step)
        if step.sid in session.walk.failures and session.walk.use != "continuous":
            output.line("b goes back to it; otherwise the walk goes on.", style=Style.DIM)


def _back(session: WalkSession, step: Step) -> None:
    del step
    attempt(session, Back())


def _remark(session: WalkSession, step: Step) -> None:
    text = reason("Remark for the author:")
    if text and attempt(session, Note(text, step.sid)):
        output.line("Noted.")


def _copy(session: WalkSession, step: Step) -> None:
    view.commands(session.walk, step)


def _help(session: WalkSession, step: Step) -> None:
    del step
    output.line()
    for key, words in _HELP:
        output.spans((f"  {key:<9}", Style.NUMBER), words)
    if _has_rollback(session.walk):
        output.spans(("  rollback ", Style.NUMBER), "undo: leave the steps for the rollback")
    output.line()
    view.overview(session.walk)
    output.line()


def _roll_back(session: WalkSession, step: Step) -> None:
    del step
    attempt(session, RollBack())


def _abandon(session: WalkSession, step: Step | None) -> None:
    del step
    why = reason("Why is the walk given up? (Enter to stay)")
    if why:
        attempt(session, Abandon(why))


def _leave(session: WalkSession, step: Step) -> None:
    del session, step
    raise _Left


def _has_rollback(walk: Walk) -> bool:
    return not walk.rollback and any(step.role is Role.ROLLBACK for step in walk.plan.steps)


def _end(session: WalkSession, step: Step | None) -> None:
    """Nothing is left to do, or a failed step blocks the way."""
    output.line()
    if step is None:
        output.line("Nothing is left to do.")
        question = "Enter finishes, b goes back, q leaves: "
    else:
        output.line(f"Step {step.n} failed, and nothing may be passed over.", style=Style.WARNING)
        undo = ", rollback undoes" if _has_rollback(session.walk) else ""
        question = f"b tries it again, finish ends as failed{undo}, q leaves: "
    typed = output.prompt(question).strip().lower()
    if typed == "finish" or (not typed and step is None):
        attempt(session, Finish())
    elif typed in {"q", "quit"}:
        raise _Left
    elif typed in {"b", "back"}:
        attempt(session, Back())
    elif typed == "rollback":
        attempt(session, RollBack())
    elif typed == "abandon":
        _abandon(session, None)
    elif typed == "?":
        view.overview(session.walk)


_KEYS: dict[str, Callable[[WalkSession, Step], None]] = {
    "": settle,
    "d": settle,
    "done": settle,
    "s": _skip,
    "n": _not_applicable,
    "f": _fail,
    "b": _back,
    "c": _copy,
    "o": _remark,
    "?": _help,
    "h": _help,
    "q": _leave,
    "quit": _leave,
    "rollback": _roll_back,
    "abandon": _abandon,
}

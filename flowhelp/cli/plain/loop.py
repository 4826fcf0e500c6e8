"""A walk from the first prompt to the last."""

from __future__ import annotations

from flowhelp.cli import output
from flowhelp.cli.plain import around, reading, view
from flowhelp.cli.plain.asking import attempt, choose, messages, settle, typed_value
from flowhelp.cli.plain.children import enter
from flowhelp.cli.plain.keys import KEYS, abandon
from flowhelp.cli.plain.leaving import Deeper, Left
from flowhelp.cli.plain.params import ask_for
from flowhelp.content import Step
from flowhelp.typeset.heads import ended_lines
from flowhelp.typeset.styles import Style
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.actions import Back, Finish, Leave, RollBack
from flowhelp.walkthrough.advice import can_roll_back
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.plan import choices, waivable


def walk_plainly(session: WalkSession) -> Walk:
    """Walk with a person at a line terminal, until the end or until she leaves.

    Raises:
        KeyboardInterrupt: Ctrl-C; the walk was left, and how to go on was said.
    """
    try:
        while session.walk.ended is None:
            if session.walk.unread is not None:
                reading.ask(session)
            session.open_next()
            step = session.walk.next_step
            if step is None or _stuck(session.walk, step):
                _end(session, step)
            else:
                _step(session, step)
    except (Left, EOFError):
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
    if session.parent is None:  # else the walk around it says how to go on
        told_how_to_go_on(session)


def told_how_to_go_on(session: WalkSession) -> None:
    """Write where a walk was left, and what takes it up again."""
    settled, total = session.walk.count
    output.line()
    if not session.kept:
        output.line("Left. Nothing was recorded.")
    elif not session.head:
        output.line("Left. It is in a journal that was put aside; flowhelp doctor says where.")
    else:
        output.line(f"Left at {settled} of {total}; everything is kept.")
        output.line(f"Go on with: flowhelp resume {session.walk.run[-8:]}")


def summary(session: WalkSession) -> None:
    """Write how the walk ended."""
    walk = session.walk
    if walk.ended is None:
        return
    output.line()
    for line in ended_lines(walk, output.width()):
        output.spans(*line)
    if session.kept:
        output.line(f"The record: flowhelp log {walk.run[-8:]}", style=Style.DIM)


def _stuck(walk: Walk, step: Step) -> bool:
    """Whether a failed step blocks the way, and has been shown already."""
    return walk.use == "continuous" and step.sid in walk.failures


def _step(session: WalkSession, step: Step) -> None:
    """Show a step and do with it what the person says, until another one is next."""
    ask_for(session, step)
    if session.walk.next_step != step:
        return  # an answer showed that it does not apply
    view.place(session.walk, step)
    around.mind(session.walk, step)
    around.clock(session)
    around.from_here(session.walk, step)
    messages(session, step)
    view.page_step(session.walk, step)
    asked = bool(choices(session.walk.plan, step))
    if session.walk.child is not None and session.walk.child[0] == step.sid:
        _act(session, step, "")  # it was left in the middle of the other procedure
    while session.walk.ended is None and session.walk.next_step == step:
        question = "Answer" if asked else "Done?"
        free = ", n does not apply" if waivable(step) else ""
        typed = output.prompt(f"{question} (Enter{free}, ? for help): ").strip()
        if asked and _is_answer(session, step, typed):
            choose(session, step, typed)
            return
        before = session.walk.trail
        _act(session, step, typed)
        if session.walk.trail != before:
            return


def _is_answer(session: WalkSession, step: Step, typed: str) -> bool:
    ways = choices(session.walk.plan, step)
    words = {way.text.strip().casefold() for way in ways}
    return typed.isdigit() or (len(typed) > 1 and typed.casefold() in words)


def _act(session: WalkSession, step: Step, typed: str) -> None:
    """Do what a key says; where that asks for another procedure, walk it and go on."""
    try:
        _key(session, step, typed)
    except Deeper as deeper:
        asked: ChildDemand | None = deeper.asked
        while asked is not None and enter(session, step, asked, walk_plainly):
            asked = _still_asked(session, step)


def _still_asked(session: WalkSession, step: Step) -> ChildDemand | None:
    """Goes on with a step; what other procedure it asks for, or None."""
    try:
        settle(session, step)
    except Deeper as deeper:
        return deeper.asked
    return None


def _key(session: WalkSession, step: Step, key: str) -> None:
    """Do what a key says."""
    action = KEYS.get(key.lower())
    if action is None and not typed_value(session, step, key):
        output.line(f"{key!r} is no key here; ? shows them.")
    elif action is not None:
        action(session, step)


def _end(session: WalkSession, step: Step | None) -> None:
    """Nothing is left to do, or a failed step blocks the way."""
    output.line()
    if step is None:
        output.line("Nothing is left to do.")
        question = "Enter finishes, b goes back, q leaves: "
    else:
        output.line(f"Step {step.n} failed, and nothing may be passed over.", style=Style.WARNING)
        undo = ", rollback undoes" if can_roll_back(session.walk) else ""
        question = f"b tries it again, finish ends as failed{undo}, q leaves: "
    typed = output.prompt(question).strip().lower()
    if typed == "finish" or (not typed and step is None):
        attempt(session, Finish())
    elif typed in {"q", "quit"}:
        raise Left
    elif typed in {"b", "back"}:
        attempt(session, Back())
    elif typed == "rollback":
        attempt(session, RollBack())
    elif typed == "abandon":
        abandon(session, None)
    elif typed == "?":
        view.overview(session.walk)
    elif typed:
        output.line(f"{typed!r} is no key here; ? shows the steps.")

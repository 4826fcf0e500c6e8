"""Running what a step shows, and the command of its check, at a line terminal.

What would run is shown first, to the byte, with the values it gets; nothing runs before the
person has said yes to exactly that. Ctrl-C reaches the program and not the walk.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from flowhelp.cli import output
from flowhelp.cli.plain import view
from flowhelp.cli.plain.params import ask_for
from flowhelp.content import Step
from flowhelp.errors import FlowhelpError
from flowhelp.execution.clipboard import copied, osc52
from flowhelp.typeset.offered import checked_lines, offer_lines, ran_lines
from flowhelp.typeset.styles import Line, Style
from flowhelp.usecases.checks import Checked, check, check_offer
from flowhelp.usecases.running import Offer, Screen, offer, run, unknown
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough.filling import filled

_YES = {"y", "yes"}


def run_one(session: WalkSession, step: Step) -> bool:
    """Run a command of the step, if the person says yes; whether one ran and ended well."""
    index = _which(step)
    if index is None:
        return False
    offered = offer(session, step, index)
    if offered.prepared.missing:
        ask_for(session, step, again=True)
        offered = offer(session, step, index)
    shown(offered)
    if session.rehearses:
        view.say("Only tried: it is not run.", Style.DIM, indent=view.INDENT)
        return False
    agreed = _agreed(offered)
    if not agreed:
        return False
    output.line()
    try:
        ran = run(session, offered, screen(), always=agreed == "always")
    except FlowhelpError as error:
        _refused(error)
        return False
    output.line()
    _put(ran_lines(ran))
    return ran.good


def run_check(session: WalkSession, step: Step, *, early: bool = False) -> Checked | None:
    """Run the check of the step, if it has one that runs and the person says yes.

    Args:
        session: The walk.
        step: Whose check it is.
        early: Whether the step is not done yet: what it says then proves nothing.
    """
    offered = check_offer(session, step)
    if offered is None or not offered.may_run or session.rehearses:
        return None
    view.say("Its check:", Style.DIM, indent=view.INDENT)
    shown(offered)
    if not _agreed(offered):
        return None
    try:
        checked = check(session, step, offered, early=early)
    except FlowhelpError as error:
        _refused(error)
        return None
    for line in checked.outcome.text.splitlines()[-_MOST_LINES:]:
        output.line(f"{view.INDENT}  {line}", style=Style.DIM)
    _put(checked_lines(checked))
    return checked


def copy(session: WalkSession, step: Step) -> None:
    """Put the commands of a step into the clipboard, and write them with nothing beside them."""
    view.commands(session.walk, step)
    text = "\n".join(filled(each.text, session.walk.params) for each in step.commands)
    if not text:
        return
    if copied(text, session.workspace.env):
        output.line("They are in the clipboard.", style=Style.DIM)
    elif output.terminal() and (sequence := osc52(text)):
        output.passed(sequence)
        output.line("They are in the clipboard, where the terminal allows that.", style=Style.DIM)


def left_open(session: WalkSession) -> None:
    """Say of which commands nobody knows how they ended; they are not run again by themselves."""
    for sid, index in unknown(session):
        step = session.walk.plan.find(sid)
        if step is not None and index < len(step.commands):
            first = step.commands[index].text.split("\n")[0]
            output.line(f"Step {step.n}: nobody knows how this ended: {first}", style=Style.WARNING)


def shown(offered: Offer) -> None:
    """Write what would run: where, with what, and what speaks against it."""
    output.line()
    _put(offer_lines(offered, output.width()))


def screen() -> Screen:
    """The terminal at which the person sits."""
    return Screen(
        output.passed, sys.stdin.fileno() if output.interactive() else None, real=output.terminal()
    )


_MOST_LINES = 12


def _which(step: Step) -> int | None:
    """The place of the command that is meant; None where there is none, or she thinks better."""
    count = len(step.commands)
    if count == 0:
        output.line(f"Step {step.n} has no command.")
        return None
    if count == 1:
        return 0
    for number, command in enumerate(step.commands, start=1):
        first, *more = command.text.split("\n")
        dots = " …" if more else ""
        output.spans((f"{view.INDENT}{number}  ", Style.NUMBER), (first + dots, Style.COMMAND))
    typed = output.prompt(f"Which one, 1 to {count} (Enter stays)? ").strip()
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= count):
        return None
    return int(typed) - 1


def _agreed(offered: Offer) -> str:
    """`once` or `always` where the person says yes; empty where she does not."""
    if not offered.may_run:
        return ""
    if offered.known:
        view.say("You said yes to this for good.", Style.DIM, indent=view.INDENT)
        return "once"
    always = ", a: yes, and always to exactly this" if offered.can_keep else ""
    if offered.yes_by_default:
        typed = output.prompt(f"Run it? (Enter: yes, n: no{always}) ").strip().lower()
        yes = typed in _YES | {""}
    else:
        typed = output.prompt(f"Run it? (Enter: no, y: yes{always}) ").strip().lower()
        yes = typed in _YES
    if always and typed == "a":
        return "always"
    return "once" if yes else ""


def _put(lines: Iterable[Line]) -> None:
    for line in lines:
        output.spans(*line)


def _refused(error: FlowhelpError) -> None:
    output.line(f"No: {error.message}.", style=Style.WARNING)
    if error.hint:
        output.line(f"    {error.hint}", style=Style.DIM)

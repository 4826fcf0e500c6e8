"""Running what a step shows, and the command of its check.

What would run is shown first, to the byte, with the values it gets; nothing runs before the
person has said yes to exactly that. Ctrl-C reaches the program and not the walk.
"""

from __future__ import annotations

from flowhelp.content import Step
from flowhelp.errors import FlowhelpError
from flowhelp.tui.clipboard import copy
from flowhelp.tui.flows import params
from flowhelp.tui.flows.desk import Desk
from flowhelp.tui.saying import refuse
from flowhelp.typeset.offered import checked_lines, offer_lines
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.walked import INDENT
from flowhelp.usecases.checks import Checked, check_offer
from flowhelp.usecases.running import Offer, offer
from flowhelp.walkthrough.filling import filled

_WIDTH = 70
_MOST_LINES = 12


async def run_one(desk: Desk, step: Step) -> bool:
    """Run a command of the step, if the person says yes; whether one ran and ended well."""
    index = await _which(desk, step)
    if index is None:
        return False
    try:
        offered = offer(desk.session, step, index)
        if offered.prepared.missing:
            await params.ask_for(desk, step, again=True)
            offered = offer(desk.session, step, index)
    except FlowhelpError as error:
        refuse(desk.app, error)
        return False
    agreed = await _agreed(desk, offered)
    if not agreed:
        return False
    return await desk.run(offered, always=agreed == "always")


async def run_check(desk: Desk, step: Step, *, early: bool = False) -> Checked | None:
    """Run the check of the step, if it has one that runs and the person says yes.

    Args:
        desk: The walk.
        step: Whose check it is.
        early: Whether the step is not done yet: what it says then proves nothing.
    """
    offered = check_offer(desk.session, step)
    if offered is None or not offered.may_run or desk.session.rehearses:
        return None
    if not await _agreed(desk, offered, "Its check:"):
        return None
    checked = await desk.check(step, offered, early=early)
    if checked is None:
        return None
    shown: list[Line] = [
        ((f"{INDENT}{line}", Style.DIM),)
        for line in checked.outcome.text.splitlines()[-_MOST_LINES:]
    ]
    await desk.confirm("The check ran.", [*shown, *checked_lines(checked)], yes="Go on",
                       no="Close", default="yes")  # fmt: skip
    return checked


async def look_first(desk: Desk, step: Step) -> None:
    """Run the check of a step before it is done, to see whether it tells anything."""
    if await run_check(desk, step, early=True) is None:
        desk.app.notify(f"Step {step.n} has no check that was run.")


async def copy_all(desk: Desk, step: Step) -> None:
    """Put the commands of a step into the clipboard."""
    text = "\n".join(filled(each.text, desk.walk.params) for each in step.commands)
    if text:
        await copy(desk.app, text, desk.session.workspace.env)
    else:
        desk.app.notify(f"Step {step.n} has no command.")


async def _which(desk: Desk, step: Step) -> int | None:
    """The place of the command that is meant; None where there is none, or she thinks better."""
    if not step.commands:
        desk.app.notify(f"Step {step.n} has no command.")
        return None
    if len(step.commands) == 1:
        return 0
    firsts = [filled(each.text, desk.walk.params).split("\n") for each in step.commands]
    words = [f"{lines[0]}{' …' if lines[1:] else ''}" for lines in firsts]
    return await desk.choose("Which command?", words)


async def _agreed(desk: Desk, offered: Offer, title: str = "Run it?") -> str:
    """`yes` or `always` where the person says so; empty where she does not."""
    lines = tuple(offer_lines(offered, _WIDTH))
    if desk.session.rehearses and offered.may_run:
        lines = (*lines, (("Only tried: it is not run.", Style.DIM),))
    if not offered.may_run or desk.session.rehearses:
        await desk.confirm("The command", lines, yes="Close", no="Back", default="yes")
        return ""
    if offered.known:
        lines = (*lines, (("You said yes to this for good.", Style.DIM),))
    more = (("always", "Always exactly this"),) if offered.can_keep and not offered.known else ()
    default = "yes" if offered.yes_by_default or offered.known else "no"
    return await desk.confirm(title, lines, yes="Run it", no="No", more=more, default=default)

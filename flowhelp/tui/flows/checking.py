"""The question or the command by which a step is verified."""

from __future__ import annotations

from flowhelp.content import BlockKind, Label, Step
from flowhelp.tui.flows import around, commands
from flowhelp.tui.flows.desk import Desk
from flowhelp.typeset.walked import worded
from flowhelp.walkthrough.actions import Verify
from flowhelp.walkthrough.demands import VerifyDemand


async def verification(desk: Desk, step: Step, demand: VerifyDemand) -> bool:
    """Have a check answered, by its command where it has one; whether it said yes."""
    checked = await commands.run_check(desk, step)
    if checked is not None and checked.proves:
        if checked.result == "failed":
            await around.failing(desk, step)
        return checked.result != "failed"
    said = await desk.confirm(
        _question(desk, step, demand.label), yes="Yes", no="No", no_id="no", default=""
    )
    if said == "yes":
        return desk.attempt(Verify(step.sid, ok=True))
    if said == "no" and desk.attempt(Verify(step.sid, ok=False)):
        await around.failing(desk, step)
    return False


def _question(desk: Desk, step: Step, label: Label) -> str:
    """What is asked about a check: whether its command succeeded, or whether it is so."""
    codes = [block.text for block in step.blocks if block.kind is BlockKind.CODE]
    if any(label.value.strip() == code.strip() for code in codes):
        return "Did the check succeed?"
    words = " ".join(worded(desk.walk, label.value).split())
    return f"Check: {words} Is it so?" if words else "Is it so?"

"""**Undo** labels as steps of the rollback, the last one first (FORMAT.md §6.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flowhelp.content import Block, BlockKind, Command, Label, Role, Step
from flowhelp.ids import StepId

PREFIX = "undo-"
_SPAN = re.compile(r"`([^`\n]+)`\.?")


def undo_steps(steps: Sequence[Step], *, offered: bool) -> tuple[Step, ...]:
    """One step for every step that can be undone, in reverse order.

    Args:
        steps: What there is to do, in order.
        offered: Whether they may be left out, because the page has a rollback of its own.
    """
    taken = {step.sid for step in steps}
    found = []
    for step in reversed(steps):
        sid = StepId(PREFIX + step.sid)
        label = next(iter(step.values("undo")), None)
        if label is not None and label.value.strip() and sid not in taken:
            found.append(_undo(step, sid, label, offered=offered))
    return tuple(found)


def undone_by(step: Step) -> StepId | None:
    """The step that a generated step takes back; None for a step of the page."""
    made = step.role is Role.ROLLBACK and step.line == 0 and step.sid.startswith(PREFIX)
    return StepId(step.sid.removeprefix(PREFIX)) if made else None


def _undo(step: Step, sid: StepId, label: Label, *, offered: bool) -> Step:
    code = next(
        (
            block
            for block in step.blocks
            if block.kind is BlockKind.CODE and block.text.strip() == label.value.strip()
        ),
        None,
    )
    span = _SPAN.fullmatch(label.value.strip())
    title = f"Undo step {step.n}: {step.title}"
    if code is not None:
        commands: tuple[Command, ...] = (Command(code.lang, code.text),)
        blocks = (Block(BlockKind.CODE, code.text, code.lang),)
    else:
        commands = (Command("", span[1].strip()),) if span else ()
        blocks = (Block(BlockKind.TEXT, label.value),)
    return Step(
        sid,
        f"U{step.n}",
        title,
        Role.ROLLBACK,
        text=title,
        optional=offered,
        part=step.part,
        blocks=blocks,
        commands=commands,
    )

"""The frame around the main steps: checks before, the close-out after, the way back, trouble."""

from __future__ import annotations

from flowhelp.content.drafting import Drafting
from flowhelp.content.joining import Draft, joined
from flowhelp.content.lists import any_item_list, commands_in, is_step_list
from flowhelp.content.model import Kind, Role
from flowhelp.content.sections import Outline


def framed(outline: Outline, n: int) -> list[Draft]:
    """The drafts of a part that is not main; none where it only tells something.

    Before and after: every item counts, bullets too; before, one without a
    command is a task. Rollback and trouble: numbered items, else the part as
    one step where it has commands.
    """
    part = outline.parts[n]
    drafting = Drafting(outline)
    if part.role in {Role.BEFORE, Role.AFTER}:
        return _checks(outline, n)
    if part.role not in {Role.ROLLBACK, Role.TROUBLE}:
        return []
    if drafting.joined(n).steps:
        return drafting.items(n)
    return [drafting.heading(n)] if commands_in(part.blocks) else []


def _checks(outline: Outline, n: int) -> list[Draft]:
    part = outline.parts[n]
    found = joined(part.blocks, any_item_list, is_step_list, every=True)
    if not found.steps:
        return [Drafting(outline).heading(n)] if commands_in(part.blocks) else []
    for step in found.steps:
        step.phase, step.part = part.title, n
        if part.role is Role.BEFORE and step.kind is Kind.STEP and not commands_in(step.body):
            step.kind = Kind.TASK
    found.steps[0].body[:0] = found.lead
    return found.steps

"""How a walk ends at an **End**, and whether a scenario was passed."""

from __future__ import annotations

from dataclasses import dataclass

from flowhelp.content import PageType, Role, Step
from flowhelp.content.scenario import ending
from flowhelp.walkthrough.applies import Judged, judged
from flowhelp.walkthrough.walk import ROLLED_BACK, Walk

_LOST = frozenset({"fail", "failed", "lost", "durchgefallen", "échec"})


@dataclass(frozen=True, slots=True)
class Close:
    """What the record will say.

    Attributes:
        word: The word of the ending that was reached.
        outcome: As `RunEnded` has it.
        reason: The condition that was not met, with its values, or empty.
    """

    word: str
    outcome: str
    reason: str = ""


def last_word(walk: Walk) -> str:
    """The word of an ending that no **End** names; empty where there is nothing to add.

    A rollback that was given up half way did not take back what was done, so it has none.
    """
    undone = walk.next_step is None and not any(
        step.sid in walk.failures for step in walk.plan.steps if step.role is Role.ROLLBACK
    )
    return ROLLED_BACK if walk.rollback and undone else ""


def close_at(walk: Walk, step: Step) -> Close | None:
    """How the walk ends once `step` is done; None when it goes on.

    The first ending whose condition does not fail is reached. Where all fail, or
    the condition cannot be judged, the walk has failed.
    """
    missed: list[Judged | str] = []
    for label in step.values("end"):
        found = ending(label.value)
        if not found.when:
            lost = walk.plan.procedure.type is PageType.SCENARIO and found.word.casefold() in _LOST
            return Close(found.word, "failed" if lost else walk.outcome)
        judgement = judged(walk, step, found.when)
        if judgement is not None and judgement.holds:
            return Close(found.word, walk.outcome)
        missed.append(judgement or found.when)
    if not missed:
        return None
    reasons = (each if isinstance(each, str) else each.reason for each in missed)
    return Close("fail", "failed", "; ".join(reasons))

"""What the page offers when something went wrong, and what has to be minded meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flowhelp.content import Block, BlockKind, Edge, Label, Role, Section, Step
from flowhelp.walkthrough.plan import failure
from flowhelp.walkthrough.walk import SETTLED, State, Walk

_WORD = re.compile(r"[^\W_]{3,}")
_UNTIL_STEP = re.compile(
    r"[\s,(]*\b(?:until|till|bis|jusqu['’]à)\s+(?:step|schritt|(?:l['’])?étape)\s+"
    r"([A-Za-z]?\d[\w.]*)[\s).]*",
    re.IGNORECASE,
)
_COMMON = frozenset(
    "and are but can for from has have into its not one out step that the then there this was "
    "when which will with you your der die das den ein eine ist mit nicht oder und von les des "
    "est pas pour une".split()
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a troubleshooting table, as (heading, cell) pairs.

    Attributes:
        fits: Whether it shares a word with the step or with what went wrong.
    """

    cells: tuple[tuple[str, str], ...]
    fits: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """What to offer after a failure, in this order.

    Attributes:
        if_not: The **If not** labels of the step and of those around it.
        way: The step that the page leads to then, or None.
        rows: Troubleshooting rows, those that fit first.
        sections: Troubleshooting in words.
        rollback: Whether the rollback can be entered.
        escalate: Contact cards, those of the step first, then all of the page.
    """

    if_not: tuple[Label, ...]
    way: Edge | None
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    rollback: bool
    escalate: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Banner:
    """Something to mind while other steps are done.

    Attributes:
        step: The step that says so.
        text: What.
        until: Number of the step with which it ends, or empty for the end of the walk.
    """

    step: Step
    text: str
    until: str


def advice(walk: Walk, step: Step, words: str = "") -> Advice:
    """What the page offers when `step` did not work.

    Args:
        walk: The walk as it stands.
        step: The step.
        words: What went wrong, as the person says it; chooses the rows that fit.
    """
    near = (step, *reversed(walk.plan.ancestors(step.sid)))
    own = [label for each in near for label in each.values("escalate")]
    every = [label for each in walk.plan.procedure.walked() for label in each.values("escalate")]
    about = _words(" ".join((step.title, words, *(field.label for field in step.fields))))
    trouble = [each for each in walk.plan.procedure.sections if each.role is Role.TROUBLE]
    rows = [row for each in trouble for block in each.blocks for row in _rows(block, about)]
    return Advice(
        if_not=tuple(label for each in near for label in each.values("if not")),
        way=failure(step),
        rows=tuple(sorted(rows, key=lambda row: not row.fits)),
        sections=tuple(each for each in trouble if _in_words(each)),
        rollback=can_roll_back(walk),
        escalate=tuple(dict.fromkeys((*own, *every))),
    )


def can_roll_back(walk: Walk) -> bool:
    """Whether there is something to take back, and the walk is not doing that already."""
    if walk.rollback:
        return False
    undoable = (walk.plan.undoes(step) for step in walk.plan.steps if step.role is Role.ROLLBACK)
    return any(base is None or walk.state(base) is State.DONE for base in undoable)


def banners(walk: Walk) -> tuple[Banner, ...]:
    """What has to be minded now: from the step that says so until the one it names, or the end."""
    found = []
    for step in (*walk.plan.steps, *walk.plan.groups):
        for label in step.values("throughout"):
            ends = _UNTIL_STEP.search(label.value)
            text = label.value
            until = ends[1].rstrip(".") if ends else ""
            if ends:
                text = (text[: ends.start()] + " " + text[ends.end() :]).strip()
            if _begun(walk, step) and not _over(walk, until):
                found.append(Banner(step, text or label.value, until))
    return tuple(found)


def _begun(walk: Walk, step: Step) -> bool:
    if walk.ended is not None:
        return False
    live = {State.OPEN, State.DONE, State.FAILED}
    parts = walk.plan.work_of(step)
    if step.sid not in walk.plan.places:
        return any(walk.state(part.sid) in live for part in parts)
    return walk.state(step.sid) in live


def _over(walk: Walk, until: str) -> bool:
    last = walk.plan.find(until) if until else None
    if last is None:
        return False
    parts = walk.plan.work_of(last) or (last,)
    return all(walk.state(part.sid) in SETTLED for part in parts)


def _rows(block: Block, about: frozenset[str]) -> Iterator[Row]:
    if block.kind is not BlockKind.TABLE:
        return
    lines = [line for line in block.text.splitlines() if line.strip()]
    heads = _cells(lines[0]) if lines else []
    for line in lines[2:]:
        cells = tuple(zip(heads, _cells(line), strict=False))
        yield Row(cells, bool(about & _words(" ".join(cell for _, cell in cells))))


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", inner)]


def _in_words(section: Section) -> bool:
    return any(block.kind is not BlockKind.TABLE for block in section.blocks)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text)) - _COMMON

"""A step of a walk as lines: where it stands, its messages, what to do, what it asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from flowhelp.content import Alert, Block, BlockKind, Edge, Role, Section, Step
from flowhelp.content.labels import label_at
from flowhelp.content.variants import not_for
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.page import page
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.words import inline
from flowhelp.walkthrough import State, Walk
from flowhelp.walkthrough.demands import CRITICAL, SERIOUS
from flowhelp.walkthrough.filling import filled
from flowhelp.walkthrough.plan import READ, choices
from flowhelp.walkthrough.readings import expected
from flowhelp.walkthrough.readings import shown as value_words
from flowhelp.walkthrough.second import is_second

INDENT = "   "
MARKS = {
    State.TODO: " ",
    State.OPEN: "◯",
    State.DONE: "⊘",
    State.NA: "–",
    State.SKIPPED: "»",
    State.FAILED: "✗",
}
"""Place-keeping: a circle around the step at hand, a slash through what is done."""

_WORKED = {Role.BEFORE, Role.MAIN, Role.AFTER, Role.ROLLBACK}
_SYSTEM = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
_COACH = ("why", "key point")
_ARROWS = ("→", "->", "=>")
_IRREVERSIBLE = "What this step does cannot easily be undone. Read all of it first."


def where(walk: Walk, step: Step) -> str:
    """Where in the walk a step stands: `Step 3 of 13 · Close out`."""
    settled, total = walk.count
    around = walk.plan.ancestors(step.sid)
    under = around[0].title if around else step.phase
    place = f"Step {min(settled + 1, total)} of {total}"
    if walk.plan.nodes:
        place = f"Step {step.n}"
    return f"{place} · {under}" if under else place


def above(walk: Walk, step: Step, width: int, *, targets: bool = True) -> Iterator[Line]:
    """What is written above a step on the page, and belongs to no step before it.

    Args:
        walk: As it stands.
        step: Which step.
        width: Columns.
        targets: As for `step_lines`.
    """
    if step.sid == READ:
        sections = walk.plan.procedure.sections
        yield from _sections(walk, sections, width, titled=True, targets=targets)
        return
    lines = [each.line for each in walk.plan.procedure.walked() if each.line < step.line]
    last = max(lines, default=0)
    between = (each for each in walk.plan.procedure.sections if last < each.line <= step.line)
    worked = (each for each in between if each.role in _WORKED)
    yield from _sections(walk, worked, width, titled=False, targets=targets)
    for group in walk.plan.ancestors(step.sid):
        if group in walk.plan.groups and walk.plan.work_of(group)[0].sid == step.sid:
            yield from step_lines(walk, group, width, targets=targets)
            yield ()


def _sections(
    walk: Walk, sections: Iterable[Section], width: int, *, titled: bool, targets: bool
) -> Iterator[Line]:
    for section in sections:
        if titled and section.title:
            yield ()
            yield ((section.title, Style.HEADING),)
        for block in section.blocks:
            yield ()
            yield from _block(walk, block, set(), width, targets=targets)
        if section.blocks:
            yield ()


def alert_lines(message: Alert, width: int) -> Iterator[Line]:
    """A safety message, so that nobody takes it for a step."""
    serious = message.signal in SERIOUS | {CRITICAL}
    style = Style.DANGER if serious else Style.WARNING
    yield ()
    if message.signal == CRITICAL:
        yield (("! CRITICAL STEP", style),)
        yield from wrapped([(_IRREVERSIBLE, None)], width)
        return
    text = message.text.lstrip("* ")
    named = text.upper().startswith(message.signal)
    if not named:
        yield ((f"! {message.signal}", style),)
    for number, line in enumerate(page(message.text, width - len(INDENT))):
        first: Span = ("!  ", style) if number == 0 and named else (INDENT, None)
        yield (first, *line)


def step_lines(  # noqa: PLR0913 (how it is to be shown)
    walk: Walk,
    shown: Step,
    width: int,
    *,
    asked: bool = True,
    coach: bool = True,
    targets: bool = True,
) -> Iterator[Line]:
    """A step: what to do, its detail, its commands, what to expect.

    Args:
        walk: As it stands; values that are known stand in the text.
        shown: The step.
        width: Columns.
        asked: Whether also what it asks for: its blanks, and its answers with their numbers.
        coach: Whether also its **Why** and **Key point**; else only that there are some.
        targets: Whether where a link leads is written behind it.
    """
    mark: list[Span] = [(f"{shown.n}. ", Style.NUMBER)]
    text = shown.text or shown.title
    title = [
        (part, style or Style.STRONG) for part, style in inline(worded(walk, text), targets=targets)
    ]
    yield from wrapped(title, width, first=mark, rest=[(INDENT, None)])
    if shown.optional:
        yield ((f"{INDENT}Optional.", Style.DIM),)
    for message in shown.alerts:
        if message.signal not in SERIOUS | {"CAUTION"}:
            yield from alert_lines(message, width)
    yield from _detail(walk, shown, width, coach=coach, targets=targets)
    if asked:
        yield from _asked(walk, shown)


def _detail(walk: Walk, shown: Step, width: int, *, coach: bool, targets: bool) -> Iterator[Line]:
    starts = {command.text.split("\n")[0] for command in shown.commands}
    others = not_for((block.variant for block in shown.blocks), _SYSTEM)
    for block in shown.blocks:
        if not coach and _coaches(block):
            continue
        if block.variant not in others and not _shown_elsewhere(walk, shown, block):
            yield ()
            yield from _block(walk, block, starts, width, targets=targets)
    names = [name for name in _COACH if shown.values(name)]
    if names and not coach:
        yield ()
        yield ((f"{INDENT}{' and '.join(names).capitalize()}: w shows it.", Style.DIM),)
    indent: list[Span] = [(INDENT, None)]
    for other in others:
        words = f"{other}: flowhelp show {walk.plan.procedure.id}#{shown.n}"
        yield from wrapped([(words, Style.DIM)], width, first=indent, rest=indent)


def _coaches(block: Block) -> bool:
    """Whether a block is a label that teaches and asks for nothing."""
    found = label_at(block.text) if block.kind is BlockKind.LABEL else None
    return found is not None and found.key in _COACH


def _asked(walk: Walk, shown: Step) -> Iterator[Line]:
    """What a step will ask for: its blanks, and its answers with their numbers."""
    if shown.fields:
        yield ()
    for field in (field for field in shown.fields if not is_second(field)):
        wanted, label = expected(field), field.label or field.name
        name = f"{INDENT}To record: {label}"
        if field.formula:
            found = walk.readings.get((shown.sid, field.name))
            name = f"{INDENT}Calculated: {label} = {field.formula}"
            name += f" = {value_words(found.value, field.unit)}" if found else ""
        yield ((f"{name} ({wanted})" if wanted else name, None),)
    for number, way in enumerate(choices(walk.plan, shown), start=1):
        if number == 1:
            yield ()
        yield (f"{INDENT}{number}  ", Style.NUMBER), (answer_words(way), None)


def answer_words(way: Edge) -> str:
    """An answer of a decision; one that leads out of the page says where to."""
    outside = way.target and not way.target.startswith("#")
    return f"{way.text} ({way.target})" if outside else way.text


def worded(walk: Walk, text: str) -> str:
    """Words of the page with the values that are known."""
    return filled(text, walk.params, code=False)


def _shown_elsewhere(walk: Walk, shown: Step, block: Block) -> bool:
    """Whether a block is written in another form: a message, a question, the answers."""
    if block.kind is BlockKind.ALERT or block.text.strip() == shown.text.strip():
        return True
    lines = [line for line in block.text.splitlines() if line.strip()]
    if block.kind is BlockKind.LABEL:
        flag = block.text.strip("* ").casefold().startswith("critical step")
        return flag or (bool(shown.fields) and block.text.casefold().startswith("**record"))
    answers = bool(choices(walk.plan, shown)) and block.kind is BlockKind.TEXT
    return answers and all(any(arrow in line for arrow in _ARROWS) for line in lines)


def _block(
    walk: Walk, block: Block, starts: set[str], width: int, *, targets: bool = True
) -> Iterator[Line]:
    if block.variant and block.kind is BlockKind.CODE:
        yield ((f"{INDENT}{block.variant}:", Style.DIM),)
    if block.kind is BlockKind.CODE:
        shown = filled(block.text, walk.params).split("\n")
        for line, written in zip(shown, block.text.split("\n"), strict=False):
            typed = written.strip() in starts
            yield (INDENT, None), ("$ " if typed else "  ", Style.DIM), (line, Style.COMMAND)
    elif block.kind is BlockKind.OUTPUT:
        for line in block.text.split("\n"):
            yield ((f"{INDENT}  {line}", Style.DIM),)
    else:
        for laid_out in page(worded(walk, block.text), width - len(INDENT), targets=targets):
            yield (INDENT, None), *laid_out

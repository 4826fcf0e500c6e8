"""What a walk looks like in lines of text: one step, its messages, the whole list."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from flowhelp.cli import output
from flowhelp.cli.layout import wrapped
from flowhelp.cli.page import inline, page
from flowhelp.cli.styles import Line, Span, Style
from flowhelp.content import Alert, Block, BlockKind, Edge, Role, Section, Step
from flowhelp.content.variants import not_for
from flowhelp.journal.events import Reading
from flowhelp.walkthrough import State, Walk
from flowhelp.walkthrough.demands import CRITICAL, SERIOUS
from flowhelp.walkthrough.figures import CALCULATED
from flowhelp.walkthrough.filling import filled
from flowhelp.walkthrough.plan import READ, choices
from flowhelp.walkthrough.readings import expected
from flowhelp.walkthrough.second import is_second
from flowhelp.walkthrough.walk import SETTLED

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

_WORDS = {State.NA: "does not apply", State.SKIPPED: "skipped", State.FAILED: "failed"}
_WORKED = {Role.BEFORE, Role.MAIN, Role.AFTER, Role.ROLLBACK}
_SYSTEM = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
_ARROWS = ("→", "->", "=>")


def header(walk: Walk, *, kept: bool) -> None:
    """Write what is walked, and how."""
    procedure = walk.plan.procedure
    total = walk.count[1]
    steps = "1 step" if total == 1 else f"{total} steps"
    if walk.plan.nodes:
        steps = "a tree of questions"
    output.line(procedure.title, style=Style.TITLE)
    parts = [procedure.id, steps, f"{walk.use} use", f"run {walk.run[-8:]}"]
    output.line(
        " · ".join(parts if kept else [*parts[:-1], "nothing is recorded"]), style=Style.DIM
    )
    if walk.use == "continuous":
        say("Follow it step by step; nothing is skipped.")
    for param in procedure.params:
        value = walk.params.get(param.name)
        if value is not None:
            output.line(f"{param.name} = {value}")
    missing = [param.name for param in procedure.params if param.name not in walk.params]
    if missing:
        names = ", ".join(missing)
        say(f"Without a value yet: {names}. They are asked for when they are needed.", Style.DIM)


def place(walk: Walk, step: Step) -> None:
    """Write where in the walk a step stands, and what is written above it on the page."""
    settled, total = walk.count
    around = walk.plan.ancestors(step.sid)
    under = around[0].title if around else step.phase
    where = f"Step {min(settled + 1, total)} of {total}"
    if walk.plan.nodes:
        where = f"Step {step.n}"
    output.line()
    output.line(f"{where} · {under}" if under else where, style=Style.DIM)
    if step.sid == READ:
        _sections(walk, walk.plan.procedure.sections, titled=True)
        return
    lines = [each.line for each in walk.plan.procedure.walked() if each.line < step.line]
    above = max(lines, default=0)
    between = (each for each in walk.plan.procedure.sections if above < each.line <= step.line)
    _sections(walk, (each for each in between if each.role in _WORKED), titled=False)
    for group in around:
        if group in walk.plan.groups and walk.plan.work_of(group)[0].sid == step.sid:
            page_step(walk, group)
            output.line()


def _sections(walk: Walk, sections: Iterable[Section], *, titled: bool) -> None:
    """Write the text of sections that belongs to no step."""
    for section in sections:
        if titled and section.title:
            output.line()
            output.line(section.title, style=Style.HEADING)
        for block in section.blocks:
            output.line()
            _block(walk, block, set())
        if section.blocks:
            output.line()


def alert(message: Alert) -> None:
    """Write a safety message, so that nobody takes it for a step."""
    serious = message.signal in SERIOUS | {CRITICAL}
    style = Style.DANGER if serious else Style.WARNING
    output.line()
    if message.signal == CRITICAL:
        output.line("! CRITICAL STEP", style=style)
        say("What this step does cannot easily be undone. Read all of it first.")
        return
    text = message.text.lstrip("* ")
    if not text.upper().startswith(message.signal):
        output.line(f"! {message.signal}", style=style)
    for number, line in enumerate(page(message.text, output.width() - len(INDENT))):
        named = number == 0 and text.upper().startswith(message.signal)
        output.spans(("!  ", style) if named else INDENT, *line)


def page_step(walk: Walk, shown: Step) -> None:
    """Write a step: what to do, its detail, its commands, what to expect."""
    mark: list[Span] = [(f"{shown.n}. ", Style.NUMBER)]
    text = shown.text or shown.title
    title = [(part, style or Style.STRONG) for part, style in inline(worded(walk, text))]
    for line in wrapped(title, output.width(), first=mark, rest=[(INDENT, None)]):
        output.spans(*line)
    if shown.optional:
        output.line(f"{INDENT}Optional.", style=Style.DIM)
    for message in shown.alerts:
        if message.signal not in SERIOUS | {"CAUTION"}:
            alert(message)
    commands = {command.text.split("\n")[0] for command in shown.commands}
    others = not_for((block.variant for block in shown.blocks), _SYSTEM)
    for block in shown.blocks:
        if block.variant not in others and not _shown_elsewhere(walk, shown, block):
            output.line()
            _block(walk, block, commands)
    for other in others:
        say(f"{other}: flowhelp show {walk.plan.procedure.id}#{shown.n}", Style.DIM, indent=INDENT)
    _asked(walk, shown)


def _asked(walk: Walk, shown: Step) -> None:
    """Write what a step will ask for: its blanks, and its answers with their numbers."""
    if shown.fields:
        output.line()
    for field in (field for field in shown.fields if not is_second(field)):
        wanted, label = expected(field), field.label or field.name
        name = f"{INDENT}To record: {label}"
        if field.formula:
            found = walk.readings.get((shown.sid, field.name))
            name = f"{INDENT}Calculated: {label} = {field.formula}"
            name += f" = {measured(found)}" if found else ""
        output.line(f"{name} ({wanted})" if wanted else name)
    for number, way in enumerate(choices(walk.plan, shown), start=1):
        if number == 1:
            output.line()
        output.spans((f"{INDENT}{number}  ", Style.NUMBER), _answer(way))


def commands(walk: Walk, shown: Step) -> None:
    """Write the commands of a step as they are to be typed, and nothing else in their lines."""
    if not shown.commands:
        output.line(f"Step {shown.n} has no command.")
    for command in shown.commands:
        output.line(filled(command.text, walk.params), style=Style.COMMAND)


def changes(before: Walk, after: Walk) -> None:
    """Write what an action settled or opened; every line is on the disk by now."""
    away: list[Step] = []
    again: list[Step] = []
    _calculated(before, after)
    for shown in (*after.plan.steps, *after.plan.groups):
        old, new = before.state(shown.sid), after.state(shown.sid)
        if new is State.TODO and old is not new:
            again.append(shown)
        elif new is State.NA and shown.sid in after.elsewhere and old is not new:
            away.append(shown)
        elif new in SETTLED and old is not new:
            _tick(after, shown, new)
    if away:
        output.line(f"– {_numbers(away)} on the other path", style=Style.DIM)
    if again:
        output.line(f"◯ {_numbers(again)} to be done again", style=Style.DIM)
    for branch in after.path[len(before.path) :]:
        target = after.plan.find(branch.to) if branch.to else None
        if target is not None:
            output.line(f"→ on to step {target.n}", style=Style.DIM)
        elif branch.target:
            output.line(f"→ continued in {branch.target}", style=Style.DIM)


def measured(reading: Reading) -> str:
    """A value with its unit."""
    value = reading.value
    return f"{value:.15g} {reading.unit}".rstrip() if isinstance(value, float) else f"{value}"


def _calculated(before: Walk, after: Walk) -> None:
    """Write the values that were calculated, or calculated again."""
    for blank, reading in after.readings.items():
        if reading.source == CALCULATED and before.readings.get(blank) != reading:
            label = reading.label or reading.name
            output.line(f"{label} = {measured(reading)}, calculated.", style=Style.GOOD)


def _tick(walk: Walk, shown: Step, state: State) -> None:
    word = f" ({_WORDS[state]})" if state in _WORDS else ""
    style = Style.WARNING if word else Style.GOOD
    output.spans((MARKS[state], style), f" {shown.n}. {worded(walk, shown.title)}{word}")


def overview(walk: Walk) -> None:
    """Write all steps with their marks."""
    played = {each.sid for each in walk.in_play}
    for shown in walk.plan.procedure.walked():
        if shown.sid in walk.plan.places and shown.sid not in played:
            continue
        known = shown.sid in walk.plan.places or shown in walk.plan.groups
        if known:
            depth = "  " * shown.n.count(".")
            held = " (held)" if shown.sid in walk.held else ""
            mark = MARKS[walk.state(shown.sid)]
            output.line(f"  {mark} {depth}{shown.n}. {worded(walk, shown.title)}{held}")


def worded(walk: Walk, text: str) -> str:
    """Words of the page with the values that are known."""
    return filled(text, walk.params, code=False)


def _answer(way: Edge) -> str:
    outside = way.target and not way.target.startswith("#")
    return f"{way.text} ({way.target})" if outside else way.text


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


def _block(walk: Walk, block: Block, starts: set[str]) -> None:
    if block.variant and block.kind is BlockKind.CODE:
        output.line(f"{INDENT}{block.variant}:", style=Style.DIM)
    if block.kind is BlockKind.CODE:
        shown = filled(block.text, walk.params).split("\n")
        for line, written in zip(shown, block.text.split("\n"), strict=False):
            typed = written.strip() in starts
            output.spans(INDENT, ("$ " if typed else "  ", Style.DIM), (line, Style.COMMAND))
    elif block.kind is BlockKind.OUTPUT:
        for line in block.text.split("\n"):
            output.line(f"{INDENT}  {line}", style=Style.DIM)
    else:
        _lines(page(worded(walk, block.text), output.width() - len(INDENT)))


def _numbers(steps: Iterable[Step]) -> str:
    found = [shown.n for shown in steps]
    return f"step {found[0]}" if len(found) == 1 else f"steps {', '.join(found)}"


def say(text: str, style: Style | None = None, *, indent: str = "") -> None:
    """Write words on as many lines as they take, each so far to the right."""
    around: list[Span] = [(indent, None)] if indent else []
    for line in wrapped([(text, style)], output.width(), first=around, rest=around):
        output.spans(*line)


def _lines(lines: Iterator[Line]) -> None:
    for line in lines:
        output.spans(INDENT, *line)

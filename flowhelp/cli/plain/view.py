"""What a walk looks like in lines of text: one step, its messages, the whole list."""

from __future__ import annotations

from collections.abc import Iterable

from flowhelp.cli import output
from flowhelp.content import Alert, Step
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.walked import (
    INDENT,
    MARKS,
    above,
    alert_lines,
    step_lines,
    where,
    worded,
)
from flowhelp.walkthrough import State, Walk
from flowhelp.walkthrough.figures import CALCULATED
from flowhelp.walkthrough.filling import filled
from flowhelp.walkthrough.readings import shown as shown_value
from flowhelp.walkthrough.walk import SETTLED

__all__ = [
    "INDENT",
    "MARKS",
    "alert",
    "changes",
    "commands",
    "header",
    "overview",
    "page_step",
    "place",
    "say",
    "worded",
]

_WORDS = {State.NA: "does not apply", State.SKIPPED: "skipped", State.FAILED: "failed"}


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
    output.line()
    output.line(where(walk, step), style=Style.DIM)
    _put(above(walk, step, output.width()))


def alert(message: Alert) -> None:
    """Write a safety message, so that nobody takes it for a step."""
    _put(alert_lines(message, output.width()))


def page_step(walk: Walk, shown: Step) -> None:
    """Write a step: what to do, its detail, its commands, what to expect."""
    _put(step_lines(walk, shown, output.width()))


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


def _calculated(before: Walk, after: Walk) -> None:
    """Write the values that were calculated, or calculated again."""
    for blank, reading in after.readings.items():
        if reading.source == CALCULATED and before.readings.get(blank) != reading:
            label = reading.label or reading.name
            output.line(
                f"{label} = {shown_value(reading.value, reading.unit)}, calculated.",
                style=Style.GOOD,
            )


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


def _numbers(steps: Iterable[Step]) -> str:
    found = [shown.n for shown in steps]
    return f"step {found[0]}" if len(found) == 1 else f"steps {', '.join(found)}"


def say(text: str, style: Style | None = None, *, indent: str = "") -> None:
    """Write words on as many lines as they take, each so far to the right."""
    around: list[Span] = [(indent, None)] if indent else []
    for line in wrapped([(text, style)], output.width(), first=around, rest=around):
        output.spans(*line)


def _put(lines: Iterable[Line]) -> None:
    for line in lines:
        output.spans(*line)

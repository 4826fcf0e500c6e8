"""The steps of a walk with their marks: a circle around the one at hand, a slash through done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flowhelp.content import Step
from flowhelp.ids import StepId
from flowhelp.tui.keys import bind
from flowhelp.typeset.layout import cells
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.walked import MARKS, worded
from flowhelp.walkthrough import State, Walk

_WORDS = {
    State.NA: "n/a",
    State.SKIPPED: "skipped",
    State.FAILED: "failed",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list.

    Attributes:
        sid: The step; empty for a heading.
        text: As it is shown, without its mark.
        mark: Its place-keeping sign.
        part: Which look it has: open, done, other, failed, head.
    """

    sid: StepId
    text: str
    mark: str
    part: str


class StepList(ScrollView, can_focus=True):
    """Every step of the path; only the rows on screen are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "step--open", "step--done", "step--other", "step--failed", "step--head", "step--cursor",
    }  # fmt: skip
    DEFAULT_CSS = """
    StepList {
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        & > .step--open { text-style: bold; color: $accent; }
        & > .step--done { color: $foreground 70%; }
        & > .step--other { }
        & > .step--failed { color: $error; text-style: bold; }
        & > .step--head { text-style: bold; color: $primary; }
        & > .step--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("walk.list-down", "down,j", "cursor(1)", "Down", "The next step in the list.",
             show=False),
        bind("walk.list-up", "up,k", "cursor(-1)", "Up", "The step before in the list.",
             show=False),
        bind("walk.list-open", "enter", "look", "Look", "Look at the step.", show=False),
    ]  # fmt: skip

    walk: reactive[Walk | None] = reactive(None, layout=True)
    """The walk to show; set it and the list follows."""

    class Looked(Message):
        """The person wants to look at a step."""

        def __init__(self, sid: StepId) -> None:
            super().__init__()
            self.sid = sid

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (the framework's word)
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._cursor = 0

    @property
    def rows(self) -> Sequence[Row]:
        """What is listed."""
        return self._rows

    def watch_walk(self, walk: Walk | None) -> None:
        """List the walk; the step at hand stays on screen."""
        if walk is None:
            return
        before = self._rows[self._cursor].sid if self._cursor < len(self._rows) else ""
        self._rows = _rows(walk)
        self.virtual_size = Size(self.size.width, len(self._rows))
        at = walk.next_step
        wanted = at.sid if at is not None else before
        place = (number for number, row in enumerate(self._rows) if row.sid == wanted)
        self._cursor = next(place, 0)
        self.refresh()
        self.call_after_refresh(self._into_view)

    def action_cursor(self, step: int) -> None:
        """Another step, headings passed over."""
        at = self._cursor + step
        while 0 <= at < len(self._rows) and not self._rows[at].sid:
            at += step
        if 0 <= at < len(self._rows):
            self._cursor = at
            self.refresh()
            self._into_view()

    def action_look(self) -> None:
        """Look at the step under the cursor."""
        if self._cursor < len(self._rows) and self._rows[self._cursor].sid:
            self.post_message(self.Looked(self._rows[self._cursor].sid))

    def on_click(self, event: events.Click) -> None:
        """Look at the step under the mouse."""
        at = event.y + self.scroll_offset.y
        if at < len(self._rows) and self._rows[at].sid:
            self._cursor = at
            self.action_look()

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        at = y + self.scroll_offset.y
        width, base = self.scrollable_content_region.width, self.rich_style
        if at >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[at]
        look = self.get_component_rich_style(f"step--{row.part}", partial=True)
        if self.has_focus and at == self._cursor:
            look += self.get_component_rich_style("step--cursor", partial=True)
        text = row.text if not row.sid else f"{row.mark} {row.text}"
        strip = Strip([Segment(_cut(text, width), base + look)])
        return strip.adjust_cell_length(width, base)

    def _into_view(self) -> None:
        # With some of what comes next, so that the person sees where this leads.
        self.scroll_to_region(
            Region(0, max(0, self._cursor - 1), 1, 4), animate=False, immediate=True
        )


def _rows(walk: Walk) -> tuple[Row, ...]:
    """The steps of the path under the headings they stand under."""
    played = {step.sid for step in walk.in_play}
    groups = {group.sid for group in walk.plan.groups}
    found: list[Row] = []
    phase = ""
    for step in walk.plan.procedure.walked():
        if step.sid not in played and step.sid not in groups:
            continue
        if step.phase != phase and step.sid not in groups:
            phase = step.phase
            if phase and not any(row.text == phase for row in found[-1:]):
                found.append(Row(StepId(""), one_line(phase), "", "head"))
        found.append(_row(walk, step))
    return tuple(found) or tuple(_row(walk, step) for step in walk.in_play)


def _row(walk: Walk, step: Step) -> Row:
    state = walk.state(step.sid)
    held = " (held)" if step.sid in walk.held else ""
    word = f" ({_WORDS[state]})" if state in _WORDS else ""
    indent = "  " * step.n.count(".")
    at = walk.next_step
    if at is not None and at.sid == step.sid:
        part, mark = "open", MARKS[State.OPEN]
    else:
        mark = MARKS[state]
        part = {State.FAILED: "failed", State.TODO: "other", State.OPEN: "other"}.get(state, "done")
    text = f"{indent}{step.n}. {one_line(worded(walk, step.title))}{word}{held}"
    return Row(step.sid, text, mark, part)


def _cut(text: str, width: int) -> str:
    """As much as fits; the whole of it is shown large when the step is looked at."""
    if cells(text) <= width:
        return text
    kept = text[:width]
    while cells(kept) > width - 1:
        kept = kept[:-1]
    return f"{kept}…"

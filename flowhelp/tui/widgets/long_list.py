"""A list of any length, of which only the rows on screen are laid out and drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flowhelp.tui.keys import bind
from flowhelp.typeset.layout import seen
from flowhelp.typeset.styles import Line, Look, Style

Draw = Callable[[int, int], Sequence[Line]]
"""Lays out the item of that number, counted from 0, for that many columns."""

Height = Callable[[int], int]
"""How many rows each item takes in that many columns."""

_MARK, _NO_MARK = "▸ ", "  "
_FOCUSED = RichStyle(reverse=True)
_CLASSES = {
    Style.DIM: "long-list--dim",
    Style.STRONG: "long-list--strong",
    Style.GOOD: "long-list--good",
    Style.WARNING: "long-list--warning",
    Style.DANGER: "long-list--danger",
}


class LongList(ScrollView, can_focus=True):
    """Items one below the other; one of them is marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*_CLASSES.values(), "long-list--at"}
    DEFAULT_CSS = """
    LongList {
        scrollbar-gutter: stable;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .long-list--dim { color: $foreground 70%; }
        & > .long-list--strong { text-style: bold; }
        & > .long-list--good { color: $success; }
        & > .long-list--warning { color: $warning; }
        & > .long-list--danger { color: $error; text-style: bold; }
        & > .long-list--at { text-style: bold; }
        &:focus > .long-list--at { background: $panel; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("list.down", "down,j", "move(1)", "Down", "The next one.", show=False),
        bind("list.up", "up,k", "move(-1)", "Up", "The one before.", show=False),
        bind("list.page-down", "pagedown", "leaf(1)", "Page down", "A window down.", show=False),
        bind("list.page-up", "pageup", "leaf(-1)", "Page up", "A window up.", show=False),
        bind("list.first", "home", "to(0)", "First", "To the first.", show=False),
        bind("list.last", "end,G", "to(-1)", "Last", "To the last.", show=False),
        bind("list.open", "enter", "open", "Open", "Open the one that is marked."),
    ]

    at: reactive[int] = reactive(-1)
    """Which one is marked, counted from 0; -1 where there is none."""

    class Marked(Message):
        """Another one is marked, or none."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    class Opened(Message):
        """One is to be opened."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def __init__(self, draw: Draw, height: Height, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._draw = draw
        self._height = height
        self._count = 0

    def show(self, count: int, at: int = 0) -> None:
        """There are so many items now, some of them perhaps others, and that one is marked."""
        self._count = count
        self._measure()
        before = self.at
        self.at = min(max(at, 0), count - 1)
        if self.at == before:
            # The number is the same, the item perhaps not.
            self.post_message(self.Marked(self.at))
            self._into_view()
        self.refresh()

    def watch_at(self, at: int) -> None:
        """Show it, and tell."""
        self._into_view()
        self.refresh()
        self.post_message(self.Marked(at))

    def action_move(self, step: int) -> None:
        """Mark the next one or the one before."""
        if self._count:
            self.at = min(max(self.at + step, 0), self._count - 1)

    def action_leaf(self, pages: int) -> None:
        """Mark the one a window further."""
        self.action_move(pages * max(1, self.size.height // self._rows - 1))

    def action_to(self, at: int) -> None:
        """Mark the first or the last one."""
        if self._count:
            self.at = at % self._count

    def action_open(self) -> None:
        """Open the marked one."""
        if self.at >= 0:
            self.post_message(self.Opened(self.at))

    def on_click(self, event: events.Click) -> None:
        """Mark the one under the mouse; open it where it is marked already."""
        at = (event.y + self.scroll_offset.y) // self._rows
        if not 0 <= at < self._count:
            return
        event.stop()
        if at == self.at:
            self.action_open()
        self.at = at

    def on_resize(self) -> None:
        """Rows may be higher or lower now."""
        self._measure()
        self._into_view()

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        width = self.scrollable_content_region.width
        at, row = divmod(y + self.scroll_offset.y, self._rows)
        if at >= self._count:
            return Strip.blank(width, self.rich_style)
        lines = self._draw(at, max(1, width - len(_MARK)))
        line: Line = lines[row] if row < len(lines) else ()
        base = self.rich_style
        if at == self.at:
            base += self.get_component_rich_style("long-list--at", partial=True)
        mark = _MARK if at == self.at and row == 0 else _NO_MARK
        # Where the keys go is seen without colour, too.
        sign = base + _FOCUSED if self.has_focus and mark == _MARK else base
        parts = [Segment(mark, sign)]
        parts += [Segment(text, base + self._look(look)) for text, look in seen(line)]
        return Strip(parts).adjust_cell_length(width, base)

    @property
    def _rows(self) -> int:
        width = self.scrollable_content_region.width - len(_MARK)
        return max(1, self._height(width))

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, self._count * self._rows)

    def _into_view(self) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        first = self.at * self._rows
        if self.at < 0 or height <= 0:
            return
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif first + self._rows > top + height:
            self.scroll_to(y=first + self._rows - height, animate=False, immediate=True)

    def _look(self, look: Look | None) -> RichStyle:
        name = _CLASSES.get(look) if isinstance(look, Style) else None
        return self.get_component_rich_style(name, partial=True) if name else RichStyle.null()

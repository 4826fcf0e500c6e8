"""A list to choose from, with headings between; a row is laid out when it comes on screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flowhelp.typeset.layout import seen
from flowhelp.typeset.styles import Line, Look, Style

_AT, _BESIDE = "❯ ", "  "
_LOOKS = {
    Style.HEADING: "result--heading",
    Style.NUMBER: "result--number",
    Style.DIM: "result--dim",
    Style.GOOD: "result--good",
    Style.WARNING: "result--warning",
    Style.FOUND: "result--found",
}


@dataclass(frozen=True, slots=True)
class Item:
    """Something in the list.

    Attributes:
        rows: Lays it out for that many columns.
        value: What choosing it means; None for what is only there to be read.
        key: Tells it from others, so that it stays chosen when the list is shown anew.
        height: Rows it takes, where that is known without laying it out; else 0.
        at_once: Whether one click chooses it, where others need a second one.
    """

    rows: Callable[[int], Sequence[Line]]
    value: object = None
    key: str = ""
    height: int = 0
    at_once: bool = False


class ResultList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list of which one item is marked, with a sign and in colour."""

    BINDINGS: ClassVar[list[BindingType]] = []
    COMPONENT_CLASSES: ClassVar[set[str]] = {*_LOOKS.values(), "result--at", "result--sign"}
    DEFAULT_CSS = """
    ResultList {
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        &:focus { outline-left: outer $primary; }
        & > .result--heading { text-style: bold; }
        & > .result--number { text-style: bold; color: $primary; }
        & > .result--dim { color: $foreground 70%; }
        & > .result--good { color: $success; }
        & > .result--warning { color: $warning; }
        & > .result--found { text-style: bold underline; }
        & > .result--sign { text-style: bold; color: $primary; }
        & > .result--at { background: $panel; }
    }
    """

    @dataclass
    class Marked(Message):
        """Another item is marked; None where there is none to mark."""

        item: Item | None

    @dataclass
    class Chosen(Message):
        """An item was chosen by mouse."""

        item: Item

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._items: tuple[Item, ...] = ()
        self._starts: list[int] = []
        self._owner: list[int] = []
        self._at = -1
        self._width = 0
        self._laid: dict[int, Sequence[Line]] = {}
        self._base = RichStyle.null()

    @property
    def items(self) -> Sequence[Item]:
        """What is in it."""
        return self._items

    @property
    def marked(self) -> Item | None:
        """The item that is marked."""
        return self._items[self._at] if self._at >= 0 else None

    @property
    def text(self) -> str:
        """All of it, as plain lines."""
        width = self._width - len(_AT)
        rows = (row for item in self._items for row in item.rows(width))
        return "\n".join("".join(text for text, _ in row).rstrip() for row in rows)

    def show(self, items: Sequence[Item], *, keep: bool = False) -> None:
        """Show something else.

        Args:
            items: From top to bottom.
            keep: Whether the item of the same key stays marked, and the window where it is.
        """
        before = self.marked
        self._items = tuple(items)
        keys = [item.key if item.value is not None else None for item in self._items]
        kept = keep and before is not None and before.key in keys
        first = next((at for at, item in enumerate(self._items) if item.value is not None), -1)
        self._at = keys.index(before.key) if kept and before is not None else first
        self._lay()
        if not kept:
            self.scroll_to(y=0, animate=False, immediate=True)
        self.post_message(self.Marked(self.marked))

    def redraw(self) -> None:
        """Lay its rows out again: what they say has changed, and not which they are."""
        self._laid.clear()
        self.refresh()

    def move(self, step: int) -> None:
        """Mark the next item that can be chosen, or that many on; stay where there is none."""
        choices = [at for at, item in enumerate(self._items) if item.value is not None]
        if choices and self._at in choices:
            at = min(max(choices.index(self._at) + step, 0), len(choices) - 1)
            self._mark(choices[at])
            if at == 0:  # what stands above the first one is worth seeing as well
                self.scroll_to(y=0, animate=False, immediate=True)

    def page(self, direction: int) -> None:
        """Mark what is a window further."""
        rows = max(1, self.scrollable_content_region.height - 1)
        choices = sum(item.value is not None for item in self._items)
        each = max(1, len(self._owner) // max(1, choices))
        self.move(direction * max(1, rows // each))

    def on_click(self, event: events.Click) -> None:
        """Mark what is under the mouse; choose it where it is marked already."""
        row = event.y + self.scroll_offset.y
        at = self._owner[row] if 0 <= row < len(self._owner) else -1
        if at < 0 or self._items[at].value is None:
            return
        event.stop()
        again = at == self._at or self._items[at].at_once
        self._mark(at)
        if again:
            self.post_message(self.Chosen(self._items[at]))

    def on_resize(self) -> None:
        """Lay out for the new width."""
        if self.scrollable_content_region.width != self._width:
            self._lay()

    def notify_style_update(self) -> None:
        """Colours changed: draw all of it anew."""
        super().notify_style_update()
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some rows of the window."""
        self._base = self.rich_style  # once for all of them: each time it is mixed anew
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        base = self._base
        if row >= len(self._owner):
            return Strip.blank(width, base)
        at = self._owner[row]
        rows, start = self._rows_of(at), self._starts[at]
        line = rows[row - start] if row - start < len(rows) else ()
        is_at = at == self._at
        if is_at:
            base += self._part("result--at")
        sign = _AT if is_at and row == start else _BESIDE
        parts = [Segment(sign, base + self._part("result--sign"))]
        parts += [Segment(text, base + self._look(look)) for text, look in line]
        return Strip(parts).adjust_cell_length(width, base)

    def _lay(self) -> None:
        self._width = self.scrollable_content_region.width
        self._laid = {}
        self._starts, self._owner = [], []
        for at, item in enumerate(self._items):
            self._starts.append(len(self._owner))
            self._owner += [at] * (item.height or len(self._rows_of(at)))
        # As a reactive it would have the whole screen laid out anew, for each list of answers;
        # the gutter keeps the room of the scrollbar, so that nothing else moves.
        size = Size(self._width, len(self._owner))
        self.set_reactive(ResultList.virtual_size, size)
        self._scroll_update(size)
        self.refresh()

    def _rows_of(self, at: int) -> Sequence[Line]:
        if at not in self._laid:
            width = max(10, self._width - len(_AT))
            self._laid[at] = [seen(row) for row in self._items[at].rows(width)]
        return self._laid[at]

    def _mark(self, at: int) -> None:
        if at == self._at:
            return
        self._at = at
        start = self._starts[at]
        height = max(1, self._owner.count(at))
        top, rows = self.scroll_offset.y, self.scrollable_content_region.height
        if start < top:
            self.scroll_to(y=start, animate=False, immediate=True)
        elif start + height > top + rows:
            self.scroll_to(y=start + height - rows, animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Marked(self.marked))

    def _look(self, look: Look | None) -> RichStyle:
        name = _LOOKS.get(look) if isinstance(look, Style) else None
        return self._part(name) if name else RichStyle.null()

    def _part(self, name: str) -> RichStyle:
        return self.get_component_rich_style(name, partial=True)

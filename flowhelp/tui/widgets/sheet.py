"""Lines of styled text that scroll, with links that are followed and words that are found.

Only the rows on screen are drawn, so a page of any length scrolls at the same speed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from flowhelp.tui.keys import bind
from flowhelp.tui.widgets.sheet_css import CSS
from flowhelp.typeset.rows import Anchor, Place, anchors, rows
from flowhelp.typeset.seeking import Match, in_row, matches
from flowhelp.typeset.styles import Line, Link, Look, Style

Maker = Callable[[int], Iterable[Line]]
"""Lays something out for that many columns; asked again when the window changes."""

_CLASSES = {style: f"sheet--{style.name.lower()}" for style in Style}
_NEAR = 3
"""Rows that stay above what is scrolled to."""


class Sheet(ScrollView, can_focus=True):
    """A sheet of text."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sheet--title", "sheet--heading", "sheet--dim", "sheet--emphasis",
        "sheet--struck", "sheet--link", "sheet--command", "sheet--number", "sheet--good",
        "sheet--warning", "sheet--danger", "sheet--found", "sheet--match",
        "sheet--match-at", "sheet--link-at",
    }  # fmt: skip
    DEFAULT_CSS = CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("read.next-link", "l", "link(1)", "Next link", "Go to the next link.", show=False),
        bind("read.last-link", "L", "link(-1)", "Link before", "Go to the link before.",
             show=False),
        bind("read.follow", "enter", "follow", "Follow", "Follow the link that is marked.",
             show=False),
        bind("read.down", "j", "scroll_down", "Down", "One line down.", show=False),
        bind("read.up", "k", "scroll_up", "Up", "One line up.", show=False),
        bind("read.top", "g", "scroll_home", "Top", "To the beginning.", show=False),
        bind("read.end", "G", "scroll_end", "End", "To the end.", show=False),
    ]  # fmt: skip

    class Followed(Message):
        """A link was followed."""

        def __init__(self, anchor: Anchor) -> None:
            super().__init__()
            self.anchor = anchor

    class Marked(Message):
        """A link was marked."""

        def __init__(self, anchor: Anchor) -> None:
            super().__init__()
            self.anchor = anchor

    class Laid(Message):
        """The rows were laid out anew."""

    def __init__(self, make: Maker | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._make: Maker = make or _nothing
        self._shown: tuple[Line, ...] = ()
        self._anchors: tuple[Anchor, ...] = ()
        self._at: Anchor | None = None
        self._words = ""
        self._found: tuple[Match, ...] = ()
        self._found_at = -1
        self._width = 0
        self._strips: dict[int, Strip] = {}
        self._parts: dict[str, RichStyle] = {}

    @property
    def text(self) -> str:
        """What is shown, as plain lines."""
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self._shown)

    @property
    def shown(self) -> Sequence[Line]:
        """The rows."""
        return self._shown

    @property
    def links(self) -> Sequence[Anchor]:
        """The links in the rows."""
        return self._anchors

    @property
    def link_at(self) -> Anchor | None:
        """The link that is marked."""
        return self._at

    @property
    def found(self) -> tuple[int, int]:
        """Which match is marked, counted from 1, and how many there are; 0 for none."""
        return self._found_at + 1, len(self._found)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows it takes at that width, for a sheet that is as high as its text."""
        del container, viewport
        room = max(1, width - self.styles.scrollbar_size_vertical)
        return sum(1 for _ in rows(self._make(room), room))

    def show(self, make: Maker, *, keep: bool = False) -> None:
        """Show something else; `keep` leaves the window where it is."""
        self._make = make
        self._at = None
        if self._width:
            self._lay(self._width)
        if not keep:
            self.put(0)

    def seek(self, words: str) -> int:
        """Mark words wherever they stand, and go to the first below; how many there are."""
        self._words = words
        self._found = matches(self._shown, words)
        top = self.scroll_offset.y
        below = (at for at, match in enumerate(self._found) if match[0].row >= top)
        self._found_at = next(below, 0 if self._found else -1)
        self._redraw()
        self._to_match()
        return len(self._found)

    def next_match(self, step: int) -> None:
        """Go to the next place with the words, or back; from the last one to the first."""
        if self._found:
            self._found_at = (self._found_at + step) % len(self._found)
            self._redraw()
            self._to_match()

    def to_row(self, row: int) -> None:
        """Scroll so that the row stands near the top."""
        self.put(row - 1)

    def put(self, row: int) -> None:
        """Scroll so that the row stands at the top, as far as there are rows below it."""
        # Forced: that there is something to scroll may not have been drawn yet.
        self.scroll_to(y=max(0, row), animate=False, immediate=True, force=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys for links are those of the screen where there are none."""
        del parameters
        if action == "follow":
            return self._at is not None
        return bool(self._anchors) if action == "link" else True

    def action_link(self, step: int) -> None:
        """Mark another link: the next one on screen where none is marked."""
        if not self._anchors:
            return
        if self._at in self._anchors:
            at = (self._anchors.index(self._at) + step) % len(self._anchors)
        else:
            top = self.scroll_offset.y
            below = (n for n, each in enumerate(self._anchors) if each.places[0].row >= top)
            at = next(below, 0)
        self._at = self._anchors[at]
        self._redraw()
        self._into_view(self._at.places)
        self.post_message(self.Marked(self._at))

    def action_follow(self) -> None:
        """Follow the marked link."""
        if self._at is not None:
            self.post_message(self.Followed(self._at))

    def on_click(self, event: events.Click) -> None:
        """Follow the link under the mouse."""
        column, row = event.x, event.y + self.scroll_offset.y
        for anchor in self._anchors:
            if any(p.row == row and p.start <= column < p.end for p in anchor.places):
                event.stop()
                self._at = anchor
                self._redraw()
                self.post_message(self.Followed(anchor))
                return

    def on_resize(self) -> None:
        """Lay out for the new width; the same part stays on screen."""
        width = self.scrollable_content_region.width
        if width == self._width or width <= 0:
            return
        before, rows_before = self.scroll_offset.y, max(1, len(self._shown))
        self._lay(width)
        if before:
            at = round(before / rows_before * len(self._shown))
            self.put(at)

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        strip = self._strips.get(number)
        if strip is None:
            strip = self._strips[number] = self._drawn(number, width)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(number)) is not None:
            start, end = span
            end = strip.cell_length if end == -1 else end
            look = self.screen.get_component_rich_style("screen--selection")
            strip = _painted(strip, Place(number, start, end), look)
        return strip.apply_offsets(0, number)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that the mouse selected."""
        return selection.extract(self.text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw it."""
        del selection
        self.refresh()

    def notify_style_update(self) -> None:
        """Colours changed: draw all of it anew."""
        super().notify_style_update()
        self._strips.clear()
        self._parts.clear()

    def _lay(self, width: int) -> None:
        self._width = width
        self._shown = tuple(rows(self._make(width), width))
        self._anchors = anchors(self._shown)
        self._found = matches(self._shown, self._words)
        self._found_at = min(self._found_at, len(self._found) - 1)
        size = Size(width, len(self._shown))
        if self.styles.auto_dimensions:
            self.virtual_size = size
        else:  # its place stays the same: as a reactive it would have the whole screen laid out
            self.set_reactive(Sheet.virtual_size, size)
            self._scroll_update(size)
        self._redraw()
        self.post_message(self.Laid())

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    def _to_match(self) -> None:
        if 0 <= self._found_at < len(self._found):
            self._into_view(self._found[self._found_at])

    def _into_view(self, places: Sequence[Place]) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if places[0].row < top or places[-1].row >= top + height:
            self.put(places[0].row - _NEAR)

    def _drawn(self, number: int, width: int) -> Strip:
        base = self.rich_style
        if number >= len(self._shown):
            return Strip.blank(width, base)
        parts = [Segment(text, base + self._look(look)) for text, look in self._shown[number]]
        strip = Strip(parts).adjust_cell_length(width, base)
        for at, place in in_row(self._found, number):
            name = "sheet--match-at" if at == self._found_at else "sheet--match"
            strip = _painted(strip, place, self._part(name))
        for place in self._at.places if self._at else ():
            if place.row == number:
                strip = _painted(strip, place, self._part("sheet--link-at"))
        return strip

    def _look(self, look: Look | None) -> RichStyle:
        if look is None:
            return RichStyle.null()
        if isinstance(look, Link):
            return self._part("sheet--dim" if look.picture else "sheet--link")
        return self._part(_CLASSES[look])

    def _part(self, name: str) -> RichStyle:
        found = self._parts.get(name)  # mixed once, not for every piece of every row
        if found is None:
            # In full, so that see-through colours are mixed; the background is the row's own.
            full = self.get_component_rich_style(name)
            found = self._parts[name] = full + RichStyle(bgcolor=self.rich_style.bgcolor)
        return found


def _painted(strip: Strip, place: Place, look: RichStyle) -> Strip:
    """The strip with a look over one stretch of it."""
    before, over, after = strip.divide([place.start, place.end, strip.cell_length])[:3]
    return Strip.join([before, over.apply_style(look), after])


def _nothing(width: int) -> Iterable[Line]:
    del width
    return ()

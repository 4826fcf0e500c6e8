"""The line at the foot: the keys of this screen, and always how to see the others.

One widget that draws itself: the framework's own footer mounts a widget for every key, each time
that the keys change, which took a fifth of all the work of a walk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from flowhelp.typeset.layout import cells

_KEYS = "keys"
_BAR = "▏"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the line names.

    Attributes:
        key: As the framework calls it; a press of the mouse presses it.
        action: Of the screen.
        shown: As it is written: `^s`, `F1`.
        words: One or two that say what it does.
        tooltip: One sentence.
        enabled: Whether it does something now.
        last: Whether it is the one that lists all keys, which has its place at the right.
    """

    key: str
    action: str
    shown: str
    words: str
    tooltip: str
    enabled: bool = True
    last: bool = False

    def texts(self, *, close: bool) -> tuple[str, str]:
        """The key and its words, with the room around them."""
        if close:
            return self.shown, f" {self.words} "
        return f" {self.shown} ", f"{self.words} "

    def width(self, *, close: bool) -> int:
        """Columns that it takes."""
        return sum(map(cells, self.texts(close=close)))


class Foot(Widget, can_focus=False):
    """The keys of the screen it stands on, as many as there is room for, and always the last."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "foot--key", "foot--words", "foot--bar", "foot--under",
    }  # fmt: skip
    DEFAULT_CSS = """
    Foot {
        dock: bottom;
        height: 1;
        color: $footer-foreground;
        background: $footer-background;
        & > .foot--key {
            color: $footer-key-foreground;
            background: $footer-key-background;
            text-style: bold;
        }
        & > .foot--words {
            color: $footer-description-foreground;
            background: $footer-description-background;
        }
        & > .foot--bar { color: $foreground 20%; }
        & > .foot--under { background: $block-hover-background; }
    }
    """

    keys: reactive[tuple[Key, ...]] = reactive(())
    """What is named, in the order of the screen's bindings."""
    under: reactive[Key | None] = reactive(None)
    """The key that the mouse is over."""

    def on_mount(self) -> None:
        """Follow the keys of the screen, which change with what is focused."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.call_after_refresh(self._take)

    def _take(self) -> None:
        if not self.is_attached:
            return
        found: dict[str, Key] = {}
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in found:
                shown, last = self.app.get_key_display(binding), binding.action == _KEYS
                words = binding.description
                name = binding.key, binding.action
                key = Key(*name, shown, words, tooltip or words, enabled, last)
                found[binding.action] = key
        self.keys = tuple(found.values())

    def laid(self) -> tuple[list[tuple[int, Key]], bool]:
        """Each key that has room, with its column; and whether they stand close together."""
        last = next((key for key in self.keys if key.last), None)
        others = [key for key in self.keys if not key.last]
        width = self.size.width
        close = sum(key.width(close=False) for key in self.keys) + 1 > width
        end = width - (last.width(close=close) if last else 0)
        at, found = 0, []
        for key in others:
            if at + key.width(close=close) > end - 1:
                break
            found.append((at, key))
            at += key.width(close=close)
        return [*found, (end, last)] if last else found, close

    def render_line(self, y: int) -> Strip:
        """The keys, and at the right edge the one that lists all."""
        plain = self.rich_style
        if y:
            return Strip.blank(self.size.width, plain)
        laid, close = self.laid()
        segments: list[Segment] = []
        at = 0
        for column, key in laid:
            if key.last:
                segments.append(Segment(" " * (column - at - 1), plain))
                segments.append(Segment(_BAR, self.get_component_rich_style("foot--bar")))
                at = column
            segments += self._drawn(key, close=close)
            at += key.width(close=close)
        return Strip(segments).adjust_cell_length(self.size.width, plain)

    def _drawn(self, key: Key, *, close: bool) -> list[Segment]:
        over = Style()
        if key is self.under:
            over = Style.from_color(None, self.get_component_rich_style("foot--under").bgcolor)
        if not key.enabled:
            over += Style(dim=True)
        styles = (self.get_component_rich_style(f"foot--{part}") for part in ("key", "words"))
        texts = key.texts(close=close)
        return [Segment(text, style + over) for text, style in zip(texts, styles, strict=True)]

    def at(self, column: int) -> Key | None:
        """The key that is drawn in a column."""
        laid, close = self.laid()
        within = (key for x, key in laid if x <= column < x + key.width(close=close))
        return next(within, None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which key would be pressed, and say what it does."""
        self.under = self.at(event.x)
        self.tooltip = self.under.tooltip if self.under else None

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        self.under = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that the mouse is over."""
        key = self.at(event.x)
        if key is None:
            return
        if key.enabled:
            self.app.simulate_key(key.key)
        else:
            self.app.bell()

"""A program at work, seen and typed at: a terminal inside the app.

The program writes in a thread; here its output is taken in a few times a second, never more at
once than can be drawn in time, so that a flood of it slows the program and not the app.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Condition
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from flowhelp.execution.remote import Remote
from flowhelp.execution.watching import Screen
from flowhelp.tui.beside import Beside
from flowhelp.tui.emulator.emulator import Emulator
from flowhelp.tui.emulator.typing import pasted, typed
from flowhelp.tui.keys import bind
from flowhelp.tui.widgets.cells import strip_of

T = TypeVar("T")

FRAMES = 30
"""Redraws a second, at most."""

_BUDGET = 0.012
"""Seconds of one frame in which output is taken in."""

_MOST_WAITING = 1 << 20
_BITE = 1 << 14
"""Characters taken in at once where there are sequences in them; plain text goes in as a whole."""

_LONGEST_LAYOUT = 1.0
_TERM = "xterm-256color"


class Terminal(ScrollView, can_focus=True):
    """A terminal. What was written last stays when the program has ended.

    Attributes:
        running: Whether a program runs in it.
    """

    DEFAULT_CSS = """
    Terminal {
        height: 1fr;
        min-height: 3;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        border-left: solid $panel;
        &:focus { border-left: thick $primary; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("run.leave", "f6,ctrl+right_square_bracket", "leave", "Leave the program",
             "Take the keys away from the program; it goes on.", priority=True),
        bind("run.up", "shift+pageup", "page(-1)", "Page up", "See what was written before.",
             show=False, priority=True),
        bind("run.down", "shift+pagedown", "page(1)", "Page down", "See what was written later.",
             show=False, priority=True),
    ]  # fmt: skip

    running: reactive[bool] = reactive(False)

    class Left(Message):
        """The person took the keys away from the program."""

    class Ended(Message):
        """The program ended, and all that it wrote is shown."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """An empty terminal."""
        super().__init__(id=id, classes=classes)
        self._emulator = Emulator(24, 80)
        self._waiting = _Waiting()
        self._remote: Remote | None = None
        self._clock: Timer | None = None
        self._drawn = -1
        self._sized = asyncio.Event()

    @property
    def text(self) -> str:
        """What stands in it and above it, as lines."""
        grid = self._emulator.grid
        return "\n".join(row.text for row in (*grid.kept, *grid.rows)).rstrip()

    async def laid_out(self) -> None:
        """Wait until it has its size, so that a program begins with it; not for long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._sized.wait(), _LONGEST_LAYOUT)

    def start(self, work: Callable[[Screen], T]) -> Beside[T]:
        """Begin `work` in a thread, with this terminal as its screen; then call `finish`."""
        lines, columns = self._room()
        self._emulator = Emulator(lines, columns, reply=self._reply)
        self._waiting = waiting = _Waiting()
        self._remote = remote = Remote((lines, columns))
        self.running = True
        self._drawn = -1
        self._clock = self.set_interval(1 / FRAMES, self._take_in)

        def go(told: Remote) -> T:
            return work(Screen(waiting.put, real=True, remote=told, term=_TERM))

        return Beside(go, remote)

    def finish(self) -> None:
        """The program is over: show the rest of what it wrote."""
        self._waiting.close()
        self._take_in(everything=True)
        if self._clock is not None:
            self._clock.stop()
        self._clock = self._remote = None
        self.running = False
        self.refresh()
        if self.is_attached:
            self.post_message(self.Ended())

    def stop(self) -> None:
        """End the program; it is asked, and soon after made to."""
        self._waiting.close()
        if self._remote is not None:
            self._remote.stop()

    def write(self, text: str) -> None:
        """Show text that no program writes."""
        self._emulator.feed(text.replace("\n", "\r\n"))
        self._follow()

    def action_leave(self) -> None:
        """Let the screen have the keys."""
        if self.screen.focus_next() in {None, self}:
            self.screen.set_focus(None)
        self.post_message(self.Left())

    def action_page(self, pages: int) -> None:
        """Scroll through what was written before."""
        y = self.scroll_offset.y + pages * max(1, self._emulator.grid.lines - 1)
        self.scroll_to(y=y, animate=False, immediate=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys can be taken away only from a program that has them."""
        del parameters
        return action != "leave" or self.running

    def watch_running(self) -> None:
        """The keys at the foot are others."""
        self.refresh_bindings()

    def on_key(self, event: events.Key) -> None:
        """Hand the key to the program; without one it is the screen's."""
        if self._remote is None:
            return
        event.stop()
        event.prevent_default()
        self._type(typed(event.key, event.character, self._emulator.modes))

    def on_paste(self, event: events.Paste) -> None:
        """Hand on what is pasted."""
        if self._remote is not None:
            event.stop()
            self._type(pasted(event.text, self._emulator.modes))

    def on_resize(self) -> None:
        """Give the program a window of the new size."""
        if not self.scrollable_content_region:
            return  # it is hidden: the program keeps the window it has
        self._sized.set()
        lines, columns = self._room()
        self._emulator.resize(lines, columns)
        if self._remote is not None:
            self._remote.resize((lines, columns))
        self._follow()

    def on_unmount(self) -> None:
        """Nobody sees it any more: the program ends."""
        self.stop()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The cursor is seen only where keys go."""
        super().watch_has_focus(_has_focus)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        grid, base = self._emulator.grid, self.rich_style
        width = self.scrollable_content_region.width
        number = y + self.scroll_offset.y - len(grid.kept)
        if not -len(grid.kept) <= number < grid.lines:
            return Strip.blank(width, base)
        if number < 0:
            return strip_of(grid.kept[number], width, base)
        seen = self.running and self.has_focus and self._emulator.cursor_shown
        cursor = self._emulator.x if seen and number == self._emulator.y else -1
        return strip_of(grid.rows[number], width, base, cursor)

    def _room(self) -> tuple[int, int]:
        """Rows and columns of the window; those of a usual one before it is laid out."""
        region = self.scrollable_content_region
        if not region.width or not region.height:
            return 24, 80
        return region.height, region.width

    def _type(self, keys: str) -> None:
        if keys and self._remote is not None:
            self._to_end()
            self._remote.key_in(keys.encode("utf-8", "replace"))

    def _reply(self, text: str) -> None:
        if self._remote is not None:
            self._remote.key_in(text.encode())

    def _take_in(self, *, everything: bool = False) -> None:
        until = time.monotonic() + _BUDGET
        while text := self._waiting.take():
            self._emulator.feed(text)
            if not everything and time.monotonic() > until:
                break
        self._follow()

    def _follow(self) -> None:
        """Draw what changed; the last row stays in sight where it was in sight."""
        if self._drawn == self._emulator.changes or not self.is_attached:
            return
        self._drawn = self._emulator.changes
        at_end = self.scroll_offset.y >= self.max_scroll_y
        grid = self._emulator.grid
        self.virtual_size = Size(grid.columns, len(grid.kept) + grid.lines)
        if at_end:
            self._to_end()
        self.refresh()

    def _to_end(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)

    def get_selection(self, selection: Any) -> tuple[str, str] | None:
        """The text that the mouse selected."""
        grid = self._emulator.grid
        text = "\n".join("".join(row.signs) for row in (*grid.kept, *grid.rows))
        return selection.extract(text), "\n"


class _Waiting:
    """Output that was not taken in yet. Who writes too much waits, until it is closed."""

    def __init__(self) -> None:
        self._pieces: deque[str] = deque()
        self._size = 0
        self._closed = False
        self._changed = Condition()

    def put(self, text: str) -> None:
        """Add text; called by the thread of the program."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._size < _MOST_WAITING)
            if self._size < _MOST_WAITING:  # else nobody will ever take it
                self._pieces.append(text)
                self._size += len(text)

    def take(self) -> str:
        """Some of it, the oldest first; empty where there is none."""
        with self._changed:
            taken: list[str] = []
            size = 0
            while self._pieces and (size < _BITE or "\x1b" not in self._pieces[0]):
                taken.append(self._pieces.popleft())
                size += len(taken[-1])
            self._size -= size
            self._changed.notify()
        return "".join(taken)

    def close(self) -> None:
        """Nobody waits any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

"""What a terminal has and can do: two screens, a cursor, modes; it writes, moves, scrolls.

Source: DEC STD 070 for the wrap that waits at the last column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import NamedTuple, Self

from flowhelp.tui.emulator.cells import BLANK, PLAIN, Look
from flowhelp.tui.emulator.grid import Grid
from flowhelp.typeset.layout import cells
from flowhelp.typeset.terminal import visible

MOST_KEPT = 2_000
"""Rows above the window that can be scrolled to."""

_NARROW_BELOW = "\u0300"
_LONGEST_CELL = 8
"""Signs that one cell takes: the base and what combines with it."""

_TAB = 8
_LINES = str.maketrans(
    "`afgijklmnopqrstuvwxyz{|}~0", "◆▒°±␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·█"
)  # fmt: skip


class Saved(NamedTuple):
    """Where the cursor was, and how it wrote."""

    x: int
    y: int
    look: Look
    drawing: tuple[bool, bool]
    shifted: bool
    origin: bool


_START = Saved(0, 0, PLAIN, (False, False), False, False)


class Machine:
    """A terminal in memory.

    Attributes:
        grid: What is shown.
        x: Column of the cursor, from 0; `y` its row.
        modes: What is switched on, by its number.
        changes: Grows with all that is fed.
        bells: How often it rang.
    """

    def __init__(
        self,
        lines: int,
        columns: int,
        *,
        most_kept: int = MOST_KEPT,
        reply: Callable[[str], None] | None = None,
    ) -> None:
        """A blank one; `reply` gets what a terminal answers when it is asked where it stands."""
        self.grid = Grid(max(1, lines), max(2, columns), most_kept=most_kept)
        self._main: Grid | None = None
        self.x = self.y = 0
        self._saved_main = _START
        self._reply = reply
        self.changes = self.bells = 0
        self.reset()

    @property
    def second(self) -> bool:
        """Whether the second screen is shown, from which nothing is kept."""
        return self._main is not None

    @property
    def cursor_shown(self) -> bool:
        """Whether the cursor is to be seen."""
        return "25" in self.modes

    @property
    def text(self) -> str:
        """What the window shows, as lines."""
        return "\n".join(row.text for row in self.grid.rows)

    def resize(self, lines: int, columns: int) -> None:
        """Take another size."""
        lines, columns = max(1, lines), max(2, columns)
        if (lines, columns) == (self.grid.lines, self.grid.columns):
            return
        self.y = self.grid.resize(lines, columns, self.y)
        self.x, self.waits = min(self.x, columns - 1), False
        if self._main is not None:
            self._main.resize(lines, columns, min(self._saved_main.y, self._main.lines - 1))
        self.changes += 1

    def copy(self) -> Self:
        """The same, to be changed apart."""
        twin = type(self).__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.grid, twin.modes, twin.stops = self.grid.copy(), set(self.modes), set(self.stops)
        twin._main = self._main.copy() if self._main else None  # noqa: SLF001 (its twin)
        return twin

    def reset(self) -> None:
        """As it was when it was switched on; what it shows stays."""
        self.x = self.y = 0
        self.look = PLAIN
        self.modes = {"7", "25"}
        self.waits = self.shifted = False
        self.drawing = (False, False)
        self._saved = self._saved_main = _START
        self.stops: set[int] = set()
        self._last = BLANK

    def draw(self, text: str) -> None:
        """Write signs where the cursor is."""
        if self.drawing[self.shifted]:
            text = text.translate(_LINES)
        self._last = text[-1]
        if text.isascii() or (text.isprintable() and max(text) < _NARROW_BELOW):
            self._write(text)
            return
        for sign in text:
            if visible(sign) != sign:
                continue  # it would hide or reorder what stands beside it
            if (width := cells(sign)) == 1:
                self._write(sign)
            elif width:
                self._write_wide(sign)
            elif unicodedata.category(sign) == "Mn" and not "\ufe00" <= sign <= "\ufe0f":
                self._combine(sign)

    def _write(self, signs: str) -> None:
        """Write signs of one cell each."""
        at, columns = 0, self.grid.columns
        while at < len(signs):
            if self.waits:
                self.next_line()
            part = signs[at : at + columns - self.x]
            at += len(part)
            self.grid.rows[self.y].put(self.x, part, self.look)
            self.x += len(part)
            if self.x >= columns:
                self.x = columns - 1
                self.waits = "7" in self.modes
                if not self.waits and at < len(signs):
                    at = len(signs) - 1  # all but the last is written over

    def _write_wide(self, sign: str) -> None:
        columns = self.grid.columns
        if self.waits or (self.x == columns - 1 and "7" in self.modes):
            self.next_line()
        x = min(self.x, columns - 2)
        self.grid.rows[self.y].put(x, [sign, ""], self.look)
        self.x = min(x + 2, columns - 1)
        self.waits = x + 2 >= columns and "7" in self.modes

    def _combine(self, sign: str) -> None:
        """Put an accent on what was written last."""
        row, x = self.grid.rows[self.y], self.x if self.waits else self.x - 1
        if x > 0 and not row.signs[x]:
            x -= 1
        if x >= 0 and len(row.signs[x]) < _LONGEST_CELL:
            row.signs[x] += sign

    def next_line(self) -> None:
        """To the beginning of the next row."""
        self.x, self.waits = 0, False
        self.index()

    def index(self) -> None:
        """One row down; at the last one everything moves up."""
        if self.y == self.grid.bottom:
            self.grid.scroll(1, self.ground)
        elif self.y < self.grid.lines - 1:
            self.y += 1

    def reverse_index(self) -> None:
        """One row up; at the first one everything moves down."""
        if self.y == self.grid.top:
            self.grid.scroll(-1, self.ground)
        elif self.y:
            self.y -= 1

    @property
    def ground(self) -> Look:
        """The look of what is cleared: it takes the colour of the ground."""
        return Look(bg=self.look.bg) if self.look.bg else PLAIN

    def to(self, x: int, y: int) -> None:
        """Move the cursor there, as far as the window reaches."""
        self.x = max(0, min(x, self.grid.columns - 1))
        self.y = max(0, min(y, self.grid.lines - 1))
        self.waits = False

    def tab(self, count: int) -> None:
        """To the next tab stop, or back where `count` is below 0."""
        last = self.grid.columns - 1
        stops = sorted({*range(0, last, _TAB), *self.stops, last})
        for _ in range(min(abs(count), last)):
            after = [stop for stop in stops if (stop > self.x) == (count > 0) and stop != self.x]
            if after:
                self.x = after[0] if count > 0 else after[-1]
        self.waits = False

    def again(self, count: int) -> None:
        """Write the last sign so many times more."""
        self.draw(self._last * min(count, self.grid.lines * self.grid.columns))

    def save(self) -> None:
        """Remember the cursor."""
        self._saved = Saved(
            self.x, self.y, self.look, self.drawing, self.shifted, "6" in self.modes
        )

    def restore(self) -> None:
        """Put the cursor back."""
        saved = self._saved
        self.to(saved.x, saved.y)
        self.look, self.drawing, self.shifted = saved.look, saved.drawing, saved.shifted
        (self.modes.add if saved.origin else self.modes.discard)("6")

    def answer(self, text: str) -> None:
        """Say something to the program, as if it were typed."""
        if self._reply is not None:
            self._reply(text)

    def show_second(self, *, on: bool, save: bool) -> None:
        """Go to the second screen, which is blank, or back to the first."""
        if on and self._main is None:
            self.save()
            self._saved_main, self._main = self._saved, self.grid
            self.grid = Grid(self.grid.lines, self.grid.columns)
        elif not on and self._main is not None:
            self.grid, self._main = self._main, None
            if save:
                self._saved = self._saved_main
                self.restore()
        self.waits = False

    def restart(self) -> None:
        """As it was when it was switched on, and blank."""
        main = self._main or self.grid
        self.grid = Grid(main.lines, main.columns, most_kept=main.kept.maxlen or 0)
        self._main = None
        self.reset()

"""The terminal itself: text with control sequences in, cells out.

It does what programs need of an xterm: colours, cursor moves, clearing, scrolling regions, the
second screen of `less` and `vi`, line drawing. What it does not know it skips.

Source: ECMA-48; XTerm Control Sequences, https://invisible-island.net/xterm/ctlseqs/;
DEC STD 070 for the wrap that waits at the last column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from flowhelp.tui.emulator.cells import BLANK, PLAIN, Look
from flowhelp.tui.emulator.grid import Grid
from flowhelp.tui.emulator.looks import look_after
from flowhelp.typeset.layout import cells

MOST_KEPT = 2_000
"""Rows above the window that can be scrolled to."""

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<mark>[<=>?]?)(?P<numbers>[0-9:;]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b(?P<set>[()*+])(?P<signs>.)"
    r"|\x1b(?P<escape>[0-~])"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])",
    re.DOTALL,
)
_NARROW_BELOW = "\u0300"
_LARGEST = 9_999
_LONGEST_CELL = 8
"""Signs that one cell takes: the base and what combines with it."""

_BURST = 1 << 15
_CONTROLS = frozenset("\x1b\x0e\x0f")
_TAB = 8
_LINES = str.maketrans(
    "`afgijklmnopqrstuvwxyz{|}~0", "◆▒°±␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·█"
)  # fmt: skip
_SECOND_SCREENS = frozenset({"47", "1047", "1049"})


class Saved(NamedTuple):
    """Where the cursor was, and how it wrote."""

    x: int
    y: int
    look: Look
    drawing: tuple[bool, bool]
    shifted: bool
    origin: bool


_START = Saved(0, 0, PLAIN, (False, False), False, False)


class Emulator:
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
        self._reply = reply
        self.changes = self.bells = 0
        self._reset()

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

    def feed(self, text: str) -> None:
        """Take in what a program wrote. Sequences are whole in it."""
        self.changes += 1
        for token in _TOKEN.finditer(self._worth(text)):
            match token.lastgroup:
                case "text":
                    self._draw(token.group())
                case "final":
                    self._sequence(token)
                case "control":
                    self._control(token.group())
                case "signs":
                    self._choose(token["set"], token["signs"])
                case "escape":
                    self._escape(token["escape"])

    def resize(self, lines: int, columns: int) -> None:
        """Take another size."""
        lines, columns = max(1, lines), max(2, columns)
        if (lines, columns) == (self.grid.lines, self.grid.columns):
            return
        self.y = self.grid.resize(lines, columns, self.y)
        self.x, self._waits = min(self.x, columns - 1), False
        if self._main is not None:
            self._main.resize(lines, columns, min(self._saved_main.y, self._main.lines - 1))
        self.changes += 1

    def copy(self) -> Emulator:
        """The same, to be changed apart."""
        twin = Emulator.__new__(Emulator)
        twin.__dict__.update(self.__dict__)
        twin.grid, twin.modes, twin.stops = self.grid.copy(), set(self.modes), set(self.stops)
        twin._main = self._main.copy() if self._main else None
        return twin

    def _reset(self) -> None:
        self.x = self.y = 0
        self.look = PLAIN
        self.modes = {"7", "25"}
        self._waits = self._shifted = False
        self._drawing = (False, False)
        self._saved = self._saved_main = _START
        self.stops: set[int] = set()
        self._last = BLANK

    def _worth(self, text: str) -> str:
        """The text without lines that would be forgotten before anybody can see them."""
        most = (self.grid.kept.maxlen or 0) + self.grid.lines
        if len(text) < _BURST or self.second or self.grid.partly or not _CONTROLS.isdisjoint(text):
            return text
        gone, *lines = text.rsplit("\r\n", most)
        if len(lines) < most:
            return text
        self.grid.lost += gone.count("\n")
        return "\r\n".join(("", *lines))

    def _draw(self, text: str) -> None:
        if self._drawing[self._shifted]:
            text = text.translate(_LINES)
        self._last = text[-1]
        if text.isascii() or (text.isprintable() and max(text) < _NARROW_BELOW):
            self._write(text)
            return
        for sign in text:
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
            if self._waits:
                self._next_line()
            part = signs[at : at + columns - self.x]
            at += len(part)
            self.grid.rows[self.y].put(self.x, part, self.look)
            self.x += len(part)
            if self.x >= columns:
                self.x = columns - 1
                self._waits = "7" in self.modes
                if not self._waits and at < len(signs):
                    at = len(signs) - 1  # all but the last is written over

    def _write_wide(self, sign: str) -> None:
        columns = self.grid.columns
        if self._waits or (self.x == columns - 1 and "7" in self.modes):
            self._next_line()
        x = min(self.x, columns - 2)
        self.grid.rows[self.y].put(x, [sign, ""], self.look)
        self.x = min(x + 2, columns - 1)
        self._waits = x + 2 >= columns and "7" in self.modes

    def _combine(self, sign: str) -> None:
        """Put an accent on what was written last."""
        row, x = self.grid.rows[self.y], self.x if self._waits else self.x - 1
        if x > 0 and not row.signs[x]:
            x -= 1
        if x >= 0 and len(row.signs[x]) < _LONGEST_CELL:
            row.signs[x] += sign

    def _next_line(self) -> None:
        self.x, self._waits = 0, False
        self._index()

    def _index(self) -> None:
        if self.y == self.grid.bottom:
            self.grid.scroll(1, self.ground)
        elif self.y < self.grid.lines - 1:
            self.y += 1

    def _reverse_index(self) -> None:
        if self.y == self.grid.top:
            self.grid.scroll(-1, self.ground)
        elif self.y:
            self.y -= 1

    @property
    def ground(self) -> Look:
        """The look of what is cleared: it takes the colour of the ground."""
        return Look(bg=self.look.bg) if self.look.bg else PLAIN

    def _control(self, sign: str) -> None:
        match sign:
            case "\n" | "\v" | "\f" | "\x84":
                self._waits = False
                self._index()
            case "\r":
                self.x, self._waits = 0, False
            case "\b":
                self.x, self._waits = max(0, self.x - 1), False
            case "\t":
                self.tab(1)
            case "\x0e" | "\x0f":
                self._shifted = sign == "\x0e"
            case "\a":
                self.bells += 1

    def _choose(self, which: str, signs: str) -> None:
        if which in "()":
            first, second = self._drawing
            self._drawing = (signs == "0", second) if which == "(" else (first, signs == "0")

    def _escape(self, sign: str) -> None:
        match sign:
            case "7":
                self.save()
            case "8":
                self.restore()
            case "D":
                self._index()
            case "E":
                self._next_line()
            case "M":
                self._reverse_index()
            case "H":
                self.stops.add(self.x)
            case "=" | ">":
                (self.modes.add if sign == "=" else self.modes.discard)("keypad")
            case "c":
                lines, columns, kept = self.grid.lines, self.grid.columns, self.grid.kept.maxlen
                self.grid, self._main = Grid(lines, columns, most_kept=kept or 0), None
                self._reset()

    def _sequence(self, token: re.Match[str]) -> None:
        from flowhelp.tui.emulator.sequences import SEQUENCES, switch

        mark, numbers, final = token["mark"], token["numbers"], token["final"]
        if token["between"] or mark in {"<", "=", ">"}:
            return
        if final == "m" and not mark:
            self.look = look_after(self.look, numbers)
        elif mark == "?" and final in "hl":
            for mode in numbers.split(";"):
                switch(self, mode, on=final == "h")
        elif final in SEQUENCES and (not mark or final in "JK"):
            values = [
                min(int(part), _LARGEST) if part.isdigit() else 0 for part in numbers.split(";")
            ]
            SEQUENCES[final](self, values)

    def to(self, x: int, y: int) -> None:
        """Move the cursor there, as far as the window reaches."""
        self.x = max(0, min(x, self.grid.columns - 1))
        self.y = max(0, min(y, self.grid.lines - 1))
        self._waits = False

    def tab(self, count: int) -> None:
        """To the next tab stop, or back where `count` is below 0."""
        last = self.grid.columns - 1
        stops = sorted({*range(0, last, _TAB), *self.stops, last})
        for _ in range(min(abs(count), last)):
            after = [stop for stop in stops if (stop > self.x) == (count > 0) and stop != self.x]
            if after:
                self.x = after[0] if count > 0 else after[-1]
        self._waits = False

    def again(self, count: int) -> None:
        """Write the last sign so many times more."""
        self._draw(self._last * min(count, self.grid.lines * self.grid.columns))

    def save(self) -> None:
        """Remember the cursor."""
        self._saved = Saved(
            self.x, self.y, self.look, self._drawing, self._shifted, "6" in self.modes
        )

    def restore(self) -> None:
        """Put the cursor back."""
        saved = self._saved
        self.to(saved.x, saved.y)
        self.look, self._drawing, self._shifted = saved.look, saved.drawing, saved.shifted
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
        self._waits = False

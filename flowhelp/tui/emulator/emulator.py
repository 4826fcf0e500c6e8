"""The terminal itself: text with control sequences in, cells out.

It does what programs need of an xterm: colours, cursor moves, clearing, scrolling regions, the
second screen of `less` and `vi`, line drawing. What it does not know it skips.

Source: ECMA-48; XTerm Control Sequences, https://invisible-island.net/xterm/ctlseqs/.
"""

from __future__ import annotations

import re

from flowhelp.tui.emulator.looks import look_after
from flowhelp.tui.emulator.machine import Machine
from flowhelp.tui.emulator.sequences import SEQUENCES, switch

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<mark>[<=>?]?)(?P<numbers>[0-9:;]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b(?P<set>[()*+])(?P<signs>.)"
    r"|\x1b(?P<escape>[0-~])"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])",
    re.DOTALL,
)
_BURST = 1 << 15
_CONTROLS = frozenset("\x1b\x0e\x0f")
_LARGEST = 9_999


class Emulator(Machine):
    """A terminal in memory that is fed what a program writes."""

    def feed(self, text: str) -> None:
        """Take in what a program wrote. Sequences are whole in it."""
        self.changes += 1
        for token in _TOKEN.finditer(self._worth(text)):
            match token.lastgroup:
                case "text":
                    self.draw(token.group())
                case "final":
                    self._sequence(token)
                case "control":
                    self._control(token.group())
                case "signs":
                    self._choose(token["set"], token["signs"])
                case "escape":
                    self._escape(token["escape"])

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

    def _control(self, sign: str) -> None:
        match sign:
            case "\n" | "\v" | "\f" | "\x84":
                self.waits = False
                self.index()
            case "\r":
                self.x, self.waits = 0, False
            case "\b":
                self.x, self.waits = max(0, self.x - 1), False
            case "\t":
                self.tab(1)
            case "\x0e" | "\x0f":
                self.shifted = sign == "\x0e"
            case "\a":
                self.bells += 1

    def _choose(self, which: str, signs: str) -> None:
        if which in "()":
            first, second = self.drawing
            self.drawing = (signs == "0", second) if which == "(" else (first, signs == "0")

    def _escape(self, sign: str) -> None:
        match sign:
            case "7":
                self.save()
            case "8":
                self.restore()
            case "D":
                self.index()
            case "E":
                self.next_line()
            case "M":
                self.reverse_index()
            case "H":
                self.stops.add(self.x)
            case "=" | ">":
                (self.modes.add if sign == "=" else self.modes.discard)("keypad")
            case "c":
                self.restart()

    def _sequence(self, token: re.Match[str]) -> None:
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

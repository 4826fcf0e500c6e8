"""What a program may do to a terminal: write, colour, move the cursor; nothing else.

On a real terminal the output of a command keeps its colours and its cursor
moves, which is what a pseudo-terminal is for. It may not write the clipboard
(OSC 52), retitle or resize the window, set links, palettes, key meanings or
macros, send notifications, or ask the terminal to type its title back. Strings
of OSC, DCS, APC, PM and SOS never pass, nor does a full reset. What was
switched on is switched off at the end (`ending`).

Elsewhere (a file, a pipe) only the text passes.

Source: ECMA-48; XTerm Control Sequences, https://invisible-island.net/xterm/ctlseqs/.
"""

from __future__ import annotations

import codecs
import re

_STRINGS = frozenset("]PX^_k")
"""After ESC: what begins a string that ends with BEL or ST."""

_SIMPLE = frozenset("78DEHM=>")
_SETS = frozenset("()*+")
_C1_STRINGS = frozenset("\x90\x98\x9d\x9e\x9f")
_LONGEST_SEQUENCE = 64
_LONGEST_STRING = 1 << 20
_FIRST_FINAL, _LAST_FINAL = "@", "~"
_ALLOWED = frozenset("@ABCDEFGHIJKLMPSTXZ`abcdefghlmnrsu")
_BELL = "\a"
_PLAIN = re.compile("[\t\n\r\b -~\xa0-\ud7ff\ue000-\U0010ffff]+")


class OutputFilter:
    """Lets through of a program's output what it may do; the rest is dropped."""

    def __init__(self, *, real: bool) -> None:
        """Filter for a terminal, or for a file where `real` is false."""
        self._real = real
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._string = 0
        self._modes: dict[str, str] = {}
        self._coloured = self._margins = self._shifted = False

    def feed(self, piece: bytes) -> str:
        """What of the next bytes may be written."""
        text = self._held + self._decoder.decode(piece)
        self._held = ""
        kept: list[str] = []
        i = 0
        while i < len(text):
            i = self._next(text, i, kept)
        return "".join(kept)

    def ending(self) -> str:
        """What puts the terminal back as it was; empty where nothing was changed."""
        self._held, self._string = "", 0
        back = "".join(
            f"\x1b[?{mode}{_usual(mode)}"
            for mode, now in self._modes.items()
            if now != _usual(mode)
        )
        back += "\x0f\x1b(B" if self._shifted else ""
        back += "\x1b7\x1b[r\x1b8" if self._margins else ""
        return back + ("\x1b[0m" if self._coloured else "")

    def _next(self, text: str, i: int, kept: list[str]) -> int:
        sign = text[i]
        if self._string:
            return self._inside_string(text, i)
        if sign == "\x1b":
            return self._escape(text, i, kept)
        if sign == "\x9b":
            return self._sequence(text, i, i + 1, kept)
        if sign in _C1_STRINGS:
            self._string = 1
            return i + 1
        if match := _PLAIN.match(text, i):
            kept.append(match.group())
            return match.end()
        if self._real and sign == _BELL:
            kept.append(sign)
        elif self._real and sign in "\x0e\x0f":
            self._shifted = True
            kept.append(sign)
        return i + 1

    def _inside_string(self, text: str, i: int) -> int:
        """Drop a sign of a string; it ends with BEL, ST, CAN or SUB, or when it is too long."""
        sign = text[i]
        self._string += 1
        if sign == "\x1b":
            if i + 1 == len(text):
                self._held = sign
                return i + 1
            self._string = 0
            return i + 2 if text[i + 1] == "\\" else i
        if sign in "\a\x9c\x18\x1a" or self._string > _LONGEST_STRING:
            self._string = 0
        return i + 1

    def _escape(self, text: str, i: int, kept: list[str]) -> int:  # noqa: PLR0911
        if i + 1 == len(text):
            self._held = text[i:]
            return i + 1
        sign = text[i + 1]
        if sign == "[":
            return self._sequence(text, i, i + 2, kept)
        if sign in _STRINGS:
            self._string = 1
            return i + 2
        if sign in _SETS:
            if i + 2 == len(text):
                self._held = text[i:]
                return i + 2
            self._shifted = True
            return self._pass(text, i, i + 3, kept)
        if sign in _SIMPLE:
            return self._pass(text, i, i + 2, kept)
        # A control sign after ESC is read on its own; any other letter is dropped with it.
        return i + 1 if sign < " " else i + 2

    def _sequence(self, text: str, i: int, start: int, kept: list[str]) -> int:
        """A control sequence, whose parameters begin at `start`."""
        end = start
        while end < len(text) and " " <= text[end] <= "?" and end - start < _LONGEST_SEQUENCE:
            end += 1
        if end == len(text) and end - start < _LONGEST_SEQUENCE:
            self._held = text[i:]
            return end
        if not _FIRST_FINAL <= text[end] <= _LAST_FINAL:
            return end
        inner, final = text[start:end], text[end]
        if self._real and final in _ALLOWED and self._harmless(inner, final):
            kept.append(f"\x1b[{inner}{final}")
        return end + 1

    def _harmless(self, inner: str, final: str) -> bool:
        """Whether a control sequence may pass; what it switches is remembered."""
        if any(" " <= sign <= "/" or sign in "<=>" for sign in inner):
            return False
        if inner.startswith("?"):
            return final in "JK" or (final in "hl" and self._switched(inner[1:], final))
        if final in "hl" or (final == "n" and inner not in {"5", "6"}):
            return False
        self._coloured = self._coloured or final == "m"
        self._margins = self._margins or final == "r"
        return True

    def _switched(self, modes: str, final: str) -> bool:
        """Remember what is switched on and off; whether those are modes at all."""
        names = modes.split(";")
        if not all(name.isdigit() for name in names):
            return False
        self._modes |= dict.fromkeys(names, final)
        return True

    def _pass(self, text: str, i: int, end: int, kept: list[str]) -> int:
        if self._real:
            kept.append(text[i:end])
        return end


def _usual(mode: str) -> str:
    """How a mode stands when nobody touched it: line wrap and the cursor are on."""
    return "h" if mode in {"7", "25"} else "l"


def plain(output: bytes) -> str:
    """The text of a program's output, as a person would see it line by line.

    Terminal control is gone; what was written over by a carriage return is too.
    """
    text = OutputFilter(real=False).feed(output).replace("\r\n", "\n")
    return "\n".join(_overwritten(line) for line in text.split("\n"))


def _overwritten(line: str) -> str:
    """A line after its carriage returns and backspaces."""
    if "\r" not in line and "\b" not in line:
        return line
    cells: list[str] = []
    at = 0
    for sign in line:
        if sign == "\r":
            at = 0
        elif sign == "\b":
            at = max(0, at - 1)
        else:
            cells[at : at + 1] = [sign]
            at += 1
    return "".join(cells)

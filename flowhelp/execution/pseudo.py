r"""A pseudo-terminal: the program has the inner end, we have the outer one.

On its way out a terminal makes `\r\n` of every `\n` (ONLCR). A screen needs
that; whoever wants to know what the program printed has it undone by `Printed`.

Source: termios(3), ONLCR; POSIX.1-2017, General Terminal Interface, section 11.2.3.
"""

from __future__ import annotations

import fcntl
import os
import pty
import termios
from contextlib import suppress
from types import TracebackType
from typing import Self

Size = tuple[int, int]
"""Rows and columns."""


class Pseudo:
    """One pseudo-terminal, closed at the end.

    Attributes:
        outer: Descriptor of our end.
        inner: Descriptor of the program's end; -1 once it was let go.
    """

    def __init__(self, size: Size) -> None:
        """Open one of that size."""
        self.outer, self.inner = pty.openpty()
        self.resize(size)

    def resize(self, size: Size) -> None:
        """Give it another size; the program is told."""
        with suppress(OSError):
            termios.tcsetwinsize(self.outer, size)

    def let_go(self) -> None:
        """Close the inner end here; the program has its own."""
        if self.inner >= 0:
            os.close(self.inner)
            self.inner = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.let_go()
        os.close(self.outer)


class Printed:
    r"""What a program printed, from what its terminal made of it, in pieces.

    Every `\n` has got a `\r` before it, so one is taken away from each: `\r\r\n` was
    `\r\n`. A program that has switched that off itself is treated alike, so that
    the same bytes always give the same hash, whenever they are read.
    """

    def __init__(self) -> None:
        self._held = b""

    def feed(self, piece: bytes) -> bytes:
        r"""What is sure; a `\r` at the end waits for what follows."""
        text = self._held + piece
        self._held = b"\r" if text.endswith(b"\r") else b""
        return text[: len(text) - len(self._held)].replace(b"\r\n", b"\n")

    def close(self) -> bytes:
        """What still waited; the stream is over."""
        rest, self._held = self._held, b""
        return rest


def controlled() -> None:
    """Make the terminal at descriptor 0 the one that controls this new session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)

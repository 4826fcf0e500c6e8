"""A pseudo-terminal: the program has the inner end, we have the outer one."""

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


def controlled() -> None:
    """Make the terminal at descriptor 0 the one that controls this new session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)

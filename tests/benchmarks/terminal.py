"""A pseudo-terminal of a size."""

from __future__ import annotations

import fcntl
import struct
import termios


def sized(terminal: int, columns: int, rows: int) -> None:
    """Gives a terminal that many columns and rows."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

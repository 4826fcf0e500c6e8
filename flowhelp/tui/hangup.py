"""A terminal that goes away: its window was closed, or the line to it broke."""

from __future__ import annotations

import os

HUNG_UP = 129
"""Exit code where the terminal is gone: nobody can be told anything."""

_OURS = (0, 1, 2)
_WRITTEN = (1, 2)


class Window:
    """The terminal this process was begun at, if it was begun at one."""

    def __init__(self) -> None:
        """Look, while it is there."""
        self._ours = tuple(number for number in _OURS if os.isatty(number))

    @property
    def is_gone(self) -> bool:
        """Whether there was one, and there is none any more."""
        return bool(self._ours) and not any(map(os.isatty, self._ours))

    def let_go(self) -> None:
        """What is still to be written there goes nowhere.

        Else it fails, and what fails at the end of Python changes the exit code of the process.
        """
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for number in _WRITTEN:
            if number in self._ours:
                os.dup2(nowhere, number)
        os.close(nowhere)

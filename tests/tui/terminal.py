"""The app in a real pseudo-terminal: what it writes, how it leaves, what the screen shows."""

from __future__ import annotations

import codecs
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from flowhelp.tui.emulator.emulator import Emulator
from tests.terminal import FLOWHELP, PATIENCE_S, Terminal, env_in

INTO, OUT_OF = b"\x1b[?1049h", b"\x1b[?1049l"
"""Into the other screen, and back to the one that was there before."""
ENTER, ESCAPE, F3 = b"\r", b"\x1b", b"\x1bOR"
_BEGUN = re.compile(r"\x1b(?:\[[0-9:;<=>?]*[ -/]*)?\Z")
"""A sequence whose end was not read yet."""
CTRL_Q, CTRL_Z = b"\x11", b"\x1a"


def app_env(folder: Path, **more: str) -> dict[str, str]:
    """An environment in which everything is kept below `folder`, with a terminal of colours."""
    env = env_in(folder, folder / "library")
    return {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor", "SHELL": "/bin/sh", **more}


class RealTerminal(Terminal):
    """A window of some size that shows what a terminal shows.

    Attributes:
        written: All bytes the program wrote.
    """

    def __init__(
        self,
        *words: str,
        env: Mapping[str, str],
        size: tuple[int, int] = (24, 80),
        command: Sequence[str] = (),
    ) -> None:
        """The app at these words, or another command.

        Args:
            words: Of the app.
            env: Its environment.
            size: Rows and columns.
            command: What runs instead of the app.
        """
        self.written = b""
        self._emulator = Emulator(*size)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._begun = ""
        super().__init__(command or [*FLOWHELP, *words], env, size)

    @property
    def seen(self) -> str:
        """The screen as a person sees it."""
        return "\n".join("".join(row.signs).rstrip() for row in self._emulator.grid.rows)

    @property
    def is_given_back(self) -> bool:
        """Whether the screen from before is shown, with cursor, without mouse, as it was set."""
        off = (OUT_OF, b"\x1b[?1000l", b"\x1b[?25h")
        return self.settings == self.before and all(
            self.written.rfind(code) > self.written.rfind(INTO) for code in off
        )

    def sees(self, *words: str, without: str = "\0") -> str:
        """Wait until all of these are on the screen; the screen.

        Raises:
            AssertionError: They never are.
        """
        end = time.monotonic() + PATIENCE_S
        while not all(word in self.seen for word in words) or without in self.seen:
            assert time.monotonic() < end, f"no {words} in\n{self.seen}"
            assert self.process.poll() is None or self.listen(0.05), f"it ended\n{self.seen}"
            self.listen(0.1)
        return self.seen

    def resize(self, rows: int, columns: int, pixels: tuple[int, int] = (0, 0)) -> None:
        """Make the window larger or smaller."""
        super().resize(rows, columns, pixels)
        self._emulator.resize(rows, columns)

    def take(self, part: bytes) -> None:
        """Show what was written, but for a sequence whose end was not read yet."""
        self.written += part
        text = self._begun + self._decoder.decode(part)
        found = _BEGUN.search(text)
        self._begun = found.group() if found else ""
        self._emulator.feed(text.removesuffix(self._begun) if found else text)

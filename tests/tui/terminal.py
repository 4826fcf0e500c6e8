"""The app in a real pseudo-terminal: what it writes, how it leaves, what the screen shows."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flowhelp.tui.emulator.emulator import Emulator
from tests.cli.plain.person import env_in

PATIENCE_S = 15.0
INTO, OUT_OF = b"\x1b[?1049h", b"\x1b[?1049l"
"""Into the other screen, and back to the one that was there before."""
ENTER, ESCAPE, F3 = b"\r", b"\x1b", b"\x1bOR"
_BEGUN = re.compile(r"\x1b(?:\[[0-9:;<=>?]*[ -/]*)?\Z")
"""A sequence whose end was not read yet."""
CTRL_C, CTRL_Q, CTRL_Z = b"\x03", b"\x11", b"\x1a"


def app_env(folder: Path, **more: str) -> dict[str, str]:
    """An environment in which everything is kept below `folder`, with a terminal of colours."""
    env = env_in(folder, folder / "library")
    return {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor", "SHELL": "/bin/sh", **more}


class RealTerminal:
    """A window, and the program that has it.

    Attributes:
        written: All bytes the program wrote.
        process: The program.
        before: The settings of the terminal before it began.
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
        self._master, self._slave = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(self._slave)
        program = command or [sys.executable, "-m", "flowhelp", *words]
        self.process = subprocess.Popen(
            ["sh", "-c", 'exec "$@" <>"$TERMINAL" >&0 2>&0', "sh", *program],
            env={**env, "TERMINAL": os.ttyname(self._slave)},
            cwd=env["FLOWHELP_DATA"].rpartition("/")[0],
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._slave)
        self.hang_up()

    @property
    def seen(self) -> str:
        """The screen as a person sees it."""
        return "\n".join("".join(row.signs).rstrip() for row in self._emulator.grid.rows)

    @property
    def settings(self) -> list[Any]:
        """How the terminal is set now, as `termios.tcgetattr` says it."""
        return termios.tcgetattr(self._slave)

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

    def presses(self, *keys: bytes | str) -> None:
        """Press keys, or type words."""
        for key in keys:
            os.write(self._master, key if isinstance(key, bytes) else key.encode())

    def resize(self, rows: int, columns: int) -> None:
        """Make the window larger or smaller."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._emulator.resize(rows, columns)

    def hang_up(self) -> None:
        """Close the window."""
        if self._master >= 0:
            os.close(self._master)
        self._master = -1

    def sends(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def leaves(self) -> int:
        """Wait for the end of the program; its exit code.

        Raises:
            AssertionError: It does not end.
        """
        end = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it does not end\n{self.seen}"
            self.listen(0.05)
        while self.listen(0.05):
            pass
        return self.process.wait()

    def listen(self, seconds: float) -> bool:
        """Take in what is written within that time; whether there was anything."""
        if self._master < 0:
            time.sleep(seconds)
            return False
        ready, _, _ = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            part = os.read(self._master, 65536)
        except OSError:
            return False
        self.written += part
        text = self._begun + self._decoder.decode(part)
        found = _BEGUN.search(text)
        self._begun = found.group() if found else ""
        self._emulator.feed(text.removesuffix(self._begun) if found else text)
        return bool(part)

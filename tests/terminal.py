"""A program in a real pseudo-terminal, which is a window to it and its controlling terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE_S = 15.0
CTRL_C = b"\x03"
ROOT = Path(__file__).parents[1]
FLOWHELP = (sys.executable, "-m", "flowhelp")


def env_in(folder: Path, library: Path | None = None) -> dict[str, str]:
    """An environment in which everything is kept below `folder`."""
    places = {
        "FLOWHELP_CONFIG": str(folder / "config"),
        "FLOWHELP_DATA": str(folder / "data"),
        "FLOWHELP_CACHE": str(folder / "cache"),
        "FLOWHELP_PATH": str(library or folder / "library"),
    }
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return {**kept, **places, "TERM": "dumb", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}


class Terminal(ABC):
    """A window, and the program that has it.

    Attributes:
        process: The program.
        before: The settings of the terminal before it began.
    """

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] | None = None
    ) -> None:
        """Begin the program.

        Args:
            command: The program and its words.
            env: Its environment.
            size: Rows and columns; None where the window does not say.
        """
        self._master, self._slave = pty.openpty()
        if size is not None:
            self.resize(*size)
        self.before = termios.tcgetattr(self._slave)
        # Opened by the leader of a new session, the terminal is the one that Ctrl-C comes from.
        self.process = subprocess.Popen(
            ["sh", "-c", 'exec "$@" <>"$TERMINAL" >&0 2>&0', "sh", *command],
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
    @abstractmethod
    def seen(self) -> str:
        """What a person sees."""

    @abstractmethod
    def take(self, part: bytes) -> None:
        """Show what was written."""

    @property
    def settings(self) -> list[Any]:
        """How the terminal is set now, as `termios.tcgetattr` says it."""
        return termios.tcgetattr(self._slave)

    def presses(self, *keys: bytes | str) -> None:
        """Press keys, or type words."""
        for key in keys:
            os.write(self._master, key if isinstance(key, bytes) else key.encode())

    def resize(self, rows: int, columns: int, pixels: tuple[int, int] = (0, 0)) -> None:
        """Make the window larger or smaller; `pixels` are those of all of it, 0 for untold."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, *pixels))

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
            assert time.monotonic() < end, f"it does not end\n{self.seen[-2000:]}"
            self.listen(0.02)
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
        self.take(part)
        return bool(part)

"""A person at a real terminal: types lines, and reads what the program shows."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

ASKED = (": ", "? ")
"""How a prompt ends."""
PATIENCE_S = 15.0
CTRL_C = b"\x03"
CTRL_D = b"\x04"
ROOT = Path(__file__).parents[3]


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


def flowhelp(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A run of the program without a terminal."""
    command = [sys.executable, "-m", "flowhelp", *words]
    cwd = env["FLOWHELP_DATA"].rpartition("/")[0]
    return subprocess.run(
        command, env=env, cwd=cwd, capture_output=True, text=True, check=False, timeout=60
    )


class Person:
    """Somebody who runs a command in a terminal of 80 columns."""

    def __init__(self, *words: str, env: Mapping[str, str]) -> None:
        self.screen = ""
        self._read = 0
        self._master, self._slave = pty.openpty()
        command = [sys.executable, "-m", "flowhelp", *words]
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
        os.close(self._master)

    def sees(self, text: str) -> str:
        """Wait until `text` is shown; return what was shown up to its end since the last time.

        Raises:
            AssertionError: It never is.
        """
        end = time.monotonic() + PATIENCE_S
        while (found := self.screen.find(text, self._read)) < 0:
            assert self.listen(end - time.monotonic()), (
                f"no {text!r} in\n{self.screen[self._read :]}"
            )
        shown = self.screen[self._read : found + len(text)]
        self._read = found + len(text)
        return shown

    def types(self, line: str) -> None:
        """Type a line and Enter."""
        os.write(self._master, f"{line}\n".encode())

    def presses(self, key: bytes) -> None:
        """Press a key that is no letter, such as `CTRL_C`."""
        os.write(self._master, key)

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._slave)[3] & termios.ECHO)

    def kills(self) -> None:
        """Pull the plug: `kill -9`, and read what had reached the screen."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        while self.listen(0.05):
            pass

    def leaves(self) -> int:
        """Wait for the end of the program; return its exit code."""
        end = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it does not end\n{self.screen[-500:]}"
            self.listen(0.02)
        while self.listen(0.05):
            pass
        return self.process.wait()

    def is_asked(self) -> str:
        """Wait for a prompt that was not there the last time; return its line."""
        end = time.monotonic() + PATIENCE_S
        while not self.screen[self._read :].rstrip("\n").endswith(" "):
            assert self.listen(end - time.monotonic()), f"no prompt in\n{self.screen[-500:]}"
        while self.listen(0.1):
            pass
        self._read = len(self.screen)
        return self.screen.rpartition("\n")[2]

    def listen(self, seconds: float) -> bool:
        """Take in what is shown within that time; whether there was anything."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            shown = os.read(self._master, 65536)
        except OSError:
            return False
        self.screen += shown.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(shown)


def screen_until_killed(
    words: tuple[str, ...],
    env: Mapping[str, str],
    after_s: float,
    answer: Callable[[str], str | None],
) -> str:
    """The screen of somebody who answers every prompt at once, until the plug is pulled.

    Args:
        words: Of the command.
        env: Its environment.
        after_s: Seconds from the first thing asked; negative ones from the start of the program.
        answer: What is typed at that screen; None where nothing is asked.
    """
    with Person(*words, env=env) as person:
        while after_s > 0 and not person.screen.endswith(ASKED) and person.listen(PATIENCE_S):
            pass
        end = time.monotonic() + abs(after_s)
        answered = 0
        while (left := end - time.monotonic()) > 0 and person.process.poll() is None:
            person.listen(min(left, 0.01))
            screen = person.screen
            if len(screen) == answered or not screen.endswith(ASKED):
                continue
            typed = answer(screen)
            if typed is not None:
                answered = len(screen)
                person.types(typed)
        person.kills()
        return person.screen

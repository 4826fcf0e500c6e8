"""A person at a real terminal: types lines, and reads what the program shows."""

from __future__ import annotations

import signal
import subprocess
import termios
import time
from collections.abc import Callable, Mapping

from tests.terminal import FLOWHELP, PATIENCE_S, Terminal

CTRL_D = b"\x04"
ASKED = (": ", "? ")
"""How a prompt ends."""


def flowhelp(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A run of the program without a terminal."""
    command = [*FLOWHELP, *words]
    cwd = env["FLOWHELP_DATA"].rpartition("/")[0]
    return subprocess.run(
        command, env=env, cwd=cwd, capture_output=True, text=True, check=False, timeout=60
    )


class Person(Terminal):
    """Somebody who runs a command in a terminal of 80 columns.

    Attributes:
        screen: All that was shown, one line below the other.
    """

    def __init__(self, *words: str, env: Mapping[str, str]) -> None:
        """The program at these words."""
        self.screen = ""
        self._read = 0
        super().__init__([*FLOWHELP, *words], env)

    @property
    def seen(self) -> str:
        """What was shown last."""
        return self.screen[-500:]

    def take(self, part: bytes) -> None:
        """Show what was written."""
        self.screen += part.decode("utf-8", "replace").replace("\r\n", "\n")

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
        self.presses(f"{line}\n")

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(self.settings[3] & termios.ECHO)

    def kills(self) -> None:
        """Pull the plug: `kill -9`, and read what had reached the screen."""
        if self.process.poll() is None:
            self.sends(signal.SIGKILL)
        self.process.wait()
        while self.listen(0.05):
            pass

    def is_asked(self) -> str:
        """Wait for a prompt that was not there the last time; return its line."""
        end = time.monotonic() + PATIENCE_S
        while not self.screen[self._read :].rstrip("\n").endswith(" "):
            assert self.listen(end - time.monotonic()), f"no prompt in\n{self.screen[-500:]}"
        while self.listen(0.1):
            pass
        self._read = len(self.screen)
        return self.screen.rpartition("\n")[2]


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
        late = time.monotonic() + PATIENCE_S
        while after_s > 0 and not person.screen.endswith(ASKED) and time.monotonic() < late:
            if person.process.poll() is not None and not person.listen(0.05):
                break
            person.listen(0.05)
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

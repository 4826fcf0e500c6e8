"""A prompt whose answer is not shown, for PINs and other secrets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flowhelp.cli import output
from flowhelp.errors import InputError


class NoTerminalError(InputError):
    """A secret was to be asked for where nobody can type it unseen."""


def ask(text: str) -> str:
    """What a person types without seeing it; asked on a terminal, and nowhere else.

    Raises:
        NoTerminalError: There is no terminal, or it cannot hide what is typed.
        EOFError: There is no more input.
        KeyboardInterrupt: Ctrl-C was pressed; the terminal shows again what is typed.
    """
    if not output.interactive():
        raise NoTerminalError(
            "a PIN is typed at a terminal, and never comes from a file or another program",
            hint="run it in a terminal",
        )
    with _unseen():
        try:
            return output.prompt(text)
        finally:
            output.line()


@contextmanager
def _unseen() -> Iterator[None]:
    """Have the terminal not show what is typed, and forget what was typed too early."""
    try:
        import termios  # noqa: PLC0415 - there is none on Windows
    except ImportError as error:
        raise NoTerminalError("this terminal cannot hide what is typed") from error
    handle = sys.stdin.fileno()
    try:
        before = termios.tcgetattr(handle)
    except termios.error as error:
        raise NoTerminalError("this terminal cannot hide what is typed") from error
    silent = before[:]
    silent[3] = before[3] & ~termios.ECHO
    try:
        termios.tcsetattr(handle, termios.TCSAFLUSH, silent)
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)

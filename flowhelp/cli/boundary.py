"""The edge of the program, where errors turn into words and numbers.

The only module that writes to stderr. A person's mistake is two lines, what is
wrong and what to do next; a bug keeps its traceback.
"""

from __future__ import annotations

import sys

from flowhelp.cli import output
from flowhelp.errors import FlowhelpError
from flowhelp.typeset.terminal import one_line, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_BAR = 24
_INTERRUPTED = 130


class _Choice:
    """What was chosen for this process."""

    quiet: bool = False


def talk(text: str) -> None:
    """Say something beside the results; silent with ``-q``."""
    if not _Choice.quiet:
        _put(visible(text) + "\n")


def relay(text: str) -> None:
    """Pass on what a command printed beside the results, made visible; silent with ``-q``."""
    if not _Choice.quiet:
        _put(visible(text))


def hush(quiet: bool) -> None:
    """Whether to keep quiet about everything but errors from now on."""
    _Choice.quiet = quiet


class progress:  # noqa: N801 (used like a function, in a `with`)
    """A progress bar on stderr while the block runs; none when nobody is watching.

    Called with how much of a whole is done, and the whole; both at least 0.
    """

    # Not a generator: `contextlib` takes a millisecond to load, and a plain question comes by.

    def __init__(self, label: str) -> None:
        self._label = label
        self._watched = sys.stderr is not None and sys.stderr.isatty() and not _Choice.quiet
        self._shown = -1

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show it."""
        percent = min(100, 100 * done // total) if total else 100
        if self._watched and percent != self._shown:
            self._shown = percent
            filled = _BAR * percent // 100
            bar = "#" * filled + "-" * (_BAR - filled)
            _put(f"\r{one_line(self._label)} [{bar}] {done}/{total}")
        if done >= total:
            self._wipe()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wipe()

    def _wipe(self) -> None:
        if self._shown >= 0:
            self._shown = -1
            _put("\r\x1b[K")


def crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print a bug's traceback, made visible; for `sys.excepthook`."""
    import traceback  # noqa: PLC0415 - only for a bug

    _put(visible("".join(traceback.format_exception(kind, error, trace))))


def complain(message: str, hint: str | None = None) -> None:
    """Print what is wrong in one line, and what to do next in another."""
    _put(f"flowhelp: {one_line(message)}\n")
    if hint:
        _put(f"hint: {one_line(hint)}\n")


def report(error: BaseException) -> int | None:
    """Say what went wrong; results written so far come before it.

    Returns:
        The exit code for it; None for a bug, of which nothing is said.
    """
    if isinstance(error, FlowhelpError):
        from flowhelp.cli.exits import exit_code_for  # noqa: PLC0415 - only where it failed

        drain()
        complain(error.message, error.hint)
        return exit_code_for(error)
    if isinstance(error, KeyboardInterrupt):
        drain()
        if output.terminal():
            _put("\n")
        return _INTERRUPTED
    if isinstance(error, output.LostError | BrokenPipeError):
        return lost(error)
    return None


def lost(error: OSError) -> int:
    """Say why the output could not be written; a reader that left early needs no words.

    Returns:
        The exit code for it.
    """
    import errno  # noqa: PLC0415 - only where it failed
    import os  # noqa: PLC0415

    from flowhelp.cli.exits import ExitCode  # noqa: PLC0415

    output.drop()
    if error.errno == errno.EPIPE:
        return ExitCode.OK
    reason = os.strerror(error.errno).lower() if error.errno else str(error)
    complain(f"the output cannot be written: {reason}", "make room, or write elsewhere")
    return ExitCode.UNAVAILABLE


def drain() -> None:
    """Results written so far come before the complaint about the rest."""
    try:
        output.flush()
    except OSError:
        output.drop()


def _put(text: str) -> None:
    if sys.stderr is None:
        return
    encoding = sys.stderr.encoding or "utf-8"
    try:
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
    except (OSError, ValueError):
        return

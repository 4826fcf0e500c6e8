"""The edge of the program, where errors turn into words and numbers.

The only module that writes to stderr. A person's mistake is two lines, what is
wrong and what to do next; a bug keeps its traceback.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Protocol

import typer
from typer.core import TyperGroup

from flowhelp.cli import output
from flowhelp.cli.exits import ExitCode, exit_code_for
from flowhelp.cli.terminal import one_line, visible
from flowhelp.errors import FlowhelpError

_BAR = 24
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


class Progress(Protocol):
    """Takes how much of a whole is done; both at least 0."""

    def __call__(self, done: int, total: int) -> None:
        """Show it."""


class Boundary(TyperGroup):
    """A command group that reports what it understands and lets bugs through."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the program; end it with its exit code when standing alone."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except (FlowhelpError, typer.TyperException) as error:
            code = _report(error)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else ExitCode.OK)
        return code

    def invoke(self, ctx: Any) -> Any:
        """Run the command; end in its exit code if it fails as foreseen."""
        try:
            super().invoke(ctx)
            output.flush()
        except (FlowhelpError, typer.TyperException, EOFError, KeyboardInterrupt) as error:
            _drain()
            raise typer.Exit(_report(error)) from error
        except OSError as error:
            if not _stdout_failed(error):
                raise
            output.drop()
            raise typer.Exit(_report_lost_output(error)) from error


def talk(text: str) -> None:
    """Say something beside the results; silent with ``-q``."""
    if not _quiet.get():
        _put(visible(text) + "\n")


def hush(quiet: bool) -> None:
    """Whether to keep quiet about everything but errors from now on."""
    _quiet.set(quiet)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar on stderr while the block runs; none when nobody is watching."""
    watched = sys.stderr is not None and sys.stderr.isatty() and not _quiet.get()
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = min(100, 100 * done // total) if total else 100
        if watched and percent != shown:
            shown = percent
            filled = _BAR * percent // 100
            bar = "#" * filled + "-" * (_BAR - filled)
            _put(f"\r{one_line(label)} [{bar}] {done}/{total}")

    try:
        yield show
    finally:
        if shown >= 0:
            _put("\r\x1b[K")


def crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print a bug's traceback, made visible; for `sys.excepthook`."""
    _put(visible("".join(traceback.format_exception(kind, error, trace))))


def complain(message: str, hint: str | None = None) -> None:
    """Print what is wrong in one line, and what to do next in another."""
    _put(f"flowhelp: {one_line(message)}\n")
    if hint:
        _put(f"hint: {one_line(hint)}\n")


def _report(error: BaseException) -> int:
    """Say what went wrong; return the exit code for it."""
    match error:
        case FlowhelpError():
            complain(error.message, error.hint)
            return exit_code_for(error)
        case typer.TyperException():
            complain(*_usage(error))
            return ExitCode.USAGE
        case EOFError():
            complain("the input ended before an answer came", "answer at a terminal")
            return ExitCode.USAGE
        case _:
            if output.terminal():
                _put("\n")
            return ExitCode.INTERRUPTED


def _usage(error: typer.TyperException) -> tuple[str, str]:
    """What was wrong with the words typed, and the help to look at."""
    said = error.format_message().strip().rstrip(".")
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "flowhelp"
    return said[:1].lower() + said[1:], f"{path} --help"


def _stdout_failed(error: OSError) -> bool:
    """Whether it was stdout that could not be written, and not a file."""
    if isinstance(error, BrokenPipeError):
        return True
    try:
        output.flush()
    except (OSError, ValueError):
        return error.filename is None
    return False


def _report_lost_output(error: OSError) -> int:
    if isinstance(error, BrokenPipeError):
        return ExitCode.OK
    reason = os.strerror(error.errno) if error.errno else str(error)
    complain(f"the output cannot be written: {reason.lower()}", "make room, or write elsewhere")
    return ExitCode.UNAVAILABLE


def _drain() -> None:
    """Results written so far come before the complaint about the rest."""
    try:
        output.flush()
    except (OSError, ValueError):
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

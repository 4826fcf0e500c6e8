"""The edge of the program, where errors turn into words and numbers.

The only module that writes to stderr. A person's mistake is two lines, what is
wrong and what to do next; a bug keeps its traceback.
"""

from __future__ import annotations

import errno
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
from flowhelp.cli.styles import Color
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
        output.choose_color(Color.AUTO)
        hush(False)
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except (FlowhelpError, typer.TyperException) as error:
            code = _report(error)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else ExitCode.OK)
        return code

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read the words typed; ``--help`` and ``--version`` print and end here."""
        with _edge(printing_only=True):
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; end in its exit code if it fails as foreseen."""
        with _edge():
            super().invoke(ctx)


@contextmanager
def _edge(*, printing_only: bool = False) -> Iterator[None]:
    """Turn what is foreseen into words and a `typer.Exit`; everything is written by then.

    Args:
        printing_only: Nothing but stdout is written inside, so an `OSError` is about stdout.
    """
    try:
        try:
            yield
        except typer.Exit:
            output.flush()
            raise
        output.flush()
    except (FlowhelpError, typer.TyperException, EOFError, KeyboardInterrupt) as error:
        _drain()
        raise typer.Exit(_report(error)) from error
    except OSError as error:
        if not (printing_only or isinstance(error, output.LostError | BrokenPipeError)):
            raise
        output.drop()
        raise typer.Exit(_report_lost(error)) from error


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
        if shown >= 0 and done >= total:
            shown = -1
            _put("\r\x1b[K")

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


def _report_lost(error: OSError) -> int:
    """Say why the output could not be written; a reader that left early needs no words."""
    if error.errno == errno.EPIPE:
        return ExitCode.OK
    reason = os.strerror(error.errno).lower() if error.errno else str(error)
    complain(f"the output cannot be written: {reason}", "make room, or write elsewhere")
    return ExitCode.UNAVAILABLE


def _drain() -> None:
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

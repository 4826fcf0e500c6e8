"""The edge of a command line that Typer parses: what it and the commands raise ends here."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from flowhelp.cli import boundary, output
from flowhelp.cli.exits import ExitCode
from flowhelp.errors import FlowhelpError
from flowhelp.typeset.styles import Color


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
        boundary.hush(False)
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
        raise typer.Exit(_report(error)) from error
    except OSError as error:
        if not (printing_only or isinstance(error, output.LostError | BrokenPipeError)):
            raise
        raise typer.Exit(boundary.lost(error)) from error


def _report(error: BaseException) -> int:
    """Say what went wrong; return the exit code for it."""
    match error:
        case typer.TyperException():
            message, hint = _usage(error)
        case EOFError():
            message, hint = "the input ended before an answer came", "answer at a terminal"
        case _:
            code = boundary.report(error)
            return ExitCode.BUG if code is None else code
    boundary.drain()
    boundary.complain(message, hint)
    return ExitCode.USAGE


def _usage(error: typer.TyperException) -> tuple[str, str]:
    """What was wrong with the words typed, and the help to look at."""
    said = error.format_message().strip().rstrip(".")
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "flowhelp"
    return said[:1].lower() + said[1:], f"{path} --help"

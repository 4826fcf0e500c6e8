"""The front door: `flowhelp` alone on a terminal opens the full screen, without Typer.

Whatever keeps it from opening is said before the screen is taken.
"""

from __future__ import annotations

import gc
import os
import sys

from flowhelp.cli import output
from flowhelp.errors import FlowhelpError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_RARELY = 50_000
"""Objects between two collections of garbage: loading makes many, and all of them stay."""


def open_front() -> None:
    """Opens the full screen and ends this process with it; returns where that cannot be shown."""
    if not _is_on_a_terminal():
        return
    gc.set_threshold(_RARELY)
    sys.excepthook = _crash
    try:
        code = _run()
    except (FlowhelpError, KeyboardInterrupt, OSError) as error:
        from flowhelp.cli import boundary  # noqa: PLC0415 - only where it failed

        reported = boundary.report(error)
        if reported is None:
            raise
        code = reported
    output.flush()
    # Threads may be at work on something that nobody will see; they end with the process, and
    # with them the libraries' readers. Everything that must not be lost is on the disk.
    _end_children()
    os._exit(code)


def _is_on_a_terminal() -> bool:
    """Whether there is a screen to draw on and a keyboard to read from."""
    streams = (sys.stdin, sys.stdout)
    both = all(stream is not None and stream.isatty() for stream in streams)
    return both and os.environ.get("TERM", "") not in {"", "dumb"}


def _run() -> int:
    from flowhelp.cli.commands.open import open_app  # noqa: PLC0415 - Ctrl-C may come here
    from flowhelp.usecases.workspace import Workspace  # noqa: PLC0415

    with Workspace.open() as workspace:
        output.prefer_color(workspace.settings.color)
        _ = workspace.specs  # a list of libraries that cannot be read is said here, not later
        return open_app(workspace)


def _end_children() -> None:
    children = sys.modules.get("multiprocessing")
    if children is not None:
        for child in children.active_children():
            child.kill()


def _crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    from flowhelp.cli import boundary  # noqa: PLC0415 - only for a bug

    boundary.crash(kind, error, trace)

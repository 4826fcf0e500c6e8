"""Text into the clipboard: by the desktop's own program, or by the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from textual.app import App

from flowhelp.execution.clipboard import LONGEST, copied, pasteable
from flowhelp.typeset.terminal import one_line


async def copy(app: App[Any], text: str, env: Mapping[str, str]) -> None:
    """Put a text into the clipboard, and say what was put there.

    Args:
        app: Says so; its terminal is asked where there is no program for it.
        text: What to copy; signs that act or hide are left out.
        env: The person's environment.
    """
    plain = pasteable(text)
    first, *more = one_line_each(plain)
    said = f"{first}\n(and {len(more)} more line{'s' * (len(more) != 1)})" if more else first
    # In a browser it is the browser's clipboard that is meant, wherever the app runs.
    if not app.is_web and await asyncio.to_thread(copied, plain, env):
        app.notify(said, title="Copied")
    elif len(plain.encode("utf-8", "replace")) > LONGEST:
        app.notify("It is too long for the terminal's clipboard.", severity="warning")
    else:
        app.copy_to_clipboard(plain)
        app.notify(said, title="Copied, where the terminal allows it")


def one_line_each(text: str) -> list[str]:
    """The lines of a text, at least one, each fit to be shown."""
    return [one_line(line) for line in text.rstrip("\n").split("\n")]

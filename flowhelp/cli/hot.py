"""The hot door: what is asked most is answered without building the command line.

Only words and options that can be read in one way are taken; for all others
the caller goes to Typer. What is asked, printed and said of a failure is the
same code on both ways; `tests/cli/test_hot.py` holds them to the same bytes.
"""

from __future__ import annotations

import gc
import os
import sys

from flowhelp.cli import output
from flowhelp.errors import FlowhelpError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import Any

_FLAGS = {"--first": "first", "--json": "as_data", "--explain": "explain"}
_VALUES = {
    "-n": "limit",
    "--limit": "limit",
    "--type": "type",
    "--tag": "tag",
    "--source": "source",
    "--role": "role",
    "--alert": "alert",
}
"""Options of `howto` → parameters of `answer_question`."""

_MOST_ANSWERS = 100
_RARELY = 50_000
"""Objects between two collections of garbage: more than an answer makes."""


def answer(arguments: Sequence[str]) -> None:
    """Answers and ends this process; returns where that is for the other door.

    Args:
        arguments: Without the program's name; the first is a key of `COMMANDS`.
    """
    read, run = COMMANDS[arguments[0]]
    asked = read(arguments[1:])
    if asked is None:
        return
    gc.set_threshold(_RARELY)
    sys.excepthook = _crash
    code = 0
    try:
        run(*asked)
        output.flush()
    except (FlowhelpError, KeyboardInterrupt, OSError) as error:
        from flowhelp.cli import boundary  # noqa: PLC0415 - only where it failed

        reported = boundary.report(error)
        if reported is None:
            raise
        code = reported
    # The index is a file that may be left at any moment, and everything is written: taking the
    # interpreter apart would take another 4 ms.
    os._exit(code)


def read_question(words: Sequence[str]) -> tuple[str, dict[str, Any]] | None:
    """A question, and its options by the names of `answer_question`.

    Returns:
        None for a command line that has to be read with care.
    """
    asked: list[str] = []
    options: dict[str, Any] = {}
    waiting = iter(words)
    for word in waiting:
        if not word.startswith("-"):
            asked.append(word)
            continue
        name = _FLAGS.get(word) or _VALUES.get(word)
        if name is None or name in options:
            return None
        if word in _FLAGS:
            options[name] = True
            continue
        options[name] = value = next(waiting, "-")
        if value.startswith("-"):
            return None
    if "limit" in options:
        options["limit"] = _count(options["limit"])
        if options["limit"] is None:
            return None
    return " ".join(asked), options


def _count(typed: str) -> int | None:
    """A number of answers that may be asked for, as it is most often written; else None."""
    plain = typed.isascii() and typed.isdigit() and len(typed) <= len(str(_MOST_ANSWERS))
    return int(typed) if plain and 1 <= int(typed) <= _MOST_ANSWERS else None


def _howto(words: str, options: dict[str, Any]) -> None:
    from flowhelp.cli.question import answer_question  # noqa: PLC0415 - Ctrl-C may come here
    from flowhelp.usecases.workspace import Workspace  # noqa: PLC0415

    opened = Workspace.open()
    opened.detaches = True
    output.prefer_color(opened.settings.color)
    answer_question(opened, words, **options)


def _crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    from flowhelp.cli import boundary  # noqa: PLC0415 - only for a bug

    boundary.crash(kind, error, trace)


COMMANDS: dict[
    str, tuple[Callable[[Sequence[str]], tuple[Any, ...] | None], Callable[..., None]]
] = {"howto": (read_question, _howto)}
"""Command → what reads the words after it, and what runs it with what that returns."""

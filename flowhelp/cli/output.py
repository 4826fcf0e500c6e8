"""Text, JSON and prompts: the only writer to stdout.

Whatever is written passes the terminal filter first, and our own colours are
added after it. So a colour on the screen was always ours, and nothing that
came from a file is ever a command to the terminal.
"""

from __future__ import annotations

import os
import sys

from flowhelp.typeset.terminal import one_line, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from flowhelp.typeset.styles import Color, Line, Look, Span

_LONGEST_LAID_OUT = 300_000
"""Characters; hostile Markdown of that length is read in under 2 s."""


class LostError(OSError):
    """Stdout cannot be written: nobody reads any more, or the disk is full."""


class _Choice:
    """What was chosen for this process: auto, always or never."""

    color: str = "auto"


def choose_color(color: Color | str) -> None:
    """Use colour like this from now on: auto, always or never."""
    _Choice.color = str(color)


def prefer_color(color: Color | str) -> None:
    """Use colour like this from now on, unless the command line said how."""
    if _Choice.color == "auto":
        _Choice.color = str(color)


def colored() -> bool:
    """Whether what is written now carries colours.

    Source: https://no-color.org
    """
    if _Choice.color == "auto":
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return terminal() and not plain
    return _Choice.color == "always"


def terminal() -> bool:
    """Whether a person reads what is written: stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def interactive() -> bool:
    """Whether a person can also be asked: stdin is a terminal too."""
    return terminal() and sys.stdin is not None and sys.stdin.isatty()


def full_screen() -> bool:
    """Whether the whole screen can be used: a person at a terminal that can place text."""
    return interactive() and os.environ.get("TERM", "dumb") != "dumb"


def width() -> int:
    """Columns to write in: those of the terminal, at most 100; 80 when there is none."""
    if not terminal():
        return 80
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return min(int(columns), 100)
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns or 80, 100)
    except OSError:
        return 80


def height() -> int:
    """Rows of the terminal; 24 when there is none."""
    rows = os.environ.get("LINES", "")
    if rows.isdigit() and int(rows):
        return int(rows)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or 24 if terminal() else 24
    except OSError:
        return 24


def styled(text: str, style: Look | None) -> str:
    """`text` made visible, in the colours of `style` when there are colours."""
    text = visible(text)
    return f"\x1b[{style}m{text}\x1b[0m" if style and text and colored() else text


def line(text: str = "", *, style: Look | None = None) -> None:
    """Write one line, or several where `text` has breaks."""
    _put(styled(text, style) + "\n")


def spans(*parts: str | Span) -> None:
    """Write one line made of parts, each plain or with its style."""
    pairs = ((part, None) if isinstance(part, str) else part for part in parts)
    _put("".join(styled(text, style) for text, style in pairs) + "\n")


def markdown(text: str, marks: Mapping[int, str] | None = None, *, first: int = 1) -> None:
    """Write a Markdown text laid out for reading; as it stands when it is very long.

    Args:
        text: Markdown, without front matter.
        marks: Source line, counted from 1 → number of the step that begins there.
        first: The source line that `text` begins at.
    """
    from flowhelp.typeset.page import page  # noqa: PLC0415 - loads the Markdown reader

    if len(text) > _LONGEST_LAID_OUT:
        line(text)
        return
    for laid_out in page(text, width(), marks, first=first):
        spans(*laid_out)


def table(rows: Sequence[Sequence[str | Line]], *, head: bool = True) -> None:
    """Write rows in columns; cells are text, or spans with their styles."""
    from flowhelp.typeset.layout import table as columns  # noqa: PLC0415 - only for lists

    cells = [[((cell, None),) if isinstance(cell, str) else cell for cell in row] for row in rows]
    for laid_out in columns(cells, width(), head=head):
        spans(*laid_out)


def write(text: str) -> None:
    """Write `text` as it stands, without a line end."""
    _put(visible(text))


def passed(text: str) -> None:
    """Write at once what a running program shows: its colours, and what its filter lets through."""
    _put(text)
    flush()


def fields(*values: str) -> None:
    """Write one line of tab-separated values, each on one line without tabs."""
    _put("\t".join(one_line(value) for value in values) + "\n")


def json_line(value: Any) -> None:
    """Write `value` as one line of JSON; what a terminal would obey is escaped in its strings."""
    import json  # noqa: PLC0415 - takes 2 ms to load

    from flowhelp.typeset.terminal import json_escaped  # noqa: PLC0415

    ascii_only = not _encoding().startswith("utf")
    text = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"), allow_nan=False)
    _put(json_escaped(text) + "\n")


def prompt(text: str) -> str:
    """The line a person answers with, without its end.

    Raises:
        EOFError: There is no more input.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    _put(visible(text))
    flush()
    if sys.stdin is not None and sys.stdin.isatty():
        from flowhelp.cli.waiting import typed_within  # noqa: PLC0415 - only where one is asked

        typed_within(None)
    answer = sys.stdin.readline() if sys.stdin is not None else ""
    if not answer:
        raise EOFError
    return answer.rstrip("\r\n")


def prompt_within(text: str, seconds: float) -> str | None:
    """The line a person answers with in that time; None where she does not.

    Raises:
        EOFError: There is no more input.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    from flowhelp.cli.waiting import typed_within  # noqa: PLC0415 - seldom

    _put(visible(text))
    flush()
    return prompt("") if typed_within(max(0.0, seconds)) else None


def ring() -> None:
    """Ring the terminal's bell."""
    if terminal():
        _put("\a")
        flush()


def clear() -> None:
    """Take what was written off the screen, and out of what can be scrolled back to.

    A terminal that cannot do that has it scrolled off the screen.

    Source: XTerm Control Sequences, ED, Ps = 3, "Erase Saved Lines".
    """
    if not terminal():
        return
    dumb = os.environ.get("TERM", "dumb") in {"", "dumb"}
    # The saved lines come last: some terminals save what is erased from the screen.
    _put("\n" * height() if dumb else "\x1b[H\x1b[2J\x1b[3J")
    flush()


def flush() -> None:
    """Send what is written on its way.

    Raises:
        LostError: It cannot be written.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError as error:
        raise LostError(*error.args) from error


def drop() -> None:
    """Give up on stdout: what is still in its buffer goes nowhere, without an error."""
    if sys.stdout is None:
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None


def _encoding() -> str:
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower()


def _put(text: str) -> None:
    if sys.stdout is None:
        return
    encoding = _encoding()
    if not encoding.startswith("utf"):
        text = text.encode(encoding, "replace").decode(encoding)
    try:
        sys.stdout.write(text)
    except OSError as error:
        raise LostError(*error.args) from error

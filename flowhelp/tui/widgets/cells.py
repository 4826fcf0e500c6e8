"""Rows of a terminal in memory → strips of the app."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from flowhelp.tui.emulator.cells import Look, Row


def strip_of(row: Row, width: int, base: Style, cursor: int = -1) -> Strip:
    """The first `width` cells of a row.

    Args:
        row: The row.
        width: Cells.
        base: How what has no colours of its own looks.
        cursor: The column in which the cursor is to be seen; below 0 for none.
    """
    segments = [
        Segment(" " * len(text) if look.hidden else text, base + style_of(look))
        for text, look in row.runs(width)
    ]
    strip = Strip(segments).adjust_cell_length(width, base)
    if 0 <= cursor < width:
        end = cursor + (2 if cursor + 1 < len(row.signs) and not row.signs[cursor + 1] else 1)
        before, at, after = strip.divide([cursor, end, width])[:3]
        strip = Strip.join([before, at.apply_style(_CURSOR), after])
    return strip


_CURSOR = Style(reverse=True)


@lru_cache(maxsize=1024)
def style_of(look: Look) -> Style:
    """The style of a look."""
    return Style(
        color=_colour(look.fg),
        bgcolor=_colour(look.bg),
        bold=look.bold or None,
        dim=look.dim or None,
        italic=look.italic or None,
        underline=look.underline or None,
        blink=look.blink or None,
        reverse=look.reverse or None,
        strike=look.strike or None,
    )


def _colour(name: str) -> Color | None:
    if not name:
        return None
    if name.startswith("#"):
        return Color.parse(name)
    number = int(name)
    if number < 16:  # noqa: PLR2004 (those that a theme may colour)
        return Color(f"color({number})", ColorType.STANDARD, number=number)
    return Color.from_ansi(number)

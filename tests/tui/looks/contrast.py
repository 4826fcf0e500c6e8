"""Whether what stands on the screen can be read: contrast of text, as WCAG 2 counts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.screen import ModalScreen

from flowhelp.tui.screens.cast import CastView
from flowhelp.tui.widgets.terminal import Terminal

ENOUGH, HIGH = 4.5, 7.0
"""Contrast of text: what level AA asks for, and AAA."""


def faint(app: App[Any], least: float) -> list[str]:
    """Pieces of text whose contrast to what is behind them is less, each with its contrast.

    Lines and blocks are no text; what lies behind a dialog is not there to be read; and what a
    program prints has the colours of the program.
    """
    alien = [each.region for kind in (Terminal, CastView) for each in app.screen.query(kind)]
    where = app.screen.region
    if isinstance(app.screen, ModalScreen):
        where = app.screen.query_one(".dialog-box").region
    found: dict[str, None] = {}
    for place, segment in _segments(app):
        ratio = _contrast(segment)
        if any(each.contains(*place) for each in alien) or not where.contains(*place):
            continue
        if ratio is not None and ratio < least:
            found[f"{segment.text.strip()}: {ratio:.2f}"] = None
    return list(found)


def _segments(app: App[Any]) -> Iterator[tuple[tuple[int, int], Segment]]:
    strips = app.screen._compositor.render_strips()  # noqa: SLF001 - what is drawn
    for y, strip in enumerate(strips):
        x = 0
        for segment in strip:
            yield (x, y), segment
            x += segment.cell_length


def _contrast(segment: Segment) -> float | None:
    style = segment.style
    if style is None or style.color is None or style.bgcolor is None or style.conceal:
        return None
    if not any(sign.isalnum() for sign in segment.text):
        return None
    ink, paper = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    return contrast(ink, paper)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 to 21.

    Source: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    parts = (value / 255 for value in color.rgb)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

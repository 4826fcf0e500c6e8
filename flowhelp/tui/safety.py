"""The last thing before the terminal: text from files and the network cannot command it.

Screens lay text out with signs already visible; this filter is for what comes another way,
such as a widget of the framework that shows a title or a notification as it is.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from flowhelp.typeset.terminal import one_line


class Tame(LineFilter):
    """Makes visible whatever a terminal would obey."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments; control segments are the framework's own and stay."""
        del background
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(one_line(segment.text), segment.style)
            for segment in segments
        ]

"""A page read and laid out for a window of some width; made off the screen's own thread."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flowhelp.typeset.contents import Item, contents
from flowhelp.typeset.page import Begins
from flowhelp.typeset.rows import rows
from flowhelp.typeset.styles import Line
from flowhelp.typeset.whole import whole
from flowhelp.usecases.pagefile import stamp
from flowhelp.usecases.show import Page, named_page

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

READABLE = 110
"""Columns beyond which words are not spread, however wide the window; code may be."""


@dataclass(frozen=True, slots=True)
class Text:
    """A page as it was read.

    Attributes:
        stamp: Of its file when it was read; empty for one that was gone by then.
        items: Its headings and steps.
    """

    page: Page
    stamp: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a page that stays the same when the window changes.

    Attributes:
        line: The source line of the block that stands at the top; 0 for the head of the page.
        below: How many rows of it are above the top.
    """

    line: int = 0
    below: int = 0


@dataclass(frozen=True)
class Laid:
    """A page in rows.

    Attributes:
        width: Columns of the window.
        starts: (source line, row) of each block, in document order.
    """

    text: Text
    width: int
    rows: tuple[Line, ...]
    starts: tuple[tuple[int, int], ...]

    @cached_property
    def _lines(self) -> list[int]:
        return [line for line, _ in self.starts]

    @cached_property
    def _rows(self) -> list[int]:
        return [row for _, row in self.starts]

    def row_of(self, line: int) -> int:
        """The row in which the block with that source line begins; 0 above the first."""
        at = bisect_right(self._lines, line) - 1
        return self.starts[at][1] if at >= 0 else 0

    def line_at(self, row: int) -> int:
        """The source line of the block that stands in that row; 0 in the head of the page."""
        at = bisect_right(self._rows, row) - 1
        return self.starts[at][0] if at >= 0 else 0

    def spot(self, row: int) -> Spot:
        """The place that stands in that row."""
        line = self.line_at(row)
        return Spot(line, row - (self.row_of(line) if line else 0))

    def row(self, spot: Spot) -> int:
        """The row of a place."""
        return (self.row_of(spot.line) if spot.line else 0) + spot.below


def text_of(workspace: Workspace, name: str, *, opened: bool) -> Text:
    """The page of that name, read now.

    Args:
        workspace: Its libraries; it is not used itself, so this may run beside it.
        name: As `PageAt.name`; what stands behind a `#` is left out.
        opened: Whether a person opened the page, which counts as use of it.

    Raises:
        FlowhelpError: There is no such page, or it cannot be read.
    """
    with workspace.beside() as own:
        page = named_page(own, name.partition("#")[0], reading=opened)
        return Text(page, stamp(own, page), contents(page))


def laid_out(text: Text, width: int) -> Laid:
    """The page in rows of at most `width` columns."""
    starts: dict[int, int] = {}
    shown: list[Line] = []

    def begins(line: int) -> None:
        starts.setdefault(line, len(shown))

    for row in _rows(text, width, begins):
        shown.append(row)  # noqa: PERF402 (`begins` counts what is there)
    return Laid(text, width, tuple(shown), tuple(starts.items()))


def _rows(text: Text, width: int, begins: Begins) -> Iterator[Line]:
    for line in whole(text.page, min(width, READABLE), targets=False, begins=begins):
        yield from rows([line], width)

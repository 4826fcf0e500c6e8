"""A page of the library on a sheet: laid out beside the screen's own work, never in its way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial

from textual.message import Message
from textual.worker import WorkType

from flowhelp.tui.reading.laid import Laid, Spot, Text, laid_out
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.contents import at_line
from flowhelp.typeset.styles import Line, Style

_ABOVE = 1
"""Rows that `to_row` leaves above what it goes to."""


class PageSheet(Sheet):
    """Shows a page, and tells which heading or step stands at its top."""

    class At(Message):
        """Another heading or step is at the top, counted from 0; -1 above the first."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._lines, id=id)
        self._text: Text | None = None
        self._laid: Laid | None = None
        self._spot = Spot()
        self._aim: tuple[int, int] | None = None

    @property
    def spot(self) -> Spot:
        """What stands at the top."""
        return self._spot

    def read(self, text: Text, spot: Spot) -> None:
        """Show a page from a place on; until it is laid out, what was shown stays."""
        self._text, self._spot, self._aim = text, spot, None
        self.show(self._lines, keep=True)

    def to_line(self, line: int) -> None:
        """Go to the block with that source line."""
        if self._text is None:
            return
        self._spot = Spot(line)
        if self._laid is not None and self._is_laid(self._laid):
            self._restore(self._laid, near=True)

    def to_spot(self, spot: Spot) -> None:
        """Go to a place as it was left."""
        self._spot = spot
        if self._laid is not None and self._is_laid(self._laid):
            self._restore(self._laid, near=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember what stands at the top, and tell."""
        super().watch_scroll_y(old_value, new_value)
        laid = self._laid
        # While another layout is awaited the rows are not those of the place.
        if laid is not None and self._is_laid(laid) and round(old_value) != round(new_value):
            self._spot = laid.spot(round(new_value))
            self._tell(laid)

    def _is_laid(self, laid: Laid) -> bool:
        width = self.scrollable_content_region.width
        return laid.text is self._text and laid.width == width

    def _lines(self, width: int) -> Iterable[Line]:
        """The rows as far as they are known; for another page or width they are asked for."""
        laid = self._laid
        if self._text is not None and (
            laid is None or laid.text is not self._text or laid.width != width
        ):
            # Called when its turn comes: a sheet that is closed before that begins nothing.
            work: WorkType[None] = partial(self._lay_out, self._text, width)
            self.run_worker(work, exclusive=True, group="layout")
        return laid.rows if laid else ((("Reading…", Style.DIM),),)

    async def _lay_out(self, text: Text, width: int) -> None:
        # Where to is settled now: what scrolls meanwhile are the rows of before.
        laid = await asyncio.to_thread(laid_out, text, width)
        near = self._spot.below == 0 and self._spot.line > 0
        spot, self._laid = self._spot, laid
        self.show(self._lines, keep=True)
        self._spot = spot
        self._restore(laid, near=near)

    def _restore(self, laid: Laid, *, near: bool) -> None:
        """Scroll to the place; `near` leaves a row above it and counts it as the one at hand."""
        spot = self._spot
        row = laid.row(spot)
        self.put(row - _ABOVE if near else row)
        place = at_line(laid.text.items, spot.line)
        self._aim = (place, round(self.scroll_y)) if near else None
        self._spot = spot
        self._tell(laid)

    def _tell(self, laid: Laid) -> None:
        """Tell what is at the top: where somebody went to, while nothing scrolls away from it."""
        row = round(self.scroll_y)
        if self._aim is not None and self._aim[1] == row:
            place = self._aim[0]
        else:
            self._aim = None
            place = at_line(laid.text.items, laid.line_at(row + _ABOVE))
        self.post_message(self.At(place))

"""A picture as sixels, for terminals that draw them.

Sixels are one long control sequence for the whole of what is in sight, painted over cells that
stay empty. To work them out takes tenths of a second, so a thread does it, and the picture is
there when it is ready. Needs the extra `media`.

Source: DEC STD 070, "Video Systems Reference Manual", chapter 9 (sixel graphics).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.control import Control
from rich.segment import ControlType, Segment
from textual import work
from textual.dom import NoScreen
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from PIL.Image import Image

_KEPT = 8
"""Parts of the picture that are kept as sixels: what was in sight while it was scrolled."""

_Part = tuple[Region, Size, tuple[int, int, int]]
"""What is in sight of it, in cells; its whole size; the colour behind it."""


class SixelPicture(Widget, can_focus=False):
    """A picture, as large as the widget.

    Attributes:
        slim: How much higher than wide a cell is.
    """

    def __init__(self, picture: Image, cell: tuple[int, int]) -> None:
        """A picture.

        Args:
            picture: RGBA.
            cell: Pixels of a cell of the terminal, across and down; both positive.
        """
        super().__init__()
        self.slim = cell[1] / cell[0]
        self._picture = picture
        self._cell = cell
        self._ready: dict[_Part, str] = {}
        self._asked: _Part | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing, and behind the last line the picture; nothing at all under a dialog."""
        try:
            active = self.screen.is_active
        except NoScreen:
            active = False
        red, green, blue = self.background_colors[1].rgb
        part = crop, self.content_size, (red, green, blue)
        sixels = self._ready.get(part)
        if sixels is None or not active:
            if active and part != self._asked:
                self._asked = part
                self._make(part)
            return [Strip.blank(crop.width, self.rich_style)] * crop.height
        return [Strip([])] * (crop.height - 1) + [Strip(self._drawn(sixels), crop.width)]

    def _drawn(self, sixels: str) -> list[Segment]:
        """The sequence at its place, and back to where the line ends.

        All of it is control: it takes no cells, and is none of the text that is made harmless.
        """
        seen = self.screen.find_widget(self).visible_region
        taken = [(ControlType.CURSOR_FORWARD, 0)]
        return [
            Control.move_to(seen.x, seen.y).segment,
            Segment(sixels, None, taken),
            Control.move_to(seen.right, seen.bottom - 1).segment,
        ]

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _make(self, part: _Part) -> None:
        sixels = as_sixels(self._picture, part, self._cell)
        self.app.call_from_thread(self._made, part, sixels)

    def _made(self, part: _Part, sixels: str) -> None:
        self._ready[part] = sixels
        if len(self._ready) > _KEPT:
            del self._ready[next(iter(self._ready))]
        if self._asked == part:
            self._asked = None
            if self.is_attached:
                self.refresh()


def as_sixels(picture: Image, part: _Part, cell: tuple[int, int]) -> str:
    """The sequence that draws a part of the picture."""
    from textual_image._sixel import image_to_sixels

    crop, size, behind = part
    across, down = cell
    whole = picture.resize((max(1, size.width * across), max(1, size.height * down)))
    box = crop.x * across, crop.y * down, crop.right * across, crop.bottom * down
    return image_to_sixels(whole.crop(box), background=(*behind, 1.0))

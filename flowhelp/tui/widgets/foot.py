"""The line at the foot: the keys of this screen, and always how to see the others."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_KEYS = "keys"
_RIGHT = "-command-palette"
"""The framework's class of a key at the right."""

_ROOM = 76
"""Columns below which the keys stand closer together."""


class Foot(Footer):
    """A footer whose last key is on screen in a window of any width."""

    def __init__(self) -> None:
        """The keys of the screen it stands on; the palette is one of those that `?` lists."""
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        """The keys, and at the right edge the one that lists all."""
        for child in super().compose():
            if isinstance(child, FooterKey) and child.action == _KEYS:
                child.add_class(_RIGHT)
            yield child

    def on_resize(self, event: events.Resize) -> None:
        """Closer together where there is little room."""
        self.compact = event.size.width < _ROOM
        self.call_after_refresh(self._fit)

    async def recompose(self) -> None:
        """Other keys."""
        await super().recompose()
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """A key of which only a part has room is not shown; the list of keys has it."""
        keys = [*self.query(FooterKey)]
        right = [key.region.x for key in keys if key.has_class(_RIGHT)]
        room = min(right, default=self.region.right)
        for key in keys:
            fits = key.has_class(_RIGHT) or key.region.right <= room
            if fits != key.visible:  # to set it again would have the foot laid out again
                key.visible = fits

"""What stands on a page: its headings and steps, the one at the top of the window marked."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from flowhelp.typeset.contents import Item
from flowhelp.typeset.terminal import one_line

_INDENT = "\u00a0\u00a0"
"""Spaces that are not trimmed at the start of a line."""


class Outline(OptionList):
    """Headings and steps to go to."""

    items: reactive[tuple[Item, ...]] = reactive(())
    """What stands on the page; set it and the list follows."""

    here: reactive[int] = reactive(-1)
    """The place of the one that is read; -1 for none."""

    class Chosen(Message):
        """One was picked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)

    def watch_items(self, items: tuple[Item, ...]) -> None:
        """Show other headings and steps."""
        self.clear_options()
        self.add_options(
            Option(Content(_INDENT * item.depth + one_line(item.text))) for item in items
        )
        self.watch_here(self.here)

    def watch_here(self, here: int) -> None:
        """Mark another one."""
        self.highlighted = here if 0 <= here < len(self.items) else None

    def on_focus(self) -> None:
        """Something is marked, for Enter and for the eye: above the first heading, the first."""
        if self.highlighted is None and self.option_count:
            self.highlighted = 0

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(event.option_index))

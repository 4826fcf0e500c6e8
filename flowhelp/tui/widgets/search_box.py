"""The line that words are typed in."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from flowhelp.tui.keys import bind


class SearchBox(Input):
    """A line of words; Enter is for what they found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("find.open", "enter", "submit", "Open", "Open the page at the step that answers."),
    ]

    # As wide as its text, which scrolls: the screen is not laid out anew for each key.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        # A cursor that stands still: over a slow line each blink is a message to send.
        super().__init__(placeholder="What do you want to do?", id=id, select_on_focus=False)
        self.cursor_blink = False

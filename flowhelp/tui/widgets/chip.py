"""Something that is on or off, in one line; pressed by the mouse, or by the key it names."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class Chip(Static):
    """A word in a box. The screen says what it shows, and does what it stands for."""

    DEFAULT_CSS = """
    Chip {
        width: auto;
        height: 1;
        margin-right: 1;
        &.-on { text-style: bold; color: $accent; }
        &:hover { background: $panel; }
    }
    """

    class Pressed(Message):
        """It was pressed."""

        def __init__(self, chip: Chip) -> None:
            super().__init__()
            self.chip = chip

    def __init__(self, words: str, *, id: str, tooltip: str) -> None:  # noqa: A002
        super().__init__(Content(words), id=id, markup=False)
        self.tooltip = Content(tooltip)

    def show(self, words: str, *, on: bool) -> None:
        """Show these words; `on` where it narrows what is shown."""
        self.update(Content(words))
        self.set_class(on, "-on")

    def on_click(self) -> None:
        """Tell the screen."""
        self.post_message(self.Pressed(self))

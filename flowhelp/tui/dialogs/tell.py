"""Something to know that is too much for the edge of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label

from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.keys import bind
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line
from flowhelp.typeset.terminal import visible


class Tell(Dialog[None]):
    """Says it; any of Enter, Escape and the mouse goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.close", "escape,q", "close", "Close", "Back to the screen."),
    ]
    HAND = (("Enter", "Back to the screen."),)

    def __init__(self, title: str, lines: Iterable[Line]) -> None:
        """What is said."""
        super().__init__(classes="dialog")
        self._said = title
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """Title, text, a button."""
        with Vertical(classes="dialog-box"):
            yield Label(visible(self._said), classes="dialog-title", markup=False)
            sheet = Sheet(self._laid, id="tell-text")
            sheet.add_class("dialog-text")
            sheet.styles.height = min(8, 2 * len(self._lines))
            yield sheet
            with Horizontal(classes="dialog-buttons"):
                yield Button("Close", id="close", variant="primary")

    def on_mount(self) -> None:
        """Enter closes."""
        self.query_one(Button).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(None)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    def _laid(self, width: int) -> Iterable[Line]:
        for line in self._lines:
            yield from wrapped(line, width)

"""A safety message, which has to be read. Enter by itself does not do: it may be one too many."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label

from flowhelp.content import Alert
from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.keys import bind
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.walked import alert_lines
from flowhelp.walkthrough.demands import CRITICAL, SERIOUS


class AlertDialog(Dialog[bool]):
    """Dismisses with whether it was read."""

    CSS_PATH = "alert.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("walk.read-alert", "y", "read", "I have read it", "Say that you have read it."),
        bind("app.stay", "escape", "stay", "Later", "Go back without having read it."),
    ]
    HAND = (
        ("Enter", "What the marked button says."),
        ("Tab", "To the next button."),
    )

    def __init__(self, alert: Alert) -> None:
        """The message to be read."""
        serious = alert.signal in SERIOUS | {CRITICAL}
        super().__init__(classes=f"dialog {'serious' if serious else 'careful'}")
        self._alert = alert
        self._serious = serious

    def compose(self) -> ComposeResult:
        """The signal word large, what it says, how to go on."""
        with Vertical(classes="dialog-box"):
            yield Label(f" ⚠ {self._alert.signal} ", id="alert-signal", markup=False)
            yield Sheet(lambda width: alert_lines(self._alert, width), id="alert-text")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Later", id="later")
                yield Button("I have read it (y)", id="read", variant="primary")

    def on_mount(self) -> None:
        """What may hurt somebody is not passed by an Enter that was one too many."""
        self.query_one("#alert-text" if self._serious else "#read").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "read")

    def action_read(self) -> None:
        """It was read."""
        self.dismiss(True)

    def action_stay(self) -> None:
        """It was not."""
        self.dismiss(False)

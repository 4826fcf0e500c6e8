"""A safety message, which has to be read. Enter by itself does not do: it may be one too many.

Nor does a key that was pressed before anybody can have read it, whatever it was meant for.
"""

from __future__ import annotations

import math
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Label

from flowhelp.content import Alert
from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.keys import bind
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.walked import alert_lines
from flowhelp.walkthrough.demands import CRITICAL, SERIOUS

LEAST_S = 0.5
"""Seconds it stands on the screen before it can be said to be read: a far terminal is late."""

_SOON_S = 0.001
_NOT_YET, _NOW = "I have read it (…)", "I have read it (y)"


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
        self._readable = math.inf
        self._pressed = -math.inf

    def compose(self) -> ComposeResult:
        """The signal word large, what it says, how to go on."""
        with Vertical(classes="dialog-box"):
            yield Label(f" ⚠ {self._alert.signal} ", id="alert-signal", markup=False)
            yield Sheet(lambda width: alert_lines(self._alert, width), id="alert-text")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Later", id="later")
                yield Button(_NOT_YET, id="read", variant="primary")

    def on_mount(self) -> None:
        """What may hurt somebody is not passed by an Enter that was one too many."""
        self.query_one("#alert-text" if self._serious else "#read").focus()
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        # By the clock that says when a key was pressed, which is not the same on every system.
        self._readable = Message().time + LEAST_S
        self.set_timer(max(LEAST_S, _SOON_S), self._offer)

    def _offer(self) -> None:
        self.query_one("#read", Button).label = _NOW

    @on(events.Key)
    @on(events.MouseDown)
    def _touched(self, event: events.Key | events.MouseDown) -> None:
        """Note when it was pressed; on a busy machine it does its work much later."""
        self._pressed = event.time

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "read":
            self.action_read()
        else:
            self.action_stay()

    def action_read(self) -> None:
        """It was read, if there was time to."""
        if self._pressed >= self._readable:
            self.dismiss(True)
        else:
            self.app.bell()

    def action_stay(self) -> None:
        """It was not."""
        self.dismiss(False)

"""A line of text is asked for: a reason, a name, a PIN, a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label

from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.keys import bind
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.styles import Line
from flowhelp.typeset.terminal import visible

Check = Callable[[str], str]
"""Why a typed text will not do, or nothing where it will."""

DROPS = "Escape once more drops what was typed."


class Ask(Dialog[str | None]):
    """Dismisses with what was typed, or None for Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.stay", "escape", "stay", "Stay", "Stay as it is; nothing is written."),
    ]
    HAND = (("Enter", "Take what is typed."),)

    def __init__(  # noqa: PLR0913 (what there is to ask)
        self,
        question: str,
        *,
        lines: Iterable[Line] = (),
        hint: str = "",
        value: str = "",
        hidden: bool = False,
        check: Check | None = None,
    ) -> None:
        """A question.

        Args:
            question: What is asked.
            lines: What has to be known before answering.
            hint: What the answer may be.
            value: What stands in the line at first.
            hidden: Whether what is typed is not shown.
            check: Says why an answer will not do; it is asked at Enter.
        """
        super().__init__(classes="dialog")
        self._question = question
        self._lines = tuple(lines)
        self._hint = hint
        self._value = value
        self._hidden = hidden
        self._check = check
        self._warned = ""

    def compose(self) -> ComposeResult:
        """Question, line, why not."""
        with Vertical(classes="dialog-box"):
            yield Label(visible(self._question), classes="dialog-title", markup=False)
            if self._lines:
                sheet = Sheet(lambda width: self._lines, id="ask-text")  # noqa: ARG005
                sheet.add_class("dialog-text")
                yield sheet
            yield Input(self._value, password=self._hidden, id="ask")
            words = self._hint or "Enter takes it, Escape stays."
            yield Label(visible(words), classes="dialog-hint", markup=False)
            yield Label("", classes="dialog-error", id="ask-error", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button("Stay", id="stay")
                yield Button("Take it", id="take", variant="primary")

    def on_mount(self) -> None:
        """The line is ready to be typed in."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take(event.value)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "take":
            self._take(self.query_one(Input).value)
        else:
            self.action_stay()

    def _take(self, typed: str) -> None:
        why = self._check(typed) if self._check is not None else ""
        if why:
            self.query_one("#ask-error", Label).update(visible(why))
        else:
            self.dismiss(typed)

    def action_stay(self) -> None:
        """Stay; what was typed is dropped only by a second Escape."""
        typed = self.query_one(Input).value
        if typed in {self._value, self._warned} or self._hidden:
            self.dismiss(None)
        else:
            self._warned = typed
            self.query_one("#ask-error", Label).update(DROPS)

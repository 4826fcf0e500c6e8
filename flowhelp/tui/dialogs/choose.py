"""One of several is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label, OptionList
from textual.widgets.option_list import Option

from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.keys import bind
from flowhelp.typeset.terminal import one_line, visible


class Choose(Dialog[int | None]):
    """Dismisses with the place of what was chosen, counted from 0, or None for Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.stay", "escape", "stay", "Stay", "Stay as it is."),
    ]
    HAND = (
        ("Enter", "Take the one that is marked."),
        ("1-9", "Take the one with that number."),
    )

    def __init__(self, question: str, options: Sequence[str], *, hint: str = "") -> None:
        """A question with its answers."""
        super().__init__(classes="dialog")
        self._question = question
        self._options = tuple(options)
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Question, answers with their numbers."""
        with Vertical(classes="dialog-box"):
            yield Label(visible(self._question), classes="dialog-title", markup=False)
            yield OptionList(
                *(
                    Option(Content(f"{number}  {one_line(words)}"))
                    for number, words in enumerate(self._options, start=1)
                ),
                markup=False,
            )
            words = self._hint or "Enter or its number takes one, Escape stays."
            yield Label(visible(words), classes="dialog-hint", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button("Stay", id="stay")

    def on_mount(self) -> None:
        """The first one is ready to be taken."""
        self.query_one(OptionList).focus()

    def on_key(self, event: events.Key) -> None:
        """A number takes the answer of that number, where there are fewer than ten."""
        if event.key.isdigit() and 1 <= int(event.key) <= min(9, len(self._options)):
            event.stop()
            self.dismiss(int(event.key) - 1)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(None)

    def action_stay(self) -> None:
        """Stay."""
        self.dismiss(None)

"""Yes or no. What Enter means is said, and is No wherever a mistake would cost something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label

from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.keys import bind
from flowhelp.tui.widgets.sheet import Maker, Sheet
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line
from flowhelp.typeset.terminal import visible

_LEAST = 10
"""Columns of a button, as app.tcss has it."""


class Confirm(Dialog[str]):
    """Dismisses with the id of what was chosen, or "" for no answer."""

    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.stay", "escape", "stay", "Stay", "Answer nothing; stay as it is."),
        bind("app.no", "n", "no", "No", "No."),
        bind("app.yes", "y", "yes", "Yes", "Go on."),
    ]
    HAND = (
        ("Enter", "Give the answer that is marked."),
        ("Tab", "To the next answer."),
    )

    def __init__(  # noqa: PLR0913 (what there is to ask)
        self,
        title: str,
        lines: Iterable[Line] | Maker = (),
        *,
        yes: str = "Yes",
        no: str = "No",
        no_id: str = "",
        more: tuple[tuple[str, str], ...] = (),
        default: str = "no",
    ) -> None:
        """A question.

        Args:
            title: The question.
            lines: What has to be known before answering; or what lays that out for a width.
            yes: Words for yes.
            no: Words for no.
            no_id: What no is dismissed with, where it is an answer and not a staying.
            more: (id, words) of other answers.
            default: Which answer Enter gives: yes, no, an id of `more`, or empty for none.
        """
        super().__init__(classes="dialog")
        self._asked = title
        fixed = () if callable(lines) else tuple(lines)
        self._make = lines if callable(lines) else _always(fixed)
        self._tells = callable(lines) or bool(fixed)
        self._answers = (("yes", yes), *more)
        self._no = no
        self._no_id = no_id
        self._default = default

    def compose(self) -> ComposeResult:
        """Question, what has to be known, answers."""
        with Vertical(classes="dialog-box"):
            yield Label(visible(self._asked), classes="dialog-title", markup=False)
            if self._tells:
                yield Sheet(self._make, id="confirm-text").add_class("dialog-text")
            with Horizontal(classes="dialog-buttons"):
                yield Button(self._no, id="no")
                for name, words in self._answers:
                    yield Button(words, id=name, variant="primary" if name == "yes" else "default")

    def on_mount(self) -> None:
        """Enter means what it was said to mean."""
        if self._default:
            self.query_one(f"#{self._default}", Button).focus()
        else:
            self.set_focus(None)

    def on_resize(self) -> None:
        """Below each other where the answers have no room beside each other."""
        row = self.query_one(".dialog-buttons")
        needed = sum(max(_LEAST, cell_len(str(each.label)) + 4) + 1 for each in self.query(Button))
        row.set_class(needed > self.query_one(".dialog-box").content_size.width, "-stacked")

    @on(Sheet.Laid)
    def _laid(self) -> None:
        """As high as its rows, as far as there is room (`max-height`)."""
        sheet = self.query_one(Sheet)
        sheet.styles.height = len(sheet.shown) + 1

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(self._no_id if event.button.id == "no" else event.button.id or "")

    def action_no(self) -> None:
        """No."""
        self.dismiss(self._no_id)

    def action_stay(self) -> None:
        """No answer."""
        self.dismiss("")

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss("yes")


def _always(lines: tuple[Line, ...]) -> Maker:
    return lambda width: (row for line in lines for row in wrapped(line, max(width, 1)))

"""Home: a line to type in, what answers to it, and a look at the page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Footer, Input

from flowhelp.tui.keys import bind


class FindScreen(Screen[None]):
    """Finds procedures as words are typed."""

    CSS_PATH = "find.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("find.words", "slash", "words", "Words", "Type other words."),
    ]

    def compose(self) -> ComposeResult:
        """Words above, answers below."""
        yield Input(placeholder="What do you want to do?", id="find-words")
        yield Footer()

    def action_words(self) -> None:
        """Type other words."""
        self.query_one("#find-words", Input).focus()

"""The line at the foot in which words are typed that are looked for on the page."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Label


class Seek(Horizontal):
    """Words to look for, and how often they are there."""

    found: reactive[tuple[int, int]] = reactive((0, 0))
    """Which match is marked, counted from 1, and how many there are."""

    class Words(Message):
        """Other words were typed."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Typed(Message):
        """The words are complete: on to reading."""

    def compose(self) -> ComposeResult:
        """A mark, the words, the count."""
        yield Label("/", markup=False)
        yield Input(placeholder="words on this page", compact=True)
        yield Label("", id="seek-count", markup=False)

    @property
    def words(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    def begin(self) -> None:
        """Let words be typed; the ones before are there to be typed over."""
        line = self.query_one(Input)
        # At once: the next key belongs to it already.
        self.screen.set_focus(line)
        line.select_all()

    def watch_found(self) -> None:
        """Say how many there are."""
        if self.is_mounted:
            self._count()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Words(event.value))
        self._count()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Typed())

    def _count(self) -> None:
        at, count = self.found
        words = f"{at} of {count}" if count else "not on this page" if self.words.strip() else ""
        self.query_one("#seek-count", Label).update(words)

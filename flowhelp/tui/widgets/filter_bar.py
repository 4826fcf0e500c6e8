"""The filters of a search in one row: what each is set to, and the key that sets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import on
from textual.message import Message
from textual.reactive import reactive

from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.styles import Line, Link, Span, Style
from flowhelp.typeset.terminal import one_line

KEYS = {"type": "^y", "tag": "^g", "source": "^s", "role": "^o"}
"""Filter → its key, as it is shown."""

_LONGEST = 16
"""Characters of a value; the dialog has all of it."""


class FilterBar(Sheet):
    """A row of filters, each of which can be clicked."""

    values: reactive[Mapping[str, str]] = reactive(dict)
    """Name → value of those that are set; one that is set is taken away by a click."""

    @dataclass
    class Wanted(Message):
        """A filter is to be set, or to be taken away."""

        name: str
        clear: bool

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._row, id=id)
        self.can_focus = False  # each has a key of its own, and Tab leads to the answers

    def watch_values(self) -> None:
        """Show what is set now."""
        self.show(self._row)

    @on(Sheet.Followed)
    def _clicked(self, event: Sheet.Followed) -> None:
        event.stop()
        name = event.anchor.link.target
        self.post_message(self.Wanted(name, clear=name in self.values))

    def _row(self, width: int) -> tuple[Line, ...]:
        del width
        spans: list[Span] = []
        for name, key in KEYS.items():
            value = one_line(self.values.get(name, ""))
            short = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
            words = f"[{name}: {short} ×]" if value else name
            spans += [(words, Link(name)), (f" {key}   ", Style.DIM)]
        return (tuple(spans),)

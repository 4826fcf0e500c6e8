"""What was done with one page: its runs, newest first, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from flowhelp.ids import RunId
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.figures import figure_lines, run_words
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.terminal import one_line
from flowhelp.usecases.figures import PageRuns

MOST = 200
"""Runs that are listed here; the log has all of them."""


class PageRunsView(Container):
    """Runs to open, and figures."""

    runs: reactive[PageRuns | None] = reactive(None)
    """What to show; None while it is read."""

    class Chosen(Message):
        """A run was picked, or all of them (`run` is empty)."""

        def __init__(self, run: RunId | None) -> None:
            super().__init__()
            self.run = run

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.version = ""
        """The `steps_hash` of the page as it is shown."""

    def compose(self) -> ComposeResult:
        """Runs, then figures."""
        yield OptionList(markup=False, id="runs-list")
        yield Sheet(self._figures, id="runs-figures")

    def on_mount(self) -> None:
        """Titles for those who see them."""
        self.query_one(OptionList).border_title = "Runs"
        self.query_one(Sheet).border_title = "Figures"

    def focus_first(self) -> None:
        """To the runs where there are any, else to the figures."""
        listed = self.query_one(OptionList)
        (listed if listed.option_count else self.query_one(Sheet)).focus()

    def watch_runs(self) -> None:
        """Show other runs."""
        if not self.is_mounted:
            return
        records = self.runs.records if self.runs else ()
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(
            Option(Content(one_line(run_words(record, self.version)))) for record in records[:MOST]
        )
        if len(records) > MOST:
            listed.add_option(Option(Content(f"All {len(records)} runs")))
        listed.display = bool(records)
        listed.highlighted = 0 if records else None
        self.query_one(Sheet).show(self._figures)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        records = self.runs.records if self.runs else ()
        at = event.option_index
        self.post_message(self.Chosen(records[at]["id"] if at < min(MOST, len(records)) else None))

    def _figures(self, width: int) -> Iterable[Line]:
        if self.runs is None:
            return [(("Reading…", Style.DIM),)]
        return figure_lines(self.runs.figures, width)

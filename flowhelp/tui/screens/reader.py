"""The reader: one page at a time, with what stands on it, what it links to, and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import SuspendNotSupported, SystemCommand
from textual.binding import BindingType

from flowhelp.errors import FlowhelpError
from flowhelp.tui.clipboard import copy, one_line_each
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.places import Go, PageAt, Past, RunAt, WalkOf
from flowhelp.tui.reading.following import follow
from flowhelp.tui.reading.keys import KEYS
from flowhelp.tui.reading.pagesheet import PageSheet
from flowhelp.tui.reading.runs import PageRunsView
from flowhelp.tui.reading.screen import ReadingScreen
from flowhelp.tui.reading.trail import Visit
from flowhelp.tui.widgets.outline import Outline
from flowhelp.tui.widgets.seek import Seek
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.contents import commands, line_of
from flowhelp.typeset.rows import Anchor
from flowhelp.usecases.links import ToPlace
from flowhelp.usecases.pagefile import editing

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


class ReaderScreen(ReadingScreen):
    """Reads a page, and the pages it links to."""

    CSS_PATH = "reader.tcss"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    @classmethod
    def of(cls, workspace: Workspace, place: PageAt) -> ReaderScreen:
        """The reader of that page."""
        return cls(workspace, place)

    def offers(self) -> Iterator[SystemCommand]:
        """What the command palette offers here."""
        yield SystemCommand("Walk this page", "Step by step, with a record", self.action_walk)
        yield SystemCommand("Search this page", "Look for words on it", self.action_seek)
        yield SystemCommand("Copy a command", "Of this page", self.action_copy)
        yield SystemCommand("Outline", "Show or hide headings and steps", self.action_outline)
        yield SystemCommand("History of this page", "Its runs and figures", self.action_runs)
        yield SystemCommand("Page before", "Of those read here", partial(self.action_visit, -1))
        yield SystemCommand("Page after", "Of those read here", partial(self.action_visit, 1))
        yield SystemCommand("Edit this page", "In your own editor", self.action_edit)
        yield SystemCommand("Load this page again", "From its file", self.action_again)

    @on(PageSheet.At)
    def _at(self, event: PageSheet.At) -> None:
        self.here = event.place

    @on(Outline.Chosen)
    def _chosen(self, event: Outline.Chosen) -> None:
        self.remove_class("outlined")
        sheet = self.query_one(PageSheet)
        sheet.to_line(self.items[event.place].line)
        sheet.focus()

    def action_outline(self) -> None:
        """Show or hide the outline; where it takes the whole window, it is shown for one choice."""
        if not self.items:
            self._warn("This page has no headings and no steps.")
            return
        self.remove_class("runs")
        if self.has_class("-wide"):
            self.toggle_class("unlined")
            shown = not self.has_class("unlined")
        else:
            self.toggle_class("outlined")
            shown = self.has_class("outlined")
        self.query_one(Outline if shown else PageSheet).focus()

    @on(Sheet.Marked)
    def _marked(self, event: Sheet.Marked) -> None:
        link = event.anchor.link
        self._said("#reader-link", f"→\u00a0{link.said}")

    @on(Sheet.Followed)
    def _followed(self, event: Sheet.Followed) -> None:
        self.run_worker(self._follow(event.anchor), exclusive=True, group="follow")

    async def _follow(self, anchor: Anchor) -> None:
        if self.text is None:
            return
        target = await follow(self, self._workspace, self.text.page, anchor)
        if isinstance(target, ToPlace):
            self._to_place(target.anchor)
        elif target is not None:
            self._go(Visit(target.name, target.anchor), opened=True)

    def _to_place(self, name: str) -> None:
        """Go to a place in this page; the way back leads here again."""
        if self.text is None:
            return
        line = line_of(self.text.page, name) if name else 1
        if line is None:
            self._warn(f"There is no heading or step {name!r} on this page.")
            return
        self._leave()
        self._trail.go(Visit(self.text.page.full_name, name))
        self.query_one(PageSheet).to_line(line)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While words are typed, a `/` is one of them."""
        return super().check_action(action, parameters) and not (
            action == "seek" and self.query_one(Seek).has_focus_within
        )

    def action_seek(self) -> None:
        """Look for words."""
        self.remove_class("runs", "outlined")
        seek = self.query_one(Seek)
        seek.display = True
        seek.begin()

    @on(Seek.Words)
    def _words(self, event: Seek.Words) -> None:
        self.query_one(PageSheet).seek(event.words)
        self._found()

    @on(Seek.Typed)
    def _typed(self) -> None:
        self.query_one(PageSheet).focus()

    @on(Sheet.Laid)
    def _found(self) -> None:
        self.query_one(Seek).found = self.query_one(PageSheet).found

    def action_match(self, step: int) -> None:
        """Go to the next place with the words, or the one before."""
        if not self.query_one(Seek).display:
            self.action_seek()
            return
        self.query_one(PageSheet).next_match(step)
        self._found()

    def action_copy(self) -> None:
        """Copy a command; those of the step at the top come first."""
        self.run_worker(self._copy(), exclusive=True, group="copy")

    async def _copy(self) -> None:
        found = commands(self.items, self.here)
        if not found:
            self._warn("This page has no command.")
            return
        chosen: int | None = 0
        if len(found) > 1:
            words = [f"{step.n}. {_in_a_line(command.text)}" for step, command in found]
            chosen = await self.app.push_screen_wait(Choose("Copy which command?", words))
        if chosen is not None:
            await copy(self.app, found[chosen][1].text, self._workspace.env)

    def action_walk(self) -> None:
        """Walk the page, though it may not have been read yet."""
        name = self.text.page.full_name if self.text is not None else self._trail.here.name
        self.post_message(Go(WalkOf(name)))

    def action_edit(self) -> None:
        """Open the file in the person's editor, and load it again afterwards."""
        if self.text is None:
            return
        line = self.items[self.here].line if 0 <= self.here < len(self.items) else 1
        try:
            edit = editing(self._workspace, self.text.page, line)
            with self.app.suspend():
                status = edit()
        except FlowhelpError as error:
            self._refuse(error)
            return
        except SuspendNotSupported:
            self._warn("An editor cannot be opened from here: this is not a terminal.")
            return
        if status:
            self._warn(f"The editor ended with status {status}.")
        self.refresh(layout=True)
        self.action_again()

    def action_runs(self) -> None:
        """Show what was done with the page, or the page."""
        self.toggle_class("runs")
        if self.has_class("runs"):
            self.query_one(PageRunsView).focus_first()
        else:
            self.query_one(PageSheet).focus()

    @on(PageRunsView.Chosen)
    def _run(self, event: PageRunsView.Chosen) -> None:
        if event.run is not None:
            self.post_message(Go(RunAt(event.run)))
        elif self.text is not None:
            self.post_message(Go(Past(self.text.page.name)))

    def action_close(self) -> None:
        """Close the search, the history or the outline; then the page."""
        seek, sheet = self.query_one(Seek), self.query_one(PageSheet)
        if seek.display:
            seek.display = False
            sheet.seek("")
        elif self.has_class("runs") or self.has_class("outlined"):
            self.remove_class("runs", "outlined")
        else:
            self.dismiss(None)
            return
        sheet.focus()


def _in_a_line(text: str) -> str:
    first, *more = one_line_each(text)
    return f"{first} …" if more else first

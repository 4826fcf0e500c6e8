"""A page on a screen: read beside the screen's own work, come back to, watched for changes.

What a person does with it is the screen's (`screens/reader.py`).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Label

from flowhelp.errors import FlowhelpError
from flowhelp.tui.host import is_open
from flowhelp.tui.places import PageAt
from flowhelp.tui.reading.laid import Spot, Text, text_of
from flowhelp.tui.reading.pagesheet import PageSheet
from flowhelp.tui.reading.runs import PageRunsView
from flowhelp.tui.reading.trail import Trail, Visit
from flowhelp.tui.saying import refuse
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.outline import Outline
from flowhelp.tui.widgets.seek import Seek
from flowhelp.typeset.contents import Item, line_of
from flowhelp.typeset.figures import in_short
from flowhelp.typeset.terminal import one_line, visible
from flowhelp.usecases.figures import PageRuns, runs_of
from flowhelp.usecases.pagefile import stamp

if TYPE_CHECKING:
    from flowhelp.usecases.show import Page
    from flowhelp.usecases.workspace import Workspace

LOOK_EVERY_S = 1.0
"""How often it is looked whether the file changed."""

CHANGED = "The page changed: R loads it again."
GONE = "The file is gone; this is what was read."


class ReadingScreen(Screen[None]):
    """Shows a page, and goes to others and back."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (as the framework has it)

    text: reactive[Text | None] = reactive(None, repaint=False)
    """The page that is read. Only `_show` changes it."""

    items: reactive[tuple[Item, ...]] = reactive((), repaint=False)
    """Its headings and steps."""

    here: reactive[int] = reactive(-1, repaint=False)
    """The place of the one at the top of the window."""

    runs: reactive[PageRuns | None] = reactive(None, repaint=False)
    """What was done with it; None while that is read."""

    def __init__(self, workspace: Workspace, place: PageAt) -> None:
        """The reader of a page, which is read when the screen is there."""
        super().__init__()
        self._workspace = workspace
        name, _, part = place.name.partition("#")
        self._trail = Trail(Visit(name, place.step or part))
        self._looking = False

    def compose(self) -> ComposeResult:
        """Name and use above; outline, page or history; what is marked or looked for; keys."""
        with Horizontal(id="reader-top"):
            yield Label("", id="reader-name", markup=False)
            yield Label("", id="reader-note", markup=False)
        yield Label("", id="reader-news", markup=False)
        with Horizontal(id="reader-body"):
            yield Outline(id="reader-outline").data_bind(ReadingScreen.items, ReadingScreen.here)
            yield PageSheet(id="reader-page")
            yield PageRunsView(id="reader-runs").data_bind(ReadingScreen.runs)
        yield Label("", id="reader-link", markup=False)
        yield Seek()
        yield Foot()

    def on_mount(self) -> None:
        """Read the page, and keep an eye on its file."""
        self.query_one(PageSheet).focus()
        self._go(self._trail.here, opened=True)
        self.set_interval(LOOK_EVERY_S, self._look)

    def _go(self, visit: Visit, *, opened: bool = False, news: str = "") -> None:
        self.run_worker(self._read(visit, opened=opened, news=news), exclusive=True, group="page")

    async def _read(self, visit: Visit, *, opened: bool, news: str) -> None:
        """Read a page beside the screen's own work, and show it."""
        try:
            text = await asyncio.to_thread(text_of, self._workspace, visit.name, opened=opened)
        except FlowhelpError as error:
            self._refuse(error)
            if self.text is None and is_open(self):
                self.dismiss(None)
            return
        if not is_open(self):
            return
        if opened and self.text is not None:
            self._leave()
            self._trail.go(visit)
        self._show(text, visit)
        if news:
            self.app.notify(news)

    def _show(self, text: Text, visit: Visit) -> None:
        page = text.page
        self.text, self.items, self.runs = text, text.items, None
        self.set_class(not text.items, "bare")
        spot = visit.spot
        if visit.step:
            line = line_of(page, visit.step)
            spot = Spot(line or 0)
            if line is None:
                self._warn(f"There is no step or heading {visit.step!r} on this page.")
        self.query_one(PageSheet).read(text, spot)
        self.query_one("#reader-name", Label).update(one_line(page.full_name))
        self.query_one("#reader-note", Label).update("")
        self.query_one(PageRunsView).version = page.procedure.steps_hash
        self._said("#reader-news", _news(text.stamp, text.stamp))
        self._said("#reader-link", "")
        self.run_worker(self._count(page), exclusive=True, group="runs")

    async def _count(self, page: Page) -> None:
        """Read what was done with the page."""
        try:
            self.runs = await asyncio.to_thread(_runs_of, self._workspace, page)
        except FlowhelpError as error:
            self._refuse(error)
            return
        if not is_open(self):
            return
        note = in_short(self.runs.figures, self._workspace.now())
        self.query_one("#reader-note", Label).update(note)

    def _leave(self) -> None:
        """Remember where this page is left."""
        if self.text is not None:
            self._trail.leave(self.text.page.full_name, self.query_one(PageSheet).spot)

    def action_visit(self, step: int) -> None:
        """Go back or forward through what was read."""
        self._leave()
        if not self._trail.step(step):
            self._warn("There is no page before this one." if step < 0 else "There is none after.")
        else:
            self._revisit()

    def _revisit(self) -> None:
        visit = self._trail.here
        if self.text is not None and visit.name == self.text.page.full_name:
            self.query_one(PageSheet).to_spot(visit.spot)
        else:
            self._go(visit)

    def action_again(self) -> None:
        """Read the file again; the same place stays at the top."""
        self._leave()
        self._go(self._trail.here, news="Loaded again.")

    def _look(self) -> None:
        """Look whether the file changed; never twice at once, on a disk that does not answer."""
        if self.text is not None and not self._looking and self.is_current:
            self._looking = True
            self.run_worker(self._compare(self.text), group="look")

    async def _compare(self, text: Text) -> None:
        try:
            now = await asyncio.to_thread(stamp, self._workspace, text.page)
        finally:
            self._looking = False
        if text is self.text and is_open(self):
            self._said(
                "#reader-news", "" if now == text.stamp and now else CHANGED if now else GONE
            )

    def _said(self, name: str, words: str) -> None:
        """Say something in a line of its own, or nothing more."""
        label = self.query_one(name, Label)
        label.display = bool(words)
        label.update(visible(words))

    def _warn(self, words: str) -> None:
        self.app.notify(words, severity="warning")

    def _refuse(self, error: FlowhelpError) -> None:
        refuse(self.app, error)


def _runs_of(workspace: Workspace, page: Page) -> PageRuns:
    with workspace.beside() as own:
        return runs_of(own, page)


def _news(before: str, now: str) -> str:
    """What there is to say of a file with these stamps."""
    if not now:
        return GONE
    return CHANGED if now != before else ""

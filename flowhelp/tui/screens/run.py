"""One run in full: read, checked, exported, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Label

from flowhelp.errors import FlowhelpError
from flowhelp.ids import RunId
from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.exporting import export
from flowhelp.tui.keys import bind
from flowhelp.tui.places import Go, PageAt, RunAt, TrendAt, WalkOf, WalkOn
from flowhelp.tui.saying import refuse
from flowhelp.tui.verifying import begin_verifying
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.record import PAGE, RUN, in_full
from flowhelp.typeset.recorded import measured, outcome
from flowhelp.typeset.terminal import one_line
from flowhelp.usecases.children import root_of
from flowhelp.usecases.export import Evidence, evidence

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


class RunScreen(Screen[None]):
    """Shows a run."""

    CSS_PATH = "run.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("log.trend", "t", "trend", "Trend", "Show how a reading went over all runs."),
        bind("log.export", "x", "export", "Export", "Write this run to a file."),
        bind("log.verify", "v", "verify", "Verify", "Check that nothing recorded was changed."),
        bind("log.go-on", "u", "go_on", "Go on", "Go on with this unfinished walk."),
        bind("log.again", "w", "again", "Walk", "Walk the page of this run again."),
        bind("log.page", "r", "page", "Read", "Read the page of this run."),
        bind("log.seek", "slash", "seek", "Search", "Search in this run.", show=False),
        bind("log.next", "n", "next(1)", "Next", "The next place with the words.", show=False),
        bind("log.previous", "N", "next(-1)", "Previous", "The place before with the words.",
             show=False),
        bind("log.back", "escape,q", "back", "Back", "Back to where you came from."),
    ]  # fmt: skip

    def __init__(self, workspace: Workspace, found: Evidence) -> None:
        """A screen for a run that was read."""
        super().__init__()
        self._workspace = workspace
        self._found = found

    @classmethod
    def of(cls, workspace: Workspace, place: RunAt) -> Self:
        """The screen of a run.

        Raises:
            FlowhelpError: There is no such run, or it cannot be read.
        """
        return cls(workspace, evidence(workspace, place.run))

    @property
    def _record(self) -> dict[str, Any]:
        return self._found.record

    def compose(self) -> ComposeResult:
        """Its name and how it ended stay above, the record scrolls below."""
        with Horizontal(id="run-top"):
            yield Label("", id="run-name", markup=False)
            yield Label("", id="run-note", markup=False)
        yield Sheet(id="run-sheet")
        yield Foot()

    def on_mount(self) -> None:
        """Show it; it can be scrolled at once."""
        self._show(keep=False)
        self.query_one(Sheet).focus()

    def on_screen_resume(self) -> None:
        """It may have gone on meanwhile: read it again."""
        try:
            found = evidence(self._workspace, self._record["id"])
        except FlowhelpError as error:
            refuse(self.app, error)
            return
        if found.run_head != self._found.run_head:
            self._found = found
            self._show(keep=True)

    def _show(self, *, keep: bool) -> None:
        record = self._record
        sign, words, _ = outcome(record.get("outcome", record["state"]), record.get("end", ""))
        self.query_one("#run-name", Label).update(one_line(record["doc"]["title"]))
        self.query_one("#run-note", Label).update(f"{sign} {one_line(words)}")
        head = self._found.run_head
        self.query_one(Sheet).show(lambda width: in_full(record, width, head=head), keep=keep)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is over cannot be gone on with, and without readings there is no trend."""
        del parameters
        if action == "go_on":
            return bool(self._record["state"] != "ended")
        return bool(self._readings()) if action == "trend" else True

    @on(Sheet.Followed)
    def _followed(self, event: Sheet.Followed) -> None:
        event.stop()
        target = event.anchor.link.target
        if target.startswith(RUN):
            self.post_message(Go(RunAt(RunId(target.removeprefix(RUN)))))
        elif target == f"{PAGE}{self._record['doc']['id']}":
            self.action_page()
        elif target.startswith(PAGE):
            self.post_message(Go(PageAt(target.removeprefix(PAGE))))

    @work(exclusive=True, group="trend")
    async def action_trend(self) -> None:
        """The trend of a reading; of which one is asked where there are several."""
        readings = self._readings()
        at: int | None = 0
        if len(readings) > 1:
            words = [words for _, _, words in readings]
            at = await self.app.push_screen_wait(Choose("The trend of which reading?", words))
        if at is not None and readings:
            sid, name, _ = readings[at]
            self.post_message(Go(TrendAt(self._record["doc"]["id"], sid, name)))

    @work(exclusive=True, group="export")
    async def action_export(self) -> None:
        """Write it to a file."""
        await export(self.app, self._workspace, self._record["id"])

    def action_verify(self) -> None:
        """Check the journal."""
        begin_verifying(self, self._workspace)

    def action_go_on(self) -> None:
        """Go on with it, or with the walk around it."""
        try:
            self.post_message(Go(WalkOn(root_of(self._workspace, RunId(self._record["id"])))))
        except FlowhelpError as error:
            refuse(self.app, error)

    def action_again(self) -> None:
        """Walk its page."""
        anchor = self._record["doc"].get("anchor", "")
        self.post_message(Go(WalkOf(f"{self._page}#{anchor}" if anchor else self._page)))

    def action_page(self) -> None:
        """Read its page."""
        self.post_message(Go(PageAt(self._page, self._record["doc"].get("anchor", ""))))

    @work(exclusive=True, group="seek")
    async def action_seek(self) -> None:
        """Search in the record."""
        words = await self.app.push_screen_wait(Ask("Search in this run for"))
        if words is not None and not self.query_one(Sheet).seek(words) and words.strip():
            self.app.notify(f"{words!r} does not stand here.")

    def action_next(self, step: int) -> None:
        """The next match."""
        self.query_one(Sheet).next_match(step)

    def action_back(self) -> None:
        """Back."""
        self.app.pop_screen()

    @property
    def _page(self) -> str:
        doc = self._record["doc"]
        return f"{doc['source']}:{doc['id']}" if doc.get("source") else str(doc["id"])

    def _readings(self) -> list[tuple[str, str, str]]:
        """(sid, name, words) of each blank that was filled, once."""
        found: dict[tuple[str, str], str] = {}
        for step in self._record["steps"]:
            for each in step.get("readings", ()):
                second = ", second person" if each["name"].endswith("@second") else ""
                number = f"{step['n']}  " if "n" in step else ""
                label = each.get("label") or each["name"]
                words = f"{number}{label}{second}: {measured(each)}"
                found[step["sid"], each["name"]] = words
        return [(sid, name, words) for (sid, name), words in found.items()]

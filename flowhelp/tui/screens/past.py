"""What was done: every run on this machine, the newest first, and which of them is looked for.

What was walked as a part of another run stands below it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Input, Label
from textual.worker import get_current_worker

from flowhelp.errors import FlowhelpError
from flowhelp.journal.history import RunInShort
from flowhelp.journal.nesting import nested
from flowhelp.tui.host import is_open
from flowhelp.tui.keys import bind
from flowhelp.tui.places import Go, PageAt, Past, RunAt, WalkOn
from flowhelp.tui.saying import refuse
from flowhelp.tui.verifying import begin_verifying
from flowhelp.tui.widgets.chip import Chip
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.long_list import LongList
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.runs import height, run_details, run_rows
from flowhelp.typeset.styles import Line
from flowhelp.usecases.children import root_of
from flowhelp.usecases.past import Sieve, listed, sifted

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_DAYS = (0, 7, 30)
_NOTHING_YET = (
    "Nothing was walked yet.",
    "Ctrl+F finds a page; w on it begins a walk, and from then on it stands here.",
)
_NOTHING_SO = ("No walk matches.", "Escape shows all of them again.")


class PastScreen(Screen[None]):
    """Lists runs; a run is opened, or gone on with."""

    CSS_PATH = "past.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-wide")]  # noqa: RUF012 (as the base has it)
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("log.words", "slash", "words", "Filter", "Show only runs with these words."),
        bind("log.go-on", "g", "go_on", "Go on", "Go on with this unfinished walk."),
        bind("log.unfinished", "u", "unfinished", "Unfinished",
             "Show only walks that are not over.", show=False),
        bind("log.deviated", "d", "deviated", "Deviations",
             "Show only walks with deviations.", show=False),
        bind("log.since", "s", "since", "Since", "Show the last 7 days, 30 days, or all.",
             show=False),
        bind("log.order", "o", "order", "Order", "Put unfinished walks first, or back in line.",
             show=False),
        bind("log.page", "r", "page", "Read", "Read the page of this run.", show=False),
        bind("log.verify", "v", "verify", "Verify", "Check that nothing recorded was changed."),
        bind("log.back", "escape", "back", "Back", "Drop the filter, or go back."),
    ]  # fmt: skip

    sieve: reactive[Sieve] = reactive(Sieve(), repaint=False)
    """What is looked for. The keys and the line of words change it, and nothing else."""

    def __init__(self, workspace: Workspace, place: Past) -> None:
        super().__init__()
        self._workspace = workspace
        self._procedure = place.procedure
        self._runs: list[RunInShort] = []
        self._shown: list[tuple[RunInShort, int]] = []
        self._first = False
        self._complete = False
        self._can = (False, False)

    def compose(self) -> ComposeResult:
        """What is looked for above, runs, all about the marked one below."""
        of = f"Runs of {self._procedure}" if self._procedure else "All runs"
        with Horizontal(id="past-top"):
            yield Input(
                placeholder=f"{of}: / for title, person, outcome, equipment, work order",
                id="past-words",
                compact=True,
            )
            yield Label("", id="past-count", markup=False)
        with Horizontal(id="past-chips"):
            yield Chip("", id="unfinished", tooltip="Only walks that are not over.")
            yield Chip("", id="deviated", tooltip="Only walks with deviations.")
            yield Chip("", id="since", tooltip="How far back.")
            yield Chip("", id="order", tooltip="Unfinished walks first.")
        yield Label("", id="past-empty", markup=False)
        yield LongList(self._rows, height, id="past-runs")
        yield Sheet(id="past-detail")
        yield Foot()

    def on_mount(self) -> None:
        """The list is ready for keys."""
        self.query_one("#past-detail").can_focus = False
        self.query_one(LongList).focus()
        self._chips()

    def on_screen_resume(self) -> None:
        """Something may have been done meanwhile: read again."""
        self._read()

    @work(thread=True, exclusive=True, group="read")
    def _read(self) -> None:
        worker, first = get_current_worker(), True
        try:
            with self._workspace.beside() as other:
                for runs in listed(other, self._procedure):
                    if worker.is_cancelled:
                        return
                    self.app.call_from_thread(self._take, runs, first=first)
                    first = False
            self.app.call_from_thread(self._take, (), first=first, last=True)
        except FlowhelpError as error:
            self.app.call_from_thread(refuse, self.app, error)

    def _take(self, runs: tuple[RunInShort, ...], *, first: bool, last: bool = False) -> None:
        """More runs were read; the first ones take the place of what was there."""
        if not is_open(self):
            return
        marked = self._marked()
        if first:
            self._runs.clear()
        self._runs += runs
        self._complete = last
        if first or last or self._first or marked is None:
            self._sift(marked.run if marked else "")
        else:
            # A run whose parts are listed already is put above them once all are read.
            self._shown += nested(sifted(runs, self.sieve, self._workspace.now()))
            self._fill(self.query_one(LongList).at)

    def watch_sieve(self) -> None:
        """Show what is looked for now."""
        if self.is_mounted:
            marked = self._marked()
            self._chips()
            self._sift(marked.run if marked else "")

    def _sift(self, marked: str) -> None:
        now = self._workspace.now()
        self._shown = nested(sifted(self._runs, self.sieve, now, unfinished_first=self._first))
        found = (at for at, (run, _) in enumerate(self._shown) if run.run == marked)
        self._fill(next(found, 0))

    def _fill(self, at: int) -> None:
        count, of = len(self._shown), len(self._runs)
        reading = "" if self._complete else " …"
        words = f"{count} of {of}" if self.sieve.narrows else f"{count}"
        self.query_one("#past-count", Label).update(f"{words} run{'s' * (of != 1)}{reading}")
        title, what = _NOTHING_SO if of else _NOTHING_YET
        empty = self.query_one("#past-empty", Label)
        empty.update(f"{title}\n{what}" if self._complete else "Reading …")
        self.set_class(not count, "-empty")
        self.query_one(LongList).show(count, at)

    def _chips(self) -> None:
        sieve = self.sieve
        days = f"{sieve.days} d" if sieve.days else "all"
        for name, words, narrows in (
            ("unfinished", f"u {_box(sieve.unfinished)} open", sieve.unfinished),
            ("deviated", f"d {_box(sieve.deviated)} deviations", sieve.deviated),
            ("since", f"s since: {days}", bool(sieve.days)),
            ("order", f"o {_box(self._first)} open first", self._first),
        ):
            self.query_one(f"#{name}", Chip).show(words, on=narrows)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.sieve = replace(self.sieve, words=event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(LongList).focus()

    def on_key(self, event: events.Key) -> None:
        """Down goes from the words to the runs."""
        if event.key == "down" and self.query_one(Input).has_focus:
            event.stop()
            self.query_one(LongList).focus()

    @on(Chip.Pressed)
    async def _pressed(self, event: Chip.Pressed) -> None:
        event.stop()
        await self.run_action(event.chip.id or "")

    @on(LongList.Marked)
    def _told(self, event: LongList.Marked) -> None:
        event.stop()
        self.query_one("#past-detail", Sheet).show(self._detail)
        marked = self._marked()
        can = marked is not None, marked is not None and marked.ended is None
        if can != self._can:
            # The foot is made anew, which takes longer than moving on by one.
            self._can = can
            self.refresh_bindings()

    @on(LongList.Opened)
    def _opened(self, event: LongList.Opened) -> None:
        event.stop()
        self.post_message(Go(RunAt(self._shown[event.at][0].run)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is unfinished can be gone on with."""
        del parameters
        marked = self._marked()
        if action == "go_on":
            return marked is not None and marked.ended is None
        return action != "page" or marked is not None

    def action_words(self) -> None:
        """Type words."""
        self.query_one(Input).focus()

    def action_unfinished(self) -> None:
        """Only what is unfinished, or all."""
        self.sieve = replace(self.sieve, unfinished=not self.sieve.unfinished)

    def action_deviated(self) -> None:
        """Only what went another way, or all."""
        self.sieve = replace(self.sieve, deviated=not self.sieve.deviated)

    def action_since(self) -> None:
        """Another time to look back."""
        at = _DAYS.index(self.sieve.days)
        self.sieve = replace(self.sieve, days=_DAYS[(at + 1) % len(_DAYS)])

    def action_order(self) -> None:
        """Unfinished first, or in the order of time."""
        self._first = not self._first
        self._chips()
        self._sift("")

    def action_go_on(self) -> None:
        """Go on with the marked walk, or with the one around it."""
        marked = self._marked()
        if marked is not None:
            try:
                self.post_message(Go(WalkOn(root_of(self._workspace, marked.run))))
            except FlowhelpError as error:
                refuse(self.app, error)

    def action_page(self) -> None:
        """Read the page of the marked run."""
        marked = self._marked()
        if marked is not None:
            source = f"{marked.source}:" if marked.source else ""
            self.post_message(Go(PageAt(f"{source}{marked.procedure}")))

    def action_verify(self) -> None:
        """Check the journal."""
        begin_verifying(self, self._workspace)

    def action_back(self) -> None:
        """From the words to the runs, from some runs to all, from all back."""
        line = self.query_one(Input)
        if self.sieve.narrows or line.has_focus:
            with self.prevent(Input.Changed):
                line.value = ""
            self.sieve = Sieve()
            self.query_one(LongList).focus()
        else:
            self.app.pop_screen()

    def _marked(self) -> RunInShort | None:
        at = self.query_one(LongList).at if self.is_mounted else -1
        return self._shown[at][0] if 0 <= at < len(self._shown) else None

    def _rows(self, at: int, width: int) -> tuple[Line, ...]:
        if at >= len(self._shown):
            return ()
        run, depth = self._shown[at]
        return run_rows(run, width, depth)

    def _detail(self, width: int) -> tuple[Line, ...]:
        marked = self._marked()
        return tuple(run_details(marked, width)) if marked else ()


def _box(on: bool) -> str:
    return "[x]" if on else "[ ]"

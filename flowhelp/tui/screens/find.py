"""Home: a line to type in, what answers to it, and a look at the page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from flowhelp.tui.found import Looked, Sight
from flowhelp.tui.places import Go, PageAt, WalkOf, WalkOn
from flowhelp.tui.screens.find_keys import KEYS
from flowhelp.tui.searching import Searching
from flowhelp.tui.widgets.filter_bar import KEYS as FILTERS
from flowhelp.tui.widgets.filter_bar import FilterBar
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.result_list import Item, ResultList
from flowhelp.tui.widgets.search_box import SearchBox
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.styles import Line, Link

if TYPE_CHECKING:
    from flowhelp.usecases.keystrokes import Answers, Asked

_MEANT = Link("meant")
_WRITTEN = 0.02
"""Seconds in which the first frame reaches the terminal."""


class FindScreen(Searching):
    """Finds procedures as words are typed."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    _said: tuple[Line, ...] = ()

    def compose(self) -> ComposeResult:
        """The line to type in and the keys; all else comes when these are on the screen."""
        yield SearchBox(id="find-words")
        yield Foot()

    def on_mount(self) -> None:
        """Be ready to be typed in."""
        self.query_one(Input).focus()
        self.call_after_refresh(self._fill)

    async def _fill(self) -> None:
        """Answers below the words, a look at the page beside or below them."""
        says = Sheet(id="find-says")
        says.can_focus = False
        body = Vertical(ResultList(id="find-list"), Sheet(id="find-look"), id="find-body")
        await self.mount_all([FilterBar(id="find-filters"), says, body], after="#find-words")
        # A thread writes the frame, and gets no turn while this one loads what a search needs.
        self.set_timer(_WRITTEN, self.begin)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.ask(words=event.value)

    @on(FilterBar.Wanted)
    def _wanted(self, event: FilterBar.Wanted) -> None:
        event.stop()
        if event.clear:
            self.ask(**{event.name: ""})
        else:
            self.choose(event.name)

    # ---- showing

    def watch_asked(self, asked: Asked) -> None:
        """Show which filters are set."""
        bar = self.query_one(FilterBar)
        if asked.filters != bar.values:
            bar.values = asked.filters

    def watch_answers(self, before: Answers | None, answers: Answers | None) -> None:
        """Show them; the same question answered anew leaves the mark where it is."""
        if answers is not None:
            self._show_answers(answers, keep=before is not None and before.asked == answers.asked)
        else:
            self._show_home()
        self._say()
        if bool(before and before.suggestion) != bool(answers and answers.suggestion):
            self.refresh_bindings()

    def watch_home(self) -> None:
        """Show it where nothing is asked."""
        if self.answers is None:
            self._show_home()
        self.refresh_bindings()

    def watch_near(self) -> None:
        """Show what comes near to a question that nothing answers."""
        if self.answers is not None and not self.answers.hits:
            self._show_answers(self.answers)

    def watch_fresh(self) -> None:
        """Say how fresh the answers are."""
        self.query_one(ResultList).redraw()

    def watch_reading(self) -> None:
        """Say how far it is."""
        self._say()

    def _show_answers(self, answers: Answers, *, keep: bool = False) -> None:
        from flowhelp.tui import home

        now = self.own_app.workspace.now()
        several = len(self.own_app.workspace.specs) > 1
        items = (
            home.answer_items(answers, self.known_fresh, now, sources=several)
            if answers.hits
            else home.nothing_items(answers, self.near)
        )
        self.set_class(False, "-new")
        self.query_one(ResultList).show(items, keep=keep)

    def _show_home(self) -> None:
        if self.home is not None:
            from flowhelp.tui.home import home_items

            self.set_class(self.home.is_new, "-new")
            items = home_items(self.home, self.own_app.workspace.now())
            self.query_one(ResultList).show(items, keep=not self.home.is_new)

    def _say(self) -> None:
        """One or two lines under the filters: what was meant, and how far the reading is."""
        from flowhelp.tui.home import said_above

        lines = said_above(self.answers, self.reading, _MEANT)
        says = self.query_one("#find-says", Sheet)
        if lines == self._said:  # most often; to set it again would lay the screen out again
            return
        self._said = lines
        says.display = bool(lines)
        says.styles.height = len(lines)
        says.show(lambda width: lines)  # noqa: ARG005

    @on(ResultList.Marked)
    def _marked(self, event: ResultList.Marked) -> None:
        event.stop()
        from flowhelp.tui.home import sight_of

        sheet = self.query_one("#find-look", Sheet)
        sight = sight_of(event.item.value if event.item else None)
        if sight == Sight():
            sheet.show(lambda width: ())  # noqa: ARG005
        elif sheet.display:
            self.look_at(sight, max(20, sheet.scrollable_content_region.width or 60))

    @on(Looked)
    def _looked(self, event: Looked) -> None:
        from flowhelp.tui.home import sight_of

        marked = self.query_one(ResultList).marked
        if marked is not None and event.sight == sight_of(marked.value):
            self.query_one("#find-look", Sheet).show(lambda width: event.lines)  # noqa: ARG005

    # ---- going somewhere

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    @on(ResultList.Chosen)
    def _chosen(self, event: ResultList.Chosen) -> None:
        event.stop()
        self._take(event.item)

    @on(Sheet.Followed)
    def _followed(self, event: Sheet.Followed) -> None:
        event.stop()
        if event.anchor.link is _MEANT:
            self.action_take()
        else:  # from the look at the page into the page
            self.action_open()

    def action_open(self) -> None:
        """Open what is marked."""
        item = self.query_one(ResultList).marked
        if item is not None:
            self._take(item)

    def _take(self, item: Item) -> None:
        from flowhelp.tui.home import AddLibrary, Words

        match item.value:
            case Words(words=words):
                self.query_one(Input).value = words
                self.query_one(Input).focus()
            case AddLibrary():
                self.action_ask_for_library()
            case PageAt() | WalkOf() | WalkOn() as place:
                self.settle()
                self.post_message(Go(place))
            case _:
                return

    def action_walk(self) -> None:
        """Walk what is marked; on a new machine the page that shows how."""
        from flowhelp.tui.home import page_of

        item = self.query_one(ResultList).marked
        name, _ = page_of(item.value if item else None)
        if not name and self.home is not None and self.home.is_new:
            name = self.home.trial
        if item is not None and isinstance(item.value, WalkOn):
            self.action_open()
        elif name:
            self.settle()
            self.post_message(Go(WalkOf(name)))

    def action_go_on(self) -> None:
        """Go on with the walk that was left last."""
        if self.home is not None and self.home.unfinished:
            self.post_message(Go(WalkOn(self.home.unfinished[0].run)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mean something only now and then are at the foot only then."""
        del parameters
        if action == "go_on":
            return bool(self.home and self.home.unfinished)
        if action == "take":
            return bool(self.answers and self.answers.suggestion)
        return True

    # ---- keys

    def action_take(self) -> None:
        """Search for the words that were meant."""
        if self.answers is not None and self.answers.suggestion:
            self.query_one(Input).value = self.answers.suggestion
            self.query_one(Input).action_end()

    def action_clear(self) -> None:
        """Back to the box; from there, clear it; with nothing in it, take the filters away."""
        box = self.query_one(Input)
        if not box.has_focus:
            box.focus()
        elif box.value:
            box.value = ""
        else:
            self.ask(type="", tag="", source="", role="")

    def action_move(self, step: int) -> None:
        """Mark another answer."""
        self.query_one(ResultList).move(step)

    def action_turn(self, direction: int) -> None:
        """Mark what is a window further."""
        self.query_one(ResultList).page(direction)

    def action_look(self) -> None:
        """Show or hide the look at the page."""
        self.toggle_class("-look" if self.has_class("-short") else "-plain")
        self.call_after_refresh(self._look_again)

    def action_filter(self, name: str) -> None:
        """Choose what a filter is set to."""
        self.choose(name)

    def offers(self) -> Iterable[SystemCommand]:
        """What the command palette offers here."""
        yield SystemCommand(
            "Add a library", "A folder or a git repository", self.action_ask_for_library
        )
        yield SystemCommand("Look", "Show or hide the look at the page", self.action_look)
        for name in FILTERS:
            yield SystemCommand(
                f"Filter by {name}", f"Only pages of one {name}", partial(self.choose, name)
            )

    def _look_again(self) -> None:
        self._marked(ResultList.Marked(self.query_one(ResultList).marked))

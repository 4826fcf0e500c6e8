"""What is asked on the find screen, and what is known by now; how it looks is the screen's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from textual import on, work
from textual.reactive import reactive
from textual.screen import Screen

from flowhelp.errors import FlowhelpError
from flowhelp.tui.desk import Failed
from flowhelp.tui.found import (
    Added,
    Answered,
    AtHome,
    Choices,
    Current,
    Freshened,
    Near,
    Reading,
    Sight,
)
from flowhelp.tui.saying import refuse

if TYPE_CHECKING:
    from flowhelp.tui.search_desks import SearchDesks
    from flowhelp.usecases.freshness import Fresh
    from flowhelp.usecases.keystrokes import Answers
    from flowhelp.usecases.shelf import Home
    from flowhelp.usecases.workspace import Workspace

_SETTLED = 1.0
"""Seconds without a key after which a question counts as asked."""


class Host(Protocol):
    """What this needs of the app."""

    workspace: Workspace


class Searching(Screen[None]):
    """Asks at each key. Only an answer to what is asked now is ever shown."""

    # None of them has the whole screen painted anew: what shows it is told.
    asked: reactive[Any] = reactive(None, init=False, repaint=False)
    """An `Asked`; None before the first paint, when nothing is loaded yet."""
    answers: reactive[Answers | None] = reactive(None, init=False, repaint=False)
    """What answers to what stands in the box; None where nothing is asked."""
    near: reactive[Near | None] = reactive(None, init=False, repaint=False)
    home: reactive[Home | None] = reactive(None, init=False, repaint=False)
    fresh: reactive[dict[str, Fresh]] = reactive(dict, init=False, repaint=False)
    """`source:id` → how fresh the page is."""
    reading: reactive[tuple[int, int]] = reactive((0, 0), init=False, repaint=False)
    """How many files of how many are read."""

    _desks: SearchDesks | None = None
    libraries: tuple[str, ...] | None = None
    """The libraries that the index was last compared with; None before the first time."""
    _file: int | None = None
    _noted: str = ""
    _pressed: float = 0.0
    _retried: float = 0.0
    _waits: bool = False
    _early: str = ""

    @property
    def own_app(self) -> Host:
        """The app, with its workspace."""
        return cast("Host", self.app)

    def begin(self) -> None:
        """Load what a search needs, and ask what was typed meanwhile."""
        from flowhelp.tui.search_desks import SearchDesks
        from flowhelp.usecases.keystrokes import Asked

        if self._desks is not None or not self.is_attached:
            return
        self._desks = SearchDesks(self.own_app.workspace, self.post_message)
        self.asked = Asked(self._early)
        self._ask_desks()
        self._desks.keep_up()
        self.set_interval(self._desks.EVERY, self._desks.keep_up)

    def on_unmount(self) -> None:
        """Let the desks go."""
        if self._desks is not None:
            self._desks.stop()

    def on_screen_resume(self) -> None:
        """Something may have been done meanwhile."""
        self.fresh = {}
        self.ask()

    def ask(self, **values: str) -> None:
        """Ask with other words or filters."""
        if self._desks is None:
            self._early = values.get("words", self._early)
            return
        self.asked = asked = self.asked.but(**values)
        self.near = None
        self._ask_desks()
        if asked.is_empty:
            self.answers = None
        elif values:
            self._pressed = self.own_app.workspace.monotonic()
            if not self._waits:
                self._waits = True
                self.set_timer(_SETTLED, self._settles)

    def settle(self) -> None:
        """Keep what is asked, once: the person stayed at it, or takes an answer."""
        if self._desks is not None and self.answers is not None and self.answers.asked.words:
            words = self.answers.asked.words.strip()
            if words != self._noted and self.answers.asked == self.asked:
                self._noted = words
                self._desks.note(self.answers.asked)

    def look_at(self, sight: Sight, width: int) -> None:
        """Have a look at a page or a walk made, for that many columns."""
        if self._desks is not None:
            self._desks.look(sight, width)

    def choose(self, name: str) -> None:
        """Let a filter be chosen from the values there are."""
        if self._desks is not None:
            self._desks.choices(name)

    def known_fresh(self, name: str) -> Fresh | None:
        """How fresh the page `source:id` is, or None while that is not known."""
        return self.fresh.get(name)

    @work
    async def action_ask_for_library(self) -> None:
        """Ask for a folder or URL, and add it while everything else goes on."""
        from flowhelp.tui.dialogs.ask import Ask

        hint = "A folder, used in place, or a git URL, which is cloned. Escape stays."
        typed = await self.app.push_screen_wait(Ask("Which library do you want to add?", hint=hint))
        if typed and typed.strip() and self._desks is not None:
            self.app.notify(f"adding {typed.strip()} …")
            self._desks.add(typed.strip())

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        if event.answers.asked == self.asked and not self.asked.is_empty:
            self.answers = event.answers
            self._draw_now()
            if event.whole and self._desks is not None:
                self._desks.more_of(event.answers, self.fresh)

    @on(AtHome)
    def _at_home(self, event: AtHome) -> None:
        self.home = event.home

    @on(Near)
    def _came_near(self, event: Near) -> None:
        if event.asked == self.asked:
            self.near = event

    @on(Freshened)
    def _freshened(self, event: Freshened) -> None:
        self.fresh = {**self.fresh, **event.fresh}

    @on(Reading)
    def _reads(self, event: Reading) -> None:
        self.reading = (event.done, event.total)
        now = self.own_app.workspace.monotonic()
        if self.answers is not None and not self.answers.hits and now - self._retried > _SETTLED:
            self._retried = now  # what was read meanwhile may answer
            self.ask()

    @on(Current)
    def _current(self, event: Current) -> None:
        self.reading = (0, 0)
        others = self.libraries is not None and self.libraries != event.libraries
        # Made anew after damage: who has the file of before open would ask that one for ever.
        another = self._file not in {None, event.file}
        self.libraries, self._file = event.libraries, event.file
        if others or another:
            self._know_libraries()
        if event.changed or others or another:
            self.ask()

    @on(Choices)
    @work
    async def _choose(self, event: Choices) -> None:
        from flowhelp.tui.dialogs.choose import Choose

        values = getattr(event.facets, event.name)
        options = [f"any {event.name}", *(f"{value}  ({count:,})" for value, count in values)]
        chosen = await self.app.push_screen_wait(Choose(f"Only which {event.name}?", options))
        if chosen is not None:
            self.ask(**{event.name: values[chosen - 1][0] if chosen else ""})

    @on(Added)
    def _added(self, event: Added) -> None:
        done = "was added" if event.is_new else "was there already"
        self.app.notify(f"the library {event.name} {done}")
        self._know_libraries()
        if self._desks is not None:
            self._desks.keep_up()

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        if not isinstance(event.error, FlowhelpError):
            raise event.error
        refuse(self.app, event.error)

    def _ask_desks(self) -> None:
        at_once = self._desks.ask(self.asked) if self._desks is not None else None
        if isinstance(at_once, Answered):
            self._answered(at_once)

    def _draw_now(self) -> None:
        """Draw the answers with their key: the next frame may be 33 ms away.

        That long, twice its period, the framework rests after a frame that was drawn last. Where
        the screen has to be laid out, or another one lies over it, the next frame does it.
        """
        # Private names: every public way (`refresh`, `call_after_refresh`) is drawn by the timer of
        # the next frame, whose pace is set for the whole process and all that it begins.
        if self.is_current and not self._layout_required:
            self._compositor.update_widgets({*self._compositor.visible_widgets})
            self._compositor_refresh()

    def _know_libraries(self) -> None:
        """Let everybody see the list of libraries as it is now."""
        for part in ("specs", "sources"):
            self.own_app.workspace.__dict__.pop(part, None)
        if self._desks is not None:
            self._desks.renew()

    def _settles(self) -> None:
        """Settle, unless a key was pressed meanwhile."""
        since = self.own_app.workspace.monotonic() - self._pressed
        if since < _SETTLED:
            self.set_timer(max(0.05, _SETTLED - since), self._settles)
        else:
            self._waits = False
            self.settle()

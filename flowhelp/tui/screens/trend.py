"""How a reading went: its values over all runs of its page, with their limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Label

from flowhelp.errors import FlowhelpError
from flowhelp.ids import RunId
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.host import is_open
from flowhelp.tui.keys import bind
from flowhelp.tui.places import Go, RunAt, TrendAt
from flowhelp.tui.saying import refuse
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.typeset.record import RUN
from flowhelp.typeset.styles import Line
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.trend import trend_lines
from flowhelp.usecases.trend import Trend, trend

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_ALL = "all equipment"
_LEAST, _MOST = 6, 20


class TrendScreen(Screen[None]):
    """Draws a trend."""

    CSS_PATH = "run.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("log.equipment", "e", "equipment", "Equipment", "Show one machine alone, or all."),
        bind("log.back", "escape,q", "back", "Back", "Back to where you came from."),
    ]

    equipment: reactive[str] = reactive("", repaint=False)
    """Of which equipment; of all where it is empty."""

    def __init__(self, workspace: Workspace, place: TrendAt) -> None:
        super().__init__()
        self._workspace = workspace
        self._place = place
        self._trend: Trend | None = None

    def compose(self) -> ComposeResult:
        """What is drawn above, the drawing and its values below."""
        with Horizontal(id="trend-top"):
            yield Label(one_line(self._place.procedure), id="trend-name", markup=False)
            yield Label("Reading …", id="trend-note", markup=False)
        yield Sheet(id="trend-sheet")
        yield Foot()

    def on_mount(self) -> None:
        """Read all runs."""
        self.query_one(Sheet).focus()
        self._read()

    @work(thread=True, exclusive=True, group="read")
    def _read(self) -> None:
        place = self._place
        try:
            with self._workspace.beside() as other:
                found = trend(other, place.procedure, place.sid, place.name)
        except FlowhelpError as error:
            self.app.call_from_thread(self._failed, error)
        else:
            self.app.call_from_thread(self._take, found)

    def _failed(self, error: FlowhelpError) -> None:
        if is_open(self):
            self.query_one("#trend-note", Label).update("")
            refuse(self.app, error)

    def _take(self, found: Trend) -> None:
        if is_open(self):
            self._trend = found
            self._show()

    def watch_equipment(self) -> None:
        """Draw it anew."""
        if self._trend is not None:
            self._show()

    def _show(self) -> None:
        found = self._trend
        if found is None:
            return
        note = self.equipment or (_ALL if found.equipment else "")
        self.query_one("#trend-note", Label).update(one_line(note))
        shown = found.of(self.equipment)
        self.query_one(Sheet).show(lambda width: self._lines(shown, width))
        self.refresh_bindings()

    def _lines(self, shown: Trend, width: int) -> Iterable[Line]:
        high = min(_MOST, max(_LEAST, self.query_one(Sheet).size.height - 9))
        return trend_lines(shown, width, high)

    @on(Sheet.Followed)
    def _followed(self, event: Sheet.Followed) -> None:
        event.stop()
        target = event.anchor.link.target
        if target.startswith(RUN):
            self.post_message(Go(RunAt(RunId(target.removeprefix(RUN)))))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without equipment there is nothing to choose from."""
        del parameters
        known = self._trend.equipment if self._trend else ()
        return bool(known) if action == "equipment" else True

    @work(exclusive=True, group="equipment")
    async def action_equipment(self) -> None:
        """Choose whose values are shown."""
        known = self._trend.equipment if self._trend else ()
        at = await self.app.push_screen_wait(Choose("Whose values?", (_ALL, *known)))
        if at is not None:
            self.equipment = known[at - 1] if at else ""

    def action_back(self) -> None:
        """Back."""
        self.app.pop_screen()

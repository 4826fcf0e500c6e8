"""The walk screen: the step at hand large, its list beside it, what it asks for below.

Nothing is decided here, and everything is on the disk before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Label

from flowhelp.content import Step
from flowhelp.ids import StepId
from flowhelp.tui.flows import around, asking, looking, params, signing, steering
from flowhelp.tui.flows.desk import Desk
from flowhelp.tui.host import host_of, is_open
from flowhelp.tui.keys import bind
from flowhelp.tui.running.panel import CommandPanel
from flowhelp.tui.screens.walk_actions import WalkActions
from flowhelp.tui.screens.walk_keys import KEYS, MORE_KEYS
from flowhelp.tui.screens.walk_view import head, shown
from flowhelp.tui.widgets.asks import Asks
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.reading import ReadingRow
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.tui.widgets.step_list import StepList
from flowhelp.tui.widgets.step_picture import StepPicture
from flowhelp.typeset.around import minding_lines
from flowhelp.typeset.styles import Line
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.waits import remaining

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession

_WIDE = 100


class WalkScreen(WalkActions):
    """A walk, and the walks inside it."""

    CSS_PATH = "walk.tcss"
    AUTO_FOCUS = "#walk-step"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012 (as the base has it)
    BINDINGS: ClassVar[list[BindingType]] = [
        *(bind(*key) for key in KEYS),
        *(bind(*key, show=False) for key in MORE_KEYS),
    ]

    def __init__(self, session: WalkSession) -> None:
        """The screen of a walk that has begun."""
        super().__init__()
        self._first = session
        self._looked = StepId("")
        self._arrived = ""
        self._why = False

    @property
    def step(self) -> Step | None:
        """The step that is looked at: the one at hand, or one picked from the list."""
        walk = self.desk.walk
        looked = walk.plan.find(self._looked) if self._looked else None
        return looked or walk.next_step

    def compose(self) -> ComposeResult:
        """Head, what to mind, list and step, what it asks for, keys."""
        yield Label("", id="walk-head", markup=False)
        yield Sheet(self._minding, id="walk-mind")
        with Horizontal(id="walk-body"):
            yield StepList(id="walk-steps")
            with Vertical(id="walk-main"):
                yield Sheet(self._lines, id="walk-step")
                yield StepPicture(id="walk-picture")
                yield Asks(id="walk-asks")
                yield CommandPanel(id="walk-command")
        yield Foot()

    def on_mount(self) -> None:
        """Show the walk, and ask what has to be asked first."""
        self.query_one("#walk-mind", Sheet).can_focus = False
        panel = self.query_one(CommandPanel)
        self.desk = Desk(host_of(self), self._first, self._changed, self._point, panel)
        self.set_interval(1.0, self._tick)
        steering.resume_child(self.desk)
        self._changed(self.desk.walk)

    def offers(self) -> Iterable[SystemCommand]:
        """What the command palette has of this screen."""
        for _, _, action, words, tooltip in (*KEYS, *MORE_KEYS):
            yield SystemCommand(words, tooltip, getattr(self, f"action_{action}"))

    def ask_for_everything(self) -> None:
        """Ask for every value the path needs, before the first step."""
        self.flow(params.ask_for(self.desk, None))

    def _changed(self, before: Walk) -> None:
        """Show the walk as it is now; news go up from the flows to here."""
        if self._looked and self.desk.walk.states != before.states:
            self._looked = StepId("")
        self.call_later(self.show)

    async def show(self) -> None:
        """Show the walk as it is now, and do what comes before the step at hand."""
        walk, step = self.desk.walk, self.step
        if not is_open(self):
            return
        await self.on_resize()
        self.query_one(StepList).walk = walk
        mind = self.query_one("#walk-mind", Sheet)
        mind.display = bool(tuple(self._minding(60)))
        mind.show(self._minding)
        name = f"{walk.run}:{step.sid if step else ''}:{walk.ended is None}"
        self.query_one("#walk-step", Sheet).show(self._lines, keep=name == self._arrived)
        await self.query_one(Asks).show(walk, step)
        self._clock()
        if name != self._arrived:
            self._arrived = name
            self.query_one(CommandPanel).close()
            self._arrive()
        self._unlock()

    async def on_resize(self) -> None:
        """How much the head says, and whether there is room for a picture."""
        if is_open(self):
            self.query_one("#walk-head", Label).update(head(self.desk.session, self.size.width))
            await self.query_one(StepPicture).show(self.desk.session, self.step)

    def _arrive(self) -> None:
        """What comes before a step: the walk around it, values, safety messages.

        What needs no question is done at once, so that the next key finds the screen ready.
        """
        desk = self.desk
        if desk.walk.ended is not None:
            if steering.leave_child(desk):
                self._arrived = ""
                step = desk.walk.next_step
                if step is not None:
                    self.flow(asking.settle(desk, step))
            return
        if desk.walk.unread is not None:
            self.flow(signing.acknowledgement(desk))
            return
        before = desk.walk
        if desk.done(desk.session.open_next) and desk.walk is not before:
            desk.changed(before)
        step = self.step
        if step is None or self._stuck(step):
            self.flow(self._finish())
        elif params.wanted(desk, step) or asking.has_messages(desk, step):
            self.flow(self._before(step))
        else:
            self._ready()

    async def _finish(self) -> None:
        if await around.finish(self.desk):
            self._arrived = ""

    async def _before(self, step: Step) -> None:
        await params.ask_for(self.desk, step)
        if self.desk.walk.next_step is not None and self.step == step:
            await asking.messages(self.desk, step)
        self._ready()

    def _ready(self) -> None:
        """Let the person go on where she will most likely do so."""
        if self.app.screen is not self:
            return
        asks = self.query_one(Asks)
        if not asks.point_first():
            self.query_one("#walk-step").focus()

    def _stuck(self, step: Step) -> bool:
        """Whether a failed step blocks the way."""
        walk = self.desk.walk
        return walk.use == "continuous" and step.sid in walk.failures and not self._looked

    # What the person does

    def action_done(self) -> None:
        """The step is done, once all that it asks for was answered."""
        step = self.step
        if self.desk.walk.ended is not None:
            self._go_away()
        elif step is None or self._stuck(step):
            self.flow(around.finish(self.desk))
        else:
            self.flow(asking.done(self.desk, step, self.query_one(Asks).typed()))

    def action_back(self) -> None:
        """The step before."""
        if self._looked:
            self._looked = StepId("")
            self._changed(self.desk.walk)
        else:
            around.back(self.desk)

    def action_why(self) -> None:
        """Reasons and key points."""
        self._why = not self._why
        self.query_one("#walk-step", Sheet).show(self._lines, keep=True)

    def action_list(self) -> None:
        """The list of steps."""
        self.toggle_class("-unlisted" if self.has_class("-wide") else "-listed")

    def action_leave(self) -> None:
        """Go away, or out of a line to type in."""
        panel = self.query_one(CommandPanel)
        if self.query_one(Asks).has_focus_within:
            self.query_one("#walk-step").focus()
        elif panel.opened and not panel.at_work:
            panel.close()
            self.query_one("#walk-step").focus()
        elif self._looked:
            self.action_back()
        else:
            self.flow(self._left())

    async def _left(self) -> None:
        if await self.leaves():
            self._go_away()

    def _go_away(self) -> None:
        session = self._first
        if session.kept and session.walk.ended is None:
            self.app.notify(
                f"Everything is kept. Go on with: flowhelp resume {session.walk.run[-8:]}"
            )
        self.dismiss(None)

    @on(ReadingRow.Typed)
    def _typed(self, event: ReadingRow.Typed) -> None:
        event.stop()
        if self.step is not None:
            self.flow(self._recorded(self.step, event))

    async def _recorded(self, step: Step, event: ReadingRow.Typed) -> None:
        nothing = not event.value.strip() and not event.row.unsaved
        if nothing or await asking.take(self.desk, step, event.row.field, event.value):
            await asking.settle(self.desk, step)

    @on(Sheet.Followed)
    def _followed(self, event: Sheet.Followed) -> None:
        event.stop()
        self.flow(looking.follow_link(self, self.desk, event.anchor))

    @on(Asks.Chosen)
    def _chosen(self, event: Asks.Chosen) -> None:
        event.stop()
        if self.step is not None:
            self.flow(asking.choose(self.desk, self.step, event.number))

    @on(StepList.Looked)
    def _look(self, event: StepList.Looked) -> None:
        event.stop()
        at = self.desk.walk.next_step
        self._looked = StepId("") if at is not None and at.sid == event.sid else event.sid
        self.remove_class("-listed")
        self._arrived = f"{self.desk.walk.run}:{event.sid}:{self.desk.walk.ended is None}"
        self.call_later(self.show)
        self.query_one("#walk-step").focus()

    # Inside

    def _unlock(self) -> None:
        """Hand on what was typed while a value was being taken; a dialog does not get it."""
        ahead = self.query_one(Asks).unlock()
        if self.app.screen is self and not self.busy:
            for event in ahead:
                self.app.post_message(event)

    def _point(self, name: str) -> None:
        asks = self.query_one(Asks)
        self.call_later(lambda: asks.point(name) if name else asks.point_to_choice())

    def _tick(self) -> None:
        if self._clock() and not self.busy:
            self.app.bell()
            step = self.desk.walk.next_step
            for running in remaining(self.desk.walk, self.desk.session.moment()):
                if running.left_s <= 0 and step is not None and running.sid == step.sid:
                    self.app.notify("The wait is over.")
                    self.flow(steering.over(self.desk, step, running))

    def _clock(self) -> bool:
        return self.query_one(Asks).tick(self.desk.walk, self.desk.session.moment())

    def _minding(self, width: int) -> Iterator[Line]:
        yield from minding_lines(self.desk.walk, self.step, width)

    def _lines(self, width: int) -> Iterator[Line]:
        looked = bool(self._looked)
        return shown(self.desk.session, self.step, width, why=self._why, looked=looked)

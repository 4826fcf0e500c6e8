"""What the step at hand asks for: blanks, answers, and what comes next, with its countdown."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from flowhelp.content import Field, Step
from flowhelp.journal.events import Moment
from flowhelp.tui.widgets.reading import ReadingRow
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.walked import answer_words
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.applies import open_ways
from flowhelp.walkthrough.blanks import ReadingDemand
from flowhelp.walkthrough.demands import ChoiceDemand, Demand, demands
from flowhelp.walkthrough.plan import choices
from flowhelp.walkthrough.second import is_second, unseen
from flowhelp.walkthrough.waits import duration, remaining


@dataclass(frozen=True, slots=True)
class Asked:
    """What the panel shows; when it is the same, nothing is drawn anew."""

    step: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]
    hidden: frozenset[str]
    fixed: frozenset[str]
    ways: tuple[str, ...]


class Asks(VerticalScroll):
    """The panel below the step."""

    DEFAULT_CSS = """
    Asks {
        height: auto;
        max-height: 50%;
        border-top: solid $panel;
        padding: 0 1;
        & .asks-next { height: auto; width: 1fr; color: $accent; text-style: bold; }
        & .asks-then { height: auto; width: 1fr; color: $foreground 70%; }
        & .asks-clock { height: auto; width: 1fr; color: $warning; text-style: bold; }
        & OptionList {
            height: auto;
            max-height: 16;
            border: none;
            padding: 0;
            background: $surface;
            &:focus { border: none; }
        }
    }
    """

    class Chosen(Message):
        """A way on was chosen, by its number counted from 1."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (the framework's word)
        super().__init__(id=id)
        self._asked: Asked | None = None
        self._missing: tuple[Demand, ...] = ()
        self._ahead: list[events.Key] = []
        self._at = ("", "")
        self._drafts: dict[tuple[str, str], dict[str, str]] = {}
        self.can_focus = False

    def compose(self) -> ComposeResult:
        """Blanks and answers are put between these as a step has them."""
        yield Label("", classes="asks-clock", markup=False)
        yield Label("", classes="asks-next", markup=False)
        yield Label("", classes="asks-then", markup=False)

    async def show(self, walk: Walk, step: Step | None) -> None:
        """Show what `step` asks for; what was typed and not recorded stays in its line.

        So it does while another step is looked at.
        """
        self._missing = demands(walk, step) if step is not None else ()
        asked = _asked(walk, step)
        if asked != self._asked:
            self._drafts[self._at] = self._drafted(walk, asked)
            self._at = (walk.run, asked.step)
            kept = self._drafts.pop(self._at, {})
            focused = self._focused_field()
            self._asked = asked
            await self._rebuild(walk, step, kept)
            self._refocus(focused)
        self._say(step)

    def tick(self, walk: Walk, at: Moment) -> bool:
        """Show how long the waits of the walk still last; whether one is over."""
        running = remaining(walk, at)
        words = [_clock(walk, each.sid, each.left_s) for each in running]
        label = self.query_one(".asks-clock", Label)
        label.update(Content("\n".join(words)))
        label.display = bool(words)
        return any(each.left_s <= 0 for each in running)

    def typed(self) -> dict[str, str]:
        """Name of a blank → what was typed there and is not recorded."""
        return {row.field.name: row.unsaved for row in self.query(ReadingRow) if row.unsaved}

    def unsaved(self) -> dict[str, str]:
        """The same, with what stands in lines of steps that are not looked at now."""
        others = (draft for draft in self._drafts.values())
        return {name: value for draft in (*others, self.typed()) for name, value in draft.items()}

    def _drafted(self, walk: Walk, asked: Asked) -> dict[str, str]:
        """What is typed and would be lost; of a step that is left, what was recorded is not."""
        run, sid = self._at
        typed = self.typed()
        if self._asked is None or (run, sid) == (walk.run, asked.step):
            return typed
        known = {name for at, name in walk.readings if at == sid} if run == walk.run else set()
        return {name: value for name, value in typed.items() if name not in known}

    def unlock(self) -> list[events.Key]:
        """Keys that were typed while a value was being taken, also into lines that are gone."""
        ahead, self._ahead = self._ahead, []
        for row in self.query(ReadingRow):
            ahead += row.unlock()
        return ahead

    def point(self, name: str) -> bool:
        """Let the person fill that blank; whether there is such a one."""
        for row in self.query(ReadingRow):
            if row.field.name == name:
                row.focus_line()
                return True
        return False

    def point_first(self) -> bool:
        """Let the person fill the first blank that is open, or choose; whether there is any."""
        for demand in self._missing:
            if isinstance(demand, ReadingDemand) and self.point(demand.field.name):
                return True
        if any(isinstance(demand, ChoiceDemand) for demand in self._missing):
            self.point_to_choice()
            return True
        return False

    def point_to_choice(self) -> None:
        """Let the person choose."""
        for ways in self.query(OptionList):
            ways.focus()

    async def _rebuild(self, walk: Walk, step: Step | None, kept: dict[str, str]) -> None:
        for row in self.query(ReadingRow):
            self._ahead += row.unlock()
        await self.query("ReadingRow, OptionList").remove()
        if step is None or self._asked is None:
            return
        rows = [
            ReadingRow(
                field,
                dict(walk.params),
                walk.readings.get((step.sid, field.name)),
                typed=kept.get(field.name, ""),
                unseen=field.name in self._asked.hidden,
                fixed=field.name in self._asked.fixed,
            )
            for field in self._asked.fields
        ]
        await self.mount_all(rows, before=0)
        if self._asked.ways:
            options = [Option(Content(words)) for words in self._asked.ways]
            await self.mount(OptionList(*options, markup=False), before=len(rows))

    def _say(self, step: Step | None) -> None:
        first, *others = self._missing or (None,)
        words = "" if step is None else _next_words(first)
        if isinstance(first, ChoiceDemand):
            words = "Choose an answer: its number, or Enter."
        then = [each.words for each in others if not isinstance(each, ReadingDemand)]
        label = self.query_one(".asks-next", Label)
        label.update(Content(one_line(words)))
        label.display = bool(words)
        label = self.query_one(".asks-then", Label)
        label.update(Content(one_line(f"Then {'; '.join(then)}.") if then else ""))
        label.display = bool(then)

    def _focused_field(self) -> str:
        rows = (row for row in self.query(ReadingRow) if row.has_focus_within)
        return next((row.field.name for row in rows), "")

    def _refocus(self, name: str) -> None:
        """Leave the person in the blank she was in, or take her to the next where it is filled."""
        waiting = (each for each in self._missing if isinstance(each, ReadingDemand))
        if name and any(each.field.name == name for each in waiting):
            self.point(name)
        elif name:
            self.point_first()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(event.option_index + 1))


def _asked(walk: Walk, step: Step | None) -> Asked:
    if step is None:
        return Asked("", (), (), frozenset(), frozenset(), ())
    fields = tuple(field for field in step.fields if not is_second(field))
    readings = (walk.readings.get((step.sid, field.name)) for field in fields)
    values = tuple("" if each is None else f"{each.value!r} {each.instrument}" for each in readings)
    by_hand = {each.field.name for each in demands(walk, step) if isinstance(each, ReadingDemand)}
    fixed = frozenset(each.name for each in fields if each.formula and each.name not in by_hand)
    return Asked(step.sid, fields, values, unseen(walk, step), fixed, _ways(walk, step))


def _ways(walk: Walk, step: Step) -> tuple[str, ...]:
    """The answers with their numbers; a closed one says so."""
    open_now = {number for number, _ in open_ways(walk, step)}
    return tuple(
        f"{number}  {one_line(answer_words(way))}{'' if number in open_now else '  (not open)'}"
        for number, way in enumerate(choices(walk.plan, step), start=1)
    )


def _next_words(first: Demand | None) -> str:
    if first is None:
        return "Enter: done."
    return f"Now: {first.words}."


def _clock(walk: Walk, sid: str, left_s: float) -> str:
    step = walk.plan.find(sid)
    where = f"step {step.n}" if step else sid
    if left_s <= 0:
        return f"⏰ The wait of {where} is over."
    return f"⏳ {duration(left_s)} left to wait in {where}."

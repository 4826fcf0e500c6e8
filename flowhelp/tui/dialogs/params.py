"""The values a page asks for, as a form: what fits, what was given last time, what is secret."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, Label

from flowhelp.tui.dialogs.ask import DROPS
from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.keys import bind
from flowhelp.typeset.terminal import one_line, visible
from flowhelp.usecases.params import Question

Take = Callable[[str, str], str]
"""Takes a value, name and text; why it does not fit, or nothing."""

Suggest = Callable[[Question], Awaitable[Sequence[str]]]
"""What the page's own command lists, once the person has agreed to it."""

_ORIGINS = {"last time": "as last time", "now": "as it is now", "page": "what the page says"}


class ParamsDialog(Dialog[bool]):
    """Dismisses with whether the form was gone through; each value is kept when it is taken."""

    CSS_PATH = "params.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.stay", "escape", "stay", "Later", "Leave what is open open."),
        bind("walk.suggest", "f4", "suggest", "Suggest", "List values by the page's own command."),
        bind("walk.take-all", "ctrl+s", "take", "Go on", "Take all of it and go on."),
    ]
    HAND = (
        ("Enter", "Take the value and go on to the next."),
        ("Tab", "To the next line or button."),
        ("Shift+Tab", "To the line before."),
    )

    def __init__(self, questions: Sequence[Question], take: Take, suggest: Suggest) -> None:
        """A form of these questions."""
        super().__init__(classes="dialog")
        self._questions = tuple(questions)
        self._take = take
        self._suggest = suggest
        self._warned = ""

    def compose(self) -> ComposeResult:
        """A row for each value."""
        with Vertical(classes="dialog-box"):
            yield Label("Values", classes="dialog-title", markup=False)
            with VerticalScroll(id="params", can_focus=False):
                for question in self._questions:
                    yield ParamRow(question)
            hint = "Enter goes on, Shift+Tab goes back, Escape leaves the rest open."
            yield Label(hint, classes="dialog-hint", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button("Later", id="later")
                yield Button("Go on", id="take", variant="primary")

    def on_mount(self) -> None:
        """The first line is ready to be typed in."""
        self.query(Input).first().focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        rows = list(self.query(ParamRow))
        row = next(each for each in rows if each.line is event.input)
        if not self._taken(row):
            return
        after = rows[rows.index(row) + 1 :]
        if after:
            after[0].line.focus()
        else:
            self.action_take()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "take":
            self.action_take()
        else:
            self.action_stay()

    def action_take(self) -> None:
        """Take every value; the first that does not fit is shown instead."""
        for row in self.query(ParamRow):
            if not self._taken(row):
                row.line.focus()
                return
        self.dismiss(True)

    def action_stay(self) -> None:
        """Go on with what is open left open; what was typed goes only by a second Escape."""
        row = next((each for each in self.query(ParamRow) if each.unsaved), None)
        if row is None or row.unsaved == self._warned:
            self.dismiss(False)
        else:
            self._warned = row.unsaved
            row.line.focus()
            row.say(DROPS)

    def action_suggest(self) -> None:
        """List values for the line the person is in."""
        row = next((each for each in self.query(ParamRow) if each.has_focus_within), None)
        if row is None or not row.question.suggests:
            self.app.notify("The page has no command that lists values for it.")
            return
        self.run_worker(self._suggested(row), exclusive=True)

    async def _suggested(self, row: ParamRow) -> None:
        found = await self._suggest(row.question)
        if found:
            row.offer(found)

    def _taken(self, row: ParamRow) -> bool:
        why = self._take(row.question.name, row.line.value)
        if not why:
            row.kept = row.line.value
        row.say(why)
        return not why


class ParamRow(Vertical):
    """One value."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.kept = question.default
        offers = list(question.param.choices)
        self.line = Input(
            question.default,
            password=question.secret,
            compact=True,
            placeholder=one_line(" / ".join(offers) or question.expected),
            suggester=SuggestFromList(offers, case_sensitive=False) if offers else None,
        )

    def compose(self) -> ComposeResult:
        """Name and help, the line, what is to be said of it."""
        question = self.question
        facts = [question.expected, _ORIGINS.get(question.origin, "")]
        if question.secret:
            facts = ["not shown, never written down"]
        if question.suggests:
            facts.append("F4 lists values")
        said = "; ".join(fact for fact in facts if fact)
        help_text = f": {question.param.help}" if question.param.help else ""
        words = f"{question.name}{help_text}"
        yield Label(Content(visible(words)), classes="param-name", markup=False)
        yield self.line
        facts_line = Label(Content(one_line(said)), classes="param-facts", markup=False)
        facts_line.display = bool(said)
        yield facts_line
        yield Label("", classes="dialog-error", markup=False)

    @property
    def unsaved(self) -> str:
        """What was typed and was not taken."""
        return "" if self.line.value == self.kept else self.line.value

    def on_mount(self) -> None:
        """No room for what is not said yet."""
        self.say("")

    def say(self, why: str) -> None:
        """Why the value does not fit."""
        label = self.query_one(".dialog-error", Label)
        label.update(Content(one_line(why)))
        label.display = bool(why)

    def offer(self, values: Sequence[str]) -> None:
        """Complete what is typed by these values."""
        shown = ", ".join(one_line(value) for value in values[:8])
        more = f" and {len(values) - 8} more" if len(values) > 8 else ""  # noqa: PLR2004 (those shown)
        facts_line = self.query_one(".param-facts", Label)
        facts_line.update(Content(f"{shown}{more}"))
        facts_line.display = True
        self.line.suggester = SuggestFromList(values, case_sensitive=False)
        if not self.line.value:
            self.line.value = values[0]
        self.line.focus()

"""A blank to fill in: its name, its limits, what was typed, and whether that is within them."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label

from flowhelp.content import Field
from flowhelp.journal.events import Reading
from flowhelp.typeset.styles import Style
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.verdict import verdict
from flowhelp.walkthrough.readings import expected

_CLASSES = {Style.GOOD: "good", Style.WARNING: "warning", Style.DANGER: "danger"}
_HIDDEN = "recorded, not shown"


class ValueLine(Input):
    """A line that Enter takes once: what is typed before the next line is ready waits for it.

    Else the first signs of the next value would be written behind the last one, where somebody
    types fast, or a scanner does.
    """

    def __init__(self, value: str, *, choices: tuple[str, ...]) -> None:
        suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
        words = " / ".join(map(one_line, choices))
        super().__init__(value, compact=True, suggester=suggester, placeholder=words)
        self._locked = False
        self._ahead: list[events.Key] = []

    async def action_submit(self) -> None:
        """Take the value; nothing more goes into this line until `unlock`."""
        self._locked = True
        await super().action_submit()

    async def _on_key(self, event: events.Key) -> None:
        if not self._locked:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        self._ahead.append(events.Key(event.key, event.character))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that edit wait, too."""
        del parameters
        return not self._locked or action != "submit"

    def unlock(self) -> list[events.Key]:
        """Let it be typed in again; the keys that came meanwhile."""
        ahead, self._ahead, self._locked = self._ahead, [], False
        return ahead


class ReadingRow(Horizontal):
    """One blank. Enter in it takes the value."""

    DEFAULT_CSS = """
    ReadingRow {
        height: auto;
        & .reading-name { width: 2fr; max-width: 56; height: auto; padding-right: 1; }
        &:focus-within .reading-name { text-style: bold underline; }
        & Input { width: 1fr; min-width: 14; max-width: 40; }
        & .reading-verdict { width: 2fr; height: auto; padding-left: 1; }
        & .good { color: $success; }
        & .warning { color: $warning; background: transparent; }
        & .danger { color: $error; text-style: bold; }
    }
    """

    class Typed(Message):
        """A value was typed and Enter pressed."""

        def __init__(self, row: ReadingRow, value: str) -> None:
            super().__init__()
            self.row = row
            self.value = value

    def __init__(  # noqa: PLR0913 (how the blank stands)
        self,
        field: Field,
        params: dict[str, str],
        reading: Reading | None,
        *,
        typed: str = "",
        unseen: bool = False,
        fixed: bool = False,
    ) -> None:
        """A row for a blank.

        Args:
            field: The blank.
            params: Values of the walk.
            reading: What was recorded, or None.
            typed: What stood in the line and was not recorded.
            unseen: Whether a recorded value is hidden from a second person.
            fixed: Whether it is calculated, and not typed.
        """
        super().__init__()
        self.field = field
        self._params = params
        self._recorded = "" if reading is None else _shown(reading)
        self._typed = typed
        self._unseen = unseen and reading is not None
        self._fixed = fixed
        self._line = ValueLine(typed or self._recorded, choices=field.choices)

    def compose(self) -> ComposeResult:
        """Name and limits, the line to type in, what is to be said of it."""
        wanted = expected(self.field)
        name = self.field.label or self.field.name
        words = f"{name} ({wanted})" if wanted else name
        yield Label(Content(one_line(words)), classes="reading-name", markup=False)
        if self._unseen or self._fixed:
            said = _HIDDEN if self._unseen else f"= {self.field.formula}"
            said += f" = {self._recorded}" if self._fixed and self._recorded else ""
            yield Label(Content(one_line(said)), classes="reading-verdict", markup=False)
            return
        yield self._line
        yield Label("", classes="reading-verdict", markup=False)

    def on_mount(self) -> None:
        """Say at once what is to be said of what stands there."""
        self._say(self._typed or self._recorded)

    @property
    def unsaved(self) -> str:
        """What was typed and is not recorded; empty when nothing is lost by going away."""
        if self._unseen or self._fixed:
            return ""
        value = self._line.value.strip()
        return "" if value == self._recorded else value

    def unlock(self) -> list[events.Key]:
        """Keys that were typed while a value was being taken."""
        return [] if self._unseen or self._fixed else self._line.unlock()

    def focus_line(self) -> None:
        """Let the person type."""
        if not (self._unseen or self._fixed):
            self._line.focus()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Typed(self, event.value))

    def _say(self, typed: str) -> None:
        found = self.query(".reading-verdict").last(Label)
        if self._unseen or self._fixed:
            return
        words, style = verdict(self.field, typed, self._params)
        if typed.strip() and typed.strip() == self._recorded:
            words = f"recorded{', ' if words else ''}{words}"
        elif typed.strip() and not words:
            words = "Enter records it"
        found.set_classes(f"reading-verdict {_CLASSES.get(style, '') if style else ''}")
        found.update(Content(one_line(words)))


def _shown(reading: Reading) -> str:
    """A recorded value as it would be typed."""
    value = reading.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    shown = f"{value:.12g}" if isinstance(value, float) else str(value)
    return f"{shown} @{reading.instrument}" if reading.instrument else shown

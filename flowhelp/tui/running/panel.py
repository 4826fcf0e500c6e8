"""A command of a step at work: what it prints, live, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from flowhelp.tui.running.commands import run_in_terminal
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.tui.widgets.terminal import Terminal
from flowhelp.typeset.offered import ran_lines
from flowhelp.typeset.styles import Line
from flowhelp.typeset.terminal import one_line

if TYPE_CHECKING:
    from flowhelp.usecases.running import Offer, Ran
    from flowhelp.usecases.walk import WalkSession

_AT_WORK = "Keys go to the command, Ctrl-C too; F6 leaves it, and it goes on."
_OVER = "Escape closes."


class CommandPanel(Vertical):
    """Hidden until a command runs, and after it was closed."""

    DEFAULT_CSS = """
    CommandPanel {
        display: none;
        height: 2fr;
        min-height: 6;
        border-top: solid $primary;
        &.-open { display: block; }
        & Label { width: 1fr; height: 1; padding: 0 1; }
        & .command-name { text-style: bold; color: $secondary; }
        & .command-hint { color: $foreground 70%; dock: bottom; }
        & Sheet { height: auto; max-height: 8; padding: 0 1; display: none; }
        &.-over Sheet { display: block; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (the framework's word)
        super().__init__(id=id)
        self._said: tuple[Line, ...] = ()

    def compose(self) -> ComposeResult:
        """Which command, its terminal, how it ended."""
        yield Label("", classes="command-name", markup=False)
        yield Terminal()
        yield Sheet(lambda width: self._said)  # noqa: ARG005 (short lines)
        yield Label(_AT_WORK, classes="command-hint", markup=False)

    @property
    def opened(self) -> bool:
        """Whether it is on screen."""
        return self.has_class("-open")

    @property
    def at_work(self) -> bool:
        """Whether a command runs in it."""
        return self.query_one(Terminal).running

    async def run(self, session: WalkSession, offered: Offer, *, always: bool) -> Ran:
        """Run what was offered and agreed to; as `run_in_terminal`."""
        script = offered.prepared.script.decode("utf-8", "replace").strip()
        self.query_one(".command-name", Label).update(Content(one_line(script.split("\n")[0])))
        self.query_one(".command-hint", Label).update(_AT_WORK)
        self.remove_class("-over")
        self.add_class("-open")
        terminal = self.query_one(Terminal)
        terminal.focus()
        ran = await run_in_terminal(session, offered, terminal, always=always)
        self._said = tuple(ran_lines(ran))
        self.query_one(Sheet).show(lambda width: self._said)  # noqa: ARG005 (short lines)
        self.add_class("-over")
        self.query_one(".command-hint", Label).update(_OVER)
        return ran

    def close(self) -> None:
        """Take it off the screen; what it prints meanwhile is not lost."""
        if not self.at_work:
            self.remove_class("-open")

    @on(Terminal.Ended)
    def _ended(self, event: Terminal.Ended) -> None:
        event.stop()

"""The app: a workspace, a theme, keys, and a stack of screens. Nothing is decided here."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from flowhelp.errors import FlowhelpError
from flowhelp.tui import themes
from flowhelp.tui.hangup import HUNG_UP, Window
from flowhelp.tui.host import Host
from flowhelp.tui.keys import bind
from flowhelp.tui.places import Go, Place, WalkOf, WalkOn
from flowhelp.tui.rubbish import Rubbish
from flowhelp.tui.safety import Tame

if TYPE_CHECKING:
    from rich.console import RenderableType

    from flowhelp.usecases.walk import WalkSession
    from flowhelp.usecases.workspace import Workspace

_HERE = Path(__file__).parent
_ENDING = ("SIGTERM", "SIGHUP")


class FlowhelpApp(Host):
    """flowhelp on the whole screen."""

    TITLE = "flowhelp"
    # With the first screen's: read by itself, it has all the others read once more.
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        _HERE / "app.tcss",
        _HERE / "screens/find.tcss",
    ]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.help", "f1,question_mark", "keys", "Keys", "Show what every key does here."),
        bind("app.find", "ctrl+f", "find", "Find", "Go to the search.", show=False),
        bind("app.past", "ctrl+l", "past", "Log", "Show what was done.", show=False),
        bind("app.theme", "ctrl+t", "next_theme", "Colours", "Change the colours.", show=False),
        bind("app.palette", "ctrl+p", "command_palette", "Commands",
             "Find what can be done here by its name.", show=False, priority=True),
        bind("app.suspend", "ctrl+z", "suspend_process", "To the shell",
             "Go to the shell; fg comes back.", show=False),
        bind("app.quit", "ctrl+q", "quit", "Quit", "Leave; everything is kept.",
             show=False, priority=True),
    ]  # fmt: skip

    def __init__(
        self, workspace: Workspace, first: Place | None = None, *, front: str = "tui"
    ) -> None:
        """The app, which begins at the search, or at `first`."""
        super().__init__(workspace, front)
        self.refusal: FlowhelpError | None = None
        self._first = first
        self._window = Window()
        self._filters.append(Tame())
        # A scroll that glides is half a second late, and over a slow line it is a flood.
        self.animation_level = "none"
        for theme in themes.OWN:
            self.register_theme(theme)
        # Before the first stylesheet is read: changed later, each is read a second time.
        self.theme = themes.NAMES[workspace.settings.theme]
        self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        """Take the keys that are set, and open the first screen."""
        self.set_keymap(dict(self.workspace.settings.keys))
        if self.workspace.settings.keys:
            self.run_worker(self._examine_keys, thread=True)
        self._listen()
        if not self.is_headless:  # where the process is this one app
            Rubbish(self).watch()
        if self._first is None:
            self.push_screen(self._home())
        else:
            self._open(self._first)

    def _examine_keys(self) -> None:
        from flowhelp.tui.rebinding import troubles

        for said in troubles(self.workspace.settings.keys):
            self.call_from_thread(self.notify, f"[keys] in config.toml: {said}.",
                                  severity="warning", timeout=15, markup=False)  # fmt: skip

    @on(Go)
    def _go(self, event: Go) -> None:
        self._open(event.place)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the command palette offers on every screen."""
        yield SystemCommand("Find", "Search the library", self.action_find)
        yield SystemCommand("Log", "What was done, and when", self.action_past)
        yield SystemCommand("Keys", "What every key does here", self.action_keys)
        yield SystemCommand("Colours", "Change the theme", self.action_change_theme)
        yield SystemCommand("Quit", "Leave; everything is kept", self.action_quit)
        offers = getattr(screen, "offers", None)
        yield from offers() if offers is not None else _bound(screen)

    def action_find(self) -> None:
        """Back to the search, whatever lies over it."""
        home = next((each for each in self.screen_stack if each.id == "home"), None)
        if home is None:
            self.push_screen(self._home())
        while home is not None and self.screen is not home:
            self.pop_screen()

    def left(self, session: WalkSession | None) -> None:
        """A walk was left, or none was begun; where the app was opened for it, that is all."""
        super().left(session)
        if isinstance(self._first, WalkOf | WalkOn) and len(self.screen_stack) == 1:
            self.exit(0)

    def refused(self, error: FlowhelpError) -> None:
        """Say it; where there is nothing beneath to go on with, once the terminal is given back."""
        alone = self._first is not None and len(self.screen_stack) == 1
        if alone and self.front != "web":
            self.refusal = error
            self.exit(0)
            return
        if alone:  # a browser has no terminal to be given back
            self.push_screen(self._home())
        super().refused(error)

    def action_past(self) -> None:
        """What was done."""
        from flowhelp.tui.places import Past

        self._open(Past())

    def action_keys(self) -> None:
        """What every key does on this screen."""
        from flowhelp.tui.dialogs.keys import KeysDialog

        self.push_screen(KeysDialog(self.screen))

    def action_next_theme(self) -> None:
        """The next of our own themes, for this session."""
        names = list(themes.NAMES.values())
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]

    def _home(self) -> Screen[Any]:
        from flowhelp.tui.screens.find import FindScreen

        return FindScreen(id="home")

    def _open(self, place: Place) -> None:
        from flowhelp.tui.routes import open_place

        try:
            open_place(self, place)
        except FlowhelpError as error:
            self.refused(error)

    def _listen(self) -> None:
        """End well where the terminal or the system ends us: the screen is given back."""
        import asyncio

        loop = asyncio.get_running_loop()
        for name in _ENDING:
            number = getattr(signal, name, None)
            if number is not None:
                # Not in a thread that may have no handlers, nor where there are no signals.
                with suppress(RuntimeError, ValueError, AttributeError):
                    loop.add_signal_handler(number, self._ended(number))

    def _ended(self, number: int) -> Callable[[], None]:
        def end() -> None:
            if self._window.is_gone:
                self._window.let_go()
            self.exit(128 + number)

        return end

    def panic(self, *renderables: RenderableType) -> None:
        """Say what went wrong at the end; a terminal that is gone, which is no bug, goes quietly.

        Reading from it may fail before the signal is there.
        """
        if self._window.is_gone:
            self._window.let_go()
            self.exit(HUNG_UP)
        else:
            super().panic(*renderables)


def _bound(screen: Screen[Any]) -> Iterable[SystemCommand]:
    """What the keys of a screen do."""
    own = (each for each in screen.active_bindings.values() if each.node is screen and each.enabled)
    for binding in {each.binding.id: each.binding for each in own if each.binding.id}.values():
        act = partial(screen.run_action, binding.action)
        yield SystemCommand(binding.description, binding.tooltip, act)


def run(workspace: Workspace, first: Place | None = None) -> tuple[int, WalkSession | None]:
    """Run the app on this terminal; its exit code, and the walk that was left or ended last.

    Raises:
        FlowhelpError: What the app was opened for cannot be done.
    """
    app = FlowhelpApp(workspace, first)
    code = app.run()
    if app.refusal is not None:
        raise app.refusal
    return code or app.return_code or 0, app.walked

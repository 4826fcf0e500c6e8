"""What every screen may expect of the app that shows it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from textual.app import App

from flowhelp.tui.saying import refuse
from flowhelp.typeset.terminal import visible

if TYPE_CHECKING:
    from textual.screen import Screen

    from flowhelp.errors import FlowhelpError
    from flowhelp.usecases.walk import WalkSession
    from flowhelp.usecases.workspace import Workspace


_AGAIN = 2.0
"""Seconds after which the same warning is said anew."""


class Host(App[int]):
    """An app with a workspace.

    Attributes:
        workspace: What it works with; opened and closed by who runs it.
        walked: The walk that is open, or was last; None where there was none.
        front: Which front end it is, for the record.
    """

    def __init__(self, workspace: Workspace, front: str = "tui") -> None:
        super().__init__()
        self.workspace = workspace
        self.front = front
        self.walked: WalkSession | None = None
        self._quits = False
        self._warned = ("", 0.0)

    def notify(self, message: str, **options: Any) -> None:
        """Say something at the edge of the screen; its text is never markup.

        A warning that each key brings anew is said once while it stands there.
        """
        now = time.monotonic()
        if options.get("severity") == "warning":
            before, self._warned = self._warned, (message, now)
            if before[0] == message and now - before[1] < _AGAIN:
                return
        options["markup"] = False
        options["title"] = visible(options.get("title", ""))
        super().notify(visible(message), **options)

    def action_help_quit(self) -> None:
        """Say what leaves the app, to those who press Ctrl-C where no command runs."""
        keys = (each for each in self.active_bindings.values() if each.binding.action == "quit")
        key = next((self.get_key_display(each.binding) for each in keys), "q")
        self.notify(f"{key} leaves; everything is kept.")

    async def action_quit(self) -> None:
        """Leave the app; a screen that would lose something asks before. Twice leaves at once."""
        if self._quits:
            self.exit(0)
        else:
            self._quits = True
            self.run_worker(self._quit(), group="quit")

    async def _quit(self) -> None:
        try:
            for screen in reversed(self.screen_stack):
                leaves = getattr(screen, "leaves", None)
                if leaves is not None and not await leaves():
                    return
        finally:
            self._quits = False
        self.exit(0)

    def refused(self, error: FlowhelpError) -> None:
        """Something was not done."""
        refuse(self, error)

    def left(self, session: WalkSession | None) -> None:
        """A walk was left, or none was begun."""
        self.walked = session or self.walked


def is_open(screen: Screen[Any]) -> bool:
    """Whether the screen is still there for what comes from beside it.

    One that closes loses its parts one by one, before its workers are told to end.
    """
    return screen.app.is_running and screen in screen.app.screen_stack


def host_of(screen: Screen[Any]) -> Host:
    """The app of a screen.

    Raises:
        TypeError: It is none of ours, which is a bug.
    """
    app = screen.app
    if not isinstance(app, Host):
        raise TypeError(f"{app!r} has no workspace")
    return app

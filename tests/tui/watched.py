"""The app as tests look at it: what stands on its screen, and where it was asked to go."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.places import Place
from flowhelp.usecases.workspace import Workspace


class WatchedApp(FlowhelpApp):
    """Remembers where it was asked to go after `first`, and while it `stays`, does not go."""

    CSS_PATH = FlowhelpApp.CSS_PATH

    def __init__(self, workspace: Workspace, first: Place) -> None:
        super().__init__(workspace, first)
        self.places: list[Place] = []
        self.said: list[str] = []
        self.stays = False

    def notify(self, message: str, **options: Any) -> None:
        """Say it, and remember it."""
        self.said.append(message)
        super().notify(message, **options)

    def _open(self, place: Place) -> None:
        if place is not self._first:
            self.places.append(place)
        if not self.stays:
            super()._open(place)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until all is read and drawn."""
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def drawn(pilot: Pilot[Any]) -> list[str]:
    """What stands on the screen, row by row, without blanks at the ends."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips(screen.size)  # noqa: SLF001
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

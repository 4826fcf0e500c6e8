"""Screens that are closed while something is still read for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.widgets import Static

from flowhelp.tui.places import PageAt, Past, Place, TrendAt
from flowhelp.tui.reading import screen as reading
from flowhelp.tui.screens import past, trend
from flowhelp.usecases.workspace import Workspace
from tests.pasts import whole, write_past
from tests.tui.watched import WatchedApp, settled
from tests.usecases.libraries import OPENED, TEA, workspace, write

_TURNS = 200
"""So many turns of the loop, and the other parts of a screen are gone."""


class Lingering(Static):
    """The last part of a screen to go: it waits until all that is read for the screen is there."""

    def __init__(self, go: Event) -> None:
        super().__init__()
        self._go_on = go

    async def on_unmount(self) -> None:
        """Let what is read come, now that the other parts are gone."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self._go_on.set()
        own = [each for each in self.workers if each.node is self.screen]
        await self.workers.wait_for_complete(own)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with a page and a run."""
    found = workspace(tmp_path, write(tmp_path / "kitchen", {"tea.md": TEA}))
    write_past(found, whole(1, 0, 3.0))
    yield found
    while OPENED:
        OPENED.pop().close()


@pytest.mark.parametrize(
    ("place", "module", "name"),
    [
        (PageAt("tea"), reading, "stamp"),
        (PageAt("tea"), reading, "runs_of"),
        (Past(), past, "listed"),
        (TrendAt("plant/pump", "s-b", "gauge"), trend, "trend"),
    ],
)
async def test_what_is_read_for_a_screen_that_closes_comes_to_nothing(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch, place: Place, module: Any, name: str
) -> None:
    begun, go = Event(), Event()
    usual = getattr(module, name)

    def slow(*values: Any, **named: Any) -> Any:
        begun.set()
        go.wait(30)
        return usual(*values, **named)

    app = WatchedApp(shop, PageAt("tea"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        monkeypatch.setattr(module, name, slow)
        app._open(place)  # noqa: SLF001 (as a message has it done)
        while not begun.is_set():
            await pilot.pause(0.01)
        await app.screen.mount(Lingering(go))
        await app.pop_screen()

        assert app.screen.query("#reader-page")

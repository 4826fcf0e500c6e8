"""A safety message, and what does not pass it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from flowhelp.content import Alert
from flowhelp.tui.dialogs import alert
from flowhelp.tui.dialogs.alert import AlertDialog
from tests.tui.hand import at
from tests.tui.worlds import opened

SIGNALS = pytest.mark.parametrize("signal", ["DANGER", "WARNING", "CAUTION"])


@SIGNALS
@pytest.mark.parametrize("key", ["y", "enter"])
async def test_a_key_from_before_it_was_drawn_does_not_pass_it(
    tmp_path: Path, signal: str, key: str
) -> None:
    said: list[bool | None] = []

    async with at(opened(tmp_path)) as hand:
        ahead = events.Key(key, None)
        hand.app.push_screen(dialog := AlertDialog(Alert(signal, "Contact kills.")), said.append)
        await hand.sees("Contact kills.")
        hand.app.post_message(ahead)
        await hand.pilot.pause()
        assert hand.app.screen is dialog
        await hand.sees("(y)")
        await hand.presses("y")
        await hand.until(lambda: said == [True], "read")


@SIGNALS
async def test_nobody_has_read_it_as_soon_as_it_stands_there(
    tmp_path: Path, signal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert, "LEAST_S", 1000.0)
    said: list[bool | None] = []

    async with at(opened(tmp_path)) as hand:
        hand.app.push_screen(dialog := AlertDialog(Alert(signal, "Contact kills.")), said.append)
        await hand.sees("Contact kills.")
        await hand.presses("y", "enter", "y", "enter")
        assert "(y)" not in hand.seen
        await hand.pilot.click("#read")
        assert hand.app.screen is dialog
        await hand.presses("escape")
        await hand.until(lambda: said == [False], "later")


async def test_the_mouse_reads_it_too(tmp_path: Path) -> None:
    said: list[bool | None] = []

    async with at(opened(tmp_path)) as hand:
        hand.app.push_screen(AlertDialog(Alert("DANGER", "Contact kills.")), said.append)
        await hand.sees("Contact kills.")
        await hand.pilot.click("#read")
        await hand.until(lambda: said == [True], "read")

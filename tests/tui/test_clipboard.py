"""What is copied, and into which clipboard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from flowhelp.tui import clipboard
from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.places import WalkOf
from tests.tui.hand import at
from tests.tui.screens.test_walk import library

PAGE = """# Lamp

1. Restart it.

   ```sh
   echo stop
   ```
   ```sh
   echo start\x1b
   ```
2. Look at it.
"""
BOTH = "echo stop\necho start"


@pytest.mark.parametrize("browser", [False, True])
async def test_a_step_of_a_walk_is_copied_where_the_person_sits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, browser: bool
) -> None:
    desktop: list[str] = []
    terminal: list[str] = []

    def copied(text: str, env: Mapping[str, str]) -> bool:
        del env
        desktop.append(text)
        return True

    monkeypatch.setattr(clipboard, "copied", copied)
    monkeypatch.setattr(FlowhelpApp, "copy_to_clipboard", lambda _, text: terminal.append(text))
    monkeypatch.setattr(FlowhelpApp, "is_web", property(lambda _: browser))

    async with at(library(tmp_path, lamp=PAGE), WalkOf("lamp")) as hand:
        await hand.sees("1. Restart it.")
        await hand.presses("c")
        await hand.until(lambda: bool(desktop or terminal), "the copy")
        await hand.presses("enter")
        await hand.sees("2. Look at it.")
        await hand.presses("c")
        await hand.pilot.pause()

    assert (terminal if browser else desktop) == [BOTH]
    assert (desktop if browser else terminal) == []

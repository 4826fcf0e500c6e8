"""The line at the foot."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets._footer import FooterKey

from flowhelp.tui.places import WalkOf
from tests.tui.hand import Hand, at
from tests.tui.screens.test_walk import PUMP, library


def shown(hand: Hand) -> list[str]:
    """Its keys that are on the screen, from left to right."""
    return [each.description for each in hand.app.screen.query(FooterKey) if each.visible]


@pytest.mark.parametrize("width", [60, 64, 70, 80])
async def test_a_key_is_shown_whole_or_not_at_all(tmp_path: Path, width: int) -> None:
    async with at(library(tmp_path, pump=PUMP), WalkOf("pump"), (width, 16)) as hand:
        await hand.sees("1. Close the valve.", "Keys")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar")
        await hand.until(lambda: "Keys" in shown(hand), "the foot")
        await hand.pilot.pause()

        foot = hand.seen.split("\n")[-1]
        assert all(words in foot for words in shown(hand))
        assert foot.rstrip().endswith("Keys")

        await hand.pilot.resize_terminal(100, 16)
        await hand.until(lambda: "Leave" in shown(hand), "room for all of them")

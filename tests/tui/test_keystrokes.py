"""Keys and pastes that no keyboard gives by itself: floods, and signs that command a terminal."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.widgets import Input

from flowhelp.tui.places import PageAt, WalkOf
from flowhelp.tui.screens.find import FindScreen
from flowhelp.tui.screens.reader import ReaderScreen
from flowhelp.tui.widgets.asks import Asks
from flowhelp.tui.widgets.result_list import ResultList
from flowhelp.tui.widgets.sheet import Sheet
from tests.tui.hand import Hand, at
from tests.tui.screens.test_walk import PUMP, library, record

KILOBYTES = 100


async def pastes(hand: Hand, text: str) -> None:
    """Paste into what has the keys."""
    assert hand.app.focused is not None
    hand.app.focused.post_message(events.Paste(text))
    await hand.pilot.pause()


async def test_a_hundred_kilobytes_pasted_into_the_search_are_answered_and_cleared(
    tmp_path: Path,
) -> None:
    async with at(library(tmp_path, pump=PUMP)) as hand:
        screen = await hand.on(FindScreen)
        await hand.until(lambda: screen.libraries is not None, "the libraries")
        await pastes(hand, "swap the pump " * (KILOBYTES * 1024 // 14))
        await hand.until(lambda: screen.answers is not None, "an answer")
        await hand.presses("escape")
        assert screen.query_one(Input).value == ""

        await hand.types("gauge", then="left")
        await hand.sees("❯ Swap the pump")


async def test_signs_that_command_a_terminal_are_neither_shown_nor_recorded_as_they_are(
    tmp_path: Path,
) -> None:
    shop = library(tmp_path, pump=PUMP)
    async with at(shop, WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar")
        await pastes(hand, "\x1b[2J\x1b]0;mine\x07\x9b31m2\x00")
        seen = hand.seen
        assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in seen.replace("\n", ""))
        await hand.presses("enter")
        await hand.until(lambda: bool(hand.app.screen.query_one(Asks).typed()), "it stays")

    assert "readings" not in record(shop)["steps"][-1]


async def test_keys_that_repeat_faster_than_the_screen_draws_are_all_counted(
    tmp_path: Path,
) -> None:
    pages = {f"p{n}": f"# Pump {n}\n\n1. Swap it.\n" for n in range(30)}
    async with at(library(tmp_path, **pages)) as hand:
        screen = await hand.on(FindScreen)
        await hand.until(lambda: screen.libraries is not None, "the libraries")
        for sign in "pump":
            hand.app.simulate_key(sign)
        results = screen.query_one(ResultList)
        await hand.until(lambda: len(results.items) == 30, "every answer")
        assert screen.query_one(Input).value == "pump"
        for _ in range(200):
            hand.app.simulate_key("down")
        await hand.until(lambda: results.marked is results.items[-1], "the last one")
        for _ in range(200):
            hand.app.simulate_key("up")

        await hand.until(lambda: results.marked is results.items[0], "the first one")


async def test_a_page_that_is_scrolled_by_a_held_key_stops_at_its_ends(tmp_path: Path) -> None:
    page = "# Long\n\n" + "".join(f"{n}. Step {n}.\n" for n in range(1, 200))
    async with at(library(tmp_path, long=page), PageAt("long")) as hand:
        await hand.on(ReaderScreen)
        await hand.sees("1. Step 1.")
        sheet = hand.app.screen.query_one("#reader-page", Sheet)
        for _ in range(500):
            hand.app.simulate_key("j")
        await hand.until(lambda: sheet.scroll_offset.y == sheet.max_scroll_y, "the end")
        for _ in range(500):
            hand.app.simulate_key("k")

        await hand.until(lambda: sheet.scroll_offset.y == 0, "the top")

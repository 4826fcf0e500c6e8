"""Everything by the mouse alone: presses and turns of the wheel, as a terminal sends them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import MouseScrollDown
from textual.widgets import Button, Input

from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.dialogs.keys import KeysDialog
from flowhelp.tui.places import PageAt, Past, Place, RunAt, WalkOf
from flowhelp.tui.screens.find import FindScreen
from flowhelp.tui.screens.past import PastScreen
from flowhelp.tui.screens.reader import ReaderScreen
from flowhelp.tui.screens.run import RunScreen
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.result_list import ResultList
from flowhelp.tui.widgets.sheet import Sheet
from tests.pasts import run_id
from tests.tui.hand import Hand
from tests.tui.looks.stage import Model, Stage
from tests.tui.test_looks import folder, still

__all__ = ["folder", "still"]


def opened(folder: Path, place: Place | None = None, world: str = "past") -> Model:
    """The app on the stage."""
    stage = Stage(folder, "dark")
    return Model(stage.past() if world == "past" else stage.library(), place)


async def clicks(hand: Hand, words: str) -> None:
    """Press the mouse where these words stand; they are waited for."""
    seen = await hand.sees(words)
    row = next(at for at, line in enumerate(seen.split("\n")) if words in line)
    column = seen.split("\n")[row].index(words)
    await hand.pilot.click(offset=(column + 1, row))
    await hand.pilot.pause()


async def turns(hand: Hand, selector: str, *, times: int) -> None:
    """Turn the wheel down over a part of the screen."""
    for _ in range(times):
        await hand.pilot._post_mouse_events(  # noqa: SLF001 - there is no other way to the wheel
            [MouseScrollDown], selector, button=0
        )
    await hand.pilot.pause()


async def test_an_answer_is_marked_by_one_click_and_opened_by_the_next(folder: Path) -> None:
    app = opened(folder, world="library")
    async with app.run_test(size=(120, 30)) as pilot:
        hand = Hand(app, pilot)
        screen = await hand.on(FindScreen)
        await hand.types("close", then="left")
        await hand.sees("❯ ", "Swap the feed pump", "Check the bus")
        results = screen.query_one(ResultList)
        before = results.marked
        await pilot.click("#find-list", offset=(6, 2))
        assert results.marked is not before
        await pilot.click("#find-list", offset=(6, 2))

        await hand.on(ReaderScreen)


async def test_a_filter_is_set_and_a_library_dialog_left_by_clicks_alone(folder: Path) -> None:
    app = opened(folder, world="library")
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        screen = await hand.on(FindScreen)
        await clicks(hand, "tag ^g")
        await hand.on(Choose)
        await clicks(hand, "line-a")
        await hand.sees("[tag: line-a ×]", "Swap the feed pump")
        await clicks(hand, "[tag: line-a")
        await hand.until(lambda: screen.asked.is_empty, "no filter")
        await clicks(hand, "source ^s")
        await hand.on(Choose)
        await clicks(hand, "Stay")

        await hand.on(FindScreen)


async def test_links_and_headings_are_followed_and_the_wheel_turns_the_page(folder: Path) -> None:
    app = opened(folder, PageAt("swap-pump"), "library")
    async with app.run_test(size=(120, 20)) as pilot:
        hand = Hand(app, pilot)
        await hand.on(ReaderScreen)
        await clicks(hand, "how to lock out")
        await hand.sees("Lock out and tag out")
        await pilot.resize_terminal(120, 60)
        await presses_at_foot(hand, "keys")
        await clicks(hand, "Commands …")
        await clicks(hand, "Page before")
        await hand.sees("Swap the feed pump")
        await pilot.resize_terminal(120, 20)
        await turns(hand, "#reader-page", times=6)
        page = app.screen.query_one("#reader-page", Sheet)
        assert page.scroll_offset.y > 0
        top = page.scroll_offset.y
        await clicks(hand, "6. Optional: put the sign")
        await hand.until(lambda: page.scroll_offset.y > top, "further down")

        bar = page.vertical_scrollbar.region
        await pilot.click(offset=(bar.x, bar.y))
        await hand.until(lambda: page.scroll_offset.y < page.max_scroll_y, "further up")


async def test_a_walk_goes_on_by_clicks(folder: Path) -> None:
    app = opened(folder, WalkOf("swap-pump"), "library")
    async with app.run_test(size=(120, 30)) as pilot:
        hand = Hand(app, pilot)
        await hand.on(WalkScreen)
        await clicks(hand, "Enter: done.")  # which is no button
        await clicks(hand, "2. Read the gauge.")
        await hand.sees("You look at step 2")
        await clicks(hand, "1. Close valve V-12.")
        await hand.sees("Enter: done.")
        await presses_at_foot(hand, "done")
        await hand.sees("Gauge PG-2 (1–3 bar")
        await hand.types("2")
        await hand.types("ok")
        await hand.sees("Is the floor dry?", "2  No")
        await clicks(hand, "2  No")
        await hand.sees("Step 4 of 6", "Mop the floor.")
        await presses_at_foot(hand, "fail")
        await hand.on(Ask)
        await clicks(hand, "Stay")
        await hand.on(WalkScreen)
        await presses_at_foot(hand, "leave")

        await hand.until(lambda: not app.is_running, "the app is left")


async def test_a_question_is_answered_by_its_buttons(folder: Path) -> None:
    app = opened(folder, WalkOf("lamp"), "library")
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        await hand.on(WalkScreen)
        await presses_at_foot(hand, "run")
        await hand.on(Confirm)
        await clicks(hand, "Run it ")
        await hand.sees("lampd is up", "It ended well")
        foot = app.screen.query_one(Foot)  # whose first key leaves the command while one runs
        await hand.until(lambda: foot.laid()[0][0][1].action == "done", "the keys of the walk")
        await presses_at_foot(hand, "fail")
        await hand.on(Ask)
        app.screen.query_one(Input).value = "no light"
        await clicks(hand, "Take it")

        await hand.until(lambda: not isinstance(app.screen, Ask), "it is taken")


async def test_runs_are_narrowed_marked_and_opened(folder: Path) -> None:
    app = opened(folder, Past())
    async with app.run_test(size=(100, 24)) as pilot:
        hand = Hand(app, pilot)
        await hand.on(PastScreen)
        await hand.sees("4 runs")
        await clicks(hand, "d [ ] deviations")
        await hand.sees("2 of 4 runs", "d [x]")
        await clicks(hand, "! with deviation")
        await clicks(hand, "! with deviation")
        await hand.on(RunScreen)


async def test_what_has_no_place_at_the_foot_is_reached_over_the_list_of_keys(folder: Path) -> None:
    app = opened(folder, RunAt(run_id(3)))
    async with app.run_test(size=(80, 60)) as pilot:
        hand = Hand(app, pilot)
        await hand.on(RunScreen)
        await presses_at_foot(hand, "keys")
        await hand.on(KeysDialog)
        await clicks(hand, "Commands …")
        await hand.sees("Search in this run.")
        await clicks(hand, "Search in this run.")

        await hand.on(Ask)


@pytest.mark.parametrize("place", [None, PageAt("swap-pump"), Past(), RunAt(run_id(3))])
async def test_every_dialog_of_keys_is_closed_by_a_click(folder: Path, place: Place | None) -> None:
    app = opened(folder, place)
    async with app.run_test(size=(60, 16)) as pilot:
        hand = Hand(app, pilot)
        await presses_at_foot(hand, "keys")
        dialog = await hand.on(KeysDialog)
        await pilot.click(dialog.query_one("#close", Button))

        await hand.until(lambda: app.screen is not dialog, "the screen below")


async def presses_at_foot(hand: Hand, action: str) -> None:
    """Press the key of the foot that does that, once it is there and stays where it is."""
    before: list[int] = []
    same = 0

    def column() -> list[int]:
        foot = hand.app.screen.query_one(Foot)
        if foot.region.bottom != hand.app.size.height:
            return []  # the window has another size since
        return [column for column, key in foot.laid()[0] if key.action == action]

    def stays() -> bool:
        nonlocal before, same
        now = column()
        same = same + 1 if now and now == before else 0
        before = now
        return same >= 3

    await hand.until(stays, f"{action} at the foot")
    await hand.pilot.click(Foot, offset=(before[0] + 1, 0))
    await hand.pilot.pause()

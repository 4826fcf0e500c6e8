"""The list of runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input, Label

from flowhelp.tui.places import Past, RunAt, WalkOn
from flowhelp.tui.screens.past import PastScreen
from flowhelp.tui.screens.run import RunScreen
from flowhelp.tui.widgets.long_list import LongList
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.usecases.workspace import Workspace
from tests.pasts import NOON, eventful, run_id, started, whole, write_past
from tests.tui.watched import WatchedApp, drawn, settled
from tests.tui.worlds import until
from tests.usecases.libraries import OPENED, workspace


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with four runs; the clock on the wall shows UTC."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        shop = workspace(tmp_path)
        write_past(
            shop,
            whole(1, 0, 3.0),
            whole(2, 20, 9.0, within=False, equipment="P-9"),
            eventful(3, 35),
            [started(4, 39, page="tea", title="とても長い名前の手順 \x1b[31m and more of it")],
        )
        shop.now = lambda: NOON + timedelta(days=40)
        yield shop
        while OPENED:
            OPENED.pop().close()
    time.tzset()


async def test_runs_stand_newest_first_in_columns(shop: Workspace) -> None:
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        rows = drawn(pilot)

        assert rows[:6] == [
            " All runs: / for title, person, outcome, equipment, work order           4 runs",
            " u [ ] open    d [ ] deviations    s since: all    o [ ] open first",
            "▸ 2031-06-12 12:00  とても長い名前の手…   Kim Lange   ◯ open                0/3",
            "  2031-06-08 12:00  Swap the feed pump    Lee Park    ◯ paused              2/3",
            "  2031-05-24 12:00  Swap the feed pump    Kim Lange   ! with deviation      3/3",
            "  2031-05-04 12:00  Swap the feed pump    Kim Lange   ✓ completed           3/3",
        ]
        assert rows[-5:-1] == [
            "─" * 80,
            " とても長い名前の手順 ␛[31m and more of it",
            " lib:tea · Kim Lange · open · 0 of 3 steps · run 00000004",
            "",
        ]


async def test_parts_of_a_run_stand_below_it_unless_it_is_left_out(shop: Workspace) -> None:
    write_past(
        shop,
        [started(5, 39.1, title="Outer")],
        [started(6, 39.2, title="First", parent=run_id(5))],
        [started(7, 39.3, title="Inmost", parent=run_id(6))],
        [started(8, 39.4, title="Second", parent=run_id(5))],
    )
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert [row[20:40].rstrip() for row in drawn(pilot)[2:6]] == [
            "Outer", "↳ First", "  ↳ Inmost", "↳ Second",
        ]  # fmt: skip
        await pilot.press("down", "enter")
        await settled(pilot)
        assert app.screen.query_one(Sheet).text.startswith("First")
        await pilot.press("escape")

        await pilot.press("slash", *"second", "enter")
        await settled(pilot)

        assert [row[20:40].rstrip() for row in drawn(pilot)[2:4]] == ["↳ Second", ""]


async def test_a_narrow_window_gives_each_run_two_rows(shop: Workspace) -> None:
    app = WatchedApp(shop, Past("plant/pump"))
    async with app.run_test(size=(60, 16)) as pilot:
        await settled(pilot)

        assert drawn(pilot)[2:6] == [
            "▸ 2031-06-08 12:00  Swap the feed pump",
            "    ◯ paused          Lee Park                          2/3",
            "  2031-05-24 12:00  Swap the feed pump",
            "    ! with deviation  Kim Lange                         3/3",
        ]


async def test_words_and_keys_narrow_the_list_and_escape_widens_it(shop: Workspace) -> None:
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PastScreen)
        count = screen.query_one("#past-count", Label)

        await pilot.press("slash", *"kim", "enter")
        await settled(pilot)
        assert str(count.content) == "3 of 4 runs"
        await pilot.press("u")
        assert str(count.content) == "1 of 4 runs"
        await pilot.press("escape")
        assert (str(count.content), screen.query_one(Input).value) == ("4 runs", "")
        await pilot.press("d")
        assert str(count.content) == "2 of 4 runs"
        await pilot.press("d", "s")
        assert str(count.content) == "2 of 4 runs"
        await pilot.click("#since")
        assert str(count.content) == "3 of 4 runs"
        await pilot.press("s", "slash", *"zzz")
        assert "No walk matches." in "\n".join(drawn(pilot))
        await pilot.press("escape", "escape")
        assert not isinstance(app.screen, PastScreen)


async def test_an_empty_journal_says_what_to_do(tmp_path: Path, shop: Workspace) -> None:
    del shop
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    app = WatchedApp(workspace(elsewhere), Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert "Nothing was walked yet." in "\n".join(drawn(pilot))


async def test_enter_opens_a_run_and_coming_back_keeps_the_place(shop: Workspace) -> None:
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, RunScreen)
        assert "run: " + run_id(2) in app.screen.query_one(Sheet).text

        write_past(shop, whole(5, 39.5, 3.0))
        await pilot.press("escape")
        await settled(pilot)

        listed = app.screen.query_one(LongList)
        assert listed.at == 3
        assert "5 runs" in drawn(pilot)[0]


async def test_only_an_unfinished_walk_is_gone_on_with(shop: Workspace) -> None:
    app = WatchedApp(shop, Past("plant/pump"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.stays = True

        await pilot.press("g")
        await pilot.press("down", "g")
        await settled(pilot)

        assert WalkOn(run_id(3)) in app.places
        assert {type(place) for place in app.places} == {WalkOn}


async def test_unfinished_walks_can_stand_first(shop: Workspace) -> None:
    write_past(shop, whole(5, 39.5, 3.0))
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "completed" in drawn(pilot)[2]

        await pilot.press("o")

        assert [row.split()[-2] for row in drawn(pilot)[2:5]] == ["open", "paused", "completed"]


async def test_the_mouse_marks_and_opens(shop: Workspace) -> None:
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        await pilot.click(LongList, offset=(5, 1))
        assert app.screen.query_one(LongList).at == 1
        await pilot.click(LongList, offset=(5, 1))
        await settled(pilot)

        assert app.places == [RunAt(run_id(3))]


async def test_the_journal_is_checked_from_here(shop: Workspace) -> None:
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)

        events = len(list(shop.journal.since(0)))
        assert f"{events} events, unbroken." in app.screen.query_one("#tell-text", Sheet).text


async def test_ten_thousand_runs_scroll(shop: Workspace) -> None:
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PastScreen)
        many = tuple(screen._runs * 2500)  # noqa: SLF001
        screen._take(many, first=True, last=True)  # noqa: SLF001

        await pilot.press("end")

        listed = screen.query_one(LongList)
        assert listed.at == 9999
        assert listed.virtual_size.height == 10_000
        await until(pilot, lambda: drawn(pilot)[17].startswith("▸"))

"""One run in full, its exports, and the trend of a reading."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

from textual.widgets import Input

from flowhelp.journal.events import Reading
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.places import PageAt, Past, RunAt, TrendAt, WalkOf, WalkOn
from flowhelp.tui.screens.run import RunScreen
from flowhelp.tui.screens.trend import TrendScreen
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.usecases.workspace import Workspace
from tests.pasts import eventful, run_id, started, whole, write_past
from tests.tui.screens.test_past import shop
from tests.tui.watched import WatchedApp, drawn, settled

__all__ = ["shop"]


async def test_a_run_is_shown_in_full(shop: Workspace) -> None:
    app = WatchedApp(shop, RunAt(run_id(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        rows = drawn(pilot)
        assert rows[0].split() == ["Swap", "the", "feed", "pump", "◯", "paused"]
        assert " ⊘ 2. Read the gauge" in "\n".join(rows)
        text = app.screen.query_one(Sheet).text
        assert "outside the stop range" in text
        assert shop.journal.head_of(run_id(3)) in text


async def test_a_run_that_is_not_there_is_refused(shop: Workspace) -> None:
    app = WatchedApp(shop, RunAt(run_id(99)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert not isinstance(app.screen, RunScreen)
    assert app.refusal is not None  # who opened the app for it is told at the end
    assert app.refusal.message == f"there is no run '{run_id(99)}'"


async def test_in_a_browser_the_search_is_there_and_says_it(shop: Workspace) -> None:
    app = WatchedApp(shop, RunAt(run_id(99)))
    app.front = "web"
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert app.screen.id == "home"
        assert app.said == [f"there is no run '{run_id(99)}'\nflowhelp log"]
    assert app.refusal is None


async def test_keys_lead_to_the_page_and_the_walk(shop: Workspace) -> None:
    app = WatchedApp(shop, RunAt(run_id(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.stays = True

        await pilot.press("r", "w", "u", "l", "enter")
        await settled(pilot)

        page = "lib:plant/pump"
        assert app.places == [PageAt(page), WalkOf(page), WalkOn(run_id(3)), PageAt(page)]


async def test_what_is_over_is_not_gone_on_with_and_the_run_around_is_a_link(
    shop: Workspace,
) -> None:
    write_past(shop, [started(7, 39.9, parent=run_id(1))])
    app = WatchedApp(shop, RunAt(run_id(7)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("l", "l", "enter")
        await settled(pilot)
        assert app.places == [RunAt(run_id(1))]

        await pilot.press("u")
        await settled(pilot)

        assert app.places == [RunAt(run_id(1))]


async def test_it_goes_on_while_it_is_looked_at(shop: Workspace) -> None:
    app = WatchedApp(shop, RunAt(run_id(4)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        write_past(shop, whole(4, 39.9, 3.0)[1:])
        app.push_screen(Choose("?", ["a"]))
        await pilot.pause()
        await pilot.press("escape")
        await settled(pilot)

        assert "✓ completed" in drawn(pilot)[0]


async def test_a_report_is_written_and_another_file_stays_unless_told(shop: Workspace) -> None:
    app = WatchedApp(shop, RunAt(run_id(1)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert app.screen.query_one(Input).value == "pump-00000001.md"
        await pilot.press("enter")
        await settled(pilot)
        path = shop.folder / "pump-00000001.md"
        assert path.read_text(encoding="utf-8").startswith("# Swap the feed pump\n")
        path.write_text("mine", encoding="utf-8")

        for answer, kept in (("n", True), ("y", False)):
            await pilot.press("x")
            await pilot.pause()
            await pilot.press("1")
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, Confirm)
            await pilot.press(answer)
            await settled(pilot)
            assert (path.read_text(encoding="utf-8") == "mine") == kept


async def test_json_goes_where_it_is_told(shop: Workspace) -> None:
    app = WatchedApp(shop, RunAt(run_id(1)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        app.screen.query_one(Input).value = str(shop.folder / "out.json")
        await pilot.press("enter")
        await settled(pilot)

    data = json.loads((shop.folder / "out.json").read_text(encoding="utf-8"))
    assert data["id"] == run_id(1)


async def test_a_broken_journal_is_named(shop: Workspace) -> None:
    shop.journal.close()
    with closing(sqlite3.connect(shop.places.journal)) as db:
        db.executescript(
            "drop trigger event_is_never_changed; update event set at = '2030' where seq = 3"
        )
    app = WatchedApp(shop, Past())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)

        text = app.screen.query_one("#tell-text", Sheet).text
        assert "the journal was changed: event 3 of device" in text
        assert "✗ The journal is not whole" in "\n".join(drawn(pilot))


async def test_the_trend_of_the_only_reading_is_drawn_and_its_runs_are_links(
    shop: Workspace,
) -> None:
    app = WatchedApp(shop, RunAt(run_id(1)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("t")
        await settled(pilot)

        assert isinstance(app.screen, TrendScreen)
        assert app.places == [TrendAt("plant/pump", "s-b", "gauge")]
        text = app.screen.query_one(Sheet).text
        assert "Gauge PG-2 in bar  3 values, 1 out of limits" in text
        assert all(sign in text for sign in "●✗◆┤")
        await pilot.press("l", "enter")
        await settled(pilot)
        assert app.places[-1] == RunAt(run_id(3))


async def test_one_machine_is_shown_alone(shop: Workspace) -> None:
    app = WatchedApp(shop, TrendAt("plant/pump", "s-b", "gauge"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("e")
        await pilot.pause()
        await pilot.press("3")
        await settled(pilot)

        assert drawn(pilot)[0].split() == ["plant/pump", "P-9"]
        assert "2 values" in app.screen.query_one(Sheet).text


async def test_of_several_readings_one_is_chosen(shop: Workspace) -> None:
    other = whole(8, 39.9, "clean")[3]
    assert isinstance(other, Reading)
    other = replace(other, name="filter", label="Filter")
    events = eventful(8, 39.9)
    write_past(shop, [*events[:6], other, *events[6:]])
    app = WatchedApp(shop, RunAt(run_id(8)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("t")
        await pilot.pause()
        assert "1  2  Gauge PG-2: 4 bar" in "\n".join(drawn(pilot))
        await pilot.press("2")
        await settled(pilot)

        assert app.places == [TrendAt("plant/pump", "s-b", "filter")]
        assert "█ 1 × clean" in app.screen.query_one(Sheet).text


async def test_a_blank_without_values_is_refused(shop: Workspace) -> None:
    app = WatchedApp(shop, TrendAt("plant/pump", "s-b", "nothing"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert app.said == ["'nothing' has no reading in any walk of plant/pump"]

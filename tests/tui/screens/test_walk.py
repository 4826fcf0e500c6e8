"""The walk screen: every question of a step, answered by keys, and written down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events

from flowhelp.tui.dialogs.alert import AlertDialog
from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.dialogs.params import ParamsDialog
from flowhelp.tui.places import WalkOf, WalkOn
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.tui.widgets.asks import Asks
from flowhelp.usecases.history import Wanted, records
from flowhelp.usecases.sources import add, trust
from flowhelp.usecases.walk import unfinished
from flowhelp.usecases.workspace import Workspace
from tests.tui.hand import Hand, at
from tests.tui.worlds import opened
from tests.usecases.libraries import write

PUMP = """# Swap the pump

1. Close the valve.
   - **Why:** the pipe is under pressure.
2. Read the gauge.
   - **Record:** Gauge: ___ bar (1–3, stop 0–5)
   - **Record:** Seal: ___ (ok / worn)
   - **If not:** call the shift lead.
3. Is it dry?
   - Yes → [Close up](#close-up)
   - No → [Mop](#mop)

## Mop

1. Mop the floor.

## Close up

1. Optional: put the sign away.
"""


def library(tmp_path: Path, **pages: str) -> Workspace:
    """A workspace with a trusted library of these pages."""
    write(tmp_path / "lib", {f"{name}.md": text for name, text in pages.items()})
    add(opened(tmp_path), str(tmp_path / "lib"))
    trust(opened(tmp_path), "lib")
    return opened(tmp_path)


def record(shop: Workspace) -> dict[str, Any]:
    """The record of the newest walk."""
    return next(iter(records(shop, Wanted())))


async def test_a_walk_is_followed_to_its_end_and_its_record_is_whole(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.", "Enter: done.", "Then  2. Read the gauge.")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar", "Seal (ok / worn)")
        await hand.types("2,5")
        await hand.types("1")
        await hand.sees("Is it dry?", "1  Yes", "2  No")
        await hand.presses("enter")
        await hand.sees("put the sign away")
        await hand.presses("d")
        dialog = await hand.on(Confirm)
        assert dialog is hand.app.screen
        await hand.sees("Nothing is left to do.")
        await hand.presses("enter")
        await hand.sees("The walk is over: completed.")
        await hand.presses("enter")
        await hand.until(lambda: hand.app.return_code is not None or not hand.app.is_running, "end")

    found = record(shop)
    assert found["outcome"] == "completed"
    assert found["device"]["app"].endswith(" tui")
    readings = {each["name"]: each for step in found["steps"] for each in step.get("readings", [])}
    assert (readings["gauge"]["value"], readings["gauge"]["within"]) == (2.5, True)
    assert readings["seal"]["value"] == "ok"
    assert found["path"][0][2] == "Yes"


async def test_limits_are_said_in_words_while_a_value_is_typed(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar")
        await hand.presses("2")
        await hand.sees("within limits")
        await hand.presses("backspace", "4")
        await hand.sees("out of limits: say why")
        await hand.presses("backspace", "9")
        await hand.sees("stop range: work stops")
        await hand.presses("backspace", "x")
        await hand.sees("asks for a number")


async def test_a_value_out_of_limits_is_kept_only_with_its_reason(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar")
        await hand.types("4")
        await hand.on(Ask)
        await hand.sees("is out of limits", "call the shift lead")
        await hand.types("x")
        await hand.sees("A reason takes a word at least")
        await hand.presses("backspace")
        await hand.types("the lead agreed")
        await hand.on(WalkScreen)
        await hand.types("2")
        await hand.sees("Is it dry?")

    found = record(shop)
    assert [each["kind"] for each in found["deviations"]] == ["out_of_limits"]
    assert found["deviations"][0]["reason"] == "the lead agreed"


async def test_leaving_asks_about_a_value_that_is_typed_and_not_recorded(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar")
        await hand.presses("2", "escape")
        await hand.presses("q")
        await hand.on(Confirm)
        await hand.sees("would be lost", "gauge: 2")
        await hand.presses("escape")
        screen = await hand.on(WalkScreen)
        assert screen.query_one(Asks).typed() == {"gauge": "2"}
        await hand.presses("q", "y")
        await hand.until(lambda: not hand.app.is_running, "the app is left")

    assert len(unfinished(shop)) == 1
    assert record(shop)["state"] == "paused"


async def test_quitting_the_app_asks_about_it_too_and_pauses_the_walk(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar")
        await hand.presses("2", "ctrl+q")
        await hand.sees("would be lost")
        await hand.presses("escape")
        await hand.on(WalkScreen)
        await hand.presses("ctrl+q", "y")
        await hand.until(lambda: not hand.app.is_running, "the app is left")

    assert record(shop)["state"] == "paused"


async def test_a_walk_that_was_left_goes_on_where_it_was(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)
    async with at(shop, WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar")
        await hand.presses("escape", "q")
        await hand.until(lambda: not hand.app.is_running, "the app is left")

    async with at(shop, WalkOn(unfinished(shop)[0].run)) as hand:
        await hand.sees("You were at step 2 ◯.", "1 of ")
        await hand.presses("enter")
        await hand.sees("2. Read the gauge.", "Gauge (1–3 bar")


async def test_reasons_are_shown_on_demand(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump")) as hand:
        seen = await hand.sees("Why: w shows it.")
        assert "under pressure" not in seen
        await hand.presses("w")
        await hand.sees("the pipe is under pressure")


async def test_a_danger_is_not_passed_by_an_enter_too_many(tmp_path: Path) -> None:
    page = """# Shock

1. Look around.

> [!CAUTION]
> **DANGER — Electric shock.** Contact kills. Wait.

2. Open the door.
"""
    shop = library(tmp_path, shock=page)

    async with at(shop, WalkOf("shock")) as hand:
        await hand.sees("1. Look around.")
        await hand.presses("enter", "enter", "enter")
        await hand.on(AlertDialog)
        await hand.sees("DANGER", "Contact kills", "(y)")
        await hand.presses("y")
        await hand.on(WalkScreen)
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")

    assert record(shop)["count"] == {"done": 2}


WARNED = """# Shock

1. Look around.
2. Open the door.

   > [!WARNING]
   > **WARNING — Electric shock.** Contact kills. Wait.

   ```sh
   echo opened
   ```
   - **Record:** Gauge: ___ bar (1–3)
"""


async def put_off(hand: Hand) -> None:
    """Come to the safety message of the second step, and answer Later."""
    await hand.sees("1. Look around.")
    await hand.presses("enter")
    await hand.on(AlertDialog)
    await hand.sees("Contact kills")
    await hand.presses("escape")
    await hand.on(WalkScreen)


@pytest.mark.parametrize("keys", [("enter",), ("2", "enter"), ("escape", "r"), ("escape", "v")])
async def test_a_message_that_was_put_off_comes_again_before_anything_is_done(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    shop = library(tmp_path, shock=WARNED)

    async with at(shop, WalkOf("shock")) as hand:
        await put_off(hand)
        await hand.presses(*keys)
        await hand.on(AlertDialog)
        await hand.sees("Contact kills")

    found = record(shop)
    assert found["count"] == {"done": 1, "open": 1}
    assert not found["steps"][1].get("readings")


async def test_reading_a_message_that_was_put_off_does_not_do_the_step(tmp_path: Path) -> None:
    shop = library(tmp_path, shock=WARNED.partition("   - **Rec")[0])

    async with at(shop, WalkOf("shock")) as hand:
        await put_off(hand)
        await hand.presses("enter")
        await hand.on(AlertDialog)
        await hand.sees("Contact kills", "(y)")
        await hand.presses("y")
        await hand.on(WalkScreen)
        await hand.sees("2. Open the door.", "Enter: done.")
        assert record(shop)["count"] == {"done": 1, "open": 1}
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")


async def test_no_key_that_was_typed_ahead_passes_a_safety_message(tmp_path: Path) -> None:
    shop = library(tmp_path, shock=WARNED)

    async with at(shop, WalkOf("shock")) as hand:
        await hand.sees("1. Look around.")
        for key in ("enter", "y", "enter", "y", "2", "enter", "y", "enter") * 4:
            hand.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await hand.on(AlertDialog)
        await hand.sees("Contact kills")
        await hand.pilot.pause()
        assert isinstance(hand.app.screen, AlertDialog)

    assert record(shop)["count"] == {"done": 1, "open": 1}


async def test_values_are_asked_for_before_the_step_that_needs_them(tmp_path: Path) -> None:
    page = """---
params:
  machine: {type: asset, pattern: "VMC-[0-9]{2}", help: On the door}
  level: {type: choice, choices: [low, high], default: low}
---
# Ready

1. Look at {{machine}} at level {{level}}.
"""
    shop = library(tmp_path, ready=page)

    async with at(shop, WalkOf("ready")) as hand:
        await hand.on(ParamsDialog)
        await hand.sees("machine: On the door", "level")
        await hand.types("X")
        await hand.sees("VMC-[0-9]{2}")
        await hand.presses("backspace")
        await hand.types("VMC-07")
        await hand.presses("enter")
        await hand.on(WalkScreen)
        await hand.sees("Look at VMC-07 at level low.")

    assert record(shop)["context"]["params"] == {"machine": "VMC-07", "level": "low"}


async def test_a_wait_counts_down_and_goes_on_when_it_is_over(tmp_path: Path) -> None:
    page = "# Tea\n\n1. Steep it.\n   - **Wait:** 5 min\n2. Drink it.\n"
    shop = library(tmp_path, tea=page)
    later = [0.0]
    wall, steady = shop.now, shop.monotonic
    shop.now = lambda: wall() + timedelta(seconds=later[0])
    shop.monotonic = lambda: steady() + later[0]

    async with at(shop, WalkOf("tea")) as hand:
        await hand.sees("Now: it has to wait 5 min.")
        await hand.presses("enter")
        await hand.sees("5 min left to wait in step 1.")
        await hand.presses("enter")
        await hand.sees("Why go on early?")
        await hand.presses("escape")
        later[0] = 301.0
        await hand.sees("Enter: done.")
        await hand.presses("enter")
        await hand.sees("2. Drink it.")

    timer = record(shop)["steps"][0]["timer"]
    assert timer["required_s"] == 300
    assert timer["waited_s"] >= 300


async def test_the_second_person_measures_without_seeing_the_first_value(tmp_path: Path) -> None:
    page = """# Check

1. Measure.
   - **Record:** Bus: ___ V (< 5)
   - **Second person (independent):** measures again. Bus: ___ V (< 5)
"""
    shop = library(tmp_path, check=page)

    async with at(shop, WalkOf("check")) as hand:
        await hand.sees("Bus (below 5 V)")
        await hand.types("1.25")
        await hand.sees("Second person: name")
        assert "1.25" not in hand.seen
        await hand.types("Ben Weiss")
        await hand.sees("Ben Weiss measures again. The first value is not shown.")
        assert "1.25" not in hand.seen
        await hand.types("1.3")
        await hand.sees("Nothing is left to do.")

    readings = {each["name"]: each["value"] for each in record(shop)["steps"][0]["readings"]}
    assert readings == {"bus": 1.25, "bus@second": 1.3}


async def test_skipping_failing_and_going_back_are_written_down(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("s")
        await hand.types("no time for it")
        await hand.sees("2. Read the gauge.")
        await hand.presses("escape", "b")
        await hand.sees("1. Close the valve.", "Enter: done.")
        await hand.presses("f")
        await hand.types("it is stuck")
        await hand.sees("2. Read the gauge.")

    step = record(shop)["steps"][0]
    assert (step["state"], step["reason"]) == ("failed", "it is stuck")


async def test_a_sub_procedure_is_walked_inside_and_comes_back(tmp_path: Path) -> None:
    pages = {
        "outer": "# Outer\n\n1. **Do:** [Lock it](inner.md)\n2. Go home.\n",
        "inner": "# Inner\n\n1. Turn the key.\n",
    }
    shop = library(tmp_path, **pages)

    async with at(shop, WalkOf("outer")) as hand:
        await hand.sees("has to be walked first")
        await hand.presses("enter")
        await hand.sees("Step 1 is another procedure: Lock it")
        await hand.presses("enter")
        await hand.sees("Outer › Inner", "1. Turn the key.")
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")
        await hand.presses("enter")
        await hand.sees("Step 2 of 2", "2. Go home.")
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")
        await hand.presses("enter")
        await hand.sees("The walk is over")

    assert [each["outcome"] for each in records(shop, Wanted())] == ["completed", "completed"]


async def test_a_step_can_be_looked_at_without_going_there(tmp_path: Path) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump"), (120, 30)) as hand:
        await hand.sees("◯ 1. Close the valve.")
        hand.app.screen.query_one("#walk-steps").focus()
        await hand.presses("down", "enter")
        await hand.sees("You look at step 2; the walk is at step 1.")
        await hand.presses("escape")
        await hand.sees("Step 1 of ")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (300, 80)])
async def test_it_fits_every_window(tmp_path: Path, size: tuple[int, int]) -> None:
    shop = library(tmp_path, pump=PUMP)

    async with at(shop, WalkOf("pump"), size) as hand:
        await hand.sees("1. Close the valve.", "Enter: done.")
        await hand.presses("enter")
        await hand.sees("2. Read the gauge.", "Gauge (1–3 bar", "Seal (ok")


async def test_what_a_page_says_cannot_command_the_terminal(tmp_path: Path) -> None:
    page = "# Bad \x1b]0;title\x07 one\n\n1. Do \x1b[2J [@click=app.quit]it[/] \u202egnihton\n"
    shop = library(tmp_path, bad=page)

    async with at(shop, WalkOf("bad")) as hand:
        seen = await hand.sees("␛[2J [@click=app.quit]it[/] ⟨U+202E⟩gnihton")
        assert "\x1b" not in seen
        assert "\u202e" not in seen

"""What was typed and not taken: no key and no click loses it without a word."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.dialogs.params import ParamsDialog
from flowhelp.tui.places import WalkOf
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.tui.widgets.asks import Asks
from tests.tui.hand import at
from tests.tui.screens.test_walk import PUMP, library

VALUES = """---
params:
  machine: {type: asset, help: On the door}
  level: {type: choice, choices: [low, high], default: low}
---
# Calibrate

1. Look at {{machine}}.
"""


async def test_escape_drops_an_answer_only_when_it_is_pressed_once_more(tmp_path: Path) -> None:
    async with at(library(tmp_path, pump=PUMP), WalkOf("pump")) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("f")
        dialog = await hand.on(Ask)
        await hand.types("stuck", then="escape")
        await hand.sees("Escape once more drops what was typed.")
        assert dialog.query_one(Input).value == "stuck"
        await hand.types("!", then="escape")
        await hand.on(Ask)

        await hand.presses("escape")
        await hand.on(WalkScreen)


async def test_a_form_says_which_value_was_not_taken_before_it_closes(tmp_path: Path) -> None:
    async with at(library(tmp_path, page=VALUES), WalkOf("page")) as hand:
        dialog = await hand.on(ParamsDialog)
        await hand.types("P7", then="tab")
        await hand.presses("escape")
        await hand.sees("Escape once more drops what was typed.")
        line = dialog.query(Input).first()
        assert line.value == "P7"
        assert line.has_focus

        await hand.presses("escape")
        await hand.on(WalkScreen)


async def test_a_blank_keeps_what_was_typed_while_another_step_is_looked_at(
    tmp_path: Path,
) -> None:
    async with at(library(tmp_path, pump=PUMP), WalkOf("pump"), (120, 30)) as hand:
        await hand.sees("1. Close the valve.")
        await hand.presses("enter")
        await hand.sees("Gauge (1–3 bar")
        await hand.presses("2")
        await hand.pilot.click("#walk-steps", offset=(6, 0))
        await hand.sees("You look at step 1")
        await hand.presses("ctrl+q")
        await hand.on(Confirm)
        await hand.sees("would be lost", "gauge: 2")
        await hand.presses("escape")
        screen = await hand.on(WalkScreen)
        await hand.presses("escape")
        await hand.sees("2. Read the gauge.", "within limits")

        assert screen.query_one(Asks).typed() == {"gauge": "2"}

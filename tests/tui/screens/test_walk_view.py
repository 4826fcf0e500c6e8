"""What the walk screen shows around the step at hand, in a window of 80 columns and 24 rows."""

from __future__ import annotations

from pathlib import Path

from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.dialogs.keys import KeysDialog
from flowhelp.tui.dialogs.params import ParamsDialog
from flowhelp.tui.places import PageAt, WalkOf
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.typeset.styles import Style
from tests.tui.hand import at
from tests.tui.screens.test_media import png
from tests.tui.screens.test_walk import library


async def test_what_leads_up_to_a_step_does_not_hide_which_step_it_is(tmp_path: Path) -> None:
    lead = "\n\n".join(f"Paragraph {number} says <kbd>why</kbd>." for number in range(12))
    shop = library(tmp_path, home=f"# Home the machine\n\n## Home\n\n{lead}\n\n1. Press it.\n")

    async with at(shop, WalkOf("home")) as hand:
        await hand.sees("Further down: 1. Press it.", "Paragraph 0 says why.")


async def test_a_window_that_grows_has_room_for_the_picture_and_the_run(tmp_path: Path) -> None:
    shop = library(tmp_path, look="# Look\n\n1. Look.\n\n   ![The pump](pump.png)\n\n2. Think.\n")
    (tmp_path / "lib" / "pump.png").write_bytes(png(32, 16))

    async with at(shop, WalkOf("look")) as hand:
        await hand.sees("1. Look.", "[picture: The pump]")
        assert "pump.png" not in hand.seen
        assert "run " not in hand.seen

        await hand.pilot.resize_terminal(120, 40)
        await hand.sees("The pump —", "run ")
        await hand.until(lambda: bool(hand.app.screen.query(".picture-drawn")), "the picture")

        await hand.pilot.resize_terminal(80, 24)
        await hand.until(lambda: "The pump —" not in hand.seen, "no room for it")


async def test_the_output_of_a_command_goes_with_its_step(tmp_path: Path) -> None:
    page = "# Look\n\n1. Look.\n\n   ```sh\n   echo seen\n   ```\n\n2. Think.\n"
    shop = library(tmp_path, look=page)

    async with at(shop, WalkOf("look")) as hand:
        await hand.sees("1. Look.")
        await hand.presses("r")
        await hand.on(Confirm)
        await hand.presses("y")
        await hand.on(WalkScreen)
        await hand.sees("It ended well", "Escape closes.")
        await hand.presses("d")
        await hand.sees("2. Think.")
        await hand.until(lambda: "Escape closes." not in hand.seen, "the output goes")


async def test_a_walk_that_is_over_says_how_to_leave(tmp_path: Path) -> None:
    shop = library(tmp_path, one="# One\n\n1. Do it.\n2. Do it well.\n")

    async with at(shop, WalkOf("one")) as hand:
        await hand.sees("1. Do it.")
        await hand.presses("d", "d")
        await hand.on(Confirm)
        await hand.presses("enter")
        await hand.sees("The walk is over: completed.", "Enter or q leaves")


async def test_a_long_line_in_a_question_is_wrapped_between_words(tmp_path: Path) -> None:
    shop = library(tmp_path, one="# One\n\n1. Do it.\n")
    words = " ".join(["considerable"] * 12)

    async with at(shop, PageAt("one")) as hand:
        await hand.sees("Do it.")
        hand.app.push_screen(Confirm("Sure?", [((words, Style.WARNING),)]))
        await hand.sees("Sure?", "considerable")

        assert "⤷" not in hand.seen


async def test_dialogs_fit_a_window_of_sixty_columns_and_sixteen_rows(tmp_path: Path) -> None:
    names = ["one", "two", "three", "four", "five", "six"]
    params = "".join(f"  {name}: {{help: 'Value {name}'}}\n" for name in names)
    used = " ".join(f"{{{{{name}}}}}" for name in names)
    page = f"---\nparams:\n{params}---\n# Fill\n\n1. Use it.\n\n   ```sh\n   echo {used}\n   ```\n"
    shop = library(tmp_path, fill=page)

    async with at(shop, WalkOf("fill")) as hand:
        await hand.on(ParamsDialog)
        await hand.pilot.resize_terminal(60, 16)
        await hand.sees("Later", "Go on", "Enter goes on")
        await hand.presses("escape")
        await hand.on(WalkScreen)
        await hand.presses("f1")
        await hand.on(KeysDialog)
        await hand.sees("Keys", "esc: close")


async def test_the_foot_shows_the_key_of_the_list_of_keys_whole(tmp_path: Path) -> None:
    shop = library(tmp_path, one="# One\n\n1. Do it.\n")

    async with at(shop, WalkOf("one")) as hand:
        await hand.sees("q Leave", "f1 Keys")

"""What happens around a walk: procedures inside it, other hands, a page that changes."""

from __future__ import annotations

from pathlib import Path

from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.places import WalkOf, WalkOn
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.usecases.history import Wanted, records
from flowhelp.usecases.walk import unfinished
from flowhelp.usecases.workspace import Workspace
from tests.tui.hand import Hand, at
from tests.tui.screens.test_walk import library, record
from tests.tui.worlds import opened
from tests.usecases.libraries import write

OUTER = "# Outer\n\n1. **Do:** [Lock it](inner.md)\n2. Go home.\n"
INNER = "# Inner\n\n1. Turn the key.\n2. Pull the door.\n"
OLD = "# Swap\n\n1. Stop the pump and wait.\n2. Swap the seal of the pump.\n3. Sweep.\n"
NEW = "# Swap\n\n1. Stop the pump and wait.\n2. Swap the seals of the pump.\n3. Start it.\n"
HEAD = "---\nacknowledge: major\n---\n# Seal\n"
STEPS = "\n1. Stop the pump and wait.\n2. Swap the seal of the pump.\n"
CHANGED = "\n## What changed\n\n### 2031-05-05 — major\n\n- It leaked, so wait first.\n"


async def into_the_inner(hand: Hand) -> None:
    """Begin the procedure inside the first step."""
    await hand.sees("has to be walked first")
    await hand.presses("enter")
    await hand.sees("Step 1 is another procedure: Lock it")
    await hand.presses("enter")
    await hand.sees("Outer › Inner", "Step 1 of 2")


async def told(hand: Hand, words: str) -> None:
    """Wait until that is said at the edge of the screen, which tests do not draw."""
    said = hand.app._notifications  # noqa: SLF001 - nobody else tells
    await hand.until(lambda: any(words in each.message for each in said), words)


async def is_left(hand: Hand) -> None:
    """Leave the walk, and the app with it."""
    await hand.presses("q")
    await hand.until(lambda: not hand.app.is_running, "the app is left")


async def test_a_walk_left_inside_another_goes_on_inside_it(tmp_path: Path) -> None:
    async with at(library(tmp_path, outer=OUTER, inner=INNER), WalkOf("outer")) as hand:
        await into_the_inner(hand)
        await hand.presses("enter")
        await hand.sees("Step 2 of 2", "Pull the door.")
        await is_left(hand)
    shop = opened(tmp_path)
    left = unfinished(shop)
    assert [each.started.doc.id for each in left] == ["outer"]

    async with at(shop, WalkOn(left[0].run)) as hand:
        await hand.sees("You were at")
        await hand.presses("enter")
        await hand.sees("Outer › Inner", "Step 2 of 2", "Pull the door.")
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")
        await hand.presses("enter")
        await hand.sees("2. Go home.", "Step 2 of 2")
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")
        await hand.presses("enter")
        await hand.sees("The walk is over: completed.")


async def test_an_inner_walk_given_up_asks_what_becomes_of_its_step(tmp_path: Path) -> None:
    shop = library(tmp_path, outer=OUTER, inner=INNER)

    async with at(shop, WalkOf("outer")) as hand:
        await into_the_inner(hand)
        await hand.presses("X")
        await hand.on(Ask)
        await hand.types("the key broke")
        await hand.sees("Step 1 is another procedure: Lock it", "Walk it again", "Go on without")
        await hand.presses("tab", "enter")
        await hand.on(Ask)
        await hand.sees("Why go on without its record?")
        await hand.types("it was locked already")
        await hand.sees("Step 2 of 2", "2. Go home.")

    assert {each.get("outcome") for each in records(shop, Wanted())} >= {"abandoned"}


async def test_a_page_asked_for_that_is_gone_is_said(tmp_path: Path) -> None:
    shop = library(tmp_path, outer=OUTER, inner=INNER)
    async with at(shop, WalkOf("outer")) as hand:
        await hand.sees("has to be walked first")
        (tmp_path / "lib" / "inner.md").unlink()
        await hand.presses("enter")
        await hand.sees("Step 1 is another procedure: Lock it")
        await hand.presses("enter")
        await told(hand, "which is not in its library")
        await hand.on(WalkScreen)


async def test_another_person_goes_on(tmp_path: Path) -> None:
    shop = library(tmp_path, swap=OLD)

    async with at(shop, WalkOf("swap")) as hand:
        await hand.sees("Step 1 of 3")
        await hand.presses("enter", "H")
        await hand.sees("Who goes on? Name")
        await hand.types("Ben Weiss")
        await hand.sees("Anything to say with it?")
        await hand.types("the valve is stiff")
        await told(hand, "From here on it is done by Ben Weiss.")
        await hand.presses("enter")
        await hand.sees("Step 3 of 3")

    steps = record(shop)["steps"]
    assert "Ben Weiss" in str(record(shop))
    assert steps[0]["state"] == steps[1]["state"] == "done"


async def left_and_changed(tmp_path: Path, text: str) -> Workspace:
    """A walk that was left with its first step done, and whose page changed then."""
    async with at(library(tmp_path, swap=OLD), WalkOf("swap")) as hand:
        await hand.sees("Step 1 of 3")
        await hand.presses("enter")
        await hand.sees("Step 2 of 3")
        await is_left(hand)
    write(tmp_path / "lib", {"swap.md": text})
    return opened(tmp_path)


async def test_somebody_stays_with_the_page_as_it_was(tmp_path: Path) -> None:
    shop = await left_and_changed(tmp_path, NEW)

    async with at(shop, WalkOn(unfinished(shop)[0].run)) as hand:
        await hand.sees("You were at step 2")
        await hand.presses("enter")
        await hand.sees("Step 2 of 3")
        await hand.presses("enter")
        dialog = await hand.on(Confirm)
        await hand.sees("The page has changed since this walk began.", "Start it", "Sweep")
        await hand.presses("escape")
        await hand.sees("Step 2 of 3")
        await hand.presses("enter")
        await hand.until(lambda: isinstance(hand.app.screen, Confirm), "it asks again")
        assert hand.app.screen is not dialog
        await hand.presses("y")
        await hand.sees("Step 3 of 3", "3. Sweep.")


async def test_somebody_moves_to_the_page_as_it_is(tmp_path: Path) -> None:
    shop = await left_and_changed(tmp_path, NEW)

    async with at(shop, WalkOn(unfinished(shop)[0].run)) as hand:
        await hand.sees("You were at step 2")
        await hand.presses("enter")
        await hand.sees("Step 2 of 3")
        await hand.presses("enter")
        await hand.sees("Move to the new one")
        hand.app.screen.query_one("#move").focus()
        await hand.presses("enter")
        await hand.sees("Why is the walk moved to the new version?")
        await hand.types("the lead said so")
        await hand.sees("Step 2 of 3", "Swap the seals of the pump.")
        await hand.presses("enter")
        await hand.sees("Step 3 of 3", "3. Start it.")


async def test_a_page_that_changes_while_it_is_walked_changes_nothing_here(tmp_path: Path) -> None:
    shop = library(tmp_path, swap=OLD)

    async with at(shop, WalkOf("swap")) as hand:
        await hand.sees("Step 1 of 3")
        write(tmp_path / "lib", {"swap.md": NEW})
        await hand.presses("enter")
        await hand.sees("Step 2 of 3", "Swap the seal of the pump.")
        (tmp_path / "lib" / "swap.md").unlink()
        await hand.presses("enter")
        await hand.sees("Step 3 of 3", "3. Sweep.")
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")
        await hand.presses("enter")
        await hand.sees("The walk is over: completed.")


async def followed(tmp_path: Path) -> None:
    """Follow the page to its end, signing for what is new."""
    async with at(opened(tmp_path), WalkOf("seal", new=True)) as hand:
        await hand.until(lambda: "Step 1 of" in hand.seen or "Sign (" in hand.seen, "the walk")
        if isinstance(hand.app.screen, Ask):
            await hand.types("Ann Gray")
        await hand.sees("Step 1 of 2")
        await hand.presses("enter")
        await hand.sees("Step 2 of 2")
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")
        await hand.presses("enter")
        await hand.sees("The walk is over")


async def test_what_changed_is_read_and_signed_before_anything_is_done(tmp_path: Path) -> None:
    library(tmp_path, seal=HEAD + STEPS)
    await followed(tmp_path)
    write(
        tmp_path / "lib", {"seal.md": HEAD + STEPS.replace("and wait", "and wait long") + CHANGED}
    )
    shop = opened(tmp_path)

    async with at(shop, WalkOf("seal")) as hand:
        await hand.on(Ask)
        await hand.sees("What changed", "It leaked, so wait first.", "Sign (")
        await hand.presses("escape")
        await hand.on(WalkScreen)
        await hand.presses("enter")
        await hand.on(Ask)
        await hand.sees("It leaked, so wait first.")
        await hand.types("Ann Gray")
        await told(hand, "Ann Gray")
        await hand.sees("Step 1 of 2")
        await hand.presses("enter")
        await hand.sees("Step 2 of 2")

    assert record(shop)["steps"][0]["state"] == "done"
    assert "Ann Gray" in str(record(shop))

"""A walk on the whole screen that has ended is brought where it goes, and nobody waits for it."""

from __future__ import annotations

from pathlib import Path

from flowhelp.journal.outbox import Outbox
from flowhelp.sync.turns import at_work
from flowhelp.tui.places import WalkOf
from flowhelp.usecases import targets
from flowhelp.usecases.sources import add, trust
from tests.tui.hand import at
from tests.tui.worlds import opened
from tests.usecases.libraries import write

PAGE = "# Swap the lamp\n\n1. Switch it off.\n2. Turn it out.\n"


async def test_it_is_sent_while_its_end_is_still_on_the_screen(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    write(tmp_path / "lib", {"lamp.md": PAGE})
    add(opened(tmp_path), str(tmp_path / "lib"))
    trust(opened(tmp_path), "lib")
    shared.mkdir()
    shop = opened(tmp_path)
    targets.add(shop, "team", "folder", str(shared))
    shop.places.settings.write_text("auto_sync = true\n", encoding="utf-8")

    def is_over() -> bool:
        kept = Outbox.open(shop.places.outbox)
        attempt = kept.attempt("team")
        kept.close()
        return bool(attempt.at) and at_work(shop.places.outbox) is None

    async with at(shop, WalkOf("lamp")) as hand:
        await hand.sees("1. Switch it off.")
        await hand.presses("enter")
        await hand.sees("2. Turn it out.", "Enter: done.")
        assert not shop.places.outbox.exists()
        await hand.presses("enter")
        await hand.sees("Nothing is left to do.")
        await hand.presses("enter")
        await hand.sees("The walk is over: completed.")
        await hand.until(is_over, "a sync of its own")
        await hand.sees("The walk is over: completed.")

    assert b'"run.ended"' in next(shared.glob("*/*.jsonl")).read_bytes()

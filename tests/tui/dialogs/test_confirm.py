"""Yes, no, and what else may be said."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button

from flowhelp.tui.dialogs.confirm import Confirm
from tests.tui.hand import at
from tests.tui.worlds import opened


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_every_answer_has_room_however_many_there_are(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    more = (("back", "Try it again"), ("rollback", "Roll back"))
    async with at(opened(tmp_path), None, size) as hand:
        lines = [((f"line {number}", None),) for number in range(20)]
        hand.app.push_screen(Confirm("Well?", lines, yes="End as failed", no="Stay", more=more))
        dialog = await hand.on(Confirm)
        await hand.sees("Well?", "Stay", "End as failed", "Try it again", "Roll back")

        box = dialog.query_one(".dialog-box").region
        assert all(box.contains_region(each.region) for each in dialog.query(Button))

"""No page commands the terminal through the reader: every payload, in every place of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from flowhelp.usecases.workspace import Workspace
from tests.cli.test_escapes import OBEYED, PAYLOADS, page
from tests.torture import only_on_request
from tests.tui.reading.desk import reading, strips


def written(app: App[Any]) -> str:
    """What the terminal would get, line by line, after the last filter."""
    return strips(app).replace("\n", "")


@pytest.mark.parametrize("name", list(PAYLOADS)[::4])
async def test_a_poisoned_page_is_only_text(shop: Workspace, lib: Path, name: str) -> None:
    await nothing_is_obeyed(shop, lib, PAYLOADS[name])


@pytest.mark.torture
@pytest.mark.parametrize("name", PAYLOADS)
async def test_every_poisoned_page_is_only_text(
    shop: Workspace, lib: Path, name: str, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    await nothing_is_obeyed(shop, lib, PAYLOADS[name])


async def nothing_is_obeyed(shop: Workspace, lib: Path, payload: str) -> None:
    """Read a page with that payload in all of it, and follow what it links to."""
    name = "bad\u202ename"
    text = page(payload) + f"\n[bad](gone{payload}.md) [out](https://e.org/{payload})\n"
    (lib / "poisoned.md").write_text(text, encoding="utf-8")
    (lib / f"{name}.md").write_text("# Odd\n", encoding="utf-8")
    async with reading(shop, "poisoned", size=(120, 60)) as desk:
        assert "Poisoned page" in desk.sheet.text
        assert OBEYED.findall(written(desk.app)) == []
        assert OBEYED.findall(desk.sheet.text.replace("\n", "")) == []
        for link in list(desk.sheet.links):
            desk.sheet.post_message(desk.sheet.Marked(link))
            desk.sheet.post_message(desk.sheet.Followed(link))
            await desk.settle()
            await desk.quiet()
            assert OBEYED.findall(written(desk.app)) == []
            if desk.app.screen is not desk.screen:
                await desk.pilot.press("escape")
                await desk.settle()
        for key in ("c", "h", "escape", "o", "slash"):
            await desk.press(key)
            assert OBEYED.findall(written(desk.app)) == [], key

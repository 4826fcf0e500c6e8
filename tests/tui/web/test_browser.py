"""The app in a real browser: one step of a walk, typed there and read in the log."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.tui.web.chromium import PROGRAM, browser
from tests.tui.web.served import ended, flowhelp, served

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no chromium is installed")

CLOSED = """new Promise(done => {
  const look = () => document.body.classList.contains("-closed") && done(true);
  new MutationObserver(look).observe(document.body, {attributeFilter: ["class"]});
  look();
})"""
"""Fulfilled once the page shows that it was closed."""


OVEN = """# Heat the oven

1. Switch it on:

   ```sh
   echo $((40 + 2)) degrees; sleep 300
   ```
2. Bake.
"""

F2, ENTER, L, R = 113, 13, 76, 82
"""Numbers of keys in the DOM."""


async def test_a_page_is_found_walked_and_read_in_the_log(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        async with browser(tmp_path / "browser") as page:
            await page.open(server.url)
            await page.until(lambda page: "What do you want to do?" in page.text)
            for sign in "lamp":
                await page.press(sign)
            await page.until(lambda page: "Replace the warning" in page.text)
            await page.hit("Enter", ENTER)
            await page.until(lambda page: "Outline" in page.text)
            await page.press("w")
            await page.until(lambda page: "Step 1 of 2" in page.text)
            await page.press("d")
            await page.until(lambda page: "Step 2 of 2" in page.text)
            await page.hit("l", L, control=True)
            await page.until(lambda page: "1 run" in page.text and "1/2" in page.text)

            (record,) = server.records()
            assert [step["state"] for step in record["steps"]] == ["done", "open"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
async def test_a_tab_that_is_closed_ends_the_command_of_its_walk_which_can_be_resumed(
    tmp_path: Path,
) -> None:
    with served(tmp_path) as server:
        own = tmp_path / "own"
        own.mkdir()
        (own / "oven.md").write_text(OVEN, encoding="utf-8")
        flowhelp(server.env, "source", "add", str(own))
        flowhelp(server.env, "source", "trust", "own")
        async with browser(tmp_path / "browser") as page:
            await page.open(server.url)
            await page.until(lambda page: "What do you want to do?" in page.text)
            for sign in "oven":
                await page.press(sign)
            await page.until(lambda page: "Heat the" in page.text)
            await page.hit("F2", F2)
            await page.until(lambda page: "Step 1 of 2" in page.text)
            await page.press("r")
            await page.until(lambda page: "Run it?" in page.text)
            await page.press("y")
            await page.until(lambda page: "42 degrees" in page.text)
            group = [os.pidfd_open(pid) for pid in below(server.tabs()[0])]
            assert len(group) > 1
            await page.close()

            over = [ended(each) for each in group]
            assert all(over)
            (record,) = server.records()
            (step,) = record["steps"]
            assert (record["state"], step["state"]) == ("open", "open")
            assert step["cmd"]["exit"] is None  # it was ended, and that is written down

            await page.open(server.url)
            await page.until(lambda page: "Unfinished" in page.text)
            await page.hit("r", R, control=True)
            await page.until(lambda page: "You were at step 1" in page.text)


def below(pid: int) -> list[int]:
    """A process and all that it began, and these."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


async def test_a_step_that_is_walked_in_a_browser_is_in_the_log(tmp_path: Path) -> None:
    with served(tmp_path, "lamp") as server:
        async with browser(tmp_path / "browser") as page:
            await page.open(server.url)
            await page.until(lambda page: "Switch the panel off" in page.text)
            await page.press("d")
            await page.until(lambda page: "Step 2 of 2" in page.text)
            await page.picture(tmp_path / "walk.png")

            (record,) = server.records()
            assert [step["state"] for step in record["steps"]] == ["done", "open"]
            assert record["device"]["app"].endswith(" web")

            # Nothing comes from elsewhere, and nothing the page does is against its own rules.
            ours = (server.origin, server.origin.replace("http", "ws"))
            assert [url for url in page.asked if not url.startswith(ours)] == []
            assert page.complaints == []

            server.process.terminate()
            assert await page.value(CLOSED)
            await page.picture(tmp_path / "closed.png")

"""The app in a real browser: one step of a walk, typed there and read in the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.web.chromium import PROGRAM, browser
from tests.tui.web.served import served

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no chromium is installed")

CLOSED = """new Promise(done => {
  const look = () => document.body.classList.contains("-closed") && done(true);
  new MutationObserver(look).observe(document.body, {attributeFilter: ["class"]});
  look();
})"""
"""Fulfilled once the page shows that it was closed."""


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

"""Somebody who reads: opens a page, presses keys, looks at the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Label

from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.places import Go, PageAt, Place
from flowhelp.tui.reading.pagesheet import PageSheet
from flowhelp.tui.screens.reader import ReaderScreen
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.usecases.workspace import Workspace

PUMP = """\
---
owner: plant
tags: [pump]
---
# Swap the feed pump

Read [the lamp page](../lamp.md#turn-it), [the end](#at-the-end), [nobody](gone.md) and
[the web](http://me@example.org/a?b=c "a tip"); never [a](vscode:open) nor [b](--help).

![a pump](pump.png) [a film](walk.cast)

1. Close the valve.

   ```sh
   valvectl close v12
   ```
2. Loosen the bolts:

   ```sh
   bolt --loose 1
   bolt --loose 2
   ```

## At the end

The pump is out. 泵 is the word for it.
"""
LAMP = "# Replace the lamp\n\n" + "Words.\n\n" * 60 + "## Turn it\n\n1. Turn the lamp.\n"
LONG = "# Long\n\n" + "".join(f"{n}. Turn screw {n} of the plate.\n" for n in range(1, 501))
PAGES = {
    "pumps/swap.md": PUMP,
    "lamp.md": LAMP,
    "long.md": LONG,
    "bare.md": "# Bare\n\nNothing to type.\n",
}

WORKERS = frozenset({"layout", "page", "runs", "look"})
"""Those that end by themselves; others may wait for an answer."""


class Desk:
    """A person at the reader.

    Attributes:
        app: The app.
        went: Places other than pages that the reader asked for.
    """

    def __init__(self, app: FlowhelpApp, pilot: Pilot[Any], went: list[Place]) -> None:
        self.app = app
        self.pilot = pilot
        self.went = went

    @property
    def screen(self) -> ReaderScreen:
        """The reader that is open."""
        return next(s for s in reversed(self.app.screen_stack) if isinstance(s, ReaderScreen))

    @property
    def sheet(self) -> PageSheet:
        """The page."""
        return self.screen.query_one(PageSheet)

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self.screen.text.page.name if self.screen.text else ""

    @property
    def news(self) -> str:
        """What is said of its file."""
        label = self.screen.query_one("#reader-news", Label)
        return str(label.content) if label.display else ""

    @property
    def told(self) -> list[str]:
        """What was said at the edge of the screen."""
        return [each.message for each in self.app._notifications]  # noqa: SLF001 (nobody else tells)

    async def settle(self) -> None:
        """Wait until nothing is being read or laid out."""
        for _ in range(3):
            await self.pilot.pause()
            busy = [each for each in self.app.workers if each.group in WORKERS]
            if busy:
                await self.app.workers.wait_for_complete(busy)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, each when what the one before brought about is there."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()
            await self.quiet()

    async def quiet(self) -> None:
        """Wait until a link is followed and a command copied, or a question is asked."""
        await until(self, lambda: self.app.screen is not self.top or not self._acts())
        await self.pilot.pause()

    @property
    def top(self) -> ReaderScreen | None:
        """The reader where it is on top."""
        return self.app.screen if isinstance(self.app.screen, ReaderScreen) else None

    def _acts(self) -> bool:
        groups = {"follow", "copy"}
        return any(each.group in groups and not each.is_finished for each in self.app.workers)

    async def type(self, words: str) -> None:
        """Type words."""
        await self.press(*words)

    async def to_link(self, words: str) -> None:
        """Mark the link with those words."""
        for _ in self.sheet.links:
            await self.press("l")
            at = self.sheet.link_at
            if at is not None and words in at.text:
                return
        raise AssertionError(words)

    async def follow(self, words: str) -> None:
        """Follow the link with those words."""
        await self.to_link(words)
        await self.press("enter")
        await self.settle()

    def asked(self) -> str:
        """The text of the dialog that is open."""
        dialog = self.app.screen
        labels = [str(label.content) for label in dialog.query(Label)]
        return "\n".join([*labels, *(sheet.text for sheet in dialog.query(Sheet))])


async def until(desk: Desk, is_so: Any) -> None:
    """Wait for something that a thread brings about."""
    for _ in range(2000):
        if is_so():
            return
        await desk.pilot.pause(0.005)
    raise AssertionError(desk.told)


class _Recorder(FlowhelpApp):
    """The app, which goes to pages only, and notes where else it was asked to go."""

    CSS_PATH = FlowhelpApp.CSS_PATH
    went: list[Place]

    def _open(self, place: Place) -> None:
        if isinstance(place, PageAt):
            super()._open(place)
        else:
            self.went.append(place)


@asynccontextmanager
async def reading(
    shop: Workspace, name: str, step: str = "", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Desk]:
    """The reader at a page, laid out."""
    app = _Recorder(shop)
    app.went = []
    async with app.run_test(size=size) as pilot:
        app.screen.post_message(Go(PageAt(name, step)))
        desk = Desk(app, pilot, app.went)
        await until(desk, lambda: isinstance(app.screen, ReaderScreen) or desk.told)
        await desk.settle()
        yield desk


def strips(app: App[Any]) -> str:
    """All that the screen writes, as it would reach the terminal."""
    lines = app.screen._compositor.render_strips()  # noqa: SLF001 (what reaches the terminal)
    return "\n".join(strip.text for strip in lines)

"""A person at the app: presses keys, types words, and waits until something is on the screen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.places import Place
from flowhelp.usecases.workspace import Workspace

S = TypeVar("S", bound=Screen)  # type: ignore[type-arg]
TRIES = 600
FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class Hand:
    """What a person does and sees.

    Attributes:
        album: Where pictures are kept; None where nobody wants any.
    """

    def __init__(self, app: FlowhelpApp, pilot: Pilot[int], album: Path | None = None) -> None:
        self.app = app
        self.pilot = pilot
        self.album = album

    async def pictured(self, name: str) -> None:
        """Keep a picture of the screen, for those who want one."""
        if self.album is not None:
            await self.pilot.pause(0.3)
            drawn = self.app.export_screenshot(title="flowhelp")
            # No font from another host: the reader's own monospace one serves.
            (self.album / f"{name}.svg").write_text(FONT.sub("", drawn), encoding="utf-8")

    @property
    def seen(self) -> str:
        """The text on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()  # noqa: SLF001 - what is drawn
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    async def until(self, true: Callable[[], bool], what: str) -> None:
        """Let the app work until something is so."""
        for _ in range(TRIES):
            if true():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"it never came: {what}\n{self.seen}")

    async def sees(self, *words: str) -> str:
        """Wait until all of these stand on the screen."""
        await self.until(lambda: all(word in self.seen for word in words), " and ".join(words))
        return self.seen

    async def presses(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def types(self, words: str, *, then: str = "enter") -> None:
        """Type words, and press Enter or another key."""
        await self.pilot.press(*(_key(sign) for sign in words))
        await self.presses(then)

    async def on(self, screen: type[S]) -> S:
        """Wait until that screen is on top."""
        await self.until(lambda: isinstance(self.app.screen, screen), screen.__name__)
        found = self.app.screen
        assert isinstance(found, screen)
        return found


@asynccontextmanager
async def at(
    workspace: Workspace,
    place: Place | None = None,
    size: tuple[int, int] = (80, 24),
    *,
    album: Path | None = None,
) -> AsyncIterator[Hand]:
    """A person at the app, which was opened at that place."""
    app = FlowhelpApp(workspace, place)
    async with app.run_test(size=size) as pilot:
        yield Hand(app, pilot, album)


def _key(sign: str) -> str:
    names = {" ": "space", ".": "full_stop", ",": "comma", "-": "minus", "@": "at", "/": "slash"}
    return names.get(sign, sign)

"""Pictures as sixels: what the terminal gets, and when."""

from __future__ import annotations

import re

from PIL import Image
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

from flowhelp.tui.safety import Tame
from flowhelp.tui.sixel import SixelPicture

WINDOW = 60, 20
CELL = 10, 20


class Shown(App[None]):
    """A picture of 30 × 10 cells below a line, and more lines below it."""

    CSS = "SixelPicture { width: 30; height: 10; }"

    def __init__(self) -> None:
        super().__init__()
        self._filters.append(Tame())

    def compose(self) -> ComposeResult:
        picture = Image.new("RGBA", (300, 200), (200, 30, 30, 255))
        with VerticalScroll(id="scroll"):
            yield Static("above")
            yield SixelPicture(picture, CELL)
            yield Static("below\n" * 40)


def sequences(app: App[None]) -> list[tuple[int, str, list[Segment]]]:
    """Each line that draws sixels, the sequence, and all that goes to the terminal for it."""
    strips = app.screen._compositor.render_strips()  # noqa: SLF001 - what is drawn
    found = []
    for number, strip in enumerate(strips):
        tamed = Tame().apply(list(strip), app.screen.background_colors[1])
        drawn = [each.text for each in tamed if each.text.startswith("\x1bP")]
        found += [(number, each, tamed) for each in drawn]
    return found


async def ready(app: App[None], pilot: Pilot[None]) -> tuple[int, str, list[Segment]]:
    """The one picture, once it is there."""
    for _ in range(500):
        if found := sequences(app):
            assert len(found) == 1
            return found[0]
        await pilot.pause(0.01)
    raise AssertionError("it never came")


def size_of(sequence: str) -> tuple[int, int]:
    """Pixels, by its raster attributes."""
    found = re.match(r"\x1bP[0-9;]*q\"1;1;([0-9]+);([0-9]+)", sequence)
    assert found
    return int(found[1]), int(found[2])


async def test_a_picture_is_drawn_at_its_place_in_the_pixels_of_its_cells() -> None:
    app = Shown()
    async with app.run_test(size=WINDOW) as pilot:
        line, sequence, tamed = await ready(app, pilot)

        texts = [each.text for each in tamed]
        assert line == 10
        assert size_of(sequence) == (300, 200)
        assert sequence.endswith("\x1b\\")
        assert texts[texts.index(sequence) - 1] == "\x1b[2;1H"
        assert texts[texts.index(sequence) + 1] == "\x1b[11;31H"


async def test_of_a_picture_that_is_scrolled_only_what_is_in_sight_is_drawn() -> None:
    app = Shown()
    async with app.run_test(size=WINDOW) as pilot:
        await ready(app, pilot)
        app.query_one("#scroll").scroll_to(y=5, animate=False, immediate=True)
        await pilot.pause()

        line, sequence, tamed = await ready(app, pilot)

        assert line == 5
        assert size_of(sequence) == (300, 120)
        assert "\x1b[1;1H" in [each.text for each in tamed]


async def test_nothing_is_drawn_under_a_dialog_and_all_of_it_again_after_it() -> None:
    app = Shown()
    async with app.run_test(size=WINDOW) as pilot:
        before = await ready(app, pilot)
        dialog = ModalScreen[None]()
        await app.push_screen(dialog)
        await pilot.pause()
        assert sequences(app) == []
        await app.pop_screen()
        await pilot.pause()

        assert await ready(app, pilot) == before

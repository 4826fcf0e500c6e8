"""The line at the foot: which keys it names, where there is room, and what the mouse does."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot

from flowhelp.tui.widgets.foot import Foot
from tests.tui.worlds import until

WORDS = ("Open", "Filter", "Search", "Write down")


class Desk(App[None]):
    """Four keys and the one that lists all; what is pressed is kept."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(word[0].lower(), f"did('{word}')", word, tooltip=f"{word} it.")
          for word in WORDS),
        Binding("x", "did('x')", "Hidden", show=False),
        Binding("f1", "keys", "Keys", tooltip="All keys."),
    ]  # fmt: skip

    def __init__(self) -> None:
        """Nothing is done, and every action may be."""
        super().__init__()
        self.done: list[str] = []
        self.barred = ""

    def compose(self) -> ComposeResult:
        """Only the foot."""
        yield Foot()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One action can be barred: its key is there, and does nothing."""
        return None if (action, parameters) == ("did", (self.barred,)) else True

    def action_did(self, word: str) -> None:
        """Keep what was done."""
        self.done.append(word)

    def action_keys(self) -> None:
        """Keep that the list of keys was asked for."""
        self.done.append("Keys")


async def shown(pilot: Pilot[None]) -> Foot:
    foot = pilot.app.query_one(Foot)
    await until(pilot, lambda: bool(foot.keys))
    return foot


def drawn(app: App[None]) -> str:
    return app.query_one(Foot).render_line(0).text


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (60, " o Open  f Filter  s Search  w Write down         ▏ f1 Keys "),
        (47, "o Open f Filter s Search w Write down ▏f1 Keys "),
        (30, "o Open f Filter      ▏f1 Keys "),
    ],
)
async def test_as_many_keys_as_there_is_room_for_and_always_the_last(width: int, line: str) -> None:
    app = Desk()
    async with app.run_test(size=(width, 3)) as pilot:
        await shown(pilot)

        assert drawn(app) == line


async def test_the_mouse_presses_what_it_is_over_and_is_told_what_that_does() -> None:
    app = Desk()
    async with app.run_test(size=(60, 3)) as pilot:
        foot = await shown(pilot)
        line = drawn(app)

        await pilot.hover(foot, offset=(line.index("Write"), 0))
        tooltip = foot.tooltip
        await pilot.click(foot, offset=(line.index("Write"), 0))
        await pilot.click(foot, offset=(line.index("▏") - 1, 0))
        await pilot.click(foot, offset=(line.index("f1"), 0))

        assert tooltip == "Write down it."
        assert app.done == ["Write down", "Keys"]
        await pilot.hover(None, offset=(0, 0))
        assert foot.under is None


async def test_a_key_that_can_do_nothing_now_is_dim_and_is_not_pressed() -> None:
    app = Desk()
    app.barred = "Open"
    async with app.run_test(size=(60, 3)) as pilot:
        foot = await shown(pilot)

        await pilot.click(foot, offset=(1, 0))

        assert app.done == []
        styles = [segment.style for segment in foot.render_line(0)]
        assert styles[0] is not None
        assert styles[0].dim
        assert styles[2] is not None
        assert not styles[2].dim


async def test_the_line_follows_what_can_be_done() -> None:
    app = Desk()
    async with app.run_test(size=(60, 3)) as pilot:
        foot = await shown(pilot)
        app.barred = "Filter"
        app.screen.refresh_bindings()

        await until(pilot, lambda: [key.enabled for key in foot.keys] == [True, False, *[True] * 3])

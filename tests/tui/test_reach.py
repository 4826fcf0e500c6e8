"""Every state by keyboard alone, in windows of every size: where Tab leads, and what stays seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, MONOKAI
from textual.color import Color
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from flowhelp.tui.themes import NAMES
from tests.torture import only_on_request
from tests.tui.hand import Hand
from tests.tui.looks.contrast import contrast
from tests.tui.looks.stage import Model, Stage
from tests.tui.looks.states import STATES, State
from tests.tui.test_looks import arrive, come_to_rest, folder, still

__all__ = ["folder", "still"]

SIZES = ((60, 16), (80, 24), (160, 50), (300, 80))
"""From the smallest window to the largest."""

TOURED = {(60, 16), (160, 50)}
"""Those in which every part is gone to: with one column, and with several."""

FEW = ((60, 16), (160, 50))
"""The sizes for states whose parts other states have as well."""

SEVERAL = [state for state in STATES if state.name in {
    "home-results", "reader-search", "walk-decision", "walk-danger", "walk-ran", "past",
}]  # fmt: skip
"""In which every kind of part has the keys in turn."""

TOLD_APART = 3.0
"""Contrast of two areas that are told apart (WCAG 2.1, 1.4.11)."""

Cell = tuple[str, tuple[bool, bool, bool], Color]
"""A sign; whether it is bold, underlined, reversed; what is behind it."""

Picture = list[list[Cell]]


async def all_is_reached(
    state: State,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    sizes: Sequence[tuple[int, int]],
) -> None:
    """Go to everything in windows of these sizes, and look whether what matters is in sight."""
    app = Model(Stage(folder, "dark").world(state.world, monkeypatch), state.place)

    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        await arrive(hand, state)
        for size in sizes:
            await pilot.resize_terminal(*size)
            await come_to_rest(hand)

            assert outside(app.screen) == []
            if size in TOURED:
                await tour(hand)


@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
async def test_tab_leads_to_everything_in_the_order_of_reading_and_what_matters_stays_on_screen(
    state: State, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await all_is_reached(state, folder, monkeypatch, SIZES if state in SEVERAL else FEW)


@pytest.mark.torture
@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
async def test_it_does_so_in_windows_of_every_size(
    state: State,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    only_on_request(request)
    await all_is_reached(state, folder, monkeypatch, SIZES)


@pytest.mark.parametrize("state", SEVERAL, ids=[state.name for state in SEVERAL])
async def test_where_the_keys_go_is_seen_in_every_theme(
    state: State, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Model(Stage(folder, "dark").world(state.world, monkeypatch), state.place)

    async with app.run_test(size=(140, 45)) as pilot:
        hand = Hand(app, pilot)
        await arrive(hand, state)
        await pilot.resize_terminal(100, 24)
        for theme in NAMES.values():
            app.theme = theme
            await come_to_rest(hand)

            chain = app.screen.focus_chain
            all_are_seen([(await stop(hand, "tab"), _picture(app.screen)) for _ in chain])


def outside(screen: Screen[object]) -> list[Widget]:
    """What has to be in sight, and is not wholly so: keys, questions, buttons, what has keys."""
    wanted = [
        *screen.query("Foot, .dialog-title, .dialog-buttons Button, .asks-next, ReadingRow"),
        *screen.query("#walk-head, #reader-top, #past-top, #run-top, #find-words"),
    ]
    if screen.focused is not None:
        wanted.append(screen.focused)
    return [each for each in wanted if each.display and not _is_in_sight(each)]


def _is_in_sight(widget: Widget) -> bool:
    """Whether it is on the screen, and in nothing that has scrolled it away."""
    region = widget.region
    holders = [each.region for each in widget.ancestors if isinstance(each, Widget)]
    return bool(region) and all(holder.contains_region(region) for holder in holders)


async def tour(hand: Hand) -> None:
    """Press Tab until it leads back, then the other way round, and look at each stop."""
    screen = hand.app.screen
    chain = screen.focus_chain
    begun = screen.focused
    assert _in_turn([await stop(hand, "tab") for _ in chain], chain)
    assert _in_turn([await stop(hand, "shift+tab") for _ in chain], chain[::-1])
    for before, after in pairwise(chain):
        assert _is_after(before.region, after.region), (before, after)
    if begun is not None:
        screen.set_focus(begun)


async def stop(hand: Hand, key: str) -> Widget:
    """Go to the next part that takes keys."""
    await hand.presses(key)
    focused = hand.app.screen.focused
    assert focused is not None
    assert _is_in_sight(focused)
    return focused


def all_are_seen(stops: Sequence[tuple[Widget, Picture]]) -> None:
    """Each looks otherwise while it has the keys than while another one has them."""
    for widget, shown in stops:
        for other, otherwise in stops:
            same = _alike(shown, otherwise, widget.region)
            assert same == (other is widget), f"{widget} looks the same with {other} in focus"


def _in_turn(stops: list[Widget], chain: list[Widget]) -> bool:
    """Whether the stops are those of the chain in its order, wherever they begin."""
    if not stops:
        return not chain
    at = chain.index(stops[0])
    return stops == [*chain[at:], *chain[:at]]


def _is_after(before: Region, after: Region) -> bool:
    """Whether a person who reads comes to it later: it stands below, or to the right."""
    return after.y >= before.bottom or after.x >= before.right


def _picture(screen: Screen[object]) -> Picture:
    rows: list[list[Cell]] = []
    dark = screen.app.current_theme.dark
    for strip in screen._compositor.render_strips():  # noqa: SLF001 - what is drawn
        row: list[Cell] = []
        for text, style, _ in strip:
            look = style or Style()
            paper = _paper(look.bgcolor, dark=dark)
            looks = (bool(look.bold), bool(look.underline), bool(look.reverse))
            for sign in text:
                row += [(sign, looks, paper)] * cell_len(sign)
        rows.append(row)
    return rows


@cache
def _paper(colour: RichColor | None, *, dark: bool) -> Color:
    """What is behind it, in a terminal that is dark or light where it is the terminal's own."""
    usual = MONOKAI if dark else DEFAULT_TERMINAL_THEME
    if colour is None:
        return Color(*usual.background_color)
    return Color(*colour.get_truecolor(usual, foreground=False))


def _unlike(row: list[Cell], other: list[Cell]) -> Iterator[tuple[Cell, Cell]]:
    return (pair for pair in zip(row, other, strict=True) if pair[0] != pair[1])


def _alike(one: Picture, other: Picture, region: Region) -> bool:
    """Whether nobody could tell them apart there who sees no hues."""
    for y in range(region.y, region.bottom):
        cells = _unlike(one[y][region.x : region.right], other[y][region.x : region.right])
        for cell, other_cell in cells:
            if cell[:2] != other_cell[:2] or contrast(cell[2], other_cell[2]) >= TOLD_APART:
                return False
    return True

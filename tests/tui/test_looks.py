"""How every screen and dialog looks, in two sizes and two themes.

A picture that changed on purpose is drawn anew with `pytest tests/tui/test_looks.py
--snapshot-update -n 0`, and looked at before it is committed.
"""

from __future__ import annotations

import getpass
import importlib
import pkgutil
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from flowhelp.execution import runner, watching
from flowhelp.tui import dialogs, screens, themes
from flowhelp.tui.dialogs.dialog import Dialog
from flowhelp.tui.screens.walk_actions import WalkActions
from tests.tui.hand import Hand
from tests.tui.looks.contrast import ENOUGH, HIGH, faint
from tests.tui.looks.stage import Model, Stage
from tests.tui.looks.states import STATES, State
from tests.usecases.libraries import OPENED

# Its own name for it, `_file_extension`, was that of syrupy 4.
SVGImageExtension.file_extension = "svg"

SMALL, LARGE = (80, 24), (140, 45)
USUAL = ((SMALL, "dark"), (LARGE, "light"))
EVERY = (*USUAL, (SMALL, "light"), (LARGE, "dark"))
STILL = 4
"""So many looks have to find nothing new before a picture is taken."""
PICTURES = [
    pytest.param((state, size, theme), id=f"{state.name}-{size[0]}-{theme}")
    for state in STATES
    for size, theme in (EVERY if state.always else USUAL)
]


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of this machine is on the pictures, and nothing on them moves."""
    monkeypatch.setattr(getpass, "getuser", lambda: "kim")
    monkeypatch.setattr(platform, "node", lambda: "bench-7")
    for module in (runner, watching):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _: None)
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is as long on every machine and in every test: paths are wrapped."""
    found = Path(tempfile.mkdtemp(dir="/tmp"))
    yield found
    while OPENED:
        OPENED.pop().close()
    shutil.rmtree(found)


@pytest.mark.parametrize("picture", PICTURES)
def test_it_looks_as_it_did(
    picture: tuple[State, tuple[int, int], str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    snap_compare: Callable[..., bool],
) -> None:
    state, size, theme = picture
    app = Model(Stage(folder, theme).world(state.world, monkeypatch), state.place)

    async def get_there(pilot: Pilot[Any]) -> None:
        hand = Hand(app, pilot)
        await arrive(hand, state)
        assert state.always is None or isinstance(app.screen, state.always)
        assert faint(app, ENOUGH) == []
        if size == LARGE and theme == "light":
            usual, app.theme = app.theme, themes.CONTRAST.name
            await come_to_rest(hand)
            assert faint(app, HIGH) == []
            app.theme = usual
            await come_to_rest(hand)

    assert snap_compare(app, terminal_size=size, run_before=get_there)


def test_every_screen_and_dialog_is_looked_at_in_every_size_and_theme() -> None:
    looked_at = {state.always for state in STATES}

    for room in (screens, dialogs):
        for name in (each.name for each in pkgutil.iter_modules(room.__path__)):
            module = importlib.import_module(f"{room.__name__}.{name}")
            own = [each for each in vars(module).values() if isinstance(each, type)
                   and issubclass(each, Screen) and each.__module__ == module.__name__]  # fmt: skip
            assert {each for each in own if each not in {WalkActions, Dialog}} <= looked_at


async def arrive(hand: Hand, state: State) -> None:
    """Do what leads to a state, and wait until all of it is drawn."""
    await hand.pilot.pause()
    if state.goes is not None:
        await state.goes(hand)
    await hand.sees(*state.sees)
    await come_to_rest(hand)


async def come_to_rest(hand: Hand) -> None:
    """Wait until nothing changes any more."""
    assert isinstance(hand.app, Model)
    frames, before, same = 0, "", 0
    while same < STILL:
        await hand.pilot.pause(0.03)
        if frames == hand.app.frames:
            same += 1
            continue
        # Some parts are drawn again and again, and always look the same.
        frames, seen = hand.app.frames, hand.seen
        same = same + 1 if before == seen else 0
        before = seen

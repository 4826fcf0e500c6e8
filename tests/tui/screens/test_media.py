"""Pictures, recordings and what is opened outside, in the app."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from struct import pack

import pytest
from textual.widgets import Label

from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.places import Go, MediaAt
from flowhelp.tui.screens.cast import CastScreen
from flowhelp.tui.screens.media import PictureScreen
from flowhelp.tui.widgets.picture import Picture
from flowhelp.usecases.media import Kind, Media
from flowhelp.usecases.sources import add
from tests.tui.worlds import opened, until
from tests.usecases.libraries import write


def png(width: int, height: int) -> bytes:
    """A picture of one colour, which may say that it is much larger than it is."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + b"\xff\x40\x20" * min(width, 64) for _ in range(min(height, 64)))
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + (
        chunk(b"IEND", b"")
    )  # fmt: skip


def app_with(tmp_path: Path, **files: bytes) -> FlowhelpApp:
    write(tmp_path / "lib", {"page.md": "# Page\n\n1. Look.\n"})
    for name, raw in files.items():
        (tmp_path / "lib" / name.replace("_", ".")).write_bytes(raw)
    add(opened(tmp_path), str(tmp_path / "lib"))
    return FlowhelpApp(opened(tmp_path))


def go(app: FlowhelpApp, target: str, text: str = "") -> None:
    app.screen.post_message(Go(MediaAt(target, "page", text)))


def labels(app: FlowhelpApp) -> str:
    return "\n".join(str(label.content) for label in app.screen.query(Label) if label.display)


async def test_a_picture_is_drawn_with_its_text(tmp_path: Path) -> None:
    app = app_with(tmp_path, pump_png=png(32, 16))

    async with app.run_test(size=(80, 24)) as pilot:
        go(app, "pump.png 'Title'", "The pump [red]\x1b[31m")
        await until(pilot, lambda: bool(app.screen.query(".picture-drawn")))

        assert isinstance(app.screen, PictureScreen)
        assert "The pump [red]␛[31m" in labels(app)
        assert str(tmp_path / "lib/pump.png") in labels(app)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, PictureScreen)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.png", b"no picture", "It is damaged, or no picture"),
        ("a.png", png(32, 16)[:60], "It is damaged"),
        ("a.png", png(60_000, 60_000), "It is too large"),
        ("a.gif", b"GIF89a" + b"\xff" * 40, "It is"),
        ("a.svg", b"<svg/>", "A drawing (svg) is not shown"),
    ],
)
async def test_a_picture_that_cannot_be_shown_is_said(
    tmp_path: Path, name: str, raw: bytes, said: str
) -> None:
    app = app_with(tmp_path, **{name.replace(".", "_"): raw})

    async with app.run_test(size=(60, 16)) as pilot:
        go(app, name, "What it shows")
        await until(pilot, lambda: bool(app.screen.query(".picture-problem")))

        assert said in labels(app)
        assert "What it shows" in labels(app)


async def test_without_the_extra_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    app = app_with(tmp_path, pump_png=png(8, 8))

    async with app.run_test(size=(80, 24)) as pilot:
        go(app, "pump.png", "The pump")
        await until(pilot, lambda: bool(app.screen.query(".picture-problem")))

        assert "pip install 'flowhelp[media]'" in labels(app)


async def test_a_picture_inside_another_screen_never_fails(tmp_path: Path) -> None:
    app = app_with(tmp_path)

    async with app.run_test(size=(80, 24)) as pilot:
        picture = Picture.of(app.workspace, "../../secret.png", "page", "A secret")
        await app.screen.mount(picture)
        await pilot.pause()

        assert "leads out of the library" in labels(app)
        assert picture.caption == "A secret"


async def test_what_is_outside_is_opened_only_after_yes(tmp_path: Path) -> None:
    app = app_with(tmp_path, v_mp4=b"film", x_sh=b"echo")
    write(tmp_path / "bin", {"xdg-open": f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/given\n'})
    (tmp_path / "bin/xdg-open").chmod(0o755)
    app.workspace.env = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}

    async with app.run_test(size=(80, 24)) as pilot:
        go(app, "https://example.org/film?a=1")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, Confirm))
        assert not (tmp_path / "given").exists()

        go(app, "v.mp4")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        path = str((tmp_path / "lib/v.mp4").resolve())
        await until(pilot, lambda: _given(tmp_path) == path)

        go(app, "x.sh")
        await pilot.pause()
        assert not isinstance(app.screen, Confirm)


def _given(tmp_path: Path) -> str:
    found = tmp_path / "given"
    return found.read_text() if found.exists() else ""


def cast(*events: object, columns: int = 40, lines: int = 8) -> bytes:
    header = {"version": 3, "term": {"cols": columns, "rows": lines}, "title": "A title"}
    return "\n".join(json.dumps(each) for each in (header, *events)).encode()


class Played:
    """An app with a recording, and a clock that only moves when it is told."""

    def __init__(self, tmp_path: Path, raw: bytes) -> None:
        self.app = app_with(tmp_path)
        self.now = 0.0
        self.screen = CastScreen(
            raw, Media(Kind.RECORDING, "/x.cast", path="x.cast"), clock=lambda: self.now
        )

    def goes_by(self, seconds: float) -> None:
        self.now += seconds
        self.screen.tick()

    @property
    def shown(self) -> str:
        assert self.screen.playback is not None
        return self.screen.playback.emulator.text.strip()


async def test_a_recording_plays_and_obeys_its_keys(tmp_path: Path) -> None:
    raw = cast([0, "o", "a"], [1, "o", "b"], [0.5, "m", "Half"], [8, "o", "c"], [0, "x", "0"])
    played = Played(tmp_path, raw)

    async with played.app.run_test(size=(80, 24)) as pilot:
        played.app.push_screen(played.screen)
        await until(pilot, lambda: played.screen.playback is not None)
        playback = played.screen.playback
        assert playback is not None
        played.goes_by(1.0)
        assert played.shown == "ab"
        await pilot.press("space")
        played.goes_by(60)
        assert played.shown == "ab"
        assert "paused  0:01 of 0:03" in labels(played.app)

        await pilot.press("right_square_bracket")
        assert "chapter: Half" in labels(played.app)
        await pilot.press("greater_than_sign", "full_stop")
        assert played.shown == "abc"
        assert "1.5× speed" in labels(played.app)
        await pilot.press("left")
        assert playback.at == 0.0
        await pilot.press("i", "right")
        assert playback.length == 9.5
        assert playback.at == 5.0
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert playback.at == 1.5
        await pilot.press("home")
        assert playback.at == 0.0
        await until(pilot, lambda: played.app.screen is played.screen)
        await pilot.pause()
        await pilot.click("#cast-bar", offset=(70, 0))
        await until(pilot, lambda: playback.at > 8)


async def test_a_damaged_recording_plays_what_is_good_and_says_where_it_ends(
    tmp_path: Path,
) -> None:
    played = Played(tmp_path, cast([0, "o", "good"]) + b'\n[1, "o", "cu')

    async with played.app.run_test(size=(60, 16)) as pilot:
        played.app.push_screen(played.screen)
        await until(pilot, lambda: played.screen.playback is not None)

        assert played.shown == "good"
        assert "damaged at line 3" in labels(played.app)


async def test_what_is_no_recording_is_said(tmp_path: Path) -> None:
    played = Played(tmp_path, b"hello")

    async with played.app.run_test(size=(60, 16)) as pilot:
        played.app.push_screen(played.screen)
        await until(pilot, lambda: "no recording of asciinema" in labels(played.app))
        await pilot.press("space", "full_stop", "i", "left", "escape")
        await pilot.pause()

        assert not isinstance(played.app.screen, CastScreen)


async def test_a_recording_larger_than_the_window_says_so(tmp_path: Path) -> None:
    played = Played(tmp_path, cast([0, "o", "x"], columns=200, lines=60))

    async with played.app.run_test(size=(80, 24)) as pilot:
        played.app.push_screen(played.screen)
        await until(pilot, lambda: played.screen.playback is not None)

        assert "Made at 200×60" in labels(played.app)


async def test_a_recording_that_is_too_large_is_refused(tmp_path: Path) -> None:
    app = app_with(tmp_path, big_cast=b"x" * ((16 << 20) + 1))

    async with app.run_test(size=(80, 24)) as pilot:
        go(app, "big.cast")
        await pilot.pause()

        assert not isinstance(app.screen, CastScreen)

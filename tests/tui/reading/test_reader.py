"""The reader: pages, places in them, links, back and forward, search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.widgets import Button, Label

from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.places import MediaAt, WalkOf
from flowhelp.tui.screens.find import FindScreen
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.outline import Outline
from flowhelp.tui.widgets.seek import Seek
from flowhelp.usecases.workspace import Workspace
from tests.tui.reading.desk import LAMP, reading, strips, until


async def test_a_page_is_shown_whole_with_its_head_and_its_numbers(shop: Workspace) -> None:
    async with reading(shop, "swap", size=(80, 50)) as desk:
        text = desk.sheet.text

        assert "Swap the feed pump" in text
        assert "pumps/swap · procedure · 2 steps · owner plant" in text
        assert "tags: pump" in text
        assert "2. Loosen the bolts:" in text
        assert "lamp.md" not in text  # it can be followed, so it need not be read
        assert desk.app.focused is desk.sheet


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (99, 30), (100, 30), (300, 80)])
async def test_the_page_is_there_in_every_size(shop: Workspace, size: tuple[int, int]) -> None:
    async with reading(shop, "swap", size=size) as desk:
        assert "Swap the feed pump" in strips(desk.app)
        assert desk.screen.query_one(Outline).display is (size[0] >= 100)
        foot = desk.screen.query_one(Foot).region
        assert foot.bottom == size[1]
        assert desk.sheet.region.bottom <= foot.y


@pytest.mark.parametrize("step", ["turn-it", "Turn-It", "1"])
async def test_a_page_is_opened_at_a_heading_or_a_step(shop: Workspace, step: str) -> None:
    async with reading(shop, "lamp", step) as desk:
        assert "Turn the lamp" in strips(desk.app)
        assert desk.sheet.scroll_offset.y > 20


async def test_a_place_that_is_not_there_is_said_and_the_page_is_read(shop: Workspace) -> None:
    async with reading(shop, "lamp", "nothing") as desk:
        assert desk.told == ["There is no step or heading 'nothing' on this page."]
        assert desk.sheet.scroll_offset.y == 0


async def test_a_page_that_is_not_there_leads_back_with_a_word(shop: Workspace) -> None:
    async with reading(shop, "zzyzx") as desk:
        await until(desk, lambda: isinstance(desk.app.screen, FindScreen))

        assert "there is no procedure 'zzyzx'" in desk.told[0]


async def test_the_outline_goes_to_its_steps_and_follows(shop: Workspace) -> None:
    async with reading(shop, "long", size=(120, 30)) as desk:
        outline = desk.screen.query_one(Outline)
        outline.focus()
        await desk.press("end", "enter")

        assert "Turn screw 500" in strips(desk.app)
        assert outline.highlighted == 499
        assert desk.app.focused is desk.sheet
        desk.sheet.put(100)
        await desk.settle()
        assert outline.highlighted == desk.screen.here
        assert 90 < desk.screen.here < 110


async def test_in_a_narrow_window_the_outline_is_there_for_one_choice(shop: Workspace) -> None:
    async with reading(shop, "long", size=(60, 16)) as desk:
        outline = desk.screen.query_one(Outline)
        await desk.press("o")
        assert desk.app.focused is outline
        assert not desk.sheet.display

        await desk.press("down", "enter")

        assert not outline.display
        assert desk.sheet.has_focus


async def test_a_page_without_headings_and_steps_has_no_outline(shop: Workspace) -> None:
    async with reading(shop, "bare", size=(120, 30)) as desk:
        assert not desk.screen.query_one(Outline).display
        await desk.press("o")

        assert desk.told == ["This page has no headings and no steps."]


async def test_a_link_leads_to_a_place_in_another_page_and_back(shop: Workspace) -> None:
    async with reading(shop, "swap", size=(80, 12)) as desk:
        desk.sheet.put(3)
        await desk.follow("the lamp page")
        await until(desk, lambda: desk.page == "lamp")
        await desk.settle()
        assert "Turn the lamp" in strips(desk.app)
        below = desk.sheet.scroll_offset.y

        await desk.press("backspace")
        assert desk.page == "pumps/swap"
        assert desk.sheet.scroll_offset.y == 3
        await desk.press("alt+right")
        assert desk.page == "lamp"
        assert desk.sheet.scroll_offset.y == below
        await desk.press("alt+left", "alt+left")
        assert desk.told[-1] == "There is no page before this one."


async def test_a_link_leads_to_a_place_in_the_same_page_and_back(shop: Workspace) -> None:
    async with reading(shop, "swap", size=(80, 12)) as desk:
        await desk.follow("the end")
        assert "At the end" in strips(desk.app)
        assert desk.sheet.scroll_offset.y > 5

        await desk.press("alt+left")

        assert desk.sheet.scroll_offset.y == 0


async def test_a_page_that_is_not_there_is_said_and_nothing_more(shop: Workspace) -> None:
    async with reading(shop, "swap") as desk:
        await desk.follow("nobody")

        assert desk.told == ["there is no page pumps/gone.md in the library lib"]
        assert desk.page == "pumps/swap"


@pytest.mark.parametrize(
    ("words", "said"), [("a", "vscode: is not opened from here"), ("b", "like an option")]
)
async def test_what_could_start_a_program_is_refused(
    shop: Workspace, words: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(FlowhelpApp, "open_url", lambda _, url: opened.append(url))
    async with reading(shop, "swap") as desk:
        link = next(each for each in desk.sheet.links if each.text == words)
        desk.sheet.post_message(desk.sheet.Followed(link))
        await until(desk, lambda: desk.told)

        assert said in desk.told[0]
        assert opened == []


async def test_an_address_is_opened_only_after_it_was_shown_in_full(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(FlowhelpApp, "open_url", lambda _, url: opened.append(url))
    shop.env = {**shop.env, "DISPLAY": ":0"}
    async with reading(shop, "swap") as desk:
        await desk.to_link("the web")
        assert "http://me@example.org/a?b=c 'a tip'" in str(
            desk.screen.query_one("#reader-link", Label).content
        )
        await desk.press("enter")
        await until(desk, lambda: isinstance(desk.app.screen, Confirm))
        await desk.settle()
        asked = desk.asked()
        assert "http://me@example.org/a?b=c" in asked
        assert "It is on example.org" in asked
        assert "What stands before the @ is not where it leads." in asked
        assert isinstance(desk.app.focused, Button)
        await desk.press("enter")  # means no
        assert opened == []

        await desk.press("enter")
        await until(desk, lambda: isinstance(desk.app.screen, Confirm))
        await desk.press("y")
        await until(desk, lambda: opened)
        assert opened == ["http://me@example.org/a?b=c"]


async def test_without_a_desktop_an_address_is_copied_and_no_browser_draws_over_the_app(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    copied: list[str] = []
    monkeypatch.setattr(FlowhelpApp, "open_url", lambda _, url: opened.append(url))
    monkeypatch.setattr(FlowhelpApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    async with reading(shop, "swap") as desk:
        await desk.follow("the web")
        await until(desk, lambda: isinstance(desk.app.screen, Confirm))
        await desk.press("y")
        await until(desk, lambda: copied)

        assert copied == ["http://me@example.org/a?b=c"]
        assert opened == []


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("picture: a pump", MediaAt("pump.png", "lib:pumps/swap", "a pump")),
        ("a film", MediaAt("walk.cast", "lib:pumps/swap", "a film")),
    ],
)
async def test_pictures_and_recordings_are_shown_by_others(
    shop: Workspace, words: str, place: MediaAt
) -> None:
    async with reading(shop, "swap") as desk:
        await desk.follow(words)
        await until(desk, lambda: desk.went)

        assert desk.went == [place]


async def test_words_are_found_counted_and_gone_through(shop: Workspace) -> None:
    async with reading(shop, "long") as desk:
        await desk.press("slash")
        await desk.type("screw 49")
        seek = desk.screen.query_one(Seek)
        assert seek.found == (1, 11)
        assert str(seek.query_one("#seek-count", Label).content) == "1 of 11"
        await desk.press("enter", "n")
        assert seek.found == (2, 11)
        assert "Turn screw 490" in strips(desk.app)
        await desk.press("N", "N")
        assert seek.found == (11, 11)

        await desk.press("escape")

        assert not seek.display
        assert desk.sheet.found == (0, 0)
        assert desk.app.focused is desk.sheet


async def test_a_phrase_that_goes_on_in_the_next_row_is_marked_in_both(shop: Workspace) -> None:
    async with reading(shop, "swap", size=(60, 16)) as desk:
        await desk.press("slash")
        await desk.type("nobody and the web; never a nor b")

        assert desk.screen.query_one(Seek).found == (1, 1)
        drawn = [desk.sheet.render_line(row) for row in range(desk.sheet.size.height)]
        marked = [
            "".join(part.text for part in strip if part.style and part.style.reverse)
            for strip in drawn
        ]
        rows = [text for text in marked if text]
        assert len(rows) == 2
        assert " ".join(rows) == "nobody and the web; never a nor b"


async def test_what_comes_in_one_go_behind_the_key_are_words(shop: Workspace) -> None:
    async with reading(shop, "swap") as desk:
        for key, sign in (("slash", "/"), ("w", "w"), ("slash", "/"), ("e", "e")):
            desk.app.post_message(Key(key, sign))
        await desk.settle()

        assert desk.screen.query_one(Seek).words == "w/e"
        assert desk.went == []


async def test_words_that_are_not_there_are_said(shop: Workspace) -> None:
    async with reading(shop, "lamp") as desk:
        await desk.press("slash")
        await desk.type("zz")

        assert "not on this page" in strips(desk.app)


async def test_another_width_keeps_the_place(shop: Workspace) -> None:
    async with reading(shop, "long", "250") as desk:
        await desk.pilot.resize_terminal(120, 30)
        await desk.settle()
        assert "Turn screw 250 " in strips(desk.app)

        await desk.pilot.resize_terminal(60, 16)
        await desk.settle()
        assert "Turn screw 250 " in strips(desk.app)


async def test_a_page_is_walked(shop: Workspace) -> None:
    async with reading(shop, "swap") as desk:
        await desk.press("w")

        assert desk.went == [WalkOf("lib:pumps/swap")]


async def test_a_changed_file_is_said_and_read_again_in_the_same_place(
    shop: Workspace, lib: Path
) -> None:
    async with reading(shop, "lamp", "turn-it") as desk:
        before = desk.sheet.scroll_offset.y
        (lib / "lamp.md").write_text(LAMP.replace("Turn the lamp", "Twist the lamp"), "utf-8")
        desk.screen._look()  # noqa: SLF001 (rather than waiting a second)
        await desk.settle()
        assert desk.news == "The page changed: R loads it again."

        await desk.press("R")

        assert desk.news == ""
        assert "Twist the lamp" in strips(desk.app)
        assert desk.sheet.scroll_offset.y == before


async def test_a_file_that_vanishes_leaves_what_was_read(shop: Workspace, lib: Path) -> None:
    async with reading(shop, "lamp") as desk:
        (lib / "lamp.md").unlink()
        desk.screen._look()  # noqa: SLF001 (rather than waiting a second)
        await desk.settle()
        assert desk.news == "The file is gone; this is what was read."

        await desk.press("R")

        assert "Replace the lamp" in desk.sheet.text
        assert desk.page == "lamp"
        assert desk.told


async def test_what_can_be_done_stands_in_the_palette(shop: Workspace) -> None:
    async with reading(shop, "swap") as desk:
        names = [each.title for each in desk.app.get_system_commands(desk.app.screen)]

        assert "Walk this page" in names
        assert "Edit this page" in names


async def test_escape_leaves_the_page(shop: Workspace) -> None:
    async with reading(shop, "swap") as desk:
        app: Any = desk.app
        await desk.pilot.press("escape")
        await desk.pilot.pause()

        assert isinstance(app.screen, FindScreen)

"""What a reader does with a page: copies a command, edits the file, looks at its history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import OptionList

from flowhelp.ids import RunId
from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.places import Past, RunAt
from flowhelp.tui.reading import runs as view
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Complete, Finish, Skip
from tests.tui.reading.desk import reading, strips, until

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the terminal was asked to keep."""
    kept: list[str] = []
    monkeypatch.setattr(FlowhelpApp, "copy_to_clipboard", lambda _, text: kept.append(text))
    return kept


async def test_one_of_several_commands_is_copied_and_said(
    shop: Workspace, clipboard: list[str]
) -> None:
    async with reading(shop, "swap") as desk:
        await desk.press("c")
        await until(desk, lambda: isinstance(desk.app.screen, Choose))
        options = [str(each.prompt) for each in desk.app.screen.query_one(OptionList).options]
        assert options[0] == "1  1. valvectl close v12"

        await desk.press("2")
        await until(desk, lambda: clipboard)

        assert clipboard == ["bolt --loose 1"]
        assert desk.told == ["bolt --loose 1"]


async def test_commands_of_the_step_at_the_top_come_first(shop: Workspace) -> None:
    async with reading(shop, "swap", "2") as desk:
        await desk.press("c")
        await until(desk, lambda: isinstance(desk.app.screen, Choose))

        options = [str(each.prompt) for each in desk.app.screen.query_one(OptionList).options]
        assert [each.split("  ", 1)[1] for each in options] == [
            "2. bolt --loose 1",
            "2. bolt --loose 2",
            "1. valvectl close v12",
        ]


async def test_the_only_command_is_copied_at_once(
    shop: Workspace, lib: Path, clipboard: list[str]
) -> None:
    (lib / "bare.md").write_text(
        "# Bare\n\n1. Type:\n\n   ```sh\n   ls\u200b -l\n   ```\n", "utf-8"
    )
    async with reading(shop, "bare") as desk:
        await desk.press("c")
        await until(desk, lambda: clipboard)

        assert clipboard == ["ls -l"]  # without the sign that nobody sees


async def test_a_page_without_a_command_says_so(shop: Workspace) -> None:
    async with reading(shop, "bare") as desk:
        await desk.press("c")
        await until(desk, lambda: desk.told)

        assert desk.told == ["This page has no command."]


async def test_the_file_is_edited_and_read_again(
    shop: Workspace, lib: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "an editor"
    editor.write_text('#!/bin/sh\necho "edited $1" >> "$2"\n', "utf-8")
    editor.chmod(0o755)
    shop.env = {**shop.env, "EDITOR": f"'{editor}' 'with words'"}

    @contextmanager
    def suspended(_: FlowhelpApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(FlowhelpApp, "suspend", suspended)
    async with reading(shop, "bare") as desk:
        await desk.press("e")

        assert "edited with words" in (lib / "bare.md").read_text("utf-8")
        assert "edited with words" in strips(desk.app)
        assert desk.news == ""


@pytest.mark.parametrize(
    ("editor", "said"),
    [("", "no editor is set"), ("'", "cannot be understood"), ("no-such", "no program no-such")],
)
async def test_without_an_editor_it_says_what_to_set(
    shop: Workspace, editor: str, said: str
) -> None:
    shop.env = {**shop.env, "EDITOR": editor}
    async with reading(shop, "bare") as desk:
        await desk.press("e")

        assert said in desk.told[0]


async def test_where_there_is_no_terminal_no_editor_is_opened(shop: Workspace) -> None:
    shop.env = {**shop.env, "EDITOR": "true"}
    async with reading(shop, "bare") as desk:
        await desk.press("e")

        assert desk.told == ["An editor cannot be opened from here: this is not a terminal."]


def walked(shop: Workspace, days: int) -> RunId:
    """A run of the pump's page, begun that many days after noon."""
    shop.now = lambda: NOON + timedelta(days=days)
    entry = resolve(shop, "swap")
    session = start(shop, entry, load(shop, entry), Start())
    session.perform(Complete(session.walk.plan.procedure.steps[0].sid))
    session.perform(Skip(session.walk.plan.procedure.steps[1].sid, "they were loose"))
    session.perform(Finish())
    return session.walk.run


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (140, 45)])
async def test_the_history_has_its_runs_and_figures(shop: Workspace, size: tuple[int, int]) -> None:
    first, second = walked(shop, 0), walked(shop, 2)
    shop.now = lambda: NOON + timedelta(days=5)
    async with reading(shop, "swap", size=size) as desk:
        await until(desk, lambda: "done twice, 3 d ago" in strips(desk.app))
        await desk.press("h")
        listed = desk.screen.query_one("#runs-list", OptionList)
        lines = [str(each.prompt) for each in listed.options]
        assert "2031-05-06" in lines[0]
        assert "with deviation" in lines[0]
        assert lines[0].endswith("this version")
        figures = desk.screen.query_one("#runs-figures", Sheet).text
        assert "Done       twice" in figures
        assert "Loosen the bolts" in figures

        await desk.press("down", "enter")
        assert desk.went == [RunAt(first)]
        await desk.press("up", "enter")
        assert desk.went[1] == RunAt(second)

        await desk.press("escape")
        assert desk.app.focused is desk.sheet
        assert "Swap the feed pump" in strips(desk.app)


async def test_a_page_that_nobody_did_says_so(shop: Workspace) -> None:
    async with reading(shop, "swap") as desk:
        await desk.press("h")

        assert "Nobody did this here yet." in strips(desk.app)
        assert "never done here" in strips(desk.app)


async def test_a_long_history_leads_to_the_log(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST", 1)
    walked(shop, 0)
    walked(shop, 1)
    async with reading(shop, "swap") as desk:
        await desk.press("h", "end", "enter")

        assert desk.went == [Past("pumps/swap")]

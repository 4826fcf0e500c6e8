"""Home: what is typed, what answers, and where that leads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from flowhelp.ids import RunId
from flowhelp.search import asked as kept
from flowhelp.tui.app import FlowhelpApp
from flowhelp.tui.found import Answered
from flowhelp.tui.places import PageAt, Place, WalkOf, WalkOn
from flowhelp.tui.screens.find import FindScreen
from flowhelp.tui.widgets.result_list import ResultList
from flowhelp.tui.widgets.sheet import Sheet
from flowhelp.usecases.keystrokes import Answers, Asked
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import OPENED, TEA, TLS, places, workspace, write

OLD = "---\nreview_by: 2020-03-31\n---\n# Old pump\n\n1. Start the pump.\n"
ESCAPE = "# Clear \x1b]0;owned\x07 the [bold]screen[/]\n\n1. Say [@click=app.quit]hello[/].\n"


@pytest.fixture(autouse=True)
def _closed() -> object:
    yield
    while OPENED:
        OPENED.pop().close()


@pytest.fixture
def kitchen(tmp_path: Path) -> Workspace:
    files = {"tea.md": TEA, "tls.md": TLS, "old.md": OLD, "escape.md": ESCAPE}
    return workspace(tmp_path, write(tmp_path / "kitchen", files))


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[Place]:
    """Where the app was told to go."""
    places: list[Place] = []
    monkeypatch.setattr(FlowhelpApp, "_open", lambda _, place: places.append(place))
    return places


async def until(pilot: Pilot[int], true: Callable[[], object]) -> None:
    """Let the app go on until that is true."""
    for _ in range(400):
        if true():
            return
        await pilot.pause(0.02)
    raise AssertionError(shown(pilot))


def screen(pilot: Pilot[int]) -> FindScreen:
    found = pilot.app.screen_stack[1]
    assert isinstance(found, FindScreen)
    return found


def shown(pilot: Pilot[int]) -> str:
    lists = screen(pilot).query(ResultList)
    return lists.first().text if lists else ""


async def typed(pilot: Pilot[int], words: str) -> None:
    """Type words and wait for their answers; the libraries are read by then."""
    await until(pilot, lambda: screen(pilot).libraries)
    await pilot.press(*("space" if char == " " else char for char in words))
    await until(pilot, lambda: getattr(screen(pilot).answers, "asked", None) == screen(pilot).asked)


async def test_answers_come_while_a_word_is_being_typed(
    kitchen: Workspace, gone: list[Place]
) -> None:
    app = FlowhelpApp(kitchen)
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, "steep lea")
        await until(pilot, lambda: "Make tea" in shown(pilot))

        assert "▸ 2. Steep the leaves:" in shown(pilot)
        await until(pilot, lambda: "never done here" in shown(pilot))
        look = screen(pilot).query_one("#find-look", Sheet)
        await until(pilot, lambda: "kettle --pour cup" in look.text)
        assert "Boil the water" not in look.text

        await pilot.press("enter")
        await pilot.pause()

    assert [place.name for place in gone if isinstance(place, PageAt)] == ["kitchen:tea"]
    facts = [
        fact for fact in kept.read(kitchen.places.data_folder) if isinstance(fact, kept.Search)
    ]
    assert (facts[-1].question, facts[-1].answers) == ("steep lea", 1)


async def test_a_page_is_walked_with_one_key(kitchen: Workspace, gone: list[Place]) -> None:
    async with FlowhelpApp(kitchen).run_test(size=(60, 16)) as pilot:
        await typed(pilot, "boil")
        await until(pilot, lambda: "Make tea" in shown(pilot))
        await pilot.press("f2")
        await pilot.pause()

    assert gone == [WalkOf("kitchen:tea")]


async def test_arrows_move_in_the_answers_while_the_box_has_the_focus(
    kitchen: Workspace, gone: list[Place]
) -> None:
    async with FlowhelpApp(kitchen).run_test(size=(140, 45)) as pilot:
        await typed(pilot, "boil certificate")
        await until(pilot, lambda: len(screen(pilot).query_one(ResultList).items) > 1)
        first = screen(pilot).query_one(ResultList).marked
        await pilot.press("down")

        assert screen(pilot).query_one(ResultList).marked is not first
        assert isinstance(screen(pilot).focused, Input)
        await pilot.press("tab")
        assert isinstance(screen(pilot).focused, ResultList)
        await pilot.press("escape", "escape")
        assert screen(pilot).query_one(Input).value == ""

    assert gone == []


async def test_a_misspelled_word_can_be_taken_as_it_was_meant(kitchen: Workspace) -> None:
    async with FlowhelpApp(kitchen).run_test() as pilot:
        await typed(pilot, "renew certifcate")
        says = screen(pilot).query_one("#find-says", Sheet)
        await until(pilot, lambda: "Did you mean renew certificate" in says.text)
        await pilot.press("f3")

        assert screen(pilot).query_one(Input).value == "renew certificate"


async def test_a_filter_is_chosen_from_what_there_is_and_taken_away_by_mouse(
    kitchen: Workspace,
) -> None:
    async with FlowhelpApp(kitchen).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: screen(pilot).libraries)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: len(pilot.app.screen_stack) > 2)
        await pilot.press("2")
        await until(pilot, lambda: "Renew a TLS certificate" in shown(pilot))
        bar = screen(pilot).query_one("#find-filters", Sheet)

        assert "[tag: web ×]" in bar.text
        assert "Make tea" not in shown(pilot)
        await pilot.click("#find-filters", offset=(bar.text.index("[tag") + 2, 0))
        await until(pilot, lambda: screen(pilot).asked.is_empty)


async def test_filters_work_in_the_box(kitchen: Workspace) -> None:
    async with FlowhelpApp(kitchen).run_test() as pilot:
        await typed(pilot, "tag:web renew")
        await until(pilot, lambda: "Renew a TLS" in shown(pilot))

        assert "Make tea" not in shown(pilot)


async def test_an_answer_to_what_is_no_longer_asked_is_dropped(kitchen: Workspace) -> None:
    async with FlowhelpApp(kitchen).run_test() as pilot:
        await typed(pilot, "boil")
        screen(pilot).post_message(Answered(Answers(Asked("boi")), whole=True))
        await pilot.pause()

        assert screen(pilot).answers is not None
        assert screen(pilot).answers.asked.words == "boil"  # type: ignore[union-attr]


async def test_nothing_found_says_where_to_write_the_page(kitchen: Workspace) -> None:
    async with FlowhelpApp(kitchen).run_test(size=(80, 24)) as pilot:
        await typed(pilot, "submarine")
        # A long path is wrapped, and may be so in the middle of the name.
        await until(pilot, lambda: "submarine.md" in "".join(shown(pilot).split()))

        assert "Nothing answers to submarine." in shown(pilot)


async def test_a_review_that_has_passed_is_said(kitchen: Workspace) -> None:
    async with FlowhelpApp(kitchen).run_test(size=(80, 24)) as pilot:
        await typed(pilot, "pump")
        await until(pilot, lambda: "! review passed 2020-03-31" in shown(pilot))


async def test_text_of_a_page_is_neither_markup_nor_a_command(kitchen: Workspace) -> None:
    async with FlowhelpApp(kitchen).run_test(size=(80, 24)) as pilot:
        await typed(pilot, "screen")
        await until(pilot, lambda: "[bold]screen[/]" in shown(pilot))
        look = screen(pilot).query_one("#find-look", Sheet)
        await until(pilot, lambda: "[@click=app.quit]hello[/]" in look.text)

        assert "\x1b" not in shown(pilot) + look.text


async def test_what_was_left_is_one_key_away(kitchen: Workspace, gone: list[Place]) -> None:
    entry = resolve(kitchen, "tea")
    run: RunId = start(kitchen, entry, load(kitchen, entry), Start()).walk.run
    async with FlowhelpApp(kitchen).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Unfinished" in shown(pilot))
        await until(pilot, lambda: "Recent" in shown(pilot))

        assert "◯ 1. Boil the water" in shown(pilot)
        await pilot.press("ctrl+r")
        await pilot.pause()

    assert gone == [WalkOn(run)]


async def test_a_walk_that_was_left_is_looked_at_where_it_stands_and_gone_on_with(
    kitchen: Workspace, gone: list[Place]
) -> None:
    entry = resolve(kitchen, "tea")
    session = start(kitchen, entry, load(kitchen, entry), Start())
    session.open_next()
    async with FlowhelpApp(kitchen).run_test(size=(120, 30)) as pilot:
        look = screen(pilot).query_one
        await until(pilot, lambda: screen(pilot).home)
        await until(pilot, lambda: "steps" in look("#find-look", Sheet).text)
        await pilot.press("f2")
        await until(pilot, lambda: gone)

    assert gone == [WalkOn(session.walk.run)]


async def test_an_empty_machine_says_what_to_do_in_one_screen(
    tmp_path: Path, gone: list[Place]
) -> None:
    (tmp_path / "there").mkdir()
    new = Workspace(places(tmp_path), folder=tmp_path / "there", env={}, shipped=True)
    OPENED.append(new)
    async with FlowhelpApp(new).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Try a walk" in shown(pilot))

        for words in ("Welcome", "What is here: flowhelp (", "Try a search", "Add your own"):
            assert words in shown(pilot)
        results = screen(pilot).query_one(ResultList)
        assert results.max_scroll_y == 0
        await pilot.press("f2")
        await pilot.pause()

    assert gone == [WalkOf("flowhelp:flowhelp/getting-started")]


async def test_a_library_is_added_and_searched_without_leaving(
    kitchen: Workspace, tmp_path: Path
) -> None:
    more = write(tmp_path / "garage", {"tyre.md": "# Change a tyre\n\n1. Lift the car.\n"})
    async with FlowhelpApp(kitchen).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: screen(pilot).libraries)
        await pilot.press("f8")
        await until(pilot, lambda: len(pilot.app.screen_stack) > 2)
        pilot.app.screen.query_one(Input).value = str(more)
        await pilot.press("enter")
        await until(pilot, lambda: len(kitchen.specs) > 1)
        await typed(pilot, "tyre")
        await until(pilot, lambda: "Change a tyre" in shown(pilot))


async def test_a_library_that_is_not_there_is_said_and_the_app_goes_on(
    kitchen: Workspace, tmp_path: Path
) -> None:
    async with FlowhelpApp(kitchen).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: screen(pilot).libraries)
        await pilot.press("f8")
        await until(pilot, lambda: len(pilot.app.screen_stack) > 2)
        pilot.app.screen.query_one(Input).value = str(tmp_path / "nowhere")
        await pilot.press("enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        await typed(pilot, "tea")
        await until(pilot, lambda: "tea" in shown(pilot).casefold())

    assert len(kitchen.specs) == 1


async def test_a_walk_of_a_page_in_no_library_is_looked_at_where_it_stands(
    kitchen: Workspace, tmp_path: Path
) -> None:
    write(tmp_path / "elsewhere", {"coffee.md": "# Make coffee\n\n1. Grind it.\n2. Brew it.\n"})
    entry = resolve(kitchen, str(tmp_path / "elsewhere" / "coffee.md"))
    session = start(kitchen, entry, load(kitchen, entry), Start())
    session.open_next()
    async with FlowhelpApp(kitchen).run_test(size=(120, 30)) as pilot:
        look = screen(pilot).query_one
        await until(pilot, lambda: screen(pilot).home)
        await until(pilot, lambda: "◯ 1. Grind it." in look("#find-look", Sheet).text)

        assert "0 of 2 steps settled" in look("#find-look", Sheet).text
        assert "  2. Brew it." in look("#find-look", Sheet).text

"""The index is damaged while the app is open: it says so where it matters, and goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from flowhelp.errors import UnavailableError
from flowhelp.tui import finding
from flowhelp.tui.screens.find import FindScreen
from flowhelp.usecases.workspace import Workspace
from tests.tui.hand import Hand, at
from tests.usecases.libraries import TEA, workspace, write


@pytest.fixture
def kitchen(tmp_path: Path) -> Workspace:
    """A workspace with one page."""
    return workspace(tmp_path, write(tmp_path / "kitchen", {"tea.md": TEA}))


async def ready(hand: Hand) -> FindScreen:
    """Wait until the libraries are read and a question was answered from the index."""
    screen = await hand.on(FindScreen)
    await hand.until(lambda: screen.libraries is not None, "the libraries")
    await hand.types("boil", then="left")
    await hand.sees("❯ Make tea")
    return screen


def overwrite(index: Path) -> None:
    index.write_bytes(b"this is no index" * 1000)


def take_away(index: Path) -> None:
    for each in index.parent.glob(f"{index.name}*"):
        each.unlink()


def put_a_folder(index: Path) -> None:
    take_away(index)
    index.mkdir()


@pytest.mark.parametrize("damage", [overwrite, take_away, put_a_folder])
async def test_a_question_is_answered_though_the_index_was_damaged_meanwhile(
    kitchen: Workspace, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    async with at(kitchen) as hand:
        screen = await ready(hand)
        damage(Path(kitchen.places.index_file))
        await asks(hand, screen, "steep leaves")
        await hand.sees("❯ Make tea")

        # It is made anew by itself, and takes in what is new.
        write(tmp_path / "kitchen", {"bread.md": "# Bake bread\n\n1. Knead the dough.\n"})
        screen._desks.keep_up()  # type: ignore[union-attr]  # noqa: SLF001 - or in ten seconds
        await asks(hand, screen, "knead")
        await hand.sees("Bake bread")


async def test_an_index_that_cannot_be_read_is_said_and_the_app_goes_on(
    kitchen: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> object:
        raise UnavailableError("the index cannot be read", hint="flowhelp index makes a new one")

    async with at(kitchen) as hand:
        screen = await ready(hand)
        with monkeypatch.context() as broken:
            broken.setattr(finding, "answers_to", refused)
            await asks(hand, screen, "steep")
            await hand.until(lambda: bool(said(hand)), "a word about it")
            # Once, though each key asked anew.
            assert said(hand) == ["the index cannot be read\nflowhelp index makes a new one"]

        await asks(hand, screen, "leaves")
        await hand.sees("❯ Make tea")


async def asks(hand: Hand, screen: FindScreen, words: str) -> None:
    """Type other words into the box."""
    screen.query_one(Input).value = ""
    await hand.until(lambda: screen.asked.is_empty, "nothing is asked")
    await hand.types(words, then="left")


def said(hand: Hand) -> list[str]:
    """What was said at the edge of the screen."""
    return [each.message for each in hand.app._notifications]  # noqa: SLF001 - it goes by itself

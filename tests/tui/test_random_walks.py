"""Somebody who presses anything at all: the walk never breaks, sticks or shows what is not."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from flowhelp.journal.events import CommandStarted
from flowhelp.tui.dialogs.alert import AlertDialog
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.places import WalkOf, WalkOn
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.usecases.sources import add, trust
from flowhelp.usecases.walk import WalkSession, resume, unfinished
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough import Walk, evolve
from tests.content.shared import libraries, needs_corpora, needs_format, pages_of
from tests.content.test_format_examples import examples
from tests.torture import only_on_request
from tests.tui.hand import Hand, at
from tests.tui.screens.test_walk import library
from tests.tui.worlds import opened
from tests.usecases.libraries import write

KEYS = (
    *("enter",) * 12, *("tab", "down", "r", "1") * 2,
    "d", "s", "n", "f", "b", "w", "t", "c", "v", "u", "a", "o", "A", "H", "2", "q", "escape",
    "f2", "f3", "f4", "f6", "up", "pagedown", "shift+tab", "space", "left", "right", "home",
    "f1", "ctrl+p", "ctrl+t", "slash", "X", "backspace", "delete", "ctrl+s", "ctrl+c",
)  # fmt: skip
NEVER_YES = ("escape", "n", "x", "down", "f1")
"""Pressed where it is asked whether to run something."""
TYPED = (
    "1",
    "2.5",
    "-3",
    "0",
    "999",
    "ok",
    "yes",
    "Ben Weiss",
    "no time",
    "x",
    "泵 🔧",
    "2025-01-01",
)
SIZES = ((80, 24), (60, 16), (120, 40))


def folded(session: WalkSession) -> Walk:
    """The walk as its journal has it."""
    journal = session.workspace.journal
    walk = Walk(session.walk.run, session.walk.plan)
    for each in journal.read(session.walk.run):
        walk = evolve(walk, each.event)
    return walk


def around(session: WalkSession) -> Iterator[WalkSession]:
    """A walk, and those that it is a part of."""
    each: WalkSession | None = session
    while each is not None:
        yield each
        each = each.parent


def is_as_written(screen: WalkScreen) -> None:
    """Fails where the screen has another walk than the journal."""
    for session in around(screen.desk.session):
        if session.kept:
            assert replace(session.walk, plan=folded(session).plan) == folded(session)


async def answers(hand: Hand) -> None:
    """Fails where nothing that is pressed brings the screen back."""
    for _ in range(8):
        await hand.presses("escape")
        there = isinstance(hand.app.screen, WalkScreen) or hand.app.screen.id == "home"
        if there or not hand.app.is_running:
            return
    raise AssertionError(f"it is stuck\n{hand.seen}")


async def one_walk(  # noqa: PLR0913 (what makes it another walk)
    shop: Workspace, name: str, seed: int, *, moves: int, keep: bool, canary: Path
) -> None:
    """Press keys at random through one walk, and look at everything after each."""
    chance = random.Random(f"{name}{seed}")  # noqa: S311 - keys, not secrets
    pressed: list[str] = []
    async with at(shop, WalkOf(name, keep=keep, new=True), chance.choice(SIZES)) as hand:
        for _ in range(moves):
            if not hand.app.is_running or hand.app.return_code is not None:
                break
            line = hand.app.focused
            if isinstance(line, Input) and chance.random() < 0.6:
                words = chance.choice(TYPED)
                pressed.append(repr(words))
                line.insert_text_at_cursor(words)
                await hand.presses("enter")
            else:
                key = _key(hand, chance)
                pressed.append(key)
                await hand.presses(key)
            screen = hand.app.screen
            assert not os.path.exists(canary), pressed  # noqa: ASYNC240, PTH110 (no waiting)
            if isinstance(screen, WalkScreen) and screen.is_mounted and hasattr(screen, "desk"):
                is_as_written(screen)
        if hand.app.is_running and any(isinstance(s, WalkScreen) for s in hand.app.screen_stack):
            await answers(hand)
    assert hand.app._exception is None, pressed  # noqa: SLF001 - what made it end
    goes_on(opened(shop.folder.parent), keep=keep)


def _key(hand: Hand, chance: random.Random) -> str:
    """Any key, but none that says yes to a command: that would be consent."""
    screen = hand.app.screen
    if isinstance(screen, AlertDialog) and chance.random() < 0.5:
        return "y"
    if isinstance(screen, Confirm) and ("Run it" in hand.seen or not screen.is_mounted):
        return chance.choice(NEVER_YES)
    return chance.choice(KEYS)


def goes_on(shop: Workspace, *, keep: bool) -> None:
    """Fails where a walk that was left cannot be gone on with."""
    assert shop.journal.verify() is None
    for left in unfinished(shop):
        assert keep
        found = [each.event for each in shop.journal.read(left.run)]
        assert not any(isinstance(each, CommandStarted) for each in found)
        resume(shop, left.run)


def planted(tmp_path: Path, texts: dict[str, str], *, trusted: bool) -> Path:
    """A library of these pages, whose commands all leave a trace; where that would be."""
    canary = tmp_path / "it-ran"
    harmless = {
        name: re.sub(
            r"(?m)^(\s*```(?:sh|bash|shell|console)[^\n]*\n)", rf"\1touch {canary}\n", text
        )
        for name, text in texts.items()
    }
    write(tmp_path / "lib", {f"{name}.md": text for name, text in harmless.items()})
    add(opened(tmp_path), str(tmp_path / "lib"))
    if trusted:
        trust(opened(tmp_path), "lib")
    return canary


def of_the_paper() -> dict[str, str]:
    """The examples of the paper: path without its ending → text."""
    return {path.removesuffix(".md"): text for path, _, text in examples()}


def of_the_corpora(each: int) -> dict[str, str]:
    """Some pages of every corpus: a name → text."""
    found: dict[str, str] = {}
    for corpus in libraries():
        pages = [page for page in pages_of(corpus) if page.stat().st_size < 20_000]
        for page in random.Random(corpus).sample(pages, min(each, len(pages))):  # noqa: S311
            text = page.read_text(encoding="utf-8", errors="replace")
            found[f"{corpus}-{len(found)}"] = text
    return found


@needs_format
@pytest.mark.parametrize("keep", [True, False], ids=["kept", "rehearsed"])
async def test_no_key_breaks_the_walk_of_an_example(tmp_path: Path, keep: bool) -> None:
    texts = of_the_paper()
    canary = planted(tmp_path, texts, trusted=True)

    for number, name in enumerate(sorted(texts)):
        if number % 2 == keep:
            await one_walk(opened(tmp_path), name, 1, moves=14, keep=keep, canary=canary)


@needs_corpora
async def test_no_key_breaks_the_walk_of_a_real_page(tmp_path: Path) -> None:
    texts = of_the_corpora(1)
    canary = planted(tmp_path, texts, trusted=False)

    for name in sorted(texts)[::2]:
        await one_walk(opened(tmp_path), name, 1, moves=12, keep=True, canary=canary)


@needs_format
@needs_corpora
@pytest.mark.torture
@pytest.mark.parametrize("seed", range(6))
async def test_no_key_breaks_many_walks(
    tmp_path: Path, seed: int, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    texts = {**of_the_paper(), **of_the_corpora(4)}
    canary = planted(tmp_path, texts, trusted=False)

    for name in sorted(texts):
        keep = bool(seed % 3)
        await one_walk(opened(tmp_path), name, seed, moves=120, keep=keep, canary=canary)


async def test_a_walk_left_at_any_key_goes_on(tmp_path: Path) -> None:
    page = "# Two\n\n" + "".join(
        f"{n}. Read it.\n   - **Record:** Gauge {n}: ___ bar (1–3)\n" for n in range(1, 4)
    )
    library(tmp_path, two=page).close()

    for stop in (1, 2):
        async with at(opened(tmp_path), WalkOf("two", new=True)) as hand:
            await hand.sees("Step 1 of")
            for _ in range(stop):
                await hand.presses("2", "enter")
        shop = opened(tmp_path)
        left = unfinished(shop)
        assert left
        async with at(shop, WalkOn(left[0].run)) as hand:
            await hand.sees("You were at")
            await hand.presses("enter")
            screen = await hand.on(WalkScreen)
            is_as_written(screen)

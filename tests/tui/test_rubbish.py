"""When garbage is collected."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from textual.app import App

from flowhelp.tui.rubbish import Rubbish


class _Ring:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave the process as it was."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def left() -> weakref.ref[_Ring]:
    """A ring that nobody holds."""
    return weakref.ref(_Ring())


def work(times: int) -> None:
    """Have the newest objects looked through so often."""
    for _ in range(times):
        gc.collect(0)


def test_what_was_left_is_collected_when_nothing_was_done_since_the_last_look() -> None:
    gc.set_threshold(0)
    rubbish, ring = Rubbish(App()), left()
    gc.freeze()  # as all is that was there before

    rubbish.look()
    assert ring() is not None
    rubbish.look()

    assert ring() is None
    assert gc.get_freeze_count() > 0


def test_nothing_is_collected_while_a_person_presses_keys() -> None:
    gc.set_threshold(0)
    rubbish = Rubbish(App())
    rubbish.look()
    rubbish.look()
    ring = left()
    gc.freeze()

    for _ in range(20):
        work(5)
        rubbish.look()

    assert ring() is not None
    rubbish.look()
    assert ring() is None


def test_a_little_is_no_reason_to_look_through_everything() -> None:
    gc.set_threshold(0)
    rubbish = Rubbish(App())
    rubbish.look()
    rubbish.look()
    ring = left()
    gc.freeze()

    work(4)
    rubbish.look()
    rubbish.look()

    assert ring() is not None


async def test_an_app_looks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowhelp.tui.rubbish._QUIET_S", 0.01)
    app: App[None] = App()
    async with app.run_test() as pilot:
        ring = left()
        gc.freeze()
        Rubbish(app).watch()

        for _ in range(200):
            if ring() is None:
                break
            await pilot.pause(0.01)

    assert ring() is None

"""An open walk whose page has changed: what differs, staying, and moving on with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.errors import InputError, RefusedError
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.moving import drift_of, move
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Complete, Finish, Leave, Record
from flowhelp.walkthrough.steering import Stay
from tests.usecases.libraries import workspace, write

OLD = "# Swap\n\n1. Stop the pump and wait.\n2. Swap the seal of the pump.\n3. Sweep.\n"
NEW = "# Swap\n\n1. Stop the pump and wait.\n2. Swap the seals of the pump.\n3. Start it.\n"


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A workspace with one page."""
    return workspace(tmp_path, write(tmp_path / "lib", {"swap.md": OLD}))


@pytest.fixture
def left(shop: Workspace, tmp_path: Path) -> WalkSession:
    """A walk that was left with the second step done, and gone back to when its page changed."""
    entry = resolve(shop, "swap")
    session = start(shop, entry, load(shop, entry), Start())
    for number in ("1", "2"):
        session.perform(Complete(number))
    session.perform(Leave())
    write(tmp_path / "lib", {"swap.md": NEW})
    return resume(shop, session.walk.run)


def test_what_changed_is_said_step_by_step(left: WalkSession) -> None:
    found = drift_of(left)

    assert found is not None
    assert [new.n for _, new in found.kept] == ["1"]
    assert [(old.title, new.title) for old, new in found.changed] == [
        ("Swap the seal of the pump.", "Swap the seals of the pump.")
    ]
    assert [line.title for line in found.added] == ["Start it."]
    assert [line.title for line in found.removed] == ["Sweep."]


def test_nothing_goes_on_before_somebody_stays_or_moves(left: WalkSession) -> None:
    with pytest.raises(RefusedError, match="the page has changed since this walk began"):
        left.perform(Complete("3"))

    left.perform(Stay())
    left.perform(Complete("3"))

    assert left.walk.plan.steps[2].title == "Sweep."
    assert left.perform(Finish()).ended


def test_moving_goes_on_by_the_new_page_with_what_was_done(
    left: WalkSession, shop: Workspace
) -> None:
    with pytest.raises(InputError, match="needs a reason"):
        move(left, " ")
    assert move(left, "the seals come in pairs")

    assert left.walk.count == (2, 3)
    step = left.walk.next_step
    assert step is not None
    assert step.title == "Start it."
    left.perform(Leave())
    again = resume(shop, left.walk.run)
    assert not again.walk.drifted
    assert again.walk.count == (2, 3)
    again.perform(Complete("3"))
    assert again.perform(Finish()).ended
    steps = again.record["steps"]
    assert [(step["n"], step["title"], step["state"]) for step in steps] == [
        ("1", "Stop the pump and wait.", "done"),
        ("2", "Swap the seals of the pump.", "done"),
        ("3", "Start it.", "done"),
    ]


def test_a_page_that_is_gone_cannot_be_moved_to(
    shop: Workspace, left: WalkSession, tmp_path: Path
) -> None:
    left.perform(Leave())
    (tmp_path / "lib" / "swap.md").unlink()

    again = resume(shop, left.walk.run)

    assert drift_of(again) is None
    assert not move(again, "anyway")


GAUGE = "# Gauge\n\n1. Read it.\n   - **Record:** Pressure: ___ bar (1–5)\n2. Go.\n"


def test_a_value_judged_by_the_changed_page_is_judged_so_when_it_is_gone_back_to(
    shop: Workspace, tmp_path: Path
) -> None:
    write(tmp_path / "lib", {"swap.md": GAUGE})
    entry = resolve(shop, "swap")
    session = start(shop, entry, load(shop, entry), Start())
    session.perform(Record("1", "pressure", "4"))
    session.perform(Complete("1"))
    session.perform(Leave())
    write(tmp_path / "lib", {"swap.md": GAUGE.replace("1–5", "1–3")})
    session = resume(shop, session.walk.run)

    assert move(session, "the new pump bears less")
    session.perform(Leave())
    again = resume(shop, session.walk.run)

    assert again.walk.readings == session.walk.readings
    assert [each.within for each in again.walk.readings.values()] == [False]
    assert again.walk.next_step is not None
    assert again.walk.next_step.n == "1"
    with pytest.raises(RefusedError, match="out of limits and needs a reason"):
        again.perform(Complete("1"))

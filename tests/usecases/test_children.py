"""A sub-procedure is a run of its own inside another."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.content import Step
from flowhelp.errors import RefusedError
from flowhelp.ids import StepId
from flowhelp.journal.events import ChildEnded, ChildStarted, RunStarted
from flowhelp.usecases import walk as walking
from flowhelp.usecases.children import (
    begin_child,
    end_child,
    resumed_child,
    root_of,
    running_child,
    stack,
)
from flowhelp.usecases.durations import time_left
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.links import NoSuchPageError
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.verifying import verify
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Abandon, Complete, Finish, Leave, Note
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.demands import demands
from tests.usecases.libraries import workspace, write

SERVICE = """# Service the press

1. Open it.
2. **Do:** [Lock it](safety/lock.md) with machine = {{machine}}, lamp = red
3. Close it.
"""
LOCK = """# Lock out

1. Switch `{{machine}}` off.
2. Hang the lock.
"""
ROUND = "# Round\n\n1. **Do:** [Round](round.md)\n"
LOST = "# Lost\n\n1. **Do:** [Gone](gone.md)\n"


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """Pages that ask for others."""
    pages = {"press.md": SERVICE, "safety/lock.md": LOCK, "round.md": ROUND, "lost.md": LOST}
    return workspace(tmp_path, write(tmp_path / "lib", pages))


def begin(shop: Workspace, name: str = "press", **params: str) -> WalkSession:
    entry = resolve(shop, name)
    return start(shop, entry, load(shop, entry), Start(params=params))


def asked(session: WalkSession) -> tuple[Step, ChildDemand]:
    """The step at hand, and the page that it asks for."""
    step = session.walk.next_step
    assert step is not None
    (demand,) = (each for each in demands(session.walk, step) if isinstance(each, ChildDemand))
    return step, demand


@pytest.fixture
def inside(shop: Workspace) -> tuple[WalkSession, WalkSession]:
    """A walk and the one that it opened, which has begun."""
    session = begin(shop, machine="P-7")
    session.perform(Complete("1"))
    session.open_next()
    step, demand = asked(session)
    return session, begin_child(session, step, demand)


def test_a_child_has_the_values_it_was_given_and_knows_its_parent(
    inside: tuple[WalkSession, WalkSession],
) -> None:
    session, child = inside

    assert child.walk.params == {"machine": "P-7"}
    assert child.walk.started is not None
    assert child.walk.started.parent == session.walk.run
    assert stack(child) == ("press",)
    running = running_child(session)
    assert running is not None
    assert running[1] == child.walk.run


def test_that_it_was_begun_and_that_it_began_are_written_at_once(
    shop: Workspace, inside: tuple[WalkSession, WalkSession]
) -> None:
    session, child = inside
    (begun,) = (
        each for each in shop.journal.read(session.walk.run) if isinstance(each.event, ChildStarted)
    )
    started = shop.journal.read(child.walk.run)[0]

    assert isinstance(started.event, RunStarted)
    assert started.seq == begun.seq + 1
    assert verify(shop).events == len(shop.journal.read(session.walk.run)) + len(
        shop.journal.read(child.walk.run)
    )


def test_the_step_is_done_when_the_child_ended_well(
    inside: tuple[WalkSession, WalkSession],
) -> None:
    session, child = inside
    step = session.walk.next_step
    assert step is not None
    with pytest.raises(RefusedError):
        session.perform(Complete("2"))

    for each in child.walk.plan.steps:
        child.perform(Complete(each.sid))
    child.perform(Finish())
    end_child(session, step.sid, child)

    assert running_child(session) is None
    session.perform(Complete("2"))
    assert session.walk.next_step is not None
    assert session.walk.next_step.n == "3"


def test_a_child_that_was_left_is_gone_on_with(
    shop: Workspace, inside: tuple[WalkSession, WalkSession]
) -> None:
    session, child = inside
    child.perform(Complete("1"))
    child.perform(Leave())
    session.perform(Leave())

    assert root_of(shop, child.walk.run) == session.walk.run
    again = resume(shop, session.walk.run)
    inner = resumed_child(again)

    assert inner is not None
    assert inner.parent is again
    assert inner.walk.next_step is not None
    assert inner.walk.next_step.n == "2"


def test_a_child_that_ended_unseen_is_noted_in_the_parent(
    shop: Workspace, inside: tuple[WalkSession, WalkSession]
) -> None:
    session, child = inside
    child.perform(Abandon("the lock is lost"))

    again = resume(shop, session.walk.run)

    assert resumed_child(again) is None
    ended = [each.event for each in shop.journal.read(session.walk.run)][-1]
    assert isinstance(ended, ChildEnded)
    assert ended.outcome == "abandoned"
    _, demand = asked(again)
    assert demand.child is not None
    assert demand.child.outcome == "abandoned"


def test_a_page_does_not_run_inside_itself(shop: Workspace) -> None:
    session = begin(shop, "round")
    step, demand = asked(session)

    with pytest.raises(RefusedError, match="is being walked already"):
        begin_child(session, step, demand)
    assert running_child(session) is None


def test_a_page_that_is_not_there_is_said(shop: Workspace) -> None:
    session = begin(shop, "lost")
    step, demand = asked(session)

    with pytest.raises(NoSuchPageError, match=r"asks for gone\.md, which is not in its library"):
        begin_child(session, step, demand)


def test_the_time_left_is_that_of_earlier_walks(shop: Workspace) -> None:
    clock = iter(range(0, 100_000, 10))
    shop.monotonic = lambda: float(next(clock))
    first = begin(shop, "safety/lock", machine="P-7")
    assert time_left(first) is None
    for step in first.walk.plan.steps:
        first.open_next()
        first.perform(Complete(step.sid))
    first.perform(Finish())

    second = begin(shop, "safety/lock", machine="P-8")
    left = time_left(second)

    assert left is not None
    assert (left.known, left.unknown, left.runs) == (2, 0, 1)
    assert left.left_s > 0


def test_what_was_done_is_sent_once_the_walk_around_it_has_ended(
    inside: tuple[WalkSession, WalkSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, child = inside
    sent: list[Workspace] = []
    monkeypatch.setattr(walking, "sync_later", sent.append)

    for step in ("1", "2"):
        child.perform(Complete(step))
    child.perform(Finish())
    assert child.walk.ended is not None
    assert sent == []
    end_child(session, asked_step(session), child)
    session.perform(Abandon("enough"))
    assert sent == [session.workspace]

    session.perform(Note("The lock was missing.", to="run"))
    assert sent == [session.workspace] * 2  # what is added later travels as well


def asked_step(session: WalkSession) -> StepId:
    """The step whose sub-procedure runs."""
    running = running_child(session)
    assert running is not None
    return running[0]


def test_a_rehearsal_is_not_sent(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Workspace] = []
    monkeypatch.setattr(walking, "sync_later", sent.append)
    entry = resolve(shop, "lock")
    for keep in (False, True):
        session = start(shop, entry, load(shop, entry), Start(params={"machine": "P"}, keep=keep))
        session.perform(Complete("1"))
        session.perform(Complete("2"))
        session.perform(Finish())
        assert len(sent) == keep

"""Walks of pages that nobody here wrote."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import pytest

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from flowhelp.journal.events import Event
from flowhelp.walkthrough import Walk, evolve
from flowhelp.walkthrough.actions import Abandon, Back, Complete, Leave, NotApplicable, Open
from tests.content.shared import pages_of
from tests.walkthrough.walkers import check_nothing_is_settled_twice, way_on
from tests.walkthrough.worlds import attempt, begun

CORPORA = Path(__file__).parents[2] / "../shared/corpora"
HERE = CORPORA.is_dir()
MOST_STEPS = 150
EVERY = 48


def pages() -> list[Path]:
    """Some of every collection, all kinds of them."""
    return sorted(CORPORA.rglob("*.md"))[::EVERY]


def read(path: Path) -> Procedure:
    """The page as a procedure."""
    return parse_page(path.read_text(encoding="utf-8", errors="replace"), path=path.name)


def finished(procedure: Procedure, use: str) -> Walk:
    """The walk of somebody who mostly does what the page says, to its end."""
    start = walk = begun(procedure, use)
    journal: list[Event] = []
    for number in range(MOST_STEPS * 6):
        if walk.ended:
            break
        step = walk.next_step
        action = way_on(walk, number)
        if step is not None and number % 7 == 3:
            action = NotApplicable(step.sid, "not here")
        elif number % 11 == 5:
            action = Back()
        events = attempt(walk, action) or attempt(walk, way_on(walk, number))
        assert events, "stuck"
        journal += events
        walk = reduce(evolve, events, walk)
    assert reduce(evolve, journal, start) == walk
    check_nothing_is_settled_twice(journal)
    return walk


def collections() -> list[str]:
    """The names of the collections; one that says so where there are none."""
    found = sorted(path.name for path in CORPORA.iterdir() if path.is_dir()) if HERE else []
    return found or ["none"]


@pytest.mark.skipif(not HERE, reason="the corpora are not beside this checkout")
@pytest.mark.parametrize("name", collections())
def test_a_walk_of_a_real_page_can_be_started_and_left(name: str) -> None:
    found = pages_of(name)[::9]
    for path in found:
        walk = begun(read(path))
        assert walk.next_step is not None, path

        opened = reduce(evolve, attempt(walk, Open(walk.next_step.sid)), walk)
        left = reduce(evolve, attempt(opened, Leave()), opened)

        assert left.paused, path
        assert left.next_step == opened.next_step, path
    assert found


@pytest.mark.skipif(not HERE, reason="the corpora are not beside this checkout")
def test_walks_of_real_pages_come_to_an_end() -> None:
    ended = 0
    for path in pages():
        procedure = read(path)
        walk = begun(procedure)
        if len(walk.plan.steps) <= MOST_STEPS:
            ended += finished(procedure, "reference").ended is not None
        walk = reduce(evolve, attempt(walk, Abandon("enough")), walk)
        assert walk.ended
        assert attempt(walk, Complete(walk.plan.steps[0].sid)) == ()
    assert ended > len(pages()) * 0.9

"""Random actions on every real page: never stuck, always its own replay, nothing settled twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from random import Random

import pytest

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from flowhelp.ids import RunId
from flowhelp.journal.events import Event, Person
from flowhelp.walkthrough import Action, Walk, evolve
from flowhelp.walkthrough.actions import (
    Back,
    Choose,
    Complete,
    Fail,
    Finish,
    Leave,
    NotApplicable,
    Open,
    Record,
    Release,
    Resume,
    RollBack,
    SetParam,
    Sign,
    Skip,
    Verify,
)
from flowhelp.walkthrough.advice import advice, banners
from flowhelp.walkthrough.steering import (
    Accept,
    Again,
    Confirm,
    EndChild,
    EndTimer,
    HandOver,
    StartChild,
    StartTimer,
    Stay,
)
from tests.content.shared import libraries, needs_corpora, pages_of
from tests.torture import only_on_request
from tests.walkthrough.walkers import TOMORROW, check_nothing_is_settled_twice, way_on
from tests.walkthrough.worlds import attempt, begun

ACTIONS = 24
USES = ("information", "reference", "continuous")
MADE: tuple[Callable[[str], Action], ...] = (
    Open,
    lambda step: Complete(step, "why"),
    lambda step: Skip(step, "why", "Kim"),
    lambda step: NotApplicable(step, "why"),
    lambda step: Fail(step, "why"),
    lambda step: Choose(step, "1", "why"),
    lambda step: Choose(step, "2"),
    lambda step: Record(step, "", "1"),
    lambda step: Verify(step, ok=False),
    lambda step: Sign(step, "Kim", part="second"),
    lambda step: Release(step, "Kim", "why"),
    Back,
    lambda _: Back(),
    lambda _: RollBack(),
    lambda _: Leave(),
    lambda _: Resume(),
    lambda _: Resume("fh1-another"),
    lambda _: Stay(),
    lambda _: Finish(),
    lambda _: HandOver(Person("ann")),
    Confirm,
    lambda step: Again(step, "why"),
    lambda step: StartTimer(step, TOMORROW),
    lambda step: EndTimer(step, "why"),
    lambda step: StartChild(step, RunId("c1"), "other"),
    lambda step: EndChild(step, "failed"),
    lambda step: Accept(step, "why"),
)


def wander(procedure: Procedure, luck: Random) -> None:
    """Walk a page at random, and look at every state on the way."""
    start = walk = begun(procedure, luck.choice(USES))
    names = [step.sid for step in (*walk.plan.steps, *walk.plan.groups)]
    params = [param.name for param in procedure.params]
    journal: list[Event] = []
    for number in range(ACTIONS):
        action: Action = way_on(walk, number)
        if number % 3:
            action = luck.choice(MADE)(luck.choice(names))
        elif params and luck.random() < 0.2:
            action = SetParam(luck.choice(params), "1")
        events = attempt(walk, action)
        journal += events
        walk = reduce(evolve, events, walk)
        look(walk)
        if walk.ended:
            break
        assert attempt(walk, way_on(walk, number)), "stuck"
    assert reduce(evolve, journal, start) == walk
    check_nothing_is_settled_twice(journal)


def look(walk: Walk) -> None:
    """The views of a walk can be had at any time."""
    step = walk.next_step
    assert all(banner.text for banner in banners(walk))
    assert step is None or advice(walk, step).rollback in {True, False}


def read(path: Path) -> Procedure:
    """The page as a procedure."""
    return parse_page(path.read_text(encoding="utf-8", errors="replace"), path=path.name)


@needs_corpora
@pytest.mark.parametrize("library", libraries() or ["none"])
def test_random_actions_never_get_stuck_on_a_real_page(library: str) -> None:
    wanders(library, pages_of(library)[::3])


@needs_corpora
@pytest.mark.torture
@pytest.mark.parametrize("library", libraries() or ["none"])
def test_random_actions_never_get_stuck_on_any_real_page(
    library: str, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    wanders(library, pages_of(library))


def wanders(library: str, pages: list[Path]) -> None:
    """Random actions on these pages; an error names the page."""
    for path in pages:
        try:
            wander(read(path), Random(f"{library}/{path.name}"))  # noqa: S311 - repeatable
        except AssertionError as error:
            raise AssertionError(f"{path}: {error}") from error

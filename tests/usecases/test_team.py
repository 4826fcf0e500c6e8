"""What is due for the team, and which page a run was of."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flowhelp.journal.events import Event, RunStarted
from flowhelp.journal.store import Journal
from flowhelp.usecases import freshness
from flowhelp.usecases.history import Wanted
from flowhelp.usecases.team import UnclearPageError, due, last_done, stats
from flowhelp.usecases.workspace import Workspace
from tests.pasts import KIM, LEE, NOON, keyed_in, run_id, started, whole, write_past
from tests.usecases.libraries import workspace, write

WEEKLY = "---\nevery: P1W\n---\n# Wash the press\n\n1. Wash it.\n"
YEARLY = "---\nevery: P1Y\n---\n# Paint the press\n\n1. Paint it.\n"
ALL = Wanted()


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A library of two recurring pages, ten days after the first of the past."""
    folder = write(tmp_path / "plant", {"press/wash.md": WEEKLY, "press/paint.md": YEARLY})
    shop = workspace(tmp_path, folder)
    shop.now = lambda: NOON + timedelta(days=10)
    return shop


def moved(
    events: Sequence[Event], page: str, source: str, *, repo: str = "", purpose: str = "perform"
) -> list[Event]:
    """The same run, of another page."""
    first, *rest = events
    assert isinstance(first, RunStarted)
    doc = replace(first.doc, id=page, source=source, repo=repo)
    return [replace(first, doc=doc, purpose=purpose), *rest]


def pull(shop: Workspace, folder: Path, *runs: Sequence[Event]) -> None:
    """Have these runs of another device here."""
    other = Journal.open(folder / "other.db", now=lambda: NOON, noise=secrets.randbits)
    for events in runs:
        other.append(events)
    shop.team.take_lines("hub", other.rows())
    other.close()


def test_what_nobody_did_in_time_is_overdue(shop: Workspace, tmp_path: Path) -> None:
    write_past(shop, moved(whole(1, 0, 3.0), "press/wash", "plant"))
    pull(shop, tmp_path, moved(whole(2, 1, 3.0, who=LEE), "press/wash", "plant"),
         moved(whole(3, 1, 3.0, who=LEE), "press/paint", "plant"))  # fmt: skip

    (found,) = due(shop, ALL)

    assert (found.name, found.title, found.every) == ("plant:press/wash", "Wash the press", "P1W")
    assert found.overdue
    assert found.last.who == LEE.name
    assert found.due == NOON + timedelta(days=8, minutes=10)


def test_what_somebody_else_did_is_not_due(shop: Workspace, tmp_path: Path) -> None:
    write_past(shop, moved(whole(1, 0, 3.0), "press/wash", "plant"))
    pull(shop, tmp_path, moved(whole(2, 9, 3.0, who=LEE), "press/wash", "plant"))

    assert due(shop, ALL) == ()


def test_what_was_keyed_in_late_is_due_by_the_paper_here_and_for_the_team(
    shop: Workspace, tmp_path: Path
) -> None:
    work = moved(whole(1, 0, 3.0), "press/wash", "plant")
    *keyed, end = keyed_in(work, 9.5)
    write_past(shop, [*keyed, replace(end, paper_at=None)])
    pull(shop, tmp_path, keyed_in(moved(whole(2, -1, 3.0), "press/wash", "plant"), 10.5))

    (found,) = due(shop, ALL)

    assert (found.last.run, found.overdue) == (run_id(1), True)
    assert found.due == NOON + timedelta(days=7, minutes=9), "the latest time on the paper"
    assert freshness.last_done(shop)["plant", "press/wash"].at == found.last.at


def test_what_is_due_soon_is_said_and_not_called_overdue(shop: Workspace, tmp_path: Path) -> None:
    pull(shop, tmp_path, moved(whole(2, 3.5, 3.0), "press/wash", "plant"))

    assert [each.overdue for each in due(shop, ALL)] == [False]
    assert due(shop, Wanted(procedure="paint")) == ()


def test_a_practice_run_or_one_that_was_given_up_does_not_count(
    shop: Workspace, tmp_path: Path
) -> None:
    pull(shop, tmp_path, moved(whole(1, 0, 3.0), "press/wash", "plant"),
         moved(whole(2, 9, 3.0), "press/wash", "plant", purpose="practice"),
         moved([started(3, 9)], "press/wash", "plant"))  # fmt: skip

    assert [each.last.run for each in due(shop, ALL)] == [run_id(1)]


def test_a_page_counts_by_its_repository_whatever_the_library_is_called(
    shop: Workspace, tmp_path: Path
) -> None:
    location = shop.specs[0].location
    pull(shop, tmp_path, moved(whole(1, 0, 3.0), "press/wash", "works", repo=location))

    assert [each.name for each in due(shop, ALL)] == ["plant:press/wash"]


def test_what_was_last_done_is_narrowed_by_who_and_when(shop: Workspace, tmp_path: Path) -> None:
    write_past(shop, moved(whole(1, 0, 3.0, who=KIM), "press/wash", "plant"))
    pull(shop, tmp_path, moved(whole(2, 3, 3.0, who=LEE), "press/paint", "plant"))

    assert [each.procedure for each in last_done(shop, ALL)] == ["press/paint", "press/wash"]
    assert [each.who for each in last_done(shop, Wanted(by="lee"))] == [LEE.name]
    since = Wanted(since=NOON + timedelta(days=2))
    assert [each.procedure for each in last_done(shop, since)] == ["press/paint"]
    assert [each.own for each in last_done(shop, Wanted(procedure="wash"))] == [True]


def test_figures_are_of_all_libraries_unless_one_is_named(shop: Workspace, tmp_path: Path) -> None:
    write_past(shop, moved(whole(1, 0, 3.0), "press/wash", "plant"))
    others = ((2, "press/wash"), (3, "x/only"), (4, "y/only"))
    pull(shop, tmp_path, *(moved(whole(n, 3, 3.0), page, "works") for n, page in others))

    assert stats(shop, "wash").figures.figures.runs == 2
    assert stats(shop, "wash").libraries == ("plant", "works")
    assert stats(shop, "plant:press/wash").figures.figures.runs == 1
    with pytest.raises(UnclearPageError, match="2 procedures"):
        stats(shop, "only")

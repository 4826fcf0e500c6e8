"""What is worked out from everybody's events: the same in whatever order they came."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowhelp.ids import StepId
from flowhelp.journal.codec import Row, written
from flowhelp.journal.events import Event, Feedback, Noted, StepFailed, StepOpened
from flowhelp.journal.figures import figures_of
from flowhelp.journal.lines import Withheld
from flowhelp.journal.record import run_record
from flowhelp.journal.store import Journal
from flowhelp.journal.team import Team
from flowhelp.journal.team_figures import PageFigures, figures
from flowhelp.journal.team_runs import Standing, last_done, pages, runs
from flowhelp.journal.team_schema import MODEL_TABLES
from tests.journal.teams import elsewhere, team_in, told, withheld
from tests.journal.worlds import NOON, journal_in
from tests.pasts import KIM, LEE, at, eventful, keyed_in, run_id, started, whole


def failed(number: int, day: float) -> list[Event]:
    """A run in which a step fails, with words for the author."""
    run = run_id(number)
    return [
        started(number, day, who=LEE),
        StepOpened(run=run, at=at(day), sid=StepId("s-a")),
        StepFailed(run=run, at=at(day, 2), sid=StepId("s-a"), reason="valve stuck"),
        Noted(run=run, at=at(day, 3), sid=StepId("s-a"), text="It needs a wrench."),
        Feedback(run=run, at=at(day, 4), useful=-1, text="Say where the wrench is."),
    ]


MANY: list[list[Event]] = [
    [*whole(1, -9, 3.0)],
    [*whole(2, -8, 9.0, who=LEE, within=False)],
    [*eventful(3, -7)],
    [*failed(4, -6)],
    [*whole(5, -5, 4.0)],
]


def models(team: Team) -> dict[str, list[tuple[object, ...]]]:
    """All rows that are worked out, pages by their names."""
    names = dict(team.asked("select number, procedure || library from page"))
    found: dict[str, list[tuple[object, ...]]] = {}
    for table in (*MODEL_TABLES, "followed"):
        rows = team.asked(f"select * from {table}")  # noqa: S608
        column = {"run": 1, "step": 2, "said": 2}.get(table)
        found[table] = sorted(
            tuple(
                names[value] if place == column else value
                for place, value in enumerate(row)
                if not (table == "page" and place == 0)
            )
            for row in rows
        )
    return found


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_rows_are_the_same_in_whatever_order_parcels_came(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        _one_order(Path(folder), data)


def _one_order(folder: Path, data: st.DataObject) -> None:
    with_others = elsewhere(folder, *MANY)
    own = journal_in(folder)
    try:
        rows = list(with_others.rows())
        cuts = data.draw(st.lists(st.integers(1, len(rows) - 1), unique=True, max_size=8))
        edges = [0, *sorted(cuts), len(rows)]
        hidden = data.draw(st.booleans())
        parcels: list[list[Row | Withheld]] = [[*rows[a:b]] for a, b in pairwise(edges)]
        if hidden:
            parcels = [
                [withheld(rows[a:b])] if a == 0 else [*rows[a:b]] for a, b in pairwise(edges)
            ]
        order = data.draw(st.permutations(parcels))
        team = team_in(folder / "one")
        for number, parcel in enumerate(order):
            team.take_lines("hub", parcel)
            if number == len(order) // 2:
                own.append(whole(77, -3, 2.0))
            if data.draw(st.booleans()):
                team.refresh(own.asked)
        team.refresh(own.asked)
        kept_up = models(team)
        team.rebuild(own.asked)
        assert models(team) == kept_up

        at_once = team_in(folder / "two")
        for parcel in parcels:
            at_once.take_lines("hub", parcel)
        at_once.refresh(own.asked)
        assert models(at_once) == kept_up
        assert hidden or len(kept_up["run"]) == len(MANY) + 1
        assert kept_up["followed"] == [(rows[-1].device, rows[-1].seq, rows[-1].sha256)]
        at_once.close()
        team.close()
    finally:
        own.close()
        with_others.close()


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """What another device did, and one run of this machine."""
    journal, own = elsewhere(tmp_path, *MANY), journal_in(tmp_path)
    own.append(whole(6, -1, 3.5))
    team = team_in(tmp_path)
    team.take_lines("hub", journal.rows())
    told(team, list(journal.rows())[-1])
    team.refresh(own.asked)
    return team


def asked(team: Team) -> PageFigures:
    """The figures of all that was done."""
    return figures(team.asked, [page.number for page in pages(team.asked)])


def test_figures_are_those_of_the_records(team: Team, tmp_path: Path) -> None:
    own, other = journal_in(tmp_path), elsewhere(tmp_path)
    records = [run_record(journal.read(run)) for journal in (own, other) for run in journal.runs()]
    records.sort(key=lambda record: str(record["started_at"]), reverse=True)

    assert asked(team).figures == figures_of(records, [StepId("s-a"), StepId("s-b")])


def test_what_was_said_is_there_for_the_author(team: Team) -> None:
    found = asked(team)

    assert [(said.kind, said.who, said.words) for said in found.remarks] == [
        ("remark", "Lee Park", "It needs a wrench."),
        ("feedback", "Lee Park", "Say where the wrench is."),
        ("remark", "Lee Park", "The picture is of the old gauge."),
    ]
    assert found.remarked == 3
    assert [(said.kind, said.who, said.words) for said in found.reasons] == [
        ("failed", "Lee Park", "valve stuck"),
        ("skip", "Lee Park", "was closed"),
        ("out_of_limits", "Lee Park", "air in the line"),
    ]
    assert found.deviated == 2, "what failed is no deviation"
    assert [(each.run[-1], each.deviations) for each in runs(team.asked) if each.deviations] == [
        ("3", 1),
        ("2", 1),
    ]
    assert set(found.deviations) == {("skip", "s-a", 1), ("out_of_limits", "s-b", 1)}
    assert [(each.runs, each.people) for each in found.versions] == [(6, 2)]


def test_runs_of_everybody_are_listed_with_how_far_to_trust_them(team: Team) -> None:
    found = list(runs(team.asked))

    assert [(each.run[-1], each.who, each.standing, each.target) for each in found] == [
        ("6", KIM.name, Standing.OWN, ""),
        ("5", KIM.name, Standing.VERIFIED, "hub"),
        ("4", LEE.name, Standing.VERIFIED, "hub"),
        ("3", LEE.name, Standing.VERIFIED, "hub"),
        ("2", LEE.name, Standing.VERIFIED, "hub"),
        ("1", KIM.name, Standing.VERIFIED, "hub"),
    ]
    since = NOON - timedelta(days=6)
    assert [each.run[-1] for each in runs(team.asked, since)] == ["6", "5", "4"]
    assert list(runs(team.asked, None, [])) == []


def test_what_is_behind_a_gap_is_not_verified(tmp_path: Path) -> None:
    rows = list(elsewhere(tmp_path, *MANY).rows())
    team = team_in(tmp_path)
    team.take_lines("hub", [row for row in rows if row.seq != 8])
    told(team, rows[6], rows[-1])
    team.refresh()

    standing = {each.run[-1]: each.standing for each in runs(team.asked)}

    assert standing == {
        "1": Standing.VERIFIED,
        "3": Standing.UNVERIFIED,
        "4": Standing.UNVERIFIED,
        "5": Standing.UNVERIFIED,
    }


def test_the_last_time_is_of_the_one_who_did_it_last(team: Team) -> None:
    (last,) = last_done(team.asked, NOON)

    assert (last.procedure, last.who, last.own, last.times) == (
        "plant/pump",
        KIM.name,
        True,
        4,
    )
    assert last.at == at(-1, 10).wall


def test_work_keyed_in_later_was_done_when_the_paper_says(tmp_path: Path) -> None:
    deviating = whole(2, -9, 9.0, who=LEE, within=False)
    journal = elsewhere(tmp_path, whole(1, -8, 3.0), keyed_in(deviating, 8.5))
    team = team_in(tmp_path)
    team.take_lines("hub", journal.rows())
    team.refresh()

    (last,) = last_done(team.asked, NOON)

    assert (last.run, last.at) == (run_id(1), at(-8, 10).wall)
    assert [(each.run, each.started, each.ended) for each in runs(team.asked)] == [
        (run_id(1), at(-8).wall, at(-8, 10).wall),
        (run_id(2), at(-9).wall, at(-9, 10).wall),
    ]
    assert [each.run for each in runs(team.asked, at(-8.5).wall)] == [run_id(1)]
    assert [reason.at for reason in asked(team).reasons] == [at(-9, 3).wall]
    assert asked(team).figures.last_at == written(at(-8, 10).wall)


def test_what_a_clock_that_ran_ahead_says_was_done_last_by_nobody(
    team: Team, tmp_path: Path
) -> None:
    (before,) = last_done(team.asked, NOON)
    other = Journal.open(tmp_path / "ahead.db", now=lambda: NOON, noise=random.getrandbits)
    other.append(whole(9, 3_650, 3.0))
    team.take_lines("hub", other.rows())
    team.refresh()
    other.close()

    assert last_done(team.asked, NOON) == (before,)
    (later,) = last_done(team.asked, NOON + timedelta(days=4_000))
    assert later.run == run_id(9)


def test_a_record_without_events_counts_until_the_events_come(team: Team, tmp_path: Path) -> None:
    run = whole(9, 0, 3.0)
    other = Journal.open(tmp_path / "third.db", now=lambda: NOON, noise=random.getrandbits)
    other.append(run)
    record = json.loads(json.dumps(run_record(other.read(run_id(9)))))

    assert team.take_records("lrs", [record]).new == 1
    assert team.take_records("lrs", [record], cursor="c").known == 1
    team.refresh()
    first = next(iter(runs(team.asked)))
    team.take_lines("hub", other.rows())
    team.refresh()
    before = next(iter(runs(team.asked))).standing
    told(team, list(other.rows())[-1])
    other.close()

    assert (first.standing, first.target) == (Standing.RECORD, "lrs")
    assert before is Standing.UNVERIFIED  # no published end covers it yet
    assert next(iter(runs(team.asked))).standing is Standing.VERIFIED
    assert len(list(runs(team.asked))) == 7


def test_records_that_are_none_are_not_shown_and_hurt_nothing(team: Team) -> None:
    odd: Sequence[dict[str, object]] = [
        {"id": "x1"},
        {"id": "x2", "doc": {"id": 3}, "actor": {"id": "a"}, "started_at": "yesterday"},
        {"id": "x3", "doc": {"id": "p"}, "actor": "nobody", "started_at": "2031-05-04T12:00:00Z"},
    ]

    assert team.take_records("lrs", odd).new == 3
    team.refresh()

    assert len(list(runs(team.asked))) == 6


def test_a_record_that_comes_again_and_differs_is_named(team: Team) -> None:
    team.take_records("lrs", [{"id": "x1"}])

    assert team.take_records("lrs", [{"id": "x1", "outcome": "completed"}]).aside == 1
    assert [flaw.kind for flaw in team.verify()] == ["forked"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_of_two_records_of_a_run_the_newer_stays(team: Team, order: tuple[int, ...]) -> None:
    records = [{"id": "x1", "notes": [{"text": "more"}] * later} for later in range(3)]
    for later in order:
        team.take_records("lrs", [records[later]], later=later)

    ((content,),) = team.asked("select content from record")

    assert json.loads(content) == records[2]
    assert team.verify() == (), "what was added to is no fork"


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_ends_of_a_run_everybody_keeps_the_same_and_the_other_is_named(
    team: Team, *, turned: bool
) -> None:
    early, late = ({"id": "x1", "ended_at": f"2031-05-0{day}T12:00:00Z"} for day in (4, 5))
    for each in (late, early) if turned else (early, late):
        team.take_records("lrs", [each], later=1)

    ((content,),) = team.asked("select content from record")
    ((aside,),) = team.asked("select line from oddity")

    assert (json.loads(content), json.loads(aside)) == (late, early)
    assert [flaw.kind for flaw in team.verify()] == ["forked"]


def test_an_own_journal_that_is_another_one_is_read_anew(team: Team, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = elsewhere(tmp_path / "other", whole(20, 0, 1.0))

    team.refresh(other.asked)

    assert run_id(20) in {each.run for each in runs(team.asked)}


def test_an_event_that_makes_no_sense_hides_its_run_alone(tmp_path: Path) -> None:
    rows: list[Row] = list(elsewhere(tmp_path, [MANY[0][1]], MANY[1]).rows())
    team = team_in(tmp_path)
    team.take_lines("hub", rows)
    team.refresh()

    assert [each.run for each in runs(team.asked)] == [run_id(2)]
    assert isinstance(next(iter(runs(team.asked))).started, datetime)

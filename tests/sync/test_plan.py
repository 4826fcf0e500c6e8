"""What travels of new events."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.journal.codec import GENESIS, Row, encode, written
from flowhelp.journal.events import Noted, Person, RunHandedOver
from flowhelp.sync import plan
from flowhelp.sync.lines import Withheld, read
from tests.journal.worlds import NOW
from tests.sync.conformance import ADA, BEN
from tests.sync.worlds import run_id, run_of


def rows(*runs: list, month: str = "") -> list[Row]:  # type: ignore[type-arg]
    """The chain of a device that did these one after the other."""
    found: list[Row] = []
    for event in (event for run in runs for event in run):
        tag, body = encode(event)
        prev = found[-1].sha256 if found else GENESIS
        at = month or written(event.at.wall)
        sid = getattr(event, "sid", "")
        row = Row(secrets.token_hex(8), ADA, len(found) + 1, event.run, sid, tag, at, body, prev)  # type: ignore[arg-type]
        found.append(replace(row, sha256=row.digest()))
    return found


def test_each_performer_has_parcels_of_their_own() -> None:
    made = plan.parcels(rows(run_of(1, actor="ann"), run_of(2, actor="bob")), (), ADA)

    assert [parcel.key for parcel in made] == [
        f"2031/05/ann.{ADA}.1-4.jsonl",
        f"2031/05/bob.{ADA}.5-8.jsonl",
    ]


def test_who_takes_over_is_the_performer_from_there_on() -> None:
    run = run_of(1, actor="ann")
    run.insert(2, RunHandedOver(run=run_id(1), at=NOW, to=Person("bob")))

    made = plan.parcels(rows(run), (), ADA)

    assert [(parcel.key[8:11], parcel.first, parcel.last) for parcel in made] == [
        ("ann", 1, 2),
        ("bob", 3, 5),
    ]


@pytest.mark.parametrize("record", ["private", "local", "none", "", "TEAM"])
def test_only_what_is_for_the_team_leaves(record: str) -> None:
    (parcel,) = plan.parcels(rows(run_of(1, record=record, actor="ann")), (), ADA)

    (part,) = read(parcel.content)
    assert isinstance(part, Withheld)
    assert (part.first, part.last) == (1, 4)
    assert b"ann" not in parcel.content
    assert "ann" not in parcel.key


def test_a_run_that_nobody_saw_begin_stays() -> None:
    (parcel,) = plan.parcels(rows(run_of(1))[1:], (), ADA)

    assert [type(part) for part in read(parcel.content)] == [Withheld]


def test_a_run_that_began_before_goes_by_its_beginning() -> None:
    chain = rows(run_of(1, actor="ann"))

    (parcel,) = plan.parcels(chain[2:], chain[:2], ADA)

    assert parcel.key == f"2031/05/ann.{ADA}.3-4.jsonl"
    assert list(read(parcel.content)) == chain[2:]


def test_no_parcel_is_too_large() -> None:
    run = run_of(1)
    words = [Noted(run=run_id(1), at=NOW, sid=run[1].sid, text="x" * 300_000) for _ in range(7)]  # type: ignore[union-attr]
    many = [Noted(run=run_id(1), at=NOW, sid=run[1].sid, text="y") for _ in range(4_500)]  # type: ignore[union-attr]

    made = plan.parcels(rows([*run, *words, *many]), (), ADA)

    assert max(len(parcel.content) for parcel in made) <= plan.MOST_BYTES
    assert max(parcel.content.count(b"\n") for parcel in made) <= plan.MOST_LINES
    assert sum(parcel.content.count(b"\n") for parcel in made) == 4 + 7 + 4_500


def test_events_that_another_carries_have_names_that_tell() -> None:
    (parcel,) = plan.parcels(rows(run_of(1)), (), BEN)

    assert parcel.key == f"2031/05/jo~{ADA}.{BEN}.1-4.jsonl"
    assert parcel.device == BEN


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=9))
def test_every_event_travels_once_or_is_in_one_range(kinds: list[tuple[str, bool]]) -> None:
    runs = [
        run_of(number, actor=who, record="team" if may else "private")
        for number, (who, may) in enumerate(kinds)
    ]
    chain = rows(*runs)

    made = plan.parcels(chain, (), ADA)

    covered: list[int] = []
    for parcel in made:
        for part in read(parcel.content):
            span = (part.seq, part.seq) if isinstance(part, Row) else (part.first, part.last)
            covered += range(span[0], span[1] + 1)
            assert not isinstance(part, Row) or part == chain[part.seq - 1]
    assert sorted(covered) == [row.seq for row in chain]
    assert len({parcel.key for parcel in made}) == len(made)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_name_for_files_is_safe_and_of_one_person(one: str, other: str) -> None:
    name = plan.file_name(one)

    assert name.isascii()
    assert not set(name) & set("./\\~+ \n")
    assert 1 <= len(name) <= 49
    assert one == other or name != plan.file_name(other)


def test_what_is_no_beginning_says_nothing() -> None:
    start = rows(run_of(1))[0]
    odd = replace(start, body='{"doc":1}')

    runs = plan.Runs()
    runs.see(odd)

    assert not runs.may(start)

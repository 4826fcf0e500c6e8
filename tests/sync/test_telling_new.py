"""Statements of what is new in a real journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flowhelp.ids import DeviceId, StepId
from flowhelp.journal.codec import Row
from flowhelp.journal.events import Event, Noted
from flowhelp.sync.statements import NoRecordError, Shape, parcels
from flowhelp.sync.telling_new import cut, record
from flowhelp.usecases.workspace import Workspace
from tests.pasts import at, eventful, run_id, whole, write_past
from tests.usecases.libraries import workspace

CARRIER = DeviceId("01a00000-0000-7000-8000-00000000cccc")


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    shop = workspace(tmp_path)
    write_past(shop, whole(1, 0, 3.0), eventful(2, 1), whole(3, 2, 3.0))
    return shop


def rows(shop: Workspace) -> list[Row]:
    return list(shop.journal.rows())


def keys(shop: Workspace, new: list[Row], shape: Shape | None = None) -> list[str]:
    made = cut(shape or Shape())
    return [each.key for each in made(new, shop.journal, CARRIER)]


def test_runs_that_ended_are_told_wherever_the_cuts_are(shop: Workspace) -> None:
    everything = Shape(steps=True, readings=True, signs=True)
    found = rows(shop)
    at_once = keys(shop, found, everything)

    for size in (1, 2, 5, 11):
        pieces = [found[begin : begin + size] for begin in range(0, len(found), size)]
        assert [key for piece in pieces for key in keys(shop, piece, everything)] == at_once
    assert len(at_once) == 10
    assert {each.device for each in cut(Shape())(found, shop.journal, CARRIER)} == {CARRIER}


def test_what_is_added_later_is_told_alone(shop: Workspace) -> None:
    before = rows(shop)
    noted: list[Event] = [Noted(run=run_id(1), at=at(9), sid=StepId("s-a"), text="it leaks")]
    write_past(shop, noted)

    added = keys(shop, rows(shop)[len(before) :])

    assert added == [parcels(shop.journal.rows_of(run_id(1)))[1].key]
    assert keys(shop, before) == [parcels(shop.journal.rows_of(run_id(n)))[0].key for n in (1, 3)]


def test_records_are_read_out_of_statements(shop: Workspace) -> None:
    readings = cut(Shape(readings=True))(rows(shop), shop.journal, CARRIER)

    found = [record(each.content) for each in readings]

    assert [(each[0]["id"], each[1]) for each in found if each] == [
        (run_id(1), 0),
        (run_id(3), 0),
    ]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_statement_is_named(content: bytes) -> None:
    with pytest.raises(NoRecordError):
        record(content)


def test_statements_do_not_depend_on_the_day(shop: Workspace) -> None:
    first = cut(Shape())(rows(shop), shop.journal, CARRIER)
    again = cut(Shape())(rows(shop), shop.journal, CARRIER)

    assert first == again
    assert all(json.loads(each.content)["id"] == each.key for each in first)

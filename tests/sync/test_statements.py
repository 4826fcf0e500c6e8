"""Statements of runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.errors import ContentError
from flowhelp.ids import DeviceId, EventId, StepId
from flowhelp.journal.codec import GENESIS, Recorded, Row, encode, written
from flowhelp.journal.events import Event, Noted, RunStarted
from flowhelp.journal.record import run_record
from flowhelp.sync.comparing import same
from flowhelp.sync.statements import Shape, carried, frozen, parcels
from flowhelp.sync.telling import duration
from tests.pasts import at, eventful, keyed_in, run_id, whole
from tests.sync.xapirules import DURATION, BrokenRuleError, check

DEVICE = DeviceId("01a00000-0000-7000-8000-00000000dddd")
EVERYTHING = Shape(steps=True, readings=True, signs=True)


def rows_of(events: Sequence[Event], *, first: int = 1, device: DeviceId = DEVICE) -> list[Row]:
    """Events as a journal holds them, from a number on."""
    rows: list[Row] = []
    for seq, event in enumerate(events, start=first):
        (tag, body), sid = encode(event), getattr(event, "sid", StepId(""))
        prev = rows[-1].sha256 if rows else GENESIS
        at = written(event.at.wall)
        row = Row(EventId(f"e-{seq}"), device, seq, event.run, sid, tag, at, body, prev)
        rows.append(replace(row, sha256=row.digest()))
    return rows


def told(events: Sequence[Event], shape: Shape | None = None) -> list[dict[str, Any]]:
    return [json.loads(each.content) for each in parcels(rows_of(events), shape)]


def test_a_run_that_ended_is_one_statement_by_the_book() -> None:
    (found,) = told(whole(1, 0, 3.0))

    check(found)
    assert found["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
    assert found["object"]["id"] == "https://flowhelp.example/xapi/activity/plant/pump"
    assert found["context"]["registration"] == run_id(1)
    assert found["context"]["revision"] == "fh1-abcdefgh"
    assert found["result"]["duration"] == "PT10M"
    assert found["result"]["success"] is True
    assert found["timestamp"] == "2031-05-04T12:10:00.000000Z"
    assert "Kim Lange" not in json.dumps(found["actor"])


def test_work_on_paper_lasted_as_long_as_the_paper_says_or_nobody_knows() -> None:
    keyed = keyed_in(whole(1, 0, 3.0), 30)
    (timed,) = told(keyed)
    (untimed,) = told([replace(each, paper_at=None) for each in keyed])

    check(timed)
    check(untimed)
    assert (timed["result"]["duration"], timed["timestamp"]) == (
        "PT10M",
        "2031-05-04T12:10:00.000000Z",
    )
    assert "duration" not in untimed["result"]
    assert untimed["timestamp"] == "2031-06-03T12:10:00.000000Z"


@pytest.mark.parametrize("shape", [Shape(), EVERYTHING])
@pytest.mark.parametrize("within", [True, False])
def test_everything_that_is_told_is_by_the_book(shape: Shape, within: bool) -> None:
    value: float | str = 3.0 if within else "too much"

    found = told(whole(1, 0, value, within=within), shape)

    for each in found:
        check(each)
    assert len({each["id"] for each in found}) == len(found) == (1 if shape == Shape() else 5)


def test_steps_readings_and_signatures_are_told_where_they_are_wanted() -> None:
    ended = whole(2, 0, 3.0)[-1]
    found = told([*eventful(2, 0), ended], EVERYTHING)

    for each in found:
        check(each)
    words = [each["verb"]["display"]["en"] for each in found]
    assert words == ["completed", "skipped", "completed", "answered", "answered", "verified"]
    answers = [each for each in found if each["verb"]["display"]["en"] == "answered"]
    assert [each["result"] for each in answers] == [
        {"response": "9", "success": False}, {"response": "4", "success": True},
    ]  # fmt: skip
    assert answers[0]["object"]["definition"]["correctResponsesPattern"] == ["1[:]5"]
    assert found[-1]["object"] == {"objectType": "StatementRef", "id": found[0]["id"]}


def test_what_has_not_ended_or_may_not_leave_is_not_told() -> None:
    events = whole(1, 0, 3.0)
    begun = events[0]
    assert isinstance(begun, RunStarted)

    assert parcels(rows_of(eventful(1, 0))) == ()
    assert parcels([]) == ()
    for kind in ("private", "local", "none", "unheard-of"):
        private = RunStarted(
            run=begun.run, at=begun.at, doc=begun.doc, actor=begun.actor, record=kind
        )
        assert parcels(rows_of([private, *events[1:]]), EVERYTHING) == ()


def test_the_same_run_is_the_same_bytes_whatever_was_added_later() -> None:
    events = whole(1, 0, 3.0)
    noted = Noted(run=run_id(1), at=at(1), sid=StepId("s-a"), text="it leaks")

    before = parcels(rows_of(events))
    after = parcels(rows_of([*events, noted]))

    assert after[0] == before[0]
    assert len(after) == 2
    update = json.loads(after[1].content)
    check(update)
    assert update["object"]["id"] == before[0].key
    assert (after[1].first, after[1].last, before[0].last) == (1, len(events) + 1, len(events))
    brought = carried(update)
    assert brought is not None
    assert brought.later == 1
    assert [note["text"] for note in brought.record["notes"]] == ["it leaks"]


def test_the_record_arrives_as_it_was() -> None:
    rows = rows_of(whole(1, 0, 3.0), first=40)
    (parcel,) = parcels(rows)

    brought = carried(json.loads(parcel.content))

    assert brought is not None
    assert (brought.device, brought.first, brought.last) == (DEVICE, 40, 46)
    assert brought.sha256 == rows[-1].sha256
    events = [
        Recorded(row.id, row.device, row.seq, event)
        for row, event in zip(rows, whole(1, 0, 3.0), strict=True)
    ]
    assert brought.record == run_record(events)


@pytest.mark.parametrize(
    "change",
    [
        lambda ext, _: ext.update({"https://flowhelp.example/xapi/ext/record": "{"}),
        lambda ext, _: ext.update({"https://flowhelp.example/xapi/ext/record": "[]"}),
        lambda ext, _: ext["https://flowhelp.example/xapi/ext/proof"].update(device=""),
        lambda ext, _: ext["https://flowhelp.example/xapi/ext/proof"].update(first=0),
        lambda ext, _: ext["https://flowhelp.example/xapi/ext/proof"].update(last=True),
        lambda ext, _: ext["https://flowhelp.example/xapi/ext/proof"].pop("sha256"),
        lambda _, context: context.update(registration=run_id(9)),
    ],
)
def test_what_is_not_the_record_it_tells_of_is_refused(change: Any) -> None:
    (found,) = told(whole(1, 0, 3.0))
    change(found["context"]["extensions"], found["context"])

    with pytest.raises(ContentError):
        carried(found)


def test_a_strangers_statement_carries_nothing() -> None:
    assert carried({"actor": {}, "verb": {}, "object": {}}) is None
    assert carried({"context": {"extensions": {}}}) is None


@pytest.mark.parametrize(
    ("outcome", "verb", "completion", "success"),
    [
        ("completed_with_deviation", "completed", True, True),
        ("failed", "failed", True, False),
        ("abandoned", "terminated", False, None),
        ("superseded", "terminated", False, None),
    ],
)
def test_each_outcome_has_its_verb(
    outcome: str, verb: str, completion: bool, success: bool | None
) -> None:
    events = whole(1, 0, 3.0)
    end = type(events[-1])(run=run_id(1), at=at(0, 10), outcome=outcome)  # type: ignore[call-arg]

    (found,) = told([*events[:-1], end])

    check(found)
    assert found["verb"]["display"]["en"] == verb
    assert found["result"]["completion"] is completion
    assert found["result"].get("success") is success


@given(st.floats(min_value=0, max_value=1e7))
def test_a_duration_is_one_of_iso_8601(seconds: float) -> None:
    assert DURATION.fullmatch(duration(seconds))


def test_durations_are_written_short() -> None:
    assert [duration(each) for each in (0, 2471, 3600, 0.5, 61.25, 7322)] == [
        "PT0S", "PT41M11S", "PT1H", "PT0.5S", "PT1M1.25S", "PT2H2M2S",
    ]  # fmt: skip


def test_what_an_lrs_may_change_makes_no_other_statement() -> None:
    (ours,) = told(whole(1, 0, 3.0))
    theirs = json.loads(frozen(ours))
    theirs |= {"stored": "2031-05-04T12:10:01Z", "version": "1.0.0", "authority": {"mbox": "x"}}
    theirs["id"] = theirs["id"].upper()
    theirs["timestamp"] = "2031-05-04T14:10:00+02:00"
    theirs["verb"]["display"] = {"de": "beendet"}
    theirs["object"]["definition"]["name"] = {"en": "another name"}
    theirs["context"]["contextActivities"]["other"].reverse()

    assert same(ours, theirs)


@pytest.mark.parametrize(
    "change",
    [
        lambda each: each["result"].update(success=False),
        lambda each: each["actor"]["account"].update(name="lee"),
        lambda each: each["context"].update(registration=run_id(2)),
        lambda each: each.update(timestamp="2031-05-04T12:10:01Z"),
        lambda each: each["verb"].update(id="http://adlnet.gov/expapi/verbs/failed"),
        lambda each: each["context"]["extensions"].popitem(),
    ],
)
def test_anything_else_does(change: Any) -> None:
    (ours,) = told(whole(1, 0, 3.0))
    theirs = json.loads(frozen(ours))
    change(theirs)

    assert not same(ours, theirs)


@pytest.mark.parametrize(
    "change",
    [
        lambda each: each.update(id="no id"),
        lambda each: each.update(more=1),
        lambda each: each.pop("verb"),
        lambda each: each["result"].update(duration="41 min"),
        lambda each: each["context"].update(language="Deutsch (de)"),
        lambda each: each["object"].update(id="plant/pump"),
        lambda each: each.update(object={"objectType": "StatementRef", "id": each["id"]}),
        lambda each: each["result"]["extensions"].update(plain=1),
        lambda each: each["actor"].update(mbox="mailto:kim@example.org"),
        lambda each: each.update(timestamp=None),
    ],
)
def test_the_rules_of_these_tests_can_be_broken(change: Any) -> None:
    (found,) = told(whole(1, 0, 3.0))
    change(found)

    with pytest.raises(BrokenRuleError):
        check(found)

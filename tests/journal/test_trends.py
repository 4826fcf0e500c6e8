"""The values of one blank over many runs."""

from __future__ import annotations

from dataclasses import replace

from flowhelp.ids import EventId, RunId, StepId
from flowhelp.journal.events import Document, Event, Reading, ReadingCorrected, RunMoved, Value
from flowhelp.journal.trends import Series, only, series
from tests.pasts import at, run_id

GAUGE = StepId("s-b")


def reading(number: int, value: Value, *, minute: float = 0, unit: str = "bar") -> Reading:
    return Reading(
        run=run_id(number), at=at(number, minute), sid=GAUGE, name="gauge", value=value,
        unit=unit, label="Gauge", min=1.0, max=5.0, within=True,
    )  # fmt: skip


def trend(*events: Event, name: str = "gauge") -> tuple[Series, ...]:
    numbered = [(EventId(f"e{number}"), event) for number, event in enumerate(events)]
    return series(numbered, GAUGE, name)


def test_values_come_oldest_first() -> None:
    (found,) = trend(reading(3, 3.0), reading(1, 1.0), reading(2, 2.0))

    assert found.numbers == (1.0, 2.0, 3.0)
    assert (found.label, found.unit, found.limits.max) == ("Gauge", "bar", 5.0)


def test_other_units_are_another_series_and_the_latest_comes_first() -> None:
    bar, psi = trend(reading(1, 20.0, unit="psi"), reading(2, 3.0), reading(3, 4.0))[:2]

    assert (bar.unit, bar.numbers) == ("bar", (3.0, 4.0))
    assert (psi.unit, psi.numbers) == ("psi", (20.0,))


def test_words_are_counted_and_no_numbers() -> None:
    (found,) = trend(reading(1, "clean", unit=""), reading(2, value=True, unit=""))

    assert found.numbers == ()
    assert [point.value for point in found.points] == ["clean", True]


def test_a_blank_left_open_is_no_value() -> None:
    assert trend(reading(1, None), reading(2, "")) == ()


def test_the_last_value_of_a_run_counts_and_each_round_for_itself() -> None:
    again = [
        replace(reading(1, 2.0, minute=1), round=1),
        replace(reading(1, 2.5, minute=2), round=1),
        replace(reading(1, 3.0, minute=3), round=2),
    ]

    (found,) = trend(*again)

    assert [(point.round, point.value) for point in found.points] == [(1, 2.5), (2, 3.0)]


def test_a_correction_counts_where_the_reading_was_and_is_marked() -> None:
    wrong = replace(reading(1, 9.0), within=False)
    fix = ReadingCorrected(
        run=run_id(1), at=at(5), sid=GAUGE, name="gauge", value=4.0, reason="typo", within=True
    )

    (found,) = trend(wrong, reading(2, 3.0), fix)

    assert [(each.value, each.corrected, each.within) for each in found.points] == [
        (4.0, True, True),
        (3.0, False, True),
    ]
    assert found.points[0].at == at(1).wall


def test_a_correction_that_names_its_reading_changes_that_one() -> None:
    rounds = [replace(reading(1, 2.0), round=1), replace(reading(1, 3.0, minute=1), round=2)]
    fix = ReadingCorrected(
        run=run_id(1), at=at(5), sid=GAUGE, name="gauge", value=2.2, reason="typo",
        corrects=EventId("e0"),
    )  # fmt: skip

    (found,) = trend(*rounds, fix)

    assert [point.value for point in found.points] == [2.2, 3.0]


def test_the_second_person_has_a_series_of_her_own() -> None:
    events = [reading(1, 2.0), replace(reading(1, 2.1), part="second")]

    assert trend(*events)[0].numbers == (2.0,)
    assert trend(*events, name="gauge@second")[0].numbers == (2.1,)


def test_a_step_that_got_another_name_takes_its_values_along() -> None:
    old = replace(reading(1, 2.0), sid=StepId("s-old"))
    doc = Document(id="p", path="p.md", title="P")
    move = RunMoved(run=run_id(1), at=at(2), doc=doc, reason="", carried=(("s-old", GAUGE),))

    (found,) = trend(old, move)

    assert found.numbers == (2.0,)


def test_other_limits_before_are_told() -> None:
    (same,) = trend(reading(1, 2.0), reading(2, 2.0))
    (changed,) = trend(replace(reading(1, 2.0), max=4.0), reading(2, 2.0))

    assert not same.limits_changed
    assert changed.limits_changed


def test_only_some_runs_can_be_kept() -> None:
    (found,) = trend(reading(1, 2.0), reading(2, 3.0))

    kept = only(found, {run_id(2): None})

    assert kept is not None
    assert kept.numbers == (3.0,)
    assert only(found, {RunId("none"): None}) is None

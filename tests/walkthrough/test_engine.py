"""The rules of walking a procedure."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest

from flowhelp.content import Alert, Field, Kind
from flowhelp.errors import InputError, RefusedError
from flowhelp.journal.events import Branched, Deviation, HoldSet, RunEnded, StepDone, StepOpened
from flowhelp.walkthrough import decide, evolve
from flowhelp.walkthrough.actions import (
    Abandon,
    Acknowledge,
    Back,
    Complete,
    Explain,
    Fail,
    Finish,
    Leave,
    NotApplicable,
    Note,
    Open,
    Record,
    Release,
    Resume,
    SetParam,
    Sign,
    Skip,
    Verify,
)
from flowhelp.walkthrough.demands import AlertDemand, demands
from tests.walkthrough.worlds import NOW, RUN, after, begun, do, page, states, step, task, walk_of

TORQUE = Field("torque", "Torque", "number", "N·m", min=23, max=27, target=25)
PRESSURE = Field("pg_1", "PG-1", "number", "bar", min=140, max=160, stop_min=130, stop_max=170)


def test_steps_are_done_in_order_and_then_only_finishing_is_left() -> None:
    walk = walk_of(step("a"), step("b"))

    walk = do(walk, Complete("a"), Complete("b"))

    assert walk.next_step is None
    assert walk.ended is None
    ended = do(walk, Finish()).ended
    assert ended is not None
    assert ended.outcome == "completed"


def test_a_step_done_twice_is_written_once() -> None:
    walk = do(walk_of(step("a"), step("b")), Complete("a"))

    assert decide(walk, Complete("a"), at=NOW) == ()


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(InputError, match="no step '9'"):
        decide(walk_of(step("a")), Complete("9"), at=NOW)


def test_opening_a_step_is_written_once() -> None:
    walk = walk_of(step("a"))

    assert decide(walk, Open("a"), at=NOW) == (StepOpened(run=RUN, at=NOW, sid=walk.next_step.sid),)  # type: ignore[union-attr]
    assert decide(do(walk, Open("a")), Open("a"), at=NOW) == ()


@pytest.mark.parametrize(("use", "deviations"), [("reference", ["order"]), ("information", [])])
def test_a_later_step_may_be_done_first_and_that_is_recorded(
    use: str, deviations: list[str]
) -> None:
    walk = do(walk_of(step("a"), step("b"), use=use), Complete("b"))

    assert [each.kind for each in walk.deviations] == deviations
    assert after(walk) == "a"


def test_in_continuous_use_the_order_is_kept() -> None:
    walk = walk_of(step("a"), step("b", optional=True), step("c"), use="continuous")

    with pytest.raises(RefusedError, match="step c has to wait for step a"):
        decide(walk, Complete("c"), at=NOW)
    assert states(do(walk, Complete("a"), Complete("c"))) == {"a": "done", "c": "done"}


def test_tasks_of_one_list_are_ticked_in_any_order() -> None:
    walk = walk_of(task("a"), task("b"), step("c"), use="continuous")

    walk = do(walk, Complete("b"))

    with pytest.raises(RefusedError, match="wait for step a"):
        decide(walk, Complete("c"), at=NOW)
    assert after(do(walk, Complete("a"), Complete("c"))) == ""


def test_skipping_needs_a_reason_which_is_a_deviation() -> None:
    walk = walk_of(step("a"), step("b"))

    with pytest.raises(InputError, match="needs a reason"):
        decide(walk, Skip("a"), at=NOW)
    walk = do(walk, Skip("a", "no time"), Complete("b"), Finish())

    assert [(each.kind, each.reason) for each in walk.deviations] == [("skip", "no time")]
    assert walk.ended
    assert walk.ended.outcome == "completed_with_deviation"


def test_for_information_nothing_is_asked() -> None:
    walk = walk_of(
        step("a", fields=(TORQUE,), labels=[("verify", "", "it holds")]),
        step("b"),
        use="information",
    )

    walk = do(walk, Complete("a"), Skip("b"), Finish())

    assert walk.ended
    assert walk.ended.outcome == "completed"


def test_in_continuous_use_nothing_is_skipped_but_what_is_optional() -> None:
    walk = walk_of(step("a"), step("b", optional=True), use="continuous")

    with pytest.raises(RefusedError, match="cannot be skipped"):
        decide(walk, Skip("a", "no time"), at=NOW)
    with pytest.raises(RefusedError, match="always applies"):
        decide(walk, NotApplicable("a", "no time"), at=NOW)
    assert states(do(walk, Complete("a"), Skip("b")))["b"] == "skipped"


@pytest.mark.parametrize("fields", [{"condition": "if red"}, {"when": "x > 1"}, {"optional": True}])
def test_a_step_that_need_not_apply_is_passed_over_freely(fields: dict[str, Any]) -> None:
    for use in ("reference", "continuous"):
        walk = do(walk_of(step("a", **fields), use=use), NotApplicable("a"))

        assert states(walk) == {"a": "na"}
        assert walk.deviations == ()


def test_another_step_that_does_not_apply_needs_a_reason() -> None:
    walk = walk_of(step("a"))

    with pytest.raises(InputError, match="needs a reason"):
        decide(walk, NotApplicable("a"), at=NOW)
    assert do(walk, NotApplicable("a", "no pump")).deviations[0].kind == "override"


def test_parts_settle_the_step_that_groups_them() -> None:
    walk = walk_of(step("a", steps=(step("a1"), step("a2", condition="if red"))), step("b"))

    with pytest.raises(RefusedError, match="done when its parts are"):
        decide(walk, Complete("a"), at=NOW)
    walk = do(walk, Complete("a1"), NotApplicable("a2"))

    assert states(walk) == {"a1": "done", "a2": "na", "a": "done"}
    assert "a" not in states(do(walk, Back()))


def test_a_group_is_passed_over_with_all_its_parts() -> None:
    walk = walk_of(step("a", steps=(step("a1"), step("a2"))))

    assert states(do(walk, NotApplicable("a", "no pump"))) == {"a1": "na", "a2": "na", "a": "na"}


def test_the_parts_of_a_condition_fall_away_with_it() -> None:
    walk = walk_of(step("a", condition="if red", steps=(step("a1"), step("a2"))), step("b"))

    passed = do(walk, NotApplicable("a"))

    assert states(passed) == {"a": "na", "a1": "na", "a2": "na"}
    assert states(do(passed, Back())) == {}
    assert after(do(walk, Complete("a"))) == "a1"


def test_blanks_have_to_be_filled() -> None:
    walk = walk_of(step("a", fields=(TORQUE,)))

    with pytest.raises(RefusedError, match="'Torque' has to be recorded"):
        decide(walk, Complete("a"), at=NOW)
    walk = do(walk, Record("a", "torque", "25,4 N·m"), Complete("a"))

    assert [each.value for each in walk.readings.values()] == [25.4]


def test_a_value_that_is_none_is_refused_and_nothing_is_written() -> None:
    walk = walk_of(step("a", fields=(TORQUE,)))

    with pytest.raises(InputError, match="asks for a number"):
        decide(walk, Record("a", "torque", "tight"), at=NOW)
    with pytest.raises(InputError, match="no blank 'speed'"):
        decide(walk, Record("a", "speed", "3"), at=NOW)


def test_a_value_out_of_limits_is_kept_and_needs_a_reason() -> None:
    walk = do(walk_of(step("a", fields=(TORQUE,))), Record("a", "torque", "28"))

    with pytest.raises(RefusedError, match="'Torque' is out of limits and needs a reason"):
        decide(walk, Complete("a"), at=NOW)
    walk = do(walk, Explain("a", "torque", "new bolt"), Complete("a"))

    assert [(d.kind, d.reason, d.field) for d in walk.deviations] == [
        ("out_of_limits", "new bolt", "torque")
    ]


def test_measuring_again_within_limits_needs_no_reason() -> None:
    walk = walk_of(step("a", fields=(TORQUE,)))

    walk = do(walk, Record("a", "", "28"), Record("a", "", "25"), Complete("a"))

    assert walk.deviations == ()


def test_outside_the_stop_range_work_stops_until_it_is_released() -> None:
    walk = do(
        walk_of(step("a", fields=(PRESSURE,)), step("b")),
        Record("a", "pg_1", "120", "leak"),
    )

    assert walk.held == {"a"}
    for action in (Complete("a"), Skip("a", "x"), NotApplicable("a", "x")):
        with pytest.raises(RefusedError, match="waits for a release"):
            decide(walk, action, at=NOW)
    with pytest.raises(InputError, match="needs a reason"):
        decide(walk, Release("a", "Kim", ""), at=NOW)
    walk = do(walk, Release("a", "Kim", "drained by hand"), Complete("a"))

    assert states(walk)["a"] == "done"


def test_a_hold_of_the_page_waits_for_a_name() -> None:
    walk = walk_of(step("a", labels=[("hold", "", "shift lead")]))

    facts = decide(walk, Open("a"), at=NOW)
    walk = reduce(evolve, facts, walk)

    assert isinstance(facts[-1], HoldSet)
    with pytest.raises(RefusedError, match="release by shift lead"):
        decide(walk, Complete("a"), at=NOW)
    assert states(do(walk, Release("a", "Kim", "inspected"), Complete("a")))["a"] == "done"


def test_a_settled_reading_is_corrected_with_a_reason() -> None:
    walk = do(walk_of(step("a", fields=(TORQUE,))), Record("a", "", "25"), Complete("a"), Finish())

    with pytest.raises(InputError, match="needs a reason"):
        decide(walk, Record("a", "torque", "26"), at=NOW)
    walk = do(walk, Record("a", "torque", "26", "read the wrong scale"))

    assert [each.value for each in walk.readings.values()] == [26.0]


def test_a_check_has_to_be_answered_with_yes() -> None:
    walk = walk_of(step("a", labels=[("verify", "", "no leak")]))

    with pytest.raises(RefusedError, match="has to be verified"):
        decide(walk, Complete("a"), at=NOW)
    walk = do(walk, Verify("a", ok=False))
    with pytest.raises(RefusedError, match="check said no"):
        decide(walk, Complete("a"), at=NOW)

    assert states(do(walk, Verify("a", ok=True), Complete("a"))) == {"a": "done"}


def test_the_second_person_is_another_one() -> None:
    walk = walk_of(
        step("a", labels=[("second person", "independent", "measures"), ("sign", "performed", "")])
    )

    with pytest.raises(InputError, match="another one"):
        decide(walk, Sign("a", "JO", part="second"), at=NOW)
    walk = do(walk, Sign("a", "Kim", part="second"))
    with pytest.raises(RefusedError, match="signed by a person"):
        decide(walk, Complete("a"), at=NOW)
    assert states(do(walk, Sign("a", "Jo"), Complete("a"))) == {"a": "done"}


def test_dangers_are_read_each_time_and_cautions_once() -> None:
    danger, caution = Alert("DANGER", "Volts."), Alert("CAUTION", "Hot.")
    walk = walk_of(step("a", alerts=(danger, caution)), step("b", alerts=(caution,)))

    with pytest.raises(RefusedError, match="DANGER message has to be acknowledged"):
        decide(walk, Complete("a"), at=NOW)
    read = (Acknowledge("a", danger), Acknowledge("a", caution))
    walk = do(walk, *read, Complete("a"), Complete("b"), Back(), Back())

    with pytest.raises(RefusedError, match="DANGER message"):
        decide(walk, Complete("a"), at=NOW)
    assert states(do(walk, Acknowledge("a", danger), Complete("a"))) == {"a": "done"}


def test_a_danger_of_the_page_is_read_again_after_a_break() -> None:
    danger = Alert("DANGER", "Volts.")
    walk = begun(page(step("a"), alerts=(danger,)))
    walk = do(walk, Acknowledge("", danger), Leave(), Resume())

    with pytest.raises(RefusedError, match="DANGER"):
        decide(walk, Complete("a"), at=NOW)


def test_a_critical_step_forces_a_pause() -> None:
    walk = walk_of(step("a", critical=True))

    with pytest.raises(RefusedError, match="CRITICAL"):
        decide(walk, Complete("a"), at=NOW)
    assert states(do(walk, Acknowledge("a", Alert("CRITICAL", "a")), Complete("a")))


def test_a_failed_step_may_be_tried_again() -> None:
    walk = do(walk_of(step("a"), step("b")), Fail("a", "no power"))

    assert after(walk) == "b"
    assert walk.outcome == "failed"
    assert walk.outcome != do(walk, Complete("a")).outcome
    ended = do(walk, Finish()).ended
    assert ended
    assert ended.outcome == "failed"


def test_in_continuous_use_a_failed_step_blocks_the_way() -> None:
    walk = do(walk_of(step("a"), step("b"), use="continuous"), Fail("a", "no power"))

    assert after(walk) == "a"
    with pytest.raises(RefusedError, match="wait for step a"):
        decide(walk, Complete("b"), at=NOW)
    assert after(do(walk, Complete("a"))) == "b"


def test_back_takes_up_the_last_step_and_forgets_its_readings() -> None:
    walk = walk_of(step("a", fields=(TORQUE,)), step("b"))
    walk = do(walk, Record("a", "", "25"), Complete("a"), Skip("b", "later"), Back())

    assert states(walk) == {"a": "done"}
    assert walk.deviations == ()
    walk = do(walk, Back())
    assert states(walk) == {}
    assert walk.readings == {}
    with pytest.raises(RefusedError, match="first step"):
        decide(walk, Back(), at=NOW)


def test_finishing_with_steps_left_is_refused() -> None:
    with pytest.raises(RefusedError, match="2 steps are left, next is a"):
        decide(walk_of(step("a"), step("b")), Finish(), at=NOW)


def test_giving_up_is_a_record_too() -> None:
    walk = walk_of(step("a"))

    with pytest.raises(InputError, match="needs a reason"):
        decide(walk, Abandon(), at=NOW)
    walk = do(walk, Abandon("wrong machine"))

    assert walk.ended
    assert (walk.ended.outcome, walk.ended.reason) == ("abandoned", "wrong machine")
    with pytest.raises(RefusedError, match="is over"):
        decide(walk, Complete("a"), at=NOW)


def test_a_page_without_steps_is_done_when_it_was_read() -> None:
    walk = walk_of()

    facts = decide(walk, Complete("read"), at=NOW)

    assert [type(fact) for fact in facts] == [StepDone, RunEnded]


def test_a_remark_belongs_to_a_step() -> None:
    walk = do(walk_of(step("a")), Note("unclear", "a"), Note("  "))

    assert [(note.sid, note.text, note.to) for note in walk.notes] == [("a", "unclear", "author")]


def test_facts_of_other_walks_change_nothing() -> None:
    walk = walk_of(step("a"))
    other = StepDone(run=type(RUN)("other"), at=NOW, sid=walk.plan.steps[0].sid)

    assert evolve(walk, other) == walk


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(InputError, match="no parameter 'x'"):
        decide(walk_of(step("a")), SetParam("x", "1"), at=NOW)


def test_a_task_below_another_heading_is_another_list() -> None:
    walk = walk_of(
        step("a", kind=Kind.TASK, phase="One"),
        step("b", kind=Kind.TASK, phase="Two"),
    )

    assert [type(fact) for fact in decide(walk, Complete("b"), at=NOW)] == [Deviation, StepDone]


def test_leaving_twice_is_written_once() -> None:
    walk = do(walk_of(step("a")), Leave())

    assert decide(walk, Leave(), at=NOW) == ()
    assert not isinstance(do(walk, Resume()).path, Branched)


def test_a_failed_step_is_done_again_from_its_messages_on() -> None:
    danger = Alert("DANGER", "High voltage.")
    walk = begun(page(step("a", alerts=(danger,)), step("b"), use="continuous"), "continuous")
    failed = do(walk, Acknowledge("a", danger), Fail("a", "it tripped"))

    assert [type(each) for each in demands(failed, failed.plan.procedure.steps[0])] == [AlertDemand]
    again = do(failed, Acknowledge("a", danger), Complete("a"))

    assert states(again) == {"a": "done"}

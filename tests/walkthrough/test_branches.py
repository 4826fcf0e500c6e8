"""Which steps are in play after a choice or a jump."""

from __future__ import annotations

import pytest

from flowhelp.content import Mode, Role
from flowhelp.errors import InputError, RefusedError
from flowhelp.journal.events import Branched, StepReopened
from flowhelp.walkthrough import Walk, decide
from flowhelp.walkthrough.actions import (
    Back,
    Choose,
    Complete,
    Fail,
    Finish,
    NotApplicable,
    RollBack,
    Verify,
)
from tests.walkthrough.worlds import NOW, after, do, section, states, step, walk_of

LAMP = step("lamp", edges=[("Green", "#green"), ("Red", "#red"), ("None", "other.md")])


def failover() -> Walk:
    """Main, close out and rollback, as in FORMAT.md §7.a."""
    main = (
        step("1", line=10),
        step("2", line=11, labels=[("verify", "", "writes")], edges=[("", "#rollback", "failure")]),
        step("3", line=12, edges=[("Low", "#close-out"), ("High", "#rollback")]),
    )
    close = (step("A1", role=Role.AFTER, line=21), step("A2", role=Role.AFTER, line=22))
    back = (
        step("R1", role=Role.ROLLBACK, line=31),
        step(
            "R2",
            role=Role.ROLLBACK,
            line=32,
            title="Go to Close out.",
            edges=[("Close out", "#close-out", "jump")],
        ),
    )
    sections = (
        section("steps", 9),
        section("close-out", 20, Role.AFTER),
        section("rollback", 30, Role.ROLLBACK),
    )
    return walk_of(*main, *close, *back, sections=sections, use="continuous")


def tree() -> Walk:
    """A tree of questions."""
    return walk_of(
        step("start", edges=[("No light", "#power"), ("Amber", "#line")]),
        step(
            "power",
            steps=(
                step("plug", "1.1"),
                step("light", "1.2", edges=[("Yes", "#line"), ("No", "#send")]),
            ),
        ),
        step("line", steps=(step("reset", "2.1", edges=[("Again", "#power"), ("Ok", "#solved")]),)),
        step("send", labels=[("end", "", "escalated — order part")]),
        step("solved", labels=[("end", "", "resolved")]),
        shape=Mode.NODES,
    )


def test_a_decision_has_to_be_taken() -> None:
    walk = walk_of(LAMP, step("green"), step("red"))

    with pytest.raises(RefusedError, match="Green / Red / None"):
        decide(walk, Complete("lamp"), at=NOW)
    with pytest.raises(InputError, match="no answer 'Blue'"):
        decide(walk, Choose("lamp", "Blue"), at=NOW)


def test_what_lies_between_falls_away() -> None:
    walk = do(walk_of(LAMP, step("green"), step("red")), Choose("lamp", "red"))

    assert states(walk) == {"lamp": "done", "green": "na"}
    assert after(walk) == "red"
    assert walk.count == (1, 2)


def test_what_cannot_be_reached_any_more_falls_away() -> None:
    green = step("green", labels=[("go to", "", "end")], edges=[("End", "#end", "jump")])
    walk = walk_of(LAMP, green, step("red"), step("end"))

    walk = do(walk, Choose("lamp", "1"))

    assert states(walk) == {"lamp": "done", "red": "na"}
    assert after(do(walk, Complete("green"))) == "end"


def test_a_decision_taken_again_opens_the_other_path() -> None:
    walk = do(walk_of(LAMP, step("green"), step("red")), Choose("lamp", "red"), Back())

    assert states(walk) == {}
    assert walk.path == ()
    assert after(do(walk, Choose("lamp", "green"))) == "green"


def test_a_way_out_of_the_page_is_recorded_and_goes_on() -> None:
    walk = do(walk_of(LAMP, step("green")), Choose("lamp", "None"))

    assert [(each.target, each.to) for each in walk.path] == [("other.md", "")]
    assert after(walk) == "green"


def test_a_jump_back_opens_the_steps_between_again() -> None:
    walk = walk_of(
        step("a"), step("b"), step("c", edges=[("Again", "#a"), ("On", "#d")]), step("d")
    )

    facts = decide(do(walk, Complete("a"), Complete("b")), Choose("c", "Again"), at=NOW)
    walk = do(walk, Complete("a"), Complete("b"), Choose("c", "Again"))

    assert [each.sid for each in facts if isinstance(each, StepReopened)] == ["a", "b", "c"]
    assert after(walk) == "a"
    walk = do(walk, Complete("a"), Complete("b"), Choose("c", "On"))
    assert after(walk) == "d"
    assert [each.choice for each in walk.path] == ["Again", "On"]


def test_a_jump_inside_an_instruction_is_a_question() -> None:
    restart = step("a", title="Restart. If it fails, go to B.", edges=[("B", "#c", "jump")])
    walk = walk_of(restart, step("b"), step("c"))

    assert after(do(walk, Choose("a", "Go on with the next step"))) == "b"
    assert after(do(walk, Choose("a", "B"))) == "c"


def test_a_condition_with_a_jump_jumps_when_it_is_met() -> None:
    alarm = step("a", condition="if an alarm is active", edges=[("C", "#c", "jump")])
    walk = walk_of(alarm, step("b"), step("c"))

    assert after(do(walk, Complete("a"))) == "c"
    assert after(do(walk, NotApplicable("a"))) == "b"


def test_a_good_end_leaves_the_rollback_out() -> None:
    walk = do(failover(), Complete("1"), Verify("2", ok=True), Complete("2"), Choose("3", "Low"))

    walk = do(walk, Complete("A1"), Complete("A2"), Finish())

    assert walk.ended
    assert walk.ended.outcome == "completed"
    assert "R1" not in states(walk)


def test_a_check_that_says_no_leads_into_the_rollback() -> None:
    walk = do(failover(), Complete("1"), Verify("2", ok=False))

    assert states(walk) == {"1": "done", "2": "failed", "3": "na"}
    assert after(walk) == "R1"
    walk = do(walk, Complete("R1"), Complete("R2"))
    assert after(walk) == "A1"
    walk = do(walk, Complete("A1"), Complete("A2"), Finish())
    assert walk.ended
    assert (walk.ended.outcome, walk.ended.word) == ("failed", "rolled back")
    assert [each.kind for each in walk.path] == ["failure", "jump"]


def test_the_rollback_is_not_done_unless_it_was_come_to() -> None:
    with pytest.raises(RefusedError, match="not on the path taken"):
        decide(failover(), Complete("R1"), at=NOW)


def test_the_rollback_may_be_asked_for() -> None:
    walk = do(failover(), Complete("1"), RollBack())

    assert after(walk) == "R1"
    assert states(walk) == {"1": "done", "2": "na", "3": "na"}
    with pytest.raises(InputError, match="no rollback"):
        decide(walk_of(step("a")), RollBack(), at=NOW)


def test_in_a_tree_only_what_is_reached_counts() -> None:
    walk = do(tree(), Choose("start", "No light"))

    assert after(walk) == "plug"
    walk = do(walk, Complete("plug"), Choose("light", "No"))
    assert after(walk) == "send"
    walk = do(walk, Complete("send"))
    assert walk.ended
    assert (walk.ended.outcome, walk.ended.word) == ("completed", "escalated")
    assert "line" not in states(walk)


def test_a_node_entered_again_is_fresh() -> None:
    walk = do(
        tree(), Choose("start", "1"), Complete("plug"), Choose("light", "Yes"), Choose("reset", "1")
    )

    assert after(walk) == "plug"
    walk = do(walk, Complete("plug"), Choose("light", "Yes"))
    assert after(walk) == "reset"


def test_back_returns_to_the_question_before() -> None:
    walk = do(tree(), Choose("start", "1"), Back())

    assert after(walk) == "start"
    assert after(do(walk, Choose("start", "Amber"))) == "reset"


def test_back_to_a_question_further_back_takes_back_what_it_led_to() -> None:
    walk = do(tree(), Choose("start", "1"), Complete("plug"), Choose("light", "Yes"))
    assert after(walk) == "reset"

    walk = do(walk, Back("start"))

    assert after(walk) == "start"
    assert walk.path == ()
    assert states(walk) == {}


def test_a_failed_step_with_a_way_on_is_handled() -> None:
    walk = walk_of(step("a", edges=[("", "help.md", "failure")]), step("b"))

    walk = do(walk, Fail("a", "no power"))

    assert walk.failures == frozenset()
    assert [type(each) for each in walk.path] == [Branched]
    assert after(walk) == "b"

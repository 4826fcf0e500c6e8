"""Taking back what was done: Undo labels as steps of the rollback, the last one first."""

from __future__ import annotations

import pytest

from flowhelp.content import Block, BlockKind, Command
from flowhelp.content.model import Role
from flowhelp.errors import InputError
from flowhelp.walkthrough import decide
from flowhelp.walkthrough.actions import Complete, Fail, RollBack, Skip
from flowhelp.walkthrough.walk import Walk
from tests.walkthrough.worlds import NOW, after, do, section, states, step, walk_of

CODE = Block(BlockKind.CODE, "pump off\n", "sh")


def pumping(*more: object) -> Walk:
    """Three steps that can be undone, the last one in no way that is written."""
    return walk_of(
        step("a", "1", title="Open", labels=[("undo", "", "close it")]),
        step("b", "2", title="Start", labels=[("undo", "", "pump off\n")], blocks=(CODE,)),
        step("c", "3", title="Warm up", labels=[("undo", "", "`heat --off`")]),
        step("d", "4"),
        step("z", "A1", role=Role.AFTER),
        *more,  # type: ignore[arg-type]
    )


def test_what_was_done_is_taken_back_the_last_first() -> None:
    walk = do(pumping(), Complete("a"), Complete("b"), RollBack())

    assert states(walk) == {
        "a": "done",
        "b": "done",
        "c": "na",
        "d": "na",
        "undo-c": "na",
    }
    assert after(walk) == "undo-b"
    walk = do(walk, Complete("U2"))
    assert after(walk) == "undo-a"
    assert after(do(walk, Complete("U1"))) == "z"


def test_a_step_that_was_not_done_is_not_undone_and_it_says_so() -> None:
    walk = do(pumping(), Complete("a"), Skip("b", "broken"))

    events = decide(walk, RollBack(), at=NOW)

    reasons = {e.sid: e.reason for e in events if hasattr(e, "reason") and hasattr(e, "sid")}
    assert reasons["undo-b"] == "step 2 was not done"
    assert after(do(walk, RollBack())) == "undo-a"


def test_undo_steps_show_what_to_do() -> None:
    plan = pumping().plan
    by_sid = {each.sid: each for each in plan.steps}

    assert [each.sid for each in plan.steps if plan.undoes(each)] == ["undo-c", "undo-b", "undo-a"]
    assert by_sid["undo-b"].commands == (Command("sh", "pump off\n"),)  # type: ignore[index]
    assert by_sid["undo-c"].commands == (Command("", "heat --off"),)  # type: ignore[index]
    assert by_sid["undo-a"].commands == ()  # type: ignore[index]
    assert by_sid["undo-a"].title == "Undo step 1: Open"  # type: ignore[index]
    assert by_sid["undo-a"].blocks[0].text == "close it"  # type: ignore[index]


def test_without_a_rollback_the_undo_steps_are_no_part_of_the_work() -> None:
    walk = do(pumping(), *(Complete(name) for name in "abcdz"))

    assert walk.next_step is None
    assert walk.count == (5, 5)


def test_nothing_done_is_nothing_to_undo() -> None:
    with pytest.raises(InputError, match="nothing was done that can be undone"):
        decide(pumping(), RollBack(), at=NOW)
    with pytest.raises(InputError, match="this page has no rollback"):
        decide(walk_of(step("a")), RollBack(), at=NOW)


def test_a_written_rollback_comes_after_and_undoing_is_optional() -> None:
    walk = do(pumping(step("r", "R1", role=Role.ROLLBACK)), Complete("a"), RollBack())

    assert after(walk) == "undo-a"
    assert walk.next_step is not None
    assert walk.next_step.optional
    assert after(do(walk, Skip("undo-a"))) == "r"


def test_a_failure_that_leads_to_the_rollback_offers_undoing_first() -> None:
    walk = walk_of(
        step("a", "1", labels=[("undo", "", "close it")], line=2),
        step("b", "2", edges=[("roll back", "#rollback", "failure")], line=3),
        step("r", "R1", role=Role.ROLLBACK, line=9),
        sections=[section("rollback", 8, Role.ROLLBACK)],
    )

    walk = do(walk, Complete("a"), Fail("b", "it leaks"))

    assert after(walk) == "undo-a"
    assert after(do(walk, Complete("undo-a"))) == "r"

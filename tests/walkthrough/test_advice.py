"""What is offered after a failure, what is minded meanwhile, and how long the rest takes."""

from __future__ import annotations

from flowhelp.content import Block, BlockKind, Section
from flowhelp.content.model import Role
from flowhelp.ids import StepId
from flowhelp.walkthrough.actions import Complete, NotApplicable, Open, RollBack
from flowhelp.walkthrough.advice import Banner, advice, banners, can_roll_back
from flowhelp.walkthrough.estimate import Estimate, estimate
from tests.walkthrough.worlds import do, step, walk_of

TABLE = """| Symptom | Cause | Do this |
| --- | --- | --- |
| Alarm 2041 | drive fault | call electrical |
| Pressure below 140 \\| 130 bar | air in the system | run `O9010` |"""
TROUBLE = Section(
    "Troubleshooting", "troubleshooting", 2, Role.TROUBLE, 40, (Block(BlockKind.TABLE, TABLE),)
)


def test_rows_that_fit_the_step_come_first() -> None:
    walk = walk_of(step("a", title="Read the hydraulic pressure"), sections=[TROUBLE])

    rows = advice(walk, walk.plan.steps[0]).rows

    assert [row.fits for row in rows] == [True, False]
    assert rows[0].cells == (
        ("Symptom", "Pressure below 140 | 130 bar"),
        ("Cause", "air in the system"),
        ("Do this", "run `O9010`"),
    )


def test_rows_that_fit_what_went_wrong_come_first() -> None:
    walk = walk_of(step("a", title="Start"), sections=[TROUBLE])

    rows = advice(walk, walk.plan.steps[0], "an alarm came").rows

    assert rows[0].cells[0] == ("Symptom", "Alarm 2041")


def test_the_page_is_offered_in_its_own_order() -> None:
    labels = [("if not", "", "stop"), ("escalate", "", "shift lead")]
    walk = walk_of(
        step("a", labels=labels, edges=[("roll back", "#r", "failure")]),
        step("b", labels=[("escalate", "", "electrical")]),
        step("r", role=Role.ROLLBACK),
    )

    found = advice(walk, walk.plan.steps[0])

    assert [label.value for label in found.if_not] == ["stop"]
    assert found.way is not None
    assert found.way.target == "#r"
    assert [label.value for label in found.escalate] == ["shift lead", "electrical"]
    assert found.rollback
    assert not advice(do(walk, RollBack()), walk.plan.steps[0]).rollback


def test_rolling_back_is_offered_once_something_can_be_undone() -> None:
    walk = walk_of(step("a", labels=[("undo", "", "close it")]), step("b"))

    assert not can_roll_back(walk)
    assert can_roll_back(do(walk, Complete("a")))


def test_what_is_minded_is_shown_from_its_step_on() -> None:
    walk = walk_of(
        step("a", "1"),
        step("b", "2", labels=[("throughout", "", "one person stays at the stop, until step 4")]),
        step("c", "3"),
        step("d", "4"),
        step("e", "5"),
    )
    minded = (Banner(walk.plan.steps[1], "one person stays at the stop", "4"),)

    assert banners(walk) == ()
    walk = do(walk, Complete("a"), Open("b"))
    assert banners(walk) == minded
    walk = do(walk, Complete("b"), Complete("c"))
    assert banners(walk) == minded
    assert banners(do(walk, Complete("d"))) == ()


def test_without_an_end_it_is_minded_to_the_end_of_the_walk() -> None:
    walk = walk_of(step("a", labels=[("throughout", "", "doors shut")]), step("b"))

    walk = do(walk, Complete("a"), Complete("b"))

    assert [banner.text for banner in banners(walk)] == ["doors shut"]


def test_what_does_not_apply_need_not_be_minded() -> None:
    walk = walk_of(step("a", labels=[("throughout", "", "doors shut")], optional=True), step("b"))

    assert banners(do(walk, NotApplicable("a"))) == ()


def test_the_time_left_is_the_median_of_what_steps_took() -> None:
    walk = do(walk_of(step("a"), step("b"), step("c"), step("d")), Complete("a"))
    took = {StepId("a"): [99.0], StepId("b"): [10.0, 600.0, 20.0], StepId("c"): [5.0, 7.0]}

    assert estimate(walk, took, 3) == Estimate(left_s=26.0, known=2, unknown=1, runs=3)
    assert estimate(walk, {}, 0) == Estimate(left_s=0.0, known=0, unknown=3, runs=0)

"""Sub-procedures, hand-over, confirming from memory, skipping with consent, changed pages."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest

from flowhelp.content import Field, PageType, Param, Procedure
from flowhelp.errors import InputError, RefusedError
from flowhelp.ids import RunId
from flowhelp.journal.events import ChildStarted, Document, Person, Signed, StepSkipped
from flowhelp.walkthrough import decide, evolve
from flowhelp.walkthrough.actions import (
    Abandon,
    Back,
    Complete,
    Fail,
    Leave,
    Open,
    Record,
    Resume,
    SetParam,
    Sign,
    Skip,
)
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.demands import demands
from flowhelp.walkthrough.drift import DriftDemand, contents
from flowhelp.walkthrough.order import pause_point
from flowhelp.walkthrough.plan import plan_of
from flowhelp.walkthrough.steering import (
    Accept,
    Confirm,
    EndChild,
    HandOver,
    Move,
    StartChild,
    Stay,
)
from flowhelp.walkthrough.walk import Child, Walk
from tests.walkthrough.worlds import (
    NOW,
    after,
    begun,
    do,
    page,
    section,
    states,
    step,
    task,
    walk_of,
)

LOCK = "[Lock out](../safety/lockout.md) with machine = {{machine}}, level = 2"
PLATE = Field("plate", "Plate")


def locking(**fields: str) -> Walk:
    """Lock out by another procedure, and go on."""
    do_lock = step(
        "a", labels=[("do", "", LOCK)], edges=[("Lock out", "../safety/lockout.md", "include")]
    )
    return walk_of(do_lock, step("b"), params=(Param("machine"),), **fields)


def first_demand(walk: Walk) -> object:
    """What the first step asks first."""
    return demands(walk, walk.plan.steps[0])[0]


def test_another_procedure_is_asked_for_with_its_values() -> None:
    walk = do(locking(), SetParam("machine", "VMC-07"))

    demand = first_demand(walk)

    assert demand == ChildDemand(
        "../safety/lockout.md", "Lock out", (("machine", "VMC-07"), ("level", "2")), None
    )
    with pytest.raises(RefusedError, match="'Lock out' has to be walked first"):
        decide(walk, Complete("a"), at=NOW)


def test_a_value_that_is_not_known_is_left_to_the_sub_procedure() -> None:
    demand = first_demand(locking())

    assert isinstance(demand, ChildDemand)
    assert demand.values == (("level", "2"),)


def test_the_step_is_done_when_the_sub_procedure_ended_well() -> None:
    start = StartChild("a", RunId("c1"), "safety/lockout", "fh1-x")
    walk = locking()

    events = decide(walk, start, at=NOW)
    assert events == (
        ChildStarted(
            run=walk.run,
            at=NOW,
            sid=walk.plan.steps[0].sid,
            child=RunId("c1"),
            procedure="safety/lockout",
            steps_hash="fh1-x",
        ),
    )
    walk = do(walk, start)
    assert walk.child == ("a", Child(RunId("c1"), "safety/lockout"))
    assert decide(walk, start, at=NOW) == ()
    with pytest.raises(RefusedError, match="has begun and is not over"):
        decide(walk, Complete("a"), at=NOW)
    walk = do(walk, EndChild("a", "completed_with_deviation"))

    assert walk.child is None
    assert after(do(walk, Complete("a"))) == "b"


def test_a_sub_procedure_that_failed_asks() -> None:
    walk = do(locking(), StartChild("a", RunId("c1"), "x"), EndChild("a", "failed"))

    with pytest.raises(RefusedError, match="'Lock out' ended as failed"):
        decide(walk, Complete("a"), at=NOW)
    with pytest.raises(InputError, match="needs a reason"):
        decide(walk, Accept("a", ""), at=NOW)
    on = do(walk, Accept("a", "locked by hand"), Complete("a"))
    assert [(d.kind, d.reason) for d in on.deviations] == [
        ("override", "'Lock out' ended as failed: locked by hand")
    ]
    assert states(do(walk, Fail("a", "no lock")))["a"] == "failed"
    again = do(walk, StartChild("a", RunId("c2"), "x"), EndChild("a", "completed"), Complete("a"))
    assert after(again) == "b"


def test_a_sub_procedure_that_cannot_be_walked_here_may_be_accepted() -> None:
    walk = do(locking(), Accept("a", "done on paper"))

    assert after(do(walk, Complete("a"))) == "b"


@pytest.mark.parametrize(
    ("procedure", "stack"),
    [("kitchen/tea", ()), ("dinner", ("dinner",)), ("x", tuple("abcdefgh"))],
)
def test_a_procedure_does_not_run_inside_itself_nor_too_deep(
    procedure: str, stack: tuple[str, ...]
) -> None:
    start = StartChild("a", RunId("c1"), procedure, stack=stack)

    with pytest.raises(RefusedError, match=r"walked already|more than 8 deep"):
        decide(locking(), start, at=NOW)


def test_a_link_to_the_web_is_no_sub_procedure() -> None:
    walk = walk_of(step("a", edges=[("see", "https://example.org/x.md", "include")]))

    assert demands(walk, walk.plan.steps[0]) == ()
    with pytest.raises(InputError, match="asks for no other procedure"):
        decide(walk, StartChild("a", RunId("c"), "x"), at=NOW)


def test_one_section_can_be_walked_alone() -> None:
    steps = (step("a", line=3), step("b", line=7), step("c", line=8))
    procedure = page(*steps, sections=[section("one", 2), section("two", 6)])

    assert [each.sid for each in plan_of(procedure, "two").steps] == ["b", "c"]


def test_a_run_is_handed_over() -> None:
    walk = do(
        walk_of(step("a", labels=[("second person", "", "")])), HandOver(Person("ann", "Ann"))
    )

    assert walk.actor == Person("ann", "Ann")
    with pytest.raises(InputError, match="has to be another"):
        decide(walk, Sign("a", "Ann", part="second"), at=NOW)
    with pytest.raises(InputError, match="handed over to another person"):
        decide(walk, HandOver(Person("ann")), at=NOW)


def test_what_is_done_from_memory_is_confirmed_list_by_list() -> None:
    walk = walk_of(
        step("a", phase="one"),
        step("b", phase="one", fields=(PLATE,)),
        step("c", phase="two"),
        use="continuous",
        mode="do-confirm",
    )

    assert [each.sid for each in pause_point(walk, walk.plan.steps[0])] == ["a", "b"]
    with pytest.raises(RefusedError, match="'Plate' has to be recorded"):
        decide(walk, Confirm("a"), at=NOW)
    walk = do(walk, Record("b", "", "x"), Confirm("a"))

    assert states(walk) == {"a": "done", "b": "done"}
    with pytest.raises(RefusedError, match="wait for step a"):
        decide(do(walk, Back("a")), Confirm("c"), at=NOW)


def test_steps_of_a_pause_point_are_settled_in_any_order() -> None:
    steps = (step("a", phase="one"), step("b", phase="one"), step("c", phase="two"))
    walk = walk_of(*steps, type=PageType.CHECKLIST, use="continuous")

    walk = do(walk, Complete("b"))

    assert not walk.deviations
    with pytest.raises(RefusedError, match="wait for step a"):
        decide(walk, Complete("c"), at=NOW)


def test_a_page_that_is_read_step_by_step_is_not_confirmed() -> None:
    with pytest.raises(InputError, match="followed step by step"):
        decide(walk_of(task("a")), Confirm("a"), at=NOW)


def test_in_continuous_use_a_second_person_agrees_to_skip() -> None:
    walk = walk_of(step("a"), step("b"), use="continuous")

    with pytest.raises(RefusedError, match="cannot be skipped: this page"):
        decide(walk, Skip("a", "no time"), at=NOW)
    with pytest.raises(RefusedError, match="has to be another person"):
        decide(walk, Skip("a", "no time", "Jo"), at=NOW)
    with pytest.raises(InputError, match="needs a reason"):
        decide(walk, Skip("a", "", "Kim"), at=NOW)
    events = decide(walk, Skip("a", "no time", "Kim"), at=NOW)

    assert [type(each).__name__ for each in events] == ["Signed", "StepSkipped", "Deviation"]
    assert isinstance(events[0], Signed)
    assert (events[0].meaning, events[0].person.id) == ("approved", "Kim")
    assert isinstance(events[1], StepSkipped)
    assert events[1].second == "Kim"


OLD = (step("a", "1", title="Boil the water"), step("b", "2", title="Steep the leaves for long"))
NEW = (
    step("a", "1", title="Boil the water"),
    step("b2", "2", title="Steep the leaves for longer"),
    step("c", "3", title="Drink"),
)


def versions() -> tuple[Walk, Procedure, Document]:
    """A walk of the old page, and the new page."""
    new = page(*NEW, steps_hash="fh1-new")
    walk = do(begun(page(*OLD, steps_hash="fh1-old")), Complete("b"), Leave())
    assert walk.doc is not None
    return walk, new, replace(walk.doc, steps_hash="fh1-new")


def test_on_a_changed_page_nothing_goes_on_silently() -> None:
    walk, _, _ = versions()

    walk = do(walk, Resume("fh1-new"))

    assert walk.drifted
    assert demands(walk, walk.plan.steps[0]) == (DriftDemand("fh1-new"),)
    with pytest.raises(RefusedError, match="the page has changed since this walk began"):
        decide(walk, Complete("a"), at=NOW)
    assert decide(walk, Open("a"), at=NOW) == ()
    assert do(walk, Abandon("enough")).ended
    assert do(walk, Leave()).paused


def test_whoever_stays_goes_on_with_the_version_followed() -> None:
    walk, _, _ = versions()

    walk = do(walk, Resume("fh1-new"), Stay())

    assert not walk.drifted
    assert states(do(walk, Complete("a"))) == {"a": "done", "b": "done"}
    assert not do(walk, Leave(), Resume("fh1-new")).drifted
    assert do(walk, Leave(), Resume("fh1-newer")).drifted
    assert decide(walk, Stay(), at=NOW) == ()


def test_whoever_moves_takes_along_what_was_done() -> None:
    walk, new, doc = versions()
    walk = do(walk, Resume("fh1-new"))
    lines = contents(plan_of(new))

    with pytest.raises(InputError, match="needs a reason"):
        decide(walk, Move(doc, lines, "", new), at=NOW)
    events = decide(walk, Move(doc, lines, "better", new), at=NOW)
    walk = replace(reduce(evolve, events, walk), plan=plan_of(new))

    assert not walk.drifted
    assert states(walk) == {"b2": "done"}
    walk = do(walk, Complete("a"))
    assert after(walk) == "c"
    assert walk.doc == doc


def test_a_page_that_is_the_same_asks_nothing() -> None:
    walk, _, _ = versions()

    assert not do(walk, Resume("fh1-old")).drifted
    assert not do(walk, Resume()).drifted

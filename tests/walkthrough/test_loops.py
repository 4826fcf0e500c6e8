"""Rounds: of a step that says Repeat, and of ways that lead back."""

from __future__ import annotations

import pytest

from flowhelp.content import Field, Label, Param
from flowhelp.errors import RefusedError
from flowhelp.journal.events import Reading, RoundStarted
from flowhelp.walkthrough import decide
from flowhelp.walkthrough.actions import Back, Choose, Complete, Fail, Open, Record, SetParam
from flowhelp.walkthrough.demands import demands
from flowhelp.walkthrough.loops import Loop, RoundDemand, item, read_loop, round_of
from flowhelp.walkthrough.steering import Again
from flowhelp.walkthrough.walk import Walk
from tests.walkthrough.worlds import NOW, after, do, states, step, walk_of

VOLT = Field("dc_bus", "DC bus", "number", "V", max=5, max_open=True)


@pytest.mark.parametrize(
    ("text", "loop"),
    [
        ("until the bubbles stop, max 5", Loop("the bubbles stop", limit=5)),
        ("the bubbles stop", Loop("the bubbles stop")),
        ("until `dc_bus < 5`, max 3", Loop("`dc_bus < 5`", "dc_bus < 5", limit=3)),
        ("max 3", Loop(limit=3)),
        ("until it holds (max. 4 times)", Loop("it holds", limit=4)),
        ("3 times", Loop(times=3)),
        ("for each a, b and c", Loop(items=("a", "b", "c"))),
        ("for each axis: X, Y, max 2", Loop(limit=2, items=("X", "Y"))),
        ("for each {{hosts}}", Loop(items=("{{hosts}}",))),
        ("for each host", Loop()),
        ("bis es hält, höchstens 2 mal", Loop("es hält", limit=2)),
    ],
)
def test_a_loop_is_read(text: str, loop: Loop) -> None:
    assert read_loop(Label("repeat", "", text)) == loop


def measuring(text: str = "until `dc_bus < 5`, max 3") -> Walk:
    """Measure until it is safe, and go on."""
    return walk_of(step("a", fields=(VOLT,), labels=[("repeat", "", text)]), step("b"))


def asked(walk: Walk) -> RoundDemand:
    """What the loop of the first step asks."""
    return next(each for each in demands(walk, walk.plan.steps[0]) if isinstance(each, RoundDemand))


def test_a_step_is_repeated_until_its_condition_holds_and_ticked_once() -> None:
    walk = do(measuring(), Open("a"), Record("a", "", "12", "charged"))

    with pytest.raises(RefusedError, match=r"repeated until dc_bus < 5 \(dc_bus is 12 V\)"):
        decide(walk, Complete("a"), at=NOW)
    walk = do(walk, Again("a"))

    assert states(walk) == {"a": "open"}
    assert not walk.readings
    walk = do(walk, Record("a", "", "3"), Complete("a"))
    assert states(walk) == {"a": "done"}
    assert walk.rounds == {"a": 2}


def test_readings_carry_their_round() -> None:
    walk = do(measuring(), Open("a"))

    first = decide(walk, Record("a", "", "12"), at=NOW)
    walk = do(walk, Record("a", "", "12"), Again("a"))
    second = decide(walk, Record("a", "", "3"), at=NOW)

    numbers = [each.round for each in (*first, *second) if isinstance(each, Reading)]
    assert numbers == [1, 2]


def test_a_value_out_of_limits_may_be_measured_again_without_a_reason() -> None:
    walk = do(measuring("until it is safe, max 3"), Record("a", "", "12"), Again("a"))

    assert not walk.deviations
    assert walk.rounds == {"a": 2}


def test_beyond_the_limit_another_round_needs_a_reason() -> None:
    walk = do(measuring(), Open("a"), Record("a", "", "12"), Again("a"))
    walk = do(walk, Record("a", "", "11"), Again("a"), Record("a", "", "10"))

    assert asked(walk).beyond
    with pytest.raises(RefusedError, match="has had its 3 rounds"):
        decide(walk, Again("a"), at=NOW)
    walk = do(walk, Again("a", "a large capacitor"))

    assert [(each.kind, each.reason) for each in walk.deviations] == [
        ("override", "beyond 3 rounds: a large capacitor")
    ]
    assert walk.rounds == {"a": 4}
    assert states(do(walk, Fail("a", "still charged"))) == {"a": "failed"}


def test_a_round_is_finished_before_the_next_begins() -> None:
    with pytest.raises(RefusedError, match="'DC bus' has to be recorded"):
        decide(measuring(), Again("a"), at=NOW)


def test_a_condition_in_words_is_the_persons_to_judge() -> None:
    walk = do(measuring("until the bubbles stop"), Record("a", "", "3"))

    assert asked(walk) == RoundDemand(1, None, "the bubbles stop", "", "", free=True)
    assert states(do(walk, Complete("a"))) == {"a": "done"}


def test_a_list_is_gone_through_item_by_item() -> None:
    walk = walk_of(step("a", labels=[("repeat", "", "for each X, Y")]), step("b"))
    first = walk.plan.steps[0]

    events = decide(walk, Open("a"), at=NOW)
    assert isinstance(events[1], RoundStarted)
    assert (events[1].number, events[1].item, item(walk, first)) == (1, "X", "X")
    with pytest.raises(RefusedError, match="to be done for Y as well"):
        decide(walk, Complete("a"), at=NOW)
    walk = do(walk, Open("a"), Again("a"))

    assert item(walk, first) == "Y"
    assert states(do(walk, Complete("a"))) == {"a": "done"}
    assert after(do(walk, Complete("a"))) == "b"


def test_a_list_can_come_from_a_parameter() -> None:
    label = [("repeat", "", "for each {{hosts}}")]
    walk = walk_of(step("a", labels=label), params=(Param("hosts"),))

    walk = do(walk, SetParam("hosts", "db1, db2"), Again("a"))

    assert item(walk, walk.plan.steps[0]) == "db2"


def test_the_parts_of_a_step_are_repeated_with_it() -> None:
    parts = (step("a1"), step("a2"))
    walk = walk_of(step("a", labels=[("repeat", "", "2 times")], steps=parts), step("b"))

    assert after(walk) == "a1"
    walk = do(walk, Complete("a1"), Complete("a2"))
    assert after(walk) == "a"
    walk = do(walk, Again("a"))
    assert after(walk) == "a1"
    assert round_of(walk, walk.plan.steps[0]) == 2
    walk = do(walk, Complete("a1"), Complete("a2"), Complete("a"))
    assert after(walk) == "b"


def test_a_loop_that_is_taken_back_begins_anew() -> None:
    walk = do(measuring("2 times"), Record("a", "", "3"), Again("a"), Record("a", "", "3"))

    walk = do(walk, Complete("a"), Back())

    assert walk.rounds == {}
    assert round_of(walk, walk.plan.steps[0]) == 1


def going_round(label: str = "") -> Walk:
    """Work, then decide whether to do it again."""
    labels = [("repeat", "", label)] if label else []
    ways = [("again", "#a"), ("good", "#c")]
    return walk_of(step("a", fields=(VOLT,)), step("b", labels=labels, edges=ways), step("c"))


def round_trip(walk: Walk, reason: str = "") -> Walk:
    """Once round."""
    return do(walk, Record("a", "", "3"), Complete("a"), Choose("b", "again", reason))


def test_a_way_back_is_the_loop_of_its_step_and_counted() -> None:
    walk = round_trip(going_round("max 2"))

    assert walk.rounds == {"b": 2}
    assert round_of(walk, walk.plan.steps[0]) == 2
    with pytest.raises(RefusedError, match="has had its 2 rounds"):
        round_trip(walk)
    walk = round_trip(walk, "one more")
    assert [each.reason for each in walk.deviations] == ["beyond 2 rounds: one more"]
    assert after(do(walk, Record("a", "", "3"), Complete("a"), Choose("b", "good"))) == "c"


def test_a_way_back_without_repeat_is_allowed_ten_rounds() -> None:
    walk = going_round()
    assert round_of(walk, walk.plan.steps[0]) == 0
    for _ in range(9):
        walk = round_trip(walk)

    assert round_of(walk, walk.plan.steps[0]) == 10
    with pytest.raises(RefusedError, match="has had its 10 rounds"):
        round_trip(walk)
    assert after(round_trip(walk, "nearly")) == "a"


def test_a_jump_back_that_is_done_too_often_needs_a_reason() -> None:
    labels = [("go to", "", "#a"), ("repeat", "", "max 1")]
    jumps = step("b", title="Go back", labels=labels, edges=[("a", "#a", "jump")])
    walk = do(walk_of(step("a"), jumps, step("c")), Complete("a"))

    with pytest.raises(RefusedError, match="has had its 1 round,"):
        decide(walk, Complete("b"), at=NOW)
    assert after(do(walk, Complete("b", "not clean"))) == "a"

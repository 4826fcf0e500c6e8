"""Waiting: how it is written, when it is over, and clocks that lie."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from flowhelp.errors import InputError, RefusedError
from flowhelp.journal.events import Deviation, TimerEnded, TimerStarted
from flowhelp.walkthrough import decide
from flowhelp.walkthrough.actions import Complete, Skip
from flowhelp.walkthrough.demands import VerifyDemand, demands
from flowhelp.walkthrough.steering import EndTimer, StartTimer
from flowhelp.walkthrough.waits import (
    Wait,
    WaitDemand,
    duration,
    read_wait,
    remaining,
)
from flowhelp.walkthrough.walk import Walk
from tests.walkthrough.worlds import NOW, do, later, states, step, walk_of


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("5 min", Wait(300)),
        ("30 s (max 2 min)", Wait(30, 120)),
        ("5 min (max 10 min)", Wait(300, 600)),
        ("1 h 30 min", Wait(5400)),
        ("1,5 h", Wait(5400)),
        ("5–10 min", Wait(300, 600)),
        ("PT1H5M", Wait(3900)),
        ("at least 30 seconds", Wait(30)),
        ("2 Minuten, höchstens 5 Minuten", Wait(120, 300)),
        ("until 08:00", Wait(0, until=time(8))),
        ("bis 8.30 Uhr", Wait(0, until=time(8, 30))),
        ("until 24:00", None),
        ("until the lamp is green", None),
        ("5 monkeys", None),
        ("", None),
    ],
)
def test_a_wait_is_read(text: str, wait: Wait | None) -> None:
    assert read_wait(text) == wait


def waiting(text: str = "5 min (max 10 min)", *labels: tuple[str, str, str]) -> Walk:
    """One step that waits, and another."""
    return walk_of(step("a", labels=[("wait", "", text), *labels]), step("b"))


def test_the_time_counts_from_when_the_action_is_done() -> None:
    walk = waiting()
    first = walk.plan.steps[0]

    assert demands(walk, first) == (WaitDemand(Wait(300, 600), None),)
    with pytest.raises(RefusedError, match="it has to wait 5 min"):
        decide(walk, Complete("a"), at=NOW)
    events = decide(walk, StartTimer("a"), at=NOW)

    assert events == (TimerStarted(run=walk.run, at=NOW, sid=first.sid, required_s=300, max_s=600),)
    walk = do(walk, StartTimer("a"))
    assert decide(walk, StartTimer("a"), at=later(9)) == ()
    assert [each.left_s for each in remaining(walk, later(60))] == [240]


def test_a_wait_that_is_over_lets_the_step_be_done() -> None:
    walk = do(waiting(), StartTimer("a"))

    events = decide(walk, Complete("a"), at=later(307))

    assert events[0] == TimerEnded(
        run=walk.run, at=later(307), sid=walk.plan.steps[0].sid, waited_s=307
    )
    assert states(do(walk, Complete("a"), at=later(307))) == {"a": "done"}


def test_going_on_early_needs_a_reason_which_is_a_deviation() -> None:
    walk = do(waiting(), StartTimer("a"))

    with pytest.raises(InputError, match="having waited 1 min of 5 min needs a reason"):
        decide(walk, EndTimer("a"), at=later(60))
    walk = do(walk, EndTimer("a", "alarm"), at=later(60))

    assert [(each.kind, each.reason) for each in walk.deviations] == [
        ("early_timer", "waited 1 min of 5 min: alarm")
    ]
    assert walk.timers["a"].waited_s == 60  # type: ignore[index]
    assert states(do(walk, Complete("a"))) == {"a": "done"}


def test_waiting_too_long_is_a_deviation() -> None:
    walk = do(waiting(), StartTimer("a"))

    assert [each.spare_s for each in remaining(walk, later(700))] == [-100]
    with pytest.raises(RefusedError):
        decide(walk, Complete("a"), at=later(700))
    events = decide(walk, EndTimer("a", "lunch"), at=later(700))

    assert isinstance(events[1], Deviation)
    assert events[1].kind == "out_of_limits"
    assert events[1].reason == "waited 11 min 40 s, at most 10 min: lunch"


@pytest.mark.parametrize("jump", [-3600, 3600, -31_536_000])
def test_a_wall_clock_that_jumps_changes_nothing(jump: float) -> None:
    walk = do(waiting(), StartTimer("a"))

    assert remaining(walk, later(60, wall=60 + jump))[0].left_s == 240
    assert states(do(walk, Complete("a"), at=later(300, wall=300 + jump)))["a"] == "done"


def test_a_wait_goes_on_while_the_machine_starts_anew() -> None:
    walk = do(waiting(), StartTimer("a"))

    after_boot = later(5, wall=200, boot="boot-2")

    assert remaining(walk, after_boot)[0].left_s == 100


def test_a_clock_set_back_between_two_boots_counts_as_no_time() -> None:
    walk = do(waiting(), StartTimer("a"))

    assert remaining(walk, later(5, wall=-3600, boot="boot-2"))[0].left_s == 300


def test_a_wait_until_a_time_of_day_is_over_when_the_clock_says_so() -> None:
    walk = waiting("until 08:00")
    morning = NOW.wall.replace(hour=8) + timedelta(days=1)

    with pytest.raises(InputError, match="which day step a waits for was not said"):
        decide(walk, StartTimer("a"), at=NOW)
    walk = do(walk, StartTimer("a", morning))

    assert remaining(walk, NOW)[0].left_s == 20 * 3600
    assert remaining(walk, later(60, wall=20 * 3600))[0].left_s == 0


def test_the_wait_is_asked_where_the_page_puts_it() -> None:
    before = waiting("5 min", ("verify", "", "it is green"))
    label = ("verify", "", "it is green")
    behind = walk_of(step("a", labels=[label, ("wait", "", "5 min")]))

    assert isinstance(demands(before, before.plan.steps[0])[0], WaitDemand)
    assert isinstance(demands(behind, behind.plan.steps[0])[0], VerifyDemand)
    with pytest.raises(RefusedError, match="it has to be verified"):
        decide(behind, StartTimer("a"), at=NOW)


def test_a_wait_of_a_skipped_step_rings_no_more() -> None:
    walk = do(waiting(), StartTimer("a"), Skip("a", "no time"))

    assert remaining(walk, NOW) == ()


def test_how_long_a_wait_was_can_come_from_paper() -> None:
    walk = do(waiting(), StartTimer("a"), EndTimer("a", waited_s=307))

    assert walk.timers["a"].waited_s == 307  # type: ignore[index]
    assert not walk.deviations


def test_for_information_nobody_waits() -> None:
    walk = walk_of(step("a", labels=[("wait", "", "5 min")]), use="information")

    assert states(do(walk, Complete("a"))) == {"a": "done"}


def test_durations_are_said_in_words() -> None:
    assert [duration(s) for s in (0, 45, 90, 3600, 5430)] == [
        "0 s",
        "45 s",
        "1 min 30 s",
        "1 h",
        "1 h 30 min 30 s",
    ]


def test_the_waits_of_a_step_are_waited_for_one_after_the_other() -> None:
    walk = waiting("5 min", ("wait", "", "a while"), ("wait", "", "10 min (max 20 min)"))
    first = walk.plan.steps[0]

    walk = do(walk, StartTimer("a"))
    with pytest.raises(RefusedError, match="it has to wait 10 min"):
        decide(walk, Complete("a"), at=later(300))
    walk = do(walk, EndTimer("a"), at=later(300))
    assert demands(walk, first) == (WaitDemand(Wait(600, 1200), None, 2),)
    (fact,) = decide(walk, StartTimer("a"), at=later(400))
    assert isinstance(fact, TimerStarted)
    assert (fact.required_s, fact.max_s, fact.number) == (600, 1200, 2)
    walk = do(walk, StartTimer("a"), at=later(400))
    assert [each.left_s for each in remaining(walk, later(500))] == [500]
    assert states(do(walk, Complete("a"), at=later(1000))) == {"a": "done"}
    walk = do(walk, EndTimer("a"), at=later(1000))
    assert demands(walk, first) == ()
    assert decide(walk, StartTimer("a"), at=later(1001)) == ()


def test_each_wait_has_its_place_among_what_is_asked() -> None:
    verify = ("verify", "", "it is cold")
    walk = waiting("5 min", verify, ("wait", "", "1 min"))
    first = walk.plan.steps[0]

    assert [type(each) for each in demands(walk, first)] == [WaitDemand, VerifyDemand]
    walk = do(walk, StartTimer("a"), EndTimer("a", waited_s=300))
    assert [type(each) for each in demands(walk, first)] == [VerifyDemand, WaitDemand]
    with pytest.raises(RefusedError, match="it has to be verified"):
        decide(walk, StartTimer("a"), at=NOW)

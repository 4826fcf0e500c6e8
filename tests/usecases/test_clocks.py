"""Clocks that are set back, other time zones, summer time: durations and order stay right."""

from __future__ import annotations

import os
import time as clock_of_the_machine
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flowhelp.errors import InputError, RefusedError
from flowhelp.journal.events import StepDone, TimerEnded
from flowhelp.usecases.children import begin_child, end_child
from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.verifying import verify
from flowhelp.usecases.waiting import next_time
from flowhelp.usecases.walk import WalkSession, resume, unfinished
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import Complete, Finish, Leave
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.demands import demands
from flowhelp.walkthrough.steering import EndTimer, StartTimer
from flowhelp.walkthrough.waits import WaitDemand, remaining
from tests.usecases.doers import Clock, shown
from tests.usecases.libraries import workspace, write

DRAIN = """# Drain it

1. Open the valve.
2. Let it drain.
   - **Wait:** 5 min (max 10 min)
3. Close the valve.
"""
NIGHT = """# Cool it overnight

1. Switch it off.
   - **Wait:** until 08:00
2. Open it.
"""
EARLY = NIGHT.replace("08:00", "02:30")
AROUND = "# Around\n\n1. **Do:** [Drain it](drain.md)\n"
PAGES = {"drain.md": DRAIN, "night.md": NIGHT, "early.md": EARLY, "around.md": AROUND}
HOUR = 3600.0
YEAR = 365 * 24 * HOUR


@pytest.fixture
def clock() -> Clock:
    """Noon, and 100 s after the machine was switched on; time passes as told, and else stands."""
    return Clock(tick=0)


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Workspace:
    """A machine that goes by that clock."""
    return clock.on(workspace(tmp_path, write(tmp_path / "lib", PAGES)))


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine is in Berlin; the clocks there change on 30 March and 26 October 2031."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock_of_the_machine.tzset()
    yield
    monkeypatch.undo()
    clock_of_the_machine.tzset()


def begun(shop: Workspace, name: str) -> WalkSession:
    entry = resolve(shop, name)
    return start(shop, entry, load(shop, entry), Start())


def does(session: WalkSession, *steps: str) -> None:
    for step in steps:
        session.perform(Complete(step))
        session.open_next()


def left(session: WalkSession) -> float:
    (running,) = remaining(session.walk, session.moment())
    return running.left_s


def waits_at(session: WalkSession, step: str) -> WaitDemand:
    found = session.walk.plan.find(step)
    assert found
    return next(each for each in demands(session.walk, found) if isinstance(each, WaitDemand))


def starts_until(session: WalkSession, step: str) -> datetime:
    """Start a wait until a time of day, as a front end does; the moment at which it ends."""
    clock = waits_at(session, step).wait.until
    assert clock
    until = next_time(clock, session.moment().wall)
    session.perform(StartTimer(step, until))
    return until


@pytest.mark.parametrize("jump", [-HOUR, HOUR, -YEAR, YEAR])
def test_durations_of_a_record_do_not_jump_with_the_clock(
    shop: Workspace, clock: Clock, jump: float
) -> None:
    session = begun(shop, "drain")
    clock.passes(10, wall=10 + jump)
    does(session, "1")
    session.perform(StartTimer("2"))
    clock.passes(310, wall=310 - 2 * jump)
    does(session, "2")
    clock.passes(20)
    does(session, "3")
    session.perform(Finish())

    record = session.record
    assert [step["dwell_s"] for step in record["steps"]] == [10, 310, 20]
    assert record["active_s"] == 340
    assert record["paused_s"] == 0
    (ended,) = (each.event for each in shop.journal.tagged("timer.ended"))
    assert isinstance(ended, TimerEnded)
    assert (ended.waited_s, ended.early) == (310, False)
    assert record["outcome"] == "completed"


@pytest.mark.parametrize("jump", [-HOUR, HOUR, -YEAR, YEAR])
def test_a_wait_is_neither_shorter_nor_longer_for_a_clock_that_is_set(
    shop: Workspace, clock: Clock, jump: float
) -> None:
    session = begun(shop, "drain")
    does(session, "1")
    session.perform(StartTimer("2"))
    clock.passes(60, wall=60 + jump)

    assert left(session) == 240
    with pytest.raises(RefusedError, match="it has to wait 5 min"):
        session.perform(Complete("2"))
    with pytest.raises(InputError, match="having waited 1 min of 5 min needs a reason"):
        session.perform(EndTimer("2"))
    again = resume(shop, session.walk.run)
    assert left(again) == 240
    clock.passes(240, wall=240 - jump)
    does(again, "2")
    assert again.walk.deviations == ()


def test_a_clock_set_back_between_two_boots_never_ends_a_wait_early(
    shop: Workspace, clock: Clock
) -> None:
    session = begun(shop, "drain")
    does(session, "1")
    session.perform(StartTimer("2"))
    again = resume(shop, session.walk.run)
    again._boot = "another boot"  # noqa: SLF001 - the machine was switched off and on
    clock.mono, clock.wall = 3.0, clock.wall - timedelta(hours=1)

    assert left(again) == 300
    clock.passes(HOUR + 300)
    assert left(again) == 0


@pytest.mark.parametrize("jump", [-HOUR, -YEAR])
def test_the_order_of_events_is_that_in_which_they_happened(
    shop: Workspace, clock: Clock, jump: float
) -> None:
    session = begun(shop, "drain")
    does(session, "1")
    clock.passes(1, wall=jump)
    session.perform(StartTimer("2"))
    clock.passes(300, wall=jump)
    does(session, "2", "3")
    session.perform(Finish())

    recorded = list(shop.journal.since(0))
    walls = [each.event.at.wall for each in recorded]
    assert walls != sorted(walls)
    assert [each.seq for each in recorded] == list(range(1, len(recorded) + 1))
    tags = [each.event.tag for each in recorded]
    assert tags[0] == "run.started"
    assert tags[-1] == "run.ended"
    done = [each.event.sid for each in recorded if isinstance(each.event, StepDone)]
    assert done == [step.sid for step in session.walk.plan.steps]
    assert [each.id for each in shop.journal.read(session.walk.run)] == [
        each.id for each in recorded
    ]
    assert verify(shop).events == len(recorded)
    assert shown(resume(shop, session.walk.run)) == shown(session)


def test_a_run_that_began_later_by_an_earlier_clock_is_still_the_later_one(
    shop: Workspace, clock: Clock
) -> None:
    first = begun(shop, "drain")
    clock.passes(60, wall=-HOUR)
    second = begun(shop, "drain")

    assert shop.journal.runs() == (first.walk.run, second.walk.run)
    assert {each.run for each in unfinished(shop)} == {first.walk.run, second.walk.run}


def test_a_break_with_the_clock_set_back_counts_as_long_as_it_was(
    shop: Workspace, clock: Clock
) -> None:
    session = begun(shop, "drain")
    clock.passes(10)
    does(session, "1")
    session.perform(Leave())
    clock.passes(2 * HOUR, wall=-HOUR)
    again = resume(shop, session.walk.run)
    clock.passes(5)
    again.perform(StartTimer("2"))

    assert again.record["paused_s"] == 2 * HOUR
    assert again.record["active_s"] == 15


def test_a_sub_procedure_and_the_walk_around_it_go_by_the_same_clock(
    shop: Workspace, clock: Clock
) -> None:
    session = begun(shop, "around")
    step = session.walk.plan.steps[0]
    (asked,) = demands(session.walk, step)
    assert isinstance(asked, ChildDemand)
    child = begin_child(session, step, asked)
    clock.passes(30, wall=30 - HOUR)
    does(child, "1")
    child.perform(StartTimer("2"))
    clock.passes(300, wall=300 - HOUR)
    does(child, "2", "3")
    child.perform(Finish())
    end_child(session, step.sid, child)
    does(session, "1")

    assert child.record["active_s"] == 330
    assert session.record["steps"][0]["dwell_s"] == 330
    assert verify(shop).events == len(list(shop.journal.since(0)))


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("evening", "hours"),
    [
        (datetime(2031, 3, 29, 21, tzinfo=UTC), 9),  # 22:00 winter time, the night before spring
        (datetime(2031, 10, 25, 20, tzinfo=UTC), 11),  # 22:00 summer time, before autumn
        (datetime(2031, 5, 4, 20, tzinfo=UTC), 10),
    ],
)
def test_a_wait_until_a_time_of_day_is_right_in_the_nights_the_clocks_change(
    shop: Workspace, clock: Clock, evening: datetime, hours: int
) -> None:
    clock.wall = evening
    session = begun(shop, "night")

    until = starts_until(session, "1")

    assert until.astimezone().strftime("%H:%M") == "08:00"
    assert until == evening + timedelta(hours=hours)
    clock.passes(hours * HOUR - 1)
    assert 0 < left(session) <= 1
    with pytest.raises(RefusedError, match="it has to wait until 08:00"):
        session.perform(Complete("1"))
    clock.passes(1)
    does(session, "1")
    assert session.record["steps"][0]["dwell_s"] == pytest.approx(hours * HOUR)


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("now", "hours"),
    [
        # 02:00 summer time: half past two comes in half an hour.
        (datetime(2031, 10, 26, 0, 0, tzinfo=UTC), 0.5),
        # 02:45 summer time: the clock shows half past two again in 45 minutes.
        (datetime(2031, 10, 26, 0, 45, tzinfo=UTC), 0.75),
        # 02:15 winter time, in the hour that comes twice: in a quarter of an hour.
        (datetime(2031, 10, 26, 1, 15, tzinfo=UTC), 0.25),
        # 02:45 winter time: tomorrow.
        (datetime(2031, 10, 26, 1, 45, tzinfo=UTC), 23.75),
        # In spring the clock never shows half past two: when it would be that late.
        (datetime(2031, 3, 30, 0, 30, tzinfo=UTC), 1.0),
    ],
)
def test_an_hour_that_comes_twice_or_never_ends_a_wait_when_the_clock_next_shows_it(
    shop: Workspace, clock: Clock, now: datetime, hours: float
) -> None:
    clock.wall = now
    session = begun(shop, "early")

    until = starts_until(session, "1")

    assert (until - now).total_seconds() == hours * HOUR


def test_another_time_zone_changes_no_wait_and_no_record(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock_of_the_machine.tzset()
    session = begun(shop, "night")
    until = starts_until(session, "1")
    before = left(session)
    assert os.environ["TZ"] == "Europe/Berlin"

    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    clock_of_the_machine.tzset()
    again = resume(shop, session.walk.run)
    after = left(again)
    record = again.record
    monkeypatch.undo()
    clock_of_the_machine.tzset()

    timer = again.walk.timers[session.walk.plan.steps[0].sid]
    assert timer.until == until
    assert 0 <= before - after < 1
    assert record["started_at"].endswith("Z")
    assert record["started_at"] == session.record["started_at"]

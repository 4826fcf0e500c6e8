"""`kill -9` at random moments of a sync with each target."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from tests.sync.matrix.conftest import Named, Placed
from tests.sync.matrix.killing import killed, measured, syncing
from tests.sync.matrix.machines import Machine
from tests.sync.matrix.places import Place
from tests.sync.matrix.records import some_runs
from tests.sync.matrix.recovery import private_stays, recovered
from tests.torture import only_on_request

KINDS = ["folder", "git", "xapi"]


def kill_often(place: Place, named: Named, names: Sequence[str], *, times: int, seed: int) -> None:
    """So many syncs are killed; the next one is made at once, or is killed too."""
    print(f"seed {seed}")  # noqa: T201 - shown where it fails
    dice, sets = random.Random(seed), iter(range(0, 12 * times + 24, 6))  # noqa: S311
    writers, ben = [named(name) for name in names], named("ben")
    for each in (*writers, ben):
        each.joins(place.kind, place.location)
    for each in writers:  # the first is longer than those after it
        each.writes(some_runs(next(sets)))
        each.syncs()
    writers[0].writes(some_runs(next(sets)))
    whole, kills = measured(syncing(writers[0])), 0
    while kills < times:
        machine = dice.choice(writers)
        machine.writes(some_runs(next(sets), long=dice.random() < 0.02))
        if not killed(syncing(machine), whole, dice):
            continue
        kills += 1
        if kills % 10 == 0:
            assert place.doubled() == []
            private_stays(place)
        if dice.random() < 0.5:
            until_done(machine)
    for each in writers:
        until_done(each)
    recovered(place, ben, *writers)
    assert kills == times


def until_done(machine: Machine) -> None:
    """Syncs; a program of before that lives on is waited for, by trying again."""
    for _ in range(5):
        done = machine.says("sync")
        if done.exit_code == 0:
            return
        assert "trying again later" in done.stderr or "sync again" in done.stderr, done.stderr
    machine.syncs()


@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_that_is_killed_is_made_good_by_the_next(
    named: Named, placed: Placed, kind: str
) -> None:
    kill_often(placed(kind), named, ["ada"], times=4, seed=5)


@pytest.mark.torture
@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_that_is_killed_a_hundred_times_is_made_good_by_the_next(
    named: Named, placed: Placed, kind: str, seed: int, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    kill_often(placed(kind), named, ["ada", "cem"], times=100, seed=seed)

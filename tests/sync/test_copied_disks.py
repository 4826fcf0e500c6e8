"""A disk that was copied: both machines go on, and everybody has what both did."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flowhelp.journal.following import Kind
from flowhelp.journal.team_runs import Standing, runs
from flowhelp.sync.folder import FolderTarget
from flowhelp.sync.git import GitTarget
from flowhelp.sync.target import Target
from tests.journal.teams import erased
from tests.sync.worlds import Machine, run_id, run_of

Reached = Callable[[Machine], Target]


class World:
    """Machines that reach one place, and the disk of one of them that is copied."""

    def __init__(self, folder: Path, reached: Reached) -> None:
        self._folder = folder
        self._reached = reached
        self.machines: dict[str, Machine] = {}

    def __getitem__(self, name: str) -> Machine:
        if name not in self.machines:
            (self._folder / name).mkdir(exist_ok=True)
            self.machines[name] = Machine(self._folder / name)
        return self.machines[name]

    def copied(self, name: str, to: str) -> Machine:
        """Another machine with the disk of one, which goes on."""
        self[name].close()
        shutil.copytree(self._folder / name, self._folder / to)
        return self[to]

    def sync(self, *names: str) -> None:
        """They sync, one after the other; none fails."""
        for name in names:
            outcome = self[name].syncs(self._reached(self[name]))
            assert outcome.failure is None, outcome.failure

    def seen(self, name: str) -> set[str]:
        """The runs that somebody there sees, own ones included."""
        machine = self[name]
        machine.team.refresh(machine.journal.asked)
        return {run.run for run in runs(machine.team.asked)}

    def forks(self, name: str) -> list[tuple[str, int]]:
        """Device and number of what is named as forked."""
        found = self[name].team.verify()
        assert {flaw.kind for flaw in found} <= {Kind.FORKED}
        return [(flaw.device, flaw.seq) for flaw in found]


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    kind = getattr(request, "param", "folder")
    place = tmp_path / "place"
    if kind == "git":
        subprocess.run(("git", "init", "-q", "--bare", str(place)), check=True)
    else:
        place.mkdir()
        FolderTarget(place).prepare()

    def reached(machine: Machine) -> Target:
        if kind == "folder":
            return FolderTarget(place)
        return GitTarget(place.as_uri(), machine.folder / "stores", os.environ)

    world = World(tmp_path, reached)
    yield world
    for machine in world.machines.values():
        machine.close()


def numbers(*runs: int) -> set[str]:
    return {run_id(number) for number in runs}


@pytest.mark.parametrize(
    ("world", "first"),
    [("folder", "ada"), ("folder", "twin"), ("git", "twin")],
    indirect=["world"],
)
def test_everybody_has_what_both_did_whoever_came_first(world: World, first: str) -> None:
    ada = world["ada"]
    ada.writes(run_of(1))
    world.sync("ada", "cem")
    twin = world.copied("ada", "twin")
    ada.writes(run_of(2))
    twin.writes(run_of(3))
    second = "twin" if first == "ada" else "ada"
    world.sync(first, second)
    ada.writes(run_of(4), run_of(5))
    twin.writes(run_of(6), run_of(7), run_of(8))
    world.sync("ada", "twin", "ada", "twin", "ben", "cem")

    everything = ada.own() | twin.own()
    assert len(everything) == 4 * 8
    for name in ("ada", "twin", "ben", "cem"):
        machine = world[name]
        assert machine.lines() | machine.own() == everything
        assert world.seen(name) == numbers(1, 2, 3, 4, 5, 6, 7, 8)
    assert world[first].device != world[second].device
    for name in ("ben", "cem"):
        assert world.forks(name) == [(world[first].device, 5)], "where it begins, and no more"


def test_runs_of_both_histories_are_there_and_what_is_doubled_is_not_called_verified(
    world: World,
) -> None:
    ada = world["ada"]
    ada.writes(run_of(1))
    twin = world.copied("ada", "twin")
    ada.writes(run_of(2))
    twin.writes(run_of(3))
    world.sync("ada", "twin")
    twin.writes(run_of(4))
    world.sync("twin", "ben")

    world.seen("ben")
    standing = {run.run: run.standing for run in runs(world["ben"].team.asked)}

    assert standing == {
        run_id(1): Standing.VERIFIED,
        run_id(2): Standing.VERIFIED,
        run_id(3): Standing.UNVERIFIED,
        run_id(4): Standing.VERIFIED,
    }


@pytest.mark.parametrize("world", ["folder", "git"], indirect=True)
def test_a_machine_with_a_new_name_keeps_it_though_its_numbers_are_those_of_the_old(
    world: World,
) -> None:
    ada = world["ada"]
    ada.writes(run_of(1))
    world.sync("ada")
    twin = world.copied("ada", "twin")
    ada.writes(run_of(2))
    twin.writes(run_of(3))
    world.sync("ada", "twin")
    name = twin.device
    for number in range(10, 13):
        twin.writes(run_of(number))
        world.sync("twin")
    twin.outbox.part("place", twin.journal.rows().__next__().device, upto=0)
    world.sync("twin")

    assert twin.device == name


def test_what_an_old_disk_had_lost_comes_back_from_where_it_was_brought(world: World) -> None:
    ada = world["ada"]
    ada.writes(run_of(1))
    world.sync("ada")
    ada.close()
    old = ada.folder.with_name("old.db")
    shutil.copy(ada.folder / "journal.db", old)
    ada.writes(run_of(2))
    world.sync("ada")
    ada.close()
    shutil.copy(old, ada.folder / "journal.db")
    ada.writes(run_of(3))

    world.sync("ada", "ada", "ben")

    for name in ("ada", "ben"):
        assert world.seen(name) == numbers(1, 2, 3)


def test_erasing_a_person_takes_both_histories(world: World) -> None:
    ada = world["ada"]
    ada.writes(run_of(1))
    twin = world.copied("ada", "twin")
    ada.writes(run_of(2))
    twin.writes(run_of(3, actor="lee"))
    world.sync("ada", "twin", "ben")
    world.seen("ben")

    assert erased(world["ben"].team, "lee") == 1

    assert world.seen("ben") == numbers(1, 2)
    world["ben"].team.forget("place")
    world.sync("ben")
    assert world.seen("ben") == numbers(1, 2)
    world["ben"].team.close()
    assert all(b'"lee"' not in path.read_bytes() for path in world["ben"].folder.glob("team.db*"))


def test_a_hub_that_is_emptied_is_filled_again_by_who_was_renamed_elsewhere(
    tmp_path: Path,
) -> None:
    shared, hub = tmp_path / "shared", tmp_path / "hub.git"
    shared.mkdir()
    FolderTarget(shared).prepare()
    subprocess.run(("git", "init", "-q", "--bare", str(hub)), check=True)

    def by_git(machine: Machine) -> Target:
        return GitTarget(hub.as_uri(), machine.folder / "stores", os.environ)

    world = World(tmp_path, by_git)
    ada = world["ada"]
    ada.writes(run_of(1))
    world.sync("ada")
    twin = world.copied("ada", "twin")
    ada = world["ada"]
    ada.writes(run_of(2))
    twin.writes(run_of(3))
    assert twin.syncs(FolderTarget(shared), "shared").failure is None
    world.sync("ada")
    assert ada.syncs(FolderTarget(shared), "shared").renamed is not None
    shutil.rmtree(hub)
    subprocess.run(("git", "init", "-q", "--bare", str(hub)), check=True)

    world.sync("ada", "ben")

    assert world["ben"].lines() == ada.own()

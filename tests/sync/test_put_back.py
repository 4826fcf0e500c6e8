"""Folders that were emptied, put back from an older copy, or changed for another stick."""

from __future__ import annotations

import random
import shutil
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from flowhelp.sync.folder import MARKER, FolderTarget
from tests.sync.conformance import killed
from tests.sync.worlds import Machine, Made, run_of
from tests.torture import only_on_request


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    FolderTarget(folder).prepare()
    return folder


def emptied(place: Path) -> None:
    """Everything in it is gone but what marks it."""
    for each in place.iterdir():
        if each.name != MARKER:
            shutil.rmtree(each)


def copied(place: Path, to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(place, to)


def sync(place: Path, *machines: Machine) -> list[str]:
    """They sync, one after the other; what was complained about."""
    said = []
    for each in machines:
        outcome = each.syncs(FolderTarget(place))
        assert outcome.failure is None, outcome.failure
        said += outcome.problems
    return said


def test_a_folder_that_was_emptied_gets_everything_again(machine: Made, place: Path) -> None:
    ada, ben, cem = machine("ada"), machine("ben"), machine("cem")
    for number in range(3):
        ada.writes(run_of(number))
        sync(place, ada, ben)
    emptied(place)

    said = sync(place, ada, ben, cem)

    assert said == [f"the records of device {ada.device} were put back, or brought anew"]
    assert cem.lines() == ben.lines() == ada.own()
    ada.writes(run_of(3))
    assert sync(place, ada, ben, cem) == []
    assert cem.lines() == ben.lines() == ada.own()
    assert ada.syncs(FolderTarget(place)).kept == 0
    for each in (ben, cem):
        assert each.team.verify() == ()


def test_a_folder_that_was_put_back_from_an_older_copy_gets_what_it_lacks(
    machine: Made, place: Path, tmp_path: Path
) -> None:
    ada, ben, cem = machine("ada"), machine("ben"), machine("cem")
    ada.writes(run_of(0))
    sync(place, ada, ben)
    copied(place, tmp_path / "older")
    for number in range(1, 4):
        ada.writes(run_of(number))
        sync(place, ada, ben)
    copied(tmp_path / "older", place)
    ada.writes(run_of(4))

    sync(place, ada)
    old = next((tmp_path / "older" / ada.device).glob("*.jsonl"))
    assert (place / ada.device / old.name).read_bytes() == old.read_bytes()
    assert len(list((place / ada.device).glob("*.jsonl"))) == 2  # and one with all it lacked
    sync(place, ben, cem)

    assert cem.lines() == ben.lines() == ada.own()
    assert ben.team.verify() == cem.team.verify() == ()


def test_a_reader_who_was_away_meanwhile_misses_nothing(
    machine: Made, place: Path, tmp_path: Path
) -> None:
    ada, ben = machine("ada"), machine("ben")
    numbers = count()
    ada.writes(run_of(next(numbers)))
    sync(place, ada)
    copied(place, tmp_path / "older")
    for _ in range(3):
        ada.writes(run_of(next(numbers)))
        sync(place, ada, ben)
    copied(tmp_path / "older", place)
    for _ in range(6):  # other offers have the numbers that were read, and more
        ada.writes(run_of(next(numbers)))
        sync(place, ada)

    sync(place, ben)

    assert ben.lines() == ada.own()
    assert ben.team.verify() == ()


def test_a_folder_that_is_out_of_reach_has_lost_nothing(
    machine: Made, place: Path, tmp_path: Path
) -> None:
    ada = machine("ada")
    for number in range(2):  # in two parcels, which would be one if they were cut anew
        ada.writes(run_of(number))
        sync(place, ada)
    written = sorted(place.rglob("*.jsonl"))
    place.rename(tmp_path / "away")

    assert ada.syncs(FolderTarget(place)).failure is not None
    place.mkdir()  # what a stick is put at
    assert ada.syncs(FolderTarget(place)).failure is not None
    place.rmdir()
    (tmp_path / "away").rename(place)

    sync(place, ada)
    assert sorted(place.rglob("*.jsonl")) == written


def test_two_sticks_in_turn_each_get_everything(machine: Made, place: Path, tmp_path: Path) -> None:
    ada, ben, cem = machine("ada"), machine("ben"), machine("cem")
    other = tmp_path / "other"
    other.mkdir()
    FolderTarget(other).prepare()
    for number in range(4):
        ada.writes(run_of(number))
        sync(place, ada)
        place.rename(tmp_path / "out")
        other.rename(place)
        (tmp_path / "out").rename(other)

    sync(place, ada)
    sync(other, ben)
    sync(place, cem)

    assert ben.lines() | {row.sha256 for row in list(ada.journal.rows())[-4:]} == ada.own()
    assert cem.lines() == ada.own()


def test_a_copied_disk_brings_its_old_part_again_too(
    machine: Made, place: Path, tmp_path: Path
) -> None:
    ada, ben = machine("ada"), machine("ben")
    ada.writes(run_of(0))
    sync(place, ada)
    ada.close()
    shutil.copytree(tmp_path / "ada", tmp_path / "twin")
    twin = Machine(tmp_path / "twin")
    ada.writes(run_of(1))
    twin.writes(run_of(2))
    sync(place, ada, twin)
    emptied(place)

    sync(place, twin, ada, ben)

    assert ben.lines() == ada.own() | twin.own()
    twin.close()


def _begin(place: Path, machine: Machine) -> None:
    machine.syncs(FolderTarget(place))


def _put_back_often(machine: Made, place: Path, folder: Path, turns: int, seed: int) -> None:
    dice, numbers = random.Random(seed), count()  # noqa: S311 - repeatable
    machines = [machine(name) for name in ("ada", "ben", "cem")]
    copied(place, folder / "older")
    for _ in range(turns):
        each = dice.choice(machines)
        match dice.randrange(8):
            case 0:
                emptied(place)
            case 1:
                copied(place, folder / "older")
            case 2:
                copied(folder / "older", place)
            case 3:
                each.close()
                killed(partial(_begin, place, each), dice.randrange(20, 900))
            case 4 | 5:
                sync(place, each)
            case _:
                each.writes(run_of(next(numbers), actor=f"p{dice.randrange(3)}"))
    sync(place, *machines, *machines)

    everything = set().union(*(each.own() for each in machines))
    for each in machines:
        assert each.lines() | each.own() == everything
        assert each.team.verify() == ()
        assert each.syncs(FolderTarget(place)).kept == 0
    late = Machine(folder / "late")
    sync(place, late)
    assert late.lines() == everything
    late.close()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_becomes_of_the_folder_everybody_ends_with_everything(
    machine: Made, place: Path, tmp_path: Path, seed: int
) -> None:
    (tmp_path / "late").mkdir()
    _put_back_often(machine, place, tmp_path, 40, seed)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(100, 120))
def test_whatever_becomes_of_the_folder_over_a_long_time(
    machine: Made, place: Path, tmp_path: Path, seed: int, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    (tmp_path / "late").mkdir()
    _put_back_often(machine, place, tmp_path, 400, seed)

"""A shared folder that is full, read-only, pulled out, or that other programs meddle with."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.sync.matrix.conftest import Named, long
from tests.sync.matrix.killing import syncing, together
from tests.sync.matrix.machines import Machine
from tests.sync.matrix.places import FolderPlace
from tests.sync.matrix.records import some_runs
from tests.sync.matrix.recovery import no_secret, private_stays, recovered, said

BAD, AWAY = 4, 5


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A disk of one mebibyte, that can be filled, closed and pulled out."""
    folder = tmp_path / "stick"
    folder.mkdir()
    if not mounted(folder):
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(("umount", "-l", str(folder)), check=False, capture_output=True)


def mounted(folder: Path) -> bool:
    command = ("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder))
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture
def place(stick: Path) -> FolderPlace:
    return FolderPlace(stick / "records")


@pytest.fixture
def ada(named: Named, place: FolderPlace) -> Machine:
    """A machine with something to bring, and something that was brought before."""
    return _joined(named, place, "ada", 0)


@pytest.fixture
def ben(named: Named, place: FolderPlace) -> Machine:
    """Another machine, which did nothing."""
    ben = named("ben")
    ben.joins("folder", place.location)
    return ben


def _joined(named: Named, place: FolderPlace, name: str, first: int) -> Machine:
    made = named(name)
    made.joins("folder", place.location)
    made.writes(some_runs(first))
    made.syncs()
    made.writes(some_runs(first + 6))
    return made


def fill(stick: Path, *, but: int = 0) -> Path:
    """What takes all the room of a disk, but for some bytes."""
    ballast = stick / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as full:
        while full.write(bytes(4096)):
            pass
    if but:
        os.truncate(ballast, ballast.stat().st_size - but)
    return ballast


@long
@pytest.mark.parametrize("but", [0, 4096, 8192, 16_384])
def test_a_full_disk_loses_nothing(
    stick: Path, place: FolderPlace, ada: Machine, ben: Machine, but: int
) -> None:
    ballast = fill(stick, but=but)

    said(ada.says("sync"), AWAY, f"the disk that holds {place.folder} is full")

    assert place.doubled() == []
    ballast.unlink()
    recovered(place, ben, ada)
    assert list(place.folder.rglob(".new-*")) == []


@long
def test_a_disk_that_is_read_only_is_denied_until_it_is_mended(
    stick: Path, place: FolderPlace, ada: Machine, ben: Machine
) -> None:
    subprocess.run(("mount", "-o", "remount,ro", str(stick)), check=True)

    said(ada.says("sync"), BAD, "cannot be read or written: read-only file system")
    ben.syncs()  # who has nothing to bring may read

    subprocess.run(("mount", "-o", "remount,rw", str(stick)), check=True)
    recovered(place, ben, ada)


@long
def test_a_stick_that_was_pulled_out_is_waited_for(
    stick: Path, place: FolderPlace, ada: Machine, ben: Machine, tmp_path: Path
) -> None:
    away = tmp_path / "pocket"
    away.mkdir()
    subprocess.run(("mount", "--move", str(stick), str(away)), check=False, capture_output=True)
    if place.folder.exists():  # where mounts are shared, they cannot be moved
        subprocess.run(("mount", "--bind", str(stick), str(away)), check=True)
        subprocess.run(("umount", "-l", str(stick)), check=True)

    said(ada.says("sync"), AWAY, f"{place.folder} is out of reach: no such file or directory")
    place.folder.mkdir()  # another one, at the same place
    said(ada.says("sync"), AWAY, "is not the folder that was set up")
    place.folder.rmdir()

    subprocess.run(("mount", "--bind", str(away), str(stick)), check=True)
    recovered(place, ben, ada)
    for each in (stick, away):
        subprocess.run(("umount", "-l", str(each)), check=False, capture_output=True)


@long
def test_a_folder_that_vanishes_in_the_middle_is_waited_for(named: Named, tmp_path: Path) -> None:
    place = FolderPlace(tmp_path / "records")
    ada, ben = _joined(named, place, "ada", 0), named("ben")
    ben.joins("folder", place.location)
    away, gone = tmp_path / "away", 0
    for turn in range(40):
        timer = threading.Timer(turn * 0.002, lambda: place.folder.rename(away))
        timer.start()
        done = ada.says("sync")
        timer.join()
        no_secret(done)
        if done.exit_code:
            said(done, AWAY, "out of reach")
            gone += 1
        away.rename(place.folder)
        ada.writes(some_runs(12 + 6 * turn))
    assert gone
    recovered(place, ben, ada)


@long
@pytest.mark.parametrize("harm", ["torn", "empty", "other", "gone"])
def test_a_file_that_another_program_harmed_is_named_and_blocks_nothing(
    named: Named, tmp_path: Path, harm: str
) -> None:
    place = FolderPlace(tmp_path / "records")
    ada, ben = _joined(named, place, "ada", 0), named("ben")
    ben.joins("folder", place.location)
    ada.syncs()
    first = min(place.folder.glob("*/*.1-*.jsonl"))
    content = first.read_bytes()
    harmed = {"torn": content[: len(content) // 2], "empty": b"", "other": b"\0" * len(content)}
    first.unlink() if harm == "gone" else first.write_bytes(harmed[harm])

    done = ben.says("sync")

    no_secret(done)
    assert done.exit_code == 0
    assert ben.pulled() < set(ada.leaving())
    assert "is not what it was" in ben.verdict().stderr
    assert ada.verdict().exit_code == 0
    private_stays(place)
    for each in (ada, ben):  # as after a disk was lost: everything is brought, and read, again
        each.says("sync", "remove", "hub")
        each.joins("folder", place.location)
        assert each.says("sync").exit_code == 0
    place.came(ben, ada)


@long
def test_a_file_that_was_torn_before_it_was_told_of_is_written_again(
    named: Named, tmp_path: Path
) -> None:
    place = FolderPlace(tmp_path / "records")
    ada, ben = _joined(named, place, "ada", 0), named("ben")
    ben.joins("folder", place.location)
    before = {path for path, _ in place.files()}
    in_the_way = next(place.folder.glob("*/head-1.json")).with_name(".new-head-2.json")
    in_the_way.mkdir()
    said(ada.says("sync"), AWAY, "hub: ")
    torn = [each for each in place.folder.glob("*/*.jsonl") if each.name not in before]
    assert torn
    for each in torn:
        each.write_bytes(each.read_bytes()[:-7])

    in_the_way.rmdir()
    recovered(place, ben, ada)


@long
def test_two_devices_at_once_get_everything_across(named: Named, tmp_path: Path) -> None:
    place, ben = FolderPlace(tmp_path / "records"), named("ben")
    two = [_joined(named, place, name, 60 * at) for at, name in enumerate(("ada", "cem"))]
    ben.joins("folder", place.location)
    for turn in range(3):
        for at, each in enumerate(two):
            each.writes(some_runs(60 * at + 12 + 6 * turn))
        together(*map(syncing, two))

    recovered(place, ben, *two)

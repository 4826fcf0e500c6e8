"""Disks that were copied and journals that were put back, and what a check says of them later."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from flowhelp.journal.following import Kind
from flowhelp.usecases import targets
from flowhelp.usecases.records import back_up, put_back
from flowhelp.usecases.sync import plan, sync
from flowhelp.usecases.verifying import BrokenChainError, verify
from flowhelp.usecases.workspace import Workspace
from tests.sync.worlds import NOON, run_of
from tests.usecases.libraries import workspace


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder for the team."""
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


def machine(folder: Path) -> Workspace:
    """What is on a disk, a while after the runs were done."""
    folder.mkdir(exist_ok=True)
    shop = workspace(folder)
    shop.now = lambda: NOON + timedelta(hours=1)
    return shop


def works(shop: Workspace, number: int) -> str | None:
    """A run is done there, and sent; the new name of the machine, if it got one."""
    shop.journal.append(run_of(number))
    (outcome,) = sync(shop)
    assert (outcome.failure, outcome.waiting) == (None, 0)
    shop.close()
    return outcome.renamed


def test_a_disk_that_was_copied_again_and_again_is_whole(tmp_path: Path, shared: Path) -> None:
    targets.add(machine(tmp_path / "a"), "team", "folder", str(shared))
    works(machine(tmp_path / "a"), 1)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    works(machine(tmp_path / "a"), 2)
    assert works(machine(tmp_path / "b"), 3)
    shutil.copytree(tmp_path / "b", tmp_path / "c")
    works(machine(tmp_path / "b"), 4)
    assert works(machine(tmp_path / "c"), 5)

    for name, runs in (("a", 2), ("b", 3), ("c", 3)):
        verdict = verify(machine(tmp_path / name))
        assert verdict.events == 4 * runs
        assert {each.kind for each in verdict.warnings} <= {Kind.FORKED}
        assert verdict.heads


def test_what_was_published_and_is_only_in_the_old_journal_is_never_forgotten(
    tmp_path: Path, shared: Path
) -> None:
    targets.add(machine(tmp_path / "a"), "team", "folder", str(shared))
    works(machine(tmp_path / "a"), 1)
    copy = back_up(machine(tmp_path / "a"))
    works(machine(tmp_path / "a"), 2)
    put_back(machine(tmp_path / "a"), copy)

    for number in (3, 4):
        with pytest.raises(BrokenChainError, match=r"event 5 .* is missing at the end"):
            verify(machine(tmp_path / "a"))
        works(machine(tmp_path / "a"), number)
    with pytest.raises(BrokenChainError, match="a head was published for event 8"):
        verify(machine(tmp_path / "a"))


def test_what_waits_after_a_sync_that_failed_is_counted_in_a_plan(
    tmp_path: Path, shared: Path
) -> None:
    (tmp_path / "ada").mkdir()
    shop = workspace(tmp_path / "ada")
    shop.now = lambda: NOON
    targets.add(shop, "team", "folder", str(shared))
    shop.journal.append(run_of(1))
    (before,) = plan(shop)
    away = shared.rename(tmp_path / "away")
    (failed,) = sync(shop)
    assert failed.failure is not None

    (after,) = plan(shop)

    assert (after.parcels, after.events, after.bytes) == (1, before.events, before.bytes)
    away.rename(shared)
    (outcome,) = sync(shop)
    assert outcome.kept == 1
    (none,) = plan(shop)
    assert none.parcels == 0

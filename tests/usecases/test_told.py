"""What the doctor says where the records are not what was told, or those of others are damaged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flowhelp.errors import FlowhelpError
from flowhelp.usecases.doctor import examine
from flowhelp.usecases.health import Check, Health
from flowhelp.usecases.lineexport import lines, wanted_runs
from flowhelp.usecases.lineimport import take_in
from flowhelp.usecases.published import checkpoint
from flowhelp.usecases.records import back_up
from flowhelp.usecases.sync import status, sync
from flowhelp.usecases.targets import add
from flowhelp.usecases.workspace import Workspace
from tests.pasts import whole, write_past
from tests.usecases.libraries import workspace


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A workspace with a run."""
    shop = workspace(tmp_path)
    write_past(shop, whole(1, 0, 3.0))
    return shop


def broken(shop: Workspace) -> list[Check]:
    """What is, beside that there is no library here."""
    found = [check for check in examine(shop) if check.health is Health.BROKEN]
    return [check for check in found if check.subject != "library"]


@pytest.mark.parametrize("way", ["gone", "cut"])
def test_a_journal_that_is_not_what_was_told_is_said_with_its_copy(
    shop: Workspace, way: str
) -> None:
    checkpoint(shop)
    copy = back_up(shop)
    shop.journal.close()
    if way == "gone":
        shop.places.journal.unlink()
    else:
        with closing(sqlite3.connect(shop.places.journal)) as db:
            db.executescript("drop trigger event_is_never_deleted")
            db.execute("delete from event where seq > 3")
            db.commit()

    said = [check for check in broken(shop) if "told to others" in check.said]

    assert len(said) == 1
    assert "missing at the end" in said[0].said
    assert f"flowhelp doctor --restore {copy}" in said[0].mend


def test_a_journal_of_a_newer_flowhelp_is_not_put_back(shop: Workspace) -> None:
    back_up(shop)
    shop.journal.close()
    with closing(sqlite3.connect(shop.places.journal)) as db:
        db.execute("pragma user_version = 99")
        db.commit()

    (check,) = [check for check in broken(shop) if check.subject == "journal"]

    assert "newer flowhelp" in check.said
    assert check.mend == "update flowhelp"


def test_the_file_of_what_others_did_is_looked_at(shop: Workspace, tmp_path: Path) -> None:
    text = lines(shop, wanted_runs(shop, (), private=False)).encode()
    (tmp_path / "there").mkdir()
    there = workspace(tmp_path / "there")
    take_in(there, text)
    (good,) = [check for check in examine(there) if check.subject == "others"]
    assert (good.health, good.said) == (Health.GOOD, "7 events of others")
    there.team.close()
    there.places.team.write_bytes(b"noise" * 5_000)

    (check,) = [check for check in broken(there) if check.subject == "others"]

    assert "which holds what others did, is damaged" in check.said
    assert check.mend.startswith(f"mv {there.places.team} ")
    there.close()


def test_damage_of_what_waits_to_be_sent_is_said_with_the_way_out(
    shop: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "usb").mkdir()
    add(shop, "usb", "folder", str(tmp_path / "usb"))
    list(sync(shop))
    shop.places.outbox.write_bytes(b"noise" * 5_000)

    with pytest.raises(FlowhelpError) as found:
        list(status(shop))
    (check,) = broken(shop)
    assert found.value.hint == check.mend
    shop.places.outbox.rename(tmp_path / "aside")  # as the hint says

    (outcome,) = sync(shop)
    assert outcome.failure is None
    assert broken(shop) == []

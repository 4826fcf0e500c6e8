"""What the doctor says of the records, and what it does for them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flowhelp.errors import MissingError
from flowhelp.usecases.health import Check, Health
from flowhelp.usecases.records import back_up, file_system, look_at_records, put_back
from flowhelp.usecases.workspace import Workspace
from tests.pasts import NOON, run_id, whole, write_past
from tests.usecases.libraries import workspace


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A workspace with one run, of which the clock says that it is an hour later."""
    shop = workspace(tmp_path)
    shop.now = lambda: NOON + timedelta(hours=1)
    write_past(shop, whole(1, 0, 3.0))
    return shop


def found(shop: Workspace, subject: str) -> list[Check]:
    """What is not good about it."""
    return [
        check
        for check in look_at_records(shop)
        if check.subject == subject and check.health is not Health.GOOD
    ]


def tampered(shop: Workspace, *statements: str) -> None:
    shop.journal.close()
    with closing(sqlite3.connect(shop.places.journal)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def test_whole_records_are_good(shop: Workspace) -> None:
    checks = list(look_at_records(shop))

    assert {check.health for check in checks} == {Health.GOOD}
    assert [check.subject for check in checks] == ["journal", "clock", "backups"]


def test_where_nothing_is_recorded_nothing_is_wrong(tmp_path: Path) -> None:
    shop = workspace(tmp_path)

    assert [check.said for check in look_at_records(shop)] == ["nothing is recorded yet"]
    with pytest.raises(MissingError):
        back_up(shop)


def test_damage_is_said_with_the_copy_to_put_back(shop: Workspace) -> None:
    copy = back_up(shop)
    shop.journal.close()
    content = bytearray(shop.places.journal.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    shop.places.journal.write_bytes(content)

    (check,) = found(shop, "journal")

    assert (check.health, "damaged" in check.said) == (Health.BROKEN, True)
    assert f"flowhelp doctor --restore {copy}" in check.mend
    aside = put_back(shop, copy)
    assert aside is not None
    assert aside.read_bytes() == bytes(content)
    assert found(shop, "journal") == []
    assert len(shop.journal.read(run_id(1))) == 7


def test_a_broken_chain_is_said(shop: Workspace) -> None:
    tampered(
        shop,
        "drop trigger event_is_never_changed",
        "update event set at = '2031-05-04T11:00:00.000000Z' where seq = 3",
    )

    guards, chain = found(shop, "journal")

    assert "event_is_never_changed" in guards.said
    assert "event 3 of device" in chain.said


def test_what_nobody_here_wrote_is_said(shop: Workspace) -> None:
    tampered(
        shop,
        "create table theirs (text)",
        "insert into event select 'other', 1, 'x', run, sid, 'step.dreamt', at, body, prev, sha256"
        " from event where seq = 1",
    )

    extra, strangers, unknown, _ = found(shop, "journal")

    assert "did not make: theirs" in extra.said
    assert "never was: other" in strangers.said
    assert "1 events are of types this flowhelp does not know: step.dreamt" in unknown.said


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
def test_records_that_others_may_read_are_a_warning_with_the_command(shop: Workspace) -> None:
    shop.places.journal.chmod(0o640)
    shop.places.data.chmod(0o755)

    assert [check.mend for check in found(shop, "privacy")] == [
        f"chmod 700 {shop.places.data}",
        f"chmod 600 {shop.places.journal}",
    ]


def test_a_clock_behind_the_newest_event_is_a_warning(shop: Workspace) -> None:
    shop.now = lambda: NOON - timedelta(days=400)

    assert [check.said for check in found(shop, "clock")] == [
        "by this clock the newest event was written in the future, 2031-05-04 12:10 UTC"
    ]


def test_a_clock_behind_the_files_is_a_warning(tmp_path: Path) -> None:
    shop = workspace(tmp_path)
    shop.now = lambda: datetime(2001, 1, 1, tzinfo=UTC)
    write_past(shop, [])
    shop.places.data.mkdir()
    shop.places.journal.touch(mode=0o600)

    assert [check.said.partition("the future")[0] for check in look_at_records(shop)][-2] == (
        "by this clock the journal was last written in "
    )


def test_a_network_file_system_is_known_by_its_longest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"disk / ext4 rw 0 0\nhost:/a {tmp_path} nfs4 rw 0 0\n"
        f"x {tmp_path}/a\\040b fuse.sshfs rw 0 0\n",
        encoding="utf-8",
    )

    assert file_system(tmp_path / "journal.db", mounts) == "nfs4"
    assert file_system(tmp_path / "a b" / "journal.db", mounts) == "fuse.sshfs"
    assert file_system(Path("/journal.db"), mounts) == "ext4"
    assert file_system(Path("/journal.db"), tmp_path / "none") == ""


def test_a_network_file_system_is_a_warning(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowhelp.usecases.records.file_system", lambda _: "cifs")

    assert ["network file system (cifs)" in check.said for check in found(shop, "journal")] == [
        True
    ]
